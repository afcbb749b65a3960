"""What the pages say that was once not so, tried."""

import json
from pathlib import Path

from tests.conftest import DeskInFiles

ROOT = Path(__file__).parent.parent.parent


def test_the_folder_goes_before_the_command(desk: DeskInFiles) -> None:
    for command in ("list", "log", "search", "show", "status", "sync", "report", "export"):
        answer = desk.call(command, "-C", str(desk.root), code=2).stderr
        assert f"hint: it goes before the command: tix -C DIR {command}" in answer


def test_a_week_is_a_date(desk: DeskInFiles) -> None:
    old, new = desk.at("2026-11-08T23:59").open("Old"), desk.at("2026-11-16").open("New")
    assert desk.call("list", "--ids", "opened:2026-W45").lines == [old]
    assert desk.call("list", "--ids", "opened:2026-W47..").lines == [new]
    assert desk.call("list", "--ids", "opened:..2026-W46").lines == [old]
    assert "is no single day" in desk.call("open", "x", "--due", "2026-W48", code=2).stderr
    assert "not in the calendar" in desk.call("list", "opened:2026-W54", code=2).stderr
    until = desk.call("report", "--since", "2026-W45", "--until", "2026-W45", "--json").stdout
    assert json.loads(until)["until"] == "2026-11-09T00:00:00Z"


def test_a_misplaced_file_is_moved(desk: DeskInFiles) -> None:
    one, other = desk.open("One"), desk.at("2026-10-02").open("Other")
    desk.call("close", other)
    (desk.root / "tickets/later").mkdir()
    desk.file_of(one).rename(desk.root / f"tickets/later/{one}.md")
    (desk.root / "archive").mkdir(exist_ok=True)
    desk.file_of(other).rename(desk.root / f"archive/{other}.md")
    desk.commit("put somewhere")
    told = json.loads(desk.call("check", "--json", code=4).stdout)
    assert [problem["fixable"] for problem in told["problems"]] == [True, True]
    fixed = desk.call("check", "--fix")
    assert f"moved from tickets/later/{one}.md to tickets/2026/11/{one}.md" in fixed.stderr
    assert desk.file_of(other) == desk.root / f"archive/2026/10/{other}.md"
    assert desk.call("check").stderr == "2 tickets, no problems\n"


def test_what_is_empty_in_json_is_not_there(desk: DeskInFiles) -> None:
    names = ("status", "type", "priority", "due", "customer", "key", "resolution", "requester")
    record = {**dict.fromkeys(names, ""), "title": "A", "labels": ["", "ci"], "links": []}
    text = json.dumps([{**record, "fields": {"note": "", "seen": []}}])
    assert "isn't known" not in desk.call("import", "json", "-", stdin=text).stderr
    [ticket] = json.loads(desk.call("list", "--json").stdout)
    assert (ticket["status"], ticket["labels"], ticket["due"]) == ("open", ["ci"], None)
    assert ticket["fields"] == {"note": ""}


def test_every_date_that_says_when_it_was_done_is_understood(desk: DeskInFiles) -> None:
    endings = ("{}_date", "{}_at", "{}_on", "date_{}", "{}")
    words = ("resolved", "completed", "finished", "done", "closed")
    names = [ending.format(word) for word in words for ending in endings]
    for number, name in enumerate(names):
        text = f"---\ntitle: {name}\nstatus: done\n{name}: 2026-11-20\n---\n"
        desk.write(f"../md/{number}.md", text)
    told = desk.call("import", "markdown", str(desk.root.parent / "md"))
    assert "kept as fields" not in told.stderr
    done = json.loads(desk.call("list", "--all", "--json").stdout)
    assert {ticket["resolved"] for ticket in done} == {"2026-11-20T12:00:00Z"}


def test_a_word_that_no_choice_has_is_an_error(desk: DeskInFiles) -> None:
    desk.write("tix.yaml", "format: 1\nfields: {severity: {type: choice, choices: [minor]}}\n")
    assert desk.call("list", "severity:minr", code=2).stderr.startswith(
        "tix: no severity is called 'minr'"
    )


def test_which_remote_it_is(desk: DeskInFiles, tmp_path: Path) -> None:
    """The branch's own, else ``remote.pushDefault``, else the only one, else ``origin``."""

    def goes_to() -> str:
        done = desk.call("sync", "--dry-run", "--json", code=None)
        return str(json.loads(done.stdout)["remote"]) if done.code == 0 else done.stderr

    for name in ("backup", "mirror"):
        desk.git("init", "--bare", "--quiet", str(tmp_path / name))
        desk.git("remote", "add", name, str(tmp_path / name))
    assert "there are several remotes (backup, mirror)" in goes_to()
    desk.git("remote", "rename", "mirror", "origin")
    assert goes_to() == "origin"
    desk.git("config", "remote.pushDefault", "backup")
    assert goes_to() == "backup"
    desk.git("config", "branch.main.remote", "origin")
    assert goes_to() == "origin"
    desk.git("remote", "remove", "origin")
    desk.git("config", "remote.pushDefault", "gone")
    assert goes_to() == "backup"


def test_me_is_who_is_meant_and_git_is_who_signs(desk: DeskInFiles) -> None:
    settings = Path(desk.environ["XDG_CONFIG_HOME"]) / "tix/config.yaml"
    settings.parent.mkdir(parents=True)
    settings.write_text("me: bob@example.org\n")
    ident = desk.open("One", "-a", "me")
    desk.call("comment", ident, "Hello")
    ticket = json.loads(desk.call("show", ident, "--json").stdout)
    assert ticket["assignees"] == ["bob@example.org"]
    assert ticket["opened_by"] == ticket["comments"][0]["by"] == "Ana Lima <ana@example.org>"


def test_numbers_and_addresses_are_those_of_the_file_format(desk: DeskInFiles) -> None:
    """What ``edit`` takes is what ``check`` takes."""
    desk.write("tix.yaml", "format: 1\nfields: {cost: number, page: url}\n")
    desk.commit("fields")
    ident = desk.open("One")
    taken = ("12", "-1.5", "1e6", "+2E-3", "http://x", "git+ssh://x", "mailto:ana")
    refused = (
        "5.",
        ".5",
        "1_000",
        "1e",
        "\N{ARABIC-INDIC DIGIT ONE}",
        "x",
        "\N{LATIN SMALL LETTER E WITH ACUTE}x:y",
        "a b:c",
    )
    for code, values in ((0, taken), (2, refused)):
        for value in values:
            field = "page" if ":" in value else "cost"
            desk.call("edit", ident, "--set", f"{field}={value}", code=code)
    assert desk.call("check").stderr == "1 ticket, no problems\n"
