"""What is offered at the Tab key: a function for each thing that is completed there.

They are called by ``tix.console.completions``, and imported by nothing else.
"""

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

from tix.actions import suggestions
from tix.actions.suggestions import Suggestion
from tix.console.session import Session
from tix.frozen import dataclass
from tix.quick_typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import click

    from tix.model.record.kind import RecordKind


@dataclass(frozen=True)
class TabPress:
    """A press of the Tab key: the word so far, and whether its argument has words before it."""

    context: "click.Context"
    parameter: "click.Parameter"
    typed: str

    @cached_property
    def session(self) -> Session:
        """The session of the command line so far; no command has run, so none has made it."""
        folder = self.context.find_root().params.get("folder")
        session = Session(Path(folder) if folder else None)
        session.patience = 0  # nobody waits for a remote at the Tab key
        return session

    @property
    def words(self) -> tuple[str, ...]:
        """The words that the argument, which takes several, has already."""
        return tuple(self.context.params.get(self.parameter.name or "") or ())

    @property
    def has_words(self) -> bool:
        """Whether it has one already."""
        return bool(self.words)


def ids(tab: TabPress) -> Iterable[Suggestion]:
    """Ids with titles. With nothing typed yet, those of tickets that aren't done."""
    return suggestions.ids(tab.session, tab.typed)


def ids_or_timer(tab: TabPress) -> Iterable[Suggestion]:
    """``start`` and ``stop``, and ids; behind ``start`` ids alone."""
    timer = [Suggestion("start", "a timer"), Suggestion("stop", "it")]
    offered = [] if tab.has_words else [each for each in timer if each.word.startswith(tab.typed)]
    return [*offered, *suggestions.ids(tab.session, tab.typed)]


def ids_then_people(tab: TabPress) -> Iterable[Suggestion]:
    """The first word is ids, the others are people."""
    find = suggestions.people if tab.has_words else suggestions.ids
    return find(tab.session, tab.typed)


def ids_then_status(tab: TabPress) -> Iterable[Suggestion]:
    """The first word is ids, the others are statuses or further ids."""
    statuses = suggestions.statuses(tab.session, tab.typed) if tab.has_words else []
    return [*statuses, *suggestions.ids(tab.session, tab.typed)]


def people(tab: TabPress) -> Iterable[Suggestion]:
    """Mail addresses, aliases and teams that the desk knows, and ``me``."""
    return suggestions.people(tab.session, tab.typed)


def requesters(tab: TabPress) -> Iterable[Suggestion]:
    """The same, and customers' contacts."""
    return suggestions.requesters(tab.session, tab.typed)


def states(tab: TabPress) -> Iterable[Suggestion]:
    """What ``-s`` takes: open, closed, all, and the desk's statuses."""
    return suggestions.states(tab.session, tab.typed)


def labels(tab: TabPress) -> Iterable[Suggestion]:
    """Labels that tickets have."""
    return suggestions.texts(tab.session, "labels", tab.typed)


def types(tab: TabPress) -> Iterable[Suggestion]:
    """The desk's types."""
    return suggestions.types(tab.session, tab.typed)


def priorities(tab: TabPress) -> Iterable[Suggestion]:
    """The desk's priorities, the most urgent first."""
    return suggestions.priorities(tab.session, tab.typed)


def customers(tab: TabPress) -> Iterable[Suggestion]:
    """Customers that the desk has a record of, and others that tickets name."""
    return suggestions.customers(tab.session, tab.typed)


def milestones(tab: TabPress) -> Iterable[Suggestion]:
    """Milestones that tickets name."""
    return suggestions.texts(tab.session, "milestone", tab.typed)


def templates(tab: TabPress) -> Iterable[Suggestion]:
    """The desk's templates for new tickets."""
    return suggestions.templates(tab.session, tab.typed)


def tick_parts(tab: TabPress) -> Iterable[Suggestion]:
    """The parts of a tick."""
    return suggestions.tick_parts(tab.typed)


def link_words(tab: TabPress) -> Iterable[Suggestion]:
    """The first word is ids, the others are kinds of links or further ids."""
    kinds = suggestions.link_kinds(tab.typed) if tab.has_words else []
    return [*kinds, *suggestions.ids(tab.session, tab.typed)]


def reports(tab: TabPress) -> Iterable[Suggestion]:
    """The first word is a report's name, unless all are made; the others are a query."""
    if tab.has_words or tab.context.params.get("every"):
        return suggestions.query_words(tab.session, tab.typed)
    return suggestions.reports(tab.typed)


def query(tab: TabPress) -> Iterable[Suggestion]:
    """A word of a query: a field's name, a value behind its colon, a saved query."""
    from tix.model.records.kinds import BY_NAME

    kind = BY_NAME.get(tab.context.params.get("kind") or "")  # search --kind
    return suggestions.query_words(tab.session, tab.typed, kind)


def export_words(tab: TabPress) -> Iterable[Suggestion]:
    """A word of a query, or whose data."""
    return people(tab) if tab.context.params.get("name") == "person" else query(tab)


def record_query(tab: TabPress, kind: "RecordKind[Any]") -> Iterable[Suggestion]:
    """A word of a query about records of a kind."""
    return suggestions.query_words(tab.session, tab.typed, kind)


def settings(tab: TabPress) -> Iterable[Suggestion]:
    """``FIELD=VALUE``: a field's name, then a value."""
    return suggestions.settings(tab.session, tab.typed)


def record_settings(tab: TabPress, kind: "RecordKind[Any]") -> Iterable[Suggestion]:
    """``FIELD=VALUE`` of a record: a field's name, then a value that others have."""
    return suggestions.record_settings(tab.session, tab.typed, kind)


def entries(tab: TabPress, field: str) -> Iterable[Suggestion]:
    """The entries of the ticket that was named before."""
    ident, *_ = tab.context.args  # click reads no arguments where an option lacks its value
    return suggestions.entries(tab.session, ident, field, tab.typed)


def desk_settings(tab: TabPress) -> Iterable[Suggestion]:
    """Arguments of ``tix config``: what it does, then names of settings."""
    match tab.words:
        case ():
            verbs = suggestions.beginning(("get", "set", "path", "holidays"), tab.typed)
            return [*verbs, *suggestions.config_names(tab.session, tab.typed)]
        case ("get",):
            return suggestions.config_names(tab.session, tab.typed)
        case ("set",):
            of_desk = bool(tab.context.params.get("of_desk"))
            return suggestions.settable_names(tab.typed, of_desk=of_desk)
    return ()


def saving_queries(tab: TabPress) -> Iterable[Suggestion]:
    """Arguments of ``tix query``: what it does, then a name, then the query."""
    match tab.words:
        case ():
            return suggestions.beginning(("save", "list", "remove"), tab.typed)
        case ("save" | "remove",):
            return suggestions.query_names(tab.session, tab.typed)
        case ("save", _, *_):
            return suggestions.query_words(tab.session, tab.typed)
    return ()


def attachments(tab: TabPress) -> Iterable[Suggestion]:
    """The attachments of the ticket that was named before."""
    return suggestions.attachments(tab.session, tab.context.params["ident"], tab.typed)


def values(tab: TabPress, name: str) -> Iterable[Suggestion]:
    """The values of a field: the desk's words for it, or what its tickets have there."""
    return suggestions.field_values(tab.session, name, tab.typed)


def replies(tab: TabPress) -> Iterable[Suggestion]:
    """The names of the desk's replies."""
    from tix.model.records.reply import REPLY

    return records(tab, REPLY)


def records(tab: TabPress, kind: "RecordKind[Any]") -> Iterable[Suggestion]:
    """The names of the desk's records of a kind, and numbers that tell them."""
    session, typed = tab.session, tab.typed
    return [*suggestions.records(session, kind, typed), *suggestions.told(session, kind, typed)]
