"""Where tickets live: files and git, in rooms that import only downwards.

From the ground: ``git`` runs git, ``desk`` finds a desk and knows its files, ``store`` writes,
``index`` answers, ``history`` tells what commits did, ``repair`` mends, ``sync`` shares.

Terms: a *desk* is a folder with ``tix.yaml`` in a git working tree; a ticket is *filed* at a path
in it; a *reader* answers what commands ask; the *store* is the only thing that writes.
"""
