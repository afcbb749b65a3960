"""Where a merge would have a file and a folder at one path, or two files: nothing is lost of it.

Paths in, new paths out, the same from both sides. Tickets stay where they are filed; the desk's own
other files (attachments) stay before foreign ones. What has to give way is kept beside, under a
name that says so and follows from its content, so that everybody who merges the same gets the same:

W1. A file where a folder has files of at least its rank: the file gives way.
W2. A file that a folder is in the way of whose files are of a lower rank: those give way.
W3. A ticket whose folder is another ticket's file: it is filed beside that.
W4. Two files at one path: the one of the lower rank, or of the later content, gives way; a ticket
    is filed beside.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from enum import IntEnum

from tix.frozen import dataclass, replace

MARK = ".in-the-way-"
"""The mark in the name of a file that was moved aside; eight hex digits follow."""


class Rank(IntEnum):
    """The order of precedence for a path."""

    FOREIGN = 0
    OWN = 1
    TICKET = 2


@dataclass(frozen=True, slots=True)
class PlacedFile:
    """A file that is to be at a path. ``name`` is one of its content, as git has it."""

    path: str
    rank: Rank
    name: str


def settled(files: Sequence[PlacedFile]) -> dict[int, str]:
    """The new paths of those files that can't be at theirs, by their number in the sequence."""
    now = list(files)
    while moves := dict(_moves(now)):
        for number, path in moves.items():
            now[number] = replace(now[number], path=path)
    return {n: held.path for n, held in enumerate(now) if held.path != files[n].path}


def _moves(files: Sequence[PlacedFile]) -> Iterator[tuple[int, str]]:
    at: dict[str, list[int]] = defaultdict(list)
    for number, held in enumerate(files):
        at[held.path].append(number)
    beneath: dict[str, list[int]] = defaultdict(list)
    for number, held in enumerate(files):
        for folder in folders(held.path):
            if folder in at:
                beneath[folder].append(number)
    taken = set(at)
    for path, numbers in at.items():
        first, *others = sorted(numbers, key=lambda n: (-files[n].rank, files[n].name))
        for number in others:  # W4
            yield number, _giving_way(files[number], path, taken)
        inside = beneath.get(path, [])
        rank = files[first].rank
        if inside and rank < Rank.TICKET and max(files[n].rank for n in inside) >= rank:  # W1
            yield first, _giving_way(files[first], path, taken)
        else:  # W2, W3
            yield from ((number, _giving_way(files[number], path, taken)) for number in inside)


def folders(path: str) -> Iterator[str]:
    """The folders that a path is in, the innermost first."""
    while path := path.rpartition("/")[0]:
        yield path


def _giving_way(held: PlacedFile, place: str, taken: set[str]) -> str:
    """The path of a file that can't be at, or below, a place."""
    if held.rank < Rank.TICKET:
        return f"{place}{MARK}{held.name[:8]}{held.path.removeprefix(place)}"
    parent, stem = place.rpartition("/")[0], held.path.rpartition("/")[2].removesuffix(".md")
    number, beside = 1, f"{parent}/{stem}.md"
    while beside in taken:
        number += 1
        beside = f"{parent}/{stem}-{number}.md"
    taken.add(beside)
    return beside
