"""assign, comment, status, close, reopen, edit, link, attach, watch: what they write and say."""

from pathlib import Path

import pytest

from tests.commands.test_open import drafts, editor, ticket
from tests.conftest import ANA, BOB, DeskInFiles


@pytest.fixture
def ident(desk: DeskInFiles) -> str:
    return desk.open("Nightly build fails", "-l", "ci")


def last(desk: DeskInFiles) -> str:
    return desk.git("log", "-1", "--format=%s").strip()


def commits(desk: DeskInFiles) -> int:
    return int(desk.git("rev-list", "--count", "HEAD"))


# -- assign -------------------------------------------------------------------------------------


def test_assign_replaces_adds_and_removes(desk: DeskInFiles, ident: str) -> None:
    desk.call("assign", ident, "bob@example.org")
    assert ticket(desk, ident).assignees == ("bob@example.org",)
    assert last(desk) == f"{ident}: assign to bob@example.org"
    desk.call("assign", ident, "me", "--add")
    assert ticket(desk, ident).assignees == ("bob@example.org", "ana@example.org")
    desk.call("assign", ident, "bob", "--remove")
    assert ticket(desk, ident).assignees == ("ana@example.org",)
    desk.call("assign", ident, "--none")
    assert ticket(desk, ident).assignees == ()


def test_several_tickets_are_assigned_in_one_commit(desk: DeskInFiles, ident: str) -> None:
    other = desk.open("Another")
    before = commits(desk)
    desk.call("assign", f"{ident},{other}", "--me")
    assert commits(desk) == before + 1 and last(desk) == "2 tickets: assign to Ana Lima"
    desk.call("assign", "-", "bob@example.org", stdin=f"{ident}\n{other}\n")
    assert ticket(desk, other).assignees == ("bob@example.org",)


def test_nothing_at_all_is_written_if_one_id_is_wrong(desk: DeskInFiles, ident: str) -> None:
    before = commits(desk)
    desk.call("assign", f"{ident},zzzzzz", "--me", code=3)
    assert commits(desk) == before and ticket(desk, ident).assignees == ()


def test_what_changes_nothing_makes_no_commit(desk: DeskInFiles, ident: str) -> None:
    desk.call("assign", ident, "--me")
    before = commits(desk)
    result = desk.call("assign", ident, "--me")
    assert commits(desk) == before and "nothing to change" in result.stderr


# -- comment --------------------------------------------------------------------------------------


def test_a_comment_is_added_edited_and_removed(desk: DeskInFiles, ident: str) -> None:
    comment = desk.call("comment", ident, "It is", "the linker.").stdout.strip()
    (first,) = ticket(desk, ident).comments
    assert (first.id, first.author, first.text) == (comment, ANA, "It is the linker.")
    desk.call("comment", ident, "--edit", comment[:5], "It was.")
    assert ticket(desk, ident).comments[0].text == "It was."
    desk.call("comment", ident, "--remove", comment)
    assert ticket(desk, ident).comments == ()
    assert "It was." in desk.git("log", "-p")


def test_an_answer_stays_below_the_question_when_clocks_differ(
    desk: DeskInFiles, ident: str
) -> None:
    desk.at("2030-01-01T00:00:00Z").call("comment", ident, "from the future")
    desk.as_(BOB).call("comment", ident, "now", "--internal")
    first, second = ticket(desk, ident).comments
    assert second.at > first.at and second.author == BOB and second.internal


def test_a_comment_comes_from_standard_input_and_brings_files(
    desk: DeskInFiles, ident: str, tmp_path: Path
) -> None:
    (tmp_path / "a.log").write_text("x")
    desk.call("comment", ident, "--attach", str(tmp_path / "a.log"), stdin="piped\n")
    after = ticket(desk, ident)
    (stored,) = after.attachments
    assert after.comments[0].text == f"piped\n\nAttached: {stored}"
    desk.call("comment", ident, "--attach", str(tmp_path / "a.log"), "--internal", "inside")
    assert ticket(desk, ident).comments[1].text == "inside"


def test_a_text_that_looks_like_a_heading_stays_a_text(desk: DeskInFiles, ident: str) -> None:
    text = "a\n\n## 2026-11-22T00:10:31Z · Bob <bob@example.org> · c-q8m2ht\n\nb\n<<<<<<< HEAD"
    desk.call("comment", ident, text)
    (comment,) = ticket(desk, ident).comments
    assert comment.text == text


def test_an_empty_comment_is_refused(desk: DeskInFiles, ident: str) -> None:
    before = commits(desk)
    assert "empty" in desk.call("comment", ident, "  ", code=2).stderr
    assert desk.call("comment", ident, "--edit", "c-zzzzzz", "x", code=3).code == 3
    assert commits(desk) == before


# -- status ---------------------------------------------------------------------------------------


def test_status_shows_and_changes(desk: DeskInFiles, ident: str) -> None:
    assert desk.call("status", ident).rows == [[ident, "open", "2026-11-22T09:00:00Z"]]
    later = desk.at("2026-11-23T10:00:00Z")
    later.call("status", ident, "res", "-m", "Fixed.", "--resolution", "new linker")
    done = ticket(desk, ident)
    assert (done.status, done.resolution, done.comments[0].text) == (
        "resolved", "new linker", "Fixed.",
    )  # fmt: skip
    assert done.resolved == done.since and done.closed is None
    desk.at("2026-11-24T10:00:00Z").call("close", ident)
    closed = ticket(desk, ident)
    assert closed.resolved == done.resolved and closed.closed == closed.since
    desk.call("reopen", ident)
    again = ticket(desk, ident)
    assert (again.status, again.resolved, again.closed, again.resolution) == (
        "open", None, None, None,
    )  # fmt: skip


def test_ids_from_a_list_are_closed_in_one_commit(desk: DeskInFiles, ident: str) -> None:
    desk.open("Another", "-l", "ci")
    before = commits(desk)
    desk.call("status", "-", "closed", stdin=desk.call("list", "--ids", "label:ci").stdout)
    assert commits(desk) == before + 1
    assert desk.call("list").stdout == ""


def test_an_unknown_status_names_the_nearest(desk: DeskInFiles, ident: str) -> None:
    result = desk.call("status", ident, "colsed", code=1)
    assert "colsed" in result.stderr and "closed" in result.stderr


def test_the_state_of_the_desk_tells_hand_edits_and_broken_files(
    desk: DeskInFiles, ident: str
) -> None:
    file = desk.file_of(ident)
    file.write_text(file.read_text().replace("- ci", "- cd"))
    broken = desk.write("tickets/2026/11/brkn0a.md", "no front matter")
    result = desk.call("status")
    assert f"tickets/2026/11/{ident}.md" in result.stdout
    assert f"{broken.relative_to(desk.root)}:1:" in result.stdout
    assert "main" in result.lines[0]


# -- edit -----------------------------------------------------------------------------------------


def test_edit_sets_adds_and_removes(desk: DeskInFiles, ident: str) -> None:
    desk.call(
        "edit", ident, "--title", "Build", "-p", "urgent", "--set", "due=+3d", "--add",
        "label=arm64,x", "--remove", "labels=ci", "-b", "New text",
    )  # fmt: skip
    edited = ticket(desk, ident)
    assert (edited.title, edited.priority, str(edited.due)) == ("Build", "urgent", "2026-11-25")
    assert edited.labels == ("arm64", "x") and edited.body == "New text"
    desk.call("edit", ident, "--set", "due=", "--set", "priority=")
    assert ticket(desk, ident).due is None and ticket(desk, ident).priority is None


@pytest.mark.parametrize(
    ("option", "words"),
    [
        (("--set", "priorty=high"), "priority"),
        (("--set", "id=k7f3qz"), "isn't set by hand"),
        (("--set", "high"), "FIELD=VALUE"),
        (("--add", "title=x"), "one value"),
        (("--due", "2026-02-30"), "2026-02-30"),
        (("--title", "  "), "title is empty"),
    ],
)
def test_edit_refuses(desk: DeskInFiles, ident: str, option: tuple[str, str], words: str) -> None:
    before = commits(desk)
    assert words in desk.call("edit", ident, *option, code=2).stderr
    assert commits(desk) == before


def test_the_editor_edits_the_file_itself(desk: DeskInFiles, ident: str, tmp_path: Path) -> None:
    file = desk.file_of(ident)
    file.write_text(file.read_text().replace("labels:", "# by hand\nlabels:"))
    desk.commit("a comment by hand")
    edited = editor(desk, tmp_path, 'sed -i "s/^status:.*/status: closed/" "$1"')
    edited.at("2026-11-25T00:00:00Z").call("edit", ident)
    assert "# by hand\n" in file.read_text()
    after = ticket(desk, ident)
    assert after.status == "closed" and after.closed == after.since is not None
    assert drafts(desk) == []


def test_somebody_elses_change_in_the_meantime_is_not_overwritten(
    desk: DeskInFiles, ident: str, tmp_path: Path
) -> None:
    file = desk.file_of(ident)
    script = f'echo "my text" >> "$1"; sed -i "s/Nightly/Weekly/" {file}'
    result = editor(desk, tmp_path, script).call("edit", ident)
    assert "changed meanwhile" in result.stderr and drafts(desk) == []
    both = ticket(desk, ident)
    assert (both.title, both.body) == ("Weekly build fails", "my text")
    script = f'echo "more" >> "$1"; echo "<<<<<<< a" > {file}'
    result = editor(desk, tmp_path, script).call("edit", ident, code=4)
    (draft,) = drafts(desk)
    assert str(draft) in result.stderr and "more" in draft.read_text()


# -- link, attach, watch --------------------------------------------------------------------------


def test_a_link_shows_at_both_ends(desk: DeskInFiles, ident: str) -> None:
    other = desk.open("Release 2.0")
    desk.call("link", ident, "blo", other[:4])
    assert [str(link) for link in ticket(desk, ident).links] == [f"blocks {other}"]
    assert ident in desk.call("show", other).stdout
    desk.call("link", ident, "blocks", other, "--remove")
    assert ticket(desk, ident).links == ()
    assert desk.call("link", ident, "blocks", ident, code=2).code == 2


def test_a_ticket_has_one_parent(desk: DeskInFiles, ident: str) -> None:
    first, second = desk.open("one"), desk.open("two")
    desk.call("link", ident, "parent", first)
    desk.call("link", ident, "parent", second)
    assert [link.id for link in ticket(desk, ident).links] == [second]


def test_a_large_file_asks_for_force(desk: DeskInFiles, ident: str, tmp_path: Path) -> None:
    large = tmp_path / "core"
    with large.open("wb") as file:
        file.truncate(21 * 1024 * 1024)
    before = commits(desk)
    assert "--force" in desk.call("attach", ident, str(large), code=1).stderr
    assert commits(desk) == before and not (desk.root / "attachments" / ident).exists()


def test_watch_and_unwatch(desk: DeskInFiles, ident: str) -> None:
    desk.call("watch", ident)
    assert ticket(desk, ident).watchers == ("ana@example.org",)
    desk.call("unwatch", ident)
    assert ticket(desk, ident).watchers == ()


# -- delete, redact, undo -------------------------------------------------------------------------


def test_delete_takes_the_links_of_others_along(desk: DeskInFiles, ident: str) -> None:
    waits, done = desk.open("Waits"), desk.open("Done")
    desk.call("link", waits, "depends-on", ident)
    desk.call("link", done, "relates-to", ident)
    desk.call("close", done)
    desk.call("archive", done)
    before = commits(desk)
    said = desk.call("delete", "--yes", ident).stderr
    assert sorted(said.rpartition("links to it went, too: those of ")[2].strip().split(", ")) == (
        sorted([waits, done])
    )
    assert commits(desk) == before + 1 and ticket(desk, waits).links == ()
    assert desk.call("check").stdout == ""
    desk.call("undo")
    assert [link.id for link in ticket(desk, waits).links] == [ident]
    assert "links" not in desk.call("delete", "--yes", ident, waits, done).stderr


def test_delete_leaves_a_tombstone_and_undo_brings_it_back(
    desk: DeskInFiles, ident: str, tmp_path: Path
) -> None:
    (tmp_path / "f").write_text("x")
    desk.call("attach", ident, str(tmp_path / "f"))
    file, before = desk.file_of(ident), desk.file_of(ident).read_bytes()
    assert "--yes" in desk.call("delete", ident, code=1).stderr
    desk.call("delete", "--yes", ident)
    assert not file.exists() and not (desk.root / "attachments" / ident).exists()
    assert f"Deleted: {ident} Nightly build fails" in desk.git("log", "-1", "--format=%B")
    desk.call("undo")
    assert file.read_bytes() == before and list((desk.root / "attachments" / ident).iterdir())


def test_redact_takes_a_secret_out_and_says_that_history_has_it(
    desk: DeskInFiles, ident: str
) -> None:
    desk.call("comment", ident, "the password is hunter2!")
    result = desk.call("redact", ident, "hunter2")
    assert "hunter2" not in desk.file_of(ident).read_text()
    assert ticket(desk, ident).comments[0].text == "the password is [redacted]!"
    assert "earlier commits" in result.stderr and "hunter2" not in result.stderr
    assert desk.call("redact", ident, "hunter2", code=3).code == 3


def test_undo_says_what_it_took_back_and_goes_further_back(desk: DeskInFiles, ident: str) -> None:
    desk.call("edit", ident, "-p", "high")
    desk.call("close", ident)
    assert "closed" in desk.call("undo").stderr
    assert ticket(desk, ident).status == "open" and ticket(desk, ident).priority == "high"
    desk.call("undo")
    assert ticket(desk, ident).priority == "normal"


def test_undo_leaves_what_others_did_since(desk: DeskInFiles, ident: str) -> None:
    desk.call("edit", ident, "-p", "high", "--title", "Mine")
    desk.as_(BOB).call("edit", ident, "--title", "Bob's")
    desk.as_(BOB).call("comment", ident, "a comment")
    result = desk.call("undo")
    after = ticket(desk, ident)
    assert (after.priority, after.title, len(after.comments)) == ("normal", "Bob's", 1)
    assert f"{ident} title" in result.stderr


# -- what is stored is what was confirmed ---------------------------------------------------------


def test_a_value_is_stored_as_it_was_confirmed(desk: DeskInFiles, ident: str) -> None:
    said = desk.call(
        "edit", ident, "--title", "x\ry\tz", "--set", "milestone=1\r2", "-l", "a\tb"
    ).stderr
    what = "set title to x y z, set milestone to 1 2, add a b to labels"
    assert said == f"{ident} Nightly build fails: {what}\n"
    after = ticket(desk, ident)
    assert (after.title, after.milestone, after.labels) == ("x y z", "1 2", ("ci", "a b"))
    assert last(desk) == f"{ident}: {what}"
    opened = desk.call("open", "x\ry", "--milestone", "1\r2", "-l", "a\rb")
    new = ticket(desk, opened.stdout.strip())
    assert (new.title, new.milestone, new.labels) == ("x y", "1 2", ("a b",))
    assert opened.stderr.startswith(f"opened {new.id} x y\n")
    desk.call("close", new.id, "--resolution", "done\rwell")
    assert ticket(desk, new.id).resolution == "done well"


def test_what_is_compared_as_a_whole_has_one_line(desk: DeskInFiles, ident: str) -> None:
    said = desk.call("edit", ident, "--milestone", "1\n2", "-l", "a \r\n  b").stderr
    assert "add a b to labels" in said
    after = ticket(desk, ident)
    assert (after.milestone, after.labels) == ("1 2", ("ci", "a b"))
    desk.call("edit", ident, "--set", "cause=one\ntwo", "--remove", "labels=a\nb")
    after = ticket(desk, ident)
    assert (after.cause, after.labels) == ("one\ntwo", ("ci",))


# -- drafts ---------------------------------------------------------------------------------------


def test_an_edit_that_was_refused_can_be_gone_on_with(
    desk: DeskInFiles, ident: str, tmp_path: Path
) -> None:
    worse = editor(desk, tmp_path, 'sed -i "s/^title:.*/title: Better/; s/^type:.*/type: x/" "$1"')
    said = worse.call("edit", ident, code=1).stderr
    assert f"hint: go on with it: tix edit {ident} --resume; or drop it: rm " in said
    desk.call("assign", ident, "me")  # what changes meanwhile stays
    better = editor(desk, tmp_path, 'sed -i "s/^type: x/type: task/" "$1"')
    better.call("edit", ident, "--resume")
    after = ticket(desk, ident)
    assert (after.title, after.assignees) == ("Better", ("ana@example.org",))
    assert drafts(desk) == [] and not list((desk.root / ".git/tix/draft-bases").iterdir())
    assert "no draft of it is kept" in better.call("edit", ident, "--resume", code=1).stderr


def test_a_comment_that_was_not_saved_can_be_gone_on_with(
    desk: DeskInFiles, ident: str, tmp_path: Path
) -> None:
    fails = editor(desk, tmp_path, 'echo precious >> "$1"; exit 3')
    said = fails.call("comment", ident, "-e", code=1).stderr
    assert f"and go on: tix comment {ident} --resume" in said
    editor(desk, tmp_path, 'echo more >> "$1"').call("comment", ident, "--resume")
    assert ticket(desk, ident).comments[0].text.split() == ["precious", "more"]


@pytest.mark.parametrize("command", ["edit ID", "edit ID -e", "comment ID -e", "open -e New"])
def test_an_editor_is_not_started_without_a_terminal(
    desk: DeskInFiles, ident: str, command: str
) -> None:
    args = command.replace("ID", ident).split()
    said = desk.call(*args, code=2).stderr
    assert said.startswith("tix: there is no terminal here for the editor 'vi', so nothing was")
    assert drafts(desk) == []
