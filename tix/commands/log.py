"""``tix log``: who changed what when, field by field, as the commits tell it."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import click

from tix.commands.selection import QueryCommand, complete_query, history, select
from tix.commands.session import Session, pass_session
from tix.model.fields import BY_NAME, PERSON
from tix.model.history import Change, Event
from tix.model.ids import ALPHABET, as_prefix
from tix.model.people import parse_person
from tix.model.times import format_time
from tix.terminal import safe
from tix.terminal.ago import ago
from tix.terminal.width import cut, display_width, pad, wrap
from tix.values import dataclass

_IDS = re.compile(f"#?[{ALPHABET}]+(,#?[{ALPHABET}]+)*,?")
_SHORT_COMMIT = 7
_ARROW = "→"


@click.command("log", cls=QueryCommand)
@click.argument("words", metavar="[ID... | QUERY...]", nargs=-1, shell_complete=complete_query)
@click.option("-n", "--limit", metavar="N", type=click.IntRange(min=1), help="The N latest ones.")
@click.option("--json", "as_json", is_flag=True, help="Print the changes as JSON.")
@pass_session
def command(session: Session, words: tuple[str, ...], limit: int | None, as_json: bool) -> None:
    """Show who changed what when, the newest first: of some tickets, or of the whole desk.

    Words that can be ids are ids; anything else is a query. Commits made by hand and imports
    count like those of tix. In a pipe: a line for each changed field, separated by tabs.

    \b
    Examples:
      tix log
      tix log k7f
      tix log label:ci --limit 20
      tix log --json | jq '.[] | select(.by | test("ana@"))'
    """
    idents = _idents(session, words)
    events = _with_story(history(session, idents))
    shown = events[:limit]
    if as_json:
        _print_json(session, shown)
    elif not session.screen.is_terminal:
        _print_lines(session, shown)
    elif shown:
        session.page(_page(session, shown, idents))
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
    return [filed.ticket.id for filed in select(session, words).tickets]


# What happened -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Told:
    """An event, and whether the version before it (None: there was none) could be read."""

    event: Event
    after_broken: bool

    @property
    def changes(self) -> Sequence[Change]:
        return self.event.changes

    def changed(self, field: str) -> Change | None:
        return next((change for change in self.changes if change.field == field), None)

    @property
    def created(self) -> bool:
        change = self.changed("id")
        return change is not None and not change.old

    @property
    def deleted(self) -> bool:
        change = self.changed("id")
        return change is not None and not change.new


def _with_story(events: Sequence[Event]) -> list[_Told]:
    """Each event with what stands in the one before it; newest first, as they came."""
    broken: dict[str, bool] = {}
    told = []
    for event in reversed(events):
        told.append(_Told(event, broken.get(event.ticket, False)))
        broken[event.ticket] = not event.changes
    return told[::-1]


# For programs ------------------------------------------------------------------------------------


def _print_json(session: Session, told: Sequence[_Told]) -> None:
    from tix.model.ticket_json import json_text

    titles = _titles(session, told)
    session.print(json_text([_object(each.event, titles) for each in told]))


def _object(event: Event, titles: Mapping[str, str]) -> dict[str, Any]:
    return {
        "ticket": event.ticket,
        "title": titles.get(event.ticket),
        "at": format_time(event.at),
        "by": str(event.by),
        "commit": event.commit,
        "subject": event.subject,
        "broken": not event.changes,
        "changes": [
            {"field": change.field, "old": list(change.old), "new": list(change.new)}
            for change in event.changes
        ],
    }


def _print_lines(session: Session, told: Sequence[_Told]) -> None:
    from tix.terminal.table import tsv

    rows = [row for each in told for row in _rows(each.event)]
    if rows:
        session.page(tsv(rows))


def _rows(event: Event) -> Iterator[Sequence[str]]:
    """A row for each change; one with the field ``(broken)`` for a file that can't be read."""
    changes = event.changes or (Change("(broken)", (), ()),)
    for change in changes:
        yield (
            format_time(event.at),
            str(event.by),
            event.ticket,
            change.field,
            ",".join(change.old),
            ",".join(change.new),
            event.commit,
        )


# For people --------------------------------------------------------------------------------------


def _page(session: Session, told: Sequence[_Told], idents: Sequence[str] | None) -> str:
    titles = _titles(session, told)
    styles, width = session.screen.styles, session.screen.text_width
    parts = []
    one = idents[0] if idents and len(idents) == 1 else None
    if one is not None:
        title = cut(safe.line(titles.get(one, "")), width - len(one) - 2)
        parts.append(f"{styles.ident(safe.line(one))}  {styles.bold(title)}")
    whens = {each.event.at: ago(each.event.at, session.now) for each in told}
    beside = max(map(len, whens.values()))
    for each in told:
        event = each.event
        when = styles.dim(pad(whens[event.at], beside))
        who = safe.line(_who(session, event))
        head = f"{when}  {styles.bold(who)}"
        if one is None:
            room = width - beside - display_width(who) - len(event.ticket) - _SHORT_COMMIT - 7
            title = cut(safe.line(titles.get(event.ticket, "")), max(0, room))
            head += f"  {styles.ident(safe.line(event.ticket))} {title}".rstrip()
        head += f"  {styles.dim(event.commit[:_SHORT_COMMIT])}"
        parts.append("\n".join([head, *_lines(session, each, width)]))
    return "\n\n".join(parts)


def _titles(session: Session, told: Sequence[_Told]) -> dict[str, str]:
    """Each ticket's title as it is now; of one that is gone, the last that it had."""
    titles: dict[str, str] = {}
    for each in reversed(told):
        change = each.changed("title")
        if change is not None:
            titles[each.event.ticket] = (change.new or change.old)[0]
    titles.update((f.ticket.id, f.ticket.title) for f in session.reader.scan().tickets)
    return titles


def _who(session: Session, event: Event) -> str:
    return parse_person(session.config.person_label(str(event.by))).label


def _lines(session: Session, told: _Told, width: int) -> Iterator[str]:
    """What an event did, a line for each change."""
    styles = session.screen.styles
    indent = "    "

    def line(name: str, text: str, subsequent: str = indent + "  ") -> str:
        wrapped = wrap(f"{safe.line(name)}: {safe.line(text)}", width, indent, subsequent)
        first = f"{indent}{safe.line(name)}:"
        if wrapped[0].startswith(first):
            wrapped[0] = indent + styles.dim(first.strip()) + wrapped[0][len(first) :]
        return "\n".join(wrapped)

    if not told.changes:
        yield line("broken", "the file can't be read in this version")
    elif told.created:
        what = "readable again" if told.after_broken else "opened"
        yield line(what, _summary(told))
    elif told.deleted:
        title = told.changed("title")
        yield line("deleted", title.old[0] if title else "")
    else:
        stamps = _STAMPS if told.changed("status") else ()
        for change in told.changes:
            if change.field not in stamps:
                yield line(*_sentence(session, change))


_STAMPS = ("since", "resolved", "closed")
"""Times that say nothing new beside a change of status."""


def _summary(told: _Told) -> str:
    """What a new ticket is about, and with how many comments it came."""
    title = told.changed("title")
    comments = sum(change.field.startswith("comment ") for change in told.changes)
    came_with = {0: "", 1: " (with 1 comment)"}.get(comments, f" (with {comments} comments)")
    return (title.new[0] if title else "") + came_with


def _sentence(session: Session, change: Change) -> tuple[str, str]:
    """A change's name, and what it was, in one line."""
    if change.field == "body":
        return "text", _line_counts(change.old, change.new)
    if change.field.startswith("comment "):
        return _comment(change)
    field = BY_NAME.get(change.field)
    old, new = change.old, change.new
    if field and field.kind is PERSON:
        old, new = (tuple(map(session.config.person_label, texts)) for texts in (old, new))
    if field.many if field else len(old) > 1 or len(new) > 1:
        gone = [f"-{item}" for item in old if item not in new]
        come = [f"+{item}" for item in new if item not in old]
        return change.field, " ".join([*come, *gone]) or "in another order"
    if not old:
        return change.field, _first(new)
    return change.field, f"{_first(old)} {_ARROW} {_first(new) or '(none)'}"


def _first(texts: Sequence[str]) -> str:
    return texts[0] if texts else ""


def _comment(change: Change) -> tuple[str, str]:
    """The first line of a new comment; for one that was edited or removed, that it was."""
    if not change.new:
        return change.field, "removed"
    text = next((part for part in change.new[0].split("\n") if part.strip()), "")
    more = " …" if change.new[0].strip() != text.strip() else ""
    return change.field, ("edited: " if change.old else "") + text + more


def _line_counts(old: Sequence[str], new: Sequence[str]) -> str:
    """How many lines came and went. Lines are counted, not aligned: a text can be very long."""
    before, after = (Counter(_first(texts).split("\n")) for texts in (old, new))
    come, gone = (after - before).total(), (before - after).total()
    parts = [f"{sign}{count}" for sign, count in (("+", come), ("-", gone)) if count]
    noun = "line" if come + gone == 1 else "lines"
    return f"{' '.join(parts)} {noun}" if parts else "lines moved"
