"""The log of an unexpected error: it helps a developer, and tells nobody what was typed."""

from pathlib import Path

import pytest

from tests.conftest import DeskInFiles
from tix.crash import write_log

TYPED = ["tix", "-C", "/home/ana/acme", "comment", "k7f", "The password is hunter2", "--internal"]


def log_of(error: Exception, state: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("XDG_STATE_HOME", str(state))
    try:
        raise error from KeyError(TYPED[5])
    except Exception as raised:
        path = write_log(raised, [*TYPED, "--set=severity=minor", "--", "--acme-secret"])
    assert path is not None
    return path.read_text()


def test_no_argument_is_in_the_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = log_of(ValueError("can't read 'the password'"), tmp_path, monkeypatch)
    for text in ("hunter2", "assword", "acme", "k7f", "minor"):
        assert text not in log, log
    assert "arguments: -C … comment … … --internal --set -- …\n" in log
    assert 'test_crash.py", line' in log  # where it happened
    assert "builtins.KeyError: (its message quotes what was typed)" in log
    assert "builtins.ValueError: (its message quotes what was typed)" in log


def test_a_message_of_our_own_is_in_the_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = log_of(ValueError("3 rows of 4"), tmp_path, monkeypatch)
    assert "builtins.ValueError: 3 rows of 4" in log


def test_the_command_line_names_the_log(desk: DeskInFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise ZeroDivisionError("no such thing")

    monkeypatch.setattr("tix.console.session.Session.print", fails)
    said = desk.call("open", "hunter2", code=1).stderr
    log = Path(said.rpartition(": ")[2].strip())
    assert "ZeroDivisionError" in log.read_text() and "hunter2" not in log.read_text()
