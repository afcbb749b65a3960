"""``tix status`` without arguments: the state of the desk, for people and for programs."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.commands.conftest import BUILD, RELEASE, at
from tests.conftest import ANA, BOB, NOW, DeskInFiles
from tix.actions import desk_status as desk_state
from tix.actions.workspace import Workspace
from tix.console import desk_status
from tix.frozen import replace
from tix.model.ticket.document import dump
from tix.storage.desk.finding import find
from tix.storage.desk.user_config import UserConfig

Golden = Callable[[str, str], None]


def state(desk: DeskInFiles) -> dict[str, Any]:
    found = json.loads(desk.call("status", "--json").stdout)
    assert isinstance(found, dict)
    return found


@pytest.fixture
def remote(desk: DeskInFiles, tmp_path: Path) -> Path:
    """A bare repository with the desk's branch."""
    place = tmp_path / "remote.git"
    subprocess.run(["git", "init", "--quiet", "--bare", place], check=True)
    desk.git("remote", "add", "origin", str(place))
    desk.git("push", "--quiet", "origin", "main")
    return place


def without_place(desk: DeskInFiles, text: str) -> str:
    return text.replace(str(desk.root), "/desk")


def test_a_desk_with_much_to_do(harbour: DeskInFiles, golden: Golden) -> None:
    asked = replace(RELEASE, id="a5k3d0", status="pending", requester=f"Ana <{ANA.mail}>")
    late = replace(RELEASE, id="b4t3m0", assignees=(ANA.mail,))
    harbour.add(asked, late)
    harbour.write("tickets/2026/11/k7f3qz.md", dump(replace(BUILD, title="By hand")))
    harbour.write("tickets/2026/11/br0ken.md", "---\nid: br0ken\n---\n")
    golden("status", without_place(harbour, harbour.call("status").stdout))
    found = state(harbour)
    assert found["mine"] == ["b4t3m0", "k7f3qz"]
    assert found["my_overdue"] == ["b4t3m0"]
    assert found["for_my_answer"] == ["a5k3d0"]
    assert found["not_committed"] == ["tickets/2026/11/br0ken.md", "tickets/2026/11/k7f3qz.md"]


def test_what_is_counted_is_what_is_named(harbour: DeskInFiles) -> None:
    harbour.call("list")  # some are in the index, and some come later
    mine = replace(RELEASE, assignees=(ANA.mail,))
    asked = replace(RELEASE, status="pending", requester=f"Ana <{ANA.mail}>")
    more = [replace(mine, id=f"b{n}t3m0", due=at(1)) for n in range(3)]
    more += [replace(asked, id=f"c{n}t3m0", assignees=()) for n in range(2)]
    harbour.add(*more, replace(asked, id="d0t3m0", requester="bob@x.org"))
    harbour.call("status", "c0t3m0", "open")
    harbour.call("archive", "--older-than", "0d")
    settings = UserConfig(me=ANA.mail)
    there = [Workspace(find(harbour.root), NOW, user_config=settings) for _ in range(2)]
    named, counted = desk_state.desk_state(there[0]), desk_state.desk_counts(there[1])
    lists = ("mine", "overdue", "unassigned", "my_overdue", "for_my_answer")
    for name in lists:
        assert getattr(counted, name) == len(getattr(named, name)) > 0
    for name in ("open", "waiting", "done"):
        assert getattr(counted, name) == getattr(named, name)
    assert named.for_my_answer == ["c1t3m0"]


def test_what_waits_is_found_by_every_name_of_who_asked(desk: DeskInFiles) -> None:
    desk.call("list")  # some are in the index, and some come later
    people = f"people:\n- name: Ana\n  mail: ana@work.example\n  aliases: [{ANA.mail}, Ana L.]\n"
    desk.write("tix.yaml", f"format: 1\n{people}")
    askers = [ANA.mail, f"Ana <{ANA.mail.upper()}>", "ana@work.example", "Ana L.", "bob@x.org"]
    idents = [
        desk.call("open", asker, "--set", f"requester={asker}").stdout.strip() for asker in askers
    ]
    for ident in idents:
        desk.call("status", ident, "pending")
        desk.call("list")
    assert sorted(state(desk)["for_my_answer"]) == sorted(idents[:-1])


def test_how_the_branch_stands_to_the_remotes(desk: DeskInFiles, remote: Path) -> None:
    assert "synced with origin/main: nothing to do, as of the last fetch" in desk.call(
        "status"
    ).stdout.split("\n")
    desk.open("One")
    line = "synced with origin/main: 1 commit to send, 0 to take in, as of the last fetch"
    assert line in desk.call("status").stdout
    assert state(desk)["remote"] == {
        "name": "origin/main", "ahead": 1, "behind": 0, "problem": None,
    }  # fmt: skip
    desk.git("update-ref", "-d", "refs/remotes/origin/main")
    assert "synced with origin/main, which was never fetched" in desk.call("status").stdout
    desk.git("remote", "remove", "origin")
    assert "not synced with anybody: there is no remote" in desk.call("status").stdout


def test_a_merge_that_is_not_finished(desk: DeskInFiles) -> None:
    desk.git("config", "merge.tix.driver", "false")
    desk.add(RELEASE, at=at(17))
    desk.git("checkout", "--quiet", "-b", "side")
    desk.add(replace(RELEASE, priority="low"), at=at(18), by=BOB)
    desk.git("checkout", "--quiet", "main")
    desk.add(replace(RELEASE, priority="high"), at=at(18))
    with pytest.raises(subprocess.CalledProcessError):
        desk.git("merge", "side")
    desk.file_of("m3k9vd").write_text("<<<<<<< ours\n=======\n>>>>>>> theirs\n")
    shown = desk.call("status").lines
    assert (
        "a merge is in progress: git commit, or git merge --abort; first mend what is unmerged"
        in (shown)
    )
    assert "unmerged  (tix check --fix, or an editor and git add):" in shown
    assert "  tickets/2026/11/m3k9vd.md" in shown
    assert "broken  (tix check --fix, or mend them in an editor):" in shown
    found = state(desk)
    assert found["in_progress"]["name"] == "merge"
    assert found["unmerged"] == found["with_markers"] == ["tickets/2026/11/m3k9vd.md"]
    assert found["not_committed"] == []


def test_a_rebase_names_the_branch(desk: DeskInFiles) -> None:
    desk.git("config", "merge.tix.driver", "false")
    desk.add(RELEASE, at=at(17))
    desk.git("checkout", "--quiet", "-b", "side")
    desk.add(replace(RELEASE, priority="low"), at=at(18), by=BOB)
    desk.git("checkout", "--quiet", "main")
    desk.add(replace(RELEASE, priority="high"), at=at(18))
    with pytest.raises(subprocess.CalledProcessError):
        desk.git("rebase", "side")
    shown = desk.call("status").lines
    assert shown[0].endswith("on branch main, which is being rebased")
    assert any(line.startswith("a rebase is in progress: git rebase --continue") for line in shown)


def test_conflict_markers_in_the_settings(harbour: DeskInFiles) -> None:
    place = harbour.root / "tix.yaml"
    place.write_text(f"<<<<<<< ours\n{place.read_text()}=======\n>>>>>>> theirs\n")
    shown = harbour.call("status").stdout
    assert "tix.yaml has conflict markers, so most commands refuse" in shown
    assert "open" in shown
    assert state(harbour)["with_markers"] == ["tix.yaml"]


def test_settings_that_cannot_be_read(harbour: DeskInFiles) -> None:
    (harbour.root / "tix.yaml").write_text("format: 1\nstatuses: 5\n")
    result = harbour.call("status")
    assert "tix.yaml can't be read, so most commands refuse" in result.stdout
    assert result.stderr.startswith("tix: tix.yaml:2:")
    assert state(harbour)["config_problem"].startswith("tix.yaml:2:")


def test_detached(desk: DeskInFiles) -> None:
    desk.git("checkout", "--quiet", "--detach")
    assert desk.call("status").lines[0].endswith("on no branch (HEAD is detached)")


def test_what_others_changed_is_counted_once_somebody_has_looked(harbour: DeskInFiles) -> None:
    assert state(harbour)["news"] is None
    harbour.call("inbox")
    assert state(harbour)["news"] == []
    harbour.as_(BOB).call("comment", "k7f", "News")
    harbour.as_(BOB).call("comment", "m3k", "Not Ana's")
    harbour.call("comment", "d0n", "My own")
    assert state(harbour)["news"] == ["k7f3qz"]
    assert "  1 of yours changed by others  (tix inbox)" in harbour.call("status").lines
    look = harbour.root / ".git/tix/last-look"
    look.write_text(look.read_text().replace(look.read_text()[:40], "0" * 40))
    assert state(harbour)["news"] is None


def test_very_much_news_is_not_counted_to_its_end(
    harbour: DeskInFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (desk_state, desk_status):
        monkeypatch.setattr(module, "MOST_COMMITS", 2)
    harbour.call("inbox")
    for ident in ("d0n", "k7f", "m3k"):
        harbour.as_(BOB).call("comment", ident, "News")
    harbour.as_(BOB).call("comment", "m3k", "More")
    found = state(harbour)
    assert (found["news"], found["news_are_all"]) == ([], False)
    assert "  over 2 commits since you last looked  (tix inbox)" in harbour.call("status").lines
    harbour.as_(BOB).call("comment", "k7f", "More")
    assert state(harbour)["news"] == ["k7f3qz"]
    shown = harbour.call("status").lines
    assert "  1 or more of yours changed by others  (tix inbox)" in shown


def test_a_comment_of_ones_own_makes_a_ticket_ones_own(harbour: DeskInFiles) -> None:
    harbour.call("comment", "m3k", "My word")
    harbour.call("inbox")
    harbour.as_(BOB).call("comment", "m3k", "Bob's")
    assert state(harbour)["news"] == ["m3k9vd"]


def test_nobody_knows_who_looks(harbour: DeskInFiles) -> None:
    for name in ("user.name", "user.email"):
        harbour.git("config", "--global", "--unset", name)
    harbour.git("config", "--global", "user.useConfigOnly", "true")
    found = state(harbour)
    assert (found["mine"], found["for_my_answer"], found["news"]) == ([], [], None)


def test_lines_fit_a_narrow_terminal(desk: DeskInFiles, remote: Path) -> None:
    desk.open("One")
    lines = desk.tty("status", columns=40).lines
    assert "synced with origin/main: 1 commit to" in lines
    assert "    send, 0 to take in, as of the last" in lines


def test_nothing_of_a_desk_drives_the_terminal(harbour: DeskInFiles) -> None:
    harbour.write("tickets/2026/11/ev\x1b[31mil.md", "x")
    shown = harbour.tty("status").stdout
    assert "il.md" in shown
    assert "\x1b" not in shown


def test_a_quiet_look_takes_few_gits(
    harbour: DeskInFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every git process is a millisecond or more: this keeps their number where it is."""
    shim = tmp_path / "bin" / "git"
    shim.parent.mkdir()
    shim.write_text(f'#!/bin/sh\necho "$*" >>{tmp_path}/calls\nPATH="${{PATH#*:}}" exec git "$@"\n')
    shim.chmod(0o755)
    harbour.call("inbox")
    path = f"{shim.parent}:{harbour.environ['PATH']}"
    harbour.with_environ(PATH=path).run("status")
    assert len((tmp_path / "calls").read_text().splitlines()) <= 5


def test_a_resolution_and_a_comment_without_another_status_are_both_told(desk: DeskInFiles) -> None:
    ident = desk.open("Done")
    desk.call("status", ident, "resolved")
    told = desk.call("status", ident, "resolved", "--resolution", "mended", "-m", "Well.")
    assert told.stderr == f"{ident} Done: set resolution, comment\n"
    assert desk.git("log", "-1", "--format=%s") == f"{ident}: set resolution, comment\n"
