"""Shallow, single-branch and partial clones."""

import pytest

from tests.conftest import BOB, DeskInFiles
from tests.remotes.conftest import FIRST, SECOND, THIRD, Team, show, tip


def depth(clone: DeskInFiles) -> int:
    return int(clone.git("rev-list", "--count", "HEAD"))


@pytest.fixture
def url(team: Team, ana: DeskInFiles) -> str:
    """The remote, with some history, as git fetches it by a transport (a path isn't one)."""
    for number in range(4):
        ana.call("comment", SECOND, f"Old {number}")
    ana.call("sync")
    return f"file://{team.bare.root}"


@pytest.mark.long
def test_shallow_clone_stays_shallow_where_that_is_enough(
    team: Team, ana: DeskInFiles, url: str
) -> None:
    shallow = team.clone("shallow", "--depth", "1", url=url)
    shallow.call("comment", FIRST, "Mine")
    ana.call("comment", FIRST, "Ana's")
    ana.call("sync")
    assert "1 ticket (a1aaaa) came in, 1 ticket (a1aaaa) went out" in shallow.call("sync").stderr
    assert depth(shallow) == 4  # the first, one of each, the merge
    assert (team.has("Mine"), team.has("Ana's")) == (True, True)


@pytest.mark.long
def test_shallow_clone_is_deepened_for_what_began_before_it(
    team: Team, ana: DeskInFiles, url: str
) -> None:
    bob = team.clone("bob", who=BOB, url=url)
    bob.git("reset", "--quiet", "--hard", "HEAD~3")
    bob.call("comment", THIRD, "Began long ago")
    shallow = team.clone("shallow", "--depth", "1", url=url)
    shallow.call("comment", FIRST, "Mine")
    bob.call("sync")
    shallow.call("sync")
    assert "Began long ago" in show(shallow, THIRD)
    assert "Old 3" in show(shallow, SECOND)
    assert tip(shallow) == team.tip()


@pytest.mark.slow
def test_histories_cut_apart_by_a_shallow_fetch_are_joined_again(
    team: Team, ana: DeskInFiles, url: str
) -> None:
    shallow = team.clone("shallow", "--depth", "1", url=url)
    shallow.call("comment", FIRST, "Mine")
    for number in range(3):
        ana.call("comment", FIRST, f"New {number}")
    ana.call("sync")
    shallow.git("fetch", "--quiet", "--depth", "1")
    with pytest.raises(Exception, match="merge-base"):
        shallow.git("merge-base", "HEAD", "origin/main")
    shallow.call("sync")
    text = show(shallow, FIRST)
    assert [text.count(words) for words in ("Mine", "New 0", "New 1", "New 2")] == [1] * 4
    assert tip(shallow) == team.tip()


@pytest.mark.long
def test_other_history_is_refused_in_a_shallow_clone_too(team: Team, url: str) -> None:
    shallow = team.clone("shallow", "--depth", "1", url=url)
    shallow.git("checkout", "--quiet", "--orphan", "other")
    other = shallow.commit("Another history, with the same files")
    shallow.git("checkout", "--quiet", "main")
    shallow.git("push", "--quiet", "--force", "origin", f"{other}:refs/heads/main")
    assert "no commit in common" in shallow.call("sync", code=4).stderr


@pytest.mark.long
def test_clone_without_old_files_fetches_those_it_needs(
    team: Team, ana: DeskInFiles, url: str
) -> None:
    partial = team.clone("partial", "--filter=blob:none", url=url)
    partial.call("comment", FIRST, "Mine")
    partial.call("edit", SECOND, "--set", "priority=low")
    ana.call("comment", FIRST, "Ana's")
    ana.call("edit", SECOND, "--set", "priority=high")
    ana.call("sync")
    assert "2 tickets (a1aaaa, b2bbbb) went out" in partial.call("sync").stderr
    assert partial.call("list", "--ids", "priority:high").stdout.split() == [SECOND]


@pytest.mark.long
def test_clone_of_a_single_branch(team: Team, ana: DeskInFiles, url: str) -> None:
    team.bare.git("branch", "code")
    single = team.clone("single", "--single-branch", "--branch", "main", url=url)
    single.call("comment", FIRST, "Mine")
    assert "1 ticket (a1aaaa) went out" in single.call("sync").stderr
    assert "origin/code" not in single.git("branch", "-r")
