"""What ``tix check`` says about tickets that load."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings

from tests.model.strategies import tickets
from tests.scale import usual
from tix.model.changes.check import Problem, check_ticket
from tix.model.changes.check_desk import check_desk, outline
from tix.model.config.config import Config, Group, Status, TeamFieldType
from tix.model.people import Person
from tix.model.ticket.document import Document, dump, load
from tix.model.ticket.ticket import Ticket

PATH = "tickets/2026/11/k7f3qz.md"
CONFIG = Config(
    fields=(
        TeamFieldType("severity", "choice", ("minor", "major")),
        TeamFieldType("cost", "number"),
        TeamFieldType("when", "date"),
        TeamFieldType("page", "url"),
        TeamFieldType("who", "user"),
        TeamFieldType("parts", "list"),
        TeamFieldType("note", "text"),
    )
)


def _document(more: str = "", below: str = "", status: str = "open") -> Document:
    front = f"id: k7f3qz\ntitle: x\nstatus: {status}\nopened: 2026-11-21T00:00:00Z\n{more}"
    return load(f"---\n{front}---\n{below}".encode())


def _found(
    document: Document, path: str = PATH, config: Config = CONFIG
) -> list[tuple[int, str, str]]:
    problems = check_ticket(document, path, config)
    assert all(problem.path == path for problem in problems)
    return [(problem.line, problem.severity, problem.text) for problem in problems]


@pytest.mark.parametrize(
    "document",
    [
        _document(),
        _document("since: 2026-11-21T00:00:00Z\n"),
        _document("resolved: 2026-11-22T00:00:00Z\nresolution: y\n", status="resolved"),
        _document("closed: 2026-11-22T00:00:00Z\n", status="closed"),
        _document("type: incident\npriority: low\nlabels: [a, b]\n"),
        _document("severity: major\ncost: -1.5e3\nwhen: 2026-11-25\npage: https://a.example\n"),
        _document("who: ana\nparts: [a]\nnote: anything\nundeclared: [a, b]\n"),
        _document("severity:\ncost: ~\nwhen: ''\npage: null\nparts:\n"),
        _document("severity: Null\ncost: NULL\nwhen: null\n"),
        _document("links:\n- blocks m3k9vd\n- blocks a3k9vd\n- parent m3k9vd\n"),
    ],
)
def test_nothing_is_wrong_with_a_ticket_as_tix_writes_it(document: Document) -> None:
    assert _found(document) == []


@pytest.mark.parametrize(
    ("more", "line", "severity", "text"),
    [
        ("type: incidnt\n", 6, "error",
         "'incidnt' is no type of this desk (did you mean 'incident'?)"),
        ("priority: asap\n", 6, "error", "'asap' is no priority of this desk (known: low, normal"),
        ("since: 2026-11-20T00:00:00Z\n", 6, "error", "since is before it was opened"),
        ("resolved: 2026-11-22T00:00:00Z\n", 6, "error", "it is open, but has resolved"),
        ("closed: 2026-11-22T00:00:00Z\n", 6, "error", "it is open, but has closed"),
        ("resolution: done\n", 6, "error", "it is open, but has resolution"),
        ("assignee: ana\n", 6, "error", "'assignee' is written 'assignees'"),
        ("label: [a]\n", 6, "error", "'label' is written 'labels'"),
        ("parent: m3k9vd\n", 6, "warning", "'parent' is no link here: tix link k7f3qz parent ID"),
        ("Depends_On: [x, m3k9vd]\n", 6, "warning", "'Depends_On' is no link here: tix link k7f3"),
        ("blocked by: m3k9vd\n", 6, "warning", "'blocked by' is no link here: tix link k7f3qz bl"),
        ("Priority: high\n", 6, "error", "'Priority' is written 'priority'"),
        ("labels:\n- a\n- b\n- a\n", 9, "warning", "'a' stands twice in labels"),
        ("assignees:\n- ana@example.org\n- Ana <ANA@example.org>\n", 8, "warning",
         "'Ana <ANA@example.org>' stands twice in assignees"),
        ("links:\n- blocks m3k9vd\n- blocks k7f3qz\n", 8, "error", "this links to itself"),
        ("links:\n- parent m3k9vd\n- parent a3k9vd\n", 8, "error",
         "there can be only one link parent"),
        ("attachments:\n- a.txt\n- ../../etc/passwd\n", 8, "error",
         "'../../etc/passwd' is no file's name"),
        ("attachments:\n- 'a\\b'\n", 7, "error", "is no file's name"),
        ("severity: mayor\n", 6, "error",
         "severity: 'mayor' is no choice (did you mean 'major'?)"),
        ("severity: [major]\n", 6, "error", "severity: this must be one text, not a list"),
        ("cost: 1,5\n", 6, "error", "cost: '1,5' is no number"),
        ("cost: nan\n", 6, "error", "cost: 'nan' is no number"),
        ("cost: '" + "9" * 5000 + "'\n", 6, "error", "9…' is no number"),
        ("when: 2026-02-30\n", 6, "error", "when: '2026-02-30' is no date like 2026-11-25"),
        ("page: example.org\n", 6, "error", "page: 'example.org' is no address like https://…"),
        ("parts: a\n", 6, "error", "parts: this must be a list"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_field_is_found_at_its_line(
    more: str, line: int, severity: str, text: str
) -> None:
    [(found_line, found_severity, found_text)] = _found(_document(more))
    assert (found_line, found_severity) == (line, severity)
    assert text in found_text


def test_an_unknown_status_is_named_with_the_nearest() -> None:
    assert _found(_document(status="opn")) == [
        (4, "error", "'opn' is no status of this desk (did you mean 'open'?)")
    ]


@pytest.mark.parametrize("status", ["resolved", "closed"])
def test_a_done_ticket_says_since_when(status: str) -> None:
    text = f"it is {status}, but nothing says since when (resolved)"
    assert _found(_document(status=status)) == [(4, "warning", text)]


def test_closed_never_stands_beside_the_status_resolved() -> None:
    document = _document(
        "resolved: 2026-11-22T00:00:00Z\nclosed: 2026-11-22T00:00:00Z\n", status="resolved"
    )
    assert _found(document) == [(7, "error", "it is resolved, but has closed")]


def test_a_teams_own_words_are_known() -> None:
    config = Config(statuses=(Status("new", Group.ACTIVE), Status("gone", Group.DONE)))
    assert _found(_document(status="new"), config=config) == []
    assert [text for _, _, text in _found(_document(), config=config)] == [
        "'open' is no status of this desk (known: new, gone)"
    ]


def test_a_title_of_several_lines_is_a_warning() -> None:
    document = load(b'---\nid: k7f3qz\ntitle: "a\\nb"\nstatus: open\nopened: 2026-11-21\n---\n')
    assert _found(document) == [(3, "warning", "the title has more than one line")]


def test_what_every_ticket_has() -> None:
    document = load(b"---\nid: k7f3qz\ntitle: x\n---\n")
    assert [text for _, _, text in _found(document)] == [
        "it has no status",
        "nothing says when it was opened",
    ]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("tickets/2026/11/m3k9vd.md", "its id is k7f3qz, but the file is called m3k9vd.md"),
        ("tickets/k7f3qz.md", "its place isn't tickets/YYYY/MM/k7f3qz.md"),
        ("tickets/2026/13/k7f3qz.md", "its place isn't tickets/YYYY/MM/k7f3qz.md"),
        ("tickets/2026/11/x/k7f3qz.md", "its place isn't tickets/YYYY/MM/k7f3qz.md"),
        ("archive/2026/11/k7f3qz.md", "it is in the archive, but it isn't done"),
    ],
)
def test_a_file_in_the_wrong_place(path: str, text: str) -> None:
    assert [found for _, _, found in _found(_document(), path)] == [text]


def test_a_done_ticket_may_be_in_the_archive() -> None:
    document = _document("closed: 2026-11-22T00:00:00Z\n", status="closed")
    assert _found(document, "archive/2026/11/k7f3qz.md") == []


def _comment(ident: str, second: int) -> str:
    return f"\n## 2026-11-22T00:00:{second:02}Z · Bob Reis <bob@example.org> · {ident}\n\ntext\n"


def test_comments_with_one_id_and_out_of_order() -> None:
    below = _comment("c-q8m2ht", 5) + _comment("c-m3k9vd", 3) + _comment("c-q8m2ht", 4)
    assert _found(_document(below=below)) == [
        (12, "warning", "this comment is older than the one above it"),
        (16, "error", "another comment has the id c-q8m2ht already"),
    ]


def test_comments_of_one_second_are_in_order() -> None:
    assert _found(_document(below=_comment("c-q8m2ht", 5) + _comment("c-m3k9vd", 5))) == []


def test_a_near_miss_of_a_heading_is_a_warning() -> None:
    below = _comment("c-q8m2ht", 5).replace("ht\n", "ht \n")
    assert _found(_document(below=below)) == [
        (8, "warning", "this looks like a comment's heading, but isn't exactly one")
    ]


def test_problems_come_in_the_order_of_lines() -> None:
    found = _found(_document("cost: x\nlinks:\n- blocks k7f3qz\ntype: y\n"), "tickets/a.md")
    assert [line for line, _, _ in found] == sorted(line for line, _, _ in found)
    assert len(found) == 5


@given(tickets())
@settings(max_examples=usual(50))
def test_any_ticket_can_be_checked(ticket: Ticket) -> None:
    document = load(dump(ticket))
    lines = document.front.text.count("\n") + document.tail.count("\n") + 2
    problems = check_ticket(document, PATH, CONFIG)
    assert all(1 <= problem.line <= lines for problem in problems)


def test_a_problem_reads_like_a_compilers() -> None:
    assert str(Problem("a.md", 3, "error", "it is wrong")) == "a.md:3: it is wrong"


# -- between tickets --------------------------------------------------------------------------


def _desk(*tickets: Ticket) -> list[tuple[str, Document]]:
    return [(f"tickets/2026/11/{t.id}.md", load(dump(t))) for t in tickets]


def _ticket(ident: str, *lines: str) -> tuple[str, Document]:
    front = "".join(f"{line}\n" for line in (f"id: {ident}", "title: x", *lines))
    return f"tickets/2026/11/{ident}.md", load(f"---\n{front}---\n".encode())


def _checked(
    desk: Sequence[tuple[str, Document]], ids: Sequence[str], files: Sequence[str]
) -> tuple[Problem, ...]:
    outlines = [(path, outline(document.record, CONFIG)) for path, document in desk]
    return check_desk(outlines, ids, files, lambda path, *place: dict(desk)[path].line_of(*place))


def _between(
    desk: Sequence[tuple[str, Document]], broken: Sequence[str] = (), files: Sequence[str] = ()
) -> list[str]:
    ids = [*broken, *(document.record.id for _, document in desk)]
    problems = _checked(desk, ids, files)
    assert all(problem.severity == "error" for problem in problems)
    return [str(problem) for problem in problems]


def test_links_to_nowhere() -> None:
    desk = [_ticket("aaaaaa", "links:", "- blocks bbbbbb", "- blocks cccccc", "- blocks dddddd"),
            _ticket("bbbbbb")]  # fmt: skip
    assert _between(desk, broken=["cccccc"]) == [
        "tickets/2026/11/aaaaaa.md:7: blocks dddddd: there is no ticket dddddd"
    ]


def test_one_id_at_two_places() -> None:
    _, document = _ticket("aaaaaa")
    desk = [("tickets/2026/11/aaaaaa.md", document), ("archive/2026/11/aaaaaa.md", document)]
    assert _between(desk) == [
        "archive/2026/11/aaaaaa.md:2: tickets/2026/11/aaaaaa.md has the id aaaaaa as well"
    ]


@pytest.mark.parametrize("kind", ["parent", "duplicates"])
def test_a_circle_is_told_once(kind: str) -> None:
    desk = [
        _ticket("eeeeee", "links:", f"- {kind} bbbbbb"),
        _ticket("aaaaaa", "links:", "- blocks bbbbbb", f"- {kind} bbbbbb"),
        _ticket("bbbbbb", "links:", f"- {kind} cccccc"),
        _ticket("cccccc", "links:", f"- {kind} aaaaaa"),
        _ticket("dddddd", "links:", f"- {kind} dddddd"),
    ]
    way = "bbbbbb → cccccc → aaaaaa → bbbbbb"
    assert _between(desk) == [f"tickets/2026/11/bbbbbb.md:5: {kind} goes round in a circle: {way}"]


def test_a_long_line_of_parents_is_no_circle() -> None:
    idents = [f"a{number:05}" for number in range(3000)]
    desk = [_ticket(ident, "links:", f"- parent {parent}") for ident, parent in pairwise(idents)]
    assert _between([*desk, _ticket(idents[-1])]) == []


def test_attachments_that_are_missing_and_files_that_nobody_names() -> None:
    desk = [_ticket("aaaaaa", "attachments:", "- 1.txt", "- 2.txt"), _ticket("bbbbbb")]
    files = [
        "attachments/aaaaaa/1.txt",
        "attachments/bbbbbb/3.txt",
        "attachments/cccccc/4.txt",
        "attachments/dddddd/5.txt",
        "attachments/dddddd/6.txt",
        "attachments/7.txt",
    ]
    assert _between(desk, broken=["cccccc"], files=files) == [
        "attachments/7.txt:1: no ticket names this file",
        "attachments/bbbbbb/3.txt:1: no ticket names this file",
        "attachments/dddddd:1: there is no ticket 'dddddd'",
        "tickets/2026/11/aaaaaa.md:6: attachments/aaaaaa/2.txt is missing",
    ]


def test_a_whole_desk_is_checked_in_one_pass() -> None:
    good = Ticket("aaaaaa", "x", opened_by=str(Person("Ana", "ana@example.org")))
    assert _checked(_desk(good), ["aaaaaa"], []) == ()


def test_waits_that_begin_together_are_no_problem() -> None:
    """Resolved and closed within a second."""
    same = "2026-11-22T08:00:00Z/2026-11-22T08:00:00Z"
    assert not _found(_document(f"waited:\n- {same} · resolved\n- {same} · closed\n"))
