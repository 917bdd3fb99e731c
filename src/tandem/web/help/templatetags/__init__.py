"""Tags of the help centre's templates."""
