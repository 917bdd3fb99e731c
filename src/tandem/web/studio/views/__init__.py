"""What people ask of knowledge, by verb."""
