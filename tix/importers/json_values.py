"""Values of JSON as front matter would have them: objects by their names, people with their mail,
links by what they point at."""

from collections.abc import Mapping

from tix.importers.foreign_names import FOREIGN_NAMES, LINK_NAMES, plain_name
from tix.importers.plain_values import name_of, plain
from tix.model.ticket.fields import BY_NAME
from tix.quick_typing import Any

_NAMES = (
    "real_name", "name", "displayName", "displayname", "display_name", "fullName", "fullname",
    "full_name", "login", "username", "title", "label", "value", "identifier", "key", "id",
)  # fmt: skip
_IDS = ("identifier", "idReadable", "key", "id", "gid", "number", "iid", "title", "name")
_BESIDE_A_NAME = frozenset(("id", "color", "colour", "__typename", "$type"))
_MAILS = ("email", "emailAddress", "emailaddress", "mail")
"""Columns of a table have their names in small letters."""
_LOGIN = "uniqueName"
"""What Azure DevOps calls an account: a mail, or ``DOMAIN\\name``."""
_OF_ONE = frozenset((*_NAMES[:10], "first_name", "last_name", *_MAILS, _LOGIN, "identifier", "key"))
"""Keys that tell who or what it is, several of which say no more than one."""


def flat_value(key: str, value: Any) -> Any:
    """A value of JSON as front matter would have it, by what its field is called."""
    name = plain_name(key)
    if name in LINK_NAMES:
        return _link(value)
    if isinstance(value, dict) and isinstance(value.get(name), str):  # ClickUp's status
        value = {"name": value[name], **value}
    return flat(value, anyway=name in FOREIGN_NAMES or name in BY_NAME)


def flat(value: Any, *, anyway: bool) -> Any:
    """A value as front matter would have it: objects by their names, people with their mail.

    One that says more than its name stays whole, unless ``anyway``.
    """
    if isinstance(value, dict):
        if isinstance(value.get("nodes"), list):
            return flat(value["nodes"], anyway=anyway)
        if not (anyway or _is_but_a_name(value)):
            return plain(value)
        login = name_of(value, _LOGIN)
        mail = name_of(value, *_MAILS) or (login if "@" in login else "")
        name = _full_name(value) or name_of(value, *(_NAMES[:-3] if mail else _NAMES))
        if mail:
            return f"{name} <{mail}>" if name and name != mail else mail
        return name or login or plain(value)
    if isinstance(value, list):
        return [flat(item, anyway=anyway) for item in value]
    return plain(value)


def _full_name(value: Mapping[str, Any]) -> str:
    """The name of a person who has two: ``first_name`` and ``last_name``."""
    if name_of(value, *_NAMES[:8]):
        return ""
    told = {plain_name(key): each for key, each in value.items() if isinstance(each, str)}
    first, last = (told.get(f"{name}_name") or told.get(name) for name in ("first", "last"))
    return " ".join(filter(None, (first, last)))


def _is_but_a_name(value: Mapping[str, Any]) -> bool:
    names = value.keys() - _BESIDE_A_NAME
    return names <= _OF_ONE or (len(names) == 1 and names <= {*_NAMES})


def _link(value: Any) -> Any:
    """What points at another record: by what that one is called, unless it says how, too."""
    if isinstance(value, list):
        return [_link(item) for item in value]
    if not isinstance(value, dict):
        return plain(value)
    if isinstance(value.get("nodes"), list):
        return _link(value["nodes"])
    if {"type", "kind", "relation"} & value.keys():
        return {key: _link(inner) for key, inner in value.items()}
    found = next((value[name] for name in _IDS if value.get(name)), None)
    return plain(value) if found is None else str(found)
