"""Composing letters: what a message says at the time it is sent (M6).

Only what is public by then goes out: a comment that was redacted, taken away or made internal
meanwhile isn't sent, and one that was edited is sent as it is now.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from functools import cached_property

from tix.actions.reply import comment_values, filled
from tix.errors import TixError
from tix.frozen import dataclass, replace
from tix.mail.outgoing.html import html_of
from tix.mail.outgoing.mime import Draft, File, envelope_address, written
from tix.mail.outgoing.replies import default_reply, reply_for
from tix.mail.outgoing.threads import references
from tix.mail.tags import Tagger
from tix.model.config.mail import MailSettings
from tix.model.layout import attachment_path
from tix.model.notices.message import Message
from tix.model.notices.sending import Letter
from tix.model.notices.words import happened
from tix.model.people import BY_THEMSELVES, Person, parse_person
from tix.model.record.values import Comment
from tix.model.ticket.public import MAIL_FILE
from tix.model.ticket.ticket import Ticket
from tix.quick_typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace
    from tix.model.records.customer import Customer

TOO_LATE = timedelta(days=3)
"""After so long nothing is acknowledged any more."""

LARGEST = 18 * 1000**2
"""Bytes of files that go along with one letter; most servers take 25 MB, encoded."""

_NUMBERS = ("one", "two", "three", "four", "five")


class NoAddressError(TixError):
    """The desk has no address that mail could come from."""

    def __init__(self) -> None:
        super().__init__(
            "tix.yaml doesn't say from which address mail goes out",
            hint="mail: {address: support@example.org}; tix mail setup writes it",
        )


@dataclass(frozen=True, slots=True)
class _Said:
    """The text and the subject of a letter, as its reply gives them."""

    text: str
    subject: str | None


class Composer:
    """Makes letters of messages about tickets.

    ``content`` reads a file of the desk by its path; by default, as it stands here. ``warn`` is
    told of replies that can't be used as the desk has written them.
    """

    def __init__(
        self,
        workspace: "Workspace",
        tagger: Tagger | None = None,
        *,
        content: Callable[[str], bytes | None] | None = None,
        warn: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._workspace, self._tagger = workspace, tagger or Tagger()
        self._content = content or workspace.files.content
        self._warn = warn
        self._settings = workspace.config.mail or MailSettings()
        if not self._settings.address:
            raise NoAddressError

    def letter(self, message: Message, ticket: Ticket) -> Letter | None:
        """The letter; None where nothing is to be said any more. Raises FinalFailureError."""
        if message.purpose == "acknowledge" and self._workspace.now - message.at > TOO_LATE:
            return None
        comments = [each for each in _named(ticket, message.comments) if not each.internal]
        is_notice = message.purpose not in ("answer", "acknowledge", "resolved")
        if message.purpose == "answer" and not comments and "done" not in message.events:
            return None
        if is_notice:
            said = self._notice(message, ticket, comments)
        else:
            said = self._to_customer(message, ticket, _with_own_names(ticket, comments))
        automatic = is_notice or not any(c.author not in BY_THEMSELVES for c in comments)
        headers = self._headers(message, ticket, "auto-generated" if automatic else None)
        if message.purpose == "acknowledge":
            headers["Auto-Submitted"] = "auto-replied"
        attached, left_out = self._files(ticket, comments if not is_notice else ())
        text = "\n\n".join((said.text, *left_out))
        re_ = "" if is_notice else "Re: "
        subject = f"{re_}[{ticket.id}] {said.subject or ticket.title}"
        return self._sealed(message, subject, text, headers, attached)

    def digest(self, messages: Sequence[Message], tickets: Mapping[str, Ticket]) -> Letter:
        """All that these messages tell somebody, in one letter; ``tickets`` are by their ids."""
        from tix.model.notices.digest import as_one, digest_of

        parts = [(each, tickets[each.ticket]) for each in messages]
        said = digest_of(parts, self._workspace.config)
        headers = self._of_list("auto-generated")
        return self._sealed(as_one(messages), said.subject, said.text, headers, ())

    def words(self, name: str, ticket: Ticket) -> tuple[str, str | None]:
        """What the letter of that name would say about a ticket now, and the reply's subject."""
        kinds = {"acknowledge": "opened", "answer": "answered", "resolved": "done"}
        asker = parse_person(ticket.requester or ticket.opened_by or "")
        answers = [c for c in ticket.comments if not c.internal and c.author.key != asker.key]
        comments = answers[-1:] if name in ("answer", "notice") else []
        now, who = self._workspace.now, self._workspace.user.label
        message = Message(
            "", ticket.id, (kinds.get(name, "commented"),), (), "mail", asker.mail, name,
            tuple(each.id for each in comments), now, now, who=who,
        )  # fmt: skip
        is_notice = name == "notice"
        if is_notice:
            said = self._notice(message, ticket, comments)
        else:
            said = self._to_customer(message, ticket, _with_own_names(ticket, comments))
        return said.text, said.subject

    def invoice(self, message: Message) -> Letter | None:
        """An invoice as a letter; None if it was voided meanwhile, or isn't there any more."""
        from tix.mail.outgoing.invoice_letter import invoice_files, invoice_text
        from tix.model.records.invoice import INVOICE

        records = self._workspace.records(INVOICE)
        invoice = records.get(message.about).record if records.has(message.about) else None
        if invoice is None or invoice.status == "void":
            return None
        said = invoice_text(self._workspace, invoice, self._desk.name, self._warn)
        subject = said.subject or f"Invoice {invoice.number}"
        headers, files = self._of_list(None), invoice_files(self._workspace, invoice)
        return self._sealed(message, subject, said.text, headers, files)

    # -- what it says ---------------------------------------------------------------------------

    def _to_customer(self, message: Message, ticket: Ticket, comments: Sequence[Comment]) -> _Said:
        name = message.purpose
        if "done" in message.events and self._workspace.config.is_done(ticket):
            name = "resolved"
        elif name == "resolved" and comments:
            name = "answer"  # it was reopened meanwhile, and there is something to say
        more: dict[str, Any] = {"comments": comment_values(comments, self._zone)}
        if name == "resolved" and (rate := self._rating(ticket, message.to)):
            more["rate"] = rate
        said = self._filled(name, ticket, self._agent(comments, message.who), more)
        missing = [each.text for each in comments if each.text.strip() not in said.text]
        return _Said("\n\n".join((*missing, said.text)), said.subject)

    def _notice(self, message: Message, ticket: Ticket, comments: Sequence[Comment]) -> _Said:
        return self._filled(
            "notice", ticket, self._desk,
            {
                "comments": comment_values(comments, self._zone),
                "happened": tuple(happened(message)),
            },
        )  # fmt: skip

    def _filled(self, name: str, ticket: Ticket, agent: Person, more: Mapping[str, Any]) -> _Said:
        """The reply of that name with its values; tix's own words where the desk's can't be."""
        from tix.model.text.template import Values

        customer = self._customer(ticket)
        language = customer.language if customer and name != "notice" else None
        values = {**more, "desk": Values("desk", {"name": self._desk.name})}
        try:
            reply = reply_for(self._workspace, name, language)
            found = filled(self._workspace, reply, ticket, customer, agent, values)
        except TixError as error:
            self._warn(f"{ticket.id}: {error}; tix's own words went out instead")
            reply = default_reply(name, language)
            found = filled(self._workspace, reply, ticket, customer, agent, values)
        return _Said(found.text, found.subject)

    def _agent(self, comments: Sequence[Comment], who: str) -> Person:
        """Who answers: the last who wrote, unless that is a program; else ``who`` did what it is
        about, if they work here."""
        people = [each.author for each in comments if each.author not in BY_THEMSELVES]
        if not people:
            here = (member.person for member in self._workspace.config.people)
            return next((person for person in here if person.label == who), Person("", ""))
        known = parse_person(self._workspace.names.label(str(people[-1])))
        return Person(known.name, people[-1].mail)

    def _rating(self, ticket: Ticket, who: str) -> Any:
        """The links by which somebody rates a ticket; None where they can't be signed."""
        from urllib.parse import quote

        from tix.actions.rating import is_own_work
        from tix.model.people import person_key
        from tix.model.text.template import Values
        from tix.model.work.rating_token import Invitation, token_for

        if not self._tagger or is_own_work(ticket, who, self._workspace.config):
            return None
        token = token_for(self._tagger.keys[0], Invitation(ticket.id, person_key(who)))
        links = {
            word: f"mailto:{self._settings.address}?subject={quote(f'{number} [rate {token}]')}"
            for number, word in enumerate(_NUMBERS, 1)
        }
        return Values("rate", links)

    # -- the letter -----------------------------------------------------------------------------

    def _sealed(
        self, message: Message, subject: str, text: str, headers: dict[str, str],
        files: Sequence[File],
    ) -> Letter:  # fmt: skip
        draft = Draft(
            self._desk, self._recipient(message.to), subject, _plain_links(text),
            self._workspace.now, message.message_id(self.domain), html_of(text), headers, files,
        )  # fmt: skip
        sender, to = (envelope_address(each.mail) for each in (draft.sender, draft.to))
        return Letter(written(draft), subject, sender, (to,))

    def _headers(self, message: Message, ticket: Ticket, automatic: str | None) -> dict[str, str]:
        address, tagger = self._settings.address, self._tagger
        thread = tagger.thread_id(ticket.id, self.domain) if tagger else None
        refers = references(ticket, thread)
        found = {"References": " ".join(refers)} if refers else {}
        if answered := [each for each in refers if each != thread]:
            found["In-Reply-To"] = answered[-1]
        elif thread:
            found["In-Reply-To"] = thread
        if tagger and self._settings.plus and (tagged := tagger.address(ticket.id, address)):
            found["Reply-To"] = tagged
        return found | self._of_list(automatic)

    def _of_list(self, automatic: str | None) -> dict[str, str]:
        """The headers by which programs know that it comes from this desk, and by itself."""
        found = {"List-Id": f"<{self._settings.address.replace('@', '.')}>"}
        if automatic:
            found |= {"Auto-Submitted": automatic, "X-Auto-Response-Suppress": "All"}
        return found

    def _files(self, ticket: Ticket, comments: Sequence[Comment]) -> tuple[list[File], list[str]]:
        """The files that public comments name, and lines about those that can't go along."""
        from tix.actions.attach import own_name

        files, left_out, size = [], [], 0
        for stored in _files_named(ticket, comments):
            data = self._content(attachment_path(ticket.id, stored))
            if data is None:
                continue
            if size + len(data) > LARGEST:
                left_out.append(f"({own_name(stored)}: {len(data) / 1000**2:.0f} MB)")
                continue
            size += len(data)
            files.append(File(own_name(stored), data))
        return files, left_out

    def _recipient(self, to: str) -> Person:
        person = parse_person(to)
        if person.name:
            return person
        label = self._workspace.names.label(person.mail)
        return Person("" if label == person.mail else label, person.mail)

    def _customer(self, ticket: Ticket) -> "Customer | None":
        workspace = self._workspace
        return workspace.customers.of(ticket.customer) if workspace.has_customers else None

    @property
    def domain(self) -> str:
        """The host of the desk's address."""
        return self._settings.address.rpartition("@")[2]

    @property
    def _zone(self) -> Any:
        return self._workspace.config.timezone

    @cached_property
    def _desk(self) -> Person:
        """The desk, as letters call it."""
        settings, config = self._settings, self._workspace.config
        return Person(settings.name or config.name or settings.name_of_address, settings.address)


def _named(ticket: Ticket, idents: Sequence[str]) -> Iterator[Comment]:
    """The comments of these ids, in the ticket's order."""
    return (comment for comment in ticket.comments if comment.id in idents)


def _files_named(ticket: Ticket, comments: Sequence[Comment]) -> list[str]:
    """The stored names of the files that comments name, without whole messages."""
    return [
        stored
        for stored in ticket.attachments
        if not stored.endswith(MAIL_FILE) and any(stored in each.text for each in comments)
    ]


def _with_own_names(ticket: Ticket, comments: Sequence[Comment]) -> list[Comment]:
    """The comments with their files called as they go along: without what they are stored under."""
    from tix.actions.attach import own_name

    stored = _files_named(ticket, comments)

    def shown(text: str) -> str:
        for name in stored:
            text = text.replace(name, own_name(name))
        return text

    return [replace(each, text=shown(each.text)) for each in comments] if stored else [*comments]


def _plain_links(text: str) -> str:
    """The text for who reads no HTML: a mailto behind what it is for."""
    return re.sub(r"\[([^\]\n]*)\]\((mailto:[^)\s]+)\)", r"\1: <\2>", text)
