"""Tickets as Markdown: one document to read, or a file each with front matter for other tools."""

import re
from collections.abc import Iterable, Iterator

from tix.exporters.entry import Entry
from tix.model.record.comments import heading
from tix.model.record.values import Comment
from tix.model.ticket.fields import FIELDS
from tix.model.ticket.ticket import Ticket

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~&!])")
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]+")


_HTML = re.compile(r"<[A-Za-z!?/][^<>@\s]*+(?!@)")
_AUTOLINK = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:[^<>\s]*>")


def passes_html(ticket: Ticket) -> bool:
    """Whether a text of the ticket seems to have HTML, which is handed on as it stands."""
    return any(
        not _AUTOLINK.match(text, found.start() + 1)
        for text in (ticket.body, *(comment.text for comment in ticket.comments))
        for found in _HTML.finditer(text)
    )


def as_document(entries: Iterable[Entry], name: str = "") -> Iterator[str]:
    """The pieces of one document: a list of the tickets, then a section for each.

    ``name`` is the desk's.
    """
    yield f"# {_inline(name) or 'Tickets'}\n\n"
    for entry in entries:
        ticket = entry.ticket
        status = f" ({_inline(ticket.status)})" if ticket.status else ""
        yield f"- [{ticket.id}](#{ticket.id}) {_inline(ticket.title)}{status}\n"
    for entry in entries:
        yield from _section(entry.ticket)


def as_files(entries: Iterable[Entry]) -> Iterator[tuple[str, str]]:
    """Name and text of a file for each ticket, which ``tix import markdown`` reads.

    The fields stand in its front matter, the comments at the end of its text.
    """
    for entry in entries:
        yield f"{entry.ticket.id}.md", _file(entry.ticket)


def _section(ticket: Ticket) -> Iterator[str]:
    yield f'\n## <a id="{ticket.id}"></a>{_inline(ticket.title)}\n\n'
    for name, value in _front_matter(ticket).items():
        if name != "title":
            text = value if isinstance(value, str) else ", ".join(value)
            yield f"- {_inline(name)}: {_inline(text)}\n"
    if ticket.body.strip():
        yield f"\n{_block(ticket.body)}"
    for comment in ticket.comments:
        internal = " · internal" if comment.internal else ""
        at = f"{comment.at:%Y-%m-%d %H:%M} UTC"
        yield f"\n### {_inline(comment.author.label)} · {at}{internal}\n\n{_block(comment.text)}"


def _file(ticket: Ticket) -> str:
    from tix.exporters.front_matter import with_front_matter  # imports PyYAML and more

    text = "\n\n".join(filter(None, (ticket.body, *map(_comment, ticket.comments))))
    return with_front_matter(_front_matter(ticket), text)


def _comment(comment: Comment) -> str:
    return f"{heading(comment)}\n\n{comment.text}"


def _front_matter(ticket: Ticket) -> dict[str, str | list[str]]:
    """Every field that the ticket has, under its own name."""
    values: dict[str, str | list[str]] = {}
    for field in FIELDS:
        if texts := list(field.texts(ticket)):
            values[field.name] = texts if field.many else texts[0]
    for own in ticket.team_fields:
        values[own.name] = own.value if isinstance(own.value, str) else list(own.value)
    return values


def _inline(text: str) -> str:
    """A text on one line, in which nothing is markup."""
    return _MARKUP.sub(r"\\\1", " ".join(_CONTROLS.sub(" ", text).split()))


def _block(text: str) -> str:
    return text.strip("\n") + "\n"
