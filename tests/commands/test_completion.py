"""Completion: what is offered for a line, and that three real shells put it where it belongs."""

import contextlib
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest

from tests.commands.shells import KILL_LINE, SET_UP, START, Terminal, needs, with_tix_on_path
from tests.conftest import DeskInFiles
from tix import cli
from tix.console import completions, tab_answers
from tix.model.people import Person
from tix.model.record.values import Comment, TeamField
from tix.model.ticket.ticket import Ticket

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)

TIX_YAML = """\
format: 1
fields:
  severity: {type: choice, choices: [minor, major]}
people:
- name: Ana Lima
  mail: ana@example.org
  aliases: [anita]
- Bob Reis <bob@example.org>
teams:
  support: [bob@example.org]
queries:
  triage: is:unassigned
"""

TICKETS = (
    Ticket(
        id="k7f3qz",
        title="Nightly build fails",
        status="open",
        type="incident",
        assignees=("dana@example.org",),
        labels=("ci", "arm64"),
        customer="Acme Ferries",
        opened=AT,
        opened_by="Ana Lima <ana@example.org>",
        team_fields=(TeamField("severity", "minor"),),
    ),
    Ticket(
        id="k9m2ab",
        title="Printer: on fire",
        status="in-progress",
        labels=("hardware",),
        opened=AT.replace(day=21),
        comments=(Comment("c-q8m2ht", AT, Person("Eve", "eve@example.net"), False, "Hm."),),
    ),
    Ticket(
        id="m3k9vd",
        title="Old news",
        status="resolved",
        customer="O'Neil & Sons",
        opened=AT,
        resolved=AT,
    ),
)


@pytest.fixture
def filled(desk: DeskInFiles) -> DeskInFiles:
    """A desk with three tickets, of which one is done."""
    desk.write("tix.yaml", TIX_YAML)
    desk.add(*TICKETS)
    return desk


def offered(desk: DeskInFiles, line: str) -> dict[str, str]:
    """The words offered at the end of the line, each with its title."""
    result = desk.call("completion", "fish", "--line", line)
    assert result.stderr == ""
    return {word: title for _, word, title in result.rows}


Complete = Callable[[click.Context, click.Parameter, str], completions.Items]


def answers(desk: DeskInFiles, complete: Complete, typed: str, *before: str) -> list[str]:
    """What a function offers for a word of an argument that has these words before it."""
    context = click.Context(cli.cli, help_option_names=["-h", "--help"])
    context.params = {"folder": str(desk.root), "words": before}
    found = complete(context, click.Argument(["words"], nargs=-1), typed)
    return [item.value for item in found]


# -- ids --------------------------------------------------------------------------------------


def test_ids_come_with_titles_newest_first(filled: DeskInFiles) -> None:
    assert list(offered(filled, "tix status k").items()) == [
        ("k9m2ab", "Printer: on fire (in-progress)"),
        ("k7f3qz", "Nightly build fails (open)"),
    ]


def test_with_nothing_typed_tickets_that_are_done_are_left_out(filled: DeskInFiles) -> None:
    assert list(offered(filled, "tix status ")) == ["k9m2ab", "k7f3qz"]
    assert list(offered(filled, "tix status m")) == ["m3k9vd"]


def test_ids_go_on_behind_a_comma_and_as_people_type_them(filled: DeskInFiles) -> None:
    assert list(offered(filled, "tix close k7f3qz,m")) == ["k7f3qz,m3k9vd"]
    assert answers(filled, completions.complete_ids, "#K9") == ["k9m2ab"]


def test_a_broken_ticket_is_offered_without_a_title(filled: DeskInFiles) -> None:
    filled.write("tickets/2026/11/p2h6vd.md", "---\nid: [\n")
    assert offered(filled, "tix status p") == {"p2h6vd": ""}


def test_titles_and_labels_do_no_harm(filled: DeskInFiles) -> None:
    evil = Ticket(
        id="z1z1z1",
        title="a\x1b]0;b\x07 c\u202e",
        status="open\ttab",
        labels=("fine", "not\x1bfine", "n\u202eot"),
        opened=AT,
    )
    filled.add(evil)
    assert offered(filled, "tix status z") == {"z1z1z1": "a␛]0;b␇ c<U+202E> (open tab)"}
    labels = answers(filled, completions.complete_labels, "")
    assert labels == ["arm64", "ci", "fine", "hardware"]


# -- people and words ---------------------------------------------------------------------------


def test_people_come_behind_ids(filled: DeskInFiles) -> None:
    assert list(offered(filled, "tix assign k7")) == ["k7f3qz"]
    people = offered(filled, "tix assign k7f3qz ")
    assert people == {
        "ana@example.org": "Ana Lima <ana@example.org>",
        "anita": "Ana Lima <ana@example.org>",
        "bob@example.org": "Bob Reis <bob@example.org>",
        "dana@example.org": "dana@example.org",
        "eve@example.net": "Eve <eve@example.net>",
        "me": "you, ana@example.org",
        "support": "support (team)",
    }
    assert list(offered(filled, "tix assign k7f3qz AN")) == ["ana@example.org", "anita"]


def test_people_are_offered_to_somebody_without_identity(
    filled: DeskInFiles, tmp_path: Path
) -> None:
    stranger = filled.with_environ(GIT_CONFIG_GLOBAL=str(tmp_path / "none"))
    assert "me" not in offered(stranger, "tix assign k7f3qz ")
    assert "anita" in offered(stranger, "tix assign k7f3qz ")


def test_statuses_come_behind_ids(filled: DeskInFiles) -> None:
    assert offered(filled, "tix status k7f3qz in") == {"in-progress": "active"}
    assert "open" not in offered(filled, "tix status o")


def test_settings_of_the_desk_are_offered_where_they_are_set(filled: DeskInFiles) -> None:
    assert "archive_after" in offered(filled, "tix config set --desk arch")
    assert "archive_after" not in offered(filled, "tix config set arch")


def test_filters_are_completed(filled: DeskInFiles) -> None:
    assert "high" in offered(filled, "tix list -p hi")
    assert "bob@example.org" in offered(filled, "tix search x -a bo")
    assert {"closed", "open"} <= set(offered(filled, "tix report -s "))
    assert "incident" in offered(filled, "tix export json -t in")


def test_with_all_reports_no_report_is_named(filled: DeskInFiles) -> None:
    assert "topics" in offered(filled, "tix report top")
    assert "topics" not in offered(filled, "tix report --all top")
    assert "type:" in offered(filled, "tix report --all ty")


@pytest.mark.parametrize(
    ("complete", "typed", "before", "expected"),
    [
        (completions.complete_people, "bo", (), ["bob@example.org"]),
        (completions.complete_types, "In", (), ["incident"]),
        (completions.complete_priorities, "", (), ["urgent", "high", "normal", "low"]),
        (completions.complete_customers, "", (), ["Acme Ferries", "O'Neil & Sons"]),
        (completions.complete_milestones, "", (), []),
        (
            completions.complete_link_words,
            "d",
            ("k7f",),
            ["depends-on", "duplicates", "duplicated-by"],
        ),
        (completions.complete_reports, "thr", (), ["throughput"]),
        (completions.complete_reports, "is:ove", ("summary",), ["is:overdue"]),
        (completions.complete_settings, "prio", (), ["priority="]),
        (completions.complete_settings, "severity=m", (), ["severity=minor", "severity=major"]),
        (completions.complete_settings, "assignees=bo", (), ["assignees=bob@example.org"]),
        (completions.complete_desk_settings, "statuses.r", (), ["statuses.resolved"]),
        (completions.complete_desk_settings, "us", (), ["user"]),
        (completions.complete_desk_settings, "pa", (), ["path"]),
        (completions.complete_desk_settings, "timez", ("get",), ["timezone"]),
        (completions.complete_desk_settings, "quer", ("set",), ["query", "queries."]),
        (completions.complete_desk_settings, "x", ("path",), []),
        (completions.complete_saving_queries, "", (), ["save", "list", "remove"]),
        (completions.complete_saving_queries, "tri", ("remove",), ["triage"]),
        (completions.complete_saving_queries, "is:ove", ("save", "late"), ["is:overdue"]),
    ],
)
def test_words_of_the_desk(
    filled: DeskInFiles,
    complete: Complete,
    typed: str,
    before: tuple[str, ...],
    expected: list[str],
) -> None:
    assert answers(filled, complete, typed, *before) == expected


def test_templates_are_offered(filled: DeskInFiles) -> None:
    filled.write("templates/incident.md", "What happened?\n")
    assert answers(filled, completions.complete_templates, "in") == ["incident"]


# -- queries ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("statu", ["status:"]),
        ("sever", ["severity:"]),
        ("status:in", ["status:in-progress"]),
        ("status:open,re", ["status:open,resolved"]),
        ("-label:ar", ["-label:arm64"]),
        ("(is:ov", ["(is:overdue"]),
        ("priority:>=ur", ["priority:>=urgent"]),
        ("type:que", ["type:question"]),
        ("assignee:bob", ["assignee:bob@example.org"]),
        ("assignee:non", ["assignee:none"]),
        ("customer:ac", ["customer:Acme Ferries"]),
        ("severity:ma", ["severity:major"]),
        ("has:attach", ["has:attachment"]),
        ("sort:prio", ["sort:priority"]),
        ("id:k9", ["id:k9m2ab"]),
        ("blocks:m", ["blocks:m3k9vd"]),
        ("link:par", ["link:parent"]),
        ("due:tod", ["due:today"]),
        ("@tri", ["@triage"]),
        ("nothing:", []),
    ],
)
def test_words_of_a_query(filled: DeskInFiles, typed: str, expected: list[str]) -> None:
    assert answers(filled, completions.complete_query, typed) == expected


@pytest.mark.slow
def test_whatever_a_query_is_offered_it_takes(filled: DeskInFiles) -> None:
    names = answers(filled, completions.complete_query, "")
    for name in (name for name in names if name.endswith(":")):
        for word in answers(filled, completions.complete_query, name)[:3]:
            filled.call("list", word)


# -- whatever happens ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line", ["tix nonsense x", "tix", "tix status --no-such ", "", "'", "tix '"]
)
def test_an_odd_line_gets_no_complaint(filled: DeskInFiles, line: str) -> None:
    offered(filled, line)


def test_commands_and_options_are_offered(filled: DeskInFiles) -> None:
    assert "status" in offered(filled, "tix sta")
    assert "--resolution" in offered(filled, "tix status --res")
    assert "--line" not in offered(filled, "tix completion --l")


def test_nothing_is_offered_where_there_is_no_desk(filled: DeskInFiles, tmp_path: Path) -> None:
    assert offered(filled, f"tix -C {tmp_path} status ") == {}


def test_nothing_is_offered_by_a_broken_configuration(filled: DeskInFiles) -> None:
    filled.write("tix.yaml", "statuses: [")
    assert offered(filled, "tix status k7f3qz re") == {}


def test_another_folder_is_looked_at(filled: DeskInFiles, tmp_path: Path) -> None:
    there = filled.call(
        "-C", "/", "completion", "fish", "--line", f"tix -C {filled.root} status k7"
    )
    assert there.rows == [["word", "k7f3qz", "Nightly build fails (open)"]]


def test_git_tix_is_completed_too(filled: DeskInFiles) -> None:
    assert list(offered(filled, "git tix status k7")) == ["k7f3qz"]
    assert list(offered(filled, "git -C . tix status k7")) == ["k7f3qz"]


def test_clicks_own_way_which_lets_bash_run_labels_isnt_there(filled: DeskInFiles) -> None:
    asked = {"_TIX_COMPLETE": "bash_complete", "COMP_WORDS": "tix status k7", "COMP_CWORD": "2"}
    assert "plain," not in filled.with_environ(**asked).run().stdout


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("tix open X -c ac", ["acme-ltd"]),
        ("tix open X -r j", ["jo@acme.example"]),
        ("tix list requester:j", ["requester:jo@acme.example"]),
        ("tix comment USED x --by j", ["jo@acme.example"]),
        ("tix open X -a j", []),
        ("tix customer add X --set pl", ["plan="]),
        ("tix customer add X --set plan=", ["plan=gold", "plan=silver"]),
        ("tix customer edit acme-ltd --remove contacts=", ["contacts=Jo <jo@acme.example>"]),
        ("tix asset add X --set customer=ac", ["customer=acme-ltd"]),
        ("tix asset list customer:ac", ["customer:acme-ltd"]),
        ("tix asset edit gasket-12 --set kin", ["kind="]),
        ("tix invoice list is:", ["is:unpaid", "is:overdue"]),
        ("tix invoice list customer:ac", ["customer:acme-ltd"]),
        ("tix use USED --edit p-", ["p-ENTRY"]),
        ("tix work USED --remove w-", ["w-ENTRY"]),
        ("tix asset show vx", ["VX-2207"]),
        ("tix customer show C-", ["C-2041"]),
        ("tix asset list vx", []),
        ("tix export person al", ["al@example.org"]),
        ("tix export csv is:op", ["is:open"]),
    ],
)
def test_what_records_and_entries_are_called(
    desk: DeskInFiles, line: str, expected: list[str]
) -> None:
    desk.write("tix.yaml", "format: 1\nplans: {silver: {rate: 60.00}}\n")
    contact = "contacts=Jo <jo@acme.example>"
    desk.call("customer", "add", "Acme Ltd.", "--set", "plan=gold", "--add", contact)
    desk.call("customer", "edit", "acme-ltd", "--set", "contract=C-2041")
    desk.call("asset", "add", "Gasket 12", "--set", "kind=part", "--set", "counted=9")
    desk.call("asset", "edit", "gasket-12", "--set", "serial=VX-2207")
    ident = desk.open("Printer", "-r", "al@example.org")
    kind = "use" if "tix use" in line else "work"
    args = (ident, "gasket-12") if kind == "use" else (ident, "1h")
    entry = desk.call(kind, *args).stdout.strip()
    found = list(offered(desk, line.replace("USED", ident)))
    assert found == [word.replace(f"{entry[0]}-ENTRY", entry) for word in expected]


@pytest.mark.parametrize(
    "line", ["tix asset add X --set customer=ac", "tix open X --set customer=ac"]
)
def test_bash_gets_a_customers_name_behind_the_equals_sign(desk: DeskInFiles, line: str) -> None:
    desk.call("customer", "add", "Acme Ltd.")
    rows = desk.call("completion", "bash", "--line", line, "--word", "ac").rows
    assert [row[1] for row in rows] == ["acme-ltd"]


# -- in bash's hands -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "word", "expected"),
    [
        ("tix close k7", "k7", ["k7f3qz"]),
        ("tix assign k7f3qz ana@", "@", ["@example.org"]),
        ("tix assign k7f3qz ana@ex", "ex", ["example.org"]),
        ("tix status k7f3qz ", "", ["open"]),
        ("tix status 'k7", "k7", ["k7f3qz"]),
        ("tix list status:in", "in", ["in-progress"]),
        ("tix list status:", "", ["open"]),
        ("tix list customer:ac", "ac", ["Acme\\ Ferries"]),
        ("tix list customer:Ac", "Ac", ["Acme\\ Ferries"]),
        ("tix list customer:Acme\\ f", "Acme\\ f", ["Acme\\ Ferries"]),
        ("tix list 'customer:Ac", "customer:Ac", ["customer:Acme Ferries"]),
        ('tix list "customer:O', "O", []),
        ("tix list customer:O", "O", ["O\\'Neil\\ \\&\\ Sons"]),
    ],
)
def test_bash_gets_what_takes_the_place_of_its_word(
    filled: DeskInFiles, line: str, word: str, expected: list[str]
) -> None:
    rows = filled.call("completion", "bash", "--line", line, "--word", word).rows
    assert [row[1] for row in rows][:1] == expected


# -- real shells ----------------------------------------------------------------------------------


@pytest.fixture
def on_path(filled: DeskInFiles, tmp_path: Path) -> DeskInFiles:
    return with_tix_on_path(filled, tmp_path / "bin")


@pytest.fixture
def terminal(on_path: DeskInFiles) -> Iterator[Callable[..., Terminal]]:
    with contextlib.ExitStack() as stack:

        def start(shell: str) -> Terminal:
            terminal = Terminal(on_path, *START[shell])
            stack.callback(terminal.close)
            return terminal

        yield start


_LINES = [
    ("tix stat\t", "tix status "),
    ("tix status k7\t", "tix status k7f3qz "),
    ("git-tix status k7\t", "git-tix status k7f3qz "),
    ("tix assign k7f3qz bob@e\t", "tix assign k7f3qz bob@example.org "),
    ("tix close k7f3qz,m\t", "tix close k7f3qz,m3k9vd "),
    ("tix list stat\t", "tix list status:"),
    ("tix list status:in\t", "tix list status:in-progress "),
    ("tix list @tri\t", "tix list @triage "),
    ("tix list customer:Acme\\ F\t", "tix list customer:Acme\\ Ferries "),
]


@pytest.mark.slow
@needs("bash")
def test_bash_completes(terminal: Callable[..., Terminal]) -> None:
    bash = terminal("bash")
    bash.type(f'{SET_UP["bash"]}; echo re""ady\n', "ready")
    for typed, expected in _LINES:
        bash.type(typed, expected)
        bash.type(KILL_LINE + 'echo go""on\n', "goon")


@pytest.mark.slow
@needs("zsh")
def test_zsh_completes_and_shows_titles(terminal: Callable[..., Terminal]) -> None:
    zsh = terminal("zsh")
    zsh.type(f'{SET_UP["zsh"]}; echo re""ady\n', "ready")
    for typed, expected in _LINES:
        zsh.type(typed, expected)
        zsh.type(KILL_LINE + 'echo go""on\n', "goon")
    zsh.type("tix status k\t", "k9m2ab  -- Printer: on fire (in-progress)")


@needs("fish")
@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("tix stat", "status\tshow or change where tickets stand"),
        ("tix status k7", "k7f3qz\tNightly build fails (open)"),
        ("git tix status k7", "k7f3qz\tNightly build fails (open)"),
        ("tix assign k7f3qz bob@e", "bob@example.org\tBob Reis <bob@example.org>"),
        ("tix list status:in", "status:in-progress\tactive"),
    ],
)
def test_fish_completes_with_titles(on_path: DeskInFiles, line: str, expected: str) -> None:
    script = 'tix completion fish | source; complete -C "$argv[1]"'
    done = subprocess.run(
        ["fish", "--no-config", "-c", script, line],
        cwd=on_path.root,
        env=dict(on_path.environ),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.stdout, done.stderr) == (expected + "\n", "")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_script_says_nothing_but_itself(desk: DeskInFiles, shell: str) -> None:
    result = desk.call("completion", shell)
    assert result.stderr == ""
    assert re.search(rf"completion {shell} --line", result.stdout)


def test_its_help_says_how_to_set_it_up(desk: DeskInFiles) -> None:
    lines = [line.strip() for line in desk.call("completion", "--help").lines]
    assert """bash: echo 'eval "$(tix completion bash)"' >> ~/.bashrc""" in lines


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_it_is_installed_and_taken_out_without_a_trace(
    on_path: DeskInFiles, tmp_path: Path, shell: str
) -> None:
    home = tmp_path / "new home"
    names = {"bash": ".bashrc", "zsh": ".zshrc", "fish": ".config/fish/config.fish"}
    settings = home / names[shell]
    settings.parent.mkdir(parents=True)
    settings.write_text("# mine\nexport MINE=1" if shell != "fish" else "# mine\n")
    settings.chmod(0o600)
    before = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    desk = on_path.with_environ(HOME=str(home), TERM="dumb")
    desk.call("completion", shell, "--install")
    once = settings.read_bytes()
    desk.call("completion", shell, "--install")
    assert settings.read_bytes() == once
    if shutil.which(shell):
        asked = {
            "bash": "complete -p tix", "zsh": "print $_comps[tix]",
            "fish": "complete -C 'tix stat'",
        }[shell]  # fmt: skip
        said = subprocess.run(
            [shell, "-i", "-c", asked], env=dict(desk.environ), capture_output=True, text=True,
            cwd=desk.root, timeout=60, stdin=subprocess.DEVNULL,
        ).stdout  # fmt: skip
        assert {"bash": "-F _tix", "zsh": "_tix", "fish": "status\t"}[shell] in said
    desk.call("completion", shell, "--remove")
    assert {path: path.read_bytes() for path in before} == before
    assert settings.stat().st_mode & 0o777 == 0o600
    assert not [path for path in home.rglob("*tix*") if path.is_file()]


def test_an_unknown_shell_is_a_wrong_usage(desk: DeskInFiles) -> None:
    assert "tcsh" in desk.call("completion", "tcsh", code=2).stderr


def test_whatever_commands_name_has_an_answer() -> None:
    named = {name for name in vars(completions) if name.startswith("complete_")}
    answered = {f"complete_{name}" for name in vars(tab_answers)}
    assert named - {"complete_files"} <= answered  # the shell itself knows files
