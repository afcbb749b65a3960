"""Forgetting a person: a pseudonym in place of their name and addresses, in every file."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from types import EllipsisType

from tix.actions.people_data import (
    commits_by,
    elsewhere,
    files_of,
    forms_of_person,
    names_them,
    parts_name_them,
    text_of,
)
from tix.actions.signing import drawings_by
from tix.errors import NeedsPersonError, NotFoundError, TixError
from tix.frozen import dataclass, replace
from tix.model.changes.person_forms import PersonForms
from tix.model.config.reader import ConfigError, load_config
from tix.model.layout import ATTACHMENTS, CONFIG_FILE
from tix.model.people import Person, pseudonym
from tix.model.record.document import Document, DocumentError
from tix.model.record.document import load as load_record
from tix.model.record.kind import RecordKind
from tix.model.record.rewriting import with_texts
from tix.model.records.customer import CUSTOMER, Customer
from tix.model.records.customers import speaks_for
from tix.model.records.kinds import name_for, named, record_at
from tix.model.ticket.file_names import attachment_name
from tix.model.ticket.paths import is_ticket_path
from tix.quick_typing import TYPE_CHECKING, Any
from tix.storage.desk.quarantine import REF as QUARANTINE
from tix.storage.desk.quarantine import held_messages, release
from tix.storage.store.file_reader import NoSuchTicketError

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace
    from tix.storage.store.outcome import Outcome
    from tix.storage.store.transaction import Transaction

_MAIL_FILE = "mail.eml"
"""What an attachment is called that is a whole mail."""

FORGOTTEN = "Forgotten"
"""The trailer of a commit that forgets somebody; its value is the pseudonym's address."""

_HASH = re.compile(r"[0-9a-f]{8}-(?=.)")
"""The beginning of an attachment's name."""


class NotNamedError(NotFoundError):
    """Nothing in the desk names the person."""

    def __init__(self, who: str) -> None:
        super().__init__(f"no file of this desk names {who}", hint="try their mail address")


class ForgettingOneselfError(NeedsPersonError):
    """The person is who is typing: nobody would be left to make the commit."""

    def __init__(self) -> None:
        super().__init__("that is you", hint="somebody else has to do it")


@dataclass(frozen=True, slots=True)
class ForgetResult:
    """What was done: who they are called now, and the files that changed or went.

    ``still`` are places that name them and that tix doesn't change. ``commits`` is how many commits
    are by them. ``partly`` are the files among those that changed in which a part of their name
    stands, such as the first name in a greeting: whether that is them takes a person.
    """

    pseudonym: Person
    forms: PersonForms
    changed: tuple[str, ...]
    deleted: tuple[str, ...]
    still: tuple[str, ...]
    commits: int
    partly: tuple[str, ...] = ()
    outcome: "Outcome | None" = None


def forget(workspace: "Workspace", who: str, *, dry_run: bool = False) -> ForgetResult:
    """Replace a person's name and addresses in every file of the desk, in one commit.

    Mails of theirs, kept as attachments or held in quarantine, go. Undo doesn't bring it back.
    Raises NotNamedError, AmbiguousPersonError, ForgettingOneselfError.
    """
    forms = forms_of_person(workspace, who)
    if workspace.user.mail.casefold() in forms.mails:
        raise ForgettingOneselfError
    letters = "".join(workspace.choice("0123456789abcdefghjkmnpqrstvwxyz") for _ in range(6))
    person = pseudonym(letters)
    with workspace.transaction(is_dry=dry_run) as work:
        run = _Forgetting(workspace, work, forms, person)
        run.go()
        held = _held_of(workspace, forms)
        if not (run.changed or run.deleted or run.still or held):
            raise NotNamedError(who)
        outcome = None
        if not dry_run:
            outcome = work.commit(
                "forget a person", trailers=[(FORGOTTEN, person.mail)], undoable=False,
                edits_apart=False, with_rules=False,
            )  # fmt: skip
    if outcome is not None and outcome.commit:
        from tix.storage.desk import undo_journal
        from tix.storage.desk.kept_of_people import erase_person
        from tix.storage.index.open import erase

        erase(workspace.desk)
        erase_person(workspace.desk, forms.mails)
        undo_journal.clear(workspace.desk)
        workspace.reread(settings=True)
        _forget_in_ledger(workspace, forms, person)
    if not dry_run:
        for key in held:
            release(workspace.desk, key, workspace.now)
    still = (*run.still, *elsewhere(workspace, forms))
    gone = (*run.deleted, *(f"{QUARANTINE}:{key}" for key in held))
    return ForgetResult(
        person, forms, tuple(run.changed), gone, still,
        commits_by(workspace, forms), tuple(run.partly), outcome,
    )  # fmt: skip


def _held_of(workspace: "Workspace", forms: PersonForms) -> list[str]:
    """The keys of mails of theirs that are held in quarantine."""
    if not workspace.desk.git.succeeds("rev-parse", "--verify", "--quiet", QUARANTINE):
        return []
    return [held.key for held in held_messages(workspace.desk) if forms.is_in(held.sender)]


def _forget_in_ledger(workspace: "Workspace", forms: PersonForms, by: Person) -> None:
    """Say the pseudonym in the ledger of what leaves the desk, too, on the remote where it has one.

    While that can't be reached the ledger names them still, and the result says so.
    """
    from tix.storage.git.commit import tip_of
    from tix.storage.outbox.book import Book
    from tix.storage.outbox.ledger import REF
    from tix.storage.sync.remote_choice import NoRemoteError, choose

    desk = workspace.desk
    if not tip_of(desk.git, REF):
        return
    from tix.storage.outbox.forgetting import without_person

    try:
        remote = choose(desk)
    except NoRemoteError:
        remote = None
    book = Book(desk, remote)
    with suppress(TixError):
        book.refresh()
        book.change(
            lambda ledger: without_person(
                desk.git, ledger, forms.mails, lambda text: forms.replaced(text, by), workspace.now
            ),
            "forget a person", workspace.now,
        )  # fmt: skip


class _Forgetting:
    """One run over the files."""

    def __init__(
        self, workspace: "Workspace", work: "Transaction", forms: PersonForms, by: Person
    ) -> None:
        self._workspace = workspace
        self._work = work
        self._forms = forms
        self._by = by
        self._renamed: dict[tuple[str, str], str] = {}
        """The new names of attachments, by ticket and old name; "" for those that go."""
        self.changed: list[str] = []
        self.deleted: list[str] = []
        self.still: list[str] = []
        self.partly: list[str] = []

    def go(self) -> None:
        """Change everything, the attachments first: their tickets name them."""
        every = dict(files_of(self._workspace, self._forms))
        for path in (path for path, data in every.items() if data is None):
            self._too_large(path)
        found = {path: data for path, data in every.items() if data is not None}
        if any(map(is_ticket_path, found)):
            found = {**dict(self._of_domains()), **found}
        attached = [path for path in found if path.startswith(f"{ATTACHMENTS}/")]
        for path in attached:
            self._attachment(path, found[path])
        tickets = {ident for ident, _ in self._renamed}
        for path, data in found.items():
            if path not in attached:
                self._file(path, data)
                tickets.discard(path.rpartition("/")[2].removesuffix(".md"))
        for ident in sorted(tickets):  # only the names of their attachments change
            with suppress(NoSuchTicketError):  # its attachments are left over
                path = self._work.reader.path_of(ident)
                self._file(path, self._work.found(path) or b"")

    def _of_domains(self) -> Iterator[tuple[str, bytes]]:
        """The files of customers at whose domains they have an address."""
        for filed in self._workspace.records(CUSTOMER).heads:
            if self._speaks(filed.record):
                yield filed.path, self._work.found(filed.path) or b""

    def _speaks(self, customer: Customer) -> bool:
        return any(speaks_for(customer, mail) for mail in self._forms.mails)

    def _changed(self, text: str) -> str:
        return self._forms.replaced(text, self._by)

    def _put(self, path: str, old: bytes, new: bytes, whose: str | None) -> None:
        if new != old:
            self._work.put_file(path, new, whose, seen=old)
            self.changed.append(path)
        self._look_again(path, new)

    def _look_again(self, path: str, new: bytes) -> None:
        """Whether the new file names them still, or a part of their name."""
        if names_them(self._forms, path, new):
            self.still.append(path)
        elif self._forms.is_partly_in(text_of(new) or ""):
            self.partly.append(path)

    # -- records ------------------------------------------------------------------------------

    def _file(self, path: str, data: bytes) -> None:
        record = record_at(path)
        if is_ticket_path(path):
            self._ticket(path, data)
        elif record is not None:
            self._record(path, data, *record)
        elif path == CONFIG_FILE:
            self._put(path, data, self._config(data), None)
        else:
            self._put(path, data, self._raw(data), None)

    def _ticket(self, path: str, data: bytes) -> None:
        from tix.model.ticket.document import load as load_ticket
        from tix.model.ticket.fields import TICKET

        try:
            document = load_ticket(data)
        except DocumentError:
            self._put(path, data, self._raw(data), None)
            return
        ticket = document.record
        self.still += drawings_by(ticket, self._forms.is_in)
        renamed = {old: new for (ident, old), new in self._renamed.items() if ident == ticket.id}

        def change(text: str) -> str:
            for old, new in renamed.items():
                text = text.replace(old, new or "(a mail that was deleted)")
            return self._changed(text)

        new = with_texts(TICKET, ticket, change, lambda name: renamed.get(name, name))
        self._put(path, data, _saved(document, new, self._changed), ticket.id)

    def _record(self, path: str, data: bytes, kind: RecordKind[Any], name: str) -> None:
        try:
            document = load_record(kind, data, name=name)
        except DocumentError:
            self._put(path, data, self._raw(data), named(kind, name))
            return
        record = with_texts(kind, document.record, self._changed, self._changed)
        if kind is CUSTOMER and self._speaks(document.record):
            record = self._spoken_for(record)
        new_name = name_for(kind.title_of(record)) if self._forms.is_in(name) else name
        new = _saved(document, record, self._changed)
        if new_name == name:
            self._put(path, data, new, named(kind, name))
            return
        self._work.put_file(path, None, named(kind, name), seen=data)
        self.deleted.append(path)
        self._put(f"{kind.folder}/{new_name}.md", b"", new, named(kind, new_name))

    def _spoken_for(self, customer: Customer) -> Customer:
        """The customer with the pseudonym, which has none of its domains, as a contact: what was
        said for it stays so (P3)."""
        if speaks_for(customer, self._by.mail):
            return customer
        return replace(customer, contacts=(*customer.contacts, str(self._by)))

    def _raw(self, data: bytes) -> bytes:
        """A file's text with the pseudonym; what is no text stays."""
        text = text_of(data)
        return data if text is None else self._changed(text).encode()

    def _config(self, data: bytes) -> bytes:
        """``tix.yaml``: aliases are names, too, where people and teams are declared."""
        text = self._changed(data.decode())
        config = self._workspace.config
        aliases = [
            alias
            for member in config.people
            if member.person.mail.casefold() in self._forms.mails
            for alias in (*member.aliases, member.person.name)
            if alias
        ]
        for alias in aliases:
            pattern = rf"(?<![\w@.-]){re.escape(alias)}(?![\w@.-])"
            text = _in_sections(text, ("people", "teams"), pattern, name_for(self._by.name))
        try:
            load_config(text)
        except ConfigError:
            self.still.append(CONFIG_FILE)
            return data
        return text.encode()

    def _too_large(self, path: str) -> None:
        """What such a file says stays, unless it is a mail of theirs; an attachment is renamed."""
        own = _own_name(path)
        if path.startswith(f"{ATTACHMENTS}/") and own.casefold() == _MAIL_FILE:
            self._delete_mail(path)
        elif path.startswith(f"{ATTACHMENTS}/") and self._forms.is_in(own):
            data = self._work.found(path) or b""
            path = self._renamed_file(path, data, data)
            if self._forms.is_in(_own_name(path)) or parts_name_them(self._forms, data):
                self.still.append(path)
        else:
            self.still.append(path)

    # -- attachments --------------------------------------------------------------------------

    def _attachment(self, path: str, data: bytes) -> None:
        own = _own_name(path)
        if own.casefold() == _MAIL_FILE:
            self._delete_mail(path, data)
            return
        new = self._raw(data)
        if new != data or self._forms.is_in(own):
            path = self._renamed_file(path, data, new)
        self._look_again(path, new)

    def _renamed_file(self, path: str, data: bytes, new: bytes) -> str:
        """The path of an attachment with that new content, which is where it was or another."""
        _, ident, name = path.split("/", 2)
        new_name = attachment_name(self._changed(_own_name(path)), new)
        if new_name == name:
            return path
        self._work.put_file(path, None, ident, seen=data)
        self._renamed[ident, name] = new_name
        path = f"{ATTACHMENTS}/{ident}/{new_name}"
        self._work.put_file(path, new, ident)
        self.changed.append(path)
        return path

    def _delete_mail(self, path: str, data: bytes | EllipsisType = ...) -> None:
        _, ident, name = path.split("/", 2)
        self._work.put_file(path, None, ident, seen=data)
        self.deleted.append(path)
        self._renamed[ident, name] = ""


def _own_name(path: str) -> str:
    """What an attachment was called before it was attached."""
    return _HASH.sub("", path.rpartition("/")[2], count=1)


def _saved(document: Document[Any], record: Any, change: Callable[[str], str]) -> bytes:
    """The document's file with the record in it, and its YAML comments changed, too."""
    data = document.save(record)
    text = data.decode()
    changed = change(text)
    if changed == text:
        return data
    kind = document.kind
    try:
        again = load_record(kind, changed.encode(), name=record.id)
    except DocumentError:
        return data
    return changed.encode() if again.record == record else data


def _in_sections(text: str, sections: Sequence[str], pattern: str, by: str) -> str:
    """A YAML text with something else in place of a pattern, within these top-level keys."""
    lines, within = [], False
    for line in text.split("\n"):
        if key := re.match(r"([A-Za-z_]\w*):", line):
            within = key[1] in sections
        lines.append(re.sub(pattern, by, line, flags=re.IGNORECASE) if within else line)
    return "\n".join(lines)
