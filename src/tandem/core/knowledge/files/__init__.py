"""Knowledge as files: Markdown, JSON lines, CSV, HTML, Zendesk Guide's and Intercom's exports; nothing lost on the way."""
