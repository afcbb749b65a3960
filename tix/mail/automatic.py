"""Messages that nobody wrote: automatic answers, bounces, receipts (M4)."""

import re
from collections.abc import Collection

from tix.mail.message import Mail

_ROBOTS = re.compile(
    r"(?i)^(mailer-daemon|postmaster|mail-daemon|(do-?|do_)?not?[-_.]?reply|bounces?|"
    r"auto-?reply|autoresponder)([+_-].*)?@"
)
_MARKS = ("x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-reply", "x-mailautoreply",
          "x-vacation", "x-cron-env", "x-failed-recipients")  # fmt: skip
_BULK = ("bulk", "junk", "auto_reply", "auto-reply")


def is_bounce(mail: Mail) -> bool:
    """Whether a message says that another one wasn't delivered."""
    if mail.content_type == "multipart/report":
        report = mail.header("content-type").casefold()
        return "delivery-status" in report
    if mail.header("x-failed-recipients"):
        return True
    names = {sender.mail.partition("@")[0].casefold() for sender in mail.senders}
    return _has_empty_return_path(mail) and bool(names & {"mailer-daemon", "postmaster"})


def is_automatic(mail: Mail, own: Collection[str]) -> bool:
    """Whether a program sent it by itself; ``own`` are the desk's addresses, without case."""
    submitted = re.split(r"[;\s]", mail.header("auto-submitted").strip().casefold())[0]
    if submitted not in ("", "no"):
        return True
    if mail.header("precedence").strip().casefold() in _BULK:
        return True
    if any(mail.header(name) for name in _MARKS) or _has_empty_return_path(mail):
        return True
    if mail.content_type == "multipart/report":
        return True
    return any(_ROBOTS.match(who.mail) or who.mail.casefold() in own for who in mail.senders)


def _has_empty_return_path(mail: Mail) -> bool:
    return mail.header("return-path").replace(" ", "") == "<>"
