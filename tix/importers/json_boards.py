"""Boards as JSON whose cards stand in columns: the column is how far a card is.

1. Columns with a title and their cards: ``{"columns": [{"name": "Done", "cards": […]}]}``.
2. Columns by their titles: ``{"columns": {"Done": […]}}``, or that object alone, ``{"todo": […],
   "done": […]}``, if two of the titles at least are known for a status.
3. Columns and cards beside each other, where a card has its column's id.

A card may be but its title.
"""

from collections.abc import Iterable, Iterator, Mapping

from tix.importers.answers import is_itself_one
from tix.importers.foreign_names import names_of, plain_name
from tix.importers.foreign_words import Words
from tix.importers.plain_values import objects
from tix.quick_typing import Any

_COLUMNS = ("columns", "lists", "stages", "lanes", "buckets")
_CARDS = ("cards", "tasks", "items", "issues", "tickets", "stories", "todos")
_COLUMN_OF_CARD = tuple(
    name
    for column in ("column", "list", "stage", "lane", "bucket")
    for name in (column, f"{column}_id", f"id_{column}")
)
"""What the columns of a board, the cards of one, and a card's column are called, in the form of
``plain_name``."""
_TITLES = ("title", "name")
_STATUS = frozenset(names_of("status"))
_DEPTH = 4
_MOST = 100
"""How deep boards are looked for, and in lists of how many: records are very many."""

_Columns = list[tuple[str, list[Any]]]
"""Titles of columns, and their cards."""


def with_columns_told(answers: list[object], words: Words, notes: list[str]) -> list[object]:
    """The answers, with an object of cards in place of each board; ``notes`` gets the names of
    what columns say besides."""
    columns = _with_titles(answers)
    if columns and _are_known([title for title, _ in columns], words):
        found: list[object] = [{"items": [*_cards(columns, "")]}]
    else:
        found = [_told(each, words, _DEPTH) for each in answers[:_MOST]] + answers[_MOST:]
    said = dict.fromkeys(_said_by_columns(answers[:_MOST], _DEPTH))
    if said and found != answers:
        notes.append(f"left out, what columns say: {', '.join(said)}")
    return found


def _told(value: object, words: Words, depth: int) -> object:
    if isinstance(value, list) and depth and len(value) <= _MOST:
        return [_told(each, words, depth - 1) for each in value]
    if not isinstance(value, dict) or not depth or {"cards", "lists"} <= value.keys():
        return value  # the last one is a board of Trello's
    if any(plain_name(name) in _STATUS and isinstance(value[name], str) for name in value):
        return value  # a ticket
    if not (board := _board(value, words)):
        if is_itself_one(value):  # what is in a ticket is its own
            return value
        return {name: _told(each, words, depth - 1) for name, each in value.items()}
    used, columns = board
    left = {name: each for name, each in value.items() if name not in used}
    title = next((str(left[name]) for name in _TITLES if left.get(name)), "")
    beside = {name: each for name, each in left.items() if name not in (*_TITLES, "id")}
    return {**beside, "items": [*_cards(columns, title)]}


def _board(value: Mapping[str, Any], words: Words) -> tuple[frozenset[str], _Columns] | None:
    """The columns of a board, and the names that they have been taken from."""
    name = next((name for name in value if plain_name(name) in _COLUMNS), "")
    columns = value.get(name)
    if found := _by_title(columns) or _with_titles(columns):
        return None if _are_checklists(value, name, words) else (frozenset((name,)), found)
    for cards in value:
        if plain_name(cards) in _CARDS and (found := _beside(columns, value[cards])):
            return frozenset((name, cards)), found
    found = _by_title(value)
    is_board = _are_known([title for title, _ in found], words)
    return (frozenset(value), found) if is_board else None


def _are_checklists(value: Mapping[str, Any], name: str, words: Words) -> bool:
    """Whether what is called lists or the like, of what may be a ticket, has its checklists."""
    lists = objects(value[name])
    return (
        plain_name(name) != _COLUMNS[0]
        and is_itself_one(value)
        and any("items" in each for each in lists)
        and not _are_known([title for title, _ in _with_titles(lists)], words)
    )


def _said_by_columns(value: object, depth: int) -> Iterator[str]:
    """The names of what columns with a title say besides that, their id and their cards."""
    if isinstance(value, list) and len(value) <= _MOST:
        if _with_titles(value):
            for name in (name for each in value for name in each if each[name]):
                if name not in (*_TITLES, "id") and plain_name(name) not in _CARDS:
                    yield name
            return
        inner: Iterable[object] = value
    else:
        inner = value.values() if isinstance(value, dict) else ()
    for each in inner if depth else ():
        yield from _said_by_columns(each, depth - 1)


def _by_title(value: object) -> _Columns:
    """The columns of an object that has nothing but such."""
    if not isinstance(value, dict) or not all(map(_are_cards, value.values())):
        return []
    return [*value.items()] if any(value.values()) else []


def _with_titles(value: object) -> _Columns:
    found: _Columns = []
    for each in objects(value):
        cards = next((each[name] for name in each if plain_name(name) in _CARDS), None)
        title = next((each[name] for name in _TITLES if each.get(name)), None)
        if not isinstance(title, str) or cards is None or not _are_cards(cards):
            return []
        found.append((title, cards))
    is_all = isinstance(value, list) and len(found) == len(value)
    return found if is_all and any(cards for _, cards in found) else []


def _beside(columns: object, cards: object) -> _Columns:
    titles = {
        str(each["id"]): str(each[name])
        for each in objects(columns)
        for name in _TITLES
        if each.get(name) and each.get("id") is not None
    }
    found: dict[str, list[Any]] = {}
    for card in objects(cards):
        named = (name for name in card if plain_name(name) in _COLUMN_OF_CARD)
        column = {name: titles[str(card[name])] for name in named if str(card[name]) in titles}
        rest = {name: each for name, each in card.items() if name not in column}
        found.setdefault(next(iter(column.values()), ""), []).append(rest)
    return [*found.items()] if found.keys() - {""} else []


def _are_cards(value: object) -> bool:
    """Whether it is a list, with nothing in it but objects with a title, or titles."""
    return isinstance(value, list) and all(
        (isinstance(each, str) and bool(each.strip()))
        or (isinstance(each, dict) and any(isinstance(each.get(name), str) for name in _TITLES))
        for each in value
    )


def _are_known(titles: list[str], words: Words) -> bool:
    spaced = (plain_name(title) for title in titles)
    return sum(words.find("status", title).word is not None for title in spaced) > 1


def _cards(columns: _Columns, board: str) -> Iterator[dict[str, Any]]:
    for column, cards in columns:
        for card in cards:
            told = {"title": card} if isinstance(card, str) else dict(card)
            if board:
                told.setdefault("list", board)
            if column and not any(plain_name(name) in _STATUS for name in told):
                told["state"] = column
            yield told
