"""What is looked up in the index where a part of it has been replaced."""

import pytest

from tests.conftest import DeskInFiles
from tix.query.predicates import Contains
from tix.query.words import Words
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


def test_how_many_have_a_common_word_is_judged_by_some(
    desk: DeskInFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(60):
        words = f"{'ferry' if n % 3 else 'ferry quay'}{' mast' * (n > 39)}{' keel' * (n > 55)}"
        folder = "archive" if n % 2 else "tickets"
        head = f"id: f{n:05}\ntitle: {words} {n}\nstatus: closed\nopened: 2026-11-01T09:00:00Z"
        desk.write(f"{folder}/2026/11/f{n:05}.md", f"---\n{head}\n---\n")
    desk.git("add", "--all")
    desk.git("commit", "--quiet", "--message", "Sixty")
    reader_of(desk)
    desk.call("delete", "f00000", "f00002", "--yes")
    reader = reader_of(desk)

    def asked(word: str) -> Contains:
        return Contains("title", Words((word,)))

    for word in ("ferry", "quay", "mast", "keel", "none"):
        for only_live in (False, True):
            exact = reader.count(asked(word), only_live=only_live)
            assert reader.roughly(asked(word), only_live=only_live) == exact
    assert reader.count(asked("ferry")) == 58
    for name, value in (("_COUNTED", 4), ("_WINDOWS", 5), ("_WIDTH", 4)):
        monkeypatch.setattr(f"tix.storage.index.rough_counts.{name}", value)
    assert 44 <= reader.roughly(asked("ferry")) <= 58
    assert 16 <= reader.roughly(asked("ferry"), only_live=True) <= 40  # 28
    assert 8 <= reader.roughly(asked("quay")) <= 32  # 19 of 58
    assert 8 <= reader.roughly(asked("mast")) <= 32, "the 20 newest"
    assert reader.roughly(asked("keel")) == 4, "few are counted"
