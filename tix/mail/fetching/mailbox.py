"""A mailbox as fetching sees it: what waits there, its bytes, and marking what was taken in."""

from collections.abc import Sequence

from tix.errors import TixError
from tix.frozen import dataclass
from tix.mail.dispatch import Mailbox
from tix.quick_typing import Protocol


class MailboxError(TixError):
    """A mailbox can't be reached, or doesn't do what it is asked for; later it may."""

    def __init__(self, mailbox: Mailbox, reason: str, hint: str | None = None) -> None:
        super().__init__(f"{mailbox.shown}: {reason}", hint=hint)


class MessageError(MailboxError):
    """One message can't be had; the others can."""

    def __init__(self, mailbox: Mailbox, reason: str) -> None:
        super().__init__(mailbox, f"a message can't be read and stays there: {reason}")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message that waits: what the mailbox calls it, and its size in bytes."""

    name: str
    size: int


class OpenMailbox(Protocol):
    """A mailbox that can be read. Every method raises MailboxError."""

    def waiting(self) -> Sequence[Waiting]:
        """The messages to take in, the oldest first."""

    def read(self, message: Waiting) -> bytes | None:
        """A message as it came; None: it is gone by now. Raises MessageError, too."""

    def mark(self, messages: Sequence[Waiting]) -> None:
        """See to it that these aren't taken again: seen, moved or deleted, as is set."""

    def done(self) -> None:
        """All that waited was taken in: remember up to where."""

    def close(self) -> None:
        """Let go of it."""
