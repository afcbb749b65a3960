"""The pages of those who work on the desk."""

from tix.web.staff import (
    board,
    bulk,
    delivery,
    entering,
    home,
    live,
    new,
    news,
    queries,
    records,
    reporting,
    searching,
    ticket,
    tickets,
)

_ROOMS = (
    board, bulk, delivery, entering, home, live, new, news, queries, records, reporting, searching,
    ticket, tickets,
)  # fmt: skip

ROUTES = tuple(page for room in _ROOMS for page in room.ROUTES)
