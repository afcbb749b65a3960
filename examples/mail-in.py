#!/usr/bin/env python3
"""A mail on standard input becomes a ticket; one that names a ticket in its subject, a comment.

For a line like this in /etc/aliases or a ~/.forward:

    support: "|cd /srv/desk && /srv/examples/mail-in.py"

The same mail delivered twice makes one ticket, or one comment, because its Message-ID is the key
(or its bytes, if it has none). A reply to a ticket that isn't there makes a new one.
"""

import email
import email.policy
import hashlib
import re
import subprocess
import sys
import tempfile
from email.message import EmailMessage, MIMEPart
from email.utils import parseaddr
from pathlib import Path

NO_SUCH_TICKET = 3
"""What tix exits with."""


def main() -> int:
    received = sys.stdin.buffer.read()
    mail = email.message_from_bytes(received, policy=email.policy.default)
    assert isinstance(mail, EmailMessage)
    subject = clean(mail["subject"]) or "(no subject)"
    name, address = parseaddr(clean(mail["from"]))
    key = f"--key={clean(mail['message-id']) or hashlib.sha256(received).hexdigest()}"
    with tempfile.TemporaryDirectory() as folder:
        attached = [f"--attach={path}" for path in saved_attachments(mail, Path(folder))]
        if found := re.search(r"\[#([0-9a-z]{6})\]", subject):
            text = f"{clean(mail['from'])} wrote:\n\n{text_of(mail)}"
            code = tix("comment", found[1], "-F", "-", key, *attached, text=text)
            if code != NO_SUCH_TICKET:
                return later(code)
        options = [key]
        if "@" in address:
            options.append(f"--requester={name} <{address}>" if name else f"--requester={address}")
        open_ = ("open", *options, *attached, "-F", "-", "--", subject)
        return later(tix(*open_, text=text_of(mail)))


def tix(*arguments: str, text: str) -> int:
    """Run tix with a text on standard input; its exit code."""
    return subprocess.run(["tix", *arguments], input=text.encode(), check=False).returncode


def later(code: int) -> int:
    """75 asks the mail server to try again later."""
    return 75 if code else 0


def clean(header: object) -> str:
    """A header on one line, without control characters."""
    return "".join(c for c in " ".join(str(header or "").split()) if c.isprintable())


def text_of(mail: EmailMessage) -> str:
    """What the mail says; a mail in HTML alone is kept as an attachment."""
    part = mail.get_body(preferencelist=("plain",))
    if part is None:
        return "(The mail has no plain text.)"
    data = part.get_payload(decode=True)
    assert isinstance(data, bytes)
    try:
        text = data.decode(part.get_content_charset("utf-8"), "replace")
    except LookupError:  # an encoding that nobody knows
        text = data.decode("utf-8", "replace")
    return text.replace("\r\n", "\n").replace("\0", "").strip()


def saved_attachments(mail: EmailMessage, folder: Path) -> list[Path]:
    """Everything but the text, each as a file."""
    parts: list[MIMEPart] = list(mail.iter_attachments()) if mail.is_multipart() else []
    html = mail.get_body(preferencelist=("html",))
    if html is not None and mail.get_body(preferencelist=("plain",)) is None:
        parts.insert(0, html)
    paths = []
    for number, part in enumerate(parts, 1):
        name = (
            Path(clean(part.get_filename())).name or f"part-{number}.{part.get_content_subtype()}"
        )
        path = folder / f"{number}" / name[-80:]
        path.parent.mkdir()
        data = part.get_payload(decode=True)
        path.write_bytes(data if isinstance(data, bytes) else part.as_bytes())
        paths.append(path)
    return paths


if __name__ == "__main__":
    sys.exit(main())
