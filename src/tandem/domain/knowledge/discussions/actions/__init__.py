"""What people do in this room: comment, propose, take up, decline; and what jobs propose."""
