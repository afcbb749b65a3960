"""``tix log``: who changed what when, field by field, as the commits tell it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any

import click

from tix.actions.event_data import event_object, event_rows
from tix.console.event_text import INDENT, lines, who
from tix.console.progress import counting
from tix.console.query_command import QueryCommand, complete_query, select
from tix.console.session import Session, pass_session
from tix.console.signature_text import paint, verified
from tix.frozen import dataclass
from tix.model.history.events import Event
from tix.model.ids import ALPHABET, as_prefix
from tix.storage.git.signatures import Signature, signed
from tix.terminal import safe
from tix.terminal.ago import ago
from tix.terminal.width import cut, display_width, pad, wrap

if TYPE_CHECKING:
    from tix.storage.index.history.reader import History

_IDS = re.compile(f"#?[{ALPHABET}]+(,#?[{ALPHABET}]+)*,?")
_SHORT_COMMIT = 7
_GROUP = 500
"""Events that are printed at once."""


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
    with _history(session) as history:
        log = _Log(session, history, verify=signatures)
        events = history.events(idents, limit=limit)
        if as_json:
            _print_json(log, events)
        elif not session.screen.is_terminal:
            _print_lines(log, events)
        elif shown := list(events):
            session.page(_page(log, shown, idents))
        count = history.count(idents)
    if not count:
        session.say("no commit has changed anything here yet")
    elif limit is not None and limit < count:
        session.say(f"{limit} of {count} commits to tickets")


@contextmanager
def _history(session: Session) -> "Iterator[History]":
    """The desk's history; it is made first if it isn't there, with a bar if that takes long."""
    from tix.storage.index.history.open import history_of

    session.expect_history()
    commit = session.reader.commit
    with counting(session, "reading the history") as advance:
        history = history_of(session.desk, commit, advance)
    try:
        yield history
    finally:
        history.close()


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


class _Log:
    """What is to be known of events beside what they are: titles and signatures."""

    def __init__(self, session: Session, history: "History", *, verify: bool) -> None:
        self.session = session
        self._history = history
        self._verify = verify
        self._titles: dict[str, str] = {}

    def groups(self, events: Iterator[Event]) -> Iterator[Sequence[Event]]:
        """The events, some at a time: a long history doesn't fit into memory."""
        while group := list(islice(events, _GROUP)):
            yield group

    def trust(self, events: Sequence[Event]) -> _Trust:
        """Which of the events' commits are signed, and how good that is if anybody asked."""
        commits = list(dict.fromkeys(event.commit for event in events))
        carried = signed(self.session.desk.git, commits)
        return _Trust(carried, verified(self.session, commits) if self._verify else None)

    def titles(self, events: Sequence[Event]) -> Mapping[str, str]:
        """Each ticket's title as it is now; of one that is gone, the last that it had."""
        wanted = {event.ticket for event in events} - self._titles.keys()
        self._titles.update(
            (ident, ticket.title) for ident, ticket in self.session.reader.by_id(wanted).items()
        )
        for ident in wanted - self._titles.keys():
            changes = (event.change_of("title") for event in self._history.events([ident]))
            last = next(filter(None, changes), None)
            self._titles[ident] = (last.new or last.old)[0] if last else ""
        return self._titles


# For programs ------------------------------------------------------------------------------------


def _print_json(log: _Log, events: Iterator[Event]) -> None:
    """One array, written as the events are found."""
    from tix.model.ticket.json import json_text

    between = "["
    for group in log.groups(events):
        trust, titles = log.trust(group), log.titles(group)
        text = json_text([_object(event, titles, trust) for event in group])
        log.session.write(between + text[1:-2])
        between = ","
    log.session.print("[]" if between == "[" else "\n]")


def _object(event: Event, titles: Mapping[str, str], trust: _Trust) -> dict[str, Any]:
    from tix.console.signature_text import signature_object

    known = trust.signatures
    return {
        **event_object(event, titles[event.ticket] or None),
        "signed": event.commit in trust.signed,
        "signature": signature_object(known[event.commit]) if known is not None else None,
    }


def _print_lines(log: _Log, events: Iterator[Event]) -> None:
    from tix.terminal.table import tsv

    for group in log.groups(events):
        trust = log.trust(group)
        rows = [(*row, trust.column(event.commit)) for event in group for row in event_rows(event)]
        if rows:
            log.session.page(tsv(rows))


# For people --------------------------------------------------------------------------------------


def _page(log: _Log, events: Sequence[Event], idents: Sequence[str] | None) -> str:
    session, titles, trust = log.session, log.titles(events), log.trust(events)
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
