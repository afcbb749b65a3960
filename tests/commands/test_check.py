"""``tix check``: everything that is wrong is found in one pass; and what the editor refuses."""

import json
import os
import shutil
from datetime import UTC, datetime

import pytest

from tests.conftest import DeskInFiles
from tix.actions.problems import refuse_problems
from tix.frozen import replace
from tix.model.config.config import Config
from tix.model.record.document import DocumentError
from tix.model.record.values import TeamField
from tix.model.ticket.document import Document, dump, load
from tix.model.ticket.ticket import Link, Ticket

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
GOOD = Ticket("k7f3qz", "Good", status="open", type="task", priority="low", opened=AT, since=AT)


def problems(desk: DeskInFiles) -> list[str]:
    """The lines that are printed, some of them errors: the same ones if it knows what is clean."""
    first, again = (desk.call("check", code=4).lines for _ in range(2))
    assert first == again
    return first


def test_a_desk_in_order_has_no_problems(desk: DeskInFiles) -> None:
    desk.add(GOOD)
    result = desk.call("check")
    assert (result.stdout, result.stderr) == ("", "1 ticket, no problems\n")


def test_what_was_clean_is_looked_at_again_where_it_counts(desk: DeskInFiles) -> None:
    desk.add(GOOD, replace(GOOD, id="m3k9vd", links=(Link("blocks", "k7f3qz"),)))
    path = desk.root / "tickets/2026/11/k7f3qz.md"
    assert desk.call("check").stdout == ""
    whole = path.read_text()
    path.write_text(whole.replace("priority: low", "priority: lwo"))
    assert "'lwo' is no priority" in problems(desk)[0]
    path.write_text(whole)
    path.rename(path.with_name("k7f3qy.md"))
    assert "its id is k7f3qz, but the file is called k7f3qy.md" in problems(desk)[0]
    path.with_name("k7f3qy.md").unlink()
    assert "k7f3qz" in problems(desk)[0]  # which m3k9vd blocks
    path.write_text(whole)
    assert desk.call("check").stdout == ""
    (desk.root / "tix.yaml").write_text("priorities: [normal, high]\n")
    assert sum("'low' is no priority" in line for line in problems(desk)) == 2


def test_what_check_remembers_can_be_damaged_and_says_nothing_of_people(desk: DeskInFiles) -> None:
    desk.add(
        replace(GOOD, body="secret", key="secret", title="secret"),
        replace(GOOD, id="m3k9vd", title="secret", requester="secret@example.org"),
    )
    desk.call("check")
    memory = desk.root / ".git/tix/checked"
    kept = memory.read_text()
    assert "m3k9vd" in kept and "k7f3qz" not in kept and "secret" not in kept
    for damaged in ("", kept[:-5], kept.replace("m3k9vd", "m3k9ve"), "x" * 40):
        memory.write_text(damaged)
        assert desk.call("check").stderr == "2 tickets, no problems\n"
        assert memory.read_text() == kept


def test_what_was_clean_is_known_in_a_desk_with_calendars_too(desk: DeskInFiles) -> None:
    desk.write(
        "tix.yaml",
        "calendars: {office: {timezone: Europe/Lisbon, hours: {mon-fri: 09:00-17:00}, day: 8h}}\n"
        "promises: [{name: all, calendar: office, resolution: 2d}]\n",
    )
    desk.open("Nightly build fails")
    memory = desk.root / ".git/tix/checked"
    desk.call("check")
    before = memory.read_bytes()
    desk.call("check")
    assert memory.read_bytes() == before


def test_an_empty_desk_has_no_problems(desk: DeskInFiles) -> None:
    assert desk.call("check").stderr == "0 tickets, no problems\n"


@pytest.mark.parametrize("folder", ["archive", "attachments", "templates", "customers", "kb"])
def test_a_file_where_a_folder_belongs_is_named(desk: DeskInFiles, folder: str) -> None:
    shutil.rmtree(desk.root / folder, ignore_errors=True)
    desk.write(folder, "no folder\n")
    is_the_codes = folder in ("customers", "kb")
    checked = desk.call("check", code=0 if is_the_codes else 4)
    said = f"{folder}:1: {'warning: ' * is_the_codes}this is no folder, so tix keeps nothing in it"
    assert said in checked.lines


def test_everything_is_told_in_one_pass(desk: DeskInFiles) -> None:
    desk.add(
        GOOD,
        replace(GOOD, id="m3k9vd", status="opne", links=(Link("blocks", "zzzzzz"),)),
        replace(GOOD, id="p2h6vd", attachments=("12345678-log.txt",)),
    )
    desk.write("tickets/2026/11/q8m2ht.md", "---\nid: [\n---\n")
    desk.write("tickets/2026/11/notes.txt", "x")
    desk.write("tickets/2026/11/.git/HEAD", "a repository of its own")
    desk.write("attachments/k7f3qz/12345678-x", "x")
    desk.write("archive/2020/01/r6y1bk.md", "---\nid: r6y1bk\n<<<<<<< HEAD\n=======\n>>>>>>> x\n")
    result = desk.call("check", code=4)
    assert result.lines == [
        "archive/2020/01/r6y1bk.md:1: the fields have no end: a line '---' is missing",
        "attachments/k7f3qz/12345678-x:1: no ticket names this file",
        "tickets/2026/11/m3k9vd.md:4: 'opne' is no status of this desk (did you mean 'open'?)",
        "tickets/2026/11/m3k9vd.md:10: blocks zzzzzz: there is no ticket zzzzzz",
        "tickets/2026/11/notes.txt:1: this is no ticket (its name doesn't end in .md)",
        "tickets/2026/11/p2h6vd.md:10: attachments/p2h6vd/12345678-log.txt is missing",
        "tickets/2026/11/q8m2ht.md:3: this isn't YAML: did not find expected node content",
    ]
    assert result.stderr == "5 tickets, 7 problems\n"


def test_a_link_to_a_broken_ticket_does_not_dangle(desk: DeskInFiles) -> None:
    desk.add(replace(GOOD, links=(Link("blocks", "q8m2ht"),)))
    desk.write("tickets/2026/11/q8m2ht.md", b"\xff")
    assert problems(desk) == ["tickets/2026/11/q8m2ht.md:1: this isn't UTF-8 text"]


def test_an_unresolved_conflict_is_found(desk: DeskInFiles) -> None:
    text = dump(GOOD).decode().replace("title: Good\n", "<<<<<<< a\ntitle: A\n=======\n>>>>>>> b\n")
    desk.write("tickets/2026/11/k7f3qz.md", text)
    desk.write("templates/incident.md", "Hello\n<<<<<<< a\n=======\n>>>>>>> b\n")
    desk.write("tix.yaml", "format: 1\n<<<<<<< a\nname: a\n=======\nname: b\n>>>>>>> b\n")
    assert problems(desk) == [
        "templates/incident.md:2: an unresolved merge conflict begins here",
        "tickets/2026/11/k7f3qz.md:3: an unresolved merge conflict begins here",
        "tix.yaml:2: an unresolved merge conflict begins here",
    ]


def test_links_out_of_the_desk_are_not_followed(desk: DeskInFiles, environ: dict[str, str]) -> None:
    desk.write("tickets/2026/11/k7f3qz.md", dump(GOOD))
    (desk.root / "tickets/2026/11/m3k9vd.md").symlink_to("/etc/passwd")
    (desk.root / "attachments/k7f3qz").symlink_to("/etc")
    os.mkfifo(desk.root / "tickets/2026/11/p2h6vd.md")
    (desk.root / "templates").symlink_to("/etc")
    (desk.root / "archive/.gitattributes").unlink()
    (desk.root / "archive").rmdir()
    (desk.root / "archive").symlink_to("/")
    assert problems(desk) == [
        f"{path}:1: this is a link, or no plain file; tix doesn't follow it"
        for path in (
            "archive",
            "attachments/k7f3qz",
            "templates",
            "tickets/2026/11/m3k9vd.md",
            "tickets/2026/11/p2h6vd.md",
        )
    ]


def test_a_broken_configuration_is_one_problem_and_does_not_make_more(desk: DeskInFiles) -> None:
    desk.add(
        replace(GOOD, status="digging", type="chore", priority="asap", channel="pigeon"),
        replace(GOOD, id="m3k9vd", status="declined", resolved=AT, impact="one", urgency="now"),
    )
    desk.write("tix.yaml", "format: 1\nnmae: x\n")
    assert problems(desk) == ["tix.yaml:2: 'nmae' is no setting (did you mean 'name'?)"]
    desk.write("tix.yaml", b"format: 1\n\xff")
    assert problems(desk) == ["tix.yaml:2: tix.yaml can't be read: line 2 isn't UTF-8 text"]


def test_a_saved_query_that_cannot_be_read_is_found(desk: DeskInFiles) -> None:
    desk.write("tix.yaml", "format: 1\nqueries:\n  good: is:open\n  bad: statsu:open\n")
    (line,) = problems(desk)
    assert line.startswith("tix.yaml:4: the query @bad: ")
    assert "statsu" in line


def test_warnings_alone_are_no_failure(desk: DeskInFiles) -> None:
    desk.add(replace(GOOD, labels=("ci", "ci")))
    result = desk.call("check")
    assert result.stdout == ("tickets/2026/11/k7f3qz.md:10: warning: 'ci' stands twice in labels\n")
    assert result.stderr == "1 ticket, 1 problem, only warnings\n"
    desk.write("tickets/x", "")
    assert desk.call("check", code=4).stderr == "1 ticket, 2 problems, 1 of them only warnings\n"


def test_json_tells_the_same(desk: DeskInFiles) -> None:
    desk.add(replace(GOOD, labels=("ci", "ci"), status="opne\x1b"))
    told = json.loads(desk.call("check", "--json", code=4).stdout)
    assert told["tickets"] == 1
    assert [(p["path"], p["line"], p["severity"]) for p in told["problems"]] == [
        ("tickets/2026/11/k7f3qz.md", 4, "error"),
        ("tickets/2026/11/k7f3qz.md", 10, "warning"),
    ]
    assert json.loads(desk.call("check", "--json", code=4).stdout) == told


def test_json_of_a_desk_in_order(desk: DeskInFiles) -> None:
    assert json.loads(desk.call("check", "--json").stdout) == {"tickets": 0, "problems": []}


def test_names_and_values_do_no_harm(desk: DeskInFiles) -> None:
    desk.write("tickets/a\x1b]0;x\x07\u202e.txt", "x")
    desk.add(replace(GOOD, status="a\x1b[31m"))
    for result in (desk.call("check", code=4), desk.tty("check", code=4)):
        assert "\x1b]" not in result.stdout
        assert "\u202e" not in result.stdout
    assert "a␛]0;x␇<U+202E>.txt" in desk.call("check", code=4).stdout


def test_nothing_is_changed(desk: DeskInFiles) -> None:
    desk.write("tickets/2026/11/q8m2ht.md", "---\nid: [\n---\n")
    before = desk.git("status", "--porcelain", "--untracked-files=all")
    desk.call("check", code=4)
    assert desk.git("status", "--porcelain", "--untracked-files=all") == before
    assert (desk.root / "tickets/2026/11/q8m2ht.md").read_text() == "---\nid: [\n---\n"


# -- what the editor refuses ----------------------------------------------------------------------


def draft(**values: object) -> Document:
    return load(dump(replace(GOOD, **values)))  # type: ignore[arg-type]  # fields by name


@pytest.mark.parametrize(
    ("values", "line", "reason"),
    [
        ({"status": "opne"}, 4, "'opne' is no status of this desk"),
        ({"status": None}, 1, "it has no status"),
        ({"type": "taks"}, 6, "'taks' is no type of this desk"),
        ({"priority": "hihg"}, 7, "'hihg' is no priority of this desk"),
        ({"links": (Link("blocks", "k7f3qz"),)}, 10, "this links to itself"),
        ({"team_fields": (TeamField("Labels", "x"),)}, 9, "'Labels' is written 'labels'"),
    ],
)
def test_what_a_person_got_wrong_is_refused_with_its_line(
    values: dict[str, object], line: int, reason: str
) -> None:
    with pytest.raises(DocumentError, match=reason) as caught:
        refuse_problems(draft(**values), Config())
    assert caught.value.line == line


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"opened": None, "since": None},
        {"status": "resolved"},
        {"status": "closed"},
        {"resolved": AT, "resolution": "done"},
        {"labels": ("ci", "ci")},
    ],
)
def test_what_tix_puts_right_itself_is_not_refused(values: dict[str, object]) -> None:
    refuse_problems(draft(**values), Config())


def test_what_was_wrong_before_is_not_refused() -> None:
    before = draft(status="from elsewhere")
    refuse_problems(draft(status="from elsewhere", title="Better"), Config(), before)
    with pytest.raises(DocumentError, match="taks"):
        refuse_problems(draft(status="from elsewhere", type="taks"), Config(), before)


def test_what_editors_leave_about_is_nothing(desk: DeskInFiles) -> None:
    """Emacs has a link ``.#k7f3qz.md`` for as long as a ticket isn't saved."""
    ident = desk.open("One")
    place = desk.file_of(ident).parent
    for name in (f"{ident}.md~", f"#{ident}.md#", f".{ident}.md.swp", f"._{ident}.md", ".DS_Store"):
        (place / name).write_text("not a ticket")
    (place / f".#{ident}.md").symlink_to("ana@host.4711:1795857600")
    desk.write(f"attachments/{ident}/.DS_Store", "x")
    assert desk.call("check").stdout == ""
    listed = desk.call("list", "--ids", "--all")
    assert (listed.lines, listed.stderr) == ([ident], "")
    assert "broken" not in desk.call("status").stdout
    assert desk.call("check", "--fix").stderr.endswith("1 ticket, no problems\n")

    desk.commit("everything")
    told = desk.call("check", code=4).lines
    assert len(told) == 7
    hidden = f"{place.relative_to(desk.root)}/._{ident}.md"
    assert f"{hidden}:1: this is no ticket (its name begins with a dot)" in told
    listed = desk.call("list", "--ids", "--all")
    assert (listed.lines, listed.stderr) == ([ident], "")
    desk.call("show", ident)
