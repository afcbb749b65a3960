"""Fields of records: name and type, and how each is read, written, found and merged.

Each kind of record has a table of them. Document, merge, query, search, index, list, JSON, edit,
import, export, completion and check walk the table.
"""

import re
from collections.abc import Callable
from datetime import date, datetime

from tix.frozen import dataclass, replace
from tix.model.record.values import words_of
from tix.model.times import format_due, format_time, parse_due, parse_time
from tix.quick_typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:  # few records have entries
    from tix.model.record.entries import Change, EntryForm

_R = TypeVar("_R")


def rewrite_text(value: str, change: "Change") -> str:
    """``Kind.rewrite`` of values that are texts."""
    return change(value)


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of value: how its text in the front matter is read and written.

    ``parse`` raises ValueError with a sentence for people. ``reading``, ``search`` and ``merge``
    hold for fields of this kind that don't say otherwise: see ``Field``. ``rewrite`` gives a value
    with the texts in it changed that people wrote; None: there are none. ``typed`` gives the text
    that is meant by a shorter one which a person types, now. ``entries`` gives the form of entries,
    of which there is always a list.
    """

    name: str
    parse: Callable[[str], Any]
    dump: Callable[[Any], str]
    reading: str
    search: str | None = None
    merge: str = "text"
    rewrite: "Callable[[Any, Change], Any] | None" = None
    typed: Callable[[str, datetime], str] | None = None
    entries: "Callable[[], EntryForm[Any]] | None" = None

    @property
    def form(self) -> "EntryForm[Any] | None":
        """The form of its entries; None for other values."""
        return self.entries() if self.entries else None


def entry_kind(
    name: str, form: "Callable[[], EntryForm[Any]]", reading: str, search: str | None = None
) -> Kind:
    """The kind of fields that hold entries, whose form is asked for when there are some."""
    return Kind(
        name,
        lambda text: form().parse(text),
        lambda entry: form().dump(entry),
        reading,
        search,
        rewrite=lambda entry, change: form().rewrite(entry, change),
        entries=form,
    )


def parse_day(text: str) -> date:
    """A day. Raises ValueError with a sentence for people."""
    day = parse_due(text)
    if isinstance(day, datetime):
        raise ValueError(f"{text!r} is not a day like 2026-11-25")
    return day


def parse_money(text: str) -> str:
    """An amount, with its currency (ISO 4217) where it isn't the desk's: ``4.50``, ``4.50 EUR``."""
    if not re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]{1,4})?( [A-Z]{3})?", text):
        raise ValueError(f"{text!r} is not an amount like 4.50 or 4.50 EUR")
    return text


_SIGNS = {"€": "EUR", "£": "GBP"}
"""Signs of one currency; there are several dollars."""

_CURRENCY = rf"([{''.join(_SIGNS)}]|[A-Z]{{3}})?"


def typed_money(text: str) -> str:
    """An amount as files have it, of one as people write it: ``85,00 €``, ``£ 1,250.50``.

    What can be meant two ways (``1,250``, ``1.250 €``) stays as it is.
    """
    found = re.fullmatch(rf"{_CURRENCY} ?(-?)([0-9.,' ]+?) ?{_CURRENCY}", " ".join(text.split()))
    if found is None or (found[1] and found[4]):
        return text
    number = found[3]
    if match := re.fullmatch(r"([0-9]{1,3}(?:([., '])[0-9]{3})+)([.,])([0-9]{1,2})", number):
        if match[2] == match[3]:
            return text
        number = f"{match[1].replace(match[2], '')}.{match[4]}"
    elif match := re.fullmatch("([0-9]+),([0-9]{1,2})", number):
        number = f"{match[1]}.{match[2]}"
    currency = found[1] or found[4]
    is_sure = re.fullmatch(r"[0-9]+(\.[0-9]+)?", number)
    if not is_sure or (currency in _SIGNS and re.fullmatch(r"[0-9]{1,3}\.[0-9]{3}", number)):
        return text
    behind = f" {_SIGNS.get(currency, currency)}" if currency else ""
    return f"{found[2]}{number}{behind}"


def parse_network(text: str) -> str:
    """An address, or a network of them (CIDR), of IPv4 or IPv6."""
    from ipaddress import ip_network  # hardly ever needed

    try:
        ip_network(text, strict=False)
    except ValueError:
        raise ValueError(f"{text!r} is not an address like 192.0.2.7 or 2001:db8::/32") from None
    return text


def parse_number(text: str) -> str:
    """A number in digits. Raises ValueError with a sentence for people."""
    if not re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]{1,6})?", text):
        raise ValueError(f"{text!r} is not a number like 12 or 2.5")
    return text


def parse_yes_no(text: str) -> str:
    """``yes`` or ``no``, however it is said. Raises ValueError with a sentence for people."""
    if (said := _YES_NO.get(text.casefold())) is None:
        raise ValueError(f"{text!r} is neither yes nor no")
    return said


_YES_NO = {"yes": "yes", "true": "yes", "no": "no", "false": "no"}


def _parse_redaction(text: str) -> str:
    from tix.model.record.taken_out import parse_item  # few tickets have any

    return parse_item(text)


def _parse_name(text: str) -> str:
    if not text.strip():
        raise ValueError("the name is empty")
    return text


NAME = Kind("text", _parse_name, str, "contains", "title", rewrite=rewrite_text)
TEXT = Kind("text", str, str, "word", "other", rewrite=rewrite_text)
WORD = Kind("word", str, str, "choice")
PERSON = Kind("person", str, str, "person", "people", rewrite=rewrite_text)
TIME = Kind("time", parse_time, format_time, "time", merge="earlier")
DUE = Kind("date", parse_due, format_due, "date", merge="due")
FILE = Kind("file", str, str, "contains", "other")
DAY = Kind("day", parse_day, date.isoformat, "date", merge="later")
MONEY = Kind("money", parse_money, str, "word", typed=lambda text, _: typed_money(text))
NUMBER = Kind("number", parse_number, str, "number")
YES_NO = Kind("yes or no", parse_yes_no, str, "word", merge="no")
ADDRESS = Kind("ip", str, str, "word", "other", rewrite=rewrite_text)
"""Read as it is, so that no text there makes a file unreadable; ``parse_network`` tells."""
NETWORK = Kind("network", parse_network, str, "word", "other", rewrite=rewrite_text)
REDACTION = Kind("redaction", _parse_redaction, str, "word")


@dataclass(frozen=True, slots=True)
class Field:
    """One built-in field.

    ``many``: a list. ``editable``: a person may set it directly. ``other_names`` go wherever the
    name does, ``query_names`` only before the colon of a query.
    ``asked`` names the ``Reading`` of its values in a query (``tix.query.fields``), ``searched``
    the column of the full text that it belongs to (``tix.query.columns``), ``merged`` the rule for
    two values (``tix.model.merge.rules``); "" stands for what the kind says.
    ``countless``: there may be one for each ticket, so none are offered or called unknown.
    ``quick``: lists and counts want it often, so that the index has a column for it.
    ``held_in``: the attribute of a record that holds it, where that can't have the field's name.
    """

    name: str
    kind: Kind
    help: str
    many: bool = False
    editable: bool = True
    other_names: tuple[str, ...] = ()
    query_names: tuple[str, ...] = ()
    asked: str = ""
    searched: str = ""
    merged: str = ""
    countless: bool = False
    quick: bool = False
    held_in: str = ""

    @property
    def attribute(self) -> str:
        """The attribute of a record that holds its value."""
        return self.held_in or self.name

    @property
    def reading(self) -> str:
        """How a query reads its values: a name of ``tix.query.fields.Reading`` in lower case."""
        return self.asked or self.kind.reading

    @property
    def search(self) -> str | None:
        """The column of the full text that it belongs to; None for none."""
        return self.searched or self.kind.search

    @property
    def merge(self) -> str:
        """The name of the rule that merges two values."""
        return self.merged or self.kind.merge

    @property
    def rewrite(self) -> "Callable[[Any, Change], Any] | None":
        """``Kind.rewrite``; words that aren't agreed on are texts of people, too."""
        return self.kind.rewrite or (rewrite_text if self.asked == "word" else None)

    @property
    def is_worded(self) -> bool:
        """Whether it holds words or people, which are matched as a whole."""
        return (
            self.reading in ("word", "choice", "order", "person") or self.kind.entries is not None
        )

    @property
    def is_offered(self) -> bool:
        """Whether its words come from the desk's configuration, so a new one is likely a typo."""
        return self.is_worded and self.kind is not PERSON and not self.countless

    def of(self, record: Any) -> Any:
        """The record's value: of the kind's Python type, a tuple of it for lists, or None."""
        return getattr(record, self.attribute)

    def holds(self, text: str) -> bool:
        """Whether a text is a value of it."""
        try:
            self.kind.parse(text)
        except ValueError:
            return False
        return True

    def put(self, record: _R, value: Any) -> _R:
        """The record with another value of this field."""
        values: dict[str, Any] = {self.attribute: value}
        return replace(record, **values)  # type: ignore[type-var]  # whose field it is

    def words(self, record: Any) -> tuple[str, ...]:
        """The texts that queries compare: as ``texts``, but what entries say together."""
        value = self.of(record)
        return words_of(value) if value and self.kind.entries else self.texts(record)

    def texts(self, record: Any) -> tuple[str, ...]:
        """The value as the front matter would hold it; () where it is absent."""
        value = getattr(record, self.attribute)
        if value is None:
            return ()
        if self.many:
            return tuple(self.kind.dump(item) for item in value)
        return (self.kind.dump(value),)
