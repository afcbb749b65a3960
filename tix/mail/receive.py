"""Taking in one message: it becomes a ticket, a comment, or waits in quarantine (M1 to M5).

Ids and times follow from the message, so two clones that take it in make the same of it. Whatever
happens while it is read or filed, it isn't lost: what can't be filed goes into quarantine.
"""

import re

from tix.errors import NeedsPersonError, NotFoundError, TixError
from tix.frozen import dataclass
from tix.mail.automatic import is_automatic, is_bounce, is_ours, wants_no_answer
from tix.mail.bounces import Bounce, read_bounce
from tix.mail.filing import TRAILER, Filing, comment_id, commit_author, likely_ids
from tix.mail.message import Mail, UnreadableMailError, read_mail, sender_in
from tix.mail.rated import rating_in
from tix.mail.senders import Sender, Senders
from tix.mail.tags import Tagger, claimed_tickets
from tix.model.config.mail import MailSettings
from tix.model.ids import as_prefix, is_id
from tix.model.layout import attachment_path
from tix.model.people import MAIL
from tix.model.ticket.ticket import Ticket
from tix.model.times import format_time
from tix.quick_typing import TYPE_CHECKING
from tix.storage.desk.quarantine import Held, hold, key_of
from tix.storage.store.write_errors import UnwritableTextError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import datetime

    from tix.actions.workspace import Workspace
    from tix.storage.git.identity import Ident
    from tix.storage.history.trailers import SaidValues
    from tix.storage.store.transaction import Transaction

_ADDRESSED = ("to", "cc", "delivered-to", "x-original-to", "envelope-to", "resent-to")
_MOST = 100
"""References that are looked at."""

_TAG = re.compile(r"\[#?([0-9a-z]{6})\]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ReceiveResult:
    """What became of a message.

    ``result`` is opened, replied, automatic (a program wrote it), bounce (it says what became of a
    message of ours), known (it was taken in before) or quarantined, then under the key
    ``quarantine`` and for that ``reason``. ``by`` is how its ticket was found: signed (a tag of
    ours), message_id, tag (in the subject) or rating (it rates the ticket). ``verified`` is what
    our server says of the sender.
    """

    result: str
    ticket: str | None = None
    comment: str | None = None
    by: str | None = None
    verified: bool | None = None
    sender: str = ""
    message_id: str | None = None
    quarantine: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """Messages that are taken in one after the other, while nobody else moves the branch.

    ``announce`` is called with each one's identity before a commit is made of it. ``taken`` are the
    identities of those that were taken in before; None: it is looked for each time.
    """

    announce: "Callable[[str], object]" = str
    taken: "SaidValues | None" = None


def receive(
    workspace: "Workspace",
    data: bytes,
    hosts: "Collection[str]" = (),
    *,
    tagger: Tagger | None = None,
    is_accepted: bool = False,
    batch: "Batch | None" = None,
) -> ReceiveResult:
    """Take in one message. ``hosts`` are those whose word about senders counts, and ``tagger``
    knows our signed tags.

    ``is_accepted``: somebody has looked at it, and wants it taken in. ``batch``: it is one of
    several. Raises TixError only where the desk can't be written to, or its settings can't be read:
    trying again helps then.
    """
    settings = workspace.config.mail or MailSettings()
    if len(data) > settings.max_size and not is_accepted:
        return _quarantined(workspace, data, f"it has {len(data) / 1000**2:.0f} MB, over max_size")
    try:
        mail = read_mail(data)
    except UnreadableMailError as error:
        return _quarantined(workspace, data, str(error))
    except Exception as error:  # whatever a message does to its readers, it isn't lost
        return _quarantined(workspace, data, f"it can't be read ({type(error).__name__}: {error})")
    try:
        known, several = tagger or Tagger(), batch or Batch()
        several.announce(mail.identity)
        result = _Intake(workspace, mail, settings, hosts, known, is_accepted, several).result()
        if several.taken is not None:
            several.taken.add(mail.identity)
        return result
    except UnwritableTextError as error:
        return _quarantined(workspace, data, str(error), mail)
    except TixError:
        raise
    except (OSError, MemoryError):
        raise
    except Exception as error:
        why = f"it can't be filed ({type(error).__name__}: {error})"
        return _quarantined(workspace, data, why, mail)


def time_of(mail: Mail, now: "datetime") -> "datetime":
    """When a message came: our server's time, else the sender's, never later than now."""
    return min(mail.received or mail.dated or now, now)


def _quarantined(
    workspace: "Workspace", data: bytes, reason: str, mail: Mail | None = None
) -> ReceiveResult:
    sender, subject = sender_in(data)
    key = key_of(data)
    at = format_time(time_of(mail, workspace.now) if mail else workspace.now)
    held = Held(key, at, sender, subject, reason[:300], len(data))
    is_there = hold(workspace.desk, data, held, workspace.now)
    return ReceiveResult(
        "quarantined" if is_there else "known",
        sender=sender,
        message_id=mail.message_id if mail else None,
        quarantine=key if is_there else None,
        reason=held.reason if is_there else "it was dealt with in quarantine",
    )


class _Intake:
    """One message on its way into the desk."""

    def __init__(
        self,
        workspace: "Workspace",
        mail: Mail,
        settings: MailSettings,
        hosts: "Collection[str]",
        tagger: Tagger,
        is_accepted: bool,
        batch: Batch,
    ) -> None:
        self._outer, self._mail, self._settings, self._batch = workspace, mail, settings, batch
        self._hosts, self._tagger, self._is_accepted = hosts, tagger, is_accepted

    def result(self) -> ReceiveResult:
        """Take it in."""
        mail = self._mail
        sender = Senders(self._outer, self._settings, self._hosts).of(mail)
        if sender is None:
            return _quarantined(self._outer, mail.data, "it doesn't say who sent it", mail)
        bounce = read_bounce(mail, self._tagger) if is_bounce(mail) else None
        if bounce is None and is_bounce(mail) and not self._is_accepted:
            return self._unknown_bounce()
        return self._filed(sender, bounce)

    def _unknown_bounce(self) -> ReceiveResult:
        why = "it says that a message wasn't delivered, and that message isn't known here"
        return _quarantined(self._outer, self._mail.data, why, self._mail)

    def _filed(self, sender: Sender, bounce: Bounce | None) -> ReceiveResult:
        from tix.actions.workspace import Workspace
        from tix.storage.git.identity import Ident

        mail, at = self._mail, time_of(self._mail, self._outer.now)
        author = Ident(MAIL if bounce else commit_author(sender), "").at(at)
        inner = Workspace(self._outer.desk, at, user_config=self._outer.user_config, author=author)
        self._senders = Senders(inner, self._settings, self._hosts)
        own = self._settings.own
        filing = Filing(
            inner, mail, sender, self._settings,
            is_automatic=is_automatic(mail, own) or is_ours(mail, self._tagger, own),
            is_answered=not wants_no_answer(mail, own),
        )  # fmt: skip
        committer = self._outer.author or self._outer.store.who().committer
        if bounce is not None:
            return self._told_of_bounce(inner, filing, author, committer, bounce)
        try:
            return self._commit(inner, filing, author, committer, apart=False)
        except UnwritableTextError:  # its front matter is full: the conversation goes on elsewhere
            return self._commit(inner, filing, author, committer, apart=True)

    def _commit(
        self, inner: "Workspace", filing: Filing, author: "Ident", committer: "Ident", *,
        apart: bool,
    ) -> ReceiveResult:  # fmt: skip
        """File it, under the lock; ``apart``: in a ticket of its own."""
        sender = filing.sender
        with inner.store.transaction(author, committer) as work:
            inner.reread()
            known = self._known(inner, work)
            if known is not None:
                return self._told("known", sender, known[0], known[1] or None)
            rated = self._rated(work, filing)
            if rated is not None:
                return self._told("replied", sender, rated, None, "rating")
            ticket, by, about = self._ticket(inner, work, sender)
            if ticket is not None and (apart or filing.is_too_late(ticket)):
                ticket, about = None, ticket
            if ticket is None:
                ident = filing.open(work, about)
                return self._told("automatic" if filing.is_automatic else "opened", sender, ident)
            comment = filing.reply(work, ticket)
            what = "automatic" if filing.is_automatic else "replied"
            return self._told(what, sender, ticket.id, comment, by)

    def _rated(self, work: "Transaction", filing: Filing) -> str | None:
        """The ticket that it rates, and nothing more."""
        found = rating_in(self._mail, self._tagger)
        if found is None or filing.is_automatic:
            return None
        invitation, rating = found
        ticket = _readable(work, invitation.ticket)
        if ticket is None or not filing.rate(work, ticket, invitation.who, rating):
            return None
        return ticket.id

    def _told_of_bounce(
        self, inner: "Workspace", filing: Filing, author: "Ident", committer: "Ident",
        bounce: Bounce,
    ) -> ReceiveResult:  # fmt: skip
        """Note in its ticket what became of a message."""
        with inner.store.transaction(author, committer) as work:
            inner.reread()
            known = self._known(inner, work)
            if known is not None:
                return self._told("known", filing.sender, known[0], known[1] or None)
            ticket = _readable(work, bounce.ticket)
            if ticket is not None:
                comment = filing.bounced(work, ticket, bounce)
                return self._told("bounce", filing.sender, ticket.id, comment, "signed")
        return self._unknown_bounce()

    def _told(
        self,
        what: str,
        sender: Sender,
        ticket: str,
        comment: str | None = None,
        by: str | None = None,
    ) -> ReceiveResult:
        return ReceiveResult(
            what, ticket, comment, by, sender.verified, str(sender.claimed), self._mail.message_id
        )

    # -- was it taken in before? ----------------------------------------------------------------

    def _known(self, inner: "Workspace", work: "Transaction") -> tuple[str, str] | None:
        """The ticket and the comment that it became before ("" for none); None: it is new."""
        mail = self._mail
        comment = comment_id(mail)
        for filed in inner.reader.with_messages([mail.message_id]):
            ticket = _readable(work, filed.ticket.id)
            if ticket is None:
                continue
            for entry in ticket.messages:
                if entry.message_id == mail.message_id and entry.comment == comment:
                    return ticket.id, comment
                is_body = entry.comment == "body" and ticket.id in likely_ids(mail)
                if entry.message_id == mail.message_id and is_body:
                    return ticket.id, ""
        # a ticket that was deleted since, or is no longer this message's
        return ("", "") if self._was_taken() else None

    def _was_taken(self) -> bool:
        """Whether a commit was made of it."""
        if self._batch.taken is not None:
            return self._mail.identity in self._batch.taken
        from tix.storage.history.trailers import was_said

        return was_said(self._outer.desk, TRAILER, self._mail.identity)

    # -- which ticket? --------------------------------------------------------------------------

    def _ticket(
        self, inner: "Workspace", work: "Transaction", sender: Sender
    ) -> tuple[Ticket | None, str | None, Ticket | None]:
        """The ticket that it belongs to, and how that was found; else one that it may be about
        (M1)."""
        mail, doubtful = self._mail, None
        tagged_with = mail.references[:_MOST], self._addresses()
        for tagged in self._tagger.tickets(*tagged_with):
            if (ticket := _readable(work, tagged)) is not None:
                return ticket, "signed", None
        for message_id in mail.references[:_MOST]:
            for filed in inner.reader.with_messages([message_id]):
                ticket = _readable(work, filed.ticket.id)
                if ticket is None:
                    continue
                if self._senders.takes_part(sender, ticket) or self._was_addressed(
                    work, ticket, message_id, sender
                ):
                    return ticket, "message_id", None
                doubtful = doubtful or ticket
        for tag in dict.fromkeys(map(as_prefix, _TAG.findall(mail.subject))):
            if not is_id(tag) or not work.reader.is_taken(tag):
                continue
            ticket = _readable(work, tag)
            if ticket is None:
                continue
            is_meant = self._senders.takes_part(sender, ticket) and sender.verified is not False
            if is_meant and not sender.is_claim:
                return ticket, "tag", None
            doubtful = doubtful or ticket
        named = (_readable(work, tag) for tag in claimed_tickets(*tagged_with))
        return None, None, doubtful or next(filter(None, named), None)

    def _addresses(self) -> list[str]:
        """The addresses that the message came to, as its headers have them."""
        headers = self._mail.headers
        return [value for name in _ADDRESSED for value in headers.get(name, ())]

    def _was_addressed(
        self, work: "Transaction", ticket: Ticket, message_id: str, sender: Sender
    ) -> bool:
        """Whether the message that it answers was also sent to who answers."""
        wanted = sender.claimed.mail.casefold()
        for stored in ticket.attachments:
            if not stored.endswith("-mail.eml"):
                continue
            data = work.found(attachment_path(ticket.id, stored))
            try:
                answered = read_mail(data or b"")
            except Exception:
                continue
            if answered.message_id == message_id:
                return wanted in {who.mail.casefold() for who in answered.to}
        return False


def _readable(work: "Transaction", ident: str) -> Ticket | None:
    """The ticket; None where only a person can mend it: mail doesn't wait for that."""
    try:
        return work.get(ident)
    except (NotFoundError, NeedsPersonError):
        return None


def receive_object(result: ReceiveResult) -> "dict[str, object]":
    """The result as what ``json`` can write (``docs/json.md``)."""
    return {
        "result": result.result,
        "ticket": result.ticket or None,
        "comment": result.comment,
        "by": result.by,
        "verified": result.verified,
        "from": result.sender,
        "message_id": result.message_id,
        "quarantine": result.quarantine,
        "reason": result.reason,
    }
