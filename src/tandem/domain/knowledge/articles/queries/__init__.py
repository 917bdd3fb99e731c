"""What is asked of entries: reading, searching, wordings as documents, versions by standing."""
