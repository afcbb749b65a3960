"""Why a value in a file isn't one of its field, for values that are read as any text."""

import re

from tix.model.config.config import TeamFieldType
from tix.model.record.fields import parse_network
from tix.model.text.nearest import did_you_mean
from tix.model.text.yaml_nodes import NOTHING
from tix.model.times import parse_due

_NUMBER = re.compile(r"[+-]?[0-9]{1,300}(?:\.[0-9]{1,300})?(?:[eE][+-]?[0-9]{1,3})?")
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")


def is_number(text: str) -> bool:
    """Whether it is a number as team-defined fields have them: ``12``, ``-1.5``, ``1e6``."""
    return _NUMBER.fullmatch(text) is not None


def is_url(text: str) -> bool:
    """Whether it is an address with its scheme."""
    return _URL.fullmatch(text) is not None


def team_value_error(declared: TeamFieldType, value: str | tuple[str, ...]) -> str | None:
    """Why a declared team-defined field can't have the value; None if it can."""
    if declared.type == "list":
        return None if isinstance(value, tuple) or value in NOTHING else "this must be a list"
    if not isinstance(value, str):
        return "this must be one text, not a list"
    if value in NOTHING or value in declared.choices or declared.type in ("text", "user"):
        return None
    shown = repr(value if len(value) <= 60 else value[:59] + "…")
    if declared.type == "choice":
        return f"{shown} is no choice ({did_you_mean(value, declared.choices)})"
    if declared.type == "number":
        return None if is_number(value) else f"{shown} is no number"
    if declared.type == "url":
        return None if is_url(value) else f"{shown} is no address like https://…"
    try:
        parse_due(value)
    except ValueError:
        return f"{shown} is no date like 2026-11-25"
    return None


def address_error(value: str) -> str | None:
    """Why it isn't an address; None if it is one."""
    try:
        parse_network(value)
    except ValueError as error:
        return str(error)
    return None
