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


@pytest.mark.slow
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


def test_json_of_a_new_desk(desk: DeskInFiles) -> None:
    there = {"desk": str(desk.root), "branch": "main"}
    assert json.loads(desk.call("init", "--json").stdout) == there | {"made": None}
    made = json.loads(desk.call("init", "new", "--json").stdout)
    assert made == {"desk": str(desk.root / "new"), "branch": "main", "made": "own"}
    desk.git("switch", "--quiet", "--detach")
    assert json.loads(desk.call("init", "--json").stdout) == there | {"branch": None, "made": None}


def test_a_quiet_check_mends_without_a_word(desk: DeskInFiles, two: tuple[str, str]) -> None:
    path = desk.file_of(two[0])
    path.rename(desk.root / "tickets" / path.name)
    assert desk.call("check", "--fix", "-q").stderr == "" and path.is_file()


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
    told = json.loads(desk.call(*args, "-n", "--json").stdout)
    assert [each["id"] for each in told] == list(two)
    assert tip(desk) == before and desk.git("status", "--short") == ""


@pytest.mark.parametrize(
    "line",
    [*COMMANDS[:-1], "delete --yes A", "status A closed", "comment A --internal word",
     "work A 1h", "status A pending -m Waiting"],
)  # fmt: skip
def test_json_of_a_dry_run_is_the_ticket_as_it_would_be(
    desk: DeskInFiles, two: tuple[str, str], line: str
) -> None:
    if line.startswith("detach"):
        desk.call("attach", two[0], "tix.yaml")
    args = [dict(zip("AB", two, strict=True)).get(word, word) for word in line.split()]
    before = tip(desk)
    planned = json.loads(desk.call(*args, "-n", "--json").stdout)
    assert tip(desk) == before and desk.git("status", "--short") == ""
    done = json.loads(desk.call(*args, "--json").stdout)
    for told in (planned, done):  # times, new ids and new files are known only afterwards
        for name in ("updated", "since", "closed", "resolved", "redacted", "waited"):
            told.pop(name, None)
        for each in (*told.get("comments", ()), *told.get("worked", ())):
            each.update(id=None, at=None)
        told["attachments"] = [each["name"] for each in told.get("attachments", ())]
    assert planned == done


def test_a_dry_run_prints_no_id_and_starts_no_timer(
    desk: DeskInFiles, two: tuple[str, str]
) -> None:
    assert desk.call("comment", two[0], "word", "-n").stdout == ""
    assert "can't be used together" in desk.call("work", "start", two[0], "-n", code=2).stderr
    assert desk.call("work").stdout == ""
    assert "password" not in desk.call("redact", two[0], "One", "-n").stderr
    assert "One" in desk.call("show", two[0]).stdout


def test_a_dry_run_of_no_change_says_so(desk: DeskInFiles, two: tuple[str, str]) -> None:
    assert "nothing to change" in desk.call("reopen", *two, "-n").stderr


def test_records_have_them_too(desk: DeskInFiles) -> None:
    added = desk.call("customer", "add", "Acme Ltd.", "-q")
    assert (added.stdout, added.stderr) == ("acme-ltd\n", "")
    for line in ("edit acme-ltd --set plan=gold", "comment acme-ltd Called."):
        told = json.loads(desk.call("customer", *line.split(), "--json").stdout)
        assert told == json.loads(desk.call("customer", "show", "acme-ltd", "--json").stdout), line
    before = tip(desk)
    for line in ("edit acme-ltd --set name=Other", "redact acme-ltd Acme", "comment acme-ltd Hi"):
        told = json.loads(desk.call("customer", *line.split(), "-n", "--json").stdout)
        assert told["id"] == "acme-ltd" and told["name"] in (
            "Other",
            "[redacted] Ltd.",
            "Acme Ltd.",
        )
    said = desk.call("customer", "remove", "acme-ltd", "-n").stderr
    assert said == "would be done: customer acme-ltd: remove\n" and tip(desk) == before
    done = desk.call("customer", "remove", "acme-ltd", "--yes", "-q", "--json")
    assert json.loads(done.stdout)["name"] == "Acme Ltd." and done.stderr == ""


def test_what_makes_something_else_prints_it_as_json(
    desk: DeskInFiles, two: tuple[str, str]
) -> None:
    told = json.loads(desk.call("kb", "new", "How", "--from", two[0], "--json").stdout)
    assert told == json.loads(desk.call("kb", "show", "how", "--json").stdout)
    saved = {"name": "hot", "query": "is:open", "desk": False}
    assert json.loads(desk.call("query", "save", "hot", "is:open", "--json").stdout) == saved
    listed = json.loads(desk.call("query", "list", "--json").stdout)
    assert listed == [{"name": "hot", "query": "is:open"}]
    assert json.loads(desk.call("query", "remove", "hot", "--json").stdout) == saved


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
