"""Chats as tables: CSV with a header, a row a message, as Discord's and other tools export it."""

import csv

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
            return chat_of([dict(zip(columns, row, strict=False)) for row in others])
    return None
