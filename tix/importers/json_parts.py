"""Parts that stand whole in the record that they are parts of (``subtasks`` of Task Master and
Asana), as records of their own, each with its parent.

A part that is but named there, or that stands beside its whole as well, is a link and stays one.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet

from tix.frozen import dataclass
from tix.importers.derived import fingerprint
from tix.importers.foreign_names import CHILDREN, LINK_NAMES, SAY_DONE, names_of, plain_name
from tix.importers.plain_values import items, objects
from tix.quick_typing import Any

_IDS = ("identifier", "idReadable", "key", "gid", "id", "number")
_TITLES = frozenset(names_of("title"))
_STATUS = frozenset(names_of("status"))
_HOW_FAR = _STATUS | {*SAY_DONE}
"""What makes a record of a part, in the form of ``plain_name``: how far it is."""
_CALLED = frozenset((*CHILDREN, "tasks", "issues", "tickets", "stories", "user_stories", "bugs"))
"""What the parts of a record are called, in the form of ``plain_name``."""
_PARENTS = frozenset(name for name, kind in LINK_NAMES.items() if kind == "parent")

_Record = Mapping[str, Any]


def with_parts(records: list[object], notes: list[str]) -> list[object]:
    """The records, behind each those that stand in it; ``notes`` gets how many these are.

    Where one id stands for two records, parts are called by the id of their whole and their own
    (``1.2``), and so they call each other.
    """
    names = frozenset(_names(each) for each in records if isinstance(each, dict))
    named = _Named(names, frozenset(title for _, title in names))
    parts = [part for each in records for part in _all_parts(each, named)]
    if not parts:
        return records
    ids = Counter(ident for ident, _ in (*names, *map(_names, parts)))
    known = _Known(named, is_local=any(ids[_names(part)[0]] > 1 for part in parts))
    notes.append(f"parts within others are tickets of their own: {len(parts):,}")
    found: list[object] = []
    for each in records:
        found += _spread(each, known) if isinstance(each, dict) else [each]
    return found


@dataclass(frozen=True, slots=True)
class _Named:
    """Ids with titles of the records that stand in no other, and the titles alone."""

    both: AbstractSet[tuple[str, str]]
    titles: AbstractSet[str]


@dataclass(frozen=True, slots=True)
class _Known:
    """The records that stand in no other, and whether ids of parts tell them apart in their whole
    alone."""

    named: _Named
    is_local: bool


def _spread(record: _Record, known: _Known) -> Iterator[_Record]:
    """A record without its parts, and these."""
    parts = [*_parts(record, known.named)]
    ident, title = _names(record)
    yield _without(record, parts) if parts else record
    siblings = {_names(part)[0] for part in parts} - {""}
    for part in parts:
        whole = ident or title
        own = _called_within(part, whole, siblings) if known.is_local else dict(part)
        rest = {key: value for key, value in own.items() if plain_name(key) not in _PARENTS}
        if not _names(part)[0]:  # others may have parts of this title, too
            rest["id"] = "~" + fingerprint(f"{whole} {_names(part)[1]}")
        yield from _spread({**rest, "parent": whole}, known)


def _without(record: _Record, parts: list[_Record]) -> _Record:
    left = {**record}
    for key, value in record.items():
        if plain_name(key) in _CALLED:
            inner = items(value.get("nodes") if isinstance(value, dict) else value)
            rest = [each for each in inner if all(each is not part for part in parts)]
            if len(rest) < len(inner):
                left[key] = rest
    return left


def _called_within(part: _Record, whole: str, siblings: AbstractSet[str]) -> dict[str, Any]:
    """A part with the id of its whole before its own, and before those of parts beside it."""
    own = dict(part)
    for key, value in part.items():
        if plain_name(key) in LINK_NAMES and isinstance(value, list):
            own[key] = [f"{whole}.{each}" if str(each) in siblings else each for each in value]
    for key in [key for key in _IDS if part.get(key)][:1]:
        own[key] = f"{whole}.{part[key]}"
    return own


def _all_parts(record: object, named: _Named) -> Iterator[_Record]:
    if isinstance(record, dict):
        for part in _parts(record, named):
            yield part
            yield from _all_parts(part, named)


def _parts(record: _Record, named: _Named) -> Iterator[_Record]:
    """The parts that stand in a record and nowhere else."""
    for key, value in record.items():
        if plain_name(key) in _CALLED:
            inner = value.get("nodes") if isinstance(value, dict) else value
            for part in objects(inner):
                ident, title = _names(part)
                is_there = (ident, title) in named.both or (not ident and title in named.titles)
                if title and not is_there and _is_more_than_an_item(part):
                    yield part


def _is_more_than_an_item(part: _Record) -> bool:
    """Whether a part says how far it is, and isn't a checklist's: a text that is done or not."""
    names = {*map(plain_name, part)}
    return bool(names & _HOW_FAR) and (bool(names & _STATUS) or len(names) > 2)


def _names(record: _Record) -> tuple[str, str]:
    """The id and the title, each empty where there is none."""
    ident = next((record[key] for key in _IDS if record.get(key)), "")
    titles = (value for key, value in record.items() if plain_name(key) in _TITLES and value)
    return str(ident), str(next(titles, ""))
