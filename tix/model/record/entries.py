"""Entries: lines of a list that are records of their own, like the time that somebody worked.

An entry is one line, its parts separated by `` · ``; the last part is free text, the others hold no
separator::

    w-q8m2ht · 2026-11-25 · Ana Lima <ana@example.org> · 90m · billable · the linker

An ``EntryForm`` says of which parts a kind of entry consists; a field of entries is a list whose
kind has a form. Document, merge, JSON, index, redaction, check, import and export follow the form.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date

from tix.frozen import dataclass, replace
from tix.model.ids import ENTRY_ID
from tix.model.times import format_time, moment, parse_time, seconds, written_day
from tix.quick_typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:  # importing it takes two milliseconds, and most desks have no such numbers
    from decimal import Decimal

E = TypeVar("E")

SEPARATOR = " · "
_DOT = SEPARATOR.strip()

NO_FILE = "-"
"""In place of a file's name of which nothing is left."""

Change = Callable[[str], str]
"""Changes a text."""


def same(value: Any) -> Any:
    """The value as it is."""
    return value


@dataclass(frozen=True, slots=True)
class PartKind:
    """A type of part: how its text in the line is read and written.

    ``parse`` raises ValueError with a sentence for people. ``shown`` gives the value for JSON, and
    ``given`` the text for ``parse`` from one of JSON. ``stored`` and ``restored`` turn it into
    something that the index holds and back. ``is_text``: people wrote it, ``is_file``: it is the
    name of an attachment.
    """

    parse: Callable[[str], Any]
    dump: Callable[[Any], str] = str
    shown: Callable[[Any], Any] | None = None
    given: Callable[[Any], str] | None = None
    stored: Callable[[Any], Any] = same
    restored: Callable[[Any], Any] = same
    is_text: bool = False
    is_file: bool = False


def _parse_ident(text: str) -> str:
    if re.fullmatch(ENTRY_ID, text) is None:
        raise ValueError(f"{text!r} is not an entry's id like 'w-q8m2ht'")
    return text


def _parse_day(text: str) -> date:
    if (day := written_day(text)) is None:
        raise ValueError(f"{text!r} is not a day like 2026-11-25")
    return day


def _parse_minutes(text: str) -> int:
    if not re.fullmatch("[1-9][0-9]{0,5}m", text):
        raise ValueError(f"{text!r} is not a number of minutes like 90m")
    return int(text[:-1])


def _parse_quantity(text: str) -> "Decimal":
    if not re.fullmatch(r"-?[0-9]{1,9}(\.[0-9]{1,4})?", text):
        raise ValueError(f"{text!r} is not a quantity like 2 or 0.5")
    return plain(_decimal(text))


def _decimal(text: str) -> "Decimal":
    from decimal import Decimal

    return Decimal(text)


def plain(number: "Decimal") -> "Decimal":
    """A number without zeros at the end of its fraction, and without an exponent."""
    return number.quantize(_decimal("1")) if number == number.to_integral() else number.normalize()


def _number(value: "Decimal") -> int | float:
    return int(value) if value == value.to_integral() else float(value)


def _given_number(value: Any) -> str:
    from decimal import InvalidOperation

    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError("this must be a number")
    try:
        return str(value) if isinstance(value, str) else f"{plain(_decimal(str(value))):f}"
    except InvalidOperation:
        raise ValueError("this must be a number") from None


def _given_minutes(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError("this must be a whole number of minutes")
    return f"{value}m"


def one_of(yes: str, no: str) -> PartKind:
    """A part that is one of two words; in JSON true for the first."""

    def parse(text: str) -> bool:
        if text not in (yes, no):
            raise ValueError(f"{text!r} is neither {yes!r} nor {no!r}")
        return text == yes

    def dump(value: bool) -> str:
        return yes if value else no

    def given(value: Any) -> str:
        if not isinstance(value, bool):
            raise ValueError("this must be true or false")
        return dump(value)

    return PartKind(parse, dump, same, given, stored=int, restored=bool)


def _parse_some(text: str) -> str:
    if not text.strip():
        raise ValueError("a part of the entry is empty")
    return text


IDENT = PartKind(_parse_ident)
WORD = PartKind(_parse_some)
SOME_TEXT = PartKind(_parse_some, is_text=True)
FREE_TEXT = PartKind(str, is_text=True)
FILE = PartKind(_parse_some, is_file=True)
TIME = PartKind(parse_time, format_time, stored=seconds, restored=moment)
DAY = PartKind(_parse_day, date.isoformat, stored=date.isoformat, restored=date.fromisoformat)
MINUTES = PartKind(_parse_minutes, lambda value: f"{value}m", same, _given_minutes)
QUANTITY = PartKind(
    _parse_quantity,
    lambda value: f"{value:f}",
    _number,
    _given_number,
    stored=lambda value: f"{value:f}",
    restored=_decimal,
)


def _parse_amount(text: str) -> "Decimal":
    if not re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]{1,6})?", text):
        raise ValueError(f"{text!r} is not an amount like 120.00")
    return _decimal(text)


def _given_amount(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError('this must be an amount, "120.00"')
    return value


AMOUNT = PartKind(
    _parse_amount,
    lambda value: f"{value:f}",
    given=_given_amount,
    stored=lambda value: f"{value:f}",
    restored=_decimal,
)
"""An amount of money, or of what is billed, with the digits that it has; in JSON a text."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an entry: the attribute that holds it, and its type.

    ``key`` is its key in JSON, where that isn't the attribute's name; ``end`` is what stands behind
    it in the line.
    """

    name: str
    kind: PartKind
    key: str = ""
    end: str = SEPARATOR

    @property
    def json_key(self) -> str:
        """Its key in JSON."""
        return self.key or self.name


@dataclass(frozen=True)
class EntryForm(Generic[E]):
    """A kind of entry: ``make`` takes the parts in their order.

    ``example`` is a line of that kind. ``identity`` tells entries of one list apart; two versions
    of one entry are merged by ``pick``, or, without one, by the rule for texts, with a note.
    ``order`` is how a list of them is sorted when both sides have changed it. The last part may be
    left out where it is ``FREE_TEXT`` and empty.
    """

    make: Callable[..., E]
    parts: tuple[Part, ...]
    example: str
    identity: Callable[[E], object]
    order: Callable[[E], Any]
    pick: Callable[[E, E], E] | None = None

    def parse(self, line: str) -> E:
        """The entry that a line holds. Raises ValueError with a sentence for people."""
        if "\n" in line or "\r" in line:
            raise ValueError(f"{line!r} has more than one line")
        values, rest = [], line
        last = self.parts[-1]
        for part in self.parts[:-1]:
            text, found, rest = rest.partition(part.end)
            if not found and not (part is self.parts[-2] and last.kind is FREE_TEXT):
                raise ValueError(f"{line!r} is not an entry like {self.example!r}")
            values.append(part.kind.parse(text))
        return self.make(*values, last.kind.parse(rest))

    def dump(self, entry: E) -> str:
        """The line of an entry."""
        *texts, last = (part.kind.dump(getattr(entry, part.name)) for part in self.parts)
        *ends, behind = (part.end for part in self.parts[:-1])
        line = "".join(map(str.__add__, texts, (*ends, "")))
        return f"{line}{behind}{last}" if last else line

    def to_object(self, entry: E) -> dict[str, Any]:
        """The entry as what ``json`` can write."""
        return {part.json_key: _shown(part.kind, getattr(entry, part.name)) for part in self.parts}

    def from_object(self, where: str, given: Mapping[str, object]) -> E:
        """The entry that an object describes. Raises ValueError, which says ``where``."""
        values = []
        for part in self.parts:
            try:
                values.append(_given(part.kind, given.get(part.json_key)))
            except ValueError as error:
                raise ValueError(f"{where}.{part.json_key}: {error}") from None
        entry = self.make(*values)
        try:
            if self.parse(self.dump(entry)) == entry:
                return entry
        except ValueError:
            pass
        raise ValueError(f"{where}: no entry like {self.example!r} can be made of this")

    def completed(self, entries: tuple[E, ...]) -> tuple[E, ...]:
        """Entries as ``from_object`` made them, with what follows from all of them together."""
        return entries

    def stored(self, entry: E) -> list[Any]:
        """The entry as the index holds it, in JSON."""
        return [part.kind.stored(getattr(entry, part.name)) for part in self.parts]

    def restored(self, values: Iterable[Any]) -> E:
        """The entry that ``stored`` was given."""
        kinds = (part.kind for part in self.parts)
        return self.make(*(k.restored(value) for k, value in zip(kinds, values, strict=True)))

    def rewrite(self, entry: E, change: Change, rename: Change = same) -> E:
        """The entry with every text changed that people wrote; names of attachments by ``rename``.

        A part that isn't the last is as ``fitting`` makes it.
        """
        values = {}
        for part in self.parts:
            old = getattr(entry, part.name)
            if part.kind.is_text:
                new = change(old)
            elif part.kind.is_file:
                new = rename(old) or NO_FILE
            else:
                continue
            if new != old:
                values[part.name] = new if part is self.parts[-1] else fitting(new)
        return replace(entry, **values) if values else entry  # type: ignore[type-var]  # as the form has it


def _shown(kind: PartKind, value: Any) -> Any:
    return kind.shown(value) if kind.shown else kind.dump(value)


def _given(kind: PartKind, value: object) -> Any:
    if value is None and kind is FREE_TEXT:
        return ""
    if kind.given:
        return kind.parse(kind.given(value))
    if not isinstance(value, str):
        raise ValueError('this must be a text, "…"')
    return kind.parse(value)


def fitting(text: str) -> str:
    """A text as a part that isn't the last can hold it: one line, in which no separator begins."""
    first, *words = text.split() or [""]
    return " ".join([first, *("-" if word == _DOT else word for word in words)])


def repeated(form: EntryForm[E], entries: Iterable[E]) -> Iterator[tuple[int, E]]:
    """The entries that have the identity of one before them, each with its place."""
    seen = set()
    for place, entry in enumerate(entries):
        if (identity := form.identity(entry)) in seen:
            yield place, entry
        seen.add(identity)
