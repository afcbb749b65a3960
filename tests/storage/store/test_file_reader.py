"""The reader of files, while somebody else changes them."""

import threading
import time

import pytest

from tests.conftest import DeskInFiles
from tix.storage.desk.finding import find
from tix.storage.store.file_reader import BrokenTicketError, FileReader


def test_a_file_that_is_away_for_a_moment_is_not_broken(desk: DeskInFiles) -> None:
    ident = desk.open("Nightly build fails")
    file = desk.file_of(ident)
    aside = desk.root / ".git" / "aside"
    reader = FileReader(find(desk.root))
    assert reader.ids() == [ident]  # it has seen the file
    file.rename(aside)

    def put_back() -> None:
        time.sleep(0.003)
        aside.rename(file)

    thread = threading.Thread(target=put_back)
    thread.start()
    found = reader.get(ident)
    thread.join()
    assert found.ticket.id == ident


def test_a_file_that_is_gone_is_told(desk: DeskInFiles) -> None:
    ident = desk.open("Nightly build fails")
    reader = FileReader(find(desk.root))
    path = reader.path_of(ident)
    desk.file_of(ident).unlink()
    with pytest.raises(BrokenTicketError, match="no such file"):
        reader.document(path)
