"""Queries: from what a person types to a tree of values that says yes or no to a ticket.

``parser.parse`` makes a ``query.Query`` of text and a ``vocabulary.Vocabulary`` (all that a desk
knows, and the time). Its tree is plain data from ``predicates``; every date, person and word in it
is resolved already, so that it means the same wherever it is carried out. What isn't in a ticket
itself comes in as ``facts.Facts``. ``order`` sorts. ``docs/query.md`` is the page for users.
"""
