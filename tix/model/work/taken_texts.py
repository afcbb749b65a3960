"""Whether a text is another one from which secrets were taken out, or persons were forgotten."""

import re

from tix.model.people import FORGOTTEN
from tix.model.record.taken_out import REDACTED


def is_taken_from(text: str, before: str) -> bool:
    """Whether a text is the other, with some of it replaced by the marks that ``redact`` and
    ``forget`` leave."""
    if text == before:
        return True
    first, *others = re.split(f"{re.escape(REDACTED)}|{FORGOTTEN}", text)
    if not others or not before.startswith(first):
        return False
    *middle, last = others
    at = len(first)
    for part in middle:
        at = before.find(part, at) + len(part)
        if at < len(part):
            return False
    return before.endswith(last) and len(before) - len(last) >= at
