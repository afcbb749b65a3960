"""``tix check --fix`` after merges that tix had no hand in: real git, without the merge driver."""

import subprocess
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest

from tests.conftest import BOB, DeskInFiles, Result
from tests.model.merge.people import ANA as ANNA
from tests.model.merge.people import NOW, after, edited, opened_ticket
from tests.scale import scaled
from tix.frozen import replace
from tix.model.changes.changes import add_comment
from tix.model.merge.clashes import parted
from tix.model.merge.files import MergeConflictError, merge_files
from tix.model.record.notes import asides_of
from tix.model.record.values import Comment
from tix.model.ticket.document import dump, load
from tix.model.ticket.ticket import Ticket

PATH = "tickets/2026/11/k7f3qz.md"
ARCHIVED = "archive/2026/11/k7f3qz.md"
BASE = Ticket(
    "k7f3qz",
    "Build fails",
    status="open",
    since=NOW,
    type="task",
    priority="normal",
    labels=("ci",),
    opened=NOW,
    opened_by=str(ANNA),
    body="one\ntwo\nthree",
)
OURS = replace(BASE, title="The nightly build fails", labels=("arm64", "ci"))
THEIRS = add_comment(replace(BASE, title="Build fails on arm64"), "c-q8m2ht", BOB, "It is.", NOW)
DONE = replace(BASE, status="closed", since=after(9), resolved=after(9), closed=after(9))
STYLES = ("merge", "diff3", "zdiff3")
NO_RENAMES = ("-s", "recursive", "-Xno-renames")  # git 2.39's newer strategy detects them even so

Version = Ticket | bytes | None
"""A ticket's file in a version of the desk; None: it isn't there."""


def data_of(version: Version) -> bytes | None:
    return dump(version) if isinstance(version, Ticket) else version


def put(desk: DeskInFiles, version: Version, path: str = PATH) -> None:
    data = data_of(version)
    if data is None:
        (desk.root / path).unlink()
    else:
        desk.write(path, data)


def no_driver(desk: DeskInFiles, driver: str | None = None) -> DeskInFiles:
    """The desk in a clone where tix isn't installed, or with another merge driver."""
    git_config(desk, "--remove-section", "merge.tix")
    if driver:
        git_config(desk, "merge.tix.driver", driver)
    return desk


def git_config(desk: DeskInFiles, *args: str) -> None:
    subprocess.run(["git", "config", *args], cwd=desk.root, env=desk.environ, capture_output=True)


def fork(desk: DeskInFiles, base: Version, ours: Version, theirs: Version) -> None:
    """Two branches that made each its own of a ticket; ``main`` is checked out."""
    if base is not None:
        put(desk, base)
        desk.commit("base")
    desk.git("branch", "two")
    put(desk, ours)
    desk.commit("ours")
    desk.git("switch", "--quiet", "two")
    put(desk, theirs)
    desk.commit("theirs", by=BOB)
    desk.git("switch", "--quiet", "main")


def merge(desk: DeskInFiles, *args: str) -> int:
    """``git merge`` as it is; its exit code."""
    command = ["git", "merge", "--quiet", "--no-edit", *(args or ["two"])]
    return subprocess.run(command, cwd=desk.root, env=desk.environ, capture_output=True).returncode


def bad_merge(desk: DeskInFiles, *args: str) -> None:
    """A merge whose conflicts somebody has committed, markers and all."""
    assert merge(desk, *args) != 0
    desk.commit("Merge branch 'two'")


def text(desk: DeskInFiles, path: str = PATH) -> bytes:
    return (desk.root / path).read_bytes()


def merged(base: Version, ours: Version, theirs: Version) -> bytes:
    one, other = data_of(ours), data_of(theirs)
    assert one is not None and other is not None
    return merge_files(data_of(base), one, other).data


def fix(desk: DeskInFiles, code: int = 0) -> Result:
    """What ``check --fix`` does; a second one finds nothing to do."""
    result = desk.call("check", "--fix", code=code)
    again = desk.call("check", "--fix", code=code)
    assert again.stderr.startswith("nothing to mend\n"), again.stderr
    return result


def tickets(desk: DeskInFiles) -> dict[str, Ticket]:
    """Every ticket by its path."""
    paths = sorted(p for f in ("tickets", "archive") for p in (desk.root / f).rglob("*.md"))
    return {str(p.relative_to(desk.root)): load(p.read_bytes()).record for p in paths}


def unmerged(desk: DeskInFiles) -> str:
    return desk.git("ls-files", "-u")


def clean(desk: DeskInFiles) -> bool:
    return desk.git("status", "--porcelain") == ""


@pytest.fixture
def plain(desk: DeskInFiles) -> DeskInFiles:
    return no_driver(desk)


# -- in the middle of a merge -------------------------------------------------------------------


@pytest.mark.parametrize("style", STYLES)
def test_a_merge_that_stopped_is_mended_in_place_and_concluded_by_git(
    plain: DeskInFiles, style: str
) -> None:
    git_config(plain, "merge.conflictStyle", style)
    fork(plain, BASE, OURS, THEIRS)
    assert merge(plain) == 1
    told = plain.call("check", code=4)
    assert f"{PATH}:3: an unresolved merge conflict begins here" in told.lines
    head = plain.git("rev-parse", "HEAD")
    result = fix(plain)
    assert "next: git commit" in result.stderr
    assert text(plain) == merged(BASE, OURS, THEIRS)
    assert unmerged(plain) == ""
    assert plain.git("rev-parse", "HEAD") == head
    plain.git("commit", "--no-edit", "--quiet")
    assert len(plain.git("log", "-1", "--format=%P").split()) == 2
    assert plain.git("show", f"HEAD:{PATH}").encode() == merged(BASE, OURS, THEIRS)
    assert clean(plain)


def test_a_merge_whose_driver_is_missing_is_seen_although_ours_has_no_markers(
    desk: DeskInFiles,
) -> None:
    no_driver(desk, "no-such-program %O %A %B")
    git_config(desk, "merge.tix.name", "gone")
    fork(desk, BASE, OURS, THEIRS)
    assert merge(desk) == 1
    assert text(desk) == dump(OURS)
    told = desk.call("check", code=4)
    assert told.lines == [f"{PATH}:1: git couldn't merge this ticket: both sides changed it"]
    assert "tix check --fix" in told.stderr
    fix(desk)
    assert text(desk) == merged(BASE, OURS, THEIRS)
    assert unmerged(desk) == ""


def test_what_was_written_between_the_markers_since_is_kept(plain: DeskInFiles) -> None:
    fork(plain, BASE, OURS, THEIRS)
    assert merge(plain) == 1
    before = text(plain)
    edit = before.replace(b"=======\n", b"type: incident\n=======\n", 1) + b"\nWritten since.\n"
    plain.write(PATH, edit.replace(b"three\n", b"three\nfour, since\n"))
    result = fix(plain)
    assert "kept what was written" in result.stderr
    ticket = load(text(plain)).record
    for word in ("four, since", "Written since."):
        assert word in text(plain).decode()
    assert {"arm64", "ci"} == set(ticket.labels)
    assert unmerged(plain) == ""


def test_a_conflict_resolved_by_hand_and_not_added_is_one_more_version(plain: DeskInFiles) -> None:
    fork(plain, BASE, OURS, THEIRS)
    assert merge(plain) == 1
    mine = replace(OURS, title="My own words for it, and they are long", customer="Acme")
    put(plain, mine)
    fix(plain)
    ticket = load(text(plain)).record
    assert ticket.title == mine.title
    assert ticket.customer == "Acme"
    assert [c.text for c in ticket.comments if not c.internal] == ["It is."]
    assert unmerged(plain) == ""


def test_what_is_left_of_a_file_with_half_of_its_markers_goes_into_a_note(
    plain: DeskInFiles,
) -> None:
    fork(plain, BASE, OURS, THEIRS)
    assert merge(plain) == 1
    half = text(plain).replace(b"<<<<<<< HEAD\n", b"").replace(b"two\n", b"two, in my words\n")
    plain.write(PATH, half)
    fix(plain)
    (aside,) = [a for a in asides_of(load(text(plain)).record) if a.field == "the broken file"]
    assert aside.value == half.decode()


@pytest.mark.parametrize("deleting", ["ours", "theirs"])
def test_a_change_against_a_deletion_is_brought_back(plain: DeskInFiles, deleting: str) -> None:
    sides = (None, THEIRS) if deleting == "ours" else (THEIRS, None)
    fork(plain, BASE, *sides)
    assert merge(plain) == 1
    assert "one side changed it, the other deleted it" in plain.call("check", code=4).stdout
    fix(plain)
    assert text(plain) == dump(THEIRS)
    plain.git("commit", "--no-edit", "--quiet")
    assert clean(plain)


def test_two_tickets_opened_with_one_id_are_parted_in_the_merge(plain: DeskInFiles) -> None:
    other = replace(BASE, title="Another", since=after(5), opened=after(5), opened_by=str(BOB))
    other = replace(other, attachments=("12345678-log.txt",))
    desk = plain
    desk.git("branch", "two")
    put(desk, BASE)
    desk.commit("ours")
    desk.git("switch", "--quiet", "two")
    put(desk, other)
    desk.write("attachments/k7f3qz/12345678-log.txt", "log")
    desk.commit("theirs")
    desk.git("switch", "--quiet", "main")
    assert merge(desk) == 1
    fix(desk)
    first, second = parted(BASE, other)
    assert tickets(desk) == {PATH: first, f"tickets/2026/11/{second.id}.md": second}
    assert (desk.root / f"attachments/{second.id}/12345678-log.txt").read_text() == "log"
    assert not (desk.root / "attachments/k7f3qz").exists()
    desk.git("commit", "--no-edit", "--quiet")
    assert clean(desk)


@pytest.mark.parametrize("committed", [False, True])
def test_a_short_secret_that_may_come_back_is_no_second_ticket(
    plain: DeskInFiles, *, committed: bool
) -> None:
    """No hash of it is kept: only a person sees whether the other side still says it."""
    ours = replace(BASE, body="one\ntwo\nPIN [redacted]\nthree", redacted=("short",))
    fork(plain, BASE, ours, replace(BASE, body="one\ntwo\nPIN 4711\nthree"))
    bad_merge(plain) if committed else merge(plain)
    before = text(plain)
    assert "a short text was taken out of it" in fix(plain, code=4).stderr
    assert text(plain) == before
    assert [path.name for path in (plain.root / "tickets").rglob("*.md")] == ["k7f3qz.md"]


def archived_here(desk: DeskInFiles, theirs: Ticket) -> None:
    """A done ticket, moved to the archive on ``main`` and changed on ``two``."""
    put(desk, DONE)
    desk.commit("base")
    desk.git("branch", "two")
    (desk.root / "archive/2026/11").mkdir(parents=True)
    desk.git("mv", PATH, ARCHIVED)
    desk.commit("archived")
    desk.git("switch", "--quiet", "two")
    put(desk, theirs)
    desk.commit("theirs")
    desk.git("switch", "--quiet", "main")


def test_an_edit_against_a_move_to_the_archive(plain: DeskInFiles) -> None:
    theirs = replace(DONE, labels=("ci", "late"))
    archived_here(plain, theirs)
    assert merge(plain, *NO_RENAMES, "two") == 1
    fix(plain)
    assert tickets(plain) == {ARCHIVED: theirs}
    plain.git("commit", "--no-edit", "--quiet")
    assert clean(plain)


@pytest.mark.parametrize("options", [(), NO_RENAMES])
def test_a_ticket_archived_here_and_reopened_there_is_live(
    plain: DeskInFiles, options: tuple[str, ...]
) -> None:
    reopened = replace(BASE, since=after(20))
    archived_here(plain, reopened)
    merge(plain, *options, "two")
    fix(plain)
    assert tickets(plain) == {PATH: reopened}


def test_a_move_to_the_archive_and_an_edit_both_committed_are_one_ticket_again(
    plain: DeskInFiles,
) -> None:
    theirs = add_comment(replace(DONE, labels=()), "c-q8m2ht", BOB, "Late.", after(20))
    archived_here(plain, theirs)
    bad_merge(plain, *NO_RENAMES, "two")
    assert len(tickets(plain)) == 2
    put(plain, add_comment(DONE, "c-m3k9vd", BOB, "Later.", after(30)), ARCHIVED)
    plain.commit("a comment in the archive")
    fix(plain)
    assert tickets(plain).keys() == {ARCHIVED}
    ticket = load(text(plain, ARCHIVED)).record
    assert [comment.text for comment in ticket.comments] == ["Late.", "Later."]
    assert ticket.labels == ()


def test_a_file_renamed_differently_on_both_sides(plain: DeskInFiles) -> None:
    put(plain, BASE)
    plain.commit("base")
    plain.git("branch", "two")
    for branch, month, version in (("main", "10", OURS), ("two", "12", THEIRS)):
        plain.git("switch", "--quiet", branch)
        put(plain, None)
        put(plain, version, f"tickets/2026/{month}/k7f3qz.md")
        plain.commit(month)
    plain.git("switch", "--quiet", "main")
    assert merge(plain) == 1
    fix(plain)
    assert tickets(plain).keys() == {"tickets/2026/10/k7f3qz.md"}
    assert text(plain, "tickets/2026/10/k7f3qz.md") == merged(BASE, OURS, THEIRS)
    assert unmerged(plain) == ""


@pytest.mark.slow
def test_an_index_that_another_git_holds_is_said(plain: DeskInFiles) -> None:
    fork(plain, BASE, OURS, THEIRS)
    assert merge(plain) == 1
    lock = plain.write(".git/index.lock", "")
    result = plain.call("check", "--fix", code=4)
    assert f"git's index still holds {PATH} as unmerged" in result.stderr
    assert text(plain) == merged(BASE, OURS, THEIRS)
    lock.unlink()
    fix(plain)
    assert unmerged(plain) == ""


def test_a_link_in_a_tickets_place_is_not_followed(plain: DeskInFiles) -> None:
    put(plain, BASE)
    plain.commit("base")
    plain.git("branch", "two")
    (plain.root / PATH).unlink()
    (plain.root / PATH).symlink_to("/etc/passwd")
    plain.commit("ours")
    plain.git("switch", "--quiet", "two")
    put(plain, THEIRS)
    plain.commit("theirs")
    plain.git("switch", "--quiet", "main")
    assert merge(plain) == 1
    result = plain.call("check", "--fix", code=4)
    assert "root:" not in result.stdout + result.stderr
    assert unmerged(plain) != ""


def test_a_rebase_that_stopped_goes_on(plain: DeskInFiles) -> None:
    fork(plain, BASE, OURS, THEIRS)
    done = subprocess.run(["git", "rebase", "two"], cwd=plain.root, env=plain.environ)
    assert done.returncode == 1
    result = fix(plain)
    assert "next: git rebase --continue" in result.stderr
    plain.with_environ(GIT_EDITOR="true").git("rebase", "--continue")
    assert text(plain) == merged(BASE, OURS, THEIRS)
    assert clean(plain)


@pytest.mark.parametrize("committed", [True, False])
def test_several_merge_bases_are_merged_first(plain: DeskInFiles, committed: bool) -> None:
    """A criss-cross, so that git's own base has conflict markers in it."""
    desk = plain
    git_config(desk, "merge.conflictStyle", "diff3")
    fork(desk, BASE, OURS, THEIRS)
    desk.git("branch", "one")
    for branch, other in (("main", "two"), ("two", "one")):
        desk.git("switch", "--quiet", branch)
        merge(desk, other)
        put(desk, load(merged(BASE, OURS, THEIRS)).record)
        desk.commit("met")
    middle = load(merged(BASE, OURS, THEIRS)).record
    ours, theirs = replace(middle, title="Here"), replace(middle, title="There", labels=("ci",))
    for branch, version in (("main", ours), ("two", theirs)):
        desk.git("switch", "--quiet", branch)
        put(desk, version)
        desk.commit("on")
    desk.git("switch", "--quiet", "main")
    assert len(desk.git("merge-base", "--all", "main", "two").split()) == 2
    assert merge(desk) == 1
    if committed:
        desk.commit("Merge branch 'two'")
    fix(desk)
    assert text(desk) == merged(middle, ours, theirs)
    assert load(text(desk)).record.labels == ("ci",)


# -- markers that were committed ----------------------------------------------------------------


@pytest.mark.parametrize("style", STYLES)
def test_markers_in_a_merge_commit_are_merged_from_its_parents(
    plain: DeskInFiles, style: str
) -> None:
    git_config(plain, "merge.conflictStyle", style)
    fork(plain, BASE, OURS, THEIRS)
    bad_merge(plain)
    plain.call("check", code=4)
    result = fix(plain)
    assert text(plain) == merged(BASE, OURS, THEIRS)
    assert "merged the versions from before merge" in result.stderr
    assert plain.git("log", "-1", "--format=%s").strip() == "check --fix: k7f3qz"
    assert "Ticket: k7f3qz" in plain.git("log", "-1", "--format=%B")
    assert clean(plain)


def test_edits_after_the_bad_merge_are_kept(plain: DeskInFiles) -> None:
    fork(plain, BASE, OURS, THEIRS)
    bad_merge(plain)
    edit = text(plain).replace(b"two\n", b"two and a half\n").replace(b"priority: normal\n", b"")
    plain.write(PATH, edit + b"\nAnd below.\n")
    plain.commit("An edit of the broken file")
    fix(plain)
    expected = load(merged(BASE, OURS, THEIRS)).record
    ticket = load(text(plain)).record
    assert ticket.body == "one\ntwo and a half\nthree"
    assert ticket.priority is None
    assert (ticket.title, ticket.labels) == (expected.title, expected.labels)
    assert "And below." in text(plain).decode()


def test_edits_within_the_bad_merge_are_kept(plain: DeskInFiles) -> None:
    fork(plain, BASE, OURS, THEIRS)
    assert merge(plain) == 1
    plain.write(PATH, text(plain).replace(b"two\n", b"two, as I said in the merge\n"))
    plain.commit("Merge branch 'two'")
    fix(plain)
    assert load(text(plain)).record.body == "one\ntwo, as I said in the merge\nthree"
    assert asides_of(load(text(plain)).record) == asides_of(load(merged(BASE, OURS, THEIRS)).record)


def test_what_was_written_into_the_part_of_the_base_is_kept(plain: DeskInFiles) -> None:
    git_config(plain, "merge.conflictStyle", "diff3")
    fork(plain, BASE, OURS, THEIRS)
    bad_merge(plain)
    marked = text(plain)
    plain.write(PATH, marked.replace(b"=======\n", b"note to self\n=======\n", 1))
    fix(plain)
    assert b"note to self" in text(plain)
    assert load(text(plain)).record.title == load(merged(BASE, OURS, THEIRS)).record.title


def test_an_edit_that_breaks_a_side_is_kept_in_a_note(plain: DeskInFiles) -> None:
    """Also where the result is the very side that was broken: nothing else would hold it."""
    ours = replace(BASE, due=date(2027, 1, 1))
    lines = [line for line in dump(BASE).split(b"\n") if not line.startswith(b"opened")]
    fork(plain, BASE, ours, b"\n".join(lines))
    bad_merge(plain)
    plain.write(PATH, text(plain).replace(b"labels:\n", b"labels:\nmood: sad\n"))
    fix(plain)
    ticket = load(text(plain)).record
    assert (ticket.labels, ticket.due) == (BASE.labels, ours.due)
    assert "mood: sad" in text(plain).decode()


def test_markers_in_a_squashed_commit_show_the_two_sides(plain: DeskInFiles) -> None:
    fork(plain, BASE, OURS, THEIRS)
    assert merge(plain, "--squash", "two") == 1
    plain.commit("two, squashed")
    result = fix(plain)
    assert "the two sides of its conflict markers" in result.stderr
    ticket = load(text(plain)).record
    titles = {ticket.title, *(aside.value for aside in asides_of(ticket))}
    assert {OURS.title, THEIRS.title} <= titles
    assert set(ticket.labels) == {"arm64", "ci"}
    assert "It is." in [comment.text for comment in ticket.comments]


def test_a_squashed_conflict_with_its_base_is_merged_with_it(plain: DeskInFiles) -> None:
    git_config(plain, "merge.conflictStyle", "diff3")
    base = replace(BASE, labels=("a",))
    fork(plain, base, replace(base, labels=("b",)), replace(base, labels=("c",)))
    assert merge(plain, "--squash", "two") == 1
    plain.commit("two, squashed")
    fix(plain)
    assert load(text(plain)).record.labels == ("b", "c")


def test_markers_that_came_with_a_branch_are_found_where_they_came_from(plain: DeskInFiles) -> None:
    fork(plain, BASE, OURS, THEIRS)
    plain.git("switch", "--quiet", "-c", "three", "main~1")
    plain.write("elsewhere", "x")
    plain.commit("elsewhere")
    plain.git("switch", "--quiet", "main")
    bad_merge(plain)
    plain.git("switch", "--quiet", "three")
    assert merge(plain, "main") == 0
    fix(plain)
    assert text(plain) == merged(BASE, OURS, THEIRS)


def test_a_marked_file_that_was_moved_is_found_in_history(plain: DeskInFiles) -> None:
    done = replace(OURS, status="closed", since=after(9), resolved=after(9), closed=after(9))
    fork(plain, BASE, done, THEIRS)
    bad_merge(plain)
    (plain.root / "archive/2026/11").mkdir(parents=True)
    plain.git("mv", PATH, ARCHIVED)
    plain.commit("archived as it is")
    fix(plain)
    assert text(plain, ARCHIVED) == merged(BASE, done, THEIRS)
    assert not (plain.root / PATH).exists()


def test_a_conflict_of_two_broken_tickets_is_for_a_person(plain: DeskInFiles) -> None:
    fork(plain, BASE, b"---\nid: k7f3qz\n---\nours\n", b"---\nid: k7f3qz\n---\ntheirs\n")
    bad_merge(plain)
    before = text(plain)
    result = fix(plain, code=4)
    assert "both sides of the conflict are broken" in result.stderr
    assert text(plain) == before


def test_a_side_that_a_person_has_mended_between_the_markers_counts(plain: DeskInFiles) -> None:
    fork(plain, BASE, b"---\nid: k7f3qz\n---\nours\n", b"---\nid: k7f3qz\n---\ntheirs\n")
    bad_merge(plain)
    ours = dump(replace(BASE, title="Mended by hand")).decode()
    plain.write(PATH, f"<<<<<<< a\n{ours}=======\n---\nid: [\n>>>>>>> b\n")
    fix(plain)
    assert load(text(plain)).record.title == "Mended by hand"
    assert "id: [" in text(plain).decode()


def test_of_a_conflict_with_one_broken_side_both_texts_are_kept(plain: DeskInFiles) -> None:
    broken = dump(BASE).replace(b"title: Build fails", b"title: [Build\nfails")
    fork(plain, BASE, OURS, broken)
    bad_merge(plain)
    fix(plain)
    assert text(plain) == merged(BASE, OURS, broken)
    assert b"title: [Build" in text(plain)


def test_crlf_tickets_stay_crlf(plain: DeskInFiles) -> None:
    versions = [dump(ticket).replace(b"\n", b"\r\n") for ticket in (BASE, OURS, THEIRS)]
    fork(plain, *versions)
    bad_merge(plain)
    fix(plain)
    assert text(plain) == merge_files(*versions).data
    assert b"\r\n" in text(plain)


Versions = tuple[bytes, bytes, bytes]


def collide(desk: DeskInFiles, seed: str, count: int) -> dict[str, Versions]:
    """Random edits of many tickets on two branches, all in conflict; their versions by path."""
    rng = Random(seed)
    versions: dict[str, Versions] = {}
    while len(versions) < count:
        ident = f"a{len(versions):05}"
        found = random_versions(rng, ident)
        if len(set(found)) == 3 and conflicts(desk.root.parent, found):
            versions[f"tickets/2026/11/{ident}.md"] = found
    for number, branch in enumerate(("main", "main", "two")):
        desk.git("switch", "--quiet", branch)
        for path, files in versions.items():
            desk.write(path, files[number])
        desk.commit(f"version {number}")
        if number == 0:
            desk.git("branch", "two")
    desk.git("switch", "--quiet", "main")
    assert merge(desk) == 1
    return versions


def random_versions(rng: Random, ident: str) -> Versions:
    base = edited(rng, replace(opened_ticket(rng), id=ident))
    ends = b"\r\n" if rng.random() < 0.2 else b"\n"
    base_file, ours, theirs = (
        dump(ticket).replace(b"\n", ends) for ticket in (base, edited(rng, base), edited(rng, base))
    )
    return base_file, ours, theirs


def conflicts(folder: Path, versions: Iterable[bytes]) -> bool:
    """Whether git's merge of lines ends in a conflict, and tix's doesn't."""
    base, ours, theirs = versions
    for name, data in zip("abc", (ours, base, theirs), strict=True):
        (folder / name).write_bytes(data)
    command = ["git", "merge-file", "-p", "a", "b", "c"]
    done = subprocess.run(command, cwd=folder, capture_output=True)
    try:
        merge_files(base, ours, theirs)
    except MergeConflictError:
        return False
    return done.returncode > 0


def check_random_edits(desk: DeskInFiles, seed: str, count: int, *, committed: bool) -> None:
    """Committed with ``git add -A`` or not, they come out as tix merges them."""
    versions = collide(desk, seed, count)
    if committed:
        desk.commit("Merge branch 'two'")
    desk.call("check", "--fix", code=None)
    for path, files in versions.items():
        assert text(desk, path) == merge_files(*files).data, files
    assert unmerged(desk) == ""


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("committed", [True, False])
def test_random_edits_merged_by_plain_git_come_out_as_tix_merges_them(
    plain: DeskInFiles, style: str, committed: bool
) -> None:
    git_config(plain, "merge.conflictStyle", style)
    check_random_edits(plain, style, 12, committed=committed)


@pytest.mark.long
@pytest.mark.parametrize("style", STYLES)
def test_many_random_edits_come_out_as_tix_merges_them(plain: DeskInFiles, style: str) -> None:
    git_config(plain, "merge.conflictStyle", style)
    for number in range(4):
        check_random_edits(no_driver(plain), f"{style} {number}", scaled(100), committed=number > 0)
        plain.git("reset", "--quiet", "--hard", "main")
        plain.git("branch", "--quiet", "-D", "two")


# -- lost changes -------------------------------------------------------------------------------


def lose(desk: DeskInFiles) -> None:
    """A ticket changed here and deleted there, and the deletion committed."""
    fork(desk, BASE, THEIRS, None)
    assert merge(desk) == 1
    desk.git("rm", "--quiet", PATH)
    desk.git("commit", "--quiet", "-m", "Merge branch 'two'")


def test_a_change_that_a_merge_lost_is_brought_back(plain: DeskInFiles) -> None:
    lose(plain)
    told = plain.call("check", code=4)
    assert "lost in merge" in told.stdout
    fix(plain)
    assert text(plain) == dump(THEIRS)
    assert clean(plain)


def test_its_attachments_come_back_with_it(plain: DeskInFiles) -> None:
    name = "attachments/k7f3qz/12345678-log.txt"
    plain.write(name, "log")
    base = replace(BASE, attachments=("12345678-log.txt",))
    put(plain, base)
    plain.commit("base")
    plain.git("branch", "two")
    put(plain, replace(base, title="Changed"))
    plain.commit("ours")
    plain.git("switch", "--quiet", "two")
    plain.call("delete", "--yes", "k7f3qz")
    plain.git("switch", "--quiet", "main")
    assert merge(no_driver(plain)) == 1
    plain.git("rm", "--quiet", PATH)
    plain.git("commit", "--quiet", "-m", "Merge branch 'two'")
    assert not (plain.root / name).exists()
    fix(plain)
    assert (plain.root / name).read_text() == "log"


def test_a_ticket_that_a_merge_lost_where_one_side_moved_it_is_brought_back(
    plain: DeskInFiles,
) -> None:
    put(plain, BASE)
    plain.commit("base")
    plain.git("branch", "two")
    (plain.root / PATH.replace("tickets", "archive")).parent.mkdir(parents=True, exist_ok=True)
    plain.git("mv", PATH, PATH.replace("tickets", "archive"))
    plain.commit("moved")
    plain.git("switch", "--quiet", "two")
    put(plain, THEIRS)
    plain.commit("changed")
    plain.git("switch", "--quiet", "main")
    assert merge(plain) == 0
    plain.git("rm", "--quiet", "-r", "archive/2026")
    plain.git("commit", "--quiet", "--amend", "--no-edit")
    assert "moved on the other" in plain.call("check", code=4).stdout
    fix(plain)
    assert text(plain) == dump(THEIRS)
    assert clean(plain)


def test_a_ticket_that_both_sides_changed_and_one_moved_is_told_once(plain: DeskInFiles) -> None:
    put(plain, BASE)
    plain.commit("base")
    plain.git("branch", "two")
    put(plain, None)
    plain.write(ARCHIVED, dump(DONE))
    plain.commit("archived")
    plain.git("switch", "--quiet", "two")
    put(plain, replace(BASE, labels=("arm64", "ci")))
    plain.commit("changed")
    plain.git("switch", "--quiet", "main")
    plain.git("merge", "--quiet", "-s", "ours", "--no-commit", "two")
    put(plain, None, ARCHIVED)
    plain.commit("merged")
    assert "1 problem\n" in plain.call("check", code=4).stderr
    fix(plain)
    found = load((plain.root / ARCHIVED).read_bytes()).record
    assert (found.status, found.labels) == ("closed", ("arm64", "ci"))
    assert clean(plain)


def lose_apart(desk: DeskInFiles) -> None:
    """On a branch ``two``, a merge loses the ticket that one side changed and the other deleted;
    the branch ``three`` has the change alone."""
    put(desk, BASE)
    desk.commit("base")
    desk.git("branch", "two")
    put(desk, THEIRS)
    desk.commit("changed")
    desk.git("branch", "three")
    desk.git("switch", "--quiet", "two")
    put(desk, None)
    desk.commit("deleted")
    desk.git("merge", "--quiet", "-s", "ours", "--no-edit", "three")
    desk.git("switch", "--quiet", "three")
    desk.write("tickets/2026/11/m3k9vd.md", dump(replace(BASE, id="m3k9vd")))
    desk.commit("another")


def test_what_a_merge_lost_is_brought_back_after_others_merged_that_merge(
    plain: DeskInFiles,
) -> None:
    lose_apart(plain)
    assert merge(plain) == 0
    assert not (plain.root / PATH).exists()
    fix(plain)
    assert text(plain) == dump(THEIRS)
    assert clean(plain)


def test_what_somebody_deleted_since_a_merge_lost_it_stays_away(plain: DeskInFiles) -> None:
    lose_apart(plain)
    put(plain, None)
    plain.commit("deleted here, too")
    assert merge(plain, *NO_RENAMES, "two") == 0
    plain.call("check")


def test_a_merge_that_moved_a_ticket_lost_nothing_of_what_a_later_one_left_out(
    plain: DeskInFiles,
) -> None:
    plain.write("tickets/2026/11/m3k9vd.md", dump(replace(BASE, id="m3k9vd")))
    plain.commit("another")
    plain.git("switch", "--quiet", "-c", "two")
    put(plain, BASE)
    plain.commit("base")
    plain.git("branch", "three")
    put(plain, THEIRS)
    plain.commit("changed")
    plain.git("switch", "--quiet", "three")
    (plain.root / ARCHIVED).parent.mkdir(parents=True, exist_ok=True)
    plain.git("mv", PATH, ARCHIVED)
    plain.commit("moved")
    plain.git("switch", "--quiet", "two")
    plain.git("merge", "--quiet", "--no-edit", "three")
    plain.git("switch", "--quiet", "main")
    plain.write("elsewhere", "x")
    plain.commit("ours")
    plain.git("merge", "--quiet", "--no-commit", "two")
    plain.git("rm", "--quiet", "-f", ARCHIVED)
    plain.git("commit", "--quiet", "--no-edit")
    plain.call("check")


@pytest.mark.parametrize("deleted", [True, False])
def test_what_several_sides_said_comes_back_where_a_merge_of_three_lost_it(
    plain: DeskInFiles, deleted: bool
) -> None:
    put(plain, BASE)
    plain.commit("base")
    plain.git("branch", "two")
    plain.git("branch", "three")
    put(plain, THEIRS)
    plain.commit("commented")
    plain.git("switch", "--quiet", "two")
    put(plain, replace(BASE, labels=("arm64", "ci")))
    plain.commit("labelled")
    plain.git("switch", "--quiet", "three")
    put(plain, None)
    plain.write("elsewhere" if deleted else ARCHIVED, dump(BASE))
    plain.commit("taken away")
    tree = plain.git("rev-parse", "HEAD~2^{tree}").strip()  # it has no ticket
    parents = (word for name in ("main", "two", "three") for word in ("-p", name))
    plain.git(
        "reset", "--quiet", "--hard", plain.git("commit-tree", tree, *parents, "-m", "x").strip()
    )
    assert "1 problem\n" in plain.call("check", code=4).stderr
    fix(plain)
    assert text(plain) == dump(replace(THEIRS, labels=("arm64", "ci")))


def merge_beside(desk: DeskInFiles, theirs: Ticket | None) -> None:
    """A ticket that they changed or deleted, merged with a change of another file."""
    put(desk, BASE)
    desk.commit("base")
    desk.git("branch", "two")
    desk.write("elsewhere", "x")
    desk.commit("ours")
    desk.git("switch", "--quiet", "two")
    put(desk, theirs)
    desk.commit("theirs")
    desk.git("switch", "--quiet", "main")
    assert merge(desk) == 0


def test_a_ticket_that_whoever_merged_took_away_stays_away(plain: DeskInFiles) -> None:
    merge_beside(plain, THEIRS)
    plain.git("rm", "--quiet", PATH)
    plain.git("commit", "--quiet", "--amend", "--no-edit")
    plain.call("check")


def test_a_deletion_of_what_nobody_changed_stands(plain: DeskInFiles) -> None:
    merge_beside(plain, None)
    plain.call("check")


def test_a_deletion_after_the_fix_stands(plain: DeskInFiles) -> None:
    lose(plain)
    fix(plain)
    plain.call("delete", "--yes", "k7f3qz")
    assert plain.call("check", "--fix").stderr.startswith("nothing to mend")
    assert tickets(plain) == {}


# -- ids in several files -----------------------------------------------------------------------


def opened_twice(desk: DeskInFiles, *others: Ticket) -> None:
    """The same id on several branches, in different months, without a common past."""
    for number, other in enumerate(others):
        desk.git("switch", "--quiet", "-c", f"b{number}", "main")
        put(desk, other, f"tickets/2026/{number + 1:02}/k7f3qz.md")
        desk.commit(f"opened {number}")
    desk.git("switch", "--quiet", "main")
    put(desk, BASE)
    desk.commit("opened")


def test_one_id_in_two_months_after_a_clean_merge_is_two_tickets(plain: DeskInFiles) -> None:
    other = replace(BASE, title="Another", since=after(5), opened=after(5), opened_by=str(BOB))
    opened_twice(plain, other)
    assert merge(plain, "b0") == 0
    assert "has the id k7f3qz as well" in plain.call("check", code=4).stdout
    fix(plain)
    first, second = parted(BASE, other)
    assert tickets(plain) == {PATH: first, f"tickets/2026/01/{second.id}.md": second}
    assert clean(plain)


def test_an_octopus_merge_with_one_id_thrice(plain: DeskInFiles) -> None:
    others = [
        replace(BASE, title=f"No. {n}", since=after(n), opened=after(n), opened_by=str(BOB))
        for n in (5, 7)
    ]
    opened_twice(plain, *others)
    assert merge(plain, "b0", "b1") == 0
    fix(plain)
    found = tickets(plain)
    assert found[PATH] == BASE
    assert {t.title for t in found.values()} == {"Build fails", "No. 5", "No. 7"}
    assert all(Path(path).stem == ticket.id for path, ticket in found.items())


def test_the_same_ticket_in_two_months_is_one(plain: DeskInFiles) -> None:
    opened_twice(plain, replace(BASE, labels=("other",)))
    assert merge(plain, "b0") == 0
    fix(plain)
    assert tickets(plain) == {PATH: replace(BASE, labels=("ci", "other"))}


def test_a_copy_under_another_name_is_merged_with_what_it_was_copied_from(
    plain: DeskInFiles,
) -> None:
    put(plain, BASE)
    plain.commit("base")
    put(plain, replace(BASE, labels=("new",)), "tickets/2026/11/copy.md")
    plain.commit("a copy")
    fix(plain)
    assert tickets(plain) == {PATH: replace(BASE, labels=("ci", "new"))}


@pytest.mark.parametrize("committed", [False, True])
def test_a_copy_takes_nothing_from_what_it_was_copied_from(
    plain: DeskInFiles, committed: bool
) -> None:
    comment = Comment("c-aaaaaa", BASE.opened or NOW, ANNA, False, "precious words")
    put(plain, replace(BASE, comments=(comment,)))
    plain.commit("base")
    put(plain, replace(BASE, title="A new story"), "tickets/2026/11/copy.md")
    if committed:
        plain.commit("a copy")
    fix(plain)
    (ticket,) = tickets(plain).values()
    assert comment in ticket.comments
    titles = {ticket.title, *(aside.value for aside in asides_of(ticket))}
    assert {BASE.title, "A new story"} <= titles
    assert clean(plain)


def test_a_copy_with_another_opening_becomes_a_ticket_of_its_own(plain: DeskInFiles) -> None:
    put(plain, BASE)
    plain.commit("base")
    later = (BASE.opened or NOW) + timedelta(days=1)
    put(
        plain,
        replace(BASE, title="A new story", opened=later, since=later),
        "tickets/2026/11/copy.md",
    )
    fix(plain)
    found = tickets(plain)
    assert found[PATH] == BASE
    assert sorted(ticket.title for ticket in found.values()) == sorted([BASE.title, "A new story"])


def test_files_are_named_like_their_tickets_also_where_they_swap(plain: DeskInFiles) -> None:
    one, other, third = (replace(BASE, id=ident) for ident in ("k7f3qz", "m3k9vd", "p2h6vd"))
    put(plain, one, "tickets/2026/11/m3k9vd.md")
    put(plain, other, "tickets/2026/11/k7f3qz.md")
    put(plain, third, "archive/2026/11/x.md")
    plain.commit("base")
    fix(plain)
    assert tickets(plain) == {
        f"tickets/2026/11/{ticket.id}.md": ticket for ticket in (one, other, third)
    }


def test_a_file_whose_place_is_taken_by_a_broken_one_stays(plain: DeskInFiles) -> None:
    put(plain, b"---\nid: [\n---\n")
    put(plain, BASE, "tickets/2026/11/x.md")
    result = fix(plain, code=4)
    assert f"{PATH} is in the way" in result.stderr


# -- kinds of desks -----------------------------------------------------------------------------


def test_beside_code_and_with_a_detached_head(tmp_path: Path, environ: dict[str, str]) -> None:
    code = DeskInFiles(tmp_path / "code", environ)
    code.root.mkdir()
    code.git("init", "--quiet", "--object-format=sha256")
    code.write("main.c", "x")
    code.commit("code")
    code.call("init")
    plain = no_driver(DeskInFiles(code.root / ".tix", environ))
    fork_from = plain.git("rev-parse", "HEAD").strip()
    put(plain, BASE)
    base = plain.commit("base")
    put(plain, OURS)
    plain.commit("ours")
    plain.git("switch", "--quiet", "--detach", base)
    put(plain, THEIRS)
    plain.commit("theirs")
    assert merge(plain, "tix") == 1
    assert "git commit" in plain.call("check", "--fix").stderr
    plain.commit("Merge, detached")
    plain.git("reset", "--quiet", "--hard", "HEAD~1")
    bad_merge(no_driver(plain), "tix")
    assert "HEAD is detached" in plain.call("check", "--fix").stderr
    assert text(plain) == merged(BASE, OURS, THEIRS)
    assert fork_from != base


def test_in_the_tree_only_the_desk_is_touched(tmp_path: Path, environ: dict[str, str]) -> None:
    top = DeskInFiles(tmp_path / "code", environ)
    (top.root / "sub").mkdir(parents=True)
    top.git("init", "--quiet")
    top.write("main.c", "x\n")
    top.commit("code")
    desk = DeskInFiles(top.root / "sub", environ)
    top.call("init", "--in-tree", "sub")
    no_driver(desk)
    put(desk, BASE)
    top.commit("base")
    desk.git("branch", "two")
    put(desk, OURS)
    top.write("main.c", "ours\n")
    top.commit("ours")
    desk.git("switch", "--quiet", "two")
    put(desk, THEIRS)
    top.write("main.c", "theirs\n")
    top.commit("theirs")
    desk.git("switch", "--quiet", "main")
    assert merge(desk) == 1
    desk.call("check", "--fix")
    assert text(desk) == merged(BASE, OURS, THEIRS)
    assert "main.c" in top.git("ls-files", "-u")
    assert PATH not in top.git("ls-files", "-u")
