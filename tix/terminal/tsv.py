"""Rows for programs: cells separated by tabs, a line each."""

from collections.abc import Iterable, Sequence
from itertools import chain, compress

from tix.terminal import safe

_BLOCK = 500
"""Rows at once: what is made of so many on the way fits into memory that was used before."""


def tsv(rows: Sequence[Sequence[str]]) -> str:
    """The rows with a tab between cells and nothing cut, without a final line end; a row without
    cells is an empty line."""
    blocks = (rows[start : start + _BLOCK] for start in range(0, len(rows), _BLOCK))
    return "\n".join(chain.from_iterable(map(_lines, blocks)))


def _lines(rows: Sequence[Sequence[str]]) -> Iterable[str]:
    lines = [*map("\t".join, rows)]
    return (
        lines
        if are_plain(lines, [len(row) - 1 if row else 0 for row in rows])
        else map(_tabbed, rows)
    )


def are_plain(lines: Sequence[str], gaps: Sequence[int]) -> bool:
    """Whether these lines, each of which has at least so many tabs as gaps between its cells, have
    no more of them, and nothing else that ``tsv`` would write in another way."""
    usual = [*map(str.isascii, lines)]
    others = [not flag for flag in usual]
    # Apart: a text of ASCII alone takes less than half the time.
    return all(
        _is_plain("".join(compress(lines, flags)), sum(compress(gaps, flags)))
        for flags in (usual, others)
    )


def _is_plain(text: str, gaps: int) -> bool:
    """Whether a text is safe but for so many tabs: told of all at once, as of nearly all."""
    if text.isascii():
        return text.encode().translate(None, _VISIBLE) == b"\t" * gaps
    return text.count("\t") == gaps and safe.is_plain(text.replace("\t", ""))


_VISIBLE = bytes(range(0x20, 0x7F))


def _tabbed(row: Sequence[str]) -> str:
    text = "\t".join(row)
    if text.isascii() and text.count("\t") < len(row) and text.replace("\t", "").isprintable():
        return text
    return "\t".join(map(safe.line, row))
