"""What reads like a chat and is none: a program's log, a mail, an agenda, a form.

A log's lines have a time and something before a colon, too: a level (``ERROR``), a program
(``sshd[123]``). It is one if all its speakers are such, or most messages are and more than one
speaker is, or all texts begin with a level: who quotes a log in a chat says something else, too. A
mail says *From* and *Date* as a message exported from Signal does, with headers that only mail has,
or a subject. An agenda's lines have round times without a day, and name something once each.
"""

import re
from collections.abc import Sequence

from tix.importers.chat_forms import NOBODY
from tix.importers.chat_values import ChatMessage

LEVELS = (
    "trace", "debug", "info", "information", "notice", "warn", "warning", "error", "err", "inf",
    "wrn", "dbg", "ftl", "crit", "critical", "severe", "fatal", "alert", "emerg", "panic", "log",
)  # fmt: skip
_LEVEL = re.compile(rf"(?<![^\W_])(?<!-)(?:{'|'.join(LEVELS)})(?![^\W_]|-\w)", re.IGNORECASE)
"""A level as a word; ``error-bot`` is somebody's name."""
_LOUD = re.compile(rf"\W{{0,3}}(?:{'|'.join(LEVELS).upper()})(?!\w)")
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

_MANY = 4
"""So many messages at round times, each of somebody else, are no chat."""
_ROUND = 5  # minutes

IS_MAIL = "this is a mail, no chat"
IS_AGENDA = "this is an agenda, no chat"
IS_LOG = "this is a program's log, no chat"


def is_mail(text: str) -> bool:
    """Whether a text is one mail with its headers, as a mail program saves it."""
    head = _head_of(text)
    if head and head[0].startswith("From "):  # as in an mbox
        head = head[1:]
    names_sender = any(line.casefold().startswith("from:") for line in head)
    return names_sender and all(map(_HEADER.match, head)) and any(map(_MAIL_ONLY.match, head))


def _head_of(text: str) -> list[str]:
    """The lines up to the first empty one."""
    return re.split(r"\r?\n\r?\n", text.lstrip("\ufeff\r\n"), maxsplit=1)[0].splitlines()


def why_no_chat(text: str, messages: Sequence[ChatMessage]) -> str | None:
    """What a text is of which the lines were read as messages; None if it may well be a chat."""
    head = _head_of(text)
    if len(messages) == 1 and all(map(_HEADER.match, head)) and any(map(_SUBJECT.match, head)):
        return IS_MAIL
    if is_log(messages):
        return IS_LOG
    is_each_once = len(messages) >= _MANY and len({m.who for m in messages}) == len(messages)
    is_of_nobody = all(message.who.casefold() in NOBODY for message in messages)
    if (is_each_once or (messages and is_of_nobody)) and all(map(_may_be_planned, messages)):
        return "nobody in it says anything twice, so it is no chat" if is_each_once else IS_AGENDA
    return None


def _may_be_planned(message: ChatMessage) -> bool:
    """Whether a message has no time, or a round one of no day."""
    at = message.stamp
    has_day = at is not None and at.date and not at.of_heading
    return at is None or not (has_day or at.second or at.minute % _ROUND)


def is_log(messages: Sequence[ChatMessage]) -> bool:
    """Whether programs say it, or it has levels where chats have speakers or texts."""
    if len(messages) > 1 and all(_LOUD.match(m.text) for m in messages):
        return True
    logged = [m.who for m in messages if _LEVEL.search(m.who) or _PROGRAM.fullmatch(m.who)]
    if len(logged) == len(messages):
        return bool(logged)
    return len(set(logged)) > 1 and len(logged) * 2 > len(messages)
