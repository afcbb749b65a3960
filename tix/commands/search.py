"""``tix search``: full text over all tickets, best first, with the passage that matches."""

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import click

from tix.console.query_command import QueryCommand, complete_query, select
from tix.console.session import Session, pass_session
from tix.console.ticket_table import id_styled
from tix.errors import UsageError
from tix.frozen import dataclass
from tix.model.people import parse_person
from tix.query.predicates import Contains
from tix.query.ranking import Passage, passage, score, spans
from tix.storage.store.filed import Filed
from tix.terminal import safe
from tix.terminal.width import cut, display_width

if TYPE_CHECKING:
    from tix.actions.selection import Selection
    from tix.query.query import Query


_USUAL = 100
"""How many hits are shown if nobody says: more are there to be counted, not to be read."""


class NothingToSearchError(UsageError):
    """A search without words."""

    def __init__(self) -> None:
        super().__init__("say what to search for", hint="tix search 'linker error' label:ci")


@dataclass(frozen=True, slots=True)
class _Hit:
    """A ticket that was found, how well it fits, and the passage that shows it."""

    filed: Filed
    score: int
    passage: Passage | None


@click.command("search", cls=QueryCommand)
@click.argument("words", metavar="QUERY...", nargs=-1, shell_complete=complete_query)
@click.option(
    "-n",
    "--limit",
    metavar="N",
    type=click.IntRange(min=1),
    default=_USUAL,
    show_default=True,
    help="The N best ones.",
)
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
@pass_session
def command(session: Session, words: tuple[str, ...], limit: int, as_json: bool) -> None:
    """Find tickets by their text, the best first, with the passage that matches.

    Every word must occur, as a whole word, somewhere in the ticket: title, labels, people, text,
    comments, resolution or another field. Accents and case don't matter, deploy* also finds
    deployment, and words in quotes stand one after the other. All tickets are looked at, also those
    that are done or archived. The words are a query: fields count, too.

    \b
    Examples:
      tix search linker
      tix search 'deploy*' OR rollout
      tix search '"connection refused"' opened:<30d
      tix search src/linker/main.c
      tix search timeout -label:wontfix is:open
    """
    if not any(word.strip() for word in words):
        raise NothingToSearchError
    found = _found(session, words)
    terms = found.query.text_terms if found.query else ()
    ranked, count = _ranked(found, terms, limit)
    filed = found.reader.wholes(number for _, number in ranked)
    hits = (
        _Hit(one, value, passage(one.ticket, terms))
        for one, (value, _) in zip(filed, ranked, strict=True)
    )
    if as_json:
        _print_json(session, list(hits), terms)
        return
    if not ranked:
        session.say("nothing found")
        _say_what_would_be_found(session, found.query)
    elif session.screen.is_terminal:
        session.page(_for_people(session, hits, terms))
    else:
        session.page(_for_programs(hits))
    if len(ranked) < count:
        session.say(f"the {len(ranked)} best of {count} tickets; -n {count} shows all")


def _found(session: Session, words: Sequence[str]) -> "Selection":
    """What a query selects; a pasted line that is none is looked for as it stands."""
    from tix.query.error import QueryError

    try:
        return select(session, words)
    except QueryError:
        if len(words) != 1 or not re.search(_PASTED, words[0].strip()):
            raise
    session.say("this is no query, so it is looked for as it stands")
    escaped = words[0].strip().replace("\\", "\\\\").replace('"', '\\"')
    return select(session, [f'"{escaped}"'])


_PASTED = r'^[A-Z]\w*(Error|Exception|Warning): |\\|\w"[,;:)]|[=(]"'
"""What lines of logs have and queries don't: ``ValueError: …``, ``C:\\…``, ``"x.py", line 3``."""


def _ranked(
    found: "Selection", terms: Sequence[Contains], limit: int
) -> tuple[list[tuple[int, int]], int]:
    """Scores and numbers in the index, best first, and how many there are without the limit.

    In the order that was asked for, if one was.
    """
    if not found.keys and all(term.words.literal is None for term in terms):
        return found.reader.best(found.root, found.facts, terms, limit)
    scored = [
        (score(filed.ticket, terms), number)
        for number, filed in zip(found.numbers, found.wholes(), strict=True)
    ]
    if not found.keys:
        columns = found.reader.columns(found.numbers, ("opened", "id"))
        order = {
            number: (-value, opened is None, -int(str(opened or 0)), ident)
            for (value, number), (opened, ident) in zip(scored, columns, strict=True)
        }
        scored.sort(key=lambda entry: order[entry[1]])
    return scored[:limit], len(scored)


def _say_what_would_be_found(session: Session, query: "Query | None") -> None:
    """The next step where longer words would be found."""
    import shlex  # only a search without an answer needs these

    from tix.query.widening import with_stars

    longer = with_stars(query.text) if query else None
    if longer is None:
        return
    count = len(select(session, longer.split()))
    if count:
        typed = shlex.join(longer.split() if ":" in longer else [longer])
        session.say(f"tix search {typed} finds {count} ticket{'' if count == 1 else 's'}")


def _print_json(session: Session, hits: Sequence[_Hit], terms: Sequence[Contains]) -> None:
    from tix.console.ticket_json import print_array, ticket_objects
    from tix.storage.history.last_changed import updated  # most runs ask for none

    filed = [hit.filed for hit in hits]
    objects = ticket_objects(session, filed, updated(session.desk, filed))
    found = (
        {
            "ticket": ticket,
            "score": hit.score,
            "passage": {
                "comment": hit.passage.comment.id if hit.passage.comment else None,
                "text": hit.passage.line,
                "matches": [list(span) for span in spans(hit.passage.line, terms)],
                "field": hit.passage.column,
            }
            if hit.passage
            else None,
        }
        for ticket, hit in zip(objects, hits, strict=True)
    )
    print_array(session, found)


def _for_programs(hits: Iterable[_Hit]) -> str:
    """Id, title and passage, separated by tabs."""
    from tix.terminal.table import tsv

    return tsv(
        [
            [hit.filed.ticket.id, hit.filed.ticket.title, hit.passage.line if hit.passage else ""]
            for hit in hits
        ]
    )


def _for_people(session: Session, hits: Iterable[_Hit], terms: Sequence[Contains]) -> str:
    """Two lines each: the ticket, and the passage with the words standing out."""
    styles, width = session.screen.styles, session.screen.width
    lines = []
    for hit in hits:
        ticket = hit.filed.ticket
        status = safe.line(ticket.status or "")
        room = width - len(ticket.id) - display_width(status) - 4
        title = _highlighted(session, cut(safe.line(ticket.title), room), terms)
        status = styles.status(status, session.config.group_of(ticket).value)
        ident = id_styled(session.reader.prefix_lengths([ticket.id]), styles)
        lines.append(f"{ident(ticket.id)}  {title}  {status}".rstrip())
        if hit.passage is not None:
            lines.append(_passage_line(session, hit.passage, terms, width))
    return "\n".join(lines)


def _passage_line(session: Session, found: Passage, terms: Sequence[Contains], width: int) -> str:
    """Whose words they are, and as much of the line around the first of them as fits."""
    styles, indent = session.screen.styles, " " * 8
    who = ""
    if found.comment is not None:
        label = session.config.person_label(str(found.comment.author))
        mark = " (internal)" if found.comment.internal else ""
        who = safe.line(f"{parse_person(label).label}{mark}: ")
    text = _around(safe.line(found.line.strip()), terms, width - len(indent) - display_width(who))
    return indent + styles.dim(who) + _highlighted(session, text, terms)


def _around(text: str, terms: Sequence[Contains], width: int) -> str:
    """``text`` cut to ``width`` columns in such a way that the first match can be seen."""
    width = max(width, 20)
    places = spans(text, terms)
    if display_width(text) <= width or not places:
        return cut(text, width)
    start, end = places[0]
    if display_width(text[:end]) < width - 1:
        return cut(text, width)
    before, room = start, width // 3
    while before > 0 and display_width(text[before - 1 : start]) < room:
        before -= 1
    blank = text.find(" ", before, start)
    return cut("…" + text[blank + 1 if blank >= 0 else before :], width)


def _highlighted(session: Session, text: str, terms: Sequence[Contains]) -> str:
    parts, at = [], 0
    for start, end in spans(text, terms):
        parts += [text[at:start], session.screen.styles.match(text[start:end])]
        at = end
    return "".join([*parts, text[at:]])
