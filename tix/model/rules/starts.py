"""Writing ``from`` into ``rules.yaml`` where time rules lack it; all else stays as it is (R2)."""

from datetime import datetime

from tix.model.rules.source import read_rules
from tix.model.text.yaml_nodes import Mapping, Node, Scalar, Sequence
from tix.model.times import format_time

_DEPTH = 8
_TIMED = ("at", "every")


def with_starts(text: str, now: datetime) -> tuple[str, tuple[str, ...]]:
    """The text in which every time rule has a start, and the names of those that get one.

    Raises YamlError.
    """
    plain = text.replace("\r\n", "\n")
    [(_, rules)] = read_rules(plain.removeprefix("\ufeff"), _DEPTH).entries
    shift = len(plain) - len(plain.removeprefix("\ufeff"))
    found = []
    assert isinstance(rules, Sequence)
    for rule in reversed(rules.items):  # from the end, so that places stay right
        if isinstance(rule, Mapping) and (timed := _without_start(rule)):
            plain = _inserted(plain, rule, timed, shift, format_time(now))
            found.append(_name(rule))
    end_of_line = "\r\n" if "\r\n" in text else "\n"
    return plain.replace("\n", end_of_line), tuple(reversed(found))


def _without_start(rule: Mapping) -> tuple[Scalar, Node] | None:
    names = {key.value: (key, value) for key, value in rule.entries}
    start = names.get("from", (None, None))[1]
    if start is not None and not (isinstance(start, Scalar) and start.absent):
        return None
    return next((names[name] for name in _TIMED if name in names), None)


def _inserted(text: str, rule: Mapping, timed: tuple[Scalar, Node], shift: int, at: str) -> str:
    key, value = timed
    start = next((k for k, _ in rule.entries if k.value == "from"), None)
    if start is not None:  # it stands there without a value
        colon = text.index(":", start.end + shift) + 1
        return f"{text[:colon]} {at}{text[colon:]}"
    if rule.flow:
        end = value.end + shift
        return f"{text[:end]}, from: {at}{text[end:]}"
    first = key.start + shift
    indent = " " * (first - text.rfind("\n", 0, first) - 1)
    end = text.find("\n", value.end + shift - (text[value.end + shift - 1] == "\n"))
    if end < 0:
        return f"{text}\n{indent}from: {at}\n"
    return f"{text[:end]}\n{indent}from: {at}{text[end:]}"


def _name(rule: Mapping) -> str:
    return next(
        (v.value for k, v in rule.entries if k.value == "name" and isinstance(v, Scalar)), ""
    )
