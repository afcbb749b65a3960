"""Chats as web pages: Telegram's export, and any page that says it in lines as text does."""

import re
from contextlib import suppress
from html.parser import HTMLParser

from tix.importers.chat_forms import read_lines
from tix.importers.chat_stamps import STAMP, stamp_of
from tix.importers.chat_values import ChatMessage, ChatText, Stamp, message_text, speaker_name
from tix.model.text.html_text import text_of_html

_PAGE = re.compile(r"\s*<(?:!doctype html|html|head|body|div|table|p|ul|section)\b", re.IGNORECASE)
_STAMP = re.compile(STAMP, re.IGNORECASE)
_KINDS = ("from_name", "text", "title", "photo_wrap", "forwarded", "date")
_EMPTY = ("br", "img", "hr", "input", "meta", "link", "source", "wbr")


def is_html(text: str) -> bool:
    """Whether a text is a web page, or a part of one."""
    return _PAGE.match(text) is not None


def read_html(html: str) -> ChatText:
    """The messages of a page."""
    if 'class="message ' in html:
        reading = _Telegram()
        with suppress(AssertionError):  # of the parser, at what no browser minds
            reading.feed(html)
            reading.close()
        if reading.messages:
            return ChatText(tuple(reading.messages), own=reading.own)
    return read_lines(text_of_html(html))


class _Telegram(HTMLParser):
    """A page of messages.html: ``div.message`` holds ``div.date`` (its title says when),
    ``div.from_name`` and ``div.text``; one that ``joined`` is of who wrote the one above."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.messages: list[ChatMessage] = []
        self.own = 0
        self._open: list[str] = []
        self._message = -1
        self._who = ""
        self._stamp: Stamp | None = None
        self._said: dict[str, list[str]] = {}
        self._line = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self.handle_data("\n")
        if tag in _EMPTY:
            return
        given = dict(attrs)
        classes = (given.get("class") or "").split()
        kind = next((c for c in _KINDS if c in classes), "")
        if tag == "div" and "message" in classes:
            self._end_message()
            self._message, self._line, self._stamp = len(self._open), self.getpos()[0], None
            self.own += "service" in classes
            kind = "service" if "service" in classes else "message"
        elif kind == "date" and not self._stamp and (m := _STAMP.match(given.get("title") or "")):
            self._stamp = stamp_of(m)
        elif kind == "photo_wrap":
            self._said["title"] = ["photo"]
        if kind == "from_name" and "forwarded" in self._open:  # whose words they were at first
            kind = "forwarded"
        self._open.append("" if kind == "date" else kind)

    def handle_endtag(self, tag: str) -> None:
        if tag in _EMPTY or not self._open:
            return
        self._open.pop()
        if len(self._open) == self._message:
            self._end_message()

    def handle_data(self, data: str) -> None:
        kinds = [kind for kind in self._open if kind]
        if "message" in kinds and kinds[-1] != "message":
            self._said.setdefault(kinds[-1], []).append(data)

    def close(self) -> None:
        super().close()
        self._end_message()

    def _end_message(self) -> None:
        said = {kind: "".join(parts) for kind, parts in self._said.items()}
        self._message, self._said = -1, {}
        self._who = speaker_name(said.get("from_name", "")) or self._who
        text = "\n".join(line.strip() for line in said.get("text", "").strip().split("\n"))
        if not text and (title := " ".join(said.get("title", "").split())):
            text = f"[{title}]"
        if self._who and self._stamp and (text := message_text(text)):
            self.messages.append(ChatMessage(self._line, self._stamp, self._who, text))
        self._stamp = None
