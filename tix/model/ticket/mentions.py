"""Tickets that the message of a commit names, and what it says about them.

``Fixes: k7f3qz``, ``closes k7f3qz and m3k9vd``, ``Refs: k7f3qz``, ``(k7f3qz)``: an id is whole,
with or without ``#``. The closing words are those that forges know.
"""

import re

from tix.model.ids import ALPHABET, LENGTH, LETTERS

_ID = rf"#?([{LETTERS}][{ALPHABET}]{{{LENGTH - 1}}})(?![\w-])"
_IDS = rf"{_ID}(?:(?:\s*,\s*|\s+and\s+|\s*&\s*|\s+){_ID.replace('(', '(?:', 1)})*"
_CLOSING = r"clos(?:e|es|ed)|fix(?:|es|ed)|resolv(?:e|es|ed)"
_NAMING = r"refs?|references?"
_PATTERN = re.compile(
    rf"(?<![\w-])(?:(?P<closing>{_CLOSING})|(?:{_NAMING}))(?:\s*:\s*|\s+)(?P<ids>{_IDS})"
    rf"|\((?P<among>{_IDS})\)",
    re.IGNORECASE,
)
_EACH = re.compile(_ID, re.IGNORECASE)
_CUT = re.compile(r"^# -+ >8 -+$", re.MULTILINE)


def mentions(message: str) -> dict[str, str]:
    """What a commit's message says about tickets, ``fixes`` or ``refs``, by their ids.

    Only the desk knows which of these are tickets.
    """
    found: dict[str, str] = {}
    for match in _PATTERN.finditer(message):
        effect = "fixes" if match["closing"] else "refs"
        for ident in _EACH.findall(match["ids"] or match["among"]):
            ident = ident.lower()
            found[ident] = min(found.get(ident, effect), effect)  # fixes before refs
    return found


def surely_meant(message: str) -> dict[str, str]:
    """The same without what may be a word in parentheses."""
    return mentions(re.sub(rf"\({_IDS}\)", "", message, flags=re.IGNORECASE))


def without_comments(message: str) -> str:
    """The message that git makes of what stands in its file: no comments, no diff."""
    kept = _CUT.split(message)[0]
    return "\n".join(line for line in kept.split("\n") if not line.startswith("#"))
