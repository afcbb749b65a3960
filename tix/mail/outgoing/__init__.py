"""Mail out: composing letters, and handing them to a mail server."""
