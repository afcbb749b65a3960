"""The customers' portal, below ``/portal/``: they ask, look, answer, close, rate and sign.

A session of its own: staff's counts for nothing here, and the other way round. Who signs in has
shown that they get mail at an address, by a link that was mailed there. They see the tickets of
that address, and those of their customer if they are one of its contacts; of a ticket, what
``tix.model.ticket.public`` calls public, and nothing else. What somebody may not see looks, to the
byte, like what there isn't.
"""
