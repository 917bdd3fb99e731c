"""What is asked of gaps: lists with examples, coverage of questions by approved answers."""
