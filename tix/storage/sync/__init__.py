"""Syncing with a remote: incoming and outgoing commits, and merging both."""
