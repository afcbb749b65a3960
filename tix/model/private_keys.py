"""Private keys in the output of programs: PEM and PGP blocks, PuTTY's files, whole or cut.

A key is printed as it stands, as one text with ``\\n`` in it, with blanks for line ends, or with
something in front of each line: a comparison's ``+``, pytest's ``E``, a log's time. Where its
beginning or its end is left out, what has the form of its lines still goes.
"""

import re

_LABEL = r"[A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?"
_EDGE = re.compile(rf"-{{4,5}} ?(?:(BEGIN)|END) {_LABEL} ?-{{4,5}}|(Private-Lines: \d+)")
_FARTHEST = 20_000
"""Characters between a beginning and its end, at the most."""

_BASE64 = "A-Za-z0-9+/="
_RUN = rf"(?<![{_BASE64}])[{_BASE64}]{{16,}}"
_TAIL = r"[\"',;+ \t]{0,6}"
_NEW_LINE = r"(?:\\r|\r)?(?:\n|\\n)"
_NEXT = re.compile(
    rf"\s*{_RUN}"
    rf"|{_TAIL}(?:{_NEW_LINE}[ \t]*)+(?:[^\n]{{0,60}}?[^{_BASE64}\n])?"
    rf"(?:{_RUN}|(?:Proc-Type|DEK-Info|Version|Comment|Hash): [^\n\\]*)(?={_TAIL}(?:[\r\n\\-]|$))"
)
"""A line of a key after another one."""

_LONG = re.compile(_RUN)
_BREAK = re.compile(_NEW_LINE)
_LAST = re.compile(rf"(?<![{_BASE64}])[{_BASE64}]{{1,76}}{_TAIL}$")
_BEFORE = re.compile(rf"(?:{_RUN}[ \t]*)+(?:[{_BASE64}]{{1,76}})?{_TAIL}$")
"""The lines of a key that one text ends in: blanks may stand for line ends."""


def without_private_keys(text: str, mask: str) -> str:
    """The text with ``mask`` for each private key in it."""
    if "PRIVATE KEY" not in text and "Private-Lines" not in text:
        return text
    parts: list[str] = []
    done = 0
    for edge in _EDGE.finditer(text):
        if edge.start() < done:
            continue
        begin, end = _key_at(text, edge, done)
        if (begin, end) == edge.span():
            continue  # a word about a key
        parts += text[done:begin], mask
        done = end
    return "".join((*parts, text[done:]))


def _key_at(text: str, edge: "re.Match[str]", least: int) -> tuple[int, int]:
    """Where the key begins and ends that has this edge; ``least`` is where one before it ended."""
    if edge[1] or edge[2]:
        return edge.start(), _end(text, edge)
    return _begin(text, edge.start(), max(least, edge.start() - _FARTHEST)), edge.end()


def _end(text: str, edge: "re.Match[str]") -> int:
    following = _EDGE.search(text, edge.end(), edge.end() + _FARTHEST)
    if following and edge[1] and not following[1] and not following[2]:
        return following.end()
    at = edge.end()
    while line := _NEXT.match(text, at):
        at = line.end()
    return at


def _begin(text: str, at: int, least: int) -> int:
    """Where the lines begin that lead to the end of a key at ``at``."""
    breaks = [least, *(found.end() for found in _BREAK.finditer(text, least, at)), at]
    begin, last = at, len(breaks) - 1
    if not _LONG.search(text, breaks[last - 1], at):  # the edge has a line of its own
        last -= 1
    is_last = True
    while last > 0:
        piece = _BREAK.sub("", text[breaks[last - 1] : breaks[last]])
        found = _BEFORE.search(piece) or (_LAST.search(piece) if is_last else None)
        if found is None:
            return begin
        begin = breaks[last - 1] + found.start()
        last, is_last = last - 1, False
    return begin
