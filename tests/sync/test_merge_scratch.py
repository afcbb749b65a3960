"""What a git left in the working tree that was killed in a merge."""

import os
from collections.abc import Callable

import pytest

from tests.sync.clones import Team

_OLD = 1_600_000_000


@pytest.mark.slow
def test_a_sync_takes_away_what_a_killed_git_left_and_nothing_else(
    team_of: Callable[[int], Team],
) -> None:
    here, there = team_of(2).clones
    ident = here.open("Both change it")
    here.call("sync")
    there.call("sync")
    there.call("comment", ident, "There")
    there.call("sync")
    text = here.file_of(ident).read_bytes()
    here.call("comment", ident, "Here")
    left = {
        ".merge_file_a1B2c3": text,  # git's own
        ".merge_file_young1": text,
        ".merge_file_unique": b"that the repository doesn't have",
        ".merge_file_longer7": text,
        ".merge_file_traced": text,
    }
    for name, data in left.items():
        (here.root / name).write_bytes(data)
        if "young" not in name:
            os.utime(here.root / name, (_OLD, _OLD))
    here.git("add", ".merge_file_traced")
    here.call("sync")
    assert {path.name for path in here.root.glob(".merge_file_*")} == left.keys() - {
        ".merge_file_a1B2c3"
    }
    assert {"Here", "There"} <= {line.strip() for line in here.call("show", ident).lines}
