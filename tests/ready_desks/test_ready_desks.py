"""The ready desks: each is valid, and a day's work in its trade goes as one would expect."""

import json
import re
import shlex
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.conftest import BOB, DeskInFiles, Result
from tix.ready_desks import READY, files_of

MONDAY = datetime.fromisoformat("2026-11-23T09:00:00+00:00")
JO = "Jo Silva <jo@acme.example>"

Make = Callable[[str], DeskInFiles]


@pytest.fixture
def make(tmp_path: Path, environ: dict[str, str]) -> Make:
    """Make a desk for a trade, on a Monday morning."""

    def make(name: str) -> DeskInFiles:
        root = tmp_path / name
        folder = DeskInFiles(tmp_path, {**environ, "TIX_NOW": MONDAY.isoformat()})
        folder.call("init", name, "--template", name)
        return DeskInFiles(root, folder.environ)

    return make


def _show(desk: DeskInFiles, ident: str) -> dict[str, object]:
    ticket: dict[str, object] = json.loads(desk.call("show", ident, "--json").stdout)
    return ticket


def _texts(desk: DeskInFiles, ident: str) -> str:
    return desk.call("show", ident).stdout


def _late(desk: DeskInFiles, **later: float) -> DeskInFiles:
    return desk.at(MONDAY + timedelta(**later))


@pytest.mark.slow
@pytest.mark.parametrize("name", READY)
def test_each_is_valid_and_every_reply_can_be_sent(name: str, make: Make) -> None:
    desk = make(name)
    assert desk.git("status", "--porcelain") == ""
    checked = desk.call("check")
    assert "no problems" in checked.stderr + checked.stdout
    for words in (("config",), ("rules",), ("kb", "list"), ("tick",), ("report", "summary")):
        desk.call(*words)
    ident = desk.open("Something", "-r", JO)
    replies = [path.stem for path in (desk.root / "replies").glob("*.md")]
    assert len(replies) >= 3
    for reply in replies:
        assert "Something" in desk.call("reply", "try", reply, ident).stdout or reply in (
            "how-to-return", "keep-away", "fixed",
        )  # fmt: skip
    nameless = desk.open("Nobody's name", "-r", "sam@web.example")
    for reply in replies:
        assert " ," not in desk.call("reply", "try", reply, nameless).stdout
    for path in (desk.root / "templates").glob("*.md"):
        desk.open("From a template", "--template", path.stem)
    for query in _queries(desk):
        desk.call("list", f"@{query}")
    values = dict.fromkeys(("NAME", "ME", "MAIL", "NOW"), "x")
    texts = [data.decode() for data in files_of(name, values).values()]
    assert not [text for text in texts if re.search("@[A-Z]+@", text)]


COMMAND = re.compile("`(tix [^`]*)`")


@pytest.mark.parametrize("name", READY)
def test_the_commands_that_articles_name_are_ones_that_there_are(name: str, make: Make) -> None:
    desk = make(name)
    ident, other = desk.open("Something", "-r", JO), desk.open("Another", "-r", JO)
    said = {"ID": ident, "OTHER": other, "NEXT": "2.1", "VERSION": "2.0", "NAME": "Jo"}
    told = [text for path in (desk.root / "kb").glob("*.md")
            for text in COMMAND.findall(path.read_text())]  # fmt: skip
    for command in told:
        for word, value in said.items():
            command = re.sub(rf"\b{word}\b", value, command)
        desk.call(*shlex.split(command)[1:])


def _queries(desk: DeskInFiles) -> list[str]:
    text = (desk.root / "tix.yaml").read_text().partition("\nqueries:\n")[2]
    return [line.split(":")[0].strip() for line in text.splitlines() if line.strip()]


def test_a_template_is_for_a_new_desk(make: Make, desk: DeskInFiles) -> None:
    dev = make("dev")
    told = dev.call("init", "--template", "events", code=1).stderr
    assert "there is a desk already" in told
    assert "dev" in dev.call("init", "--template", "office", code=2).stderr
    dev.call("init", "--remove", "--template", "dev", code=2)


@pytest.mark.slow
def test_a_day_of_a_helpdesk(make: Make) -> None:
    desk = make("helpdesk")
    down = desk.open(
        "Nobody can pay", "-t", "incident", "-r", JO, "--channel", "phone",
        "--impact", "everybody", "--urgency", "now",
    )  # fmt: skip
    ticket = _show(desk, down)
    assert (ticket["priority"], ticket["assignees"]) == ("urgent", ["ana@example.org"])
    assert "urgent" in desk.call("promise", down).stdout
    back = desk.open("Kettle is broken", "-t", "return", "-r", JO, "--channel", "web")
    assert "send it back with the number" in _texts(desk, back)
    angry = desk.open("Waited for an hour", "-t", "complaint", "-r", JO)
    assert "leads" in _show(desk, angry)["watchers"]  # type: ignore[operator]  # a list

    noon = _late(desk, hours=3)
    noon.call("status", down, "resolved", code=4)
    noon.call("status", down, "resolved", "--resolution", "a certificate had run out",
              "--resolution-code", "solved")  # fmt: skip
    assert f"tix edit {back} --set order=TEXT" in noon.call("close", back, code=4).stderr
    noon.call("status", back, "pending")
    noon.call("comment", angry, "--reply", "need-more")

    lost = noon.open("Where is my order?", "-t", "question", "-r", JO)
    broken = noon.open("The app stops", "-t", "incident", "-r", JO)
    noon.call("status", lost, broken, "pending")

    _late(desk, days=4, hours=4).call("tick")
    assert "can't go on without your answer" in _texts(desk, back)
    assert "we close this" not in _texts(desk, back)  # a return isn't
    assert "we close this" in _texts(desk, lost)
    week = _late(desk, days=7, hours=4)
    week.call("tick")
    assert _show(week, down)["status"] == "closed"
    month = _late(desk, days=14)
    month.call("tick")
    assert [_show(month, each)["status"] for each in (lost, broken, back)] == [
        "closed", "closed", "pending",
    ]  # fmt: skip
    [chore] = month.call("list", "--ids", "type:task").lines
    assert _show(month, chore)["promise"]["name"] is None  # type: ignore[index]
    urgent = desk.open("Move the printer", "-t", "task", "-p", "urgent")
    assert _show(desk, urgent)["promise"]["name"] is None  # type: ignore[index]
    week.call("check")


@pytest.mark.slow
def test_a_day_of_facilities(make: Make) -> None:
    desk = make("facilities")
    desk.call("asset", "add", "Fuse 10A", "--set", "kind=part", "--set", "counted=5")
    fault = desk.open(
        "Smell of burning at the ventilator", "-r", JO, "--channel", "phone", "--impact", "room",
        "--urgency", "danger", "--set", "room=B 2.14", "--asset", "ventilator-3",
    )  # fmt: skip
    ticket = _show(desk, fault)
    assert (ticket["priority"], ticket["labels"]) == ("urgent", ["danger"])
    assert "keep everybody away" in _texts(desk, fault)
    desk.call("comment", fault, "--reply", "technician-comes")
    noon = _late(desk, hours=2)
    noon.call("use", fault, "fuse-10a", "1")
    noon.call("work", fault, "1h30m", "-m", "changed the fuse")
    told = noon.call("status", fault, "resolved", code=4).stderr
    assert "no cause and no resolution code (repaired," in told
    noon.call("edit", fault, "--set", "cause=a bearing that ran hot", "--set",
              "resolution_code=repaired")  # fmt: skip
    noon.call("status", fault, "resolved", "--resolution", "new fuse, bearing greased")
    assert "tix sign" in noon.call("close", fault, code=4).stderr
    noon.call("sign", fault, "--name", "Jo Silva")
    noon.call("close", fault)
    assert json.loads(noon.call("asset", "show", "fuse-10a", "--json").stdout)["stock"] == 4

    first = desk.at("2026-12-07T07:05:00Z")
    first.call("tick")
    inspection = first.call("list", "--ids", "type:inspection").lines[0]
    door = first.open("Door 4 doesn't latch", "--parent", inspection)
    for status in ("resolved", "closed"):
        told = first.call("status", inspection, status, "--resolution", "x", code=4).stderr
        assert door in told
    assert _show(first, inspection)["priority"] == "high"
    assert _show(first, inspection)["promise"]["name"] is None  # type: ignore[index]
    first.call("check")


@pytest.mark.slow
def test_a_day_of_developers(make: Make) -> None:
    desk = make("dev")
    bug = desk.open("Crash on empty input", "-p", "urgent", "-r", JO)
    ticket = _show(desk, bug)
    assert (ticket["type"], ticket["assignees"], ticket["labels"]) == (
        "bug", ["ana@example.org"], ["triage"],
    )  # fmt: skip
    desk.call("comment", bug, "--reply", "needs-steps")
    desk.call("status", bug, "needs-info")
    _late(desk, hours=1).as_(BOB).call("comment", bug, "Any news?")
    jo = {"GIT_AUTHOR_NAME": "Jo Silva", "GIT_AUTHOR_EMAIL": "jo@acme.example"}
    _late(desk, hours=2).with_environ(**jo).call("comment", bug, "With an empty file.")
    assert _show(desk, bug)["status"] == "open"  # who asked has answered
    told = _late(desk, hours=3).call("close", bug, code=4).stderr
    assert "(fixed, wont-fix, duplicate, works-as-designed" in told
    assert f"tix status {bug} closed --resolution-code CODE" in told
    _late(desk, hours=3).call("close", bug, "--resolution-code", "fixed", "--resolution", "a check")
    assert "if you still see it;" in desk.call("reply", "try", "fixed", bug).stdout
    desk.call("edit", bug, "--milestone", "2.2")
    assert (
        "if you still see it with that version;" in desk.call("reply", "try", "fixed", bug).stdout
    )
    whole = desk.open("Import of calendars", "-t", "feature")
    part = desk.open("Read iCalendar", "-t", "task", "--parent", whole)
    for status in ("resolved", "closed"):
        assert part in desk.call("status", whole, status, code=4).stderr
    desk.call("close", part, whole)
    _late(desk, days=7).call("tick")
    assert desk.call("list", "Go through what is new", "--ids").lines != []
    desk.call("check")


@pytest.mark.slow
def test_a_day_of_events(make: Make) -> None:
    desk = make("events")
    hall = desk.open(
        "Hall for the spring fair", "-t", "booking", "--due", "2026-12-01",
        "--set", "event_date=2027-03-20", "--set", "guests=400", "--set", "status=option",
    )  # fmt: skip
    incident = desk.open(
        "Scanner 3 is dead", "-t", "incident", "--channel", "radio", "--impact", "area",
        "--urgency", "now", "--set", "venue=Gate B",
    )  # fmt: skip
    ticket = _show(desk, incident)
    assert (ticket["priority"], ticket["assignees"]) == ("high", ["ana@example.org"])
    assert _missed(desk.call("promise", incident)) is False
    assert "no resolution" in desk.call("status", incident, "done", code=4).stderr
    _late(desk, minutes=20).call(
        "status", incident, "done", "--resolution", "another scanner, the old one to repair"
    )
    guest = desk.open("Is there parking?", "-t", "request", "-r", JO)
    assert "answer within a working day" in _texts(desk, guest)
    stage = desk.open("Stage", "--due", "2026-12-01", "-p", "urgent")
    desk.at("2026-11-29T00:30:00Z").call("tick")
    assert _show(desk, hall)["priority"] == "high"
    assert _show(desk, stage)["priority"] == "urgent"  # not less urgent than it was
    assert "The option runs out" in _texts(desk, hall)
    assert "no cost" in desk.call("status", hall, "done", code=4).stderr
    desk.call("edit", hall, "--set", "cost=1200")
    desk.call("status", hall, "done", "--resolution-code", "confirmed")
    desk.call("comment", hall, "--reply", "booking-confirmed")
    assert "for 400 guests" in _texts(desk, hall)
    desk.call("check")


def _missed(result: Result) -> bool:
    return "missed" in result.stdout
