"""``tix.yaml`` and templates that both sides changed, and a ``tix.yaml`` that is broken."""

import pytest

from tests.conftest import DeskInFiles
from tests.remotes.conftest import FIRST, Team, tip

BUG = "---\ntitle: Bug\n---\nfirst\nsecond\nthird\nfourth\nfifth\n"


def replace_in(clone: DeskInFiles, path: str, old: str, new: str) -> None:
    text = (clone.root / path).read_text()
    assert old in text
    clone.write(path, text.replace(old, new))


def setting(clone: DeskInFiles, name: str) -> str:
    return clone.call("config", name).stdout


@pytest.mark.long
def test_different_settings_are_both_kept(ana: DeskInFiles, bob: DeskInFiles) -> None:
    replace_in(ana, "tix.yaml", "timezone: UTC", "timezone: Europe/Lisbon")
    assert "committed edits made by hand to tix.yaml\n" in ana.call("sync").stderr
    replace_in(bob, "tix.yaml", "# types: [incident", "types: [incident, idea")
    assert bob.call("sync").stderr == (
        "committed edits made by hand to tix.yaml\n"
        "synced with origin/main: 1 commit came in, 1 commit went out\n"
    )
    ana.call("sync")
    for clone in (ana, bob):
        assert "Europe/Lisbon" in setting(clone, "timezone")
        assert "idea" in setting(clone, "types")


@pytest.fixture
def torn(ana: DeskInFiles, bob: DeskInFiles) -> DeskInFiles:
    """Bob's clone, where the time zone was changed to another one than Ana's."""
    for clone, zone in ((ana, "Europe/Lisbon"), (bob, "Europe/Paris")):
        replace_in(clone, "tix.yaml", "timezone: UTC", f"timezone: {zone}")
    ana.call("sync")
    return bob


def test_one_setting_changed_twice_takes_a_person(team: Team, torn: DeskInFiles) -> None:
    theirs = team.tip()
    assert torn.call("sync", code=4).stderr == (
        "tix: tix.yaml: changed here and in origin/main, at the same place\n"
        "hint: git merge origin/main in the desk, mend what it names, git commit, then tix sync\n"
    )
    assert team.tip() == theirs
    assert torn.git("status", "--porcelain") == ""
    assert "Europe/Paris" in setting(torn, "timezone")
    assert torn.git("log", "-1", "--format=%s").strip() == "tix.yaml: edit by hand"


@pytest.mark.long
def test_the_way_out_that_is_told_works(team: Team, torn: DeskInFiles) -> None:
    torn.call("sync", code=4)
    with pytest.raises(Exception, match="merge"):
        torn.git("merge", "origin/main")
    assert torn.call("sync", code=4).stderr == (
        "tix: a merge is in progress in the desk\n"
        "hint: finish it: git commit, or git merge --abort\n"
    )
    text = (torn.root / "tix.yaml").read_text()
    before, _, rest = text.partition("<<<<<<< HEAD\n")
    after = rest.partition(">>>>>>> origin/main\n")[2]
    torn.write("tix.yaml", f"{before}timezone: Europe/Rome\n{after}")
    torn.commit("Rome it is")
    assert "went out" in torn.call("sync").stderr
    assert team.tip() == tip(torn)
    assert team.has("Europe/Rome")


def test_broken_settings_are_left_and_the_rest_is_synced(
    team: Team, ana: DeskInFiles, bob: DeskInFiles
) -> None:
    bob.call("comment", FIRST, "From Bob")
    bob.call("sync")
    ana.call("comment", FIRST, "From Ana")
    ana.write("tix.yaml", "format: 1\nnonsense: yes\n")
    said = ana.call("sync", code=4).stderr
    assert said == (
        "synced with origin/main: 1 ticket (a1aaaa) came in, 1 ticket (a1aaaa) went out\n"
        "tix: not committed: tix.yaml:2: 'nonsense' is no setting\n"
        "tix: a file was left as it is, see above\n"
        "hint: mend what is named, then tix sync again\n"
    )
    assert (ana.root / "tix.yaml").read_text() == "format: 1\nnonsense: yes\n"
    assert not team.has("nonsense")


@pytest.mark.long
def test_broken_settings_that_others_changed_are_in_the_way(
    team: Team, ana: DeskInFiles, bob: DeskInFiles
) -> None:
    replace_in(bob, "tix.yaml", "timezone: UTC", "timezone: Europe/Lisbon")
    bob.call("sync")
    ana.write("tix.yaml", "format: 1\nnonsense: yes\n")
    before, theirs = tip(ana), team.tip()
    assert ana.call("sync", code=4).stderr == (
        "tix: tix.yaml: changed here without a commit, and by others, too\n"
        "hint: commit that or put it aside (git stash -u), then tix sync\n"
    )
    assert (tip(ana), team.tip()) == (before, theirs)


@pytest.mark.long
def test_settings_with_a_byte_order_mark_are_no_broken_ones(team: Team, ana: DeskInFiles) -> None:
    ana.write("tix.yaml", "\ufeffformat: 1\nname: marked\n")
    ana.call("sync")
    assert team.has("name: marked")


@pytest.mark.long
def test_a_template_changed_at_two_places_is_merged(ana: DeskInFiles, bob: DeskInFiles) -> None:
    ana.write("templates/bug.md", BUG)
    ana.call("sync")
    bob.call("sync")
    replace_in(ana, "templates/bug.md", "first", "FIRST")
    ana.call("sync")
    replace_in(bob, "templates/bug.md", "fifth", "FIFTH")
    bob.call("sync")
    merged = BUG.replace("first", "FIRST").replace("fifth", "FIFTH")
    assert (bob.root / "templates/bug.md").read_text() == merged


@pytest.mark.long
def test_a_template_changed_twice_at_one_place_takes_a_person(
    team: Team, ana: DeskInFiles, bob: DeskInFiles
) -> None:
    ana.write("templates/bug.md", BUG)
    ana.call("sync")
    bob.call("sync")
    replace_in(ana, "templates/bug.md", "third", "Ana's")
    ana.call("sync")
    replace_in(bob, "templates/bug.md", "third", "Bob's")
    theirs = team.tip()
    said = bob.call("sync", code=4).stderr
    assert "tix: templates/bug.md: changed here and in origin/main, at the same place\n" in said
    assert (team.tip(), bob.git("status", "--porcelain")) == (theirs, "")


@pytest.mark.long
def test_line_ends_and_modes_of_other_files_come_as_they_are(
    team: Team, ana: DeskInFiles, bob: DeskInFiles
) -> None:
    script = ana.write("run.sh", "#!/bin/sh\r\necho hi\r\n")
    script.chmod(0o755)
    ana.commit("A script")
    ana.call("sync")
    bob.call("comment", FIRST, "x")
    bob.call("sync")
    assert (bob.root / "run.sh").read_bytes() == b"#!/bin/sh\r\necho hi\r\n"
    assert bob.git("ls-files", "--stage", "run.sh").startswith("100755 ")
