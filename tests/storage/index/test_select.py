"""What is looked up in the index where a part of it has been replaced."""

from tests.conftest import DeskInFiles
from tix.storage.desk.finding import find
from tix.storage.index.damage import clear
from tix.storage.index.open import open_index
from tix.storage.index.reader import IndexReader
from tix.storage.store.worktree_status import WorkTreeQuery


def reader_of(desk: DeskInFiles) -> IndexReader:
    there = find(desk.root)
    return open_index(there, WorkTreeQuery(there))


def test_texts_are_those_of_tickets_as_they_are_now(desk: DeskInFiles) -> None:
    idents = [desk.open(f"Number {n}", "-r", f"jo{n}@acme.example") for n in range(3)]
    clear(find(desk.root))
    reader_of(desk)  # the base has them all
    desk.call("edit", idents[0], "-r", "max@acme.example")
    desk.call("delete", idents[1], "--yes")
    reader = reader_of(desk)
    texts = reader.texts_by_number("requester")
    heads = {f.ticket.title: texts[n] for n, f in zip(texts, reader.heads(texts), strict=True)}
    assert heads == {"Number 0": ("max@acme.example",), "Number 2": ("jo2@acme.example",)}
