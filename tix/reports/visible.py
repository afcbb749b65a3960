"""Text from tickets, made harmless in a file that people open.

Reports in CSV, Markdown and HTML quote titles and words that strangers wrote. Control characters
could drive a terminal, bidirectional controls could show other text than is there
(CVE-2021-42574): they are shown instead of obeyed.
"""

import re

# A string: re compiles it when the first such character turns up. None of them is printable.
UNSAFE = (
    "["
    "\x00-\x1f\x7f-\x9f"  # controls
    "\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff"  # unseen, bidirectional
    "\ud800-\udfff"  # lone surrogates: no UTF-8 can hold them
    "]"
)

_BLANK = "\r\n|[\n\t]"


def visible(text: str) -> str:
    """``text`` on one line, line ends and tabs as spaces, the rest as ``␛`` or ``<U+202E>``."""
    if text.isprintable():
        return text
    return re.sub(UNSAFE, _shown, re.sub(_BLANK, " ", text))


def _shown(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else f"<U+{code:04X}>"
