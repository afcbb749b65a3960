"""Making text from tickets and git harmless for a terminal or a spreadsheet.

A ticket comes from strangers. Escape sequences in it could drive the terminal, bidirectional
controls could show other text than is there (CVE-2021-42574), and invisible characters could make
two titles look the same. They are shown, not dropped: C0 controls as control pictures (``␛``),
all others by number (``<U+202E>``).
"""

import re

# The patterns are strings: re compiles them when the first unusual character turns up, and keeps
# them. To compile them for every start would cost a millisecond.
_UNSAFE = (
    "["
    "\x00-\x09\x0b-\x1f\x7f-\x9f"  # controls but "\n", which only line() replaces
    "\u00ad\u034f\u061c"  # soft hyphen, grapheme joiner, Arabic letter mark
    "\u115f\u1160\u3164\uffa0\u17b4\u17b5\u180e"  # fillers and vowels that show nothing
    "\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"  # zero width, line ends, bidi controls
    "\ud800-\udfff"  # lone surrogates: bytes that weren't UTF-8
    "\ufeff\ufff0-\ufffb"  # byte order mark, annotations
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"  # controls of shorthand and of music
    "\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"  # tags
    "]"
)

# Joiners and variation selectors belong into emoji and into Persian, Indic and Japanese words: they
# stay behind a character of those. Behind ASCII (but for keycaps: "#", "*" and digits before a
# selector) they only hide, and are shown, with any more of them that follow.
_STRAY = (
    "(?:(?<![^\x00-\x7f])[\u200c\u200d\U000e0100-\U000e01ef]"
    "|(?<![^\x00-\\x22\x24-\x29\x2b-\x2f\x3a-\x7f])[\ufe00-\ufe0f])"
    "[\u200c\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef]*"
)

_SEEN_BY_NOBODY = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0"
    + "".join(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE0200))))
)
"""Characters that Python calls printable but the patterns may replace."""


def line(text: str) -> str:
    """``text`` on one line: a tab or line end becomes a space, what could do harm is shown."""
    if is_plain(text):
        return text
    text = text.replace("\r\n", " ").replace("\n", " ").replace("\t", " ")
    return text if is_plain(text) else _clean(text)


def block(text: str, tab_size: int = 8) -> str:
    """``text`` with its lines kept, ended by ``\\n``; tabs become spaces, the rest as ``line``."""
    if is_plain(text.replace("\n", "")):
        return text
    text = text.replace("\r\n", "\n").expandtabs(tab_size)
    return text if is_plain(text.replace("\n", "")) else _clean(text)


def is_plain(text: str) -> bool:
    """Whether the text is certainly safe, as most are; decided without a pattern."""
    return text.isprintable() and (text.isascii() or _SEEN_BY_NOBODY.isdisjoint(text))


def _clean(text: str) -> str:
    text = re.sub(_UNSAFE, _visible, text)
    return text if text.isascii() else re.sub(_STRAY, _visible, text)


def _visible(found: re.Match[str]) -> str:
    return "".join(map(_name, found[0]))


def _name(char: str) -> str:
    code = ord(char)
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else f"<U+{code:04X}>"
