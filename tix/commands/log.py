"""``tix log``: who changed what when, field by field, as the commits tell it."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import click

from tix.commands.event_data import event_object, event_rows
from tix.commands.event_text import INDENT, changed, lines, who
from tix.commands.selection import QueryCommand, complete_query, history, select
from tix.commands.session import Session, pass_session
from tix.commands.signature_text import paint, verified
from tix.model.history import Event
from tix.model.ids import ALPHABET, as_prefix
from tix.storage.signatures import Signature, signed
from tix.terminal import safe
from tix.terminal.ago import ago
from tix.terminal.width import cut, display_width, pad, wrap
from tix.values import dataclass

_IDS = re.compile(f"#?[{ALPHABET}]+(,#?[{ALPHABET}]+)*,?")
_SHORT_COMMIT = 7


@click.command("log", cls=QueryCommand)
@click.argument("words", metavar="[ID... | QUERY...]", nargs=-1, shell_complete=complete_query)
@click.option("-n", "--limit", metavar="N", type=click.IntRange(min=1), help="The N latest ones.")
@click.option("--signatures", is_flag=True, help="Verify the commits' signatures.")
@click.option("--json", "as_json", is_flag=True, help="Print the changes as JSON.")
@pass_session
def command(
    session: Session, words: tuple[str, ...], limit: int | None, signatures: bool, as_json: bool
) -> None:
    """Show who changed what when, the newest first: of some tickets, or of the whole desk.

    Words that can be ids are ids; anything else is a query. Commits made by hand and imports
    count like those of tix; a merge says what it decided. Who made a change is what the commit
    claims; --signatures asks git who signed it. In a pipe: a line for each changed field, separated
    by tabs.

    \b
    Examples:
      tix log
      tix log k7f
      tix log label:ci --limit 20
      tix log k7f --signatures
      tix log --json | jq '.[] | select(.by | test("ana@"))'
    """
    idents = _idents(session, words)
    events = history(session, idents)
    shown = events[:limit]
    trust = _trust(session, shown, verify=signatures)
    if as_json:
        _print_json(session, shown, trust)
    elif not session.screen.is_terminal:
        _print_lines(session, shown, trust)
    elif shown:
        session.page(_page(session, shown, idents, trust))
    if not events:
        session.say("no commit has changed anything here yet")
    elif len(shown) < len(events):
        session.say(f"{len(shown)} of {len(events)} commits to tickets")


def _idents(session: Session, words: Sequence[str]) -> Sequence[str] | None:
    """Whose history was asked for; None for everybody's."""
    if not words:
        return None
    if all(word == "-" or _IDS.fullmatch(as_prefix(word)) for word in words):
        return session.ids(words)
    return select(session, words).ids


# Signatures --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Trust:
    """Which commits carry a signature, and what is known of them; None: nobody has looked."""

    signed: frozenset[str]
    signatures: Mapping[str, Signature] | None

    def column(self, commit: str) -> str:
        """The signature's state; unverified: ``signed`` or nothing."""
        if self.signatures is not None:
            return self.signatures[commit].state.value
        return "signed" if commit in self.signed else ""


def _trust(session: Session, events: Sequence[Event], *, verify: bool) -> _Trust:
    commits = list(dict.fromkeys(event.commit for event in events))
    carried = signed(session.desk.git, commits)
    return _Trust(carried, verified(session, commits) if verify else None)


# For programs ------------------------------------------------------------------------------------


def _print_json(session: Session, events: Sequence[Event], trust: _Trust) -> None:
    from tix.model.ticket_json import json_text

    titles = _titles(session, events)
    session.print(json_text([_object(event, titles, trust) for event in events]))


def _object(event: Event, titles: Mapping[str, str], trust: _Trust) -> dict[str, Any]:
    from tix.commands.signature_text import signature_object

    known = trust.signatures
    return {
        **event_object(event, titles.get(event.ticket)),
        "signed": event.commit in trust.signed,
        "signature": signature_object(known[event.commit]) if known is not None else None,
    }


def _print_lines(session: Session, events: Sequence[Event], trust: _Trust) -> None:
    from tix.terminal.table import tsv

    rows = [(*row, trust.column(event.commit)) for event in events for row in event_rows(event)]
    if rows:
        session.page(tsv(rows))


# For people --------------------------------------------------------------------------------------


def _page(
    session: Session, events: Sequence[Event], idents: Sequence[str] | None, trust: _Trust
) -> str:
    titles = _titles(session, events)
    styles, width = session.screen.styles, session.screen.text_width
    parts = []
    one = idents[0] if idents and len(idents) == 1 else None
    if one is not None:
        title = cut(safe.line(titles.get(one, "")), width - len(one) - 2)
        parts.append(f"{styles.ident(safe.line(one))}  {styles.bold(title)}")
    whens = {event.at: ago(event.at, session.now) for event in events}
    beside = max(map(len, whens.values()))
    for event in events:
        author = safe.line(who(session, event))
        mark = _mark(event, trust)
        head = f"{styles.dim(pad(whens[event.at], beside))}  {styles.bold(author)}"
        if one is None:
            room = width - beside - display_width(f"{author}{event.ticket}{mark}") - _SHORT_COMMIT
            title = cut(safe.line(titles.get(event.ticket, "")), max(0, room - 7))
            head += f"  {styles.ident(safe.line(event.ticket))} {title}".rstrip()
        head += f"  {styles.dim(event.commit[:_SHORT_COMMIT] + mark)}"
        about = [*_signature(session, event, trust, width), *lines(session, event, width)]
        parts.append("\n".join([head, *about]))
    return "\n\n".join(parts)


def _mark(event: Event, trust: _Trust) -> str:
    """A signature that nobody has looked at isn't worth more than these words."""
    return "  signed, not checked" if trust.column(event.commit) == "signed" else ""


def _signature(session: Session, event: Event, trust: _Trust, width: int) -> Sequence[str]:
    if trust.signatures is None:
        return ()
    signature = trust.signatures[event.commit]
    shown = wrap(safe.line(str(signature)), width, INDENT, INDENT + "  ")
    return [paint(session.screen.styles, signature, line) for line in shown]


def _titles(session: Session, events: Sequence[Event]) -> dict[str, str]:
    """Each ticket's title as it is now; of one that is gone, the last that it had."""
    titles: dict[str, str] = {}
    for event in reversed(events):
        change = changed(event, "title")
        if change is not None:
            titles[event.ticket] = (change.new or change.old)[0]
    titles.update((f.ticket.id, f.ticket.title) for f in session.reader.scan().tickets)
    return titles
