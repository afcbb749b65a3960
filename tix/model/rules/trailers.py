"""The trailers of a commit that tell what rules did: ``Rule`` and ``Notify``.

``Rule: NAME`` names a rule that ran; in a commit of several tickets their ids follow, which no
name can hold: ``Rule: route printers · k7f3qz m3k9vd``. ``Notify: k7f3qz facilities`` is for who
sends notices.
"""

from collections.abc import Iterable, Sequence

RULE, NOTIFY = "Rule", "Notify"
NO_ANSWER = ("Acknowledge", "no")
"""The trailer of a commit that opens a ticket which isn't acknowledged."""
NOBODY = "Nobody-At"
"""The trailer that says of a message, by its key, that nobody is at the address behind that."""
QUIET = ("Quiet", "yes")
"""The trailer of a commit that tells nobody: of an import, an archive move, a repair."""

_BEFORE_IDS = " · "


def trailers(
    ran: Iterable[tuple[str, str, Sequence[str]]], *, of_several: bool
) -> list[tuple[str, str]]:
    """Trailers for rules that ran: each rule's name, the ticket, and whom it tells there."""
    tickets: dict[str, dict[str, None]] = {}
    told: dict[tuple[str, str], None] = {}
    for name, ident, people in ran:
        tickets.setdefault(name, {})[ident] = None
        told |= dict.fromkeys((NOTIFY, f"{ident} {who}") for who in people)
    said = [
        (RULE, f"{name}{_BEFORE_IDS}{' '.join(idents)}" if of_several else name)
        for name, idents in tickets.items()
    ]
    return [*said, *told]


def rules_in(trailers: Iterable[tuple[str, str]], ident: str | None = None) -> tuple[str, ...]:
    """The names of the rules that trailers name; with an id, those that ran for that ticket."""
    found = []
    for trailer, value in trailers:
        name, _, idents = value.partition(_BEFORE_IDS)
        if trailer == RULE and (ident is None or not idents or ident in idents.split()):
            found.append(name)
    return tuple(dict.fromkeys(found))
