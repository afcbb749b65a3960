"""A change that is given up leaves no process behind: a server makes many of them."""

import os
from typing import Any

import pytest

from tests.conftest import DeskInFiles
from tix.storage.desk.finding import find
from tix.storage.store.store import Store


def test_nothing_is_left_running(desk: DeskInFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    ident = desk.open("A")
    spawn, started = os.posix_spawnp, []

    def noted(*args: Any, **options: Any) -> int:
        started.append(spawn(*args, **options))
        return started[-1]

    monkeypatch.setattr(os, "posix_spawnp", noted)
    with pytest.raises(ZeroDivisionError), Store(find(desk.root)).transaction() as work:
        work.get(ident)
        work.look_up()
        raise ZeroDivisionError
    assert started
    for pid in started:
        with pytest.raises(ChildProcessError):  # it has ended, and was waited for
            os.waitpid(pid, os.WNOHANG)
