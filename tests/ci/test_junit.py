"""``tix ci junit``: one failure, one ticket; again; closed where it passes."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import DeskInFiles
from tix.model.ticket.document import load
from tix.model.ticket.ticket import Ticket

DATA = Path(__file__).parent.parent / "data" / "junit"
COUNTS = {"failed": 1, "errored": 0, "skipped": 1, "passed": 2}


def suite(*cases: str) -> str:
    return f'<testsuites><testsuite name="s">{"".join(cases)}</testsuite></testsuites>'


def case(name: str, inside: str = "", classname: str = "shop.Cart") -> str:
    return f'<testcase classname="{classname}" name="{name}" time="2">{inside}</testcase>'


def failing(name: str, message: str = "it is red", classname: str = "shop.Cart") -> str:
    return case(name, f'<failure message="{message}">trace of {name}</failure>', classname)


MIXED = suite(failing("a"), case("b"), case("c"), case("d", "<skipped/>"))


def ci(desk: DeskInFiles, xml: str, *args: str, code: int = 0) -> dict[str, Any]:
    result = desk.call("ci", "junit", "-", "--json", *args, stdin=xml, code=code)
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def names(found: dict[str, Any]) -> dict[str, list[str]]:
    """The tests of what was done, without what wasn't."""
    lists = ("opened", "again", "reopened", "closed", "left")
    return {what: [each["test"] for each in found[what]] for what in lists if found[what]}


def tickets(desk: DeskInFiles) -> list[Ticket]:
    return [load(path.read_bytes()).record for path in sorted(desk.root.glob("tickets/2*/*/*.md"))]


def only(desk: DeskInFiles) -> Ticket:
    (ticket,) = tickets(desk)
    return ticket


def test_a_failing_test_has_a_ticket_and_then_occurrences(desk: DeskInFiles) -> None:
    first = ci(
        desk, MIXED, "--where", "linux", "--commit", "abc", "--url", "https://ci/7", "-l", "x"
    )
    (entry,) = first["opened"]
    assert {**first, "opened": []} == {
        "opened": [], "again": [], "reopened": [], "closed": [], "left": [], **COUNTS,
    }  # fmt: skip
    ticket = only(desk)
    assert entry == {
        "id": ticket.id, "key": "test:shop.Cart::a", "title": "a fails (shop.Cart)",
        "test": "shop.Cart::a",
    }  # fmt: skip
    assert (ticket.key, ticket.title, ticket.labels) == (entry["key"], entry["title"], ("x",))
    assert (ticket.failing, ticket.channel, ticket.status) == (("linux",), "ci", "open")
    (seen,) = ticket.occurrences
    assert (seen.where, seen.commit, seen.url) == ("linux", "abc", "https://ci/7")
    assert "trace of a" in ticket.body and "a few seconds" in ticket.body
    again = ci(desk, MIXED, "--where", "mac")
    assert names(again) == {"again": ["shop.Cart::a"]}
    assert only(desk).failing == ("linux", "mac") and len(only(desk).occurrences) == 2
    assert desk.git("log", "-1", "--format=%s").strip() == f"{ticket.id}: seen again"


@pytest.mark.parametrize("name", sorted(path.name for path in DATA.glob("*.xml")))
def test_a_report_twice_adds_occurrences_and_no_ticket_and_a_passing_one_closes_what_it_ran(
    desk: DeskInFiles, name: str
) -> None:
    xml = (DATA / name).read_text()
    first = ci(desk, xml, "--where", "here")
    count = first["failed"] + first["errored"]
    assert len(first["opened"]) == len(tickets(desk)) == count > 0
    again = ci(desk, xml, "--where", "here")
    assert len(again["again"]) == count == len(tickets(desk))
    passes = _passing(xml)
    closed = ci(desk, passes, "--where", "here", "--close-passing")
    assert closed["failed"] == closed["errored"] == 0
    assert {each["key"] for each in closed["closed"]} == {each["key"] for each in first["opened"]}
    assert {ticket.status for ticket in tickets(desk)} == {"closed"}


def _passing(xml: str) -> str:
    """The same report, with every test that failed passing."""
    from xml.etree import ElementTree

    root = ElementTree.fromstring(xml)
    for test in root.iter("testcase"):
        for inside in list(test):
            if inside.tag in ("failure", "error", "rerunFailure"):
                test.remove(inside)
        if test.get("status") in ("fail", "Failed"):
            test.set("status", "run")
    return ElementTree.tostring(root, encoding="unicode")


def test_it_is_closed_when_it_passes_wherever_it_failed(desk: DeskInFiles) -> None:
    for place in ("linux", "mac"):
        ci(desk, MIXED, "--where", place)
    green = suite(case("a"), case("b"))
    elsewhere = ci(desk, green, "--close-passing", "--where", "windows")
    assert names(elsewhere) == {"left": ["shop.Cart::a"]}
    assert "not here" in elsewhere["left"][0]["why"]
    assert names(ci(desk, green, "--where", "linux")) == {}  # nobody asked for closing
    one = ci(desk, green, "--close-passing", "--where", "linux", "--commit", "def")
    assert one["left"][0]["why"] == "it passes here, and fails in mac"
    assert (only(desk).failing, only(desk).status) == (("mac",), "open")
    for other in (suite(case("a", "<skipped/>")), suite(case("b")), suite()):
        assert names(ci(desk, other, "--close-passing", "--where", "mac")) == {}
    assert names(ci(desk, green, "--close-passing", "--where", "mac", "--commit", "def")) == {
        "closed": ["shop.Cart::a"]
    }
    closed = only(desk)
    assert (closed.status, closed.failing) == ("closed", ())
    assert closed.resolution == "passes again in mac at def"
    assert names(ci(desk, MIXED, "--where", "mac", "--commit", "fff")) == {
        "reopened": ["shop.Cart::a"]
    }
    reopened = only(desk)
    assert (reopened.failing, reopened.labels) == (("mac",), ())
    assert reopened.comments[-1].text.startswith("Seen again. It had been quiet since 2026-")


def test_what_fails_and_passes_at_one_commit_is_flaky(desk: DeskInFiles) -> None:
    ci(desk, MIXED, "--where", "mac", "--commit", "abc")
    passing = suite(case("a"))
    ci(desk, passing, "--where", "linux", "--commit", "abc")  # another place: no wonder
    assert only(desk).labels == ()
    ci(desk, passing, "--where", "mac", "--commit", "abc", "--close-passing")
    assert (only(desk).labels, only(desk).status) == (("flaky",), "closed")
    ci(desk, suite(failing("z")), "--where", "mac", "--commit", "1")
    ci(desk, suite(case("z")), "--where", "mac", "--commit", "2", "--close-passing")
    rerun = suite(case("z", "<flakyFailure/>"))
    assert names(ci(desk, rerun, "--where", "mac")) == {"left": ["shop.Cart::z"]}
    done = next(ticket for ticket in tickets(desk) if ticket.key == "test:shop.Cart::z")
    assert (done.labels, done.status) == (("flaky",), "closed")
    both = suite(failing("e"), case("e"))
    assert names(ci(desk, both)) == {"opened": ["shop.Cart::e"]}
    assert {ticket.labels for ticket in tickets(desk)} == {("flaky",)}
    ci(desk, suite(failing("f")), "--where", "mac", "--commit", "1")
    ci(desk, suite(case("f")), "--where", "mac", "--commit", "2", "--close-passing")
    ci(desk, suite(failing("f")), "--where", "mac", "--commit", "2")
    assert [t.labels for t in tickets(desk) if t.key == "test:shop.Cart::f"] == [("flaky",)]


def test_a_ticket_comes_at_the_nth_failure_in_a_row(desk: DeskInFiles) -> None:
    red, args = suite(failing("a")), ("--after", "3", "--where", "mac")
    first = ci(desk, red, *args)
    assert first["left"][0] == {
        "id": None, "key": "test:shop.Cart::a", "title": "a fails (shop.Cart)",
        "test": "shop.Cart::a", "why": "failure 1 of 3 in a row",
    }  # fmt: skip
    ci(desk, red, *args)
    assert tickets(desk) == [] and len([*desk.root.glob("tries/*.md")]) == 1
    ci(desk, suite(case("a")), *args)  # it passes: nothing is in a row any more
    assert [*desk.root.glob("tries/*.md")] == []
    for _ in range(2):
        ci(desk, red, *args)
    ci(desk, red, "--after", "3", "--where", "linux")  # in a row there, not here
    assert tickets(desk) == []
    assert desk.call("check").stdout == ""
    assert names(ci(desk, red, *args)) == {"opened": ["shop.Cart::a"]}
    assert [seen.where for seen in only(desk).occurrences] == ["mac"] * 3
    assert len([*desk.root.glob("tries/*.md")]) == 1
    assert names(ci(desk, red, *args)) == {"again": ["shop.Cart::a"]}


def test_one_more_ticket_sums_up_what_there_is_no_room_for(desk: DeskInFiles) -> None:
    red = suite(*(failing(f"t{n}") for n in range(6)))
    first = ci(desk, red, "--max", "2", "--where", "mac")
    assert [each["key"] for each in first["opened"]] == [
        "test:shop.Cart::t0", "test:shop.Cart::t1", "more failing tests",
    ]  # fmt: skip
    assert len(first["left"]) == 4 and "--max 2" in first["left"][0]["why"]
    rest = next(ticket for ticket in tickets(desk) if ticket.key == "more failing tests")
    assert "- shop.Cart::t5\n" in rest.body
    again = ci(desk, red, "--max", "2", "--where", "mac")
    assert (len(again["opened"]), len(again["again"])) == (0, 3)
    said = desk.call("ci", "junit", "-", "--max", "2", "--where", "mac", stdin=red).stdout
    (left,) = (line for line in said.split("\n") if line.startswith("left"))
    assert f"4 more, over --max: 'tix show {rest.id}' lists them" in left
    green = suite(*(case(f"t{n}") for n in range(6)))
    closed = ci(desk, green, "--max", "2", "--where", "mac", "--close-passing")
    assert len(closed["closed"]) == 3


def test_what_sums_up_is_closed_by_a_report_of_its_tests_alone(desk: DeskInFiles) -> None:
    where = ("--max", "1", "--where", "mac")
    ci(desk, suite(*(failing(f"t{n}") for n in range(3))), *where)
    other = ci(desk, suite(case("e2e", "", "web.Shop")), *where, "--close-passing")
    assert names(other) == {}
    ci(desk, suite(failing("t0"), failing("t1"), failing("new")), *where)
    rest = next(ticket for ticket in tickets(desk) if ticket.key == "more failing tests")
    assert rest.body.endswith("- shop.Cart::t1\n- shop.Cart::t2\n- shop.Cart::new\n")
    green = ci(desk, suite(case("new"), failing("t0")), *where, "--close-passing")
    assert names(green) == {"again": ["shop.Cart::t0"], "closed": [rest.title]}


@pytest.mark.parametrize(
    ("grouping", "keys"),
    [
        ("class", ["class:shop.Cart", "class:shop.Till"]),
        ("file", ["file:shop.Cart", "file:shop.Till"]),
        ("message", ["message:it took N ms", "message:red"]),
    ],
)
def test_failures_can_be_one_ticket_by_class_file_or_message(
    desk: DeskInFiles, grouping: str, keys: list[str]
) -> None:
    red = suite(
        failing("a", "it took 12 ms"), failing("b", "it took 7.5 ms"),
        failing("c", "red", "shop.Till"),
    )  # fmt: skip
    found = ci(desk, red, "--group-by", grouping)
    assert [each["key"] for each in found["opened"]] == keys
    part = suite(case("a"), failing("b", "it took 7 ms"), case("c", "", "shop.Till"))
    if grouping == "message":
        result = desk.call(
            "ci", "junit", "-", "--group-by", "message", "--close-passing", stdin=part, code=2
        )
        assert "can't be used together" in result.stderr
    else:
        found = ci(desk, part, "--group-by", grouping, "--close-passing")
        assert [each["key"] for each in found["closed"]] == keys[1:]


def test_keys_stay_what_they_are_on_every_machine(desk: DeskInFiles) -> None:
    def report(root: str, line: int, address: str) -> str:
        return suite(
            failing(f"{root}/shop/spec/cart.rb:{line} adds", classname=""),
            failing(f"prints &lt;Till at {address}&gt;", classname=f"{root}/shop/till.py"),
            failing("odd [a/b]-ü &#x1F600; &#10;tab&#9;end", classname="shop.Odd"),
        )

    one = ci(desk, report("/home/runner/shop", 12, "0x7fab558cf810"))
    other = ci(desk, report("C:\\a\\shop", 99, "0x7fb03a9df210"))
    assert len(one["opened"]) == 3 == len(other["again"])
    assert [each["key"] for each in one["opened"]] == [
        "test:s::cart.rb adds", "test:shop.Odd::odd [a/b]-ü 😀 tab end",
        "test:till.py::prints <Till at 0x…>",
    ]  # fmt: skip


def test_what_the_workflow_does_not_let_be_closed_is_left_to_people(desk: DeskInFiles) -> None:
    desk.write(
        "tix.yaml", "format: 1\nchannels: [mail]\nworkflow:\n  task: {needs: {closed: [cause]}}\n"
    )
    ci(desk, MIXED, "--where", "mac")
    assert only(desk).channel is None  # the desk has no such way
    found = ci(desk, suite(case("a")), "--where", "mac", "--close-passing")
    assert "can't be closed yet" in found["left"][0]["why"]
    assert (only(desk).status, only(desk).failing) == ("open", ())
    desk.call("edit", only(desk).id, "--set", "cause=a slip")
    found = ci(desk, suite(case("a")), "--where", "mac", "--close-passing")
    assert names(found) == {"closed": ["shop.Cart::a"]}


def test_nothing_is_changed_in_a_dry_run(desk: DeskInFiles) -> None:
    head = desk.git("rev-parse", "HEAD")
    found = ci(desk, MIXED, "--dry-run", "--after", "1")
    assert names(found) == {"opened": ["shop.Cart::a"]}
    assert desk.git("rev-parse", "HEAD") == head and tickets(desk) == []
    opened = ci(desk, MIXED)["opened"][0]["id"]
    assert opened == found["opened"][0]["id"]


def test_the_exit_code_says_that_a_test_failed_if_that_is_asked_for(desk: DeskInFiles) -> None:
    ci(desk, MIXED)
    ci(desk, MIXED, "--exit-code", code=1)
    ci(desk, suite(case("b")), "--exit-code")


def test_a_report_that_cannot_be_read_is_left_out_whole_and_others_are_taken(
    desk: DeskInFiles,
) -> None:
    good, bad, other = suite(failing("a")), suite(failing("b"))[:-20], "<project/>"
    for name, text in (("good.xml", good), ("bad.xml", bad), ("pom.xml", other)):
        desk.write(f"out/reports/{name}", text)
    result = desk.call("ci", "junit", "out", "--json", code=1)
    assert "tix: out/reports/bad.xml: no XML that can be read" in result.stderr
    assert names(json.loads(result.stdout)) == {"opened": ["shop.Cart::a"]}
    assert "pom.xml" not in result.stderr
    assert "no JUnit report" in desk.call("ci", "junit", "out/reports/pom.xml", code=1).stderr
    soft = desk.call("ci", "junit", "out/reports/bad.xml", "--soft")
    assert "no XML that can be read" in soft.stderr
    globbed = desk.call("ci", "junit", "out/*/g*.xml", "out/reports/good.xml", "--json")
    assert json.loads(globbed.stdout)["failed"] == 1  # named twice, read once
    for missing in ("nowhere.xml", "out/*.xml", "tickets/*/", "archive"):
        assert "nothing" not in desk.call("ci", "junit", missing, code=1).stdout
    desk.write("empty/x.txt", "")
    assert "no .xml file" in desk.call("ci", "junit", "empty", code=1).stderr


def test_without_a_desk_it_fails_or_softly_warns(tmp_path: Path, environ: dict[str, str]) -> None:
    nowhere = DeskInFiles(tmp_path, environ)
    assert "no desk" in nowhere.call("ci", "junit", "-", stdin=MIXED, code=1).stderr
    softly = nowhere.call("ci", "junit", "-", "--soft", "--json", stdin=MIXED)
    assert "not tracked: there is no desk" in softly.stderr
    assert json.loads(softly.stdout)["failed"] == 1
    nowhere.call("ci", "junit", "-", "--soft", "--exit-code", stdin=MIXED, code=1)


def test_secrets_are_masked_in_everything_that_is_written(
    desk: DeskInFiles, tmp_path: Path
) -> None:
    token = "ghp_" + "a1B2c3D4e5F6" * 3
    red = suite(
        case(
            f"pushes with {token}",
            f'<failure message="hunter2hunter2 is wrong">curl https://ana:{token}@x/</failure>',
            "shop.hunter2hunter2",
        )
    )
    summary = tmp_path / "summary.md"
    secret = desk.with_environ(
        DEPLOY_KEY="hunter2hunter2", GITHUB_STEP_SUMMARY=str(summary), GITHUB_ACTIONS="true",
        GITHUB_JOB="test", GITHUB_REF_NAME="main",
    )  # fmt: skip
    given = ("--after", "2", "--url", f"https://ci/7?token={token}")
    first = secret.call("ci", "junit", "-", "--json", *given, stdin=red)
    second = secret.call("ci", "junit", "-", "--json", *given, stdin=red)
    green = suite(case(f"pushes with {token}", classname="shop.hunter2hunter2"))
    third = secret.call("ci", "junit", "-", "--json", "--close-passing", stdin=green)
    assert len(json.loads(second.stdout)["opened"]) == len(json.loads(third.stdout)["closed"]) == 1
    said = "".join(r.stdout + r.stderr for r in (first, second, third))
    said += desk.git("log", "-p", "--all", "--text") + summary.read_text()
    assert "hunter2" not in said and "a1B2" not in said
    assert only(desk).title == "pushes with [masked] fails (shop.[masked])"
    assert only(desk).occurrences[0].where == "GitHub Actions, test, main"
    assert "| opened | " in summary.read_text() and "1 failed." in summary.read_text()


def test_a_hundred_failures_are_one_commit(desk: DeskInFiles) -> None:
    before = desk.git("rev-list", "--count", "HEAD")
    red = suite(*(failing(f"t{n}") for n in range(100)))
    assert len(ci(desk, red, "--max", "100")["opened"]) == 100
    assert int(desk.git("rev-list", "--count", "HEAD")) == int(before) + 1
    assert desk.call("check").stdout == ""
