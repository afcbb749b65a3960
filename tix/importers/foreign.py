"""A ticket from the named values of another tool's record: a Markdown file's fields, a JSON object.

Names and words that are common elsewhere are understood (``tix.importers.foreign_fields`` and
``tix.importers.foreign_words``). What isn't understood becomes a team-defined field, so that
nothing is dropped. ``docs/import-export.md`` has the tables.
"""

import re
from collections.abc import Iterator

from tix.frozen import dataclass, replace
from tix.importers.derived import fingerprint
from tix.importers.foreign_words import Words, at_noon, first_of, stamps
from tix.importers.incoming import CHILD, ForeignLink, Incoming, TeamFields, id_keys, id_word
from tix.model.config.config import Group
from tix.model.ids import is_id
from tix.model.record.json import team_field
from tix.model.record.values import Comment
from tix.model.ticket.fields import FIELDS
from tix.model.ticket.priorities import plain_word
from tix.model.ticket.ticket import LINK_KINDS, Ticket
from tix.model.times import Due
from tix.quick_typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tix.importers.foreign_fields import ForeignFields
    from tix.importers.front_matter import Value

OWN_SOURCE = re.compile(
    r"(?:beads|csv|git-bug|github|gitlab|jira|json|markdown|taskwarrior|todo\.txt|trello):\S.*"
)
"""An identifier that tix gave; what other tools call a source is a channel, or a person."""

_NOT_BY_KIND = frozenset(
    (
        *("id", "title", "status", "since", "type", "priority", "opened", "resolved", "closed"),
        *("resolution", "links", "attachments", "source"),
    )
)
"""Fields that more belongs to than to read the value."""


_LISTED = ("channel", "impact", "urgency")
"""Fields whose words a desk lists, or else any that are known."""


@dataclass(frozen=True, slots=True)
class Record:
    """An importer's knowledge about a record besides its fields.

    ``where`` tells a person which one it is, ``prefix`` what its source begins with, and ``names``
    what else links may call it by. ``where`` is a name for good if ``is_named``: a file's path.
    """

    where: str
    prefix: str
    title: str
    body: str
    comments: tuple[Comment, ...] = ()
    names: tuple[str, ...] = ()
    is_named: bool = False


def source_of(prefix: str, ident: str, title: str) -> str:
    """The source of a record; without an id it is its title that tells it from others."""
    return prefix + (ident or f"~{fingerprint(title)}")


def incoming(record: Record, fields: "ForeignFields", ident: str, words: Words) -> Incoming:
    """The ticket that a record becomes; ``ident`` is what its own tool calls it, or empty."""
    team = TeamFields()
    values = _plain_fields(fields) | _words(fields, words, team)
    for listed in _LISTED:
        if text := values[listed]:
            values[listed] = words.listed(listed, text)
            if values[listed] != text:
                team.add(f"original_{listed}", text)
    values |= _times(fields, record, words, values["status"])
    links = (*_own_links(fields), *_foreign_links(fields))
    source = fields.take("source", _own_source, quiet=True)
    name = record.where if record.is_named else ""
    for key, value in fields.rest():
        if field := team_field(key, value):
            team.add(field.name, field.value)
    ticket = Ticket(
        id=ident if is_id(ident) else "",
        title=record.title,
        source=source or source_of(record.prefix, ident or name, record.title),
        team_fields=team.all(),
        body=record.body,
        comments=record.comments,
        **values,
    )
    return Incoming(
        record.where,
        ticket,
        keys=(id_keys(ident) if ident else ())
        + tuple(f"file {name.casefold()}" for name in record.names)
        + (f"title {record.title.casefold()}",),
        links=links,
        notes=tuple(dict.fromkeys(fields.notes)),
        updated=at_noon(fields.updated(), words.config),
    )


def without_guesses(items: list[Incoming]) -> list[Incoming]:
    """The items whose links look for a number under any word only where their own word isn't in
    use: of ``task-24`` and ``back-24`` a link ``task-24`` means the first."""
    ids = (key.removeprefix("id ") for item in items for key in item.keys if key[:3] == "id ")
    words = frozenset(filter(None, map(id_word, ids)))
    return [_without_guesses(item, words) for item in items]


def _without_guesses(item: Incoming, words: frozenset[str]) -> Incoming:
    links = (
        replace(link, keys=tuple(key for key in link.keys if not key.startswith("number ")))
        if id_word(_plain_target(link.target)) in words
        else link
        for link in item.links
    )
    return replace(item, links=tuple(links))


def with_pending_to_begin(items: list[Incoming], words: Words) -> list[Incoming]:
    """The items, with those that are only called pending not begun yet, where some are in progress,
    no other word says that one isn't, and nobody has asked for one: so lists of tasks have it. Else
    they wait for something."""
    config = words.config
    first = config.first_status(Group.ACTIVE)
    used = {item.ticket.status for item in items}
    waiting = words.find("status", _PENDING)
    if (
        waiting.word is None
        or not waiting.same
        or config.group(waiting.word) is not Group.WAITING
        or ("status", _PENDING) in words.own
        or first in used
        or words.find("status", "in progress").word not in used
        or any(item.ticket.requester or item.ticket.customer for item in items)
    ):
        return items
    return [_not_begun(item, waiting.word, first) for item in items]


_PENDING = "pending"


def _not_begun(item: Incoming, waiting: str, first: str) -> Incoming:
    team = TeamFields(item.ticket.team_fields)
    is_other = any(field.name == "original_status" for field in team.all())
    if item.ticket.status != waiting or is_other:
        return item
    team.add("original_status", _PENDING)
    ticket = replace(item.ticket, status=first, team_fields=team.all())
    note = f"status {_PENDING!r} is {first} here, beside what is in progress and done"
    return replace(item, ticket=ticket, notes=(*item.notes, note))


# -- fields -----------------------------------------------------------------------------------


def _plain_fields(fields: "ForeignFields") -> dict[str, Any]:
    """The built-in fields that are read by their kind alone."""
    values = {f.name: fields.take_kind(f.name) for f in FIELDS if f.name not in _NOT_BY_KIND}
    for one, other in (("requester", "opened_by"), ("opened_by", "requester")):
        # other tools' reporter or author is both
        if values[one] is None and fields.found_as.get(other, other) != other:
            values[one] = values[other]
    return values


_NO_WORD = (
    "",
    "none",
    "no-priority",
    "needs-triage",
    "undecided",
    "not-set",
    "unset",
    "undefined",
    "n-a",
)
"""How other tools write that there is no priority or type; the first is ``---``."""


def _words(fields: "ForeignFields", words: Words, team: TeamFields) -> dict[str, Any]:
    """Status, type and priority in the desk's words; what they say more is kept beside them."""
    found: dict[str, Any] = {"status": _status(fields, words, team)}
    for name in ("type", "priority"):
        text, word = fields.take_word(name, words) or ("", None)
        if word and word.word is None and plain_word(text) in _NO_WORD:
            word = None
        found[name] = word and word.word
        if word and not word.same:
            team.add(f"original_{name}", text)
        if word and word.word is None:
            fields.notes.append(f"{name} {text!r} isn't known here: kept as original_{name}")
    return found


def _status(fields: "ForeignFields", words: Words, team: TeamFields) -> str:
    taken = fields.take_word("status", words)
    if taken is None:
        return words.config.first_status(Group.DONE if _is_done(fields) else Group.ACTIVE)
    text, word = taken
    told = None if word.word else _told_beside(fields, words)
    if told is None:
        return words.status_or_first(text, team, fields.notes)
    team.add("original_status", text)
    fields.notes.append(f"status {text!r} isn't known here: {told}, as other fields say")
    return told


def _told_beside(fields: "ForeignFields", words: Words) -> str | None:
    """The desk's status for an unknown word, from what else says how far it is."""
    if (category := fields.category()) and (word := words.find("status", category).word):
        return word
    return words.config.first_status(Group.DONE) if _is_done(fields) else None


def _is_done(fields: "ForeignFields") -> bool:
    """Whether a yes or no, or a date, says that it is done."""
    done = fields.take_done()
    return any(map(fields.has_day, ("resolved", "closed"))) if done is None else done


def _times(fields: "ForeignFields", record: Record, words: Words, status: str) -> dict[str, Any]:
    """When it was opened, and how it got where it is; of one that isn't done the rest stays."""
    config = words.config
    opened, since = fields.take_kind("opened"), fields.take_kind("since")
    updated = fields.updated()
    resolved: Due | None = None
    closed: Due | None = None
    resolution = None
    if config.group(status) is Group.DONE:
        resolution = fields.take_kind("resolution")
        resolved = fields.take_kind("resolved")
        if status == "closed" or resolved is None:
            closed = fields.take_kind("closed")
        if resolved is None and closed is None:
            closed = updated
    later = (since, resolved, closed, updated, *(comment.at for comment in record.comments))
    first = first_of(opened, later, config)
    stamped = stamps(
        status,
        config,
        opened=first,
        resolved=at_noon(resolved, config, first),
        closed=at_noon(closed, config, first),
    )
    return {
        "opened": first,
        "since": at_noon(since, config, first) or stamped.since,
        "resolved": stamped.resolved,
        "closed": stamped.closed,
        "resolution": resolution,
    }


def _own_source(value: "Value") -> str:
    """An identifier that tix gave. Raises ValueError for what other tools call a source."""
    from tix.importers.foreign_dates import one_text

    text = one_text(value)
    if not OWN_SOURCE.fullmatch(text):
        raise ValueError("another tool's source")
    return text


# -- links ------------------------------------------------------------------------------------


def _own_links(fields: "ForeignFields") -> tuple[ForeignLink, ...]:
    """Links as tix writes them: ``blocks k7f3qz``."""
    from tix.importers.foreign_fields import texts

    def parse(value: "Value") -> tuple[ForeignLink, ...]:
        pairs = [item.partition(" ") for item in texts(value)]
        if any(kind not in LINK_KINDS or not target for kind, _, target in pairs):
            raise ValueError("other links")
        return tuple(ForeignLink(kind, target, id_keys(target)[:1]) for kind, _, target in pairs)

    return fields.take("links", parse, quiet=True) or ()


def _foreign_links(fields: "ForeignFields") -> Iterator[ForeignLink]:
    for key, kind, target in fields.take_links():
        yield ForeignLink(kind, target, _link_keys(target), key)
    for target in fields.children():
        yield ForeignLink(CHILD, target, _link_keys(target))


def _link_keys(target: str) -> tuple[str, ...]:
    """The possible meanings of a reference, the surest first: an id (``[[BACK-24]]``, ``#24``), a
    file with its folders, as far as they are told, a file of that name anywhere, a title."""
    plain = _plain_target(target)
    path = plain.casefold().removesuffix(".md").removeprefix("./")
    while path.startswith("../"):
        path = path[3:]
    files = dict.fromkeys((path, path.rpartition("/")[2]))
    return (*id_keys(plain), *(f"file {name}" for name in files), f"title {plain.casefold()}")


def _plain_target(target: str) -> str:
    """A link's target, without a wiki's brackets, heading and other name."""
    inner = target.strip()
    if inner.startswith("[["):
        inner = inner.removeprefix("[[").removesuffix("]]").partition("#")[0]
    return inner.split("|")[0].strip()
