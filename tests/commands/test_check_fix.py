"""``tix check --fix``: what it says, what it leaves to people, and that it can be asked first."""

import json
from pathlib import Path

import pytest

from tests.conftest import BOB, DeskInFiles
from tests.storage.repair.test_apply import (
    BASE,
    OURS,
    PATH,
    THEIRS,
    bad_merge,
    fork,
    lose,
    merge,
    merged,
    no_driver,
    put,
    text,
    unmerged,
)
from tix.frozen import replace
from tix.model.merge.desks import conflicted
from tix.model.ticket.document import dump


@pytest.fixture
def marked(desk: DeskInFiles) -> DeskInFiles:
    """A desk in which somebody has committed a ticket with conflict markers."""
    fork(no_driver(desk), BASE, OURS, THEIRS)
    bad_merge(desk)
    return desk


def state(desk: DeskInFiles) -> tuple[str, str, str, bytes]:
    return (
        desk.git("rev-parse", "HEAD"),
        desk.git("status", "--porcelain"),
        unmerged(desk),
        text(desk),
    )


def test_check_alone_writes_nothing_and_says_what_mends_it(marked: DeskInFiles) -> None:
    before = state(marked)
    told = marked.call("check", code=4)
    assert told.lines == [f"{PATH}:3: an unresolved merge conflict begins here"]
    assert told.stderr.endswith("hint: tix check --fix mends this\n")
    assert state(marked) == before


def test_only_what_can_be_mended_is_called_so(marked: DeskInFiles) -> None:
    put(marked, replace(BASE, id="m3k9vd", status="opne"), "tickets/2026/11/m3k9vd.md")
    told = json.loads(marked.call("check", "--json", code=4).stdout)
    assert {p["path"]: p["fixable"] for p in told["problems"]} == {
        PATH: True,
        "tickets/2026/11/m3k9vd.md": False,
    }
    assert "mends 1 of them" in marked.call("check", code=4).stderr


def test_what_is_wrong_besides_stays_wrong(desk: DeskInFiles) -> None:
    put(desk, replace(BASE, status="opne"), "tickets/2026/11/x.md")
    told = json.loads(desk.call("check", "--json", code=4).stdout)
    assert {p["text"].split(",")[0]: p["fixable"] for p in told["problems"]} == {
        "its id is k7f3qz": True,
        "'opne' is no status of this desk (did you mean 'open'?)": False,
    }
    assert desk.call("check", "--fix", code=4).lines == [
        f"{PATH}:4: 'opne' is no status of this desk (did you mean 'open'?)"
    ]


def test_what_would_be_done_can_be_asked(marked: DeskInFiles) -> None:
    before = state(marked)
    asked = marked.call("check", "--fix", "--dry-run", code=4)
    assert asked.stderr.startswith("nothing is written; this is what would be done:\nk7f3qz: ")
    assert state(marked) == before
    done = marked.call("check", "--fix")
    assert done.stderr.splitlines()[0] == asked.stderr.splitlines()[1]
    assert marked.call("check", "--dry-run", code=2).stderr.startswith("tix: --dry-run goes")


def test_it_says_what_it_did_to_each_ticket(marked: DeskInFiles) -> None:
    short = marked.git("rev-parse", "HEAD")[:10]
    did = f"k7f3qz: merged the versions from before merge {short}"
    noted = "set title of one side aside in a merge note"
    assert marked.call("check", "--fix").stderr == f"{did}; {noted}\n1 ticket, no problems\n"
    assert marked.call("check", "--fix").stderr == "nothing to mend\n1 ticket, no problems\n"


def test_json_of_a_repair(marked: DeskInFiles) -> None:
    told = json.loads(marked.call("check", "--fix", "--json").stdout)
    head = marked.git("rev-parse", "HEAD").strip()
    assert (told["tickets"], told["problems"], told["commit"]) == (1, [], head)
    assert [(m["id"], m["path"]) for m in told["mended"]] == [("k7f3qz", PATH)]
    again = json.loads(marked.call("check", "--fix", "--json").stdout)
    assert (again["mended"], again["commit"], again["conclude"]) == ([], None, None)


def test_a_repair_can_be_taken_back(marked: DeskInFiles) -> None:
    before = text(marked)
    marked.call("check", "--fix")
    marked.call("undo")
    assert text(marked) == before


def test_what_is_staged_elsewhere_stays_out_of_the_commit(marked: DeskInFiles) -> None:
    marked.write("templates/incident.md", "Hello\n")
    marked.git("add", "templates/incident.md")
    marked.call("check", "--fix")
    assert marked.git("show", "--name-only", "--format=", "HEAD").split() == [PATH]
    assert marked.git("status", "--porcelain") == "A  templates/incident.md\n"


def test_other_files_are_left_to_people_and_told(desk: DeskInFiles) -> None:
    put(no_driver(desk), BASE)
    desk.write("tix.yaml", "format: 1\nname: one\n")
    desk.commit("base")
    desk.git("branch", "two")
    for branch, name, version in (("main", "ours", OURS), ("two", "theirs", THEIRS)):
        desk.git("switch", "--quiet", branch)
        desk.write("tix.yaml", f"format: 1\nname: {name}\n")
        put(desk, version)
        desk.commit(name)
    desk.git("switch", "--quiet", "main")
    assert merge(desk) == 1
    result = desk.call("check", "--fix", code=4)
    assert text(desk) == merged(BASE, OURS, THEIRS)
    assert unmerged(desk).count("tix.yaml") == 3 == unmerged(desk).count("\n")
    assert result.lines == ["tix.yaml:2: an unresolved merge conflict begins here"]
    assert "tix: tix.yaml:1: git couldn't merge this file" in result.stderr
    assert "hint: edit tix.yaml, then: git add tix.yaml; git commit" in result.stderr


@pytest.mark.slow
def test_beside_code_the_next_step_is_one_for_the_desk(
    tmp_path: Path, environ: dict[str, str]
) -> None:
    code = DeskInFiles(tmp_path / "code", environ)
    code.root.mkdir()
    code.git("init", "--quiet", "--initial-branch=code")
    code.write("main.c", "x")
    code.commit("code")
    code.call("init", "--branch", "main")
    desk = no_driver(DeskInFiles(code.root / ".tix", environ))
    fork(desk, BASE, OURS, THEIRS)
    assert merge(desk) == 1
    head = code.git("rev-parse", "HEAD")
    result = code.call("check", "--fix")
    assert f"next: git -C {desk.root} commit\n" in result.stderr
    assert code.git("rev-parse", "HEAD") == head
    assert unmerged(desk) == ""


def test_a_template_with_markers_is_left(desk: DeskInFiles) -> None:
    desk.write("templates/incident.md", conflicted(b"a\n", b"b\n"))
    result = desk.call("check", "--fix", code=4)
    assert result.stderr.startswith("nothing to mend\n")
    assert "hint: edit templates/incident.md" in result.stderr


def test_both_sides_broken_is_said_once_on_each_stream(desk: DeskInFiles) -> None:
    put(desk, conflicted(b"---\nid: k7f3qz\n---\n", b"---\nid: [\n---\n"))
    result = desk.call("check", "--fix", code=4)
    assert result.stderr.count("both sides of the conflict are broken") == 1
    assert result.stdout.count(PATH) == 1


def test_sides_that_cannot_be_told_apart_are_left(desk: DeskInFiles) -> None:
    lines = dump(BASE).decode() + "<<<<<<< a\nTitle\n=======\nx\n=======\ny\n>>>>>>> b\n"
    put(desk, lines.encode())
    result = desk.call("check", "--fix", code=4)
    assert "more than one line could be where the two sides" in result.stderr
    assert text(desk).decode() == lines


def test_hand_edits_with_markers_that_were_never_committed(desk: DeskInFiles) -> None:
    put(desk, BASE)
    desk.commit("base")
    two = dump(BASE).replace(b"two\n", b"<<<<<<< a\nhere\n=======\nthere\n>>>>>>> b\n")
    put(desk, two)
    desk.call("check", "--fix")
    assert b"there" in text(desk)
    assert b"here" in text(desk)
    assert desk.git("status", "--porcelain") == ""


def test_undo_leaves_what_was_there_by_hand_before_it(desk: DeskInFiles) -> None:
    put(desk, BASE)
    desk.commit("base")
    by_hand, copy = replace(BASE, title="By hand"), "tickets/2026/10/m3k9vd.md"
    put(desk, by_hand, copy)
    assert "k7f3qz" in desk.call("check", "--fix").stderr
    desk.call("undo")
    assert (desk.root / copy).read_bytes() == dump(by_hand)


@pytest.mark.slow
def test_a_lost_ticket_is_named(desk: DeskInFiles) -> None:
    lose(no_driver(desk))
    (line,) = desk.call("check", code=4).lines
    assert line.startswith(f"{PATH}:1: lost in merge ")
    result = desk.call("check", "--fix")
    assert result.stderr.startswith("k7f3qz: brought back as in ")


@pytest.mark.slow
def test_everything_at_once_is_one_commit(desk: DeskInFiles) -> None:
    fork(no_driver(desk), BASE, OURS, THEIRS)
    for number in range(7):
        ticket = replace(BASE, id=f"b0000{number}")
        put(desk, ticket, f"tickets/2026/11/x{number}.md")
    desk.commit("odd names")
    bad_merge(desk)
    count = int(desk.git("rev-list", "--count", "HEAD"))
    desk.as_(BOB).call("check", "--fix")
    assert int(desk.git("rev-list", "--count", "HEAD")) == count + 1
    assert desk.git("log", "-1", "--format=%an: %s").strip() == (
        "Bob Reis: check --fix: k7f3qz, b00000, b00001, b00002, b00003 and 3 more"
    )
