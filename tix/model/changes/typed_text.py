"""Texts that people type for fields, as they will be stored."""

import re

from tix.errors import UsageError
from tix.model.record.fields import PERSON, Field


class BadValueError(UsageError):
    """A value that the field can't have."""


def as_stored(name: str, text: str) -> str:
    """A text for a field as it will be stored: of a title one line, elsewhere without tabs and
    carriage returns, which nobody sees."""
    if name.casefold() == "title":
        return " ".join(text.split())
    return re.sub(r"\r(?!\n)|[\t\v\f]", " ", text).replace("\r\n", "\n").strip(" ")


def title(text: str) -> str:
    """A title: one line, not empty. Raises BadValueError."""
    one_line = " ".join(text.split())
    if not one_line:
        raise BadValueError("the title is empty", hint="say in one line what it is about")
    return one_line


def items_of(field: Field, text: str) -> list[str]:
    """The items of a list that were typed."""
    if field.kind is PERSON and "<" in text:  # a name may hold a comma
        return [text.strip()]
    return split_list(text)


def split_list(text: str) -> list[str]:
    """The items between commas."""
    return [item.strip() for item in text.split(",") if item.strip()]
