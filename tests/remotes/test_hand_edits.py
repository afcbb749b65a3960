"""What people did to the desk's files without tix, and what sync makes of it."""

import pytest

from tests.conftest import DeskInFiles
from tests.remotes.conftest import FIRST, SECOND, THIRD, Team, show, tip

BROKEN = f"---\nid: {SECOND}\ntitle: [never closed\n---\nMy own words.\n"


def edit(clone: DeskInFiles, ident: str, old: str, new: str) -> None:
    path = clone.file_of(ident)
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def status(clone: DeskInFiles) -> str:
    return clone.git("status", "--porcelain", "--untracked-files=all")


def test_edited_new_and_deleted_tickets_go_out(team: Team, ana: DeskInFiles) -> None:
    edit(ana, FIRST, "Nightly build", "Edited")
    ana.write("tickets/2026/11/d4dddd.md", "---\nid: d4dddd\ntitle: By hand\n---\n")
    ana.file_of(THIRD).unlink()
    said = ana.call("sync").stderr
    assert said == (
        "committed edits made by hand to a1aaaa, c3cccc, d4dddd\n"
        "synced with origin/main: 3 tickets (a1aaaa, c3cccc, d4dddd) went out\n"
    )
    assert status(ana) == ""
    bob = team.clone("bob")
    assert bob.call("list", "--ids").stdout.split() == [FIRST, SECOND, "d4dddd"]
    assert "Edited" in show(bob, FIRST)


def test_attributes_that_were_taken_away_are_brought_back(ana: DeskInFiles) -> None:
    ana.call("kb", "add", "How to")
    ana.call("sync")
    before = tip(ana)
    files = [ana.root / folder / ".gitattributes" for folder in ("tickets", "kb")]
    for file in files:
        file.unlink()
    assert ana.call("sync").stderr == "synced with origin/main: nothing new\n"
    assert all(file.exists() for file in files)
    assert (tip(ana), status(ana)) == (before, "")
    ana.git("rm", "--quiet", "tickets/.gitattributes")
    assert ana.call("sync").stderr == "synced with origin/main: nothing new\n"
    assert files[0].exists()
    assert (tip(ana), status(ana)) == (before, "")
    for file in (*files[1:], ana.root / "kb/how-to.md"):
        file.unlink()
    files[1].parent.rmdir()
    ana.call("sync")
    assert (ana.git("ls-files", "kb"), status(ana)) == ("", "")


def test_what_is_too_large_for_attributes_isnt_brought_back(
    ana: DeskInFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tix.storage.store.hand_edits.LIMIT", 3)
    file = ana.root / "tickets/.gitattributes"
    file.unlink()
    ana.call("sync")
    assert not file.exists(), "not cut off either"


def test_the_commit_names_them(ana: DeskInFiles) -> None:
    edit(ana, FIRST, "Nightly build", "Edited")
    ana.write("templates/bug.md", "---\ntitle: Bug\n---\n")
    ana.call("sync")
    message = ana.git("show", "--no-patch", "--format=%B").strip()
    assert message == f"{FIRST}, templates/bug.md: edit by hand\n\nTicket: {FIRST}"


def test_attachment_dropped_in_goes_out_with_its_ticket(team: Team, ana: DeskInFiles) -> None:
    ana.write(f"attachments/{FIRST}/trace.log", "core dumped\n")
    assert ana.call("sync").stderr == (
        "committed edits made by hand to a1aaaa\n"
        "synced with origin/main: 1 ticket (a1aaaa) went out\n"
    )
    assert team.has("core dumped")


@pytest.mark.parametrize(
    "name",
    [
        ".a1aaaa.md.swp", ".a1aaaa.md.swo", "a1aaaa.md~", "#a1aaaa.md#", ".#a1aaaa.md", "4913",
        "a1aaaa.md.orig", "a1aaaa.md.bak", ".DS_Store", "Thumbs.db", "desktop.ini", ".nfs0001",
    ],
)  # fmt: skip
def test_what_editors_leave_is_left_alone(name: str, team: Team, ana: DeskInFiles) -> None:
    paths = [f"tickets/2026/11/{name}", f"attachments/{FIRST}/{name}", f"templates/{name}"]
    for path in paths:
        ana.write(path, "leavings")
    assert ana.call("sync").stderr == "synced with origin/main: nothing new\n"
    assert [ana.root.joinpath(path).read_text() for path in paths] == ["leavings"] * 3
    assert not team.has("leavings")


def test_files_beside_the_desks_are_left_alone(team: Team, ana: DeskInFiles) -> None:
    ana.write("README.md", "Ours\n")
    ana.write("notes/x.md", "Mine\n")
    assert ana.call("sync").stderr == "synced with origin/main: nothing new\n"
    assert sorted(status(ana).split()) == ["??", "??", "README.md", "notes/x.md"]


def test_stray_file_among_tickets_is_told_and_left(team: Team, ana: DeskInFiles) -> None:
    ana.write("tickets/2026/11/notes.txt", "Mine\n")
    said = ana.call("sync", code=4).stderr
    assert "tix: not committed: tickets/2026/11/notes.txt:1: is no ticket\n" in said


def test_copy_of_a_ticket_is_told_and_left(team: Team, ana: DeskInFiles) -> None:
    ana.write("tickets/2026/11/copy.md", ana.file_of(FIRST).read_bytes())
    said = ana.call("sync", code=4).stderr
    assert "tickets/2026/11/copy.md:2: has the id of tickets/2026/11/a1aaaa.md" in said
    assert team.tip() == tip(ana)


@pytest.mark.long
def test_ten_deleted_files_are_a_decision_eleven_an_accident(team: Team, ana: DeskInFiles) -> None:
    text = ana.file_of(FIRST).read_text()
    names = [f"e{number:05}" for number in range(21)]
    for name in names:
        ana.write(f"tickets/2026/11/{name}.md", text.replace(FIRST, name))
    ana.call("sync")
    for name in names[:10]:
        ana.file_of(name).unlink()
    assert "21" not in ana.call("sync").stderr
    for name in names[10:]:
        ana.file_of(name).unlink()
    ana.call("comment", FIRST, "Goes out all the same")
    said = ana.call("sync", code=4).stderr
    assert said == (
        "synced with origin/main: 1 ticket (a1aaaa) went out\n"
        "tix: not committed: tickets/2026/11/e00010.md and 10 more: the files of 11 tickets are "
        "gone; git restore . brings them back, git commit -a deletes them for everybody\n"
        "tix: 11 files were left as they are, see above\n"
        "hint: mend what is named, then tix sync again\n"
    )
    ana.git("restore", ".")
    assert "nothing new" in ana.call("sync").stderr
    assert len(ana.call("list", "--ids").stdout.split()) == 14


@pytest.mark.long
def test_moved_files_are_no_deleted_ones(team: Team, ana: DeskInFiles) -> None:
    text = ana.file_of(FIRST).read_text()
    names = [f"e{number:05}" for number in range(12)]
    for name in names:
        ana.write(f"tickets/2026/11/{name}.md", text.replace(FIRST, name))
    ana.call("sync")
    (ana.root / "archive/2026").mkdir(parents=True)
    (ana.root / "tickets/2026/11").rename(ana.root / "archive/2026/11")
    assert "15 tickets went out" in ana.call("sync").stderr


def test_broken_edit_is_left_and_told_and_the_rest_is_synced(
    team: Team, ana: DeskInFiles, bob: DeskInFiles
) -> None:
    bob.call("comment", FIRST, "From Bob")
    bob.call("sync")
    ana.file_of(SECOND).write_text(BROKEN)
    edit(ana, THIRD, "Typo", "Mended by hand")
    said = ana.call("sync", code=4).stderr
    assert said == (
        "committed edits made by hand to c3cccc\n"
        "synced with origin/main: 1 ticket (a1aaaa) came in, 1 ticket (c3cccc) went out\n"
        "tix: not committed: tickets/2026/11/b2bbbb.md:3: "
        "in the list that begins here a ',' or ']' is missing\n"
        "tix: a file was left as it is, see above\n"
        "hint: mend what is named, then tix sync again\n"
    )
    assert ana.file_of(SECOND).read_text() == BROKEN
    assert not team.has("My own words")
    edit(ana, SECOND, "[never", "never")
    assert "1 ticket (b2bbbb) went out" in ana.call("sync").stderr


@pytest.mark.parametrize(
    "data", [b"\xff\xfe\x00", b"", b"<<<<<<< ours\n", b"---\ntitle: no id\n---\n", b"\0" * 64]
)
def test_unreadable_edits_are_left(data: bytes, team: Team, ana: DeskInFiles) -> None:
    ana.file_of(SECOND).write_bytes(data)
    said = ana.call("sync", code=4).stderr
    assert "not committed: tickets/2026/11/b2bbbb.md:" in said
    assert ana.file_of(SECOND).read_bytes() == data


def test_broken_edit_of_a_ticket_that_others_changed_goes_into_a_note(
    team: Team, ana: DeskInFiles, bob: DeskInFiles
) -> None:
    bob.call("comment", SECOND, "From Bob")
    bob.call("sync")
    ana.file_of(SECOND).write_text(BROKEN)
    said = ana.call("sync", code=4).stderr
    assert said == (
        "synced with origin/main: 1 ticket (b2bbbb) came in, 1 ticket (b2bbbb) went out\n"
        "tix: b2bbbb: your edit was broken, and others changed the ticket, too; "
        "its text is in a note: tix show b2bbbb\n"
        "tix: all is synced, and a ticket needs a person, see above\n"
        "hint: tix check; tix check --fix\n"
    )
    assert status(ana) == ""
    text = show(ana, SECOND)
    assert "From Bob" in text
    assert "My own words." in text
    assert team.tip() == tip(ana)


def test_broken_edit_of_a_ticket_that_others_deleted_stays_with_it(
    team: Team, ana: DeskInFiles, bob: DeskInFiles
) -> None:
    bob.call("delete", "--yes", SECOND)
    bob.call("sync")
    ana.file_of(SECOND).write_text(BROKEN)
    ana.call("sync", code=None)
    assert "My own words." in show(ana, SECOND)


def test_good_edit_of_a_ticket_that_others_changed_is_merged(
    team: Team, ana: DeskInFiles, bob: DeskInFiles
) -> None:
    bob.call("comment", FIRST, "From Bob")
    bob.call("sync")
    edit(ana, FIRST, "Nightly build", "Edited")
    ana.call("sync")
    assert "From Bob" in show(ana, FIRST)
    assert "title: Edited" in show(ana, FIRST)


def test_deleted_by_hand_and_changed_by_others_stays_and_is_told(
    team: Team, ana: DeskInFiles, bob: DeskInFiles
) -> None:
    bob.call("comment", FIRST, "From Bob")
    bob.call("sync")
    ana.file_of(FIRST).unlink()
    said = ana.call("sync").stderr
    assert (
        f"tix: {FIRST} Nightly build: deleted by one, changed by another; it stays "
        f"(tix delete {FIRST})\n" in said
    )
    assert "From Bob" in show(ana, FIRST)


def test_staged_changes_go_out_too_and_the_index_is_clean(team: Team, ana: DeskInFiles) -> None:
    edit(ana, FIRST, "Nightly build", "Staged")
    ana.git("add", ".")
    ana.git("rm", "--quiet", "--cached", ana.file_of(THIRD).relative_to(ana.root).as_posix())
    ana.call("sync")
    assert status(ana) == ""
    assert team.has("Staged")
    assert team.has("Typo")  # the file is still there, so nothing was deleted


def test_symlinks_are_left_and_not_followed(team: Team, ana: DeskInFiles) -> None:
    secret = team.folder / "secret.md"
    secret.write_text("---\nid: d4dddd\ntitle: Secret\n---\n")
    (ana.root / "tickets/2026/11/d4dddd.md").symlink_to(secret)
    said = ana.call("sync", code=4).stderr
    assert "tickets/2026/11/d4dddd.md is a symbolic link" in said
    assert not team.has("Secret")
