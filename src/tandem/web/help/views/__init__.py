"""Pages for people, votes, and what machines fetch."""
