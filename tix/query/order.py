"""How tickets are sorted: by the keys of a query, then as ``list`` does without any."""

from collections.abc import Callable

from tix.frozen import dataclass
from tix.model.config.config import Config
from tix.model.text.natural import Natural, natural
from tix.model.text.nearest import did_you_mean
from tix.model.ticket.ticket import Ticket
from tix.query.error import QueryError
from tix.query.facts import Facts
from tix.query.fields import BY_PLAIN_NAME, QueryField, Reading
from tix.query.lexer import Value, Word
from tix.query.numbers import parse_number
from tix.query.predicates import Source, moments_of
from tix.query.promised import due_next
from tix.query.vocabulary import Vocabulary
from tix.quick_typing import Any

_COUNTED = ("comments", "attachments", "occurrences", "links")
_UNSORTABLE = (
    *(Reading.IS, Reading.HAS, Reading.NO, Reading.SORT, Reading.STATE),
    *(Reading.LINK_KIND, Reading.LINKED_FROM, Reading.PLAN, Reading.PROMISE),
)


@dataclass(frozen=True, slots=True)
class SortKey:
    """A field to sort by, from low to high unless ``descending``; tickets without it come last."""

    field: QueryField
    descending: bool = False


URGENCY = QueryField("urgency", Reading.NUMBER, Source("urgency"))
"""What tickets can be sorted by beside their fields; the most urgent come first.

It goes before a field of that name.
"""

DEFAULT_ORDER = (
    SortKey(BY_PLAIN_NAME["priority"], descending=True),
    SortKey(BY_PLAIN_NAME["due"]),
    SortKey(BY_PLAIN_NAME["opened"]),
)
"""Most urgent first, then due soonest (the overdue lead), then oldest; ``sort_key`` adds the id."""


def sort_key(
    keys: tuple[SortKey, ...], config: Config, facts: Facts | None = None
) -> Callable[[Ticket], Any]:
    """A key function for ``sorted``: by ``keys``, then by ``DEFAULT_ORDER``, then by id.

    ``facts`` are needed to sort by ``updated``, ``urgency`` and ``due-next`` only.
    """
    every = (*keys, *(key for key in DEFAULT_ORDER if key.field not in [k.field for k in keys]))
    known = facts or Facts()

    def key_of(ticket: Ticket) -> Any:
        return (*(_part(key, ticket, config, known) for key in every), ticket.id)

    return key_of


def parse_sort(text: str, vocabulary: Vocabulary) -> tuple[SortKey, ...]:
    """The keys of ``--sort -priority,due``. Raises QueryError."""
    keys = []
    at = 0
    for part in text.split(","):
        start = at + len(part) - len(part.lstrip())
        keys.append(_named(Word(part.strip(), False, start, at + len(part)), text, vocabulary))
        at += len(part) + 1
    return tuple(keys)


def read_sort_value(value: Value, text: str, vocabulary: Vocabulary) -> SortKey:
    """The key of ``sort:-priority`` in a query. Raises QueryError."""
    word = value.whole
    if value.op or value.is_range:
        raise QueryError("sort: needs the name of a field", text, value.start, value.end)
    return _named(word, text, vocabulary)


_WAYS = ("-asc", "-desc", ":asc", ":desc", " asc", " desc")


def _named(word: Word, text: str, vocabulary: Vocabulary) -> SortKey:
    down = word.text.startswith("-")
    name = word.text[1:] if word.text[:1] in ("-", "+") else word.text
    if vocabulary.field(name) is None and name.endswith(_WAYS):  # as GitHub and others have it
        down ^= name.endswith("desc")
        name = name.removesuffix("asc").removesuffix("desc")[:-1]
    elif vocabulary.field(name) is None and name.endswith(("-", "+")):  # as Taskwarrior has it
        down ^= name.endswith("-")
        name = name[:-1]
    if name.casefold() == URGENCY.name:
        return SortKey(URGENCY, descending=not down)
    field = vocabulary.field(name)
    if field is None or not _is_sortable(field):
        if name.casefold() in ("asc", "desc"):
            hint: str | None = "write sort:FIELD, or sort:-FIELD for the other way round"
        else:
            hint = did_you_mean(name, [f.name for f in vocabulary.fields() if _is_sortable(f)])
        sentence = f"tickets can't be sorted by {name!r}"
        raise QueryError(sentence, text, word.start, word.end, hint=hint)
    return SortKey(field, descending=down)


def _is_sortable(field: QueryField) -> bool:
    return field.reading not in _UNSORTABLE and field.name not in ("text", "body")


class _Descending:
    """A value that sorts the other way round."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Descending) and bool(self.value == other.value)

    def __lt__(self, other: "_Descending") -> bool:
        return bool(other.value < self.value)

    __hash__ = None  # type: ignore[assignment]  # only compared


def _part(key: SortKey, ticket: Ticket, config: Config, facts: Facts) -> tuple[bool, Any]:
    value = _value(key.field, ticket, config, facts)
    if value is None:
        return True, 0
    return False, _Descending(value) if key.descending else value


def _value(field: QueryField, ticket: Ticket, config: Config, facts: Facts) -> Any:
    """The value to sort by, of one type for each field; None if the field is absent."""
    source = field.source
    if field is URGENCY:
        return facts.urgency.get(ticket.id)
    match field.reading:
        case Reading.ID:
            return ticket.id
        case Reading.ORDER:
            words = config.order_of(source.name)
            is_priority = source.name == "priority"
            word = config.priority_of(ticket) if is_priority else getattr(ticket, source.name)
            return words.index(word) if word in words else None
        case Reading.TIME:
            is_updated = source.name == "updated"
            return facts.updated.get(ticket.id) if is_updated else getattr(ticket, source.name)
        case Reading.DUE_NEXT:
            return due_next(ticket, facts, config)
        case Reading.DATE:
            return next(moments_of(source, ticket, config.timezone), None)
    if source.name in _COUNTED and not source.team:
        return len(getattr(ticket, source.name))
    texts = source.texts(ticket)
    if not texts:
        return None
    match field.reading:
        case Reading.NUMBER | Reading.LENGTH:
            return parse_number(texts[0])
        case Reading.PERSON:
            return config.person_label(texts[0]).casefold()
        case Reading.CHOICE:
            return _choice_rank(field, texts[0], config)
    return tuple(map(natural, texts))


def _choice_rank(field: QueryField, word: str, config: Config) -> tuple[int, Natural]:
    """Configured words in their order, then others by name."""
    if field.source.team:
        declared = config.team_field_type(field.name)
        words = declared.choices if declared else ()
    else:
        words = config.words_of(field.source.name) or ()
    return (words.index(word) if word in words else len(words), natural(word))
