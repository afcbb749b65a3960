"""The text of HTML, as mails have it: its words in lines and paragraphs, links with addresses."""

import re
from html import unescape
from html.parser import HTMLParser

_SKIPPED = frozenset(("script", "style", "head", "title", "template", "noscript"))
_BLOCKS = frozenset((
    "p", "div", "br", "tr", "table", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6", "hr",
    "blockquote", "pre", "section", "article", "header", "footer", "dl", "dt", "dd",
))  # fmt: skip
_PARAGRAPHS = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "pre"))
_LONGEST = 500_000
"""Characters for which the parser is asked; what is longer loses its tags by a pattern."""

_OPEN_ENDS = 50
"""Tags that never end, likewise: the parser looks for the end of each up to the end of the text."""


def text_of_html(html: str) -> str:
    """The text. Nothing raises; what can't be parsed loses its tags and keeps its words."""
    if len(html) <= _LONGEST and html.count("<") <= html.count(">") + _OPEN_ENDS:
        try:
            reading = _Reading()
            reading.feed(html)
            reading.close()
            if reading.is_whole and (text := reading.text):
                return text
        except (AssertionError, ValueError, IndexError, RecursionError):
            pass  # the parser asserts what real mail doesn't keep
    words = unescape(re.sub(r"<[^<>]{0,5000}>", " ", html))
    return _tidy("\n".join(" ".join(line.split()) for line in words.split("\n")))


class _Reading(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[tuple[int, str]] = []
        self._line: list[str] = []
        self._skipping = self._quoted = self._as_is = 0
        self._links: list[tuple[str, int]] = []

    @property
    def is_whole(self) -> bool:
        """Whether what is passed over (a style) has ended."""
        return not self._skipping

    @property
    def text(self) -> str:
        """What was read."""
        self._end_line()
        return _tidy("\n".join("> " * min(depth, 9) + line for depth, line in self._lines))

    def _end_line(self, *, blank: bool = False) -> None:
        line = "".join(self._line)
        line = line.rstrip() if self._as_is else " ".join(line.split())
        self._line = []
        if line:
            self._lines.append((self._quoted, line))
        if blank and self._lines and self._lines[-1][1]:
            self._lines.append((self._quoted, ""))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "body":  # whatever wasn't closed before
            self._skipping = 0
        if tag in _SKIPPED:
            self._skipping += 1
        if self._skipping:
            return
        given = {name: value or "" for name, value in attrs}
        if tag in _BLOCKS:
            self._end_line(blank=tag in _PARAGRAPHS or (tag == "br" and not self._line))
        if tag == "blockquote":
            self._quoted += 1
        elif tag == "pre":
            self._as_is += 1
        elif tag == "li":
            self._line.append("- ")
        elif tag in ("td", "th"):
            self._line.append("  " if self._line else "")
        elif tag == "img" and given.get("alt", "").strip():
            self._line.append(f"[{given['alt'].strip()}]")
        elif tag == "a":
            self._links.append((given.get("href", "").strip(), len(self._line)))

    def handle_endtag(self, tag: str) -> None:
        if tag in _SKIPPED:
            self._skipping = max(0, self._skipping - 1)
        if self._skipping:
            return
        if tag == "a" and self._links:
            self._end_link(*self._links.pop())
        if tag in _BLOCKS:
            self._end_line()
            if tag == "blockquote":
                self._quoted = max(0, self._quoted - 1)
            self._end_line(blank=tag in _PARAGRAPHS)
        if tag == "pre":
            self._as_is = max(0, self._as_is - 1)

    def _end_link(self, address: str, start: int) -> None:
        said = " ".join("".join(self._line[start:]).split())
        shown = address.removeprefix("mailto:").rstrip("/")
        if re.match(r"(?i)(https?|mailto|tel):", address) and said and shown not in said:
            self._line.append(f" ({shown[:500]})")

    def handle_data(self, data: str) -> None:
        if self._skipping:
            return
        if not self._as_is:
            self._line.append(re.sub(r"\s+", " ", data))
            return
        first, *others = data.split("\n")
        self._line.append(first)
        for line in others:
            self._end_line()
            self._line.append(line)


def _tidy(text: str) -> str:
    lines = [line.rstrip() for line in text.replace("\xa0", " ").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")
