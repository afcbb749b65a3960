"""A ``tix.yaml`` that can't be read locks nobody out of sync, nor of the cure for it."""

import pytest

from tests.conftest import BOB, DeskInFiles
from tests.remotes.conftest import FIRST, Team, show, tip

WORSE = {"bad": "shiny: yes\n", "newer": "format: 2\n"}


def spoil(clone: DeskInFiles, kind: str) -> None:
    """Commit and push such a file with plain git."""
    place = clone.root / "tix.yaml"
    text = place.read_text().replace("format: 1\n", "" if kind == "newer" else "format: 1\n")
    place.write_text(text + WORSE[kind])
    clone.commit("Spoil it", by=BOB)
    clone.git("push", "--quiet", "origin", "main")


@pytest.mark.slow
@pytest.mark.parametrize("kind", WORSE)
def test_it_is_told_on_arrival_and_isnt_taken_in(
    kind: str, team: Team, ana: DeskInFiles, bob: DeskInFiles
) -> None:
    cured = (bob.root / "tix.yaml").read_text()
    spoil(bob, kind)
    ana.call("comment", FIRST, "Mine")
    before, theirs = tip(ana), team.tip()
    for option in ("--dry-run", "--all"):
        said = ana.call("sync", option, code=4).stderr
        assert "origin/main has a tix.yaml that can't be read here, since" in said
        assert "by Bob Reis: tix.yaml:" in said
        assert ("pip install ." if kind == "newer" else "merge origin/main") in said
    assert (tip(ana), team.tip()) == (before, theirs)
    ana.call("list")
    (bob.root / "tix.yaml").write_text(cured)
    bob.commit("Cure it")
    bob.git("push", "--quiet", "origin", "main")
    ana.call("sync")
    assert team.has("Mine")


@pytest.mark.parametrize("kind", WORSE)
def test_a_clone_that_has_it_gets_the_cure(
    kind: str, team: Team, ana: DeskInFiles, bob: DeskInFiles
) -> None:
    cured = (bob.root / "tix.yaml").read_text()
    spoil(bob, kind)
    ana.git("pull", "--quiet")
    assert "tix.yaml:" in ana.call("sync").stderr  # nothing to move, and it is told
    ana.call("comment", FIRST, "Mine")
    refused = ana.call("sync", code=4).stderr
    assert "can't be read" in refused
    assert not team.has("Mine")
    status, other = ana.call("status"), ana.call("list", code=1)
    assert "most commands refuse" in status.stdout
    assert status.stderr.split(" (")[0] == other.stderr.split("\n")[0]
    (bob.root / "tix.yaml").write_text(cured)
    bob.commit("Cure it")
    bob.git("push", "--quiet", "origin", "main")
    ana.call("sync")
    assert team.has("Mine")
    assert "Mine" in show(ana, FIRST)


def test_the_cure_can_be_made_here(team: Team, ana: DeskInFiles, bob: DeskInFiles) -> None:
    cured = (bob.root / "tix.yaml").read_text()
    spoil(bob, "bad")
    ana.call("comment", FIRST, "Mine")
    ana.call("sync", code=4)
    ana.git("merge", "--quiet", "--no-edit", "origin/main")
    (ana.root / "tix.yaml").write_text(cured)
    ana.call("sync")
    assert team.has("Mine")
    assert "nothing new" not in bob.call("sync").stderr
    bob.call("list")


def test_it_isnt_sent(team: Team, ana: DeskInFiles) -> None:
    before = team.tip()
    (ana.root / "tix.yaml").write_text("shiny: yes\n")
    ana.commit("Spoil it")
    said = ana.call("sync", code=4).stderr
    assert "tix.yaml was committed here and can't be read: tix.yaml:1:" in said
    assert team.tip() == before


def test_one_that_changes_the_same_line_is_told_as_well(
    team: Team, ana: DeskInFiles, bob: DeskInFiles
) -> None:
    for clone, zone in ((bob, "Mars/Olympus"), (ana, "Europe/Lisbon")):
        place = clone.root / "tix.yaml"
        place.write_text(place.read_text().replace("timezone: UTC", f"timezone: {zone}"))
    bob.commit("Move")
    bob.git("push", "--quiet", "origin", "main")
    assert "'Mars/Olympus' is no time zone" in ana.call("sync", code=4).stderr


def test_two_who_name_the_first_people_agree(
    team: Team, ana: DeskInFiles, bob: DeskInFiles
) -> None:
    for clone, who in ((ana, "Ana Lima <ana@example.org>"), (bob, "Bob Reis <bob@example.org>")):
        place = clone.root / "tix.yaml"
        place.write_text(place.read_text().replace("# people:", f"people:\n- {who}\n# people:"))
        clone.call("sync")
    assert (bob.root / "tix.yaml").read_text().count("\n- ") == 2


def test_a_desk_that_is_none_any_more_is_not_taken_in(
    team: Team, ana: DeskInFiles, bob: DeskInFiles
) -> None:
    (bob.root / "tix.yaml").unlink()
    bob.commit("Oops", by=BOB)
    bob.git("push", "--quiet", "origin", "main")
    said = ana.call("sync", code=4).stderr
    assert "origin/main has no tix.yaml any more, since" in said
    revert = said.strip().rpartition("brings it back: git ")[2]
    ana.call("comment", FIRST, "Mine")
    bob.git(*revert.split()[:1], "--no-edit", *revert.split()[1:])
    bob.git("push", "--quiet", "origin", "main")
    ana.call("sync")
    assert team.has("Mine")
