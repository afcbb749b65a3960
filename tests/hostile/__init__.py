"""Clones that somebody made to do harm: nothing outside of the desk is read, written or run."""
