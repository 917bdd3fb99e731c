"""The models that can turn texts into vectors, and what they have in common."""
