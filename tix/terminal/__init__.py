"""The one place that knows the terminal: what it shows, how wide, in which colours.

``safe`` makes text from a ticket harmless; everything printed goes through it. ``width``
measures, cuts, pads and wraps by display columns. ``style`` has the colours, by role. ``table``,
``markdown`` (with ``inline``), ``bars`` and ``ago`` turn values into text and are pure. ``screen``
and ``progress`` are the two that touch the outside: the size of the terminal, the pager, a line on
standard error.

Importing a module here costs next to nothing: what is heavy is imported where it is used.
"""
