"""The peer of the message benchmark: django-helpdesk on the same PostgreSQL, in an environment of its own."""
