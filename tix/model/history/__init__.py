"""The history of tickets: events, merges, and how long each status lasted."""
