"""Trying mail with the real servers: connecting, logging in, and a letter to the desk itself.

The letter is looked for in the desk's mailboxes. So sending, delivery and fetching are tried at
once; and a second letter, to an address with a plus, shows whether answers can come to such.
"""

import secrets
import time
from collections.abc import Callable, Iterator
from datetime import timedelta

from tix.errors import TixError
from tix.frozen import dataclass, replace
from tix.mail.dispatch import Dispatch, Mailbox
from tix.mail.fetching.fetch import opened
from tix.mail.fetching.mailbox import MailboxError, OpenMailbox
from tix.mail.fetching.memory import MailboxMemory
from tix.mail.outgoing.mime import Draft, written
from tix.mail.outgoing.smtp import SmtpTransport
from tix.model.notices.message import Message
from tix.model.notices.sending import FinalFailureError, Letter, TemporaryFailureError, Transport
from tix.model.people import Person
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace

_PAUSE = 0.5
"""Seconds between two looks into a mailbox."""

_FOR_PLUS = 6
"""How large a part of the time the second letter may take once the first has come."""

_LARGEST = 200_000
"""Bytes of messages that are looked at."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was tried, whether it works, and what is to be said of it."""

    what: str
    is_good: bool
    said: str
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class RoundTrip:
    """What became of a letter to the desk itself.

    ``plus``: whether one to an address with a plus came, too; None: it wasn't tried.
    ``vouches`` is the host whose ``Authentication-Results`` stands topmost; "" for none.
    """

    finding: Finding
    plus: bool | None = None
    vouches: str = ""


def failed(what: str, error: TixError, *names: str) -> Finding:
    """What doesn't work; its own name, or another one, isn't said twice."""
    said = str(error)
    for name in (what, *names):
        said = said.removeprefix(f"{name}: ")
    return Finding(what, False, said, error.hint)


def try_sending(transport: Transport, dispatch: Dispatch) -> Finding:
    """Whether letters can be handed over: a server lets us in, or a program is there."""
    from shutil import which

    if not isinstance(transport, SmtpTransport):
        program = dispatch.sendmail[0]
        is_there = which(program) is not None
        said = "is there" if is_there else "no such program that can be run"
        return Finding(f"sendmail {program}", is_there, said)
    assert dispatch.smtp is not None
    what = f"smtp {dispatch.smtp.shown}"
    try:
        transport.check()
    except TixError as error:
        return failed(what, error, dispatch.smtp.shown)
    return Finding(what, True, "takes our letters")


def try_mailbox(workspace: "Workspace", mailbox: Mailbox) -> Finding:
    """Whether a mailbox can be read."""
    try:
        source = _open(workspace, mailbox)
        try:
            count = len(source.waiting())
        finally:
            source.close()
    except TixError as error:
        return failed(mailbox.shown, error)
    return Finding(mailbox.shown, True, f"can be read; {count} unseen of the last hour")


def _open(workspace: "Workspace", mailbox: Mailbox) -> OpenMailbox:
    since = workspace.now - timedelta(hours=1)
    return opened(mailbox, since, MailboxMemory(workspace.desk, mailbox))


class Trial:
    """A letter from the desk's address to itself, and one to an address with a plus."""

    def __init__(
        self, workspace: "Workspace", dispatch: Dispatch, transport: Transport, address: str
    ) -> None:
        self._workspace, self._dispatch = workspace, dispatch
        self._transport, self._address = transport, address
        self._nonce = secrets.token_hex(8)

    def run(self, patience: float, waited: Callable[[float], None] = lambda _: None) -> RoundTrip:
        """Send and look for it, for so many seconds; ``waited`` is told how many are over."""
        what = f"a letter to {self._address}"
        try:
            self._send(self._address, "")
        except (TemporaryFailureError, FinalFailureError) as error:
            return RoundTrip(Finding(what, False, str(error), error.hint))
        if not self._dispatch.mailboxes:
            return RoundTrip(Finding(what, True, "is on its way; no mailbox is fetched here"))
        plus = self._sent_with_plus()
        begun, came = time.monotonic(), dict[str, str]()
        until = begun + patience
        while time.monotonic() < until:
            try:
                came |= dict(self._arrived())
            except MailboxError as error:
                return RoundTrip(Finding(what, False, str(error), error.hint))
            if "" in came and (not plus or "+" in came):
                break
            if "" in came:
                until = min(until, time.monotonic() + patience / _FOR_PLUS)
            waited(time.monotonic() - begun)
            time.sleep(_PAUSE)
        if "" not in came:
            said = f"didn't come within {patience:.0f} seconds"
            hint = "is that mailbox where the desk's mail is delivered?"
            return RoundTrip(Finding(what, False, said, hint))
        seconds = time.monotonic() - begun
        return RoundTrip(
            Finding(what, True, f"came within {seconds:.0f} seconds"), "+" in came, came[""]
        )

    def _sent_with_plus(self) -> bool:
        local, _, domain = self._address.rpartition("@")
        try:
            self._send(f"{local}+tix.{self._nonce}@{domain}", "+")
        except (TemporaryFailureError, FinalFailureError):
            return False
        return True

    def _send(self, to: str, kind: str) -> None:
        now = self._workspace.now
        draft = Draft(
            Person("tix", self._address), Person("", to), "A test by tix mail setup",
            "This shows that mail comes and goes. It can be deleted.\n", now,
            self._message_id(kind), headers={"Auto-Submitted": "auto-generated"},
        )  # fmt: skip
        letter = Letter(written(draft), draft.subject, self._address, (to,))
        nobody = Message("", "", (), (), "mail", to, "notice", (), now, now)
        self._transport.send(nobody, letter)

    def _message_id(self, kind: str) -> str:
        word = "plus" if kind else "plain"
        return f"<tix-test.{word}.{self._nonce}@{self._address.rpartition('@')[2]}>"

    def _arrived(self) -> Iterator[tuple[str, str]]:
        """Which of the letters are in the mailboxes, and who vouches for them; they are marked as
        taken in."""
        from tix.mail.authentication import vouching_host
        from tix.mail.message import read_mail

        kinds = {self._message_id(kind): kind for kind in ("", "+")}
        for mailbox in self._dispatch.mailboxes:
            source = _open(self._workspace, replace(mailbox, after="seen"))
            try:
                for waiting in source.waiting():
                    data = source.read(waiting) if waiting.size < _LARGEST else None
                    if data is None or self._nonce.encode() not in data:
                        continue
                    mail = read_mail(data)
                    if mail.message_id in kinds:
                        yield kinds[mail.message_id], vouching_host(mail)
                        source.mark([waiting])
            finally:
                source.close()
