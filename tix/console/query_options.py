"""The short options that stand for a part of a query: ``-l ci`` for ``label:ci``.

They are those of ``tix open``, and of other trackers' lists. What is given narrows the query down,
whatever else is in it.
"""

import re
from collections.abc import Callable, Sequence

import click

from tix.console.completions import (
    complete_customers,
    complete_labels,
    complete_milestones,
    complete_people,
    complete_priorities,
    complete_requesters,
    complete_states,
    complete_types,
)
from tix.frozen import dataclass
from tix.quick_typing import Any

_Command = Callable[..., Any]

_OPTIONS = (
    ("label", ("-l", "--label"), "LABEL", "Only with this label.", complete_labels),
    ("assignee", ("-a", "--assign", "--assignee"), "WHO", "Only those WHO works on.",
     complete_people),
    ("status", ("-s", "--status", "--state"), "STATUS", "Only open, closed, all, or in a status.",
     complete_states),
    ("type", ("-t", "--type"), "TYPE", "Only of this type.", complete_types),
    ("priority", ("-p", "--priority"), "PRIORITY", "Only of this priority.", complete_priorities),
    ("requester", ("-r", "--requester"), "WHO", "Only those WHO asked for.", complete_requesters),
    ("by", ("-A", "--author"), "WHO", "Only those WHO opened.", complete_people),
    ("customer", ("-c", "--customer"), "NAME", "Only of this customer.", complete_customers),
    ("milestone", ("-m", "--milestone"), "NAME", "Only for this milestone.", complete_milestones),
)  # fmt: skip
"""The field of a query, the option, its help, and what completes it."""

_ALL_OF = ("label", "assignee")
"""Fields of which a ticket can have several values: each that is named must be among them."""

_WORDS = ("label", "assignee", "status", "type", "priority")
"""Fields of which several values can be given in one, separated by commas; names may hold one."""

_STATES = {"open": "is:open", "closed": "is:done", "all": "(is:open OR is:done)"}

# Patterns are strings: re compiles them when the first is needed, which most runs never do.
_PLAIN = r"[\w@./*+&#%=:-]+"
_COMPARISON = r"[<>]=?[\w-]+|[\w-]+\.\.[\w-]*|\.\.[\w-]+"
_JOINS = r"(?i)(?:^|\s)(?:or|\|\|?)(?:\s|$)"


@dataclass(frozen=True, slots=True)
class Filters:
    """What the options ask for, as terms of a query, all of which have to be true."""

    terms: tuple[str, ...] = ()

    def applied_to(self, words: Sequence[str]) -> tuple[str, ...]:
        """The words of a query, narrowed down."""
        if self.terms and any(re.search(_JOINS, word) for word in words):
            words = ("(", *words, ")")
        return (*words, *self.terms)


def filter_options(function: _Command) -> _Command:
    """Add the options; the command gets ``filters``."""

    def gather(*arguments: Any, **values: Any) -> Any:
        terms: list[str] = []
        for field, *_ in _OPTIONS:
            terms += _terms(field, values.pop(f"only_{field}"))
        return function(*arguments, filters=Filters(tuple(terms)), **values)

    gather.__doc__ = function.__doc__
    gather.__name__ = function.__name__
    command: _Command = gather
    for field, flags, metavar, text, complete in reversed(_OPTIONS):
        option = click.option(
            *flags, f"only_{field}", metavar=metavar, multiple=True, help=text,
            shell_complete=complete,
        )  # fmt: skip
        command = option(command)
    return command


def _terms(field: str, given: Sequence[str]) -> list[str]:
    """The terms for an option's values; ``!ci`` and ``~ci`` are any but that."""
    values = [value for text in given for value in _split(field, text)]
    ruled_out = [value for value in values if len(value) > 1 and value[0] in "!~"]
    terms = _wanted(field, [value for value in values if value not in ruled_out])
    return terms + [f"-{term}" for value in ruled_out for term in _wanted(field, [value[1:]])]


def _wanted(field: str, values: Sequence[str]) -> list[str]:
    if field == "status":
        states = [
            _STATES.get(value.casefold()) or f"status:{value_in_query(value)}" for value in values
        ]
        return [states[0] if len(states) == 1 else f"({' OR '.join(states)})"] if states else []
    if field in _ALL_OF:
        return [f"{field}:{value_in_query(value)}" for value in dict.fromkeys(values)]
    return [f"{field}:{','.join(map(value_in_query, values))}"] if values else []


def _split(field: str, text: str) -> list[str]:
    if field not in _WORDS or "<" in text[1:]:  # a person's name may hold a comma
        return [text.strip()]
    return [part.strip() for part in text.split(",")]


def value_in_query(text: str) -> str:
    """A value as it stands in a query: in quotes, unless it is a word or a comparison."""
    is_plain = re.fullmatch(_PLAIN, text) and ".." not in text
    if is_plain or re.fullmatch(_COMPARISON, text):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
