"""A secret was taken out and history rewritten; a clone that has the old history still."""

from pathlib import Path

import pytest

from tests.conftest import DeskInFiles
from tests.remotes.conftest import FIRST, Team, show, tip

SECRET = "hunter2!hunter2"


def rewritten(
    team: Team, ana: DeskInFiles, bob: DeskInFiles, secret: str, attached: Path | None = None
) -> None:
    """Both have the secret; Bob redacts it, as if it had never been in a commit. Ana goes on."""
    before = tip(bob)
    files = ["--attach", str(attached)] if attached else []
    bob.call("comment", FIRST, f"pw {secret}", *files)
    bob.call("sync")
    ana.call("sync")
    bob.call("redact", FIRST, secret)
    bob.git("reset", "--quiet", "--soft", before)
    bob.commit("A comment")
    bob.git("push", "--quiet", "--force", "origin", "main")
    ana.call("comment", FIRST, f"it says {secret}, and doesn't work")
    ana.git("status")  # the clone is a copy, of which git's index has other times


def holders(clone: DeskInFiles, secret: str) -> str:
    """Files of the commit that is checked out that hold a text, or are called so."""
    found = clone.git("ls-tree", "-r", "--name-only", "HEAD")
    return "".join(line for line in found.splitlines() if secret in line) + "".join(
        line for line in found.splitlines() if secret.encode() in (clone.root / line).read_bytes()
    )


def fetched_without_a_trace(clone: DeskInFiles) -> None:
    """As where git keeps no log of its refs."""
    clone.git("fetch", "--quiet", "origin")
    (clone.root / ".git/logs/refs/remotes/origin/main").unlink()


@pytest.mark.slow
def test_sync_brings_nothing_back(
    team: Team, ana: DeskInFiles, bob: DeskInFiles, tmp_path: Path
) -> None:
    (tmp_path / f"{SECRET}.log").write_text(f"a {SECRET}\n")
    rewritten(team, ana, bob, SECRET, tmp_path / f"{SECRET}.log")
    assert "was rewritten" in ana.call("sync", code=4).stderr
    fetched_without_a_trace(ana)
    ana.call("sync")
    assert holders(ana, SECRET) == "" and not team.has(SECRET)
    assert "it says [redacted], and doesn't work" in show(ana, FIRST)
    assert ana.call("check").stdout == ""
    assert len(list((ana.root / "attachments" / FIRST).iterdir())) == 1


@pytest.mark.slow
def test_nor_does_the_way_that_it_names(team: Team, ana: DeskInFiles, bob: DeskInFiles) -> None:
    rewritten(team, ana, bob, SECRET)
    said = ana.call("sync", code=4).stderr
    fetch, _, rest = said.rpartition("hint: git ")[2].partition(", then in the desk: git ")
    ana.git(*fetch.split())
    ana.git(*rest.partition(" takes ")[0].split())
    ana.call("sync")
    assert holders(ana, SECRET) == "" and not team.has(SECRET)
    assert "it says [redacted], and doesn't work" in show(ana, FIRST)
    assert team.bare.git("log", "--format=%s", "-S", SECRET, "main", "--") == ""


@pytest.mark.slow
def test_nor_does_plain_git(team: Team, ana: DeskInFiles, bob: DeskInFiles) -> None:
    rewritten(team, ana, bob, SECRET)
    ana.git("fetch", "--quiet", "origin")
    ana.git("merge", "--quiet", "-m", "Both", "origin/main")
    assert holders(ana, SECRET) == ""


@pytest.mark.slow
def test_a_history_that_has_a_new_first_commit_is_a_rewritten_one(
    team: Team, ana: DeskInFiles, bob: DeskInFiles
) -> None:
    """As where its commits were signed, and can't be any more."""
    rewritten(team, ana, bob, SECRET)
    bob.git("checkout", "--quiet", "--orphan", "new")
    bob.commit("All of it")
    bob.git("push", "--quiet", "--force", "origin", "HEAD:main")
    ana.git("fetch", "--quiet", "origin")
    said = ana.call("sync", code=4).stderr
    assert "was rewritten" in said and "allow-unrelated-histories" not in said
    ana.git(*said.partition("in the desk: git ")[2].partition(" takes ")[0].split())
    ana.call("sync")
    assert holders(ana, SECRET) == "" and not team.has(SECRET)
    assert "it says [redacted], and doesn't work" in show(ana, FIRST)


def test_short_secrets_take_a_person(team: Team, ana: DeskInFiles, bob: DeskInFiles) -> None:
    rewritten(team, ana, bob, "1234")
    fetched_without_a_trace(ana)
    before, theirs = tip(ana), team.tip()
    said = ana.call("sync", code=4).stderr
    assert f"{FIRST} can't be merged: a short text was taken out of it" in said
    assert "nothing was changed" in said and "git merge origin/main" in said
    assert (tip(ana), team.tip()) == (before, theirs)


def test_too_many_items_take_a_person(team: Team, ana: DeskInFiles, bob: DeskInFiles) -> None:
    file = bob.file_of(FIRST)
    items = "".join(f"- {8 + n}:{n:016x}:{n:020x}\n" for n in range(100))
    file.write_text(file.read_text().replace("\n---\n", f"\nredacted:\n{items}---\n", 1))
    bob.call("sync")
    ana.call("comment", FIRST, "Mine")
    said = ana.call("sync", code=4).stderr
    assert f"{FIRST} can't be merged: there is too much to look for in it (redacted)" in said
