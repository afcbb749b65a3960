"""Queries as SQL: each node of ``tix.query.predicates`` becomes a condition on rows of ``ticket``.

The predicates tell what is right; a property test holds the two together. Where a condition is
NULL, it isn't met. What people typed goes in as parameters only.
"""

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta, tzinfo

from tix.frozen import dataclass
from tix.model.config.config import Config, Group
from tix.model.record import notes
from tix.model.text.quick_json import listed
from tix.model.ticket.fields import FIELDS
from tix.model.ticket.ticket import LINK_KINDS
from tix.model.times import due_instant, seconds
from tix.query.columns import COLUMNS
from tix.query.facts import Facts
from tix.query.predicates import (
    TEXT,
    And,
    Archived,
    Blocked,
    Broken,
    Contains,
    DateIn,
    Has,
    IdStarts,
    InGroup,
    Leaf,
    Like,
    LinkedFrom,
    LinkTo,
    Node,
    Not,
    Noted,
    NumberIn,
    OneOf,
    Or,
    Overdue,
    PersonIn,
    Source,
    TimeIn,
    UpdatedIn,
    Within,
)
from tix.query.promised import DueNextIn, DueSoon, Missed, Promised, Unanswered
from tix.query.words import Words
from tix.storage.index import row_format
from tix.storage.index.sql import FALSE, TRUE, Condition, in_group, joined

_SECOND = timedelta(seconds=1)
_DAY = timedelta(days=1)
_AFTER_ALL = "\U0010ffff"

_AT_ONCE = 50
"""Texts that one question to the full text has at most."""

_COUNTED = ("comments", *row_format.COUNTED)
_HELD = frozenset(f.name for f in FIELDS if not f.is_worded)
"""The fields that a column tells of."""


@dataclass(frozen=True, slots=True)
class Compiler:
    """Makes conditions for the tables of one database (``main`` or ``delta``).

    ``numbers`` finds out by the predicate itself which tickets a leaf is true of (their ``n``), of
    those that meet a condition: for what SQL can't say. ``texts`` lists the distinct texts of a
    field of ``word``; ``begins_id`` says whether the id of any ticket begins so.
    """

    database: str
    facts: Facts
    numbers: Callable[[Leaf, Condition], Iterable[int]]
    texts: Callable[[str], Iterable[str]]
    begins_id: Callable[[str], bool]

    def condition(self, node: Node) -> Condition:
        """The condition of a node."""
        match node:
            case And(parts):
                return self._joined(_once(parts), "AND", TRUE)
            case Or(parts):
                return self._joined(_once(parts), "OR", FALSE)
            case Not(part):
                inner = self.condition(part)
                return Condition(f"NOT coalesce(({inner.text}), 0)", inner.parameters)
        return self._leaf(node)

    def _joined(self, parts: Iterable[Node], sign: str, if_none: Condition) -> Condition:
        """The parts together. What the full text can tell is asked in few questions, not in one
        for each: that spares making the lists of what each of them finds."""
        conditions, texts = [], list[str]()
        for part in parts:
            if (text := self.text(part)) is None:
                conditions.append(self.condition(part))
            else:
                texts.append(text)
        conditions += (
            self._matches(f" {sign} ".join(texts[at : at + _AT_ONCE]))
            for at in range(0, len(texts), _AT_ONCE)
        )
        return joined(conditions, sign, if_none)

    def text(self, node: Node) -> str | None:
        """The equivalent question to the full text; None if there is none."""
        match node:
            case Contains(where, words) if words.literal is None and where in (TEXT, *COLUMNS):
                if node.id_prefix is not None and self.begins_id(node.id_prefix):
                    return None
                return self.words(words, None if where == TEXT else where)
            case And(parts) | Or(parts) if 0 < len(parts) <= _AT_ONCE:
                texts = [self.text(part) for part in _once(parts)]
                sign = " AND " if isinstance(node, And) else " OR "
                return None if None in texts else f"({sign.join(map(str, texts))})"
        return None

    def _leaf(self, leaf: Leaf) -> Condition:
        match leaf:
            case Contains():
                return self._contains(leaf)
            case OneOf(source, words):
                return self._has_word(source, "folded IN " + _LIST, _listed(words))
            case Like():
                return self._like(leaf)
            case PersonIn(source, keys):
                return self._has_word(source, "person IN " + _LIST, _listed(keys))
            case TimeIn(field, within):
                return _time_in(field, within)
            case DateIn(source, within, zone) if not source.team:
                return _due_in(within, zone)
            case DateIn() | NumberIn():
                return self._any_text(leaf)
            case UpdatedIn(within):
                updated = self.facts.updated.items()
                return _is_one_of(ident for ident, when in updated if within.holds(when))
            case Blocked():
                return _is_one_of(self.facts.blocked)
            case IdStarts(prefix):
                return _starts("id", prefix)
            case LinkedFrom():
                others = self.facts.backlinks.items()
                return _is_one_of(ident for ident, links in others if leaf.is_among(links))
            case LinkTo(kind, prefix):
                return self._links(kind, prefix)
            case Noted():
                commenters = Source(row_format.COMMENTERS)
                return self._has_word(commenters, "person = ?", (notes.AUTHOR.key,))
            case Has(source):
                return self._has(source)
            case InGroup(groups, config):
                return in_group(groups, config, self.texts("status"))
            case Overdue(now, config):
                return self._overdue(now, config)
            case Archived():
                return Condition("archived")
            case Missed() | DueSoon() | Unanswered() | Promised():
                told = self.facts.promised.items()
                return _is_one_of(ident for ident, glance in told if leaf.is_true_of(glance))
            case DueNextIn():
                due = "(due IS NOT NULL OR id IN (SELECT value FROM json_each(?)))"
                some = [ident for ident, glance in self.facts.promised.items() if glance.due]
                near = Condition(due, (listed(some),))
                return Condition("n IN " + _LIST, _listed(self.numbers(leaf, near)))
            case Broken():
                return FALSE

    # Text

    def _contains(self, leaf: Contains) -> Condition:
        if leaf.words.literal is not None or leaf.where not in (TEXT, *COLUMNS):
            return Condition("n IN " + _LIST, _listed(self.numbers(leaf, self._near(leaf))))
        found = self._matches(self.words(leaf.words, None if leaf.where == TEXT else leaf.where))
        if (prefix := leaf.id_prefix) is None or not self.begins_id(prefix):
            return found
        return joined([found, _starts("id", prefix)], "OR", FALSE)

    @staticmethod
    def words(words: Words, column: str | None) -> str:
        """The question to the full text for words with tokens, in a column (None: in any)."""
        phrase = " ".join(words.tokens).replace('"', '""')
        asked = f'"{phrase}"{" *" if words.prefix else ""}'
        return asked if column is None else f"{{{column}}} : {asked}"

    def _matches(self, asked: str) -> Condition:
        return Condition(
            f"n IN (SELECT rowid FROM {self.database}.fulltext WHERE fulltext MATCH ?)", (asked,)
        )

    def _near(self, leaf: Contains) -> Condition:
        """A necessary condition for such words; many rows that meet it don't have them."""
        if leaf.where == "occurrences":
            return Condition("occurrences > 0")
        if leaf.words.literal is None:
            return self._matches(self.words(leaf.words, "other"))  # attachments are a part of it
        stands = (
            "(instr(title, ?) OR instr(fields, ?) OR n IN (SELECT n FROM"
            f" {self.database}.text WHERE instr(body, ?) OR instr(comments, ?)))"
        )
        parts = [Condition(stands, (part,) * 4) for part in _stored_as_typed(leaf.words.literal)]
        return joined(parts, "AND", TRUE)

    # Words of fields

    def _has_word(self, source: Source, test: str, parameters: tuple[object, ...]) -> Condition:
        return Condition(
            f"n IN (SELECT n FROM {self.database}.value WHERE w IN"
            f" (SELECT w FROM {self.database}.word WHERE field = ? AND {test}))",
            (_field(source), *parameters),
        )

    def _like(self, leaf: Like) -> Condition:
        if leaf.open_end and not leaf.open_start:
            starts = _starts("folded", leaf.text)
            return self._has_word(leaf.source, starts.text, starts.parameters)
        if leaf.open_end:
            return self._has_word(leaf.source, "instr(folded, ?)", (leaf.text,))
        return self._has_word(
            leaf.source, "substr(folded, -?) = ?", (max(1, len(leaf.text)), leaf.text)
        )

    def _any_text(self, leaf: DateIn | NumberIn) -> Condition:
        """The texts are few: each is looked at by the predicate."""
        texts = [text for text in self.texts(_field(leaf.source)) if leaf.holds_text(text)]
        return self._has_word(leaf.source, "text IN " + _LIST, _listed(texts))

    def _links(self, kind: str | None, prefix: str) -> Condition:
        kinds = LINK_KINDS if kind is None else (kind,)
        tests = [_starts("text", f"{each} {prefix}") for each in kinds]
        either = joined(tests, "OR", FALSE)
        return self._has_word(Source("links"), either.text, either.parameters)

    def _overdue(self, now: datetime, config: Config) -> Condition:
        to_do = in_group((Group.ACTIVE, Group.WAITING), config, self.texts("status"))
        time = _time_in("due_at", Within(None, now))
        # a day ends after its last second
        day = _day_in(Within(None, now - _SECOND), config.timezone)
        return joined([to_do, joined([time, day], "OR", FALSE)], "AND", TRUE)

    def _has(self, source: Source) -> Condition:
        name = source.name
        if not source.team:
            if name in _COUNTED:
                return Condition(f"{name} > 0")
            if name == "body":
                return Condition("has_body")
            if name in _HELD:
                return Condition(f"coalesce({name}, '') <> ''")
        return self._has_word(source, "text <> ''", ())


def _once(parts: tuple[Node, ...]) -> list[Node]:
    """The parts without words that stand there already: a text pasted in repeats many."""
    words = dict.fromkeys(part for part in parts if isinstance(part, Contains))
    return [*words, *(part for part in parts if not isinstance(part, Contains))]


def _stored_as_typed(literal: str) -> list[str]:
    """The parts of a literal that the index keeps as they are: signs without case or escape.

    ``<`` and ``>`` come between people's names and addresses only when somebody looks.
    """
    return list(dict.fromkeys(re.findall(r"[!#-;=?-\[\]-~\u2010-\u2027\u2030-\u205e]+", literal)))


_LIST = "(SELECT value FROM json_each(?))"


def _listed(values: Iterable[str | int]) -> tuple[object, ...]:
    return (listed(sorted(values, key=str)),)


def _field(source: Source) -> str:
    return row_format.TEAM + source.name if source.team else source.name


def _is_one_of(idents: Iterable[str]) -> Condition:
    return Condition("id IN " + _LIST, _listed(idents))


def _starts(column: str, prefix: str) -> Condition:
    return Condition(f"({column} >= ? AND {column} < ?)", (prefix, prefix + _AFTER_ALL))


# Times -------------------------------------------------------------------------------------------


def _time_in(field: str, within: Within) -> Condition:
    parts = [Condition(f"{field} IS NOT NULL")]
    if within.start is not None:
        parts.append(Condition(f"{field} >= ?", (_seconds_up(within.start),)))
    if within.end is not None:
        parts.append(Condition(f"{field} < ?", (_seconds_up(within.end),)))
    return joined(parts, "AND", TRUE)


def _seconds_up(when: datetime) -> int:
    """The first whole second that isn't before the time."""
    at = seconds(when)
    assert at is not None
    return at + (when.microsecond > 0)


def _due_in(within: Within, zone: tzinfo) -> Condition:
    """A time lies in it, or a day's last second does."""
    return joined([_time_in("due_at", within), _day_in(within, zone)], "OR", FALSE)


def _day_in(within: Within, zone: tzinfo) -> Condition:
    parts = [Condition("(due IS NOT NULL AND due_at IS NULL)")]
    if within.start is not None:
        parts.append(Condition("due >= ?", (_first_day(within.start, zone),)))
    if within.end is not None:
        parts.append(Condition("due < ?", (_first_day(within.end, zone),)))
    return joined(parts, "AND", TRUE)


def _first_day(when: datetime, zone: tzinfo) -> str:
    """The first day whose last second isn't before the time."""
    day = when.date()
    while day > date.min and _last_second(day - _DAY, zone) >= when:
        day -= _DAY
    while day < date.max and _last_second(day, zone) < when:
        day += _DAY
    return day.isoformat() if _last_second(day, zone) >= when else _AFTER_ALL


def _last_second(day: date, zone: tzinfo) -> datetime:
    return due_instant(day, zone) - _SECOND
