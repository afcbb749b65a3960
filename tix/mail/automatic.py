"""Messages that nobody wrote: automatic answers, bounces, receipts (M4)."""

import re
from collections.abc import Collection

from tix.mail.message import Mail
from tix.mail.tags import Tagger
from tix.model.notices.message import key_in_message_id

_ROBOTS = re.compile(
    r"(?i)^(mailer-daemon|postmaster|mail-daemon|(do-?|do_)?not?[-_.]?reply|bounces?|"
    r"auto-?reply|autoresponder)([+_-].*)?@"
)
_MARKS = ("x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-reply", "x-mailautoreply",
          "x-vacation", "x-cron-env", "x-failed-recipients")  # fmt: skip
_OF_MANY = ("list-id", "list-unsubscribe", "list-post", "list-help", "mailing-list", "feedback-id",
            "x-mailing-list", "x-loop")  # fmt: skip
_SUPPRESSED = {"all", "oof", "autoreply"}
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


def wants_no_answer(mail: Mail, own: Collection[str]) -> bool:
    """Whether nothing may be answered by itself: programs wrote it, or it went to many."""
    if is_automatic(mail, own) or any(mail.header(name) for name in _OF_MANY):
        return True
    if mail.header("precedence").strip().casefold() == "list":
        return True
    suppressed = set(re.split(r"[\s,;]+", mail.header("x-auto-response-suppress").casefold()))
    return bool(suppressed & _SUPPRESSED)


def is_ours(mail: Mail, tagger: Tagger, own: Collection[str]) -> bool:
    """Whether it is a message that the desk itself has sent, and that came back."""
    host = mail.message_id.strip("<>").rpartition("@")[2].casefold()
    is_from_us = host in {address.rpartition("@")[2] for address in own}
    thread = mail.header("references").split()[:1]
    known = key_in_message_id(mail.message_id) if is_from_us else None
    return known is not None and bool(tagger.tickets(thread))


def _has_empty_return_path(mail: Mail) -> bool:
    return mail.header("return-path").replace(" ", "") == "<>"
