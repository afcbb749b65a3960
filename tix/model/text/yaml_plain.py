"""Reading YAML: the quick way where the text is plain, else with the strict parser.

Plain is what tix writes itself, and nearly all that people write: fields with a text on their
line or items below it, texts as they are or in quotes without escapes, comments on lines of their
own. The quick way gives exactly the nodes that the parser would give, and gives up on everything
that it isn't sure of; ``tests/model/text/test_yaml_plain.py`` holds the two together. It spares
most runs the import of PyYAML (half of what starting Python with click costs), and is several times
as quick.
"""

import re
from functools import lru_cache

from tix.model.text.yaml_nodes import Mapping, Node, Scalar, Sequence

# A pattern of one line each; strings, so that nothing is compiled at import. A plain text doesn't
# begin with what means something in YAML; ': ', ' #' and a ':' or blank at its end are looked for
# by hand.
_LINE = (
    r"(?:([A-Za-z_][A-Za-z0-9_-]{0,99}):(?: +(?!#)|$)|(- )|#[^\n]*$|$)"
    r"""(?:([^\s\-?:,\[\]{}#&*!|>'"%@`][^\n]*)|"([^"\\\n]*)"|'([^'\n]*)')?\n"""
)

_NO_BEGINNING = " -?:,[]{}#&*!|>'\"%@`"
"""With what no plain text begins; nor is it empty."""

_ABSENT = ("~", "null", "Null", "NULL")


def read_mapping(text: str, *, depth: int) -> Mapping:
    """The mapping that the text holds; an empty text is an empty mapping.

    ``depth``: how many levels of lists and mappings may stand below it, one at least. Raises
    YamlError.
    """
    plain = read_plain(text)
    if plain is not None:
        return plain
    from tix.model.text import yaml_strict  # imports PyYAML

    return yaml_strict.read_mapping(text, depth=depth)


def read_plain(text: str) -> Mapping | None:
    """The mapping that the text holds, or None if that takes a real parser to tell."""
    if (text and not text.endswith("\n")) or "\n " in text:
        return None  # what is indented is never plain, and that is quickly seen
    if not text.replace("\n", "").isprintable():
        return None
    match = re.compile(_LINE, re.MULTILINE).match
    entries: list[tuple[Scalar, Node | None]] = []
    items: list[Node] = []
    names: set[str] = set()
    place = 0
    while place < len(text):
        line = match(text, place)
        if line is None:
            return None
        name, dash, plain, double, single = line.groups()
        value = _value(line, plain, double, single)
        if name is not None:
            if name in names or not _closed(entries, items, place):
                return None
            names.add(name)
            entries.append((Scalar(name, place, place + len(name), True), value))
        elif dash is not None:
            if value is None or not entries or entries[-1][1] is not None:
                return None
            items.append(value)
        elif value is not None:
            return None
        if plain is not None and _unsure(plain):
            return None
        place = line.end()
    if not entries or not _closed(entries, items, len(text)):
        return None
    whole = tuple((key, node) for key, node in entries if node is not None)
    return Mapping(whole, entries[0][0].start, len(text), flow=False)


def read_texts(text: str) -> dict[str, str | tuple[str, ...]] | None:
    """Only the texts of the fields, by name, where all lines are plain, as tix writes them.

    None wherever that isn't sure; also if there are comments or blank lines, or if a field or an
    item is written as absent.
    """
    if text[-1:] != "\n":
        return None
    found: dict[str, str | tuple[str, ...]] = {}
    name, items = "", list[str]()  # of the list that has no end yet
    for line in text[:-1].split("\n"):
        read = _remembered(line) if len(line) < _SHORT else plain_line(line)
        if read is None:
            return None
        key, value = read
        if not key:
            if not name or value is None:
                return None
            items.append(value)
            continue
        if name:
            if not items:
                return None
            found[name], name, items = tuple(items), "", []
        if key in found:
            return None
        if value is None:
            name = key
        else:
            found[key] = value
    if name:
        found[name] = tuple(items)
    return None if name and not items else found


_SHORT = 200
"""Shorter lines are remembered: most stand in many tickets, and in each version of one."""


def plain_line(line: str) -> tuple[str, str | None] | None:
    """The name and the text of a field's line, or None if that isn't sure.

    Without a text its items follow; without a name this is one of them.
    """
    if not line.isprintable():
        return None
    if line[:2] == "- ":
        item = _text(line[2:])
        return None if item is None else ("", item)
    key, _, written = line.partition(": ")
    if not written:
        key = line[:-1] if line[-1:] == ":" else ""
    if not _is_name(key):
        return None
    if not written:
        return key, None
    text = _text(written)
    return None if text is None else (key, text)


_remembered = lru_cache(maxsize=8192)(plain_line)


@lru_cache(maxsize=1000)
def _is_name(text: str) -> bool:
    word = text.replace("-", "_")
    return word.isidentifier() and text[0] != "-" and text.isascii() and len(text) <= 100


def _text(written: str) -> str | None:
    """The text that is written so behind a name or a dash, or None if that isn't sure."""
    first = written[:1]
    if first in _NO_BEGINNING:
        if first == '"' == written[-1] and len(written) > 1:
            text = written[1:-1]
            return None if '"' in text or "\\" in text else text
        if first == "'" == written[-1] and len(written) > 1:
            text = written[1:-1]
            return None if "'" in text else text
        return None
    return None if _unsure(written) or written in _ABSENT else written


def _value(
    line: re.Match[str], plain: str | None, double: str | None, single: str | None
) -> Scalar | None:
    if plain is not None:
        return Scalar(plain, line.start(3), line.end(3), True)
    if double is not None:
        return Scalar(double, line.start(4) - 1, line.end(4) + 1, False)
    if single is not None:
        return Scalar(single, line.start(5) - 1, line.end(5) + 1, False)
    return None


def _unsure(plain: str) -> bool:
    return ": " in plain or " #" in plain or plain[-1] in ": "


def _closed(entries: list[tuple[Scalar, Node | None]], items: list[Node], end: int) -> bool:
    """Give the last field its items, if it has no text; False if it has neither."""
    if not entries or entries[-1][1] is not None:
        return True
    if not items:
        return False
    key, _ = entries[-1]
    first = items[0]
    entries[-1] = (key, Sequence(tuple(items), first.start - 2, end, flow=False))
    items.clear()
    return True
