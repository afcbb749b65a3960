"""Tickets as values, and pure rules. Nothing here reads a clock, the environment, files or git.

Start with ``ticket.ticket`` (the values) and ``ticket.fields`` (the one table that everything
walks); ``ticket.document`` turns a file's bytes into a ticket and back.
"""
