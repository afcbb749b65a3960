"""A board of Trello's, as its menu exports it: one JSON object with lists, cards and what was done.

https://developer.atlassian.com/cloud/trello/guides/rest-api/object-definitions/
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from tix.frozen import dataclass
from tix.importers.foreign import Record, incoming
from tix.importers.foreign_words import Words
from tix.importers.incoming import Importer, ImportInputError, Incoming, Progress, Reading
from tix.importers.plain_values import (
    Said,
    comments,
    items,
    lf,
    name_of,
    objects,
    plain,
    text_of,
    time_of,
)
from tix.importers.records import UNSTORABLE_NOTE, read_each, read_records, storable
from tix.importers.shapes import refuse_other_shape
from tix.model.times import format_time
from tix.quick_typing import Any

SOURCE = "trello:"
"""The prefix of the source of tickets from Trello; behind it is the card's short link."""

_KEPT = ("due", "start", "url", "dueComplete")


def read(path: Path, words: Words, progress: Progress | None = None, /) -> Reading:
    """The cards of the boards in a file (``-``: standard input). Raises ImportInputError."""
    boards = read_records(path)
    readings = [_read_board(_board(path, record), words, progress) for record in boards]
    return Reading(
        [item for reading in readings for item in reading.items],
        tuple(skipped for reading in readings for skipped in reading.skipped),
    )


IMPORTER = Importer("trello", "FILE: a board as Trello exports it as JSON", read)


def _board(path: Path, record: object) -> "_Board":
    """A record as a board. Raises ImportInputError."""
    refuse_other_shape(path, record, "trello")
    if not isinstance(record, dict) or not isinstance(record.get("cards"), list):
        hint = "on the board: menu, print and export, JSON"
        raise ImportInputError(path, "there is no board of Trello's in it", hint)
    return _Board.of(record)


@dataclass(frozen=True, slots=True)
class _Board:
    """A board's cards, and by id what they name."""

    cards: list[object]
    lists: Mapping[str, str]
    archived: frozenset[str]
    members: Mapping[str, str]
    checklists: Mapping[str, str]
    said: Mapping[str, list[Said]]
    makers: Mapping[str, str]
    custom: Mapping[str, str]

    @staticmethod
    def of(board: Mapping[str, Any]) -> "_Board":
        said: dict[str, list[Said]] = {}
        for action in objects(board.get("actions")):
            data = action.get("data")
            if action.get("type") == "commentCard" and isinstance(data, dict):
                said.setdefault(name_of(data.get("card"), "id"), []).append(_said(action, data))
        return _Board(
            board["cards"],
            {
                text_of(each.get("id")): text_of(each.get("name"))
                for each in objects(board.get("lists"))
            },
            frozenset(
                text_of(each.get("id"))
                for each in objects(board.get("lists"))
                if each.get("closed")
            ),
            {
                text_of(each.get("id")): name_of(each, "fullName", "username")
                for each in objects(board.get("members"))
            },
            {
                text_of(each.get("id")): _checklist(each)
                for each in objects(board.get("checklists"))
            },
            said,
            dict(_makers(board)),
            dict(_custom(board)),
        )

    def valued(self, item: Mapping[str, Any]) -> str:
        """A custom field of a card by its name, with what is in it."""
        ident, value = text_of(item.get("idCustomField")), item.get("value")
        told = next((str(each) for each in value.values()), "") if isinstance(value, dict) else ""
        chosen = text_of(item.get("idValue"))
        return f"{self.custom.get(ident, ident)}: {told or self.custom.get(chosen, chosen)}"


_MADE = ("createCard", "copyCard", "emailCard", "convertToCardFromCheckItem")


def _makers(board: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Who made a card, by its id, of those that the board's actions still tell of."""
    for action in objects(board.get("actions")):
        data = action.get("data")
        if action.get("type") in _MADE and isinstance(data, dict):
            yield name_of(data.get("card"), "id"), _who(action)


def _who(action: Mapping[str, Any]) -> str:
    return name_of(action.get("memberCreator"), "fullName", "username")


def _custom(board: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Custom fields and what can be chosen in them, by id."""
    for field in objects(board.get("customFields")):
        yield text_of(field.get("id")), text_of(field.get("name"))
        for option in objects(field.get("options")):
            value = option.get("value")
            ident = text_of(option.get("id"))
            yield ident, name_of(value, "text") or ident


def _file(each: Mapping[str, Any]) -> str:
    return f"{text_of(each.get('name'))} {text_of(each.get('url'))}".strip()


def _said(action: Mapping[str, Any], data: Mapping[str, Any]) -> Said:
    at = time_of(action.get("date"))
    return Said(text_of(action.get("id")), at, _who(action), text_of(data.get("text")))


def _checklist(each: Mapping[str, Any]) -> str:
    """A checklist as Markdown."""
    lines = [f"## {text_of(each.get('name'))}", ""]
    for item in objects(each.get("checkItems")):
        mark = "x" if item.get("state") == "complete" else " "
        lines.append(f"- [{mark}] {' '.join(text_of(item.get('name')).split())}")
    return "\n".join(lines)


def _read_board(board: _Board, words: Words, progress: Progress | None) -> Reading:
    return read_each(
        board.cards,
        lambda card, number: name_of(card, "name") or f"card {number}",
        lambda where, card: _incoming(where, card, board, words),
        progress,
    )


def _incoming(where: str, card: object, board: _Board, words: Words) -> Incoming:
    """The ticket that a card becomes. Raises ValueError with the reason if it can't."""
    from tix.importers.foreign_fields import ForeignFields  # imports python-frontmatter

    if not isinstance(card, dict):
        raise ValueError("it isn't an object, {…}")
    notes: list[str] = []
    given = storable(card, lambda: notes.append(UNSTORABLE_NOTE))
    title = " ".join(text_of(given.get("name")).split())
    if not title:
        raise ValueError("it has no name")
    ident = text_of(given.get("shortLink")) or text_of(given.get("id"))
    opened = _made(text_of(given.get("id")))
    id_list = text_of(given.get("idList"))
    on_list = board.lists.get(id_list, "")
    values = {name: plain(given[name]) for name in _KEPT if given.get(name)}
    values |= {
        "opened": opened and format_time(opened),
        "author": board.makers.get(text_of(given.get("id"))),
        "list": on_list,
        "status": "archived" if given.get("closed") or id_list in board.archived else on_list,
        "labels": [name_of(label, "name", "color") for label in objects(given.get("labels"))],
        "assignees": [
            board.members.get(str(each)) or str(each) for each in items(given.get("idMembers"))
        ],
        "updated": plain(given.get("dateLastActivity")),
        "trello_files": [*map(_file, objects(given.get("attachments")))],
        "trello_fields": [board.valued(each) for each in objects(given.get("customFieldItems"))],
    }
    said = comments(SOURCE + ident, board.said.get(text_of(given.get("id")), ()), opened)
    what = Record(where, SOURCE, title, _body(given, board), said)
    return incoming(what, ForeignFields(values, notes), ident, words)


def _body(card: Mapping[str, Any], board: _Board) -> str:
    lists = (board.checklists.get(str(each), "") for each in items(card.get("idChecklists")))
    return "\n\n".join(filter(None, (lf(text_of(card.get("desc"))), *lists)))


def _made(ident: str) -> datetime | None:
    """When a card was made: its id begins with the seconds since 1970, as MongoDB's do."""
    try:
        return datetime.fromtimestamp(int(ident[:8], 16), UTC) if len(ident) == 24 else None
    except (ValueError, OverflowError):
        return None
