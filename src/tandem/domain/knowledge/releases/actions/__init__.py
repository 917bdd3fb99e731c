"""What releases entries, by verb: reviewing, publishing, retiring, ruling, many at once."""
