"""What cells of a table mean: a person in two of them, lists and objects in one."""

import re

from tix.importers.foreign_names import FOREIGN_NAMES, LINK_NAMES, names_of, plain_name
from tix.importers.records import storable
from tix.model.record.fields import PERSON
from tix.model.ticket.fields import BY_NAME, FIELDS
from tix.quick_typing import Any

_MAIL = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+")
_BRACKETS = re.compile(r"\[(?!\[)(.*)\]", re.DOTALL)
"""A list as JSON and Python write it; two of them are a wiki's link."""

_PEOPLE = tuple(names_of(field.name) for field in FIELDS if field.kind is PERSON)


def join_addresses(values: dict[str, Any]) -> None:
    """A person's name and address from two fields, ``Assignee`` and ``Assignee Email``, as one;
    an address alone is that person where nothing else in the record is."""
    called = {plain_name(name): name for name in reversed(values) if values[name]}
    for plain, name in reversed(called.items()):
        role = plain.removesuffix("_email")
        names = next((names for names in _PEOPLE if role in names), ())
        one = next((called[each] for each in (role, f"{role}_name") if each in called), "")
        who, mail = values.get(one), values[name]
        is_mail = isinstance(mail, str) and _MAIL.fullmatch(mail)
        if plain == role or not names or not is_mail:
            continue
        if isinstance(who, str) and not set("@<>,;").intersection(who):
            values[called.get(role, role)] = f"{values.pop(one)} <{values.pop(name)}>"
        elif not any(each in names for each in called):
            values[role] = values.pop(name)


def listed(text: str) -> str | list[str]:
    """The items of a list: in brackets, or with semicolons between; any other text as it is."""
    if found := _BRACKETS.fullmatch(text.strip()):
        return [part.strip().strip("'\"") for part in found[1].split(",")]
    return [part.strip() for part in text.split(";")] if ";" in text else text


def structured(cell: str) -> Any:
    """The list or object that a cell has as JSON, or as Python prints it; None if it has none."""
    text = cell.strip()
    if text[:1] + text[-1:] not in ("[]", "{}"):
        return None
    import ast  # these two only where a cell looks like it
    import json

    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        try:
            found = ast.literal_eval(text)
        except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
            return None
    return found if isinstance(found, list | dict) else None


def take_structured(values: dict[str, Any]) -> None:
    """The values of a row with lists and objects where a ticket has a field for them, from cells
    (``["a", "b"]``, ``{"login": "ana"}``) and from columns like ``user.login``."""
    from tix.importers.json_tools import nested
    from tix.importers.json_values import flat_value

    told = nested(values)
    values.clear()
    for name, cell in told.items():
        known = plain_name(name) in _KNOWN
        value = structured(cell) if known and isinstance(cell, str) else cell
        if isinstance(value, dict) or (isinstance(value, list) and is_list(name)):
            values[name] = flat_value(name, storable(value, lambda: None))
        else:
            values[name] = cell


def is_list(name: str) -> bool:
    """Whether a field of that name has several values."""
    return plain_name(name) in _LISTS


_KNOWN = FOREIGN_NAMES | {*BY_NAME}
_LISTS = frozenset(
    (
        *("components", "fix_versions"),
        *LINK_NAMES,
        *(name for field in FIELDS if field.many for name in names_of(field.name)),
    )
)
