"""The UI kit: what every surface looks and behaves like. Knows no room."""
