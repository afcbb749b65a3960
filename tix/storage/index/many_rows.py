"""Columns of very many rows, each read as one text of JSON: SQLite writes the texts, and Python's
scanner reads them, in less time and memory than a row after the other takes."""

import sqlite3
from collections.abc import Mapping, Sequence

from tix.model.text.quick_json import loads
from tix.quick_typing import Any

Parameters = Sequence[object] | Mapping[str, object]


def columns_of(
    connection: sqlite3.Connection, names: Sequence[str], source: str, parameters: Parameters
) -> tuple[Any, ...]:
    """The columns (texts, whole numbers, NULL) of what stands behind FROM, in its order."""
    asked = ", ".join(f"json_group_array({name})" for name in names)
    [texts] = connection.execute(f"SELECT {asked} FROM {source}", parameters)
    return tuple(map(loads, texts))


def texts_by_number(
    connection: sqlite3.Connection, field: str, alive: Mapping[str, str]
) -> dict[int, tuple[str, ...]]:
    """The words that tickets have in a field, by their numbers, of each database and its condition
    for the tickets that count: a row for each word, as there are few words and many tickets."""
    found: dict[int, tuple[str, ...]] = {}
    for database, condition in alive.items():
        for text, numbers in connection.execute(
            f"SELECT text, json_group_array(n) FROM {database}.word JOIN {database}.value USING (w)"
            f" WHERE {condition}field = ? GROUP BY w ORDER BY w",
            (field,),
        ):
            having: dict[int, tuple[str, ...]] = dict.fromkeys(loads(numbers), (text,))
            for number in found.keys() & having.keys():
                having[number] = (*found[number], text)
            found |= having
    return found
