"""Taking a text out of a ticket and its attachments, and out of what tix keeps beside them."""

import re
from collections.abc import Sequence
from pathlib import Path

from tix.frozen import dataclass
from tix.model.layout import attachment_folder, attachment_path
from tix.model.record.rewriting import with_texts
from tix.model.record.taken_out import REDACTED, without
from tix.model.ticket.fields import TICKET
from tix.model.ticket.file_names import attachment_name
from tix.model.ticket.redaction import redact, redacted_file, redacted_name, remembering
from tix.model.ticket.ticket import Ticket
from tix.storage.desk.desk import Desk
from tix.storage.desk.files import walk
from tix.storage.store.file_reader import FileReader
from tix.storage.store.transaction import Transaction
from tix.storage.store.write_errors import UnwritableTextError

_HASH = re.compile(r"[0-9a-f]{8}-(?=.)")
"""The beginning of an attachment's name."""

_MAIL = ".eml"


@dataclass(frozen=True, slots=True)
class Redaction:
    """The result: the ticket, whether anything was replaced, and where the text still is.

    ``still`` are attachments whose bytes aren't text, and lines of the ticket's file.
    """

    ticket: Ticket
    changed: bool
    still: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _AttachedFile:
    """A file that is kept with a ticket: what it is called, and what it is to be.

    ``is_left``: the secret is in it even so.
    """

    name: str
    content: bytes
    new_name: str
    new_content: bytes
    is_left: bool

    @property
    def changes(self) -> bool:
        return (self.name, self.content) != (self.new_name, self.new_content)


def redact_ticket(desk: Desk, work: Transaction, ident: str, secret: str) -> Redaction:
    """Remove a text from a ticket in a transaction. Raises UnwritableTextError."""
    from secrets import token_hex  # takes OpenSSL along

    work.get(ident)
    path = work.reader.path_of(ident)
    document = work.reader.document(path)
    attached = _attached(desk, ident, secret)
    ticket = _redacted(document.record, attached, secret, token_hex(8))
    try:
        data = redacted_file(document, ticket, secret)
    except ValueError as error:
        raise UnwritableTextError(ident, str(error)) from None
    changed = data != document.data
    if changed:
        work.put_document(ident, data)
    for file in attached:
        if file.changes:
            work.put_file(attachment_path(ident, file.name), None, ident, seen=file.content)
            work.put_file(attachment_path(ident, file.new_name), file.new_content, ident)
            changed = True
    files = (attachment_path(ident, a.new_name) for a in attached if a.is_left)
    return Redaction(ticket, changed, (*files, *_lines_with(path, data, secret)))


def _redacted(ticket: Ticket, attached: Sequence[_AttachedFile], secret: str, salt: str) -> Ticket:
    """The ticket without the secret, with the names that its attachments get.

    An attachment whose bytes had it is remembered by its name, which holds a hash of them.
    """
    renamed = {file.name: file.new_name for file in attached if file.changes}

    def change(text: str) -> str:
        for old, new in renamed.items():
            text = without(text, old, new)
        return text

    if renamed:
        ticket = with_texts(TICKET, ticket, change, lambda name: renamed.get(name, name))
    redacted = redact(ticket, secret, salt)
    for file in attached:
        if file.new_content != file.content:
            redacted = remembering(redacted, file.name, salt)
    return redacted


def _attached(desk: Desk, ident: str, secret: str) -> list[_AttachedFile]:
    """The files kept with a ticket, without the secret in names and texts."""
    folder = attachment_folder(ident)
    found: list[_AttachedFile] = []
    reader = FileReader(desk)
    plain = [path for path, is_plain in walk(desk.root, folder) if is_plain]
    plain += reader.left_out(folder)
    taken = {path.removeprefix(f"{folder}/") for path in plain}
    for path in plain:
        content = reader.content(path) or b""
        name = path.removeprefix(f"{folder}/")
        new, is_left = _without_secret(content, secret)
        if name.endswith(_MAIL):
            new, is_left = _mail_without_secret(new, secret)
        new_name = redacted_name(name, secret)
        if new != content:
            new_name = attachment_name(_HASH.sub("", new_name, count=1), new)
        while new_name != name and new_name in taken:
            new_name = f"{new_name}-2"
        taken.add(new_name)
        found.append(_AttachedFile(name, content, new_name, new, is_left))
    return found


def _mail_without_secret(content: bytes, secret: str) -> tuple[bytes, bool]:
    """A mail without the secret, also where it is encoded, and whether some part has it still."""
    from tix.storage.store.redact_mail import redacted_mail  # the parser of mails costs

    new, is_left = redacted_mail(content, secret, lambda text: text_without(text, secret))
    return new, is_left or secret.encode() in new


def text_without(text: str, secret: str) -> str:
    """A text without the secret."""
    for form in _forms(secret):
        text = without(text, form, REDACTED)
    return text


def _forms(secret: str) -> list[str]:
    return list(dict.fromkeys((secret, secret.replace("\n", "\r\n"))))


def _without_secret(content: bytes, secret: str) -> tuple[bytes, bool]:
    """A file's bytes without the secret where they are text, and whether it is still there."""
    if not any(form.encode() in content for form in _forms(secret)):
        return content, False
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return content, True
    if "\0" in text:
        return content, True
    return text_without(text, secret).encode(), False


def _lines_with(path: str, data: bytes, secret: str) -> list[str]:
    """Lines of the ticket's file that have the secret still: the names of fields, say."""
    text = data.decode().replace("\r\n", "\n")
    found, at = [], text.find(secret)
    while at >= 0:
        found.append(f"{path}:{text.count(chr(10), 0, at) + 1}")
        at = text.find(secret, at + len(secret))
    return list(dict.fromkeys(found))


def drafts_with(desk: Desk, secret: str) -> list[Path]:
    """Drafts from the editor that contain the text."""
    folders = (desk.clone_state.drafts, desk.clone_state.draft_bases)
    drafts = sorted(draft for folder in folders for draft in folder.glob("*"))
    return [draft for draft in drafts if draft.is_file() and secret.encode() in draft.read_bytes()]
