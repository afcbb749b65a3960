"""What a ticket is: values and pure rules. Reads no clock, no environment, no file and no git.

Start with ``ticket.ticket`` (the values) and ``ticket.fields`` (the one table that everything
walks); ``ticket.document`` turns a file's bytes into a ticket and back.
"""
