"""The names of links, in files and as people type them, seen from either end.

A link is written at one end. ``blocked-by m3k9vd`` is what the other end of ``blocks k7f3qz`` looks
like; nothing stores it.
"""

from tix.errors import UsageError
from tix.model.ticket.ticket import LINK_KINDS, LINK_SEEN_FROM_THE_OTHER_END


class UnknownLinkKindError(UsageError):
    """There is no kind of link of that name."""

    def __init__(self, text: str) -> None:
        shown = text if len(text) <= 40 else f"{text[:39]}…"
        super().__init__(
            f"there is no link of kind {shown!r}",
            hint=f"one of: {', '.join(LINK_KINDS)}; seen from the other ticket: "
            + ", ".join(SEEN_FROM_THE_OTHER_END),
        )


SEEN_FROM_THE_OTHER_END = {
    shown.replace(" ", "-"): kind
    for kind, shown in LINK_SEEN_FROM_THE_OTHER_END.items()
    if shown.replace(" ", "-") != kind
}
"""Names of links seen from the ticket that they point at (``blocked-by``), and their kinds."""


def shown_from_the_other_end(kind: str) -> str:
    """What a link of that kind is called at the ticket that it points at, in one word."""
    return LINK_SEEN_FROM_THE_OTHER_END[kind].replace(" ", "-")


_ALSO = {
    "depend": "depends-on",
    "dependson": "depends-on",
    "duplicate": "duplicates",
    "duplicate-of": "duplicates",
    "children": "child",
    "child-of": "parent",
    "parent-of": "child",
    "related": "relates-to",
    "related-to": "relates-to",
}


def known_kind(text: str) -> str | None:
    """A kind, or the name of one seen from the other end, if it is written out: ``blocked-by``,
    ``is blocked by``."""
    plain = "-".join(text.casefold().replace("_", "-").split()).removeprefix("is-")
    name = _ALSO.get(plain, plain)
    return name if name in LINK_KINDS or name in SEEN_FROM_THE_OTHER_END else None


def link_kind(text: str) -> tuple[str, bool]:
    """A kind of link from an unambiguous beginning of its name, and whether it is seen from the
    other end: ``blocked by`` is a link ``blocks`` of the other ticket. Raises UnknownLinkKindError.
    """
    name = known_kind(text)
    if name is None:
        plain = text.strip().casefold().replace("_", "-").replace(" ", "-")
        for names in (LINK_KINDS, tuple(SEEN_FROM_THE_OTHER_END)):
            found = [name for name in names if plain and name.startswith(plain)]
            if len(found) == 1:
                name = found[0]
                break
    if name is None:
        raise UnknownLinkKindError(text)
    if name in LINK_KINDS:
        return name, False
    return SEEN_FROM_THE_OTHER_END[name], True
