"""Notices in chats: what they say, and sending them by the package apprise."""
