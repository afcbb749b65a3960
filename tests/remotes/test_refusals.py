"""A remote that doesn't take the commits: exit code 4, with git's own reason, fit to be read."""

from pathlib import Path

import pytest

from tests.conftest import DeskInFiles
from tests.remotes.conftest import FIRST, Team, tip

FORGE = """\
echo 'error: GH006: Protected branch update failed for refs/heads/main.' >&2
echo >&2
echo '- Changes must be made through a pull request.' >&2
exit 1"""


def test_hooks_words_are_shown_line_by_line(team: Team, ana: DeskInFiles) -> None:
    team.hook("pre-receive", FORGE)
    ana.call("comment", FIRST, "Mine")
    before, mine = team.tip(), tip(ana)
    said = ana.call("sync", code=4).stderr
    assert said == (
        "tix: origin/main doesn't take the commits: pre-receive hook declined\n"
        "  error: GH006: Protected branch update failed for refs/heads/main.\n"
        "  - Changes must be made through a pull request.\n"
        "hint: your work is committed here; ask whoever looks after the remote\n"
    )
    assert (team.tip(), tip(ana), ana.git("status", "--porcelain")) == (before, mine, "")


def test_hooks_words_cannot_drive_the_terminal(team: Team, ana: DeskInFiles) -> None:
    team.hook(
        "pre-receive",
        r"printf '\033[31mred\033[0m \033]0;title\007 \033[2J \342\200\256dlrow\r\nnext\n' >&2;"
        "exit 1",
    )
    ana.call("comment", FIRST, "Mine")
    said = ana.call("sync", code=4).stderr
    shown = said.replace("^[", "␛").replace("^G", "␇")  # a newer git makes some harmless itself
    assert "  red ␛]0;title␇ ␛[2J <U+202E>dlrow\n  next\n" in shown
    assert not set("\x1b\x07\r\u202e") & set(said)


def test_endless_words_of_a_hook_are_cut(team: Team, ana: DeskInFiles) -> None:
    team.hook("pre-receive", "seq 1 500 >&2; exit 1")
    ana.call("comment", FIRST, "Mine")
    said = ana.call("sync", code=4).stderr
    assert "  12\n  …\nhint" in said
    assert "13" not in said


def test_works_again_once_the_remote_takes_it(team: Team, ana: DeskInFiles) -> None:
    team.hook("update", "exit 1")
    ana.call("comment", FIRST, "Mine")
    ana.call("sync", code=4)
    team.hook("update", "exit 0")
    assert "1 ticket (a1aaaa) went out" in ana.call("sync").stderr


def test_refused_merge_leaves_the_branch_where_it_was(
    team: Team, ana: DeskInFiles, bob: DeskInFiles
) -> None:
    bob.call("comment", FIRST, "Bob's")
    bob.call("sync")
    ana.call("comment", FIRST, "Mine")
    mine = tip(ana)
    team.hook("pre-receive", FORGE)
    ana.call("sync", code=4)
    assert tip(ana) == mine
    assert ana.git("status", "--porcelain") == ""


def test_what_comes_in_comes_in_where_nothing_goes_out(
    team: Team, ana: DeskInFiles, bob: DeskInFiles
) -> None:
    bob.call("comment", FIRST, "Bob's")
    bob.call("sync")
    team.hook("pre-receive", FORGE)
    assert "1 ticket (a1aaaa) came in" in ana.call("sync").stderr


def test_remote_that_has_the_branch_checked_out(ana: DeskInFiles, bob: DeskInFiles) -> None:
    ana.git("remote", "set-url", "origin", str(bob.root))
    ana.call("comment", FIRST, "Mine")
    said = ana.call("sync", code=4).stderr
    assert said == (
        "tix: origin/main doesn't take the commits: branch is currently checked out\n"
        "hint: your work is committed here; let the remote be a bare repository, or there: "
        "git config receive.denyCurrentBranch updateInstead\n"
    )
    bob.git("config", "receive.denyCurrentBranch", "updateInstead")
    ana.call("sync")
    assert "Mine" in bob.file_of(FIRST).read_text()


@pytest.mark.parametrize("setting", ["receive.denyNonFastForwards", "receive.denyDeletes"])
def test_remote_that_only_takes_what_goes_forward(
    setting: str, team: Team, ana: DeskInFiles, bob: DeskInFiles
) -> None:
    team.bare.git("config", setting, "true")
    for clone in (ana, bob):
        clone.call("comment", FIRST, "x")
        clone.call("sync")
    assert team.tip() == tip(bob)


def test_broken_objects_in_the_remote(team: Team, ana: DeskInFiles, tmp_path: Path) -> None:
    for pack in team.bare.root.glob("objects/*/*"):
        pack.unlink()  # the clone has the same file, by a hard link
        pack.write_bytes(b"garbage")
    ana.call("comment", FIRST, "Mine")
    mine = tip(ana)
    done = ana.call("sync", code=None)
    assert done.code in (1, 4)
    assert "your work is committed here" in done.stderr
    assert tip(ana) == mine
