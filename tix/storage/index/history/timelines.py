"""The courses of all tickets, kept in a file of columns for the reports on time.

Working out when a ticket was in which status takes its file and its history, and a desk has many.
The file holds what came out, by the tickets' numbers in the index: a number stands for one content
of one ticket, so only tickets with a new number, or in whose history something has happened, are
worked out again. Where the desk's statuses or people have changed, all are.
"""

import os
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import compress
from zlib import adler32

from tix.frozen import dataclass, replace
from tix.model.config.config import Config
from tix.model.history.timelines import Courses, Times, WaitingTimes, Waits, waited_in
from tix.model.layout import FOLDERS
from tix.model.text.quick_json import loads
from tix.quick_typing import TYPE_CHECKING, Any
from tix.storage.desk.desk import Desk
from tix.storage.git.process import GitError
from tix.storage.index.databases import generations_of
from tix.storage.index.generations import Generation, Generations
from tix.storage.index.history.state import head_of, shape_of

if TYPE_CHECKING:
    from tix.model.history.timelines import Course
    from tix.storage.index.history.reader import History
    from tix.storage.index.reader import IndexReader

VERSION = "6"
_SUM = 4
"""Bytes of a checksum."""

_GROUP = 400
"""Tickets that are worked out at once."""

Progress = Callable[[int, int], None]
"""Is told how many of how many have been read."""


@dataclass(frozen=True, slots=True)
class NumberedCourses:
    """The courses of the tickets with these numbers."""

    numbers: "array[int]"
    courses: Courses


def courses_in(
    desk: Desk,
    reader: "IndexReader",
    config: Config,
    numbers: Sequence[int] | None = None,
    progress: Progress | None = None,
) -> NumberedCourses:
    """The courses of the tickets with these numbers (None: of all). Raises GitError."""
    kept = _Keeper(desk, reader, config, progress).all()
    if numbers is None:
        return kept
    chosen = {*numbers}
    flags = [number in chosen for number in kept.numbers]
    return NumberedCourses(array("q", compress(kept.numbers, flags)), kept.courses.among(flags))


class _Keeper:
    """Looks after the file of one desk's courses."""

    def __init__(
        self, desk: Desk, reader: "IndexReader", config: Config, progress: Progress | None
    ) -> None:
        self._desk = desk
        self._reader = reader
        self._config = config
        self._progress = progress
        self._generations: Generations = generations_of(desk, "courses", VERSION)

    def all(self) -> NumberedCourses:
        """The courses of all tickets as they are now."""
        commit = self._reader.commit
        state = {
            "commit": head_of(self._desk) if commit is None else commit,
            "shape": shape_of(self._desk),
            "rules": _rules(self._config),
            "tickets": list(self._reader.origin()),
        }
        generation = self._generations.read()
        known = None
        if generation is not None and _fits(generation.state, state):
            known = _read(generation)
        if known is not None and generation is not None and generation.state == state:
            return known
        old = (
            str(generation.state["commit"]) if known is not None and generation is not None else ""
        )
        kept = self._renewed(known, old, str(state["commit"]))
        self._write(kept, state, generation)
        return kept

    def _renewed(self, known: NumberedCourses | None, old: str, head: str) -> NumberedCourses:
        """The known courses of unchanged tickets, and those of the others computed."""
        every = self._reader.numbers()
        fresh = self._not_known(known, every, old, head)
        alive = set(every)
        courses = Courses()
        numbers: array[int] = array("q")
        if known is not None:
            stays = [n in alive and n not in fresh for n in known.numbers]
            courses = known.courses.among(stays)
            numbers.extend(n for n, flag in zip(known.numbers, stays, strict=True) if flag)
        wanted = sorted(fresh)
        if wanted:
            for number, course in zip(wanted, self._worked_out(wanted, head), strict=True):
                numbers.append(number)
                courses.add(course)
        return NumberedCourses(numbers, replace(courses, waited=waited_in(courses)))

    def _not_known(
        self, known: NumberedCourses | None, every: Sequence[int], old: str, head: str
    ) -> set[int]:
        """The numbers of the tickets that have to be worked out."""
        if known is None:
            return {*every}
        fresh = {*every} - {*known.numbers}
        if old != head:
            try:
                touched = _touched(self._desk, old, head)
            except GitError:  # a commit that is gone
                return {*every}
            fresh.update(self._reader.numbers_of(touched))
        return fresh

    def _worked_out(self, numbers: Sequence[int], head: str) -> Iterator["Course"]:
        from tix.model.history.timeline_of import (
            course,  # as long as nothing changes, nobody needs it
        )
        from tix.storage.index.history.open import history_of

        history = history_of(self._desk, head, self._progress)
        try:
            for start in range(0, len(numbers), _GROUP):
                group = [f.ticket for f in self._reader.wholes(numbers[start : start + _GROUP])]
                moves = history.moves({ticket.id for ticket in group})
                for ticket in group:
                    last = _last_event(history, ticket.id)
                    yield course(ticket, moves.get(ticket.id, ()), last, self._config)
                if self._progress and len(numbers) > _GROUP:
                    self._progress(start, len(numbers))
        finally:
            history.close()

    def _write(
        self, kept: NumberedCourses, state: Mapping[str, Any], generation: Generation | None
    ) -> None:
        """Keep it for the next run, if anything can be written here."""
        from tix.storage.index.build import to_disk  # most runs write nothing

        try:
            place = self._generations.new_file()
        except OSError:
            return
        try:
            with place.open("wb") as file:
                file.writelines(_parts(kept))
            to_disk(place)
            self._generations.publish([place], state, generation)
        except OSError:
            return
        finally:
            place.unlink(missing_ok=True)  # unless it was published, which gave it another name


def _last_event(history: "History", ident: str) -> Callable[[], Any]:
    return lambda: history.last_event(ident)


def _fits(known: Mapping[str, Any], state: Mapping[str, Any]) -> bool:
    """Whether what was worked out then is still right for tickets that are as they were."""
    same = all(known.get(name) == state[name] for name in ("shape", "rules"))
    return same and known["tickets"][:1] == state["tickets"][:1]


def _rules(config: Config) -> list[Any]:
    """The parts of the configuration that courses depend on: done statuses, people, robots, the
    matrix."""
    return [
        [[status.name, status.group.value] for status in config.statuses],
        [[member.person.key, *member.aliases] for member in config.people],
        list(config.robots),
        *([cell.impact, cell.urgency, cell.priority] for cell in config.matrix),
    ]


def _touched(desk: Desk, old: str, head: str) -> set[str]:
    """The ids of the tickets that a commit touched which only one of the two has behind it."""
    output = desk.git.run(
        "log", "-c", "--full-history", "--name-only", "--no-renames", "-z", "--format=",
        "--end-of-options", f"{old}...{head}", "--", *FOLDERS,
    )  # fmt: skip
    names = (os.fsdecode(part).strip("\n") for part in output.split(b"\0"))
    return {name.rpartition("/")[2].removesuffix(".md") for name in names if name.endswith(".md")}


# The file ----------------------------------------------------------------------------------------


def _columns(kept: NumberedCourses) -> "Iterator[array[int] | bytearray]":
    courses = kept.courses
    yield kept.numbers
    yield from (courses.opened, courses.answered, courses.done, courses.priority, courses.assignees)
    for times in (courses.resolved, courses.reopened, courses.entered, courses.left):
        yield from (times.counts, times.times)
    assert courses.waited is not None
    for waits in (courses.waited.answers, courses.waited.resolutions):
        yield from (waits.seconds, waits.priority, waits.assignees)
    yield courses.waited.assignees


_KINDS = ("q", "q", "q", "B", "I", "I", *("I", "q") * 4, *("q", "I", "I") * 2, "I")


def _parts(kept: NumberedCourses) -> Iterator[bytes]:
    """A checksum, a line of JSON about what follows, then each column's bytes.

    SQLite knows a page that makes no sense; here nothing but the checksum tells.
    """
    columns = [
        column.tobytes() if isinstance(column, array) else bytes(column)
        for column in _columns(kept)
    ]
    waited = kept.courses.waited
    assert waited is not None
    about = {
        "sizes": [len(column) for column in columns],
        "priorities": list(kept.courses.priorities),
        "groups": list(kept.courses.groups),
        "left_out": [waited.unopened, waited.unknown, waited.backwards],
    }
    from json import dumps  # only what is worked out is written

    parts = [dumps(about).encode() + b"\n", *columns]
    total = 1
    for part in parts:
        total = adler32(part, total)
    yield total.to_bytes(_SUM)
    yield from parts


def _read(generation: Generation) -> NumberedCourses | None:
    """The content of a file; None if it is gone or damaged."""
    try:
        data = memoryview(generation.files[0].read_bytes())
    except OSError:
        return None
    total, data = data[:_SUM], data[_SUM:]
    if adler32(data).to_bytes(_SUM) != total:
        return None
    end = bytes(data[: 1 << 24]).index(b"\n") + 1
    about = loads(str(data[: end - 1], "ascii"))
    columns = []
    for kind, size in zip(_KINDS, about["sizes"], strict=True):
        column = array(kind)
        column.frombytes(data[end : end + size])
        columns.append(column)
        end += size
    numbers, opened, answered, done, priority, assignees, *rest = columns
    times, waits = rest[:8], rest[8:]
    resolved, reopened, entered, left = (
        Times(counts, each) for counts, each in zip(times[::2], times[1::2], strict=True)
    )
    courses = Courses(
        opened,
        answered,
        bytearray(done),
        priority,
        assignees,
        resolved,
        reopened,
        entered,
        left,
        {word: n for n, word in enumerate(about["priorities"])},
        {tuple(group): n for n, group in enumerate(about["groups"])},
        WaitingTimes(Waits(*waits[:3]), Waits(*waits[3:6]), waits[6], *about["left_out"]),
    )
    return NumberedCourses(numbers, courses)
