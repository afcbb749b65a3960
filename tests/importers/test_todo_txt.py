"""Lines of todo.txt as tickets, by the command."""

import json
from pathlib import Path

import pytest

from tests.conftest import DeskInFiles
from tests.importers.test_other_tools import tickets

TASKS = """\
(A) Thank Mom for the meatballs @phone
Post signs around the +GarageSale @phone neighbourhood
@shop +flat Eskimo pies due:2026-12-01 rec:1m

x 2011-03-02 2011-03-01 Review the request +TodoTxt @github pri:B
(Z) 2026-11-02 Call +49 30 1234 about https://x.example/a:b at 10:30
learn t:2036-01-01 the piano
Water plants
x 2026-01-01 Water plants
x 2026-02-01 Water plants
x 2026-02-01 Water plants
xylophone lesson
X 2012-01-01 (b) foo due:tomorrow
+home @desk
(C)
"""


def test_a_line_is_a_ticket(desk: DeskInFiles, tmp_path: Path) -> None:
    file = tmp_path / "todo.txt"
    file.write_text(TASKS)
    said = desk.call("import", "todo.txt", str(file)).stderr
    found = tickets(desk)
    assert set(found) == {
        "Thank Mom for the meatballs", "Post signs around the +GarageSale @phone neighbourhood",
        "Eskimo pies", "Review the request", "learn the piano", "Water plants", "xylophone lesson",
        "Call +49 30 1234 about https://x.example/a:b at 10:30", "X 2012-01-01 (b) foo",
        "+home @desk", "(C)",
    }  # fmt: skip

    def values(title: str, *names: str) -> list[object]:
        given = found[title]
        fields = given["fields"]
        assert isinstance(fields, dict)
        return [given[name] if name in given else fields.get(name) for name in names]

    assert values("Thank Mom for the meatballs", "priority", "labels") == ["urgent", ["phone"]]
    assert values("Eskimo pies", "labels", "project", "due", "rec") == [
        ["shop"], ["flat"], "2026-12-01", "1m"
    ]  # fmt: skip
    review = values("Review the request", "status", "opened", "resolved", "priority")
    assert review == ["resolved", "2011-03-01T12:00:00Z", "2011-03-02T12:00:00Z", "high"]
    call = values("Call +49 30 1234 about https://x.example/a:b at 10:30", "priority", "labels",
                  "original_priority", "opened")  # fmt: skip
    assert call == ["low", [], "Z", "2026-11-02T12:00:00Z"]
    assert values("learn the piano", "status", "t") == ["pending", "2036-01-01"]
    assert values("X 2012-01-01 (b) foo", "status", "due") == ["open", None]
    assert "line 11: it is the same as line 10" in said
    assert "due: not understood as due, kept as a field (line 13)" in said


def test_no_key_of_a_line_is_lost(desk: DeskInFiles, tmp_path: Path) -> None:
    file = tmp_path / "todo.txt"
    file.write_text(
        "(Z) 2026-11-02 Buy milk @shop +flat priority:low project:House Status:waiting labels:x "
        "opened:2020-01-01 source:aunt resolved:2020-02-02 rec:1m rec:2m\n"
        "Sell milk priority:low project:House\n(A) Drink milk pri:B\n"
    )
    desk.call("import", "todo.txt", str(file))
    found = tickets(desk)
    assert found["Buy milk rec:2m"]["fields"] == {
        "project": ["flat"], "original_priority": "Z", "original_original_priority": "low",
        "original_project": "House", "original_Status": "waiting", "original_labels": "x",
        "original_opened": "2020-01-01", "original_source": "aunt", "rec": "1m",
        "original_resolved": "2020-02-02",
    }  # fmt: skip
    assert found["Buy milk rec:2m"]["status"] == "open"
    assert found["Drink milk"]["fields"] == {"original_pri": "B"}
    sell = found["Sell milk"]
    assert (sell["priority"], sell["fields"]) == ("low", {"project": "House"})


def test_what_is_done_later_is_the_same_ticket(desk: DeskInFiles, tmp_path: Path) -> None:
    file = tmp_path / "todo.txt"
    file.write_text("(B) Water plants\n2026-11-01 Pay the rent\n")
    desk.call("import", "todo.txt", str(file))
    rent = tickets(desk)["Pay the rent"]["id"]
    file.write_text(
        "(B) Water plants\nx 2026-11-20 Water plants\nx 2026-11-21 2026-11-01 Pay the rent"
    )
    said = desk.call("import", "todo.txt", str(file)).stderr
    assert "1 ticket made\n1 ticket changed" in said
    assert desk.call("list", "is:done", "--columns", "title", "sort:title").stdout.split("\n") == [
        "Pay the rent", "Water plants", ""
    ]  # fmt: skip
    assert tickets(desk)["Pay the rent"]["id"] == rent
    again = desk.call("import", "todo.txt", str(file)).stderr
    assert "0 tickets made\n3 tickets already there, unchanged" in again


def test_what_is_done_again_and_again_is_a_ticket_each_time(
    desk: DeskInFiles, tmp_path: Path
) -> None:
    sweep, first, second = "Sweep", "x 2026-12-01 Sweep", "x 2027-01-01 Sweep"
    _take_in(desk, tmp_path, sweep)
    desk.call("comment", tickets(desk)["Sweep"]["id"], "with the new broom")  # type: ignore[arg-type]
    _take_in(desk, tmp_path, first, sweep)
    assert _ends(desk) == ["", "2026-12-01"]
    for _ in range(2):
        _take_in(desk, tmp_path, first, second)
        assert _ends(desk) == ["2026-12-01", "2027-01-01"]
    found = desk.call("list", "--all", "broom", "--columns", "resolved").stdout
    assert found.startswith("2027-01-01")


@pytest.mark.slow
def test_a_task_and_the_same_done_elsewhere_leave_each_other_alone(
    desk: DeskInFiles, tmp_path: Path
) -> None:
    for ends, lines in (
        ([""], "Sweep"), (["", "2026-05-01"], "x 2026-05-01 Sweep"), (["", "2026-05-01"], "Sweep"),
        (["", "2026-05-01"], "x 2026-05-01 Sweep"),
        (["2026-05-01", "2026-12-01"], "x 2026-12-01 Sweep"),  # what was open before
        (["", "2026-05-01", "2026-12-01"], "Sweep"),
        (["", "2026-05-01", "2026-12-01"], "x 2026-12-01 Sweep\nx 2026-05-01 Sweep"),
        (["", "2026-05-01", "2026-12-01"], "Sweep"),
    ):  # fmt: skip
        _take_in(desk, tmp_path, lines)
        assert _ends(desk) == ends, lines


def _take_in(desk: DeskInFiles, folder: Path, *lines: str) -> None:
    (folder / "x.txt").write_text("\n".join(lines))
    desk.call("import", "todo.txt", str(folder / "x.txt"))


def _ends(desk: DeskInFiles) -> list[str]:
    """The days on which tickets were done."""
    found = json.loads(desk.call("list", "--all", "--json").stdout)
    return sorted((each["resolved"] or "")[:10] for each in found)


def test_a_first_task_may_begin_with_a_bracket(desk: DeskInFiles, tmp_path: Path) -> None:
    for title in ("[ ] pay", "<b> x", "{home} sweep", "[1] [2] both"):
        (tmp_path / "x").write_text(f"{title}\nother\n")
        desk.call("import", "todo.txt", str(tmp_path / "x"))
        assert title in tickets(desk)


def test_what_is_no_todo_txt_is_refused(desk: DeskInFiles, tmp_path: Path) -> None:
    is_other = "this is JSON or XML"
    others = ["[]", '\n{"a": 1}\n{"a": [1]}\n', "<a>x<b/></a>", "<!DOCTYPE html>\n<p>x"]
    others += ['[{"iid":1,"title":"trunc', '[\n  {\n    "iid": 1,', '{"items": [', '["a", 1']  # cut
    for text, why in (("\n \n", "no task in it"), *((text, is_other) for text in others)):
        (tmp_path / "x").write_text(text)
        assert why in desk.call("import", "todo.txt", str(tmp_path / "x"), code=1).stderr
    (tmp_path / "x").write_bytes(b"fine\n\xff\xfe\xff")
    assert "UTF-8" in desk.call("import", "todo.txt", str(tmp_path / "x"), code=1).stderr
    assert "tix import todo.txt FILE" in desk.call("import", "todotxt", "x", code=2).stderr
