"""``--json``, ``--quiet`` and ``--dry-run`` of commands that write."""

import json

import pytest

from tests.conftest import DeskInFiles


def tip(desk: DeskInFiles) -> str:
    return desk.git("rev-parse", "HEAD")


@pytest.fixture
def two(desk: DeskInFiles) -> tuple[str, str]:
    """Two open tickets."""
    return desk.open("One"), desk.open("Two")


COMMANDS = [
    "assign A me", "watch A", "unwatch A", "close A", "edit A -p high", "link A blocks B",
    "attach A tix.yaml", "detach A tix.yaml", "reopen A", "comment A word", "redact A One",
    "claim B",
]  # fmt: skip


def test_json_is_the_ticket_as_it_is_afterwards(desk: DeskInFiles, two: tuple[str, str]) -> None:
    for line in COMMANDS:
        args = [dict(zip("AB", two, strict=True)).get(word, word) for word in line.split()]
        told = json.loads(desk.call(*args, "--json").stdout)
        assert told == json.loads(desk.call("show", args[1], "--json").stdout), line
    told = json.loads(desk.call("close", *two, "--json").stdout)
    assert [(each["id"], each["status"]) for each in told] == [
        (two[0], "closed"),
        (two[1], "closed"),
    ]


def test_json_of_what_has_no_ticket_afterwards(desk: DeskInFiles, two: tuple[str, str]) -> None:
    assert json.loads(desk.call("delete", "--yes", two[0], "--json").stdout)["title"] == "One"
    told = json.loads(desk.call("undo", "--json").stdout)
    commit = desk.git("rev-parse", "HEAD").strip()
    assert told == {"commit": commit, "undone": f"{two[0]}: delete", "left": []}
    desk.call("close", two[0])
    told = json.loads(desk.call("archive", two[0], "--json").stdout)
    assert told["tickets"] == [two[0]] and told["dry_run"] is False
    desk.write("in.json", '[{"id": "k7f3qz", "title": "Imported"}]')
    told = json.loads(desk.call("import", "json", "in.json", "--json").stdout)
    assert told == {"tickets": ["k7f3qz"], "dry_run": False, "changed": []}


@pytest.mark.parametrize(
    "line", ["assign A me", "close A", "edit A -p high", "status A closed", "delete --yes A"]
)
def test_quiet_confirms_nothing(desk: DeskInFiles, two: tuple[str, str], line: str) -> None:
    before = tip(desk)
    done = desk.call(*line.replace("A", two[0]).split(), "-q")
    assert (done.stdout, done.stderr) == ("", "") and tip(desk) != before
    assert desk.call("show", "zzz", code=3).stderr


def test_quiet_leaves_results(desk: DeskInFiles) -> None:
    opened = desk.call("open", "New", "--quiet")
    assert opened.stderr == "" and len(opened.stdout.strip()) == 6


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("assign A,B me", "assign to Ana Lima"),
        ("watch A B", "watch for Ana Lima"),
        ("close A B", "closed"),
        ("status A B pending", "pending"),
        ("edit A B -p high", "set priority to high"),
        ("delete A B", "delete"),
    ],
)
def test_a_dry_run_names_every_ticket_and_writes_nothing(
    desk: DeskInFiles, two: tuple[str, str], line: str, what: str
) -> None:
    before, files = tip(desk), {path: path.read_bytes() for path in desk.root.glob("tickets/*/*/*")}
    ids = {"A": two[0], "B": two[1], "A,B": ",".join(two)}
    args = [ids.get(word, word) for word in line.split()]
    said = desk.call(*args, "--dry-run").stderr
    assert said == "".join(
        f"would be done: {ident} {name}: {what}\n"
        for ident, name in zip(two, ("One", "Two"), strict=True)
    )
    assert tip(desk) == before and desk.git("status", "--short") == ""
    assert {path: path.read_bytes() for path in desk.root.glob("tickets/*/*/*")} == files
    assert "can't be used together" in desk.call(*args, "-n", "--json", code=2).stderr


def test_a_dry_run_of_no_change_says_so(desk: DeskInFiles, two: tuple[str, str]) -> None:
    assert "nothing to change" in desk.call("reopen", *two, "-n").stderr


def test_records_have_them_too(desk: DeskInFiles) -> None:
    added = desk.call("customer", "add", "Acme Ltd.", "-q")
    assert (added.stdout, added.stderr) == ("acme-ltd\n", "")
    for line in ("edit acme-ltd --set plan=gold", "comment acme-ltd Called."):
        told = json.loads(desk.call("customer", *line.split(), "--json").stdout)
        assert told == json.loads(desk.call("customer", "show", "acme-ltd", "--json").stdout), line
    assert desk.call("customer", "remove", "acme-ltd", "--yes", "-q").stderr == ""


def test_what_was_understood_is_confirmed_and_in_the_commit(desk: DeskInFiles) -> None:
    first, second = desk.open("First"), desk.open("Second")
    typed = ["-p", "hi", "-t", "inc", "-a", "me", "--blocks", second[:4], "--set", "impact=lo"]
    confirmed = desk.call("edit", first, *typed).stderr
    said = (
        "set priority to high, set type to incident, set impact to low, "
        f"add Ana Lima to assignees, add {second} to blocks"
    )
    assert sorted(confirmed.partition(": ")[2].strip().split(", ")) == sorted(said.split(", "))
    assert confirmed.partition(": ")[2].strip() in desk.git("log", "-1", "--format=%s")
