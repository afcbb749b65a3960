"""What a message makes of the desk: a new ticket, or a comment on one (M1, M2, M4)."""

import re
from datetime import timedelta

from tix.actions.attach import NewAttachment, stored_name, with_files
from tix.actions.entries import one_line
from tix.actions.rating import is_own_work
from tix.frozen import replace
from tix.mail.bounces import Bounce
from tix.mail.message import Mail
from tix.mail.quoting import new_text
from tix.mail.senders import Sender
from tix.model.changes import changes
from tix.model.changes.reopening import is_too_late
from tix.model.config.config import Group
from tix.model.config.mail import MailSettings
from tix.model.ids import derived_id
from tix.model.people import MAIL, Person
from tix.model.record.entries import fitting
from tix.model.rules.trailers import NO_ANSWER, NOBODY, QUIET
from tix.model.ticket.entries import Message, Rating
from tix.model.ticket.public import broken_up, naming
from tix.model.ticket.ticket import Link, Ticket
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace
    from tix.storage.store.transaction import Transaction

TRAILER = "Mail"
"""The trailer that names the message of which a commit was made, by its identity."""

_SECOND = timedelta(seconds=1)
_LONGEST_REASON = 500
"""Characters of what somebody says to their rating; what is longer is only in the kept message."""

_TITLE = 200
_REPLIED = re.compile(r"(?i)^((re|aw|sv|vs|antw|odp|res|rif|fw|fwd|wg|tr|enc)(\[\d+\])?\s*:\s*)+")
_TAG = re.compile(r"\s*\[#?[0-9a-z]{6}\]", re.IGNORECASE)
_OTHER_FORMS = re.compile(rb"(?i)\b(text/html|text/enriched|multipart/alternative)\b")
"""What a text is read from that says more than its words, or the same once more."""

_NOTHING = "(no text)"


def comment_id(mail: Mail) -> str:
    """The id of the comment that a message becomes."""
    return "c-" + derived_id(f"mail {mail.identity}", lambda _: False)


def likely_ids(mail: Mail) -> tuple[str, ...]:
    """The ids of a ticket that a message opens: the first one, unless others had it."""
    found: list[str] = []
    for _ in range(3):
        found.append(derived_id(f"mail {mail.identity}", found.__contains__))
    return tuple(found)


class Filing:
    """One message and the desk as it is at the message's time.

    ``is_automatic``: a program sent it by itself. ``is_answered``: it may be answered by itself.
    """

    def __init__(
        self,
        workspace: "Workspace",
        mail: Mail,
        sender: Sender,
        settings: MailSettings,
        *,
        is_automatic: bool,
        is_answered: bool = True,
    ) -> None:
        self._workspace, self._mail, self.sender = workspace, mail, sender
        self._settings, self.is_automatic = settings, is_automatic
        self._is_answered = is_answered

    def is_too_late(self, ticket: Ticket) -> bool:
        """Whether the ticket was done too long ago for who asks to go on with it."""
        if self.sender.is_staff or self.is_automatic:
            return False
        return is_too_late(ticket, self._workspace.config, self._workspace.now)

    # -- a new ticket ---------------------------------------------------------------------------

    def open(self, work: "Transaction", about: Ticket | None) -> str:
        """Open a ticket; its id. ``about`` is a ticket that it seems to be about, but isn't let
        into."""
        from tix.actions.open import filled

        mail, workspace, config = self._mail, self._workspace, self._workspace.config
        ident = derived_id(f"mail {mail.identity}", work.reader.is_taken)
        person = str(self.sender.person)
        text = mail.text if mail.text.strip() else _NOTHING
        ticket = Ticket(
            ident, self._title(), requester=person, opened_by=person,
            opened=workspace.now, since=workspace.now,
            channel="mail" if config.takes_word("channel", "mail") else None,
            messages=(Message("body", self.sender.verified, mail.message_id),),
        )  # fmt: skip
        ticket = filled(ticket, "", text, (), workspace.field_editor(()))
        if self.sender.is_staff:
            ticket, text = self._ordered(ticket, text)
            ticket = replace(ticket, body=text)
        if workspace.has_customers:
            from tix.actions.customer_match import matched

            ticket = matched(workspace, ticket).ticket
        ticket = self._with_files(work, ticket, named=True)
        if about is not None:
            ticket = changes.add_link(ticket, Link("relates-to", about.id))
            ticket = self._noted(ticket, self._why_apart(about))
        work.add(ticket)
        quiet: tuple[tuple[str, str], ...] = (QUIET,) if self.is_automatic else ()
        if not self._is_answered:
            quiet = (*quiet, NO_ANSWER)
        work.commit(
            f"{ident}: {ticket.title}", trailers=((TRAILER, mail.identity), *quiet),
            undoable=False,
        )  # fmt: skip
        return ident

    def _title(self) -> str:
        said = _TAG.sub("", _REPLIED.sub("", self._mail.subject)).strip()
        first = next((line.strip() for line in self._mail.text.split("\n") if line.strip()), "")
        title = " ".join((said or first or "(no subject)").split())
        return title if len(title) <= _TITLE else title[: _TITLE - 1].rstrip() + "…"

    def _why_apart(self, about: Ticket) -> str:
        if self.is_too_late(about):
            return f"This answers {about.id}, which was done too long ago to go on with it."
        return (
            f"This names {about.id}, but nothing shows that who wrote it has to do with that"
            " ticket. So it is a ticket of its own."
        )

    # -- a comment ------------------------------------------------------------------------------

    def reply(self, work: "Transaction", ticket: Ticket) -> str:
        """Add it to a ticket as a comment; the comment's id."""
        mail, workspace, config = self._mail, self._workspace, self._workspace.config
        ident = comment_id(mail)
        is_internal = self.is_automatic or self.sender.is_claim
        text = new_text(mail.text) if mail.text.strip() else _NOTHING
        before = ticket
        if self.sender.is_staff and not self.is_automatic:
            ticket, text, ordered = self._orders(ticket, text)
            is_internal |= ordered
        elif config.is_done(ticket) and not is_internal:
            ticket = self._reopened(ticket)
        text = broken_up(text, before) if not is_internal else text
        ticket = self._with_files(work, ticket, named=False)
        if not is_internal:
            text = naming(text, self._stored())
        ticket = changes.add_comment(
            ticket, ident, commit_author(self.sender), text or _NOTHING, workspace.now,
            internal=is_internal,
        )  # fmt: skip
        entry = Message(ident, self.sender.verified, mail.message_id)
        ticket = replace(ticket, messages=(*ticket.messages, entry))
        work.put(ticket)
        quiet = (QUIET,) if self.is_automatic else ()
        what = "comment internally" if is_internal else "comment"
        work.commit(
            f"{ticket.id}: {what} by mail", trailers=((TRAILER, mail.identity), *quiet),
            undoable=False,
        )  # fmt: skip
        return ident

    def _reopened(self, ticket: Ticket) -> Ticket:
        config = self._workspace.config
        status = config.first_status(Group.ACTIVE)
        if config.workflow:
            from tix.model.changes.workflow import reopened_status

            status = reopened_status(ticket, config)
        return changes.set_status(ticket, status, config, self._workspace.now)

    # -- what is more than a comment ------------------------------------------------------------

    def rate(self, work: "Transaction", ticket: Ticket, who: str, rating: int) -> bool:
        """Note how somebody rates a ticket; whether they may."""
        if is_own_work(ticket, who, self._workspace.config):
            return False
        text = new_text(self._mail.text).strip()
        if len(text) > _LONGEST_REASON or self._mail.files:
            ticket = self._with_files(work, ticket, named=False)
            text = text[:_LONGEST_REASON]
        ident = f"r-{derived_id(f'mail {self._mail.identity}', lambda _: False)}"
        at = max((self._workspace.now, *(each.at + _SECOND for each in ticket.ratings)))
        entry = Rating(ident, at, fitting(who), rating, one_line(text))
        work.put(replace(ticket, ratings=(*ticket.ratings, entry)))
        work.commit(
            f"{ticket.id}: rate {rating} by mail", trailers=((TRAILER, self._mail.identity),),
            undoable=False,
        )  # fmt: skip
        return True

    def bounced(self, work: "Transaction", ticket: Ticket, bounce: Bounce) -> str:
        """Note what became of a message that was sent about a ticket; the comment's id."""
        ident = comment_id(self._mail)
        ticket = self._with_files(work, ticket, named=False)
        ticket = changes.add_comment(
            ticket, ident, MAIL, bounce.text, self._workspace.now, internal=True
        )
        work.put(ticket)
        trailers = [(TRAILER, self._mail.identity), QUIET]
        if bounce.is_nobody_there and bounce.key and bounce.recipient:
            trailers.append((NOBODY, f"{bounce.key} {bounce.recipient}"))
        what = "a mail wasn't delivered" if bounce.is_final else "a mail isn't delivered yet"
        work.commit(f"{ticket.id}: {what}", trailers=trailers, undoable=False, with_rules=False)
        return ident

    # -- both -----------------------------------------------------------------------------------

    def _ordered(self, ticket: Ticket, text: str) -> tuple[Ticket, str]:
        ticket, text, _ = self._orders(ticket, text)
        return ticket, text

    def _orders(self, ticket: Ticket, text: str) -> tuple[Ticket, str, bool]:
        """The ticket and the text after what the lines at the top order, and whether the text is
        internal."""
        if not text.lstrip().startswith("#"):
            return ticket, text, False
        from tix.mail.orders import carry_out

        done = carry_out(self._workspace, ticket, text, self.sender.person)
        ticket = done.ticket
        if done.problems:
            ticket = self._noted(ticket, "\n".join(("Not done:", *done.problems)))
        return ticket, done.text, done.is_internal

    def _noted(self, ticket: Ticket, text: str) -> Ticket:
        """The ticket with an internal note of ours, the same in every clone."""
        ident = f"c-{derived_id(f'mail note {self._mail.identity}', lambda _: False)}"
        return changes.add_comment(ticket, ident, MAIL, text, self._workspace.now, internal=True)

    def _files(self) -> list[NewAttachment]:
        return [NewAttachment(file.name, file.content) for file in self._mail.files]

    def _stored(self) -> list[str]:
        return list(dict.fromkeys(stored_name(file) for file in self._files()))

    def _with_files(self, work: "Transaction", ticket: Ticket, *, named: bool) -> Ticket:
        """The ticket with what the message brings, and with the message itself.

        ``named``: the ticket's text names them, so that they are as public as that is.
        """
        files = self._files()
        if named and files:
            ticket = replace(ticket, body=naming(ticket.body, self._stored()))
        if self._settings.keep or self._mail.surplus or self._leaves_out():
            files.append(NewAttachment("mail.eml", self._mail.data))
        return with_files(work, ticket, files) if files else ticket

    def _leaves_out(self) -> bool:
        """Whether the message says more than what is filed of it."""
        text = self._mail.text
        has_more = _OTHER_FORMS.search(self._mail.data) is not None or "\ufffd" in text
        return has_more or new_text(text) != text.strip("\n")


def commit_author(sender: Sender) -> Person:
    """Who a commit and a comment is by; both want a name."""
    return Person(sender.person.name or sender.person.mail, sender.person.mail)
