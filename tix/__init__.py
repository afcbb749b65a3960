"""tix: a ticket tracker that keeps each ticket as a Markdown file in git."""

__version__ = "0.1.0"
