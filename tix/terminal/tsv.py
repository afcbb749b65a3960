"""Rows for programs: cells separated by tabs, a line each."""

from collections.abc import Sequence

from tix.terminal import safe


def tsv(rows: Sequence[Sequence[str]]) -> str:
    """The rows with a tab between cells and nothing cut, without a final line end."""
    lines = [*map("\t".join, rows)]
    text = "\n".join(lines)
    return text if _is_plain(text, lines, rows) else "\n".join(map(_tabbed, rows))


def _is_plain(text: str, lines: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Whether these lines are the rows as they are: told of all at once, as of nearly all."""
    gaps = text.count("\t"), text.count("\n")
    if gaps != (sum(map(len, rows)) - len(rows), len(rows) - 1):
        return False
    unusual = "".join(line for line in lines if not line.isascii())
    only_cells = text.replace("\t", "").replace("\n", "")
    return only_cells.isprintable() and safe.is_plain(unusual.replace("\t", ""))


def _tabbed(row: Sequence[str]) -> str:
    text = "\t".join(row)
    if text.isascii() and text.count("\t") < len(row) and text.replace("\t", "").isprintable():
        return text
    return "\t".join(map(safe.line, row))
