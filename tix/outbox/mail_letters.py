"""Mail among what a dispatcher sends: who puts messages into words, and by which server they go."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

from tix.mail.dispatch import Dispatch
from tix.mail.tags import Tagger
from tix.model.notices.message import Message
from tix.model.notices.sending import Letter, Transport
from tix.model.ticket.ticket import Ticket
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace
    from tix.mail.outgoing.compose import Composer


class MailLetters:
    """Puts messages into words. ``dispatch`` has the key that signs tags; None: nothing does."""

    def __init__(self, dispatch: Dispatch | None) -> None:
        self._dispatch = dispatch
        self._tagger: Tagger | None = None

    def __call__(
        self, message: Message, ticket: Ticket | None, workspace: "Workspace"
    ) -> Letter | None:
        """The letter; None where nothing is to be said. Raises NoAddressError, SecretError,
        FinalFailureError."""
        if message.purpose == "invoice":
            return self._composer(workspace).invoice(message)
        return self._composer(workspace).letter(message, ticket) if ticket else None

    def digest(
        self, messages: Sequence[Message], tickets: Mapping[str, Ticket], workspace: "Workspace"
    ) -> Letter:
        """A digest. Raises NoAddressError, SecretError."""
        return self._composer(workspace).digest(messages, tickets)

    def _composer(self, workspace: "Workspace") -> "Composer":
        from tix.mail.outgoing.compose import Composer  # where something is sent

        if self._tagger is None:
            self._tagger = Tagger.of(self._dispatch)
        return Composer(workspace, self._tagger, content=_content(workspace), warn=workspace.say)


def _content(workspace: "Workspace") -> Callable[[str], bytes | None]:
    """Reads files of the desk: here, else as the remote has them, if this clone isn't synced."""
    from tix.storage.desk.files import UnsafePathError
    from tix.storage.outbox.book import fetched_file

    def content(path: str) -> bytes | None:
        found = None
        with suppress(OSError, UnsafePathError):
            found = workspace.files.content(path)
        return fetched_file(workspace.desk, path) if found is None else found

    return content


def mail_transport(dispatch: Dispatch) -> tuple[Transport, Callable[[], None]] | None:
    """By what mail goes, and what ends the connection; None: this machine sends none."""
    if dispatch.sendmail:
        from tix.outbox.sendmail import SendmailTransport

        return SendmailTransport(dispatch.sendmail), lambda: None
    if dispatch.smtp is not None:
        from tix.mail.outgoing.smtp import SmtpTransport

        server = SmtpTransport(dispatch.smtp)
        return server, server.close
    return None
