"""What is asked of settled questions: a search ordered by what was learnt, likeness to precedents, how training went."""
