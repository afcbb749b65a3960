"""What cells of a table mean: a person in two of them, and lists in one."""

import re

from tix.importers.foreign_names import names_of, plain_name
from tix.model.record.fields import PERSON
from tix.model.ticket.fields import FIELDS
from tix.quick_typing import Any

_MAIL = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+")
_BRACKETS = re.compile(r"\[(?!\[)(.*)\]", re.DOTALL)
"""A list as JSON and Python write it; two of them are a wiki's link."""

_PEOPLE = tuple(names_of(field.name) for field in FIELDS if field.kind is PERSON)


def join_addresses(values: dict[str, Any]) -> None:
    """A person's name and address from two columns, ``Assignee`` and ``Assignee Email``, as one;
    an address alone is that person where nothing else in the row is."""
    for name in [name for name in values if name.endswith((" email", "_email"))]:
        role = name[:-6]
        names = next((names for names in _PEOPLE if plain_name(role) in names), ())
        one = next((each for each in (role, f"{role} name") if each in values), "")
        who, mail = values.get(one), values[name]
        if not names or not isinstance(mail, str) or not _MAIL.fullmatch(mail):
            continue
        if isinstance(who, str) and not set("@<>,;").intersection(who):
            values[role] = f"{values.pop(one)} <{values.pop(name)}>"
        elif not any(plain_name(each) in names for each in values):
            values[role] = values.pop(name)


def listed(text: str) -> str | list[str]:
    """The items of a list: in brackets, or with semicolons between; any other text as it is."""
    if found := _BRACKETS.fullmatch(text.strip()):
        return [part.strip().strip("'\"") for part in found[1].split(",")]
    return [part.strip() for part in text.split(";")] if ";" in text else text
