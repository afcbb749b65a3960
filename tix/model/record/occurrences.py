"""Occurrences: when and where the problem with a ticket's key was seen.

An occurrence has an id of its own: the jobs of one build share the second, the commit and the
address of the run, and still are several. Those of past days are folded into one entry a day and
place, with their count. Missing parts at the end of the line are left out, others are ``-``::

    o-q8m2ht · 2026-11-25T10:00:00Z · db1 · 0c4e1f · https://ci.example/runs/7
    12x · 2026-11-24T23:10:00Z · db1 · 9d2c0b

A line without the first part is an occurrence that an older version wrote.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime

from tix.frozen import dataclass, replace
from tix.model.ids import derived_id
from tix.model.record.entries import SEPARATOR, Change, EntryForm, fitting
from tix.model.times import format_time, moment, parse_time, seconds
from tix.quick_typing import Any

_ABSENT = "-"
_OCCURRENCE_ID = "o-[a-hjkmnp-tv-z][0-9a-hjkmnp-tv-z]{5,11}"


@dataclass(frozen=True, slots=True)
class Occurrence:
    """When and where the problem was seen, at which commit, and the address of the run.

    ``count`` is over 1 for those of a past day and place together; the rest is then of the last
    one, and there is no id. "" is what isn't known.
    """

    at: datetime
    where: str = ""
    commit: str = ""
    url: str = ""
    id: str = ""
    count: int = 1

    @staticmethod
    def words(entries: "tuple[Occurrence, ...]") -> tuple[str, ...]:
        """The places in which it was seen."""
        return tuple(dict.fromkeys(entry.where for entry in entries if entry.where))

    @property
    def parts(self) -> tuple[str, ...]:
        """Time, place, commit and address as they are written, as far as they are known."""
        parts = [format_time(self.at), self.where, self.commit, self.url]
        while not parts[-1]:
            parts.pop()
        return tuple(part or _ABSENT for part in parts)

    def __str__(self) -> str:
        first = f"{self.count}x" if self.count > 1 else self.id
        return SEPARATOR.join([first, *self.parts] if first else self.parts)


def parse_occurrence(text: str) -> Occurrence:
    """Read the line of an occurrence. Raises ValueError with a sentence for people."""
    if "\n" in text or "\r" in text:
        raise ValueError(f"{text!r} has more than one line")
    first, _, rest = text.partition(SEPARATOR)
    ident, count = "", 1
    if re.fullmatch(_OCCURRENCE_ID, first):
        ident = first
    elif counted := re.fullmatch("([1-9][0-9]{0,8})x", first):
        count = int(counted[1])
    else:
        rest = text
    if not rest or first == "1x":
        raise ValueError(f"{text!r} is not an occurrence like {_EXAMPLE!r}")
    at, *more = rest.split(SEPARATOR, 3)
    where, commit, url = ["" if part == _ABSENT else part for part in [*more, "", "", ""][:3]]
    return Occurrence(parse_time(at), where, commit, url, ident, count)


_EXAMPLE = "o-q8m2ht · 2026-11-25T10:00:00Z · db1"


def seen(at: datetime, where: str, commit: str, url: str, ident: str) -> Occurrence:
    """A new occurrence, of texts that somebody gave."""
    return Occurrence(at, _part(where), _part(commit), _part(url), ident)


def _part(text: str) -> str:
    part = fitting(text)
    return "" if part == _ABSENT else part


def times_seen(occurrences: Iterable[Occurrence]) -> int:
    """How often it was seen."""
    return sum(occurrence.count for occurrence in occurrences)


# -- folding --------------------------------------------------------------------------------------

_ROOM = 24_000
"""Characters for all occurrences of a ticket: its front matter has room for 64 kB."""


def folded(occurrences: Sequence[Occurrence], now: datetime) -> tuple[Occurrence, ...]:
    """The occurrences with those of past days (in UTC) as one entry for each day and place.

    If they are still too many, those of today are folded, too, and then the oldest of each place
    as one.
    """
    today = now.astimezone(UTC).date()
    found = _grouped(occurrences, lambda o: (o.where, _day(o)) if _day(o) < today else None)
    if _size(found) > _ROOM:
        found = _grouped(found, lambda o: (o.where, _day(o)))
    kept: Sequence[Occurrence] = found
    while _size(kept) > _ROOM and (oldest := _next_to_fold(kept)):
        rest = [occurrence for occurrence in kept if occurrence not in oldest]
        kept = sorted([_as_one(oldest), *rest], key=_order)
    return tuple(kept)


def _grouped(
    occurrences: Sequence[Occurrence], key: Callable[[Occurrence], object]
) -> tuple[Occurrence, ...]:
    """Those for which ``key`` says the same, as one where the last of them stands; None: alone."""
    groups: dict[object, list[Occurrence]] = {}
    for number, occurrence in enumerate(occurrences):
        group = key(occurrence)
        groups.setdefault(number if group is None else (group,), []).append(occurrence)
    return tuple(sorted(map(_as_one, groups.values()), key=_order))


def _as_one(group: Sequence[Occurrence]) -> Occurrence:
    if len(group) == 1:
        return group[0]
    last = max(group, key=_order)
    return replace(last, id="", count=times_seen(group))


def _next_to_fold(occurrences: Sequence[Occurrence]) -> tuple[Occurrence, ...]:
    """The oldest two of one place; () if each place has one."""
    by_place: dict[str, list[Occurrence]] = {}
    for occurrence in occurrences:
        by_place.setdefault(occurrence.where, []).append(occurrence)
    several = [group for group in by_place.values() if len(group) > 1]
    return tuple(min(several, key=lambda group: _order(group[0]))[:2]) if several else ()


def _size(occurrences: Sequence[Occurrence]) -> int:
    return sum(len(str(occurrence)) for occurrence in occurrences)


def _day(occurrence: Occurrence) -> Any:
    return occurrence.at.astimezone(UTC).date()


def _order(occurrence: Occurrence) -> tuple[datetime, str]:
    return occurrence.at, str(occurrence)


# -- the form -------------------------------------------------------------------------------------


class _Form(EntryForm[Occurrence]):
    """The form of their lines, which begin in three ways and may end early."""

    def parse(self, line: str) -> Occurrence:
        """The occurrence that a line holds."""
        return parse_occurrence(line)

    def dump(self, entry: Occurrence) -> str:
        """The line of an occurrence."""
        return str(entry)

    def to_object(self, entry: Occurrence) -> dict[str, Any]:
        """The occurrence as what ``json`` can write."""
        return {
            "at": format_time(entry.at),
            "where": entry.where or None,
            "commit": entry.commit or None,
            "url": entry.url or None,
            "count": entry.count,
        }

    def from_object(self, where: str, given: Mapping[str, object]) -> Occurrence:
        """The occurrence that an object describes, as yet without an id: ``completed``."""
        at, count = given.get("at"), given.get("count", 1)
        if not isinstance(at, str):
            raise ValueError(f'{where}.at: this must be a text, "…"')
        if isinstance(count, bool) or not isinstance(count, int) or not 0 < count < 1_000_000_000:
            raise ValueError(f"{where}.count: this must be a whole number over 0")
        place, commit, url = (_given(where, given, key) for key in ("where", "commit", "url"))
        try:
            return replace(seen(parse_time(at), place, commit, url, ""), count=count)
        except ValueError as error:
            raise ValueError(f"{where}.at: {error}") from None

    def completed(self, entries: tuple[Occurrence, ...]) -> tuple[Occurrence, ...]:
        """The occurrences with ids."""
        return with_ids(entries)

    def stored(self, entry: Occurrence) -> list[Any]:
        """The occurrence as the index holds it, in JSON."""
        return [seconds(entry.at), entry.where, entry.commit, entry.url, entry.id, entry.count]

    def restored(self, values: Iterable[Any]) -> Occurrence:
        """The occurrence that ``stored`` was given."""
        at, *rest = values
        return Occurrence(moment(at), *rest)  # type: ignore[arg-type]  # it has a time

    def rewrite(self, entry: Occurrence, change: Change, rename: Change = str) -> Occurrence:
        """The occurrence with its texts changed."""
        where, commit, url = (_part(change(t)) for t in (entry.where, entry.commit, entry.url))
        return replace(entry, where=where, commit=commit, url=url)


def _given(where: str, given: Mapping[str, object], key: str) -> str:
    text = given.get(key)
    if not (text is None or isinstance(text, str)):
        raise ValueError(f'{where}.{key}: this must be a text, "…"')
    return text or ""


def _identity(entry: Occurrence) -> object:
    """Its id; of those that were folded day and place; else all that it says."""
    if entry.id:
        return entry.id
    return (entry.where, _day(entry)) if entry.count > 1 else str(entry)


OCCURRENCES = _Form(
    Occurrence,
    (),
    _EXAMPLE,
    identity=_identity,
    order=_order,
    # counts of one day and place that two clones folded apart: both have most of them
    pick=lambda one, other: max(one, other, key=lambda entry: (entry.count, str(entry))),
)


def with_ids(occurrences: Sequence[Occurrence]) -> tuple[Occurrence, ...]:
    """The occurrences, each with an id that follows from what it says; counted ones have none.

    JSON has no ids, and several of them may say the same.
    """
    known: dict[str, int] = {}
    found = []
    for occurrence in occurrences:
        if not occurrence.id and occurrence.count == 1:
            said = str(occurrence)
            known[said] = known.get(said, 0) + 1
            ident = derived_id(f"occurrence {known[said]}: {said}", lambda _: False)
            occurrence = replace(occurrence, id=f"o-{ident}")
        found.append(occurrence)
    return tuple(found)
