"""What is asked of discussions: comments, proposals, whose words a version took up."""
