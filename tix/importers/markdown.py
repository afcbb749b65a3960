"""Any folder of Markdown files with front matter, whatever tool wrote them.

Names and words that are common elsewhere are understood (``tix.importers.foreign_fields`` and
``tix.importers.words``). What isn't understood becomes a team-defined field, so that nothing is
dropped. ``docs/import-export.md`` has the tables.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tix.importers.incoming import (
    ForeignLink,
    Importer,
    ImportInputError,
    Incoming,
    Progress,
    Reading,
    Skipped,
    TeamFields,
    id_keys,
    id_word,
)
from tix.importers.records import UNSTORABLE_NOTE, storable
from tix.importers.words import Word, priority_word, stamps, status_or_first, type_word
from tix.model.config import Config, Group
from tix.model.fields import FIELDS
from tix.model.ids import is_id
from tix.model.ticket import LINK_KINDS, Ticket
from tix.model.ticket_json import team_field
from tix.values import replace

if TYPE_CHECKING:
    from tix.importers.foreign_fields import ForeignFields
    from tix.importers.front_matter import Value

SOURCE = "markdown:"
"""What the source of a ticket from a Markdown file begins with."""

_SIZE_LIMIT = 16 * 1024 * 1024

_OWN_SOURCE = re.compile(r"(?:github|markdown|json):\S.*")
_HEADING = re.compile(r"^# +(.*\S)[ \t]*$", re.MULTILINE)

_NOT_BY_KIND = frozenset(
    (
        *("id", "title", "status", "since", "type", "priority", "resolved", "closed"),
        *("resolution", "links", "attachments", "source"),
    )
)
"""Fields that more belongs to than to read the value."""


def read(path: Path, config: Config, progress: Progress | None = None, /) -> Reading:
    """The tickets in a folder and the folders in it, in the order of their paths.

    Hidden folders are left out. Raises ImportInputError.
    """
    files = list(_markdown_files(path))
    if not files:
        raise ImportInputError(path, "there is no Markdown file in it")
    items: list[Incoming] = []
    skipped: list[Skipped] = []
    sources: set[str | None] = set()
    for number, file in enumerate(files, 1):
        where = _shown(file.relative_to(path))
        try:
            item = _incoming(where, _text_of(file), config)
            if item.ticket.source in sources:  # two files with one id
                item = replace(item, ticket=replace(item.ticket, source=SOURCE + where))
            sources.add(item.ticket.source)
            items.append(item)
        except ValueError as error:
            skipped.append(Skipped(where, str(error)))
        if progress:
            progress(number, len(files))
    ids = (key.removeprefix("id ") for item in items for key in item.keys if key[:3] == "id ")
    words = frozenset(filter(None, map(id_word, ids)))
    return Reading(tuple(_without_guesses(item, words) for item in items), tuple(skipped))


IMPORTER = Importer("markdown", "DIR: a folder of Markdown files with front matter", read)


# -- files ----------------------------------------------------------------------------------


def _markdown_files(folder: Path) -> Iterator[Path]:
    """Every file (or link) that is called Markdown. Raises ImportInputError."""

    def refuse(error: OSError) -> None:
        place = Path(error.filename or folder)
        raise ImportInputError(place, f"it can't be read: {error.strerror}")

    if not folder.exists():
        raise ImportInputError(folder, "there is no such folder")
    if not folder.is_dir():
        hint = "give the folder that it is in"
        raise ImportInputError(folder, "this is a file, not a folder", hint)
    for place, folders, files in os.walk(folder, onerror=refuse):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if name.lower().endswith((".md", ".markdown")):
                yield Path(place, name)


def _shown(path: Path) -> str:
    """A path as text, with ``/``; bytes of a name that aren't UTF-8 as U+FFFD."""
    return path.as_posix().encode(errors="replace").decode()


def _text_of(file: Path) -> str:
    """A file's text with LF line ends. Raises ValueError with the reason for skipping it."""
    if file.is_symlink():
        raise ValueError("a symbolic link")
    if not file.is_file():
        raise ValueError("not a plain file")
    try:
        if file.stat().st_size > _SIZE_LIMIT:
            raise ValueError("it has over 16 MB")
        data = file.read_bytes()
        return data.decode().replace("\r\n", "\n")
    except OSError as error:
        raise ValueError(f"it can't be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise ValueError(f"line {line} isn't UTF-8 text") from None


# -- one file -------------------------------------------------------------------------------


def _incoming(where: str, text: str, config: Config) -> Incoming:
    """The ticket that a file becomes. Raises ValueError with the reason if it can't."""
    # these import python-frontmatter and PyYAML
    from tix.importers.foreign_fields import ForeignFields, one_text
    from tix.importers.front_matter import split

    notes: list[str] = []
    front, body = split(text)
    fields = ForeignFields(storable(front, lambda: notes.append(UNSTORABLE_NOTE)), notes)
    body = storable(body, lambda: notes.append(UNSTORABLE_NOTE))
    team = TeamFields()
    ident = (fields.take("id", one_text) or "").strip()
    title = _title(fields, body)
    values = _plain_fields(fields) | _words(fields, config, team)
    values |= _stamps(fields, config, values["status"], values["opened"])
    links = (*_own_links(fields), *_foreign_links(fields))
    source = fields.take("source", _own_source, quiet=True) or SOURCE + (ident or where)
    for name, value in fields.rest():
        if field := team_field(name, value):
            team.add(field.name, field.value)
    ticket = Ticket(
        id=ident if is_id(ident) else "",
        title=title,
        source=source,
        team_fields=team.all(),
        body=body.removeprefix("\n").removesuffix("\n"),
        **values,
    )
    keys = (f"file {Path(where).stem.casefold()}", f"title {title.casefold()}")
    return Incoming(
        where,
        ticket,
        keys=(id_keys(ident) if ident else ()) + keys,
        links=links,
        notes=tuple(dict.fromkeys(notes)),
    )


def _title(fields: "ForeignFields", body: str) -> str:
    """The title; in a file that has a status the first heading will do."""
    from tix.importers.foreign_fields import one_text

    if title := fields.take("title", one_text):
        return title.replace("\n", " ")
    heading = _HEADING.search(body) if fields.has("status") else None
    if heading is None:
        raise ValueError("no title in its front matter")
    return heading[1]


def _plain_fields(fields: "ForeignFields") -> dict[str, Any]:
    """The built-in fields that are read by their kind alone."""
    values = {f.name: fields.take_kind(f.name) for f in FIELDS if f.name not in _NOT_BY_KIND}
    for one, other in (("requester", "opened_by"), ("opened_by", "requester")):
        # other tools' reporter or author is both
        if values[one] is None and fields.found_as.get(other, other) != other:
            values[one] = values[other]
    return values


def _words(fields: "ForeignFields", config: Config, team: TeamFields) -> dict[str, str | None]:
    """Status, type and priority in the desk's words; what they say more is kept beside them."""
    text = fields.take_kind("status")
    if text is None:
        done = fields.has("resolved") or fields.has("closed")
        status = config.first_status(Group.DONE if done else Group.ACTIVE)
    else:
        status = status_or_first(text, config, team, fields.notes)
    words = {"status": status, "type": None, "priority": None}
    for name, find in (("type", type_word), ("priority", priority_word)):
        if text := fields.take_kind(name):
            found: Word = find(text, config)
            words[name] = found.word
            if not found.same:
                team.add(f"original_{name}", text)
            if found.word is None:
                fields.notes.append(f"{name} {text!r} isn't known here: kept as original_{name}")
    return words


def _stamps(fields: "ForeignFields", config: Config, status: str, opened: Any) -> dict[str, Any]:
    """When it got where it is, and how; for one that isn't done such fields stay as they are."""
    since = fields.take_kind("since")
    resolved = closed = resolution = None
    if config.group(status) is Group.DONE:
        resolution = fields.take_kind("resolution")
        resolved = fields.take_kind("resolved")
        if status == "closed" or resolved is None:
            closed = fields.take_kind("closed")
        if resolved is None and closed is None:
            closed = fields.updated()
    stamped = stamps(status, config, opened=opened, resolved=resolved, closed=closed)
    return {
        "since": since or stamped.since,
        "resolved": stamped.resolved,
        "closed": stamped.closed,
        "resolution": resolution,
    }


def _own_source(value: "Value") -> str:
    """An identifier that tix gave. Raises ValueError for what other tools call a source."""
    from tix.importers.foreign_fields import one_text

    text = one_text(value)
    if not _OWN_SOURCE.fullmatch(text):
        raise ValueError("another tool's source")
    return text


# -- links ----------------------------------------------------------------------------------


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


def _without_guesses(item: Incoming, words: frozenset[str]) -> Incoming:
    """Without looking for a number under any word where the link's own word is in use."""
    links = (
        replace(link, keys=tuple(key for key in link.keys if not key.startswith("number ")))
        if id_word(_plain_target(link.target)) in words
        else link
        for link in item.links
    )
    return replace(item, links=tuple(links))


def _link_keys(target: str) -> tuple[str, ...]:
    """What a reference may mean: an id (also ``[[BACK-24]]``, ``#24``), a file, a title."""
    plain = _plain_target(target)
    stem = plain.rpartition("/")[2].removesuffix(".md")
    return (*id_keys(plain), f"file {stem.casefold()}", f"title {plain.casefold()}")


def _plain_target(target: str) -> str:
    return target.strip().removeprefix("[[").removesuffix("]]").split("|")[0].strip()
