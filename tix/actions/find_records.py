"""Finding records beside tickets by a query, also by what is computed about them."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from tix.frozen import replace
from tix.model.config.directory import Directory
from tix.model.record.fields import PERSON
from tix.model.record.kind import R, Record, RecordKind
from tix.model.record.values import TeamField
from tix.quick_typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace
    from tix.model.ticket.ticket import Ticket
    from tix.query.predicates import Leaf
    from tix.query.query import Query
    from tix.query.vocabulary import Vocabulary
    from tix.storage.store.record_files import FiledRecord


def find_records(
    workspace: "Workspace",
    kind: RecordKind[R],
    words: Sequence[str] | str = (),
    *,
    whole: bool = False,
) -> "tuple[list[FiledRecord[R]], Query]":
    """The records that a query selects, by name, and the query with what it warns of.

    They have their text and comments if they are wanted ``whole``, or the query asks for such.
    Raises QueryError.
    """
    from tix.query.facts import Facts
    from tix.query.parser import parse
    from tix.query.predicates import leaves
    from tix.query.vocabulary import Vocabulary

    files = workspace.records(kind)
    every = files.heads
    known = _Words(kind, [filed.record for filed in every])
    people = Directory(workspace.config, _people(kind, every), lambda: workspace.me)
    queries = workspace.user_config.queries
    vocabulary = Vocabulary(
        workspace.config, people, workspace.now, known, queries, kind,
        customers=lambda: workspace.customers,
    )  # fmt: skip
    query = parse(words, vocabulary)
    # what a query about records can ask looks at fields by their names, whatever the kind
    holds = query.root
    asked = _computed_names(kind, query, vocabulary)
    if whole or any(_is_about_text(leaf) for leaf, _ in leaves(query.root)):
        every = files.all
    seen = [filed.record for filed in every]
    if asked:
        seen = [*_with_computed(workspace, kind, seen, asked)]
    both = zip(every, seen, strict=True)
    return [f for f, record in both if holds(cast("Ticket", record), Facts())], query


def _computed_names(
    kind: RecordKind[Any], query: "Query", vocabulary: "Vocabulary"
) -> Mapping[str, str]:
    """What a query asks of what is computed about records; where it looks for each. A field of the
    team's own that is called like a number goes before."""
    from tix.query.fields import computed_of, state_source
    from tix.query.predicates import leaves

    sources = {getattr(leaf, "source", None) for leaf, _ in leaves(query.root)}
    known = {f.name: f.source for f in computed_of(kind) if vocabulary.field(f.name) == f}
    known |= {state: state_source(state) for state in kind.states}
    return {name: source.name for name, source in known.items() if source in sources}


def _with_computed(
    workspace: "Workspace", kind: RecordKind[R], records: Sequence[R], asked: Mapping[str, str]
) -> Iterator[R]:
    """The records with what is asked of what is computed about each in front of the team's
    fields."""
    from tix.actions.record_data import computed
    from tix.query.terms import YES

    known = computed(workspace, kind, records)
    for record in records:
        values = {asked[n]: v for n, v in known.get(record.id, {}).items() if n in asked}
        texts = {name: YES if value is True else str(value) for name, value in values.items()}
        found = [TeamField(name, text) for name, text in texts.items()]
        yield replace(record, team_fields=(*found, *record.team_fields))


def _is_about_text(leaf: "Leaf") -> bool:
    """Whether it looks at text or comments, which heads haven't got."""
    from tix.query.predicates import Contains, Has, Noted

    is_there = isinstance(leaf, Has) and leaf.source.name in ("body", "comments")
    return is_there or isinstance(leaf, Contains | Noted)


def _people(kind: RecordKind[R], every: Iterable["FiledRecord[R]"]) -> Iterator[str]:
    fields = [field for field in kind.fields if field.kind is PERSON]
    return (text for f in every for field in fields for text in field.texts(f.record))


class _Words(Mapping[str, Collection[str]]):
    """What stands in each field of the records."""

    def __init__(self, kind: RecordKind[Any], records: Sequence[Record]) -> None:
        self._words: dict[str, set[str]] = {}
        for record in records:
            for field in kind.fields:
                if field.is_offered:
                    self._words.setdefault(field.name, set()).update(field.words(record))
            for extra in record.team_fields:
                texts = (extra.value,) if isinstance(extra.value, str) else extra.value
                self._words.setdefault(extra.name, set()).update(texts)

    def __getitem__(self, name: str) -> Collection[str]:
        return self._words[name]

    def __iter__(self) -> Any:
        return iter(self._words)

    def __len__(self) -> int:
        return len(self._words)
