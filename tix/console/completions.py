"""The answers to the shell's Tab key, for commands to name as ``shell_complete=``.

Each function takes what click gives (the context, the parameter, the word so far) and returns
items with a word of explanation for shells that show one. Whatever goes wrong, the answer is
empty: nobody wants a complaint in the middle of their command line.
"""

from collections.abc import Callable, Iterable
from functools import cached_property, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import click

from tix.actions import suggestions
from tix.actions.suggestions import Suggestion
from tix.console.session import Session
from tix.frozen import dataclass
from tix.model.record.kind import RecordKind
from tix.terminal import safe

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

Items: TypeAlias = "list[CompletionItem[str]]"
Complete: TypeAlias = Callable[[click.Context, click.Parameter, str], Items]


@dataclass(frozen=True)
class TabPress:
    """A press of the Tab key: the word so far, and whether its argument has words before it."""

    context: click.Context
    parameter: click.Parameter
    typed: str

    @cached_property
    def session(self) -> Session:
        """The session of the command line so far; no command has run, so none has made it."""
        folder = self.context.find_root().params.get("folder")
        session = Session(Path(folder) if folder else None)
        session.patience = 0  # nobody waits for a remote at the Tab key
        return session

    @property
    def has_words(self) -> bool:
        """Whether the argument, which takes several words, has one already."""
        return bool(self.context.params.get(self.parameter.name or ""))


def _answer(find: Callable[[TabPress], Iterable[Suggestion]]) -> Complete:
    """The function that click calls; any error gives an empty answer.

    A word with control characters, which a ticket may contain, can't be typed and isn't offered.
    """

    @wraps(find)
    def complete(context: click.Context, parameter: click.Parameter, typed: str) -> Items:
        from click.shell_completion import CompletionItem  # a command that runs needs none

        try:
            return [
                CompletionItem(each.word, help=safe.line(each.about) or None)
                for each in find(TabPress(context, parameter, typed))
                if each.word.isprintable()
            ]
        except Exception:  # no desk, a broken tix.yaml, an unreadable file …
            return []

    return complete


@_answer
def complete_ids(tab: TabPress) -> Iterable[Suggestion]:
    """Ids with titles. With nothing typed yet, those of tickets that aren't done."""
    return suggestions.ids(tab.session, tab.typed)


@_answer
def complete_ids_then_people(tab: TabPress) -> Iterable[Suggestion]:
    """The first word is ids, the others are people."""
    find = suggestions.people if tab.has_words else suggestions.ids
    return find(tab.session, tab.typed)


@_answer
def complete_ids_then_status(tab: TabPress) -> Iterable[Suggestion]:
    """The first word is ids, the others are statuses or further ids."""
    statuses = suggestions.statuses(tab.session, tab.typed) if tab.has_words else []
    return [*statuses, *suggestions.ids(tab.session, tab.typed)]


@_answer
def complete_people(tab: TabPress) -> Iterable[Suggestion]:
    """Mail addresses, aliases and teams that the desk knows, and ``me``."""
    return suggestions.people(tab.session, tab.typed)


@_answer
def complete_states(tab: TabPress) -> Iterable[Suggestion]:
    """What ``-s`` takes: open, closed, all, and the desk's statuses."""
    return suggestions.states(tab.session, tab.typed)


@_answer
def complete_labels(tab: TabPress) -> Iterable[Suggestion]:
    """Labels that tickets have."""
    return suggestions.texts(tab.session, "labels", tab.typed)


@_answer
def complete_types(tab: TabPress) -> Iterable[Suggestion]:
    """The desk's types."""
    return suggestions.types(tab.session, tab.typed)


@_answer
def complete_priorities(tab: TabPress) -> Iterable[Suggestion]:
    """The desk's priorities, the most urgent first."""
    return suggestions.priorities(tab.session, tab.typed)


@_answer
def complete_customers(tab: TabPress) -> Iterable[Suggestion]:
    """Customers that the desk has a record of, and others that tickets name."""
    return suggestions.customers(tab.session, tab.typed)


def complete_records(kind: RecordKind[Any]) -> Complete:
    """The names of the desk's records of a kind."""

    @_answer
    def complete(tab: TabPress) -> Iterable[Suggestion]:
        return suggestions.records(tab.session, kind, tab.typed)

    return complete


@_answer
def complete_milestones(tab: TabPress) -> Iterable[Suggestion]:
    """Milestones that tickets name."""
    return suggestions.texts(tab.session, "milestone", tab.typed)


@_answer
def complete_templates(tab: TabPress) -> Iterable[Suggestion]:
    """The desk's templates for new tickets."""
    return suggestions.templates(tab.session, tab.typed)


@_answer
def complete_link_words(tab: TabPress) -> Iterable[Suggestion]:
    """The first word is ids, the others are kinds of links or further ids."""
    kinds = suggestions.link_kinds(tab.typed) if tab.has_words else []
    return [*kinds, *suggestions.ids(tab.session, tab.typed)]


@_answer
def complete_reports(tab: TabPress) -> Iterable[Suggestion]:
    """The first word is a report's name; the others are a query."""
    if tab.has_words:
        return suggestions.query_words(tab.session, tab.typed)
    return suggestions.reports(tab.typed)


@_answer
def complete_query(tab: TabPress) -> Iterable[Suggestion]:
    """A word of a query: a field's name, a value behind its colon, a saved query."""
    return suggestions.query_words(tab.session, tab.typed)


@_answer
def complete_settings(tab: TabPress) -> Iterable[Suggestion]:
    """``FIELD=VALUE``: a field's name, then a value."""
    return suggestions.settings(tab.session, tab.typed)


@_answer
def complete_desk_settings(tab: TabPress) -> Iterable[Suggestion]:
    """Arguments of ``tix config``: the desk's settings by their dotted names, and ``user``."""
    return suggestions.config_names(tab.session, tab.typed)


@_answer
def complete_attachments(tab: TabPress) -> Iterable[Suggestion]:
    """The attachments of the ticket that was named before."""
    return suggestions.attachments(tab.session, tab.context.params["ident"], tab.typed)


def complete_files(_: click.Context, __: click.Parameter, typed: str) -> Items:
    """A file; the shell knows best which there are."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(typed, type="file")]
