"""The kinds of events that somebody can be told of, under their names in settings and in JSON."""

EVENTS = (
    "opened", "asked", "answered", "commented", "assigned", "mentioned", "status", "done",
    "reopened", "rated", "due-soon", "missed", "escalated",
)  # fmt: skip
