"""All that the words of a query can mean in a desk: its configuration, people, words, and now."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime

from tix.frozen import dataclass, field, replace
from tix.model.config.config import Config, SavedQuery
from tix.model.config.directory import Directory, people_in
from tix.model.record.kind import RecordKind
from tix.model.ticket.fields import FIELDS, LATER, TICKET
from tix.model.ticket.ticket import Ticket
from tix.query.fields import (
    BY_PLAIN_NAME,
    COMPUTED,
    QueryField,
    built_in_of,
    plain_name,
    team_field,
)
from tix.query.predicates import Source
from tix.quick_typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tix.model.records.customers import Customers

WORD_FIELDS = tuple(field.name for field in FIELDS if field.is_offered)
"""The built-in fields of which a query wants to know what words the desk's tickets hold."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words and values that queries are parsed with.

    ``words`` has for each of ``WORD_FIELDS``, and for every team-defined field that a ticket has,
    what stands there in the desk's tickets. ``queries`` are the user's own, which come before
    those of the desk. ``now`` is an aware time. ``customers`` are the desk's records of them.
    """

    config: Config
    directory: Directory
    now: datetime
    words: Mapping[str, Collection[str]] = field(default_factory=dict)
    queries: tuple[SavedQuery, ...] = ()
    kind: RecordKind[Any] = TICKET
    customers: "Callable[[], Customers] | None" = None

    def field(self, name: str) -> QueryField | None:
        """The field of that name: built in, declared, of some ticket, or one of another tool."""
        plain = plain_name(name)
        if self.kind is TICKET:
            if (built_in := BY_PLAIN_NAME.get(plain)) and not self._is_own(name, built_in):
                return self._as_declared(built_in)
        else:
            for known in built_in_of(self.kind):
                if plain in map(plain_name, known.names) and not self._is_teams(known):
                    return known
        near = list[QueryField]()
        for teams in self._team_fields():
            if teams.name == name:
                return teams
            if plain_name(teams.name) == plain:
                near.append(teams)
        if near:
            return near[0]
        from tix.query.habits import FROM_HABIT  # tix's own names are more common

        return FROM_HABIT.get(plain)

    def fields(self) -> Iterator[QueryField]:
        """Every field that a query may name."""
        yield from built_in_of(self.kind)
        yield from self._team_fields()

    def warns_of(self, name: str) -> bool:
        """Whether a word that no record has in a built-in field is worth a warning."""
        field = self.kind.by_name.get(name)
        return field is not None and field.is_offered and field.reading == "word"

    def saved_query(self, name: str) -> SavedQuery | None:
        """The saved query of that name, without case."""
        folded = name.casefold()
        return next((q for q in self.saved_queries() if q.name.casefold() == folded), None)

    def saved_queries(self) -> tuple[SavedQuery, ...]:
        """The user's saved queries, then the desk's."""
        return (*self.queries, *self.config.queries)

    def has(self, source: Source, is_meant: Callable[[str], bool]) -> bool:
        """Whether a ticket of the desk has a value there that, in lower case, is meant."""
        return any(is_meant(word.casefold()) for word in self.words.get(source.name, ()))

    def _is_teams(self, built_in: QueryField) -> bool:
        """Whether the team has a field of its own with the name of what is computed."""
        name = built_in.name
        is_had = name in self.words or self.config.team_field_type(name) is not None
        return built_in.source.team and is_had

    def _is_own(self, name: str, built_in: QueryField) -> bool:
        """Whether the team has a field with what is no name of a ticket's own, or another one."""
        field = TICKET.by_name.get(built_in.source.name)
        if name == built_in.source.name:
            return field is not None and self.config.is_own_field(name, field)
        is_had = built_in.reading in COMPUTED and name in self.words
        return is_had or self.config.team_field_type(name) is not None

    def _as_declared(self, built_in: QueryField) -> QueryField:
        """A field that came later as the team has declared it, if it is read by whole words."""
        declared = self.config.team_field_type(built_in.source.name)
        if declared is None or declared.type == "date":
            return built_in
        if not any(f.name == built_in.source.name and f.is_worded for f in LATER):
            return built_in
        return replace(built_in, reading=team_field(built_in.name, declared.type).reading)

    def _team_fields(self) -> Iterator[QueryField]:
        for declared in self.config.fields:
            field = self.kind.by_name.get(declared.name)
            if field is None or self.config.is_own_field(declared.name, field):
                yield team_field(declared.name, declared.type)
        known = {declared.name for declared in self.config.fields} | self.kind.by_name.keys()
        yield from (team_field(name) for name in self.words if name not in known)


def vocabulary_of(
    tickets: Iterable[Ticket],
    config: Config,
    now: datetime,
    me: str | None = None,
    queries: tuple[SavedQuery, ...] = (),
) -> Vocabulary:
    """The vocabulary of a desk with these tickets (all of them, also the archived)."""
    people: set[str] = set()
    words: dict[str, set[str]] = {name: set() for name in WORD_FIELDS}
    sources = [Source(name) for name in WORD_FIELDS]
    for ticket in tickets:
        people.update(people_in(ticket, config))
        for source in sources:
            words[source.name].update(source.texts(ticket))
        for extra in ticket.team_fields:
            texts = (extra.value,) if isinstance(extra.value, str) else extra.value
            words.setdefault(extra.name, set()).update(texts)
    return Vocabulary(config, Directory(config, people, me), now, words, queries)
