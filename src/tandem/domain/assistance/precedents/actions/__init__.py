"""What writes in this room: acts on questions, trainings, and the choice of what orders a search."""
