"""Runs that are killed, disks that fail, locks that nobody holds: for every command that writes."""
