"""What changes policies and what is done with them, by verb: writing drafts, walking guides, noting what fired, bringing rights."""
