"""The outline of the archive: where to look there, as long as the archive isn't indexed.

One ``git grep`` finds the few lines that point at other tickets, give a key, or an id that isn't
the file's name. They tell which files *may* answer a question; those are read, and what they say
counts. It is made when something first asks for it, and kept beside the index.
"""

import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress

from tix.model.layout import ARCHIVE
from tix.model.ticket.paths import is_ticket_name, stem
from tix.model.ticket.ticket import LINK_KINDS, Link
from tix.quick_typing import Any
from tix.storage.desk.desk import Desk
from tix.storage.git.process import GitError
from tix.storage.index import source_files
from tix.storage.index.archive_tree import FEW, archived_at, archived_names
from tix.storage.index.databases import VERSION, generations_of
from tix.storage.index.generations import Generations
from tix.storage.store.filed import Filed

_KINDS = "|".join(LINK_KINDS)
_PATTERN = rf"^(id|key):|{_KINDS}|\\[xuU]|\\.?$"
_LINK = re.compile(rf"(?:{_KINDS})(.*)")
_WORD = re.compile(r"[^\s\"'\[\]{},#]+")
_RUN = re.compile(r"[A-Za-z0-9]+")
_ESCAPE = re.compile(r"\\(?:[xuU]|.?$)")
_ID = re.compile(r"id:[ \t]*([a-z0-9]+)[ \t]*")
_KEY = re.compile(r"key:[ \t]*([A-Za-z0-9].*)")


class ArchiveOutline:
    """Which archived tickets of a commit have a link, a key or an id.

    Answers are exact: what may be one is read. Raises GitError.
    """

    def __init__(self, desk: Desk, commit: str) -> None:
        self._desk = desk
        self._commit = commit
        self._known: _Lines | None = None
        self._changed: list[Filed] = []
        self._gone: frozenset[str] = frozenset()

    def linking(self, links: frozenset[Link]) -> list[Filed]:
        """Those that have one of these links."""
        targets = {link.id for link in links}
        found = self._read(lambda lines: (p for i in targets for p in lines.links.get(i, ())))
        return [filed for filed in found if not links.isdisjoint(filed.ticket.links)]

    def with_key(self, key: str) -> list[Filed]:
        """Those with that key."""
        found = self._read(lambda lines: lines.with_key(key))
        return [filed for filed in found if filed.ticket.key == key]

    def with_id(self, ident: str) -> list[Filed]:
        """Those that say that id, and whose file has another name."""
        found = self._read(lambda lines: lines.ids.get(ident, ()))
        return [f for f in found if f.ticket.id == ident and stem(f.path) != ident]

    def _read(self, which: "Callable[[_Lines], Iterable[str]]") -> list[Filed]:
        if self._known is None:
            self._known = self._lines()
        paths = sorted({*which(self._known)} - self._gone)
        return [*archived_at(self._desk, self._commit, paths), *self._changed]

    def _lines(self) -> "_Lines":
        """The stored outline, updated with what has changed since; else a new one."""
        generations = outline_generations(self._desk)
        generation = generations.read()
        if generation is not None:
            known = str(generation.state.get("commit"))
            with suppress(GitError):  # a commit that is gone
                between = source_files.changed_between(self._desk, known, self._commit, ARCHIVE)
                if len(between) <= FEW:
                    self._changed = [*archived_at(self._desk, self._commit, between)]
                    self._gone = frozenset(between)
                    return _Lines.of(generation.state)
        lines = _outlined(self._desk, self._commit)
        generations.publish_state(lines.as_json(self._commit), generation)
        return lines


class _Lines:
    """By id, or key as written, the paths of the files that may have it."""

    def __init__(self) -> None:
        self.links: dict[str, list[str]] = defaultdict(list)
        self.ids: dict[str, list[str]] = defaultdict(list)
        self.keys: list[tuple[str, str]] = []

    def as_json(self, commit: str) -> Mapping[str, Any]:
        return {"commit": commit, "links": self.links, "ids": self.ids, "keys": self.keys}

    @classmethod
    def of(cls, known: Mapping[str, Any]) -> "_Lines":
        lines = cls()
        lines.links, lines.ids, lines.keys = known["links"], known["ids"], known["keys"]
        return lines

    def with_key(self, key: str) -> Iterator[str]:
        """The files whose line may be the beginning of that key, in whatever style of YAML's."""
        runs = _RUN.findall(key)
        for path, line in self.keys:
            if not line or not runs or any(run in line for run in runs):
                yield path

    def add(self, path: str, line: str) -> bool:
        """Take in a line; False if it doesn't tell by itself what the file says."""
        if _ESCAPE.search(line):
            return False
        if line.startswith("id:"):
            found = _ID.fullmatch(line)
            if found and found[1] != stem(path):
                self.ids[found[1]].append(path)
            return found is not None
        if line.startswith("key:"):
            plain = _KEY.fullmatch(line)
            self.keys.append((path, plain[1] if plain else ""))
            return True
        for rest in _LINK.findall(line):
            words = _WORD.findall(rest)
            for word in words:
                self.links[word].append(path)
            if not words:
                return False
        return True

    def add_ticket(self, filed: Filed) -> None:
        """Take in what a file says that its lines don't tell."""
        ticket = filed.ticket
        self.ids[ticket.id].append(filed.path)
        for link in ticket.links:
            self.links[link.id].append(filed.path)
        if ticket.key:
            self.keys.append((filed.path, ""))


def _outlined(desk: Desk, commit: str) -> _Lines:
    """Look at the files, and at the commit's own where the working tree has others."""
    output = desk.git.run(
        "-c", "grep.fullName=false", "-c", "grep.lineNumber=false", "-c", "grep.column=false",
        "grep", "--no-recurse-submodules", "-a", "-z", "-E", "-e", _PATTERN, "--", ARCHIVE,
        codes=(0, 1),
    )  # fmt: skip
    lines, unsure, whole = _Lines(), set[str](), set[str]()
    others = {*source_files.hidden(desk, ARCHIVE), *source_files.archive_changes(desk, commit)}
    for entry in output.split(b"\n")[:-1]:
        raw, _, text = entry.partition(b"\0")
        path = os.fsdecode(raw)
        if not is_ticket_name(path) or path in others:
            continue
        line = text.decode(errors="surrogateescape").rstrip("\r")
        if line.startswith("id:"):
            whole.add(path)
        if not lines.add(path, line):
            unsure.add(path)
    unsure |= {path for path in archived_names(desk, commit) if path not in whole}
    for filed in archived_at(desk, commit, unsure):
        lines.add_ticket(filed)
    return lines


def outline_generations(desk: Desk) -> Generations:
    """Where it is kept."""
    return generations_of(desk, "outline", VERSION)
