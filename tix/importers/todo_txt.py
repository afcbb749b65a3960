"""Tasks of todo.txt, a line a task (https://github.com/todotxt/todo.txt).

::

    line = ["x "] ["(A) "] [day " "] [day " "] text
    text = words, among them +project, @context and key:value

Of a task that is done the first day is that of its end, the second that of its beginning. Signs
before the words of a title and behind them are taken out of it; those amid them stay there, too.
"""

import re
from collections.abc import Container, Iterable, Iterator
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

from tix.frozen import dataclass, replace
from tix.importers.derived import fingerprint
from tix.importers.foreign import Record, incoming
from tix.importers.foreign_names import plain_name
from tix.importers.foreign_words import Words
from tix.importers.incoming import (
    Former,
    Importer,
    ImportInputError,
    Incoming,
    Progress,
    Reading,
)
from tix.importers.plain_values import lf
from tix.importers.records import UNSTORABLE_NOTE, is_json_or_xml, read_each, read_text, storable
from tix.model.times import day_start
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tix.importers.front_matter import Value

SOURCE = "todo.txt:"
"""The prefix of the source of tickets from todo.txt."""

_DAY = r"\d{4}-\d\d-\d\d"
_LINE = (
    r"(?P<done>x )?\s*(?:\((?P<priority>[A-Z])\) )?\s*"
    rf"(?:(?P<first>{_DAY}) )?\s*(?(done)(?:(?P<second>{_DAY}) )?)(?P<text>.*)"
)
_TAG = r"[+@](?=\S*[^\W\d])\S+"
_KEY = r"([A-Za-z][\w-]*):((?!//)\S+)"
_KNOWN = ("due", "t", "pri", "uuid")
"""Keys that mean something wherever they stand: the day it is due, the day from which on it is to
be seen, the priority that it had before it was done, and what names it for good."""
_PRIORITIES = {"A": "urgent", "B": "high", "C": "normal"}
"""The letters behind these are low, and kept."""


def read(path: Path, words: Words, progress: Progress | None = None, /) -> Reading:
    """The tasks in a file (``-``: standard input). Raises ImportInputError."""
    text = lf(read_text(path))
    if is_json_or_xml(text):
        raise ImportInputError(path, "this is JSON or XML, and no todo.txt")
    lines = text.split("\n")
    tasks = [_task(number, line.strip()) for number, line in enumerate(lines, 1) if line.strip()]
    if not tasks:
        raise ImportInputError(path, "there is no task in it")
    return read_each(_named(tasks), _where, lambda _, task: _incoming(task, words), progress)


IMPORTER = Importer("todo.txt", "FILE: a todo.txt or done.txt", read)


@dataclass(frozen=True, slots=True)
class _Task:
    """A line: where it stands, whether it is done, the days of its beginning and end, its title,
    what it is tagged with, its values by key, what is to be told of it, its name, and the one that
    it may have had while it was open."""

    where: str
    is_done: bool
    begun: str
    ended: str
    title: str
    contexts: tuple[str, ...]
    projects: tuple[str, ...]
    values: dict[str, str]
    notes: tuple[str, ...]
    ident: str = ""
    former: str = ""


def _task(number: int, line: str) -> _Task:
    notes: list[str] = []
    match = re.fullmatch(_LINE, storable(line, lambda: notes.append(UNSTORABLE_NOTE)))
    assert match is not None, "any line is a text"
    is_done = bool(match["done"])
    begun, ended = match["second" if is_done else "first"], match["first"] if is_done else None
    tokens = match["text"].split()
    tags = [token[1:] for token in tokens if re.fullmatch(_TAG, token)]
    contexts, projects = (
        tuple(tag for tag in tags if f"{sign}{tag}" in tokens) for sign in ("@", "+")
    )
    title, values = _title(tokens)
    if match["priority"]:
        if "pri" in values:
            values["original_pri"] = values["pri"]
        values["pri"] = match["priority"]
    return _Task(f"line {number}", is_done, begun or "", ended or "", title, contexts, projects,
                 values, tuple(notes))  # fmt: skip


def _title(tokens: list[str]) -> tuple[str, dict[str, str]]:
    """The words of a title, and the values of keys that are none of it."""
    keys = {at: key for at, token in enumerate(tokens) if (key := re.fullmatch(_KEY, token))}
    known = {at for at, key in keys.items() if key[1].casefold() in _KNOWN}
    tags = {at for at, token in enumerate(tokens) if re.fullmatch(_TAG, token)}
    words = [at for at in range(len(tokens)) if at not in known | tags]
    start = min(words, default=len(tokens))
    end = max((at for at in words if at not in keys), default=start)
    out = {at for at in known | tags | set(keys) if at in known or not start <= at <= end}
    values: dict[str, str] = {}
    for at in sorted(out & set(keys)):
        name = keys[at][1].casefold() if at in known else keys[at][1]
        if name in values:  # one more of it stays a word
            out.remove(at)
        else:
            values[name] = keys[at][2]
    kept = [token for at, token in enumerate(tokens) if at not in out]
    return " ".join(kept or tokens), values


def _named(tasks: Iterable[_Task]) -> Iterator[_Task]:
    """Each with a name, which may be told elsewhere (``uuid:``); else it follows from its title.

    What is done again and again has the day of its end in it, too. Of what has no day of its
    beginning, all that is done has: an open task of that title may be in another file, or come
    later. One that was open once had the name without it.
    """
    by_title: dict[tuple[str, str], list[_Task]] = {}
    tasks = list(tasks)
    for task in tasks:
        by_title.setdefault((task.title, task.begun), []).append(task)
    others = {task.title for task in tasks if task.begun or not task.is_done}
    for task in tasks:
        same = by_title[task.title, task.begun]
        first = min(same, key=lambda each: (each.is_done, each.ended))
        is_first = task.ended == first.ended and (task.begun or not task.ended)
        plain, dated = (f"~{fingerprint(task.title + e)}" for e in ("", f" {task.ended}"))
        if uuid := task.values.pop("uuid", ""):
            yield replace(task, ident=uuid)
        elif is_first:
            yield replace(task, ident=plain)
        else:
            former = "" if task.title in others else plain
            yield replace(task, ident=dated, former=former)


def _where(task: object, _: int) -> str:
    return task.where if isinstance(task, _Task) else ""


def _incoming(task: object, words: Words) -> Incoming:
    """The ticket that a task becomes. Raises ValueError with the reason if it can't."""
    from tix.importers.foreign_fields import ForeignFields  # imports python-frontmatter

    assert isinstance(task, _Task)
    if not task.title:
        raise ValueError("it has no text")
    told: dict[str, Value] = {
        **_priority(task.values.get("pri", ""), words),
        "status": "done" if task.is_done else "open", "opened": task.begun,
        "resolved": task.ended, "labels": [*task.contexts], "project": [*task.projects],
        "source": SOURCE + task.ident,
    }  # fmt: skip
    values: dict[str, Value] = {name: value for name, value in told.items() if value}
    for name, value in task.values.items():
        if name != "pri":
            values[_free(name, values)] = value
    record = Record(task.where, SOURCE, task.title, "")
    item = incoming(record, ForeignFields(values, [*task.notes]), "", words)
    item = replace(item, former=_former(task, words))
    return item if task.is_done else _waiting(item, task.values.get("t", ""), words)


def _former(task: _Task, words: Words) -> Former | None:
    """The ticket that it was while it was open: one that came in later isn't."""
    if task.former:
        with suppress(ValueError, OverflowError):
            after = date.fromisoformat(task.ended) + timedelta(days=1)
            return Former(SOURCE + task.former, day_start(after, words.config.timezone))
    return None


def _free(name: str, taken: Container[str]) -> str:
    """The name of a key, with ``original_`` in front of one that the line says otherwise."""
    while name in taken or plain_name(name) in taken:
        name = f"original_{name}"
    return name


def _priority(letter: str, words: Words) -> dict[str, str]:
    """A priority for a letter: what the user or the desk calls so, else its place from the top."""
    letter = letter.upper()
    if not letter or words.find("priority", letter).word:
        return {"priority": letter}
    if letter in _PRIORITIES:
        return {"priority": _PRIORITIES[letter]}
    return {"priority": "low", "original_priority": letter}


def _waiting(item: Incoming, since: str, words: Words) -> Incoming:
    """The ticket waits until the day from which on it is to be seen, ``t:2026-12-01``."""
    with suppress(ValueError):
        until = day_start(date.fromisoformat(since), words.config.timezone)
        return replace(item, waits_until=until)
    return item
