"""Merging two versions of a ticket: values in, values out. Start with ``tickets``."""
