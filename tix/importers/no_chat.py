"""What reads like a chat and is none: a program's log, a mail, an agenda, a form.

A log's lines have a time and something before a colon, too: a level (``ERROR``), a program
(``sshd[123]``). It is one if all its speakers are such, or most messages are and more than one
speaker is, or most texts begin with a level. A mail says *From* and *Date* as a message exported
from Signal does, with headers that only mail has, or a subject. An agenda's lines, and a form's,
name somebody or something once each; in a chat of so many messages somebody speaks twice.
"""

import re
from collections.abc import Sequence

from tix.importers.chat_values import ChatMessage

_LEVELS = (
    "trace", "debug", "info", "information", "notice", "warn", "warning", "error", "err", "inf",
    "wrn", "dbg", "ftl", "crit", "critical", "severe", "fatal", "alert", "emerg", "panic", "log",
)  # fmt: skip
_LEVEL = re.compile(rf"(?<![^\W_])(?:{'|'.join(_LEVELS)})(?![^\W_])", re.IGNORECASE)
_LOUD = re.compile(rf"\W{{0,3}}(?:{'|'.join(_LEVELS).upper()})(?!\w)")
_PROGRAM = re.compile(
    r".*\[\d+\]|(?:[\w.-]+ )?(?:kernel|systemd)|\d+ +\d+ [VDIWEF] .*"
    r"|\{?[\w./-]+\.(?:py|go|c|cpp|js|ts|java|rb|rs|php)\b.*"
)
"""Syslog's and Android's ways to name a program, and a place in its source."""

_MAIL_ONLY = re.compile(
    r"(?:return-path|received|delivered-to|message-id|mime-version|content-type|dkim-signature)"
    r": .*",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"(?:subject|betreff|objet|asunto|assunto|oggetto|onderwerp): ", re.IGNORECASE
)
_HEADER = re.compile(r"[A-Za-z][A-Za-z-]{0,40}:(?: |$)|[ \t]+\S")

_HEADERS = 20
_MANY = 4
"""So many messages, each of somebody else, are no chat."""

IS_MAIL = "this is a mail, no chat"
IS_LOG = "this is a program's log, no chat"


def is_mail(text: str) -> bool:
    """Whether a text is one mail with its headers, as a mail program saves it."""
    head = re.split(r"\r?\n\r?\n", text.lstrip("\ufeff\r\n"), maxsplit=1)[0].splitlines()
    if head and head[0].startswith("From "):  # as in an mbox
        head = head[1:]
    names_sender = any(line.casefold().startswith("from:") for line in head)
    return names_sender and all(map(_HEADER.match, head)) and any(map(_MAIL_ONLY.match, head))


def why_no_chat(text: str, messages: Sequence[ChatMessage]) -> str | None:
    """What a text is of which the lines were read as messages; None if it may well be a chat."""
    if len(messages) == 1 and any(map(_SUBJECT.match, text.splitlines()[:_HEADERS])):
        return IS_MAIL
    if is_log(messages):
        return IS_LOG
    if len(messages) >= _MANY and len({m.who for m in messages}) == len(messages):
        return "nobody in it says anything twice, so it is no chat"
    return None


def is_log(messages: Sequence[ChatMessage]) -> bool:
    """Whether programs say it, or it has levels where chats have speakers or texts."""
    loud = [m for m in messages if _LOUD.match(m.text)]
    if len(messages) > 1 and len(loud) * 2 > len(messages):
        return True
    logged = [m.who for m in messages if _LEVEL.search(m.who) or _PROGRAM.fullmatch(m.who)]
    if len(logged) == len(messages):
        return bool(logged)
    return len(set(logged)) > 1 and len(logged) * 2 > len(messages)
