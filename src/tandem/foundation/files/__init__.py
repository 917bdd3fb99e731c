"""Files: bytes with a name that people may see, kept in the database, for whichever room hangs them on something."""
