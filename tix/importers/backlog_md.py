"""The folder of Backlog.md: ``tasks`` and ``drafts``, with documents, decisions and milestones
beside them, which aren't tasks, and an ``archive`` of tasks that were put away.

https://github.com/MrLesk/Backlog.md
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from tix.frozen import dataclass, field
from tix.importers.foreign_words import Words
from tix.importers.front_matter import Value, split
from tix.model.config.config import Group

_BESIDE = {
    "docs": ("document", re.compile(r"doc-\d+\b")),
    "decisions": ("decision", re.compile(r"decision-\d+\b")),
    "milestones": ("milestone", re.compile(r"m-\d+\b")),
}
"""Folders beside ``tasks``: what a file in them is, and how its name begins."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The files of a folder that are tickets, how many of which kind aren't, and the titles of
    milestones by their id. ``archives`` are its folders of what was put away."""

    files: list[Path]
    beside: Counter[str] = field(default_factory=Counter)
    milestones: dict[str, str] = field(default_factory=dict)
    archives: frozenset[Path] = frozenset()

    def notes(self) -> Iterator[str]:
        """What a person should know of it."""
        if self.beside:
            told = ", ".join(f"{n} {kind}{'s' * (n != 1)}" for kind, n in self.beside.items())
            yield f"left out, as Backlog.md has them beside tasks: {told}"

    def told(self, file: Path, words: Words, front: dict[str, Value]) -> dict[str, Value]:
        """Front matter with the milestone's title for its id. What was put away is closed."""
        milestone, status = front.get("milestone"), front.get("status")
        if isinstance(milestone, str) and milestone.casefold() in self.milestones:
            front = {**front, "milestone": self.milestones[milestone.casefold()]}
        if not self.archives.intersection(file.parents) or not isinstance(status, str):
            return front
        word = words.find("status", status).word
        if word and words.config.group(word) is Group.DONE:
            return front
        return {**front, "status": "archived", "backlog_status": status}


def layout_of(root: Path, files: Sequence[Path]) -> Layout:
    """The layout of the files below a folder; of any other tool's they are all tickets."""
    found = Layout([], archives=frozenset(_archives(root, files)))
    for file in files:
        kind = next(filter(None, (_kind(place, file) for place in _below(root, file))), None)
        if kind is None:
            found.files.append(file)
            continue
        found.beside[kind] += 1
        if kind == "milestone":
            ident, title = _milestone(file)
            found.milestones[ident] = title
    return found


def _below(root: Path, file: Path) -> list[Path]:
    """The folders between a folder and a file in it."""
    return [place for place in file.parents if root in place.parents]


def _kind(place: Path, file: Path) -> str | None:
    kind, name = _BESIDE.get(place.name, ("", re.compile("")))
    return kind if kind and name.match(file.name) and (place.parent / "tasks").is_dir() else None


def _archives(root: Path, files: Sequence[Path]) -> set[Path]:
    places = {place for file in files for place in _below(root, file) if place.name == "archive"}
    return {place for place in places if (place.parent / "tasks").is_dir()}


def _milestone(file: Path) -> tuple[str, str]:
    """Id and title; what can't be read has the name of its file for both."""
    try:
        front, _ = split(file.read_bytes().decode().replace("\r\n", "\n"))
    except (OSError, ValueError):
        front = {}
    ident, title = front.get("id"), front.get("title")
    name = file.stem.partition(" - ")
    return (
        (ident if isinstance(ident, str) else name[0]).casefold(),
        title if isinstance(title, str) and title else name[2] or name[0],
    )
