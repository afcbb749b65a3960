"""How texts are written as YAML scalars: as they are where that is safe, else in double quotes.

PyYAML's dumpers write an emoji as ``\\U0001F600`` and fold long lines; a ticket should read like
the person wrote it, one field a line.
"""

import re

_INDICATORS = "-?:,[]{}#&*!|>'\"%@`"
# Patterns are strings: re compiles them when the first is needed, and reading needs none.
_UNSAFE_INSIDE = r":(?:\s|$)|\s#"
_FLOW_INDICATORS = r"[,:?\[\]{}]"
_READ_AS_SOMETHING_ELSE = frozenset(("", "~", "null", "Null", "NULL", "<<", "="))

# Control characters, NEL, line and paragraph separators, BOM, and the bidi controls that could
# make a file look like something else.
_CONTROLS = "\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff"
_NEEDS_ESCAPE = f"[{_CONTROLS}]"
_ESCAPED = f'[{_CONTROLS}"\\\\]'
_SHORT = {"\n": "\\n", "\t": "\\t", "\r": "\\r", '"': '\\"', "\\": "\\\\"}


def dump_scalar(text: str, *, flow: bool = False) -> str:
    """The text as one line of YAML. ``flow``: it stands inside ``[…]``."""
    return text if _safe_as_it_is(text, flow) else f'"{re.sub(_ESCAPED, _escape, text)}"'


def _safe_as_it_is(text: str, flow: bool) -> bool:
    if text in _READ_AS_SOMETHING_ELSE or text != text.strip() or text.startswith("..."):
        return False
    if text[0] in _INDICATORS and (flow or text[0] not in "-?:" or not text[1:2].isalnum()):
        return False
    if flow and re.search(_FLOW_INDICATORS, text):
        return False
    if not text.isprintable() and re.search(_NEEDS_ESCAPE, text):
        return False
    return not ((":" in text or "#" in text) and re.search(_UNSAFE_INSIDE, text))


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    code = ord(character)
    return _SHORT.get(character) or (f"\\x{code:02X}" if code < 0x100 else f"\\u{code:04X}")
