"""The answers to the shell's Tab key, for commands to name as ``shell_complete=``.

Each function takes what click gives (the context, the parameter, the word so far) and returns
items with a word of explanation for shells that show one. Whatever goes wrong, the answer is
empty: nobody wants a complaint in the middle of their command line. What they know is imported at
the Tab key (``tab_answers.py``): a command that runs needs none of it.
"""

from collections.abc import Callable, Iterable

import click

from tix.quick_typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from tix.actions.suggestions import Suggestion
    from tix.model.record.kind import RecordKind

Items: TypeAlias = "list[CompletionItem[str]]"
Complete: TypeAlias = Callable[[click.Context, click.Parameter, str], Items]


def _answer(name: str, *arguments: object) -> Complete:
    """The function that click calls; any error gives an empty answer.

    A word with control characters, which a ticket may contain, can't be typed and isn't offered.
    """

    def complete(context: click.Context, parameter: click.Parameter, typed: str) -> Items:
        from click.shell_completion import CompletionItem

        from tix.console import tab_answers
        from tix.terminal import safe

        find: Callable[..., Iterable[Suggestion]] = getattr(tab_answers, name)
        try:
            return [
                CompletionItem(each.word, help=safe.line(each.about) or None)
                for each in find(tab_answers.TabPress(context, parameter, typed), *arguments)
                if each.word.isprintable()
            ]
        except Exception:  # no desk, a broken tix.yaml, an unreadable file …
            return []

    return complete


complete_ids = _answer("ids")
complete_ids_or_timer = _answer("ids_or_timer")
complete_ids_then_people = _answer("ids_then_people")
complete_ids_then_status = _answer("ids_then_status")
complete_people = _answer("people")
complete_requesters = _answer("requesters")
complete_states = _answer("states")
complete_labels = _answer("labels")
complete_types = _answer("types")
complete_priorities = _answer("priorities")
complete_customers = _answer("customers")
complete_milestones = _answer("milestones")
complete_replies = _answer("replies")
complete_templates = _answer("templates")
complete_tick_parts = _answer("tick_parts")
complete_link_words = _answer("link_words")
complete_reports = _answer("reports")
complete_query = _answer("query")
complete_export_words = _answer("export_words")
complete_saving_queries = _answer("saving_queries")
complete_settings = _answer("settings")
complete_desk_settings = _answer("desk_settings")
complete_attachments = _answer("attachments")


def complete_values(name: str) -> Complete:
    """The values of a field: the desk's words for it, or what its tickets have there."""
    return _answer("values", name)


def complete_records(kind: "RecordKind[Any]") -> Complete:
    """The names of the desk's records of a kind."""
    return _answer("records", kind)


def complete_record_query(kind: "RecordKind[Any]") -> Complete:
    """A word of a query about records of a kind."""
    return _answer("record_query", kind)


def complete_record_settings(kind: "RecordKind[Any]") -> Complete:
    """``FIELD=VALUE`` of records of a kind."""
    return _answer("record_settings", kind)


def complete_entries(field: str) -> Complete:
    """The ids of the entries that the ticket which was named before has in a field."""
    return _answer("entries", field)


def complete_files(_: click.Context, __: click.Parameter, typed: str) -> Items:
    """A file; the shell knows best which there are."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(typed, type="file")]
