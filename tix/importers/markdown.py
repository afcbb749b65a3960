"""Any folder of Markdown files with front matter, or of YAML files, whatever tool wrote them."""

import os
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from tix.frozen import dataclass, field, replace
from tix.importers.foreign import (
    Record,
    incoming,
    source_of,
    with_pending_to_begin,
    without_guesses,
)
from tix.importers.foreign_names import FOREIGN_NAMES, SAY_DONE, names_of, plain_name
from tix.importers.foreign_words import Words
from tix.importers.heading_lines import fields_in_lines
from tix.importers.incoming import (
    Importer,
    ImportInputError,
    Incoming,
    Progress,
    Reading,
    SkippedRecord,
)
from tix.importers.plain_values import comments
from tix.importers.records import UNSTORABLE_NOTE, storable
from tix.model.config.config import Group
from tix.model.ticket.fields import BY_NAME
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from tix.importers.front_matter import Value

    _Told = Callable[[dict[str, Value]], dict[str, Value]]
    from tix.importers.foreign_fields import ForeignFields
    from tix.importers.plain_values import Said

SOURCE = "markdown:"
"""The prefix of the source of tickets from Markdown files."""

_MARKDOWN = (".md", ".markdown")
_YAML = (".yml", ".yaml")
"""What files are called; those of YAML are read where a folder has no Markdown (dstask's)."""
_NEW_IN_DSTASK = "pending"
"""A folder in which nothing is waited for."""
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)

_SIZE_LIMIT = 16 * 1024 * 1024

_HEADING = re.compile(r"^# +(.*\S)[ \t]*$", re.MULTILINE)
_TASKS = re.compile(r"^[ \t]*[-*+] \[[ xX/-]\] \S", re.MULTILINE)
_INLINE = re.compile(
    r"^[ \t]*[-*(\[]*[ \t]*([A-Za-z][\w -]{0,30}::) \S|([\U0001F4C5⏳\U0001F6EB✅➕]) ?\d{4}-",
    re.MULTILINE,
)
"""Fields of Dataview (``due:: 2026-02-01``) and days of Obsidian's Tasks within a text."""

_SIGNS_OF_A_TICKET = ("status", "priority", "due", "assignees")
"""Fields of which one makes a ticket of a file without a title."""
_SAY_TICKET = frozenset(
    name for field in ("title", *_SIGNS_OF_A_TICKET) for name in names_of(field)
)
_SAY_STATUS = frozenset(
    (*names_of("status"), *SAY_DONE, *names_of("resolved"), *names_of("closed"))
)
"""What a file says of itself has these names, in the form of ``plain_name``."""
_SAY_MORE = _SAY_STATUS.union(
    *(names_of(field) for field in (*_SIGNS_OF_A_TICKET, "type", "opened"))
)
"""One of these, beside a title, makes a ticket of a file of YAML: much else has a name, too."""


def read(path: Path, words: Words, progress: Progress | None = None, /) -> Reading:
    """The tickets in a folder and the folders in it, in the order of their paths.

    Hidden folders are left out, and named. Raises ImportInputError.
    """
    found = _found(path)
    hidden = _told_hidden(path, found.hidden)
    if not found.files:
        found = _found(path, _YAML)
    if not found.files:
        raise ImportInputError(path, "there is no Markdown file in it", hidden)
    from tix.importers.backlog_md import layout_of  # imports python-frontmatter
    from tix.importers.kanbn import columns_of

    layout = layout_of(path, found.files)
    columns = columns_of(found.files, _text_of)
    items: list[Incoming] = []
    skipped: list[SkippedRecord] = []
    sources: set[str | None] = set()
    for number, file in enumerate(layout.files, 1):
        where = _shown(file.relative_to(path))
        try:
            told = partial(layout.told, file, words)
            item = _incoming(where, _text_of(file), words, told, columns.get(file))
            if item.ticket.source in sources:  # two files with one id
                item = replace(item, ticket=replace(item.ticket, source=SOURCE + where))
            sources.add(item.ticket.source)
            items.append(item)
        except ValueError as error:
            skipped.append(SkippedRecord(where, f"{error}{_told_tasks(file)}"))
        if progress:
            progress(number, len(layout.files))
    notes = (*layout.notes(), *filter(None, (hidden,)))
    items = with_pending_to_begin(without_guesses(items), words)
    return Reading(items, tuple(skipped), notes)


IMPORTER = Importer("markdown", "DIR: a folder of Markdown files with front matter", read)


# -- files ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _FolderFiles:
    """The files of a folder, and how many Markdown files each hidden folder has."""

    files: list[Path] = field(default_factory=list)
    hidden: dict[Path, int] = field(default_factory=dict)


def _found(folder: Path, suffixes: tuple[str, ...] = _MARKDOWN) -> _FolderFiles:
    """Every file (or link) that is called so. Raises ImportInputError."""
    if not folder.exists():
        raise ImportInputError(folder, "there is no such folder")
    if not folder.is_dir():
        hint = "give the folder that it is in"
        raise ImportInputError(folder, "this is a file, not a folder", hint)
    found = _FolderFiles()
    for place, folders, files in _walked(folder, suffixes):
        found.files.extend(place / name for name in files)
        for name in [name for name in folders if name.startswith(".")]:
            folders.remove(name)
            if name != ".git" and (count := _count(place / name)):
                found.hidden[place / name] = count
    return found


def _count(folder: Path) -> int:
    """How many Markdown files are in a folder and below it."""
    return sum(len(files) for _, _, files in _walked(folder))


def _walked(
    folder: Path, suffixes: tuple[str, ...] = _MARKDOWN
) -> Iterator[tuple[Path, list[str], list[str]]]:
    """``os.walk`` in order, with no files but those called so. Raises ImportInputError."""

    def refuse(error: OSError) -> None:
        place = Path(error.filename or folder)
        raise ImportInputError(place, f"it can't be read: {error.strerror}")

    for place, folders, files in os.walk(folder, onerror=refuse):
        folders.sort()
        names = [name for name in sorted(files) if name.lower().endswith(suffixes)]
        yield Path(place), folders, names


def _told_hidden(folder: Path, hidden: dict[Path, int]) -> str | None:
    """That hidden folders were left out, and how to take the first one in."""
    if not hidden:
        return None
    told = [f"{_shown(place.relative_to(folder))} has {count}" for place, count in hidden.items()]
    shown = ", ".join(told[:3]) + (f" and {len(told) - 3} more" if len(told) > 3 else "")
    first = _shown(next(iter(hidden)))
    return f"hidden folders are left out: {shown}; tix import markdown {first}"


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


def _told_tasks(file: Path) -> str:
    """That a file that is no ticket has tasks in a list, which nothing reads."""
    try:
        count = len(_TASKS.findall(_text_of(file)))
    except ValueError:
        return ""
    shown = "its task in a list isn't" if count == 1 else f"its {count} tasks in a list aren't"
    return f"; {shown} read ('- [ ]')" if count else ""


# -- one file -------------------------------------------------------------------------------


def _incoming(
    where: str, text: str, words: Words, told: "_Told", column: str | None = None
) -> Incoming:
    """The ticket that a file becomes. Raises ValueError with the reason if it can't."""
    # these import python-frontmatter and PyYAML
    from tix.importers.foreign_dates import one_text
    from tix.importers.foreign_fields import ForeignFields
    from tix.importers.table_dates import told_of_dots

    notes: list[str] = []
    front, body = _read(where, text, words, notes)
    front = _with_status(told(front), where, words, notes, column)
    notes += told_of_dots(front)
    front = storable(front, lambda: notes.append(UNSTORABLE_NOTE))
    said = _take_objects(front, notes, words) if any(map(_has_objects, front.values())) else []
    fields = ForeignFields(front, notes)
    body = storable(body, lambda: notes.append(UNSTORABLE_NOTE))
    ident = (fields.take("id", one_text) or "").strip()
    stem = Path(where).stem
    title, body = _titled(fields, body, stem)
    body = body.removeprefix("\n").removesuffix("\n")
    if inline := _INLINE.search(body):
        notes.append(f"fields within a text, like {inline[1] or inline[2]} …, stay there")
    source = source_of(SOURCE, ident or where, title)
    names = _names(Path(where))
    what = Record(where, SOURCE, title, body, comments(source, said, None), names, is_named=True)
    return incoming(what, fields, ident, words)


def _names(path: Path) -> tuple[str, ...]:
    """What links may call the file: ``Plan``, ``Web/Plan``, ``Projects/Web/Plan``."""
    parts = path.with_name(path.stem).parts
    return tuple("/".join(parts[at:]) for at in reversed(range(len(parts))))


def _read(where: str, text: str, words: Words, notes: list[str]) -> "tuple[dict[str, Value], str]":
    """A file's fields and its text. Raises FrontMatterError."""
    from tix.importers.front_matter import FrontMatterError, split, whole
    from tix.importers.json_of_others import take_body

    name = Path(where)
    if where.lower().endswith(_YAML):
        front = whole(text)
        if _UUID.fullmatch(name.stem):
            front = {"id": name.stem, **front}
        elif _SAY_MORE.isdisjoint(map(plain_name, front)):
            raise ValueError("it has no status, type or the like, as a ticket in YAML has")
        return front, take_body(front)
    try:
        return split(text)
    except FrontMatterError:
        if name.stem.casefold() == "readme" or (lines := fields_in_lines(text, words)) is None:
            raise
        notes.append("fields are from its first lines, it has no front matter")
        return {**lines[0]}, lines[1]


def _has_objects(value: "Value") -> bool:
    items = value if isinstance(value, list) else [value]
    return any(isinstance(item, dict) for item in items)


def _take_objects(front: dict[str, "Value"], notes: list[str], words: Words) -> "list[Said]":
    """Take the comments out of a file's fields, and read people, labels and the like that are
    objects as JSON's are."""
    from tix.importers.json_of_others import take_comments
    from tix.importers.json_values import flat_value

    said = take_comments(front, notes, words.config)
    for name, value in front.items():
        if _has_objects(value) and plain_name(name) in FOREIGN_NAMES | {*BY_NAME}:
            front[name] = flat_value(name, value)
    return said


def _with_status(
    front: dict[str, "Value"], where: str, words: Words, notes: list[str], column: str | None
) -> dict[str, "Value"]:
    """What a file says; of a ticket that says no status, the column that it is in says it, or the
    folder may."""
    from tix.importers.foreign_fields import says_nothing

    said = {plain_name(name) for name, value in front.items() if not says_nothing(value)}
    if said.intersection(_SAY_STATUS) or not said.intersection(_SAY_TICKET):
        return front
    if column:
        notes.append("status as the columns of index.md say")
        return {**front, "status": column}
    for folder in reversed(Path(where).parts[:-1]):
        is_new = folder == _NEW_IN_DSTASK and where.lower().endswith(_YAML)
        status = words.config.first_status(Group.ACTIVE) if is_new else folder
        if word := words.find("status", status).word:
            notes.append(f"status {word}, as the folder {folder!r} says")
            return {**front, "status": status}
    return front


def _titled(fields: "ForeignFields", body: str, stem: str) -> tuple[str, str]:
    """The title, and the text.

    A file that says what only tickets say needs no title in its fields: its first heading will
    do, which isn't repeated where the text begins with it; without one, the file's name.
    """
    from tix.importers.foreign_dates import one_text

    if title := fields.take("title", one_text):
        return title.replace("\n", " "), body
    if not any(map(fields.has, _SIGNS_OF_A_TICKET)):
        raise ValueError("no title in its front matter")
    heading = _HEADING.search(body)
    if heading is None:
        return " ".join(stem.split()), body
    if not body[: heading.start()].strip():
        body = body[heading.end() :].lstrip("\n")
    return heading[1], body
