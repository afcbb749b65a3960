"""What a person gives to a command is used or refused, whatever the command and the option."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from tests.commands.test_open import editor
from tests.conftest import NOW, DeskInFiles
from tix.cli import cli
from tix.commands import ENTRIES
from tix.model.people import Person
from tix.model.record.values import Comment
from tix.model.records.kinds import BY_NAME
from tix.model.ticket.ticket import Ticket

ONE, OTHER, SAID = "k7f3qz", "m3k9vd", "c-q8m2ht"


@pytest.fixture
def two(desk: DeskInFiles) -> DeskInFiles:
    comment = Comment(SAID, NOW, Person("Ana Lima", "ana@example.org"), False, "Said.")
    for ident in (ONE, OTHER):
        desk.add(Ticket(ident, f"Ticket {ident}", status="open", opened=NOW, comments=(comment,)))
    return desk


REFUSED = [
    # an option that says something about another, or about a change, which isn't there
    "open x --force", "open x --new-field", "open x --where db1", "open x --commit 3f9a",
    "comment k7f x --force", "edit k7f --title x --new-field",
    "status k7f -m text", "status k7f --resolution text", "status -m text",
    "status -m text m3k k7f",
    "status k7f open --resolution text", "check --dry-run",
    # two that can't both be meant
    "comment k7f --edit c-q8m2ht x --internal", "comment k7f --remove c-q8m2ht x",
    "comment k7f --remove c-q8m2ht -F text", "comment k7f --remove c-q8m2ht -e",
    "comment k7f --remove c-q8m2ht --internal", "comment k7f --edit c-q8m2ht --remove c-q8m2ht",
    "comment k7f --edit c-q8m2ht x --attach text", "comment k7f text -F text",
    "edit k7f -e --title x", "edit k7f -e -b x", "edit k7f -e --add labels=x",
    "edit k7f -b x -F text",
    "list --ids --json", "list --ids --columns id", "list --json --columns id",
    "show k7f --raw --json", "show k7f --raw --signatures", "report --json --format csv",
    "assign k7f --none --me", "assign k7f ana --add --remove", "assign k7f ana --none --add",
    "init --remove --in-tree", "init --in-tree --branch x", "archive k7f --older-than 3d",
    "export csv --lines", "export csv --with-attachments", "report labels --by day",
    # two values for one place
    "open x -b a -b b", "open x -p low -p high", "open x --key a --key b",
    "open x -p low --set priority=high",
    "open x --set title=y", "open x --key a --set key=b", "open x --template a --template b",
    "edit k7f --set label=a --set labels=b", "edit k7f --title a --title b",
    "edit k7f --title a --set title=b",
    "close k7f -m a -m b", "close k7f --resolution a --resolution b",
    "status k7f closed -m a -m b",
    "reopen k7f -m a -m b", "comment k7f --edit c-q8m2ht --edit c-zzzzzz x", "-C . -C .. list",
    # standard input for two things
    "close - -m -", "status - closed -m -", "edit - -b -", "close k7f -m - --resolution -",
    "redact - -",
    "comment - -", "close - -", "link - blocks -",
    # values that name nothing
    "list --columns ,", "list --sort ,", "show ''", "open x --key ''", "redact k7f ''",
    "comment k7f ''",
    # entries
    "work k7f 1h --free --billable", "work k7f 1h --billable", "work k7f 1h --drop",
    "work k7f 1h 2h",
    "work k7f -m text", "work k7f --remove w-q8m2ht 1h", "work start", "work stop --day fri",
    "work -m text", "use k7f --back", "use k7f --remove p-q8m2ht 2", "use k7f --edit p-q8m2ht a 2",
    "rate k7f -m text", "rate k7f 5 --token-for jo", "sign k7f --preview --name Jo", "sign k7f",
]  # fmt: skip


@pytest.mark.slow
def test_what_has_no_place_is_refused(two: DeskInFiles) -> None:
    (two.root / "text").write_text("A text.\n")
    head = two.git("rev-parse", "HEAD")
    for line in REFUSED:
        args = [word.strip("'") for word in line.split()]
        refused = two.call(*args, stdin="k7f3qz\n", code=2)
        assert refused.stderr.startswith("tix: "), line
    assert two.git("rev-parse", "HEAD") == head


def commands() -> Iterator[tuple[str, click.Command]]:
    context = click.Context(cli)
    for name in ENTRIES:
        command = cli.get_command(context, name)
        assert command is not None
        yield name, command
        if isinstance(command, click.Group):
            yield from ((f"{name} {below}", each) for below, each in command.commands.items())


LOOKS = {"list", "show", "search", "similar", "log", "inbox", "report", "archive", "export",
         "completion", "board", "next", "tree", "pick", "faq", "kb search", "kb stale",
         "rules test", "outbox", "serve",
         *(f"{kind}{verb}" for kind in BY_NAME for verb in ("", " list", " show"))}  # fmt: skip
"""In these the last of several values counts, so that an alias can be overridden."""


def test_every_option_of_a_command_that_writes_takes_one_value_or_all() -> None:
    for name, command in commands():
        written = [param for param in command.params if param.name != "color"]  # as in LOOKS
        for option in written:
            if name not in LOOKS and isinstance(option, click.Option) and not option.is_flag:
                assert option.multiple, f"{name} {option.opts}: option_once"


def ticket(desk: DeskInFiles, ident: str) -> str:
    return desk.file_of(ident).read_text()


def test_a_resolution_is_read_from_standard_input(two: DeskInFiles) -> None:
    two.call("close", ONE, "--resolution", "-", stdin="by hand\n")
    assert "resolution: by hand\n" in ticket(two, ONE)
    two.call("close", ONE, "--resolution", "later", "-m", "A word.")  # closed already
    assert "resolution: later\n" in ticket(two, ONE) and "A word." in ticket(two, ONE)


def test_a_reason_is_read_from_standard_input(two: DeskInFiles) -> None:
    two.call("asset", "add", "Drum")
    eve = two.with_environ(GIT_CONFIG_COUNT="1", GIT_CONFIG_KEY_0="user.email",
                           GIT_CONFIG_VALUE_0="eve@example.org")  # fmt: skip
    for number, words in enumerate((f"work {ONE} 1h", f"use {ONE} drum", f"rate {ONE} 5")):
        here = eve if words.startswith("rate") else two
        here.call(*words.split(), "-m", "-", stdin=f"reason {number}\n")
        assert f"reason {number}" in two.call("show", ONE, "--raw").stdout


def test_ids_behind_others_are_read_from_standard_input(two: DeskInFiles) -> None:
    shown = two.call("status", ONE, "-", stdin=OTHER)
    assert [line.split("\t")[0] for line in shown.stdout.splitlines()] == [ONE, OTHER]


def test_a_changed_status_is_printed_as_json(two: DeskInFiles) -> None:
    assert '"status": "closed"' in two.call("status", ONE, "closed", "--json").stdout


def test_a_desk_that_is_another_one_is_not_taken_for_it(two: DeskInFiles) -> None:
    assert "on branch main" in two.call("init", "--branch", "support", code=1).stderr
    two.call("init", "--branch", "main")


# -- the editor ---------------------------------------------------------------------------------


def test_a_title_that_stays_in_the_editor_opens_a_ticket(desk: DeskInFiles, tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    ident = editor(desk, tmp_path, f'cp "$1" {seen}').open("Given", "-e", "-l", "ci")
    assert "title: Given\n" in ticket(desk, ident)
    assert f"id: {ident}\n" in seen.read_text()  # the id that was shown is the one


def test_a_text_that_stays_in_the_editor_is_the_comment(two: DeskInFiles, tmp_path: Path) -> None:
    editor(two, tmp_path, ":").call("comment", ONE, "-e", "As given.")
    assert "As given." in ticket(two, ONE)


@pytest.mark.parametrize("change", ["s/^id:.*/id: abcdef/", "s/^status:/opened: 2020-01-01\\n&/"])
def test_what_tix_sets_itself_is_not_typed_in_vain(
    desk: DeskInFiles, tmp_path: Path, change: str
) -> None:
    refused = editor(desk, tmp_path, f"sed -i '{change}' \"$1\"").call("open", "x", "-e", code=1)
    assert "the draft is kept" in refused.stderr


# -- a key that is known ------------------------------------------------------------------------


def test_what_a_known_key_leaves_out_is_said(desk: DeskInFiles, tmp_path: Path) -> None:
    ident = desk.open("Disk full", "--key", "disk", "-l", "ops")
    given = ["--key", "disk", "-l", "ops,db", "-p", "high", "-b", "New text."]
    again = desk.at("2026-11-23T09:00:00Z").call("open", "Disk full", *given)
    assert f"{ident} was there before, and keeps its own text, priority, labels\n" in again.stderr
    same = desk.at("2026-11-24T09:00:00Z").call("open", "Disk full", "--key", "disk", "-l", "ops")
    assert "keeps" not in same.stderr
    edited = editor(desk, tmp_path, "echo text >> $1").call("open", "-e", "--key", "disk", code=4)
    assert ident in edited.stderr


# -- standard input that nothing asked for ------------------------------------------------------

WORD = "standard input wasn't read"


@pytest.mark.slow
def test_a_text_that_is_piped_in_unasked_is_told(two: DeskInFiles) -> None:
    assert WORD in two.run("open", "Title", stdin="The text.\n").stderr
    assert WORD in two.run("comment", ONE, "See:", stdin="The log.\n").stderr
    assert WORD not in two.run("open", "Title", "-b", "-", stdin="The text.\n").stderr
    assert WORD not in two.run("open", "Title", stdin="").stderr


@pytest.mark.slow
def test_a_loop_keeps_its_input_and_is_told_nothing(desk: DeskInFiles) -> None:
    (desk.root / "titles").write_text("one\ntwo\nthree\n")
    loop = f'while read -r title; do {sys.executable} -m tix open "$title"; done < titles'
    package = str(Path(__file__).parents[2])
    done = subprocess.run(
        ["bash", "-c", loop],
        cwd=desk.root, env={**desk.environ, "PYTHONPATH": package}, capture_output=True, text=True,
    )  # fmt: skip
    assert len(done.stdout.split()) == 3 and WORD not in done.stderr


@pytest.mark.slow
def test_the_rest_of_a_jobs_script_is_no_text(desk: DeskInFiles) -> None:
    """A shell that reads its script from a pipe leaves what comes next there (GitLab's runner)."""
    package = str(Path(__file__).parents[2])
    environ = {**desk.environ, "PYTHONPATH": package}
    script = f"{sys.executable} -m tix open Red --key red\n" + "# and so on\n" * 3
    for more, is_told in (({}, True), ({"GITLAB_CI": "true", "CI": "true"}, False)):
        done = subprocess.run(
            ["bash"], cwd=desk.root, env=environ | more, input=script, capture_output=True,
            text=True, check=True,
        )  # fmt: skip
        assert (WORD in done.stderr) is is_told


# -- no claim of a change that wasn't -----------------------------------------------------------

NO_CHANGES = [
    ["status", ONE, "open"], ["edit", ONE, "--title", f"Ticket {ONE}"], ["watch", ONE],
    ["assign", ONE, "ana@example.org"], ["link", ONE, "blocks", OTHER], ["attach", ONE, "text"],
    ["comment", ONE, "--edit", SAID, "Said."], ["reopen", ONE], ["claim", ONE],
    ["link", ONE, "parent", OTHER, "--remove"], ["unwatch", OTHER],
]  # fmt: skip


@pytest.mark.slow
def test_a_command_that_changes_nothing_says_so_beside_an_edit_by_hand(two: DeskInFiles) -> None:
    (two.root / "text").write_text("A text.\n")
    two.call("edit", ONE, "--set", "key=disk")
    for args in NO_CHANGES:
        two.call(*args)
        if args[0] == "claim":
            two.call("claim", ONE)
        ident = OTHER if args[1] == OTHER else ONE
        path = two.file_of(ident)
        path.write_text(path.read_text().replace("\n---\n", "\nx-hand: yes\n---\n", 1))
        said = two.call(*args).stderr
        subject = two.git("log", "-1", "--format=%s").strip()
        assert subject == f"{ident}: as edited by hand", args
        nothing = ("nothing to change", "has that occurrence already", "yours already")
        assert any(words in said for words in nothing), (args, said)
        path.write_text(path.read_text().replace("x-hand: yes\n", ""))
        two.commit("back")
