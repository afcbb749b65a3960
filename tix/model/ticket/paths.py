"""The paths of tickets: in the live folder, and in the archive some time after they are done.

A ticket's path in the archive is its path with ``tickets/`` replaced by ``archive/``.
"""

import re
from collections.abc import Callable, Sequence
from functools import cache

from tix.model.layout import ARCHIVE, LIVE
from tix.model.ticket.ticket import Ticket

_PLACE = rf"(?:{LIVE}|{ARCHIVE})/[0-9]{{4}}/(?:0[1-9]|1[0-2])/[^/]+\.md"
_DONE = ("resolved", "closed")


def is_ticket_name(path: str) -> bool:
    """Whether a file in those folders is a ticket's by its name: ``*.md``, and not hidden.

    Hidden ones are what editors and file systems leave (``.#k7f3qz.md``, ``._k7f3qz.md``).
    """
    return path.endswith(".md") and path[path.rfind("/") + 1] != "."


def new_path(ticket: Ticket) -> str:
    """Where a new ticket is filed: by the year and month of its opening."""
    opened = ticket.opened
    month = f"{opened.year:04}/{opened.month:02}" if opened else "1970/01"
    return f"{LIVE}/{month}/{ticket.id}.md"


def is_filed_by_month(path: str) -> bool:
    """Whether it is in a month's folder, live or archived, as every ticket should be."""
    return _in_place()(path) is not None


@cache
def _in_place() -> "Callable[[str], re.Match[str] | None]":
    return re.compile(_PLACE).fullmatch


def is_archived(path: str) -> bool:
    """Whether a path of the desk is in the archive."""
    return path.startswith(f"{ARCHIVE}/")


def archive_path(path: str) -> str:
    """Where a ticket that is filed at a live path is archived."""
    return f"{ARCHIVE}/{path.partition('/')[2]}"


def live_path(path: str) -> str:
    """The live path of an archived ticket."""
    return f"{LIVE}/{path.partition('/')[2]}"


def looks_done(ticket: Ticket) -> bool:
    """Whether a ticket looks done by its stamps alone, whatever the desk's statuses are."""
    return bool(ticket.resolved or ticket.closed or ticket.status in _DONE)


_ID = rb"\A(?:\xef\xbb\xbf)?---[ \t]*\r?\n(?:(?!---).*\n)*?id:[ \t]*([a-z0-9]+)[ \t]*\r?\n"

_ID_FIRST = b"---\nid: "


def is_ticket_path(path: str) -> bool:
    """Whether a ticket is filed at that path of the desk."""
    return path.startswith((f"{LIVE}/", f"{ARCHIVE}/")) and is_ticket_name(path)


def ticket_id(path: str, data: bytes) -> str:
    """The id that a file says, or the one of its name if it doesn't say any."""
    if data.startswith(_ID_FIRST):  # as tix writes it
        end = data.find(b"\n", len(_ID_FIRST))
        ident = data[len(_ID_FIRST) : max(end, 0)]
        if ident.isalnum() and ident == ident.lower():
            return ident.decode()
    found = re.match(_ID, data)
    return found[1].decode() if found else stem(path)


def stem(path: str) -> str:
    """A file's name without ``.md``."""
    return path.rpartition("/")[2].removesuffix(".md")


def filed(ticket: Ticket, places: Sequence[str], is_done: Callable[[Ticket], bool]) -> str:
    """Where a ticket belongs that was at these places: the month of its opening is preferred."""
    opened = ticket.opened
    month = f"/{opened.year:04}/{opened.month:02}/" if opened else "/"
    inside = sorted(path.partition("/")[2] for path in places)
    rest = next((path for path in inside if month in f"/{path}"), inside[0])
    archived = any(path.startswith(f"{ARCHIVE}/") for path in places) and is_done(ticket)
    return beside(f"{ARCHIVE if archived else LIVE}/{rest}", ticket.id)


def beside(path: str, ident: str) -> str:
    return f"{path.rpartition('/')[0]}/{ident}.md"
