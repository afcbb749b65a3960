"""A letter as people read it: headers and text in plain letters, and what goes along."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

_OF_THE_FORM = ("content-", "mime-version")


def readable(data: bytes) -> str:
    """The headers, the text and the names of attached files of a letter of tix's own."""
    letter = message_from_bytes(data, policy=default)
    assert isinstance(letter, EmailMessage)
    lines = [
        f"{name}: {value}"
        for name, value in letter.items()
        if not name.lower().startswith(_OF_THE_FORM)
    ]
    body = letter.get_body(("plain",))
    text = str(body.get_content()).replace("\r\n", "\n").rstrip("\n") if body is not None else ""
    files = [
        f"Attached: {each.get_filename()} ({each.get_content_type()})"
        for each in letter.iter_attachments()
    ]
    return "\n".join([*lines, "", text, *(["", *files] if files else [])]) + "\n"
