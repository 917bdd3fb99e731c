"""What owners set, by subject."""
