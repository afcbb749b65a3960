"""Where tickets live: finding the desk, reading it, and the one writer.

Terms: a *desk* is a folder with ``tix.yaml`` in a git working tree; a ticket is *filed* at a path
in it; a *reader* answers what commands ask; the *store* is the only thing that writes.
"""
