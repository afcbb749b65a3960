"""``tix sync --dry-run``: what would be done is told, and nothing is done."""

import hashlib
from pathlib import Path

import pytest

from tests.conftest import BOB, DeskInFiles
from tests.remotes.conftest import FIRST, SECOND, Team, beside

Look = tuple[str, str, dict[str, str]]


def look(team: Team, clone: DeskInFiles) -> Look:
    """The remote, the clone's own refs and settings, and every file of its working tree."""
    own = clone.git("for-each-ref", "--format=%(refname) %(objectname)", "refs/heads", "refs/tix")
    settings = clone.git("config", "--local", "--list")
    return team.bare.git("for-each-ref"), own + settings, files(clone.root)


def files(root: Path) -> dict[str, str]:
    return {
        str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file() and ".git" not in path.relative_to(root).parts[:1]
    }


@pytest.mark.slow
def test_tells_all_that_sync_then_does(team: Team, ana: DeskInFiles, bob: DeskInFiles) -> None:
    bob.call("edit", FIRST, "--set", "priority=low")
    bob.call("comment", SECOND, "From Bob")
    bob.call("sync")
    ana.call("edit", FIRST, "--set", "priority=urgent")  # wins, which only the merged ticket says
    path = ana.file_of(SECOND)
    path.write_text(path.read_text().replace("Slow login", "Edited by hand"))
    before = look(team, ana)
    said = ana.call("sync", "--dry-run").stderr
    assert look(team, ana) == before
    assert said == (
        "would commit edits made by hand to b2bbbb\n"
        "would sync with origin/main: 2 tickets (a1aaaa, b2bbbb) would come in, "
        "2 tickets (a1aaaa, b2bbbb) would go out\n"
        "tix: a1aaaa Nightly build: priority: 'low' was set aside "
        "(tix edit a1aaaa --set priority=low)\n"
    )
    done = ana.call("sync").stderr
    assert done.replace("priority is urgent; ", "priority: ") == said.replace(
        "would sync", "synced"
    ).replace("would commit", "committed").replace("would come", "came").replace("would go", "went")


@pytest.mark.long
def test_nothing_to_do(team: Team, ana: DeskInFiles) -> None:
    ana.call("list")  # every command looks after the merge driver
    before = look(team, ana)
    assert ana.call("sync", "--dry-run").stderr == "would sync with origin/main: nothing new\n"
    assert look(team, ana) == before


@pytest.mark.long
def test_new_branch(team: Team, ana: DeskInFiles) -> None:
    ana.call("list")
    team.bare.git("update-ref", "-d", "refs/heads/main")
    before = look(team, ana)
    said = ana.call("sync", "--dry-run").stderr
    assert said.endswith("would go out, the branch would be new in origin\n")
    assert look(team, ana) == before


@pytest.mark.long
def test_broken_edits(team: Team, ana: DeskInFiles, bob: DeskInFiles) -> None:
    bob.call("comment", FIRST, "From Bob")
    bob.call("sync")
    ana.call("list")
    for ident in (FIRST, SECOND):
        ana.file_of(ident).write_text(f"---\nid: {ident}\ntitle: [\n---\n")
    before = look(team, ana)
    said = ana.call("sync", "--dry-run", code=4).stderr
    assert "tix: not committed: tickets/2026/11/b2bbbb.md:" in said
    assert "a1aaaa: your edit is broken, and others changed the ticket, too" in said
    assert look(team, ana) == before


@pytest.mark.long
def test_forward_and_beside_code(code_team: Team) -> None:
    ana, bob = code_team.clone("ana"), code_team.clone("bob", who=BOB)
    ana.call("list")
    bob.call("comment", FIRST, "From Bob")
    bob.call("sync")
    before = look(code_team, ana), files(beside(ana).root)
    assert "1 ticket (a1aaaa) would come in\n" in ana.call("sync", "--dry-run").stderr
    assert (look(code_team, ana), files(beside(ana).root)) == before
