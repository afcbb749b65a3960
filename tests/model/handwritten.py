"""Hypothesis strategy for ticket files as people and other tools write them."""

from dataclasses import dataclass

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, composite

from tests.model.strategies import texts

PLAIN = (
    "open",
    "no",
    "1.10",
    "a b",
    "it's",
    "x-y",
    "http://example.org/#a",
    "日本語",
    "😀 ok",
    "-1",
)
QUOTED = ("", "a: b", "# a", "- a", "@ana", "a #b", "[a]", "null", "~", " a ")
SINGLES = ("status", "priority", "customer", "milestone", "resolution", "key", "cost", "x-note")
LISTS = ("assignees", "watchers", "labels", "attachments", "platforms", "x list")
GAPS = ("# a comment\n", "\n", "   \n", "  # indented\n", "# labels:\n", "#\n")


@dataclass(frozen=True, slots=True)
class Piece:
    """A field as it is written, line ends as LF. ``name`` is empty for what stands between.

    ``open_end``: it ends in a block scalar, so that blank and indented lines below are its own.
    """

    name: str
    text: str
    open_end: bool = False


TITLES = (
    Piece("title", "title: Nightly build fails\n"),
    Piece("title", "title:  'CI: red' # quoted\n"),
    Piece("title", "title: |\n  Two\n  lines\n", open_end=True),
)
DUES = (
    "due: 2026-11-25\n",
    "due: '2026-11-25' # a day\n",
    "due: 2026-11-25T10:00:00+02:00\n",
    "due:\n",
)


@dataclass(frozen=True, slots=True)
class HandWritten:
    """A file: its pieces of front matter, in order, each with its own line ends by now.

    ``open_ends`` are the names of the fields that end in a block scalar.
    """

    opening: bytes
    pieces: tuple[tuple[str, bytes], ...]
    rest: bytes
    open_ends: frozenset[str]

    @property
    def data(self) -> bytes:
        """The file's bytes."""
        return self.opening + b"".join(text for _, text in self.pieces) + self.rest

    def has(self, name: str) -> bool:
        """Whether the field stands in the file, with or without a value."""
        return any(piece == name for piece, _ in self.pieces)

    def holds_apart(self, name: str) -> bool:
        """Whether what stands below a field would be taken for a part of what stands above it."""
        names = [piece for piece, _ in self.pieces]
        at = names.index(name)
        return at > 0 and names[at - 1] in self.open_ends and names[at + 1 : at + 2] == [""]

    def around(self, name: str) -> tuple[bytes, bytes, bytes]:
        """The bytes before, of, and behind a field."""
        at = [piece for piece, _ in self.pieces].index(name)
        before = self.opening + b"".join(text for _, text in self.pieces[:at])
        behind = b"".join(text for _, text in self.pieces[at + 1 :]) + self.rest
        return before, self.pieces[at][1], behind


def _comment(draw: DrawFn) -> str:
    return draw(st.sampled_from(["", "", "", " ", "  # why", " #"]))


def _key(draw: DrawFn, name: str) -> str:
    written = draw(st.sampled_from(["{}:", "{}:", "{}:", "{} :", '"{}":', "'{}' :"]))
    return written.format(name)


def _inline(draw: DrawFn) -> str:
    """A scalar on one line, good within brackets too."""
    style = draw(st.integers(0, 2))
    if style == 0:
        return draw(st.sampled_from(PLAIN))
    text = draw(st.sampled_from((*PLAIN, *QUOTED)))
    if style == 1:
        return "'" + text.replace("'", "''") + "'"
    return (
        '"'
        + text.replace("\\", "\\\\").replace('"', '\\"')
        + draw(st.sampled_from(['"', '\\n"', '\\u263A"']))
    )


def _block(draw: DrawFn, indent: str) -> str:
    """A block scalar, its header first; lines below deeper than ``indent``."""
    sign = draw(st.sampled_from("|>"))
    number, inner = draw(st.sampled_from([("", "  "), ("", "    "), ("2", "  "), ("1", " ")]))
    chomp = draw(st.sampled_from(["", "-", "+"]))
    lines = draw(st.lists(st.sampled_from(["a", "b c", "", "# no comment", "- x", "k: v"])))
    if number:
        lines = [draw(st.sampled_from(["", " "])) + line if line else line for line in lines]
    header = draw(st.sampled_from([number + chomp, chomp + number]))
    body = "".join(f"{indent}{inner}{line}\n" if line else "\n" for line in lines)
    return f"{sign}{header}{_comment(draw)}\n{body}"


def _folded(draw: DrawFn, indent: str) -> str:
    """A scalar that goes on in the next lines."""
    quote = draw(st.sampled_from(["", "'", '"']))
    more = draw(st.lists(st.sampled_from(["b", "c d", ""]), min_size=1, max_size=3))
    lines = [line and f"{indent} {line}" for line in [*more, "e"]]
    return f"{quote}a\n" + "\n".join(lines) + quote + _comment(draw) + "\n"


@composite
def single(draw: DrawFn, name: str) -> Piece:
    """A field with one text, or with none."""
    key = _key(draw, name)
    style = draw(st.integers(0, 7))
    if style == 0:
        nothing = draw(st.sampled_from(["", " ~", " null", "   "]))
        return Piece(name, f"{key}{nothing}{_comment(draw)}\n")
    if style == 1:
        return Piece(name, f"{key} {_block(draw, '')}", open_end=True)
    if style == 2:
        return Piece(name, f"{key} {_folded(draw, '')}")
    if style == 3:
        return Piece(name, f"{key}{_comment(draw)}\n   {_inline(draw)}{_comment(draw)}\n")
    return Piece(
        name, f"{key}{draw(st.sampled_from([' ', '   ']))}{_inline(draw)}{_comment(draw)}\n"
    )


def _item(draw: DrawFn, indent: str) -> Piece:
    style = draw(st.integers(0, 8))
    if style == 0:
        return Piece("", f"{indent}- {_block(draw, indent)}", open_end=True)
    return Piece("", _plain_item(draw, indent, style))


def _plain_item(draw: DrawFn, indent: str, style: int) -> str:
    if style == 1:
        return f"{indent}- {_folded(draw, indent)}"
    if style == 2:
        return f"{indent}-{_comment(draw)}\n{indent}  {_inline(draw)}\n"
    return f"{indent}-{draw(st.sampled_from([' ', '   ']))}{_inline(draw)}{_comment(draw)}\n"


@composite
def listed(draw: DrawFn, name: str) -> Piece:
    """A field with a list, in any of the ways to write one."""
    key = _key(draw, name)
    style = draw(st.integers(0, 4))
    if style == 0:
        return Piece(name, f"{key}{draw(st.sampled_from(['', ' []', ' ~']))}{_comment(draw)}\n")
    if style == 1:
        glue = draw(st.sampled_from([", ", ",", " , ", ",\n  ", ",\n  # between\n   "]))
        items = glue.join(_inline(draw) for _ in range(draw(st.integers(1, 4))))
        end = draw(st.sampled_from(["", ",", "\n ", " "]))
        return Piece(name, f"{key} [{items}{end}]{_comment(draw)}\n")
    indent = draw(st.sampled_from(["", "", "  ", "    "]))
    parts = [Piece("", f"{key}{_comment(draw)}\n")]
    for number in range(draw(st.integers(1, 4))):
        if number and draw(st.booleans()):
            parts.append(Piece("", draw(_gap(parts[-1], (f"{indent}# note\n", "# - note\n")))))
        parts.append(_item(draw, indent))
    return Piece(name, "".join(part.text for part in parts), parts[-1].open_end)


def _gap(before: Piece, choices: tuple[str, ...] = GAPS) -> st.SearchStrategy[str]:
    """What may stand between, without becoming a part of what stands before it."""
    return st.sampled_from(["# a comment\n"] if before.open_end else choices)


HEADINGS = (
    "## 2026-11-22T00:10:31Z · Bob Reis <bob@example.org> · c-q8m2ht",
    "## 2026-11-22T00:12:02Z · Ana Lima <> · c-m3k9vd · internal",
    "##  2026-11-22T00:12:02Z · Ana Lima <> · c-m3k9vd",
    "## 2026-11-22T00:14:02Z · Ana <a@example.org> · c-m3k9vd",
)


@composite
def below(draw: DrawFn, commented: bool) -> str:
    """What stands below the fields: body and comments, spaced as somebody liked."""
    out = [draw(st.sampled_from(["", "\n", "\n\n", "\n \n"])), draw(texts())]
    for heading in draw(st.lists(st.sampled_from(HEADINGS), min_size=int(commented), max_size=3)):
        out += ["\n\n", heading, draw(st.sampled_from(["\n\n", "\n", "\n\n\n"])), draw(texts())]
    out.append(draw(st.sampled_from(["\n", "", "\n\n", "\n\n\n"])))
    return "".join(out)


@composite
def hand_written(
    draw: DrawFn, *, always: tuple[str, ...] = (), commented: bool = False, line_end: str = ""
) -> HandWritten:
    """A whole file that a ticket can be read from.

    ``always``: names of fields that it has, ``commented``: it has a comment, more often than not,
    ``line_end``: the only line end in it.
    """
    more = st.sampled_from([name for name in SINGLES + LISTS if name not in always])
    names = [*always, *draw(st.lists(more, unique=True, max_size=6))]
    pieces = [Piece("id", "id: k7f3qz\n"), draw(st.sampled_from(TITLES))]
    pieces += [draw(single(name) if name in SINGLES else listed(name)) for name in names]
    if draw(st.booleans()):
        pieces.append(Piece("due", draw(st.sampled_from(DUES))))
    pieces = draw(st.permutations(pieces))
    spaced: list[Piece] = []
    for piece in pieces:
        if draw(st.integers(0, 3)) == 0:
            spaced.append(Piece("", draw(_gap(spaced[-1]) if spaced else st.sampled_from(GAPS))))
        spaced.append(piece)
    policy = line_end or draw(st.sampled_from(["\n", "\n", "\r\n", "mixed"]))

    def end_of_line() -> str:
        return draw(st.sampled_from(["\n", "\r\n"])) if policy == "mixed" else policy

    def encoded(text: str) -> bytes:
        lines = text.split("\n")
        return "".join(line + end_of_line() for line in lines[:-1]).encode() + lines[-1].encode()

    bom = draw(st.sampled_from(["", "\ufeff"]))
    opening = encoded(bom + draw(st.sampled_from(["---\n", "---  \n"])))
    closing = draw(st.sampled_from(["---\n", "--- \n"]))
    end = draw(st.sampled_from(["---", closing]))
    return HandWritten(
        opening,
        tuple((piece.name, encoded(piece.text)) for piece in spaced),
        encoded(closing + draw(below(commented)) if commented or draw(st.booleans()) else end),
        frozenset(piece.name for piece in spaced if piece.open_end),
    )
