"""``tix search``: full text over all tickets, best first, with the passage that matches."""

from collections.abc import Iterable, Sequence

import click

from tix.actions.search import Hit, SearchResult, hit_objects, search, wider_search
from tix.console.completions import complete_query
from tix.console.given import GoesWithError
from tix.console.json_options import JsonOptions, json_options
from tix.console.query_command import QueryCommand, tell_hidden
from tix.console.query_hints import refuse_columns, say_what_was_meant
from tix.console.query_options import Filters, filter_options
from tix.console.session import Session, pass_session
from tix.model.records import NAMES
from tix.query.predicates import Contains
from tix.query.ranking import Passage, spans
from tix.terminal import safe

_USUAL = 100
"""The default number of hits: nobody reads more."""


@click.command("search", cls=QueryCommand)
@click.argument("words", metavar="QUERY...", nargs=-1, shell_complete=complete_query)
@click.option(
    "-n",
    "-L",
    "--limit",
    metavar="N",
    type=click.IntRange(min=1),
    default=_USUAL,
    show_default=True,
    help="The N best ones.",
)
@click.option(
    "--kind",
    type=click.Choice(["ticket", *NAMES]),
    default="ticket",
    show_default=True,
    help="What to look for.",
)
@json_options
@filter_options
@pass_session
def command(
    session: Session,
    words: tuple[str, ...],
    limit: int,
    kind: str,
    json: JsonOptions,
    filters: Filters,
) -> None:
    """Find tickets by their text, the best first, with the passage that matches.

    Every word must occur, as a whole word, somewhere in the ticket: title, labels, people, text,
    comments, resolution or another field. Accents and case don't matter, deploy* also finds
    deployment, and words in quotes stand one after the other. All tickets are looked at, also those
    that are done or archived. The words are a query: fields count, too.

    \b
    Examples:
      tix search linker
      tix search 'deploy*' OR rollout
      tix search '"connection refused"' opened:..30d
      tix search src/linker/main.c
      tix search timeout -label:wontfix is:open
      tix search timeout -l ci -s open
      tix search 'harbour' --kind customer
    """
    refuse_columns(words)
    words = filters.applied_to(words)
    if kind != "ticket":
        from tix.console.record_search import search_records
        from tix.model.records.kinds import BY_NAME

        if json.fields is not None:
            raise GoesWithError("--fields", "tickets")
        search_records(session, BY_NAME[kind], words, limit, json)
        return
    found = search(session, words, limit)
    if found.is_verbatim:
        session.say("this isn't a query, so it is searched for literally")
    tell_hidden(session, found.selection)
    if not len(found):
        say_what_was_meant(session, words, "search", found=False, as_json=bool(json))
    if json:
        _print_json(session, found, json)
        return
    if not len(found):
        session.say("nothing found")
        _say_what_would_be_found(session, found)
    elif session.screen.for_people:
        session.page(_for_people(session, found.hits(), found.terms))
    else:
        from tix.terminal.tsv import tsv

        session.page(tsv([*found.lines()]))
    if len(found) < found.count:
        session.say(f"the {len(found)} best of {found.count} tickets; -n {found.count} shows all")


def _print_json(session: Session, found: SearchResult, json: JsonOptions) -> None:
    """Hits as objects; with ``--fields``, tickets that have a score and a passage, too."""
    objects = hit_objects(session, found)
    if json.fields is None:
        json.print_objects(session, objects)
        return
    hits = list(objects)
    flat = [{**hit["ticket"], "score": hit["score"], "passage": hit["passage"]} for hit in hits]
    tickets = [hit.filed for hit in found.hits()]
    json.print_tickets(session, found.selection, tickets, lambda _: flat, ("score", "passage"))


def _say_what_would_be_found(session: Session, found: SearchResult) -> None:
    """Suggest a wider search, if that would find something."""
    import shlex  # only a search without an answer needs it

    if wider := wider_search(session, found.selection.query):
        words, count = wider
        typed = shlex.join(words.split() if ":" in words else [words])
        session.say(f"tix search {typed} finds {count} ticket{'' if count == 1 else 's'}")


def _for_people(session: Session, hits: Iterable[Hit], terms: Sequence[Contains]) -> str:
    """Two lines for each hit: the ticket, and the passage with the words highlighted."""
    from tix.console.ticket_look import id_styled, look_of
    from tix.terminal.width import cut, display_width

    styles, width = session.screen.styles, session.screen.width
    lines = []
    for hit in hits:
        ticket = hit.filed.ticket
        status = safe.line(ticket.status or "")
        room = width - len(ticket.id) - display_width(status) - 4
        title = _highlighted(session, cut(safe.line(ticket.title), room), terms)
        status = styles.status(status, look_of(ticket, session.config))
        ident = id_styled(session.reader.prefix_lengths([ticket.id]), styles)
        lines.append(f"{ident(ticket.id)}  {title}  {status}".rstrip())
        if hit.passage is not None:
            lines.append(_passage_line(session, hit.passage, terms, width))
    return "\n".join(lines)


def _passage_line(session: Session, found: Passage, terms: Sequence[Contains], width: int) -> str:
    """The author, and as much of the line around the first match as fits."""
    from tix.model.people import parse_person
    from tix.terminal.width import display_width

    indent, who = " " * 8, ""
    if found.comment is not None:
        label = session.names.label(str(found.comment.author))
        mark = " (internal)" if found.comment.internal else ""
        who = safe.line(f"{parse_person(label).label}{mark}: ")
    text = _around(safe.line(found.line.strip()), terms, width - len(indent) - display_width(who))
    return indent + who + _highlighted(session, text, terms)


def _around(text: str, terms: Sequence[Contains], width: int) -> str:
    """``text`` cut to ``width`` columns so that the first match is visible."""
    from tix.terminal.width import cut, display_width

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
