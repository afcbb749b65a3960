"""The kinds of records beside tickets, each with its table of fields, and the table of kinds."""

NAMES = ("customer", "asset", "article", "kb", "reply", "invoice", "try")
"""What the kinds are called (``kinds.BY_NAME``): commands that only offer them import none."""
