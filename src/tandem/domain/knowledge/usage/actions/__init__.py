"""What writes in this room: facts by those who caused them, flags by people."""
