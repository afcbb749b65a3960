"""Who is told of what happened to tickets: events, messages and their keys. Pure."""
