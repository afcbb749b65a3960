"""What is handed to a transport, and what may become of it."""

from datetime import timedelta

from tix.errors import TixError
from tix.frozen import dataclass
from tix.model.notices.message import Message
from tix.quick_typing import Protocol


@dataclass(frozen=True, slots=True)
class Letter:
    """A message as it goes: its bytes, and for mail the envelope.

    ``data`` are the bytes of a whole mail, the text for a chat (UTF-8), or the body of a webhook;
    ``summary`` is what it says in one line (the subject).
    """

    data: bytes
    summary: str
    sender: str = ""
    recipients: tuple[str, ...] = ()


class Transport(Protocol):
    """Something that takes letters: a mail server, a chat service, a webhook."""

    def send(self, message: Message, letter: Letter) -> None:
        """Send it, within 60 seconds. Raises TemporaryFailureError, FinalFailureError."""


class TemporaryFailureError(TixError):
    """It may work later: no connection, or a temporary no. ``wait``: for how long the other side
    wants to be left alone."""

    def __init__(
        self, message: str, *, wait: timedelta | None = None, hint: str | None = None
    ) -> None:
        self.wait = wait
        super().__init__(message, hint=hint)


class FinalFailureError(TixError):
    """It will never work. ``is_address_dead``: there is nobody at that address (5.1.1)."""

    def __init__(
        self, message: str, *, is_address_dead: bool = False, hint: str | None = None
    ) -> None:
        self.is_address_dead = is_address_dead
        super().__init__(message, hint=hint)
