"""Checking that the delivery notes that were signed are those that are kept."""

from collections.abc import Iterator
from hashlib import sha256

from tix.model.changes.check import Problem
from tix.model.layout import attachment_path
from tix.model.people import names_forgotten
from tix.model.record.taken_out import REDACTED
from tix.model.ticket.document import Document
from tix.storage.desk.desk import Desk
from tix.storage.store.file_reader import FileReader


def signature_problems(desk: Desk, document: Document, path: str) -> Iterator[Problem]:
    """A note that isn't what was signed; one from which a text or a person was taken out can't be.

    A missing file is named with the ticket's attachments.
    """
    ticket = document.record
    files = FileReader(desk)
    for number, signature in enumerate(ticket.signatures):
        line = document.line_of("signatures", number)
        name = signature.attachment
        if name not in ticket.attachments:
            yield Problem(path, line, "error", f"{signature.id}: there is no attachment {name}")
            continue
        content = files.content(attachment_path(ticket.id, name))
        if content is None or sha256(content).hexdigest() == signature.sha256:
            continue
        if REDACTED.encode() in content and ticket.redacted:
            text = f"{signature.id}: the note was redacted after it was signed"
            yield Problem(path, line, "warning", text)
        elif names_forgotten(content.decode(errors="replace")):
            text = f"{signature.id}: somebody in the note was forgotten after it was signed"
            yield Problem(path, line, "warning", text)
        else:
            text = f"{signature.id}: {name} isn't what was signed"
            yield Problem(path, line, "error", text)
