"""Merging three versions of ``rules.yaml`` by its rules, as text: comments and layout survive.

1. A rule that one side changed, added or took away: that side's.
2. One that both changed: line by line, if every line of both finds its place. A ``from`` that both
   wrote is the earlier one.
3. The order is that of both sides, merged as lines are.
4. Else it takes a person, and so does a result that isn't a list of rules with names of their own.
"""

import re
from collections import Counter

from tix.model.merge.lines import merge_lines
from tix.model.rules.source import read_rules
from tix.model.text.yaml_nodes import Mapping, Scalar, Sequence, YamlError

_DEPTH = 8
_FROM = re.compile(r"(?m)^(  )(from: *)(\S+)( *)$")


def merge_rules(base: bytes | None, ours: bytes, theirs: bytes) -> bytes | None:
    """The merged file, the same whichever side is ours; None: it takes a person."""
    try:
        versions = [_rules((data or b"").decode()) for data in (base, ours, theirs)]
        merged = _merged(*versions)
        if merged is None:
            return None
        _rules(merged)
    except (UnicodeDecodeError, YamlError):
        return None
    return merged.encode()


def _rules(text: str) -> dict[str, str]:
    """Each rule's lines by its name; what stands above the first is under "". Raises YamlError."""
    [(_, listed)] = read_rules(text, _DEPTH).entries
    assert isinstance(listed, Sequence)
    if listed.flow:
        raise YamlError("not one rule a line", listed.start)
    names = [_name(item) for item in listed.items]
    if None in names or len(set(names)) < len(names):
        raise YamlError("rules without names of their own", listed.start)
    starts = [text.rfind("\n", 0, item.start) + 1 for item in listed.items]
    ends = [*starts[1:], len(text)][: len(starts)]
    found = {"": text[: starts[0] if starts else len(text)]}
    for name, start, end in zip(names, starts, ends, strict=True):
        lines = text[start:end]
        found[str(name)] = lines if lines.endswith("\n") else lines + "\n"
    return found


def _name(rule: object) -> str | None:
    entries = rule.entries if isinstance(rule, Mapping) else ()
    return next((v.value for k, v in entries if k.value == "name" and isinstance(v, Scalar)), None)


def _merged(base: dict[str, str], ours: dict[str, str], theirs: dict[str, str]) -> str | None:
    order = merge_lines(list(base), list(ours), list(theirs))
    if order.set_aside or len(set(order.lines)) < len(order.lines):
        return None
    for name, lines in base.items():
        if name not in order.lines and {*_known(name, ours, theirs)} - {lines}:
            return None  # one side took away what the other changed
    parts = []
    for name in order.lines:
        part = _rule(*(side.get(name, "") for side in (base, ours, theirs)))
        if part is None:
            return None
        parts.append(part)
    return "".join(parts)


def _known(name: str, *sides: dict[str, str]) -> list[str]:
    return [side[name] for side in sides if name in side]


def _rule(base: str, ours: str, theirs: str) -> str | None:
    """One rule's lines, "" where it isn't there; None: it takes a person."""
    if theirs in (base, ours):  # 1
        return ours
    if ours == base:
        return theirs
    if not (ours and theirs):
        return None
    ours, theirs = _with_one_start(ours, theirs)
    old, here, there = (text.splitlines(keepends=True) for text in (base, ours, theirs))  # 2
    merged = merge_lines(old, here, there)
    expected = Counter(here) + Counter(there)
    expected.subtract(Counter(old))
    shared = Counter(here) & Counter(there)
    expected.subtract(shared - Counter(old))
    if merged.set_aside or Counter(merged.lines) != +expected:
        return None
    return "".join(merged.lines)


def _with_one_start(ours: str, theirs: str) -> tuple[str, str]:
    """Both sides with the earlier ``from``, where both have one on a line of its own."""
    found = [_FROM.search(text) for text in (ours, theirs)]
    one, other = found
    if one is None or other is None:
        return ours, theirs
    first = min(one[3], other[3])  # times as tix writes them
    one_start = _FROM.sub(rf"\g<1>\g<2>{first}\g<4>", ours, count=1)
    return one_start, _FROM.sub(rf"\g<1>\g<2>{first}\g<4>", theirs, count=1)
