"""What writes in this room: questions as they come, gaps that they make, what people do with them."""
