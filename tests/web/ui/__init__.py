"""The UI kit: parts, pages, styles, scripts."""
