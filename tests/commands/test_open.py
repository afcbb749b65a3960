"""tix open: from arguments, a file, standard input, a template and the editor; once per key."""

import io
import json
import stat
from pathlib import Path

import pytest

from tests.conftest import NOW, DeskInFiles
from tix.console.editor import start_from
from tix.model.ticket.document import load
from tix.model.ticket.ticket import Ticket
from tix.storage.desk.finding import find


def ticket(desk: DeskInFiles, ident: str) -> Ticket:
    return load(desk.file_of(ident).read_bytes()).record


def editor(desk: DeskInFiles, tmp_path: Path, script: str) -> DeskInFiles:
    """The desk for a user whose editor runs this shell script on the file ``$1``."""
    path = tmp_path / "editor.sh"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return desk.with_environ(VISUAL=str(path))


def drafts(desk: DeskInFiles) -> list[Path]:
    return sorted((desk.root / ".git/tix/drafts").glob("*"))


def test_the_id_alone_is_on_standard_output(desk: DeskInFiles) -> None:
    result = desk.call("open", "Nightly build fails")
    ident = result.stdout.strip()
    assert result.stdout == f"{ident}\n" and len(ident) == 6
    assert result.stderr == f"opened {ident} Nightly build fails\n"
    opened = ticket(desk, ident)
    assert (opened.title, opened.status, opened.type) == ("Nightly build fails", "open", "task")
    assert opened.opened == opened.since == NOW
    assert opened.opened_by == "Ana Lima <ana@example.org>"
    assert desk.git("log", "-1", "--format=%s%n%b").startswith(
        f"{ident}: Nightly build fails\nTicket: {ident}\n"
    )


def test_every_option_is_kept(desk: DeskInFiles, tmp_path: Path) -> None:
    log = tmp_path / "build log.txt"
    log.write_text("ld: out of memory")
    ident = desk.open(
        "Nightly: build fails", "-b", "Since Tuesday.", "-t", "inc", "-p", "hi", "-a", "me",
        "-a", "bob@example.org", "-w", "me", "--watch",
        "jo@acme.example", "-l", "ci,arm64", "-l", "x y", "-r", "jo@acme.example", "-c",
        "Acme", "--due", "2026-11-25", "--milestone", "2.0", "--attach", str(log), "--set",
        "severity=minor", "--new-field",
    )  # fmt: skip
    opened = ticket(desk, ident)
    assert (opened.type, opened.priority, opened.customer) == ("incident", "high", "Acme")
    assert opened.assignees == ("ana@example.org", "bob@example.org")
    assert opened.watchers == ("ana@example.org", "jo@acme.example")
    assert opened.labels == ("ci", "arm64", "x y")
    assert opened.requester == "jo@acme.example" and str(opened.due) == "2026-11-25"
    assert opened.milestone == "2.0" and opened.team_field("severity") == "minor"
    assert opened.body == "Since Tuesday."
    (name,) = opened.attachments
    assert name.endswith("-build-log.txt")
    assert (desk.root / "attachments" / ident / name).read_text() == "ld: out of memory"
    assert desk.git("status", "--porcelain") == ""


@pytest.mark.parametrize("option", [("-b", "-"), ("-F", "-")])
def test_the_text_comes_from_standard_input(desk: DeskInFiles, option: tuple[str, str]) -> None:
    ident = desk.call("open", "a", *option, stdin="one\r\ntwo\n\n").stdout.strip()
    assert ticket(desk, ident).body == "one\ntwo"


def test_the_text_comes_from_a_file(desk: DeskInFiles, tmp_path: Path) -> None:
    (tmp_path / "text").write_text("from a file\n")
    ident = desk.open("a", "-F", str(tmp_path / "text"))
    assert ticket(desk, ident).body == "from a file"


def test_json_prints_the_ticket(desk: DeskInFiles) -> None:
    given = json.loads(desk.call("open", "a", "--json").stdout)
    assert given["title"] == "a" and given["path"].endswith(f"{given['id']}.md")


def test_a_template_fills_in_what_isnt_given(desk: DeskInFiles) -> None:
    desk.write("templates/incident.md", "---\ntype: incident\nlabels:\n- outage\n---\n\nImpact:\n")
    desk.write("templates/plain.md", "Steps:\n")
    opened = ticket(desk, desk.open("Down", "--template", "incident", "-l", "db"))
    assert (opened.type, opened.labels, opened.body) == ("incident", ("outage", "db"), "Impact:")
    assert ticket(desk, desk.open("a", "--template", "plain")).body == "Steps:"
    result = desk.call("open", "a", "--template", "incidnet", code=1)
    assert "there are: incident, plain" in result.stderr


def test_a_key_opens_once_and_counts_occurrences(desk: DeskInFiles) -> None:
    first = desk.open("Disk full", "--key", "disk", "--where", "db1", "--commit", "3f9a2c1")
    again = desk.at("2026-11-23T09:00:00Z").open("Disk full", "--key", "disk", "--where", "db2")
    assert again == first
    assert [str(o).partition(" · ")[2] for o in ticket(desk, first).occurrences] == [
        "2026-11-22T09:00:00Z · db1 · 3f9a2c1",
        "2026-11-23T09:00:00Z · db2",
    ]
    assert ticket(desk, first).occurrences[0].id[:2] == "o-"
    desk.call("close", first)
    assert desk.at("2026-11-24T09:00:00Z").open("Disk full", "--key", "disk") == first
    reopened = ticket(desk, first)
    assert (reopened.status, reopened.closed, len(reopened.occurrences)) == ("open", None, 3)
    assert reopened.comments[-1].text == (
        "Seen again. It had been quiet since 2026-11-23T09:00:00Z."
    )
    assert reopened.comments[-1].author.mail == "ci@tix.invalid"


def test_occurrences_of_one_second_are_several_and_those_of_past_days_are_counted(
    desk: DeskInFiles,
) -> None:
    for _ in range(3):
        ident = desk.open("Disk full", "--key", "disk", "--where", "db1", "--url", "https://ci/7")
    assert len({o.id for o in ticket(desk, ident).occurrences}) == 3
    desk.at("2026-11-23T09:00:00Z").open("Disk full", "--key", "disk", "--where", "db1")
    shown = json.loads(desk.call("show", ident, "--json").stdout)["occurrences"]
    assert shown == [
        {"at": "2026-11-22T09:00:00Z", "where": "db1", "commit": None, "url": "https://ci/7",
         "count": 3},
        {"at": "2026-11-23T09:00:00Z", "where": "db1", "commit": None, "url": None, "count": 1},
    ]  # fmt: skip
    assert "4 times" in desk.tty("show", ident).stdout


def test_what_a_key_opened_is_closed_by_it(desk: DeskInFiles) -> None:
    ident = desk.open("Disk full", "--key", "disk")
    closed = desk.call("close", "--key", "disk", "-m", "Space again.", "--json")
    assert json.loads(closed.stdout)["id"] == ident
    assert (ticket(desk, ident).status, ticket(desk, ident).comments[-1].text) == (
        "closed", "Space again.",
    )  # fmt: skip
    head = desk.git("rev-parse", "HEAD")
    again = desk.call("close", "--key", "disk", "--json")
    assert (again.stdout, again.stderr) == ("[]\n", "nothing is open with the key 'disk'\n")
    assert desk.git("rev-parse", "HEAD") == head
    assert "can't be used together" in desk.call("close", ident, "--key", "x", code=2).stderr
    assert "--key KEY" in desk.call("close", code=2).stderr


def test_what_scripts_give_with_a_key_is_masked_everywhere(
    desk: DeskInFiles, tmp_path: Path
) -> None:
    token = "ghp_" + "a1B2" * 9
    secret = desk.with_environ(DEPLOY_TOKEN="hunter2hunter2")
    (tmp_path / "build.log").write_bytes(b"hunter2hunter2 \0\n")
    given = ["--attach", str(tmp_path / "build.log"), "--url", "https://ci/7?token=abcdefgh"]
    result = secret.call(
        "open", "Push", token, "fails", "-b", "as hunter2hunter2", "--key", f"push {token}",
        "-l", "hunter2hunter2", "--json", *given,
    )  # fmt: skip
    ident = json.loads(result.stdout)["id"]
    secret.call("close", "--key", f"push {token}", "-m", f"{token} is new")
    texts = desk.git("log", "-p", "--all", "--text") + result.stdout + result.stderr
    assert "hunter2" not in texts and "a1B2" not in texts and "abcdefgh" not in texts
    assert ticket(desk, ident).title == "Push [masked] fails"
    assert ticket(desk, ident).key == "push [masked]"
    assert ticket(desk, ident).status == "closed"


def test_the_editor_gets_a_document_like_the_file(desk: DeskInFiles, tmp_path: Path) -> None:
    edited = editor(
        desk, tmp_path, f'cp "$1" {tmp_path}/seen; sed -i "s/^title:.*/title: Hi/" "$1"'
    )
    ident = edited.open("Hello", "-e", "-l", "ci")
    seen = (tmp_path / "seen").read_text()
    assert seen.startswith("---\nid: ") and "title: Hello\n" in seen and "- ci\n" in seen
    assert (ticket(desk, ident).title, ticket(desk, ident).labels) == ("Hi", ("ci",))
    assert drafts(desk) == []


@pytest.mark.parametrize(
    ("script", "title", "words"), [(": > $1", ["a"], "empty"), (":", [], "unchanged")]
)
def test_an_empty_or_unchanged_document_aborts(
    desk: DeskInFiles, tmp_path: Path, script: str, title: list[str], words: str
) -> None:
    head = desk.git("rev-parse", "HEAD")
    result = editor(desk, tmp_path, script).call("open", *title, "-e", code=1)
    assert words in result.stderr and drafts(desk) == []
    assert desk.git("rev-parse", "HEAD") == head


def test_a_broken_document_is_kept_and_its_path_told(desk: DeskInFiles, tmp_path: Path) -> None:
    script = 'sed -i "s/^status:.*/status: opne/" "$1"'
    result = editor(desk, tmp_path, script).call("open", "a", "-e", code=1)
    (draft,) = drafts(desk)
    assert str(draft) in result.stderr and "opne" in result.stderr and "open" in result.stderr
    assert "status: opne" in draft.read_text()


def test_an_editor_that_fails_keeps_the_draft(desk: DeskInFiles, tmp_path: Path) -> None:
    result = editor(desk, tmp_path, 'echo more >> "$1"; exit 3').call("open", "a", "-e", code=1)
    (draft,) = drafts(desk)
    assert "exit code 3" in result.stderr and str(draft) in result.stderr
    result = desk.with_environ(VISUAL="no-such-editor").call("open", "a", "-e", code=1)
    assert "can't be started" in result.stderr


@pytest.mark.parametrize("program", ["no-such-editor", "false"])
def test_an_editor_that_fails_at_once_leaves_no_draft(desk: DeskInFiles, program: str) -> None:
    """Nothing was typed, and nothing is to be gone on with."""
    ident = desk.open("A ticket")
    said = desk.with_environ(VISUAL=program).call("edit", ident, code=1).stderr
    assert "so nothing was written" in said and "--resume" not in said
    assert drafts(desk) == []


def test_a_ticket_that_was_refused_can_be_gone_on_with(desk: DeskInFiles, tmp_path: Path) -> None:
    worse = editor(desk, tmp_path, 'sed -i "s/status: open/status: opne/; s/PUT/x/" "$1"')
    said = worse.call("open", "-e", "A new one", code=1).stderr
    (draft,) = drafts(desk)
    assert said.endswith(f"hint: go on with it: tix open --resume; or drop it: rm {draft}\n")
    better = editor(desk, tmp_path, 'sed -i "s/status: opne/status: open/" "$1"')
    assert "--resume uses it" in better.call("open", "-e", "Another").stderr
    ident = better.call("open", "--resume").stdout.strip()
    assert ticket(desk, ident).title == "A new one" and drafts(desk) == []
    assert "no draft" in better.call("open", "--resume", code=1).stderr
    assert "can't be used together" in better.call("open", "--resume", "Title", code=2).stderr


def test_a_team_is_told_of_a_ticket(desk: DeskInFiles) -> None:
    desk.write("tix.yaml", "format: 1\nteams: {support: [bob@example.org]}\n")
    desk.commit("teams")
    ident = desk.open("Printer", "-w", "support")
    assert ticket(desk, ident).watchers == ("support",)
    desk.call("edit", ident, "-w", "bob@example.org")
    assert ticket(desk, ident).watchers == ("support", "bob@example.org")
    assert "did you mean 'support'" in desk.call("open", "x", "-w", "suport", code=1).stderr


@pytest.mark.parametrize(
    ("typed", "is_kept"), [("x\nd\n", False), ("drop\n", False), ("L\n", True)]
)
def test_a_kept_draft_is_dropped_or_left_by_the_beginning_of_the_word(
    desk: DeskInFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: str, is_kept: bool
) -> None:
    editor(desk, tmp_path, 'echo more >> "$1"; exit 3').call("open", "-e", "A draft", code=1)
    monkeypatch.setattr("sys.stdin", _Typed(typed))
    assert start_from(find(desk.root), "new-ticket.md", resume=False) is None
    assert bool(drafts(desk)) is is_kept


class _Typed(io.StringIO):
    """What somebody types at a terminal."""

    def isatty(self) -> bool:
        return True
