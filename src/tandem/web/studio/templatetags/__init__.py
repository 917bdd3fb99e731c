"""What templates of knowledge ask."""
