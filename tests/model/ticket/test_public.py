"""What of a ticket is public."""

from datetime import UTC, datetime

from tix.model.people import Person
from tix.model.record.values import Comment
from tix.model.ticket.public import broken_up, naming, public_attachments, public_comments
from tix.model.ticket.ticket import Ticket

NOW = datetime(2026, 11, 28, tzinfo=UTC)
JO = Person("Jo", "jo@acme.example")
OPEN, INTERNAL, NAMED, MAIL = (
    "0a1b2c3d-open.png", "1a1b2c3d-notes.txt", "2a1b2c3d-log.txt", "3a1b2c3d-mail.eml",
)  # fmt: skip


def comment(ident: str, text: str, *, internal: bool = False) -> Comment:
    return Comment(ident, NOW, JO, internal, text)


TICKET = Ticket(
    "k7f3qz",
    "No toner",
    body=f"See {OPEN} and {MAIL}",
    attachments=(OPEN, INTERNAL, NAMED, MAIL),
    comments=(
        comment("c-aaaaaa", f"Here: {NAMED}"),
        comment("c-bbbbbb", f"Secret: {INTERNAL}", internal=True),
    ),
)


def test_a_file_is_public_if_a_public_text_names_it_and_a_kept_mail_never() -> None:
    assert public_attachments(TICKET) == (OPEN, NAMED)
    assert [each.id for each in public_comments(TICKET)] == ["c-aaaaaa"]


def test_a_text_from_outside_makes_no_file_public() -> None:
    text = broken_up(f"{INTERNAL} {MAIL} {OPEN}", TICKET)
    assert INTERNAL not in text
    assert MAIL not in text
    assert OPEN in text


def test_a_text_names_the_files_that_come_with_it() -> None:
    assert naming("Look.\n", [OPEN, OPEN, NAMED]) == f"Look.\n\nAttached: {OPEN}, {NAMED}"
    assert naming("", [OPEN]) == f"Attached: {OPEN}"
    assert naming("Look.", []) == "Look."
