"""What happened to tickets: events, merges, and how long each state lasted."""
