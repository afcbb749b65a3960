"""Messages of the commits that tix makes."""

import re
from collections.abc import Iterable, Sequence

_CONTROL = "[\x00-\x1f\x7f-\x9f\u2028\u2029]+"

BY_HAND = "as edited by hand"
"""The subject of a commit that has only edits made by hand, none of the command's own."""


_EDITED = "With edits made by hand to "


def message(
    subject: str,
    touched: Iterable[str],
    edited: Sequence[str] = (),
    extra: Sequence[tuple[str, str]] = (),
) -> str:
    """The subject on one line, a word about edits made by hand, a trailer for each ticket or
    record and the extra ones."""
    if not subject.isprintable():  # the pattern takes longer to make than all the rest
        subject = re.sub(_CONTROL, " ", subject)
    lines = [subject.strip(), ""]
    if edited:
        lines += [f"{_EDITED}{', '.join(edited)}.", ""]
    lines += map(_trailer, touched)
    lines += [f"{name}: {value}" for name, value in extra]
    return "\n".join(lines).rstrip() + "\n"


def edited_in(message: str) -> str:
    """What a message says was edited by hand, with the edits in the same commit; "": nothing."""
    found = re.search(f"^{_EDITED}(.+)\\.$", message, re.MULTILINE)
    return found[1] if found else ""


def _trailer(touched: str) -> str:
    """What names a ticket (``k7f3qz``) or another record (``customer acme-ltd``)."""
    kind, blank, name = touched.partition(" ")
    return f"{kind.capitalize()}: {name}" if blank else f"Ticket: {touched}"


def edited_by_hand(tickets: Sequence[str], others: Sequence[str] = ()) -> str:
    """The subject of a commit of edits that people made to these tickets and other files."""
    names = [*tickets, *others]
    if len(names) <= 3:
        return f"{', '.join(names)}: edit by hand"
    counted = f"{len(tickets)} tickets" if tickets else f"{len(names)} files"
    return f"{counted}: edit by hand"
