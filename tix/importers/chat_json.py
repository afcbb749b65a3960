"""Chats as JSON: Slack's and Telegram's exports, and what the APIs of others give.

A message is an object that has a text, and says who wrote it, by whatever of the usual names; where
it stands (in a list, below ``messages``, ``value``, ``history``, ``conversation_parts`` …) doesn't
matter. An id of somebody stands for the name that any object of the text, or of Slack's
``users.json`` beside it, has with that id.
"""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from html import unescape

from tix.importers.chat_stamps import STAMP, stamp_of
from tix.importers.chat_values import ChatMessage, ChatText, Stamp, message_text, speaker_name
from tix.importers.no_chat import LEVELS
from tix.model.text.html_text import text_of_html
from tix.quick_typing import Any

TEXTS = ("text", "content", "body", "message", "msg", "plain_text", "blurb")
PEOPLE = (
    "user_profile", "author_name", "sender_name", "from_name", "from", "author", "sender",
    "user", "username", "bot_profile", "name", "nick", "nickname", "sendername", "speaker",
    "displayname", "display_name", "who", "author_id", "authorid", "user_id", "from_id", "source",
    "role", "user_type",
)  # fmt: skip
_NAMES = (
    "real_name", "display_name", "displayname", "nickname", "global_name", "name", "username",
    "email", "user", "application", "device", "id",
)  # fmt: skip
_TIMES = (
    "date_unixtime", "ts", "timestamp", "created_at", "createdat", "createddatetime", "sent_at",
    "sentat", "date", "time", "datetime", "created", "sent", "timestamp_ms", "when",
)  # fmt: skip
_FILES = ("files", "attachments", "file", "photo", "media_type", "sticker_emoji", "media")
_INSIDE = frozenset(
    ("attachments", "files", "blocks", "text_entities", "reply_to", "quoted_message")
)
"""What stands in a message and is none."""

_OF_LOGS = frozenset(
    ("level", "severity", "levelname", "loglevel", "log_level", "log.level", "lvl")
)
"""Where an object of a program's log says its level."""

_OWN = re.compile(
    r"(?:channel|group|chat)[_.](?!msg)\w+|service(?:_?message)?|\w*(?:join|leave|left|system)\w*"
    r"|\w*event(?:_?message)?|\w*members?_?(?:added|removed|deleted)",
    re.IGNORECASE,
)
"""What a message's type or subtype is called that the chat wrote itself."""

_MARKUP = re.compile(
    r"\s*<(?:p|div|span|br|a|b|i|ul|ol|blockquote|html|body|img)\b[^<]*>", re.IGNORECASE
)
_OF_SLACK = re.compile(r"<([@#!]?)([^<>|\n]{1,2000})(?:\|([^<>\n]{0,500}))?>")
_STAMP = re.compile(STAMP, re.IGNORECASE)
_DEEPEST = 40


def read_json(text: str, people: str = "") -> ChatText | None:
    """The messages of JSON, or of lines of it; None for any other text. ``people`` is JSON that
    tells who has which id, as Slack's ``users.json`` does."""
    whole = _loaded(text)
    return None if whole is None else chat_of(whole, _loaded(people))


def _loaded(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        try:
            return [json.loads(line) for line in text.split("\n") if line.strip()] or None
        except (ValueError, RecursionError):
            return None


def chat_of(whole: Any, users: Any = None) -> ChatText:
    """The messages of what JSON has, or rows of a table; ``users`` are who has which id."""
    people: dict[str, str] = {}
    for of in (whole, users):
        for each, _ in _objects(of):
            _add_person(each, people)
    found, own, logged = [], 0, 0
    for each, of_all in _objects(whole):
        if _is_own(each):
            own += bool(_value(each, TEXTS) or _value(each, ("action",)))
        elif message := _message(each, people, of_all):
            found.append(message)
            logged += _is_of_a_log(each)
        elif _time(each) and _said(each, people) and not _speaker(each, people):
            own += 1
    if logged * 2 > len(found):
        return ChatText(())
    if all(m.stamp and re.match(r"\d{4}-", m.stamp.date) for m in found):
        if found and _when(found[0]) > _when(found[-1]):
            found.reverse()  # as Teams' are, so that what was said in one second is in order, too
        found.sort(key=_when)
    return ChatText(tuple(found), own=own)


def _objects(
    value: Any, of_all: Stamp | None = None, depth: int = 0
) -> Iterator[tuple[Mapping[str, Any], Stamp | None]]:
    """Every object, outer ones first, by names without case, and the time of the one around it."""
    if depth > _DEEPEST:
        return
    inner = value if isinstance(value, list) else []
    if isinstance(value, dict):
        plain = {key.casefold(): each for key, each in value.items()}
        yield plain, of_all
        inner = [each for key, each in plain.items() if key not in _INSIDE]
        of_all = _time(plain) or of_all
    for each in inner:
        yield from _objects(each, of_all, depth + 1)


def _value(each: Mapping[str, Any], names: tuple[str, ...]) -> Any:
    return next((each[name] for name in names if each.get(name)), None)


def _add_person(each: Mapping[str, Any], people: dict[str, str]) -> None:
    profile = each.get("user_profile") or each.get("profile")
    ident = each.get("user") if "user_profile" in each else each.get("id", each.get("user_id"))
    if "user_profile" not in each and _value(each, TEXTS):
        ident = each.get("user_id")  # the id of a message is nobody's
    named = {k.casefold(): v for k, v in profile.items()} if isinstance(profile, dict) else {}
    name = _value(named, _NAMES) or _value(each, _NAMES)
    if isinstance(ident, str | int) and isinstance(name, str) and ident != name:
        people.setdefault(str(ident), name)


def _is_own(each: Mapping[str, Any]) -> bool:
    return any(
        isinstance(kind := each.get(name), str) and _OWN.fullmatch(kind)
        for name in ("type", "subtype", "messagetype")
    )


def _message(
    each: Mapping[str, Any], people: Mapping[str, str], of_all: Stamp | None
) -> ChatMessage | None:
    who, when, text = _speaker(each, people), _time(each), _said(each, people)
    if not text and when:
        text = _files(each)
    if not text or not who or not _is_message(each, when):
        return None
    return ChatMessage(1, when or of_all, who, text)


def _speaker(each: Mapping[str, Any], people: Mapping[str, str]) -> str:
    return next((name for key in PEOPLE if (name := _who(each.get(key), people))), "")


def _said(each: Mapping[str, Any], people: Mapping[str, str]) -> str:
    return _text(_value(each, TEXTS), people, each)


def _time(each: Mapping[str, Any]) -> Stamp | None:
    return next((stamp for key in _TIMES if (stamp := _stamp(each.get(key)))), None)


def _is_message(each: Mapping[str, Any], when: Stamp | None) -> bool:
    """Whether an object is one that somebody said, rather than a person or a piece of a text."""
    return when is not None or bool(each.keys() & set(PEOPLE[:9]) or "role" in each)


def _is_of_a_log(each: Mapping[str, Any]) -> bool:
    """Whether an object has a level as a program's log has it: a word, or a number such as 30."""
    levels = [str(each[name]).casefold() for name in _OF_LOGS if name in each]
    return any(level in LEVELS or re.fullmatch(r"[1-6]0", level) for level in levels)


def _who(value: Any, people: Mapping[str, str], depth: int = 0) -> str:
    """The name of a person, in whichever way one is named."""
    if isinstance(value, str | int) and not isinstance(value, bool):
        return speaker_name(people.get(str(value), str(value)))
    if isinstance(value, dict) and depth < 3:
        plain = {key.casefold(): each for key, each in value.items()}
        return next((n for key in _NAMES if (n := _who(plain.get(key), people, depth + 1))), "")
    return ""


def _text(value: Any, people: Mapping[str, str], message: Mapping[str, Any]) -> str:
    if isinstance(value, list):  # pieces, some of which are links or bold
        pieces = (p if isinstance(p, str) else p.get("text", "") if isinstance(p, dict) else ""
                  for p in value)  # fmt: skip
        return message_text("".join(map(str, pieces)))
    if isinstance(value, dict):
        plain = {key.casefold(): each for key, each in value.items()}
        return _text(_value(plain, TEXTS), people, message)
    if not isinstance(value, str):
        return ""
    if _MARKUP.match(value):
        return message_text(text_of_html(value))
    if "ts" in message:
        return message_text(unescape(_OF_SLACK.sub(lambda m: _slack(m, people), value)))
    return message_text(value)


def _slack(match: re.Match[str], people: Mapping[str, str]) -> str:
    """A mention, a channel or a link as Slack writes it."""
    sign, target, label = match[1], match[2], match[3]
    if sign == "@":
        return f"@{label or people.get(target, target)}"
    if sign:
        return f"{'#' if sign == '#' else '@'}{label or target}"
    return f"{label} ({target})" if label and label != target else target


def _files(each: Mapping[str, Any]) -> str:
    """Files that somebody sent without a word, by their names."""
    value = _value(each, _FILES)
    files = value if isinstance(value, list) else [value]
    names = []
    for file in files:
        if isinstance(file, dict):
            plain = {key.casefold(): each for key, each in file.items()}
            file = _value(plain, ("name", "filename", "title", "contenttype", "type")) or "file"
        if isinstance(file, str):
            names.append(f"[{' '.join(file.rpartition('/')[2].split())}]")
    return "\n".join(names)


def _stamp(value: Any) -> Stamp | None:
    """A time as seconds, milliseconds or microseconds since 1970, or in words."""
    if isinstance(value, str) and not re.fullmatch(r"\d{9,17}(?:\.\d+)?", value):
        return _written(value)
    try:
        number = float(value)
        unit = 10**6 if number >= 10**14 else 10**3 if number >= 10**11 else 1
        at = datetime.fromtimestamp(int(number / unit), UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return None
    return Stamp(at.date().isoformat(), at.hour, at.minute, at.second, "z")


def _written(value: str) -> Stamp | None:
    match = _STAMP.search(value[:100])
    return stamp_of(match) if match else None


def _when(message: ChatMessage) -> tuple[int, ...]:
    """To compare with others; times without an offset are of one zone."""
    stamp = message.stamp
    assert stamp is not None
    year, month, day = map(int, re.findall(r"\d+", stamp.date))
    sign, away = (-1 if stamp.zone[:1] == "-" else 1), re.findall(r"\d+", stamp.zone) or [0, 0]
    minutes = stamp.hour * 60 + stamp.minute - sign * (int(away[0]) * 60 + int(away[1]))
    return year, month, day * 24 * 60 + minutes, stamp.second or 0
