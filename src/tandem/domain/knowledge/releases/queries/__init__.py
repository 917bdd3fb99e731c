"""What is asked of releases: rules, standing, stories, where retired addresses lead."""
