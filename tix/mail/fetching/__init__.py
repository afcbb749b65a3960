"""Fetching mail where it waits: IMAP, Maildir, mbox."""
