"""``rules.yaml`` and ``rules.fired`` of a desk, as texts."""

from tix.errors import NeedsPersonError
from tix.model.layout import FIRED_FILE, RULES_FILE
from tix.storage.desk.desk import Desk
from tix.storage.desk.files import read

_LIMIT = 1024 * 1024


class UnreadableRulesError(NeedsPersonError):
    """``rules.yaml`` isn't UTF-8 text, or can't be read. ``line`` counts from 1."""

    def __init__(self, reason: str, line: int = 1) -> None:
        super().__init__(f"{RULES_FILE} can't be read: {reason}")
        self.line = line


def has_rules(desk: Desk) -> bool:
    """Whether there is a ``rules.yaml``."""
    return (desk.root / RULES_FILE).exists()


def rules_text(desk: Desk) -> str | None:
    """The text of ``rules.yaml``; None: the desk has none. Raises UnreadableRulesError."""
    try:
        return decoded(read(desk.root, RULES_FILE, _LIMIT + 1))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise UnreadableRulesError((error.strerror or "").lower()) from None


def decoded(data: bytes) -> str:
    """The bytes of ``rules.yaml`` as text. Raises UnreadableRulesError."""
    if len(data) > _LIMIT:
        raise UnreadableRulesError("it has over 1 MB")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UnreadableRulesError(f"line {line} isn't UTF-8 text", line) from None


def fired_file(desk: Desk) -> bytes:
    """The bytes of ``rules.fired``; none where the desk has no such file."""
    try:
        return read(desk.root, FIRED_FILE)
    except OSError:
        return b""
