"""Who may read a file of the desk: that isn't changed by a sync, nor by moving a ticket."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.sync.clones import Team


def _mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


@pytest.mark.slow
def test_permissions_stay_with_a_sync_and_a_move(team_of: Callable[[int], Team]) -> None:
    here, there = team_of(2).clones
    ident = here.open("Secret")
    here.write("templates/bug.md", "Steps:\n")
    here.call("sync")
    there.call("sync")
    template = here.root / "templates/bug.md"
    here.file_of(ident).chmod(0o600)
    template.chmod(0o640)
    there.call("comment", ident, "From there")
    there.write("templates/bug.md", "Other steps:\n")
    there.call("sync")
    here.call("sync")
    assert "From there" in here.file_of(ident).read_text()
    assert template.read_text() == "Other steps:\n"
    assert (_mode(here.file_of(ident)), _mode(template)) == (0o600, 0o640)
    there.call("close", ident)
    there.call("archive", ident)
    there.call("sync")
    here.call("sync")
    assert here.file_of(ident).relative_to(here.root).parts[0] == "archive"
    assert _mode(here.file_of(ident)) == 0o600
    here.call("reopen", ident)
    assert here.file_of(ident).relative_to(here.root).parts[0] == "tickets"
    assert _mode(here.file_of(ident)) == 0o600
