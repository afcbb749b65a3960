"""Chats as tables: CSV with a header, a row a message, as Discord's and other tools export it."""

import csv
from collections.abc import Sequence

from tix.importers.chat_json import PEOPLE, TEXTS, chat_of
from tix.importers.chat_values import ChatText

_DELIMITERS = ",;\t"


def read_table(text: str) -> ChatText | None:
    """The messages of a table whose header names a text and who wrote it; None for other texts."""
    header = text.lstrip().split("\n", 1)[0].casefold()
    for delimiter in _DELIMITERS:
        names = {name.strip(' "\r').replace(" ", "_") for name in header.split(delimiter)}
        if names & set(TEXTS) and names & set(PEOPLE):
            rows = csv.reader(text.lstrip().splitlines(keepends=True), delimiter=delimiter)
            try:
                first, *others = rows
            except csv.Error:
                return None
            columns = [name.strip().replace(" ", "_") for name in first]
            return chat_of([_message(columns, row, delimiter) for row in others])
    return None


def _message(columns: Sequence[str], row: Sequence[str], delimiter: str) -> dict[str, str]:
    """A row by its columns; what is more than they are is of its text, which nobody quoted."""
    cells = [*row]
    while len(cells) > len(columns) and not cells[-1].strip():
        cells.pop()
    more = len(cells) - len(columns)
    if more > 0:
        text = next(n for n, name in enumerate(columns) if name.casefold() in TEXTS)
        cells[text : text + more + 1] = [delimiter.join(cells[text : text + more + 1])]
    return dict(zip(columns, cells, strict=False))
