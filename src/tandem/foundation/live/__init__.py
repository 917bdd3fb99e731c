"""Live: one stream of server-sent events a browser, by topics, resumable from a cursor."""
