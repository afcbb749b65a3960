"""Merging three versions of ``tix.yaml`` by its settings, as text: comments and layout survive.

1. A setting that one side changed, added or took away: that side's.
2. One that both changed: line by line, if every line of both finds its place.
3. One that both added, with entries below it: the same, as if its first line (and the comments
   and empty lines that both have) had been there before.
4. The name, where both sides made the desk, each in a folder of its own: the smaller one.
5. Else it takes a person, and so does a result that isn't a valid configuration.
"""

import re
from collections import Counter

from tix.model.config.reader import load_config
from tix.model.config.source import ConfigError
from tix.model.merge.lines import merge_lines
from tix.model.merge.matching import matching_blocks

_SETTING = re.compile(r"^(?:#[^\n]*\n)*([A-Za-z_][\w-]*):", re.MULTILINE)
"""The start of a setting, with the comment lines right above it."""

_FRAME = re.compile(r"[ \t]*(#[^\n]*)?\n?|[A-Za-z_][\w-]*:[ \t]*(#[^\n]*)?\n?")
"""A line around entries: empty, a comment, or a setting's name with nothing behind it."""


def merge_config(base: bytes | None, ours: bytes, theirs: bytes) -> bytes | None:
    """The merged file, the same whichever side is ours; None: it takes a person."""
    try:
        versions = [_settings((data or b"").decode()) for data in (base, ours, theirs)]
        if base is None:
            _name_alike(*versions[1:])
        merged = _merged(*versions)
        if merged is None:
            return None
        load_config(merged)
    except (UnicodeDecodeError, ConfigError):
        return None
    return merged.encode()


def _name_alike(ours: dict[str, str], theirs: dict[str, str]) -> None:
    """4"""
    if "name" in ours and "name" in theirs:
        ours["name"] = theirs["name"] = min(ours["name"], theirs["name"])


def _settings(text: str) -> dict[str, str]:
    """Each setting's lines by its name; what stands above the first is under ""."""
    starts = list(_SETTING.finditer(text))
    if not starts:
        return {"": text}
    ends = [match.start() for match in starts[1:]] + [len(text)]
    found = {"": text[: starts[0].start()]}
    for match, end in zip(starts, ends, strict=True):
        lines = text[match.start() : end]
        found[match[1]] = lines if lines.endswith("\n") else lines + "\n"
    return found


def _merged(base: dict[str, str], ours: dict[str, str], theirs: dict[str, str]) -> str | None:
    parts = []
    for name in [*base, *sorted({*ours, *theirs} - base.keys())]:
        part = _setting(*(side.get(name, "") for side in (base, ours, theirs)))
        if part is None:
            return None
        parts.append(part)
    return "".join(parts)


def _setting(base: str, ours: str, theirs: str) -> str | None:
    """One setting's lines, "" where it isn't there; None: it takes a person."""
    if theirs in (base, ours):  # 1
        return ours
    if ours == base:
        return theirs
    if not (ours and theirs):
        return None
    return _merged_lines(base or _frame_of(ours, theirs), ours, theirs)  # 2, 3


def _frame_of(ours: str, theirs: str) -> str:
    """3: the lines around its entries that two versions of a setting share, in their order."""
    one, other = (
        [line for line in text.splitlines(keepends=True) if _FRAME.fullmatch(line)]
        for text in sorted((ours, theirs))  # the answer depends on which is the first
    )
    matches = matching_blocks(one, other)
    return "".join(line for a, _, size in matches for line in one[a : a + size])


def _merged_lines(base: str, ours: str, theirs: str) -> str | None:
    """2: both sides' lines, where none is set aside or taken for the same as another."""
    old, here, there = (text.splitlines(keepends=True) for text in (base, ours, theirs))
    merged = merge_lines(old, here, there)
    expected = Counter(here) + Counter(there)
    expected.subtract(Counter(old))
    if merged.set_aside or Counter(merged.lines) != +expected:
        return None
    return "".join(merged.lines)
