"""The history of tickets, from commits."""
