"""Syncing with a remote: what comes in, what goes out, and the merge of both."""
