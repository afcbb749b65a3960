"""``tix inbox``: whose tickets, since when, and what is remembered."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.commands.conftest import BUILD, CONFIG, RELEASE, at
from tests.conftest import ANA, BOB, NOW, DeskInFiles
from tix.actions import inbox as actions_inbox
from tix.frozen import replace
from tix.model.merge.files import merge_files
from tix.model.record.values import Comment
from tix.model.ticket.document import dump
from tix.model.ticket.ticket import Ticket
from tix.terminal.width import display_width

Golden = Callable[[str, str], None]

OTHERS = Ticket("t4x000", "Somebody else's", status="open", opened=at(10), opened_by=str(BOB))


@pytest.fixture
def looked(desk: DeskInFiles) -> DeskInFiles:
    """A desk on which Ana has just looked; BUILD and RELEASE (to watch) are hers."""
    desk.write("tix.yaml", CONFIG)
    desk.add(BUILD, replace(RELEASE, watchers=(ANA.mail,)), OTHERS, at=at(17), by=BOB)
    desk.at(at(18)).call("inbox")
    return desk


def inbox(desk: DeskInFiles, *args: str) -> dict[str, Any]:
    found = json.loads(desk.call("inbox", "--json", *args).stdout)
    assert isinstance(found, dict)
    return found


def news(desk: DeskInFiles, *args: str) -> dict[str, list[list[str]]]:
    """By ticket, the changed fields of each event; nothing is taken as seen."""
    return {
        each["ticket"]: [[c["field"] for c in e["changes"]] for e in each["events"]]
        for each in inbox(desk, "--peek", *args)["tickets"]
    }


@pytest.mark.slow
def test_a_page(looked: DeskInFiles, golden: Golden) -> None:
    bob = looked.as_(BOB)
    bob.at(at(19)).call("edit", "k7f", "--set", "priority=urgent", "--remove", "labels=ci")
    text = "It is the linker.\n\nSee the *attached* log, which says that memory is exhausted.\n"
    bob.at(at(20)).call("comment", "k7f", text)
    bob.at(at(20)).call("comment", "k7f", "--internal", "\n".join(map(str, range(30))))
    bob.at(at(21)).call("close", "m3k", "--resolution", "shipped")
    bob.at(at(21)).call("comment", "t4x", "Nothing to Ana")
    for columns in (60, 80, 160):
        shown = looked.tty("inbox", "--peek", columns=columns).stdout
        assert max(map(display_width, shown.splitlines())) <= columns
        golden(f"inbox-{columns}", _without_comment_ids(shown))


def _without_comment_ids(text: str) -> str:
    return re.sub(r"\bc-[a-z0-9]{6}\b", "c-······", text)


def test_looking_takes_it_as_seen_and_peeking_does_not(looked: DeskInFiles) -> None:
    looked.as_(BOB).call("comment", "k7f", "News")
    for _ in range(2):
        assert "News" in looked.call("inbox", "--peek").stdout
    assert "News" in looked.call("inbox").stdout
    later = looked.at(at(22, 12))
    result = later.call("inbox")
    assert (result.stdout, result.stderr) == ("", "nothing new since 3 hours ago\n")


@pytest.mark.parametrize("args", [("is:open",), ("--since", "2026-11-01")])
def test_looking_at_a_part_or_back_does_not_take_the_rest_as_seen(
    looked: DeskInFiles, args: tuple[str, ...]
) -> None:
    looked.as_(BOB).call("comment", "k7f", "News")
    looked.call("inbox", *args)
    assert "News" in looked.call("inbox").stdout


def test_own_changes_are_no_news_under_any_alias(looked: DeskInFiles) -> None:
    looked.write("tix.yaml", CONFIG.replace("mail: ana@example.org", "mail: ana@example.org\n"
                                            "  aliases:\n  - al@other.example"))  # fmt: skip
    looked.commit("Alias", by=BOB)
    looked.call("comment", "k7f", "Mine")
    alias = replace(ANA, mail="al@other.example")
    looked.as_(alias).call("comment", "k7f", "Mine, too")
    assert news(looked) == {}
    looked.as_(BOB).call("edit", "m3k", "--set", f"requester={alias}", "--remove", "watchers=ana")
    assert list(news(looked)) == ["m3k9vd"]


@pytest.mark.parametrize(
    "values",
    [
        {"assignees": (ANA.mail,)},
        {"watchers": (str(ANA),)},
        {"requester": ANA.mail},
        {"opened_by": str(ANA)},
        {"comments": (Comment("c-q8m2ht", at(11), ANA, False, "I wrote here"),)},
    ],
)
def test_which_tickets_are_mine(desk: DeskInFiles, values: dict[str, Any]) -> None:
    desk.add(replace(OTHERS, **values), replace(OTHERS, id="n0tm1n"), at=at(20), by=BOB)
    assert list(news(desk)) == ["t4x000"]
    assert sorted(news(desk, "--all")) == ["n0tm1n", "t4x000"]


def test_being_taken_off_a_ticket_and_its_deletion_are_news(looked: DeskInFiles) -> None:
    bob = looked.as_(BOB)
    bob.call("edit", "m3k", "--remove", "watchers=ana@example.org")
    bob.call("delete", "--yes", "k7f")
    found = inbox(looked, "--peek")["tickets"]
    assert {each["ticket"]: each["title"] for each in found} == {
        "k7f3qz": BUILD.title, "m3k9vd": RELEASE.title,
    }  # fmt: skip
    assert f"deleted: {BUILD.title}" in looked.tty("inbox", "--peek").stdout


def test_what_arrives_late_is_new_however_old_it_is(looked: DeskInFiles) -> None:
    looked.git("checkout", "--quiet", "-b", "side", "HEAD~0")
    looked.as_(BOB).at(at(1)).call("comment", "k7f", "Written long ago")
    looked.git("checkout", "--quiet", "main")
    looked.call("comment", "k7f", "Meanwhile")
    looked.call("inbox")
    base, ours, theirs = (
        looked.git("show", f"{ref}:tickets/2026/11/k7f3qz.md").encode()
        for ref in ("main~1", "main", "side")
    )
    looked.git("merge", "--quiet", "--no-commit", "--strategy=ours", "side")
    looked.file_of("k7f3qz").write_bytes(merge_files(base, ours, theirs).data)
    looked.commit("Merge")
    assert "Written long ago" in looked.call("inbox").stdout


def test_a_first_look_goes_back_a_week_and_says_so(desk: DeskInFiles) -> None:
    desk.add(replace(BUILD, id="a1d000"), at=at(2), by=BOB)
    desk.add(BUILD, at=at(17), by=BOB)
    result = desk.call("inbox")
    assert {line.split("\t")[2] for line in result.lines} == {"k7f3qz"}
    assert result.stderr == "this is your first look here: the last 7 days\n"


def test_since_a_date(looked: DeskInFiles) -> None:
    looked.as_(BOB).at(at(19)).call("comment", "k7f", "The 19th")
    looked.as_(BOB).at(at(21)).call("comment", "k7f", "The 21st")
    looked.call("inbox")
    found = looked.call("inbox", "--since", "2026-11-20").stdout
    assert ("The 21st" in found, "The 19th" in found) == (True, False)
    assert "--since: " in looked.call("inbox", "--since", "noday", code=2).stderr
    assert "still to come" in looked.call("inbox", "--since", "tomorrow", code=2).stderr


def test_a_query_narrows_it_down(looked: DeskInFiles) -> None:
    for ident in ("k7f", "m3k"):
        looked.as_(BOB).call("comment", ident, "News")
    assert list(news(looked, "label:release")) == ["m3k9vd"]
    looked.call("inbox", "stauts:open", code=2)


def test_rewritten_history_falls_back_and_says_so(looked: DeskInFiles) -> None:
    looked.as_(BOB).call("comment", "k7f", "Old words")
    looked.call("inbox")
    looked.git("reset", "--quiet", "--hard", "HEAD~1")
    looked.as_(BOB).call("comment", "k7f", "New words")
    result = looked.call("inbox", "--peek")
    assert "New words" in result.stdout
    assert (
        result.stderr
        == "history was rewritten since you last looked: some of this may not be new\n"
    )
    assert inbox(looked, "--peek")["rewritten"] is True


def test_a_look_whose_commit_is_gone(looked: DeskInFiles) -> None:
    place = mark(looked)
    place.write_text(place.read_text().replace(place.read_text()[:40], "0" * 40))
    result = looked.call("inbox")
    assert "isn't in this clone any more: the last 7 days" in result.stderr
    assert looked.call("inbox").stderr == "nothing new since just now\n"


def mark(desk: DeskInFiles) -> Path:
    return desk.root / ".git/tix/last-look"


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe\0", b"nonsense\n", b"\t\t\t\n", b"--all\t2026\tana@example.org\t''\n"],
)
def test_a_damaged_memory_is_a_first_look(looked: DeskInFiles, content: bytes) -> None:
    mark(looked).write_bytes(content)
    assert "first look" in looked.call("inbox").stderr
    assert "first look" not in looked.call("inbox").stderr


def test_a_memory_that_cannot_be_written_is_no_error(looked: DeskInFiles) -> None:
    mark(looked).unlink()
    mark(looked).mkdir()
    assert "first look" in looked.call("inbox").stderr


def test_each_person_has_a_look_of_their_own(looked: DeskInFiles) -> None:
    assert "first look" in looked.as_(BOB).call("inbox").stderr
    looked.as_(BOB).call("comment", "k7f", "News")
    assert "News" in looked.call("inbox").stdout
    assert len(mark(looked).read_text().splitlines()) == 2


def test_what_could_not_be_shown_has_not_been_seen(looked: DeskInFiles) -> None:
    looked.as_(BOB).call("comment", "k7f", "News")
    before = mark(looked).read_text()
    package = str(Path(__file__).parents[2])
    environ = {**looked.environ, "PYTHONUNBUFFERED": "", "PYTHONPATH": package}
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "tix", "inbox"],
            stdout=full, stderr=subprocess.PIPE, cwd=looked.root, env=environ,
        )  # fmt: skip
    assert done.returncode != 0
    assert mark(looked).read_text() == before


def test_merges_are_told_for_what_they_decided(looked: DeskInFiles) -> None:
    looked.git("checkout", "--quiet", "-b", "side")
    looked.as_(BOB).call("edit", "k7f", "--set", "priority=low")
    looked.git("checkout", "--quiet", "main")
    looked.call("edit", "k7f", "--set", "priority=urgent")
    base, ours, theirs = (
        looked.git("show", f"{ref}:tickets/2026/11/k7f3qz.md").encode()
        for ref in ("main~1", "main", "side")
    )
    looked.git("merge", "--quiet", "--no-commit", "--strategy=ours", "side")
    looked.file_of("k7f3qz").write_bytes(merge_files(base, ours, theirs).data)
    looked.commit("Merge", by=BOB)
    shown = looked.tty("inbox", "--peek").stdout
    assert "set aside: priority low; it is urgent" in shown


def test_json_and_rows(looked: DeskInFiles) -> None:
    commit = looked.git("rev-parse", "HEAD").strip()
    looked.as_(BOB).call("edit", "k7f", "--set", "priority=urgent")
    row = ["2026-11-22T09:00:00Z", str(BOB), "k7f3qz", "priority", "high", "urgent"]
    tip = looked.git("rev-parse", "HEAD").strip()
    assert looked.call("inbox", "--peek").rows == [[*row, tip]]
    found = inbox(looked)
    assert {name: found[name] for name in ("since", "from", "to", "rewritten")} == {
        "since": "2026-11-18T09:00:00Z", "from": commit, "to": tip, "rewritten": False,
    }  # fmt: skip
    (event,) = found["tickets"][0]["events"]
    assert event["changes"] == [{"field": "priority", "old": ["high"], "new": ["urgent"]}]
    assert inbox(looked)["tickets"] == []


def test_a_desk_without_commits_to_tickets(desk: DeskInFiles) -> None:
    assert desk.call("inbox").stdout == ""


def test_two_desks_in_one_repository(desk: DeskInFiles, tmp_path: Path) -> None:
    other = DeskInFiles(desk.root / "sub", desk.environ)
    other.root.mkdir()
    shutil.copy(desk.root / "tix.yaml", other.root)
    other.write("tickets/2026/11/k7f3qz.md", dump(BUILD))
    desk.commit("Another desk", by=BOB)
    desk.call("inbox")
    assert "k7f3qz" in other.call("inbox").stdout


def test_nothing_of_a_change_drives_the_terminal(looked: DeskInFiles) -> None:
    evil = replace(BUILD, title="e\x1b[31mvil", comments=(
        *BUILD.comments, Comment("c-x1y2z3", NOW, BOB, False, "te\x1b]0;xt\n\x9b1m"),
    ))  # fmt: skip
    looked.add(evil, by=replace(BOB, name="B\x1b[1mob"))
    for result in (looked.tty("inbox", "--peek"), looked.call("inbox", "--peek")):
        assert "vil" in result.stdout
        assert not set(result.stdout) & set("\x1b\x9b")


def test_peeking_looks_at_the_latest_commits_only(
    looked: DeskInFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions_inbox, "LATEST", 2)
    for text in ("One", "Two", "Three"):
        looked.as_(BOB).call("comment", "k7f", text)
    found = inbox(looked, "--peek")
    assert found["all"] is False
    assert len(found["tickets"][0]["events"]) == 2
    shown = looked.call("inbox", "--peek")
    assert "only the latest 2 commits were looked at: tix inbox shows all" in shown.stderr
    assert len(inbox(looked)["tickets"][0]["events"]) == 3
