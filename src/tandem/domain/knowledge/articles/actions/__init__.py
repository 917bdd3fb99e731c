"""What changes entries, by verb: writing drafts, bringing them in from files, putting them in force."""
