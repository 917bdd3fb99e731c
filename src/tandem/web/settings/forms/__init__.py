"""What owners fill in. Forms only parse; whether it will do is decided by the actions."""
