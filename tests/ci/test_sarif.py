"""``tix ci sarif``: results of scanners, by their fingerprints."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import DeskInFiles
from tix.ci.sarif import read_sarif
from tix.ci.xml_reader import BadReportError
from tix.model.ticket.document import load
from tix.model.ticket.ticket import Ticket

DATA = Path(__file__).parent.parent / "data" / "sarif"


def result(rule: str, line: int, **more: Any) -> dict[str, Any]:
    place = {"artifactLocation": {"uri": "src/cart.c"}, "region": {"startLine": line}}
    return {
        "ruleId": rule, "message": {"text": f"{rule} is broken"},
        "locations": [{"physicalLocation": place}], **more,
    }  # fmt: skip


def log(*results: dict[str, Any], name: str = "Scan", rules: Any = ()) -> str:
    driver = {"name": name, "rules": list(rules)}
    return json.dumps(
        {"version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": results}]}
    )


def ci(desk: DeskInFiles, text: str, *args: str, code: int = 0) -> dict[str, Any]:
    done = desk.call("ci", "sarif", "-", "--json", "--where", "here", *args, stdin=text, code=code)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def tickets(desk: DeskInFiles) -> list[Ticket]:
    return [load(path.read_bytes()).record for path in sorted(desk.root.glob("tickets/2*/*/*.md"))]


def test_a_report_of_a_real_linter(desk: DeskInFiles) -> None:
    text = (DATA / "ruff.sarif").read_text()
    found = ci(desk, text)
    assert sorted(each["test"] for each in found["opened"]) == sorted(
        f"ruff: {each['ruleId']} in shop.py" for each in json.loads(text)["runs"][0]["results"]
    )
    assert found["failed"] == len(found["opened"]) == len(tickets(desk)) > 2
    assert len(ci(desk, text)["again"]) == found["failed"]
    gone = ci(desk, log(name="ruff"), "--close-passing")
    assert len(gone["closed"]) == found["failed"]


def test_what_sums_up_results_is_closed_when_they_are_gone(desk: DeskInFiles) -> None:
    many = [result(rule, 1, message={"text": f"`{rule}` is bad · here"}) for rule in "ABC"]
    first = ci(desk, log(*many), "--max", "1")
    assert [each["key"] for each in first["opened"]][1:] == ["more failing tests"]
    part = ci(desk, log(*many[:2]), "--max", "1", "--close-passing")
    assert part["closed"] == []
    other = ci(desk, log(name="Another"), "--max", "1", "--close-passing")
    assert other["closed"] == []
    gone = ci(desk, log(), "--max", "1", "--close-passing")
    assert len(gone["closed"]) == 2
    assert {ticket.status for ticket in tickets(desk)} == {"closed"}


def test_fingerprints_survive_another_line_and_other_tools_tickets_stay(desk: DeskInFiles) -> None:
    prints = {"partialFingerprints": {"primaryLocationLineHash": "39fa2ee980eb94b0:1"}}
    first = ci(desk, log(result("S1", 10, **prints), result("S2", 3), result("S2", 9)))
    assert len(first["opened"]) == 2  # S2 twice, with one message
    again = ci(desk, log(result("S1", 99, **prints)), "--close-passing")
    assert [each["test"] for each in again["again"]] == ["Scan: S1 in src/cart.c"]
    assert [each["key"] for each in again["closed"]] == ["sarif:Scan:S2:src/cart.c: S2 is broken"]
    other = ci(desk, log(name="Other"), "--close-passing")
    assert other["closed"] == []
    whole = {"fingerprints": {"a/v1": "x"}}
    moved = result("S3", 1, **whole)
    moved["locations"] = []
    ci(desk, log(result("S3", 1, **whole)))
    assert len(ci(desk, log(moved))["again"]) == 1


def test_only_what_counts_has_a_ticket(desk: DeskInFiles) -> None:
    rules = [{"id": "N", "defaultConfiguration": {"level": "note"}}]
    text = log(
        result("E", 1, level="error"), result("W", 1), result("N", 1),
        result("S", 1, suppressions=[{"kind": "inSource"}]),
        result("R", 1, suppressions=[{"kind": "external", "status": "rejected"}]),
        result("G", 1, baselineState="absent"), result("P", 1, kind="pass"),
        result("I", 1, kind="informational"), rules=rules,
    )  # fmt: skip
    found = ci(desk, text, "--exit-code", code=1)
    assert [each["test"].split()[1] for each in found["opened"]] == ["E", "R", "W"]
    assert (found["failed"], found["skipped"], found["passed"]) == (3, 4, 1)
    assert len(ci(desk, text, "--level", "error")["again"]) == 1
    assert [e["test"].split()[1] for e in ci(desk, text, "--level", "note")["opened"]] == ["N"]


def test_a_ticket_says_what_the_tool_says(desk: DeskInFiles) -> None:
    rules = [{
        "id": "CWE-1", "shortDescription": {"text": "A bad idea"}, "helpUri": "https://x.example/1",
        "messageStrings": {"m": {"text": "{0} is bad"}},
    }]  # fmt: skip
    said = result("", 7, message={"id": "m", "arguments": ["eval"]}, ruleIndex=0)
    del said["ruleId"]
    ci(desk, log(said, rules=rules))
    (ticket,) = tickets(desk)
    assert ticket.title == "CWE-1 in src/cart.c: eval is bad"
    assert "`src/cart.c:7`" in ticket.body and "    eval is bad\n" in ticket.body
    assert "CWE-1 (A bad idea)" in ticket.body and "https://x.example/1" in ticket.body


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"runs": 5}', "[" * 100_000, "\ufeff{}"])
def test_what_is_no_sarif_is_refused(desk: DeskInFiles, text: str) -> None:
    done = desk.call("ci", "sarif", "-", stdin=text, code=1)
    assert done.stderr.splitlines()[-2].startswith("tix: -: no ")
    assert tickets(desk) == []


ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inside: st.lists(inside, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ["tool", "driver", "name", "rules", "results", "ruleId", "ruleIndex", "message", "text",
             "locations", "physicalLocation", "artifactLocation", "uri", "region",
             "startLine", "id", "level", "suppressions", "fingerprints", "partialFingerprints",
             "kind", "arguments"]
        ), inside, max_size=4,
    ),
    max_leaves=25,
)  # fmt: skip


@given(st.lists(ODD, max_size=3))
def test_any_json_is_read_or_refused(runs: list[Any]) -> None:
    data = json.dumps({"runs": runs}).encode(errors="surrogatepass")
    try:
        scan = read_sarif("x", io.BytesIO(data), "note", str, lambda _: False, 1_000_000)
    except BadReportError:
        return
    for failure in scan.failures:
        assert failure.key and failure.title and failure.body()
