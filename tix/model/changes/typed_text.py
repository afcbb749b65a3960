"""Texts that people type for fields, as they will be stored."""

import re

from tix.errors import UsageError
from tix.model.record.fields import PERSON, Field
from tix.model.ticket.fields import BY_NAME


class BadValueError(UsageError):
    """A value that the field can't have."""


def as_stored(name: str, text: str) -> str:
    """A text for a field as it will be stored: without tabs and carriage returns, which nobody
    sees, and one line of a title and of what is compared as a whole (labels, people)."""
    if name.casefold() == "title":
        return " ".join(text.split())
    plain = re.sub(r"\r(?!\n)|[\t\v\f]", " ", text).replace("\r\n", "\n")
    if (field := BY_NAME.get(name.casefold())) and field.is_worded:
        plain = re.sub(r" *\n\s*", " ", plain)
    return plain.strip(" ")


def title(text: str, name: str = "title") -> str:
    """What something is called: one line, not empty. Raises BadValueError."""
    one_line = " ".join(text.split())
    if not one_line:
        raise BadValueError(f"the {name} is empty", hint="say in one line what it is about")
    return one_line


_NOTHING = ("none", "null", "unset")
_NAMED = ("milestone", "customer", "contract")


def refuse_meant_otherwise(name: str, text: str) -> None:
    """Refuse ``none`` as a name, and ``-bug`` as a label: other tools mean something else by them.

    Queries read ``milestone:none`` as no milestone, too. Raises BadValueError.
    """
    if name in (*_NAMED, "labels") and text.casefold() in _NOTHING:
        hint = f"to take it away: --set {name}="
        raise BadValueError(
            f"{name}: {text!r} would be a name, and means none in queries", hint=hint
        )
    if name == "labels" and len(text) > 1 and text[0] in "-+!":
        plain = text[1:]
        hint = f"-l {plain} adds it, --remove labels={plain} takes it away"
        raise BadValueError(f"labels: no label begins with {text[0]!r}: {text[:60]!r}", hint=hint)


def items_of(field: Field, text: str) -> list[str]:
    """The items of a list that were typed."""
    if field.kind is PERSON and "<" in text:  # a name may hold a comma
        return [text.strip()]
    return split_list(text)


def split_list(text: str) -> list[str]:
    """The items between commas."""
    return [item.strip() for item in text.split(",") if item.strip()]
