"""Words for priorities in common use, from the most urgent to the least.

Import finds the desk's word for another tool's with them, and a merge the more urgent of two
words, in desks whose words are ``P0`` to ``P4`` or ``critical`` to ``trivial``, too. The table is
fixed: a merge must come to the same result wherever it is made, whatever ``tix.yaml`` says there.
"""

import re

URGENT, HIGH, NORMAL, LOW = "urgent", "high", "normal", "low"

MEANINGS: dict[str, str] = {
    URGENT: "immediate urgent emergency showstopper blocker critical highest asap p0 0",
    HIGH: "high major important p1 1",
    NORMAL: "normal medium moderate med default p2 2",
    LOW: "low minor p3 3 p4 4 lowest trivial p5 5",
}
"""Words under tix's own of that meaning, the more urgent first (``P3`` before ``P4``)."""

_UNKNOWN = ""
_ORDER = (
    *" ".join((MEANINGS[URGENT], MEANINGS[HIGH])).split(),
    _UNKNOWN,
    *" ".join((MEANINGS[NORMAL], MEANINGS[LOW])).split(),
)


def urgency(word: str) -> int:
    """A number that is larger the more urgent a word is; unknown ones are below ``high``."""
    plain = plain_word(word)
    return -_ORDER.index(plain if plain in _ORDER else _UNKNOWN)


def is_known(word: str) -> bool:
    """Whether the table has the word."""
    return word != _UNKNOWN and word in _ORDER


def known_words() -> tuple[str, ...]:
    """The words of the table, the least urgent first."""
    return tuple(word for word in reversed(_ORDER) if word != _UNKNOWN)


def plain_word(text: str) -> str:
    """``In Progress`` and ``in_progress`` as ``in-progress``."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", text)
    return "-".join(re.findall(r"[^\W_]+", spaced.casefold()))
