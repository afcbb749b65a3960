"""Every example in ``--help``, in the README and in the pages, typed into a real shell as printed.

The shell gets a stand-in for tix (and for what else the examples call) that writes down its
arguments; what arrived is then carried out in this process. So the shell is real, and a hundred
examples cost a second or two.
"""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import DeskInFiles
from tests.docs.pages import PAGES, blocks_of, examples_of_help, examples_of_page, spans_of
from tix.model.records.kinds import BY_NAME, name_for, path_of

_EXAMPLES = tuple(
    dict.fromkeys(
        [
            *(example for _, example in examples_of_help()),
            *(example for page in PAGES for example in examples_of_page(page)),
        ]
    )
)

_STANDIN = """\
#!/bin/sh
printf '%s\\0' "$EXAMPLE" "${0##*/}" "$@" END >>"$CALLS"
echo k7f3qz
"""
_MAKES = 2 if shutil.which("make") else 127
"""The exit code of make, which has nothing to make here, or isn't there."""

_PROGRAMS = ("tix", "git", "gh", "make", "jq", "sort", "uniq", "less", "crontab")
_SHELLS = ("bash", "zsh", "fish")

_LOOKING = (
    "list",
    "show",
    "search",
    "similar",
    "log",
    "inbox",
    "report",
    "config",
    "check",
    "next",
    "board",
    "tree",
    "promise",
    "rules",
    "tick",
)

_TICKET = """\
---
id: {id}
title: {title}
status: {status}
since: 2026-11-20T10:00:00Z
type: incident
priority: normal
requester: kim@shop.example
assignees:
- bob@example.org
watchers:
- bob@example.org
labels:
- ci
milestone: "2.0"
opened: 2026-11-20T10:00:00Z
opened_by: Bob Reis <bob@example.org>
---

The linker says no.

## 2026-11-22T00:10:31Z · Ana Lima <ana@example.org> · c-q8m2ht

It is the linker.
"""
_RECORD = """\
---
{field}: {title}
labels: [new]
---

A text.
"""
_CONFIG = """\
format: 1
people:
- {name: Ana Lima, mail: ana@example.org, aliases: [ana]}
- {name: Bob Reis, mail: bob@example.org, aliases: [bob]}
fields:
  points: number
  renewal: date
  approver: user
  environment: {type: choice, choices: [prod, test]}
  severity: {type: choice, choices: [minor, major]}
promises:
- {name: gold, when: "priority:>=high", calendar: always, first_response: 1h, warn: 30m}
- {name: usual, calendar: always, first_response: 4h, resolution: 5d}
billing: {currency: EUR, rate: 80}
queries:
  mine: assignee:me is:open
  triage: is:open is:unassigned
  late: is:missed is:open
"""

_ANSWERS = {
    "tix sync": 1,  # no remote in this desk
    "tix sync --dry-run": 1,
    "tix sync -n": 1,
    "tix sync backup": 2,
    "tix ci junit build/test-results --close-passing --sync": 1,  # no remote either
    "tix ci sarif scan.sarif --level error --sync": 1,
    "tix ci junit build/*/*.xml -l ci --assign codeowners --max 5": 1,  # not in the desk's folder
    "tix ci run --sync -- make test": _MAKES,
    "tix ci run --key nightly-build -l nightly -- sh -c make && make check": _MAKES,
    "tix claim m3k9vd": 4,  # Bob has it
    "tix claim k7f": 4,
    "tix list label:ci stauts:open": 2,  # shows a mistake
    "tix archive k7f m3k": 4,  # they aren't done
    "tix undo": 1,  # nothing of Ana's is there
    "tix import json": 2,  # the name of a command
    "tix import github": 2,
    "tix import jira": 2,
    "tix delete k7f": 1,  # asks, and nobody says yes
    "tix detach k7f build.log": 3,  # no files
    "tix start k7f": 4,
    "tix scan": 2,  # no code beside this desk
    "tix scan main..HEAD": 2,
    "tix hook install": 2,
    "tix hook remove": 2,
    "tix pick": 2,  # nobody is asked without a terminal
    "tix pick label:ci": 2,
    "tix faq --draft 1": 3,  # nothing was told that often
    "tix forget jo@acme.example --dry-run": 3,  # nobody here
    "tix forget jo@acme.example --yes": 3,
    "tix redact k7f -": 3,  # the ticket hasn't got it
    "tix asset add Gasket 12 --set kind=part --set unit=piece --set minimum=4 --set counted=14": 1,
    "tix asset add Gasket 12 --set kind=part --set minimum=4 --set counted=14": 1,  # is there
    "tix invoice redact 2026-0001 -": 4,  # hasn't got it
    "tix invoice send 2026-0001 --to accounts@acme.example": 2,  # no mail is sent from there
    "tix reply try answer k7f": 3,
    "tix comment k7f3qz --reply received": 3,  # a ready desk has it
    "tix mail setup": 2,  # nobody can be asked
    **dict.fromkeys(  # the desk is served already
        tuple(
            f"tix mail setup {more}"
            for more in (
                "--provider gmail --address support@example.org --password-command pass mail",
                "--provider gmail --address support@example.org --password-command pass google/app",
                "--provider gmail --address support@example.org --token-command oauth-token google",
                (
                    "--provider microsoft365 --address support@example.org"
                    " --token-command /usr/local/bin/desk-token"
                ),
                "--address support@example.org --smtp mail.example.org --maildir /srv/mail",
                (
                    "--address support@example.org --sendmail /usr/sbin/sendmail"
                    " --maildir /srv/mail/support"
                ),
            )
        ),
        4,
    ),
    "tix mail check": 1,  # nothing is sent from there
    "tix mail check --send": 1,
    "tix mail check --json": 1,
    "tix mail quarantine show 3f2a91c07b5e": 3,  # nothing is there
    "tix mail quarantine accept 3f2a91c07b5e": 3,
    "tix mail quarantine drop 3f2a91c07b5e": 3,
    "tix mail quarantine drop 3f2a91c07b5e --yes": 3,
    "tix mail quarantine redact 3f2a91c07b5e -": 3,
    "tix outbox show 3f2a": 3,  # nothing waits
    "tix outbox show 3f2a91c0": 3,
    "tix outbox show 3f2a91c0 --json": 3,
    "tix outbox retry 3f2a91c0": 3,
    "tix outbox drop 3f2a91c0": 3,
    "tix outbox drop 3f2a91c0 --yes": 3,
    "tix receive": 2,  # nothing comes by the pipe
    "tix receive --json": 2,
    "tix work stop": 3,  # no timer runs
    "tix work stop 2h": 3,
    "tix work stop --drop": 3,
}
_RECORDS = {"customer": "Acme Ltd.", "asset": "Printer 12", "kb": "Reset a password",
            "reply": "Resolved"}  # fmt: skip
for _command, _title in _RECORDS.items():
    _ANSWERS |= {
        f"tix {_command} remove {name_for(_title)}": 1,  # asks, too
        f"tix {_command} add {_title}": 1,  # is there
        f"tix {_command} redact {name_for(_title)} -": 4,  # hasn't got it
    }
"""The exit codes of those that aren't 0, by what arrived."""


_WRITTEN = {"ticket.md", "tickets.json", "ana.csv", "issues.json", "reports.html", "article.md",
            "held.eml"}  # fmt: skip
"""The files that examples write."""


@pytest.fixture
def stocked(desk: DeskInFiles) -> DeskInFiles:
    """A desk with the tickets, people and files that the examples name."""
    desk.write("tix.yaml", _CONFIG)
    work = "worked:\n- w-q8m2ht · 2026-11-20 · bob@example.org · 90m · billable\n"
    used = "used:\n- p-q8m2ht · 2026-11-20 · bob@example.org · 2 · gasket-12\n"
    desk.write("assets/gasket-12.md", "---\nname: Gasket 12\n---\n")
    names = {"k7f3qz": "Nightly build fails", "m3k9vd": "Disk full", "x4w9ab": "The linker",
             "y8c1pe": "Card payment", "v2m8xe": "Departures"}  # fmt: skip
    for ident, title in names.items():
        text = _TICKET.format(id=ident, title=title, status="open")
        text = text.replace("opened: ", "customer: acme-ltd\nopened: ")
        text = text.replace("---\n\nThe", f"{work}{used}---\n\nThe")
        desk.write(f"tickets/2026/11/{ident}.md", text)
    desk.write("templates/incident.md", "---\ntype: incident\n---\n")
    for command, title in _RECORDS.items():
        kind = BY_NAME[command]
        text = _RECORD.format(field=kind.title, title=title)
        if command == "customer":
            text = text.replace("---\n", "---\nphones: [+351 21 555 0101]\n", 1)
        desk.write(path_of(kind, name_for(title)), text)
    desk.write("invoices/2026-0001.md", "---\nnumber: 2026-0001\nstatus: draft\n---\n")
    desk.commit("as the examples need it")
    for part in ("new", "cur", "tmp"):
        Path(desk.environ["HOME"], "Maildir", part).mkdir(parents=True)
    dispatch = Path(desk.environ["XDG_CONFIG_HOME"], "tix", "dispatch.yaml")
    dispatch.parent.mkdir(parents=True)
    dispatch.write_text(
        f"desks:\n- desk: {desk.root}\n  mailboxes: [{{kind: maildir, path: ~/Maildir}}]\n"
    )
    dispatch.chmod(0o600)
    desk.call("outbox", "init")
    return desk.with_environ(EDITOR="sh -c 'echo More. >>\"$1\"' sh")


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """The folder in which the examples are typed, with the files that they name."""
    folder = tmp_path / "work"
    folder.mkdir()
    report = '<testsuite><testcase classname="a" name="b"><failure/></testcase></testsuite>'
    (folder / "build/test-results").mkdir(parents=True)
    for name in ("report.xml", "build/test-results/report.xml"):
        (folder / name).write_text(report)
    (folder / "scan.sarif").write_text('{"runs": []}')
    for name in ("build.log", "trace.log", "screenshot.png", "secret.txt"):
        (folder / name).write_text("a line\n")
    (folder / "event.json").write_text('{"id": "7", "type": "ticket.open", "title": "No toner"}')
    (folder / "message.eml").write_text("From: jo@acme.example\nSubject: Help\n\nText.\n")
    (folder / "chat.txt").write_text("[08:02] Jo: The printer is dead.\n")
    tables = ("customers", "people", "assets", "kb", "articles", "replies", "macros")
    for name in tables:
        (folder / f"{name}.csv").write_text("Label,title,name,E-Mail\nOne,One,One,\n")
    for name in ("requests", "tickets"):
        (folder / f"{name}.csv").write_text("Ticket No,Summary,Wer\n7,Toner,Jo\n")
    (folder / "backlog/tasks").mkdir(parents=True)
    (folder / "backlog/tasks/1.md").write_text("---\ntitle: One\nstatus: icebox\n---\n")
    return folder


def typed(shell: str, folder: Path, tmp_path: Path) -> list[list[str]]:
    """Type all examples into the shell: for each call of a program its example, and the words."""
    programs, calls = tmp_path / "programs", tmp_path / "calls"
    programs.mkdir()
    for name in _PROGRAMS:
        (programs / name).write_text(_STANDIN)
        (programs / name).chmod(0o755)
    lines = []
    for number, example in enumerate(_EXAMPLES):
        if shell == "fish":  # the one thing in them that is written otherwise there
            example = re.sub(r"^(\w+)=(?=\$\()", r"set \1 ", example)
        lines += [f"export EXAMPLE={number}", example]
    script = tmp_path / "script"
    script.write_text("\n".join(lines) + "\n")
    done = subprocess.run(
        [shutil.which(shell) or shell, script],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        cwd=folder,
        env={
            **os.environ,
            "PATH": f"{programs}:/usr/bin:/bin",
            "CALLS": str(calls),
            "id": "k7f3qz",
        },
        timeout=60,
    )
    assert done.stderr == ""
    ends = calls.read_text().split("\0END\0")[:-1]
    return sorted((end.split("\0") for end in ends), key=lambda call: (int(call[0]), call))


def test_every_example_does_what_it_says(stocked: DeskInFiles, files: Path, tmp_path: Path) -> None:
    before = sorted(path.name for path in files.iterdir())
    calls = typed("sh", files, tmp_path)
    made = {path.name for path in files.iterdir()} - {*before}
    assert made <= _WRITTEN, "a > without quotes?"
    assert {int(number) for number, *_ in calls} == {*range(len(_EXAMPLES))}

    for name in ("issues.json", "tickets.json"):  # a > has emptied them
        (files / name).write_text("[]")
    base, wrong = stocked.git("rev-parse", "HEAD").strip(), []
    for number, program, *words in calls:
        if program == "git" and words[:1] == ["tix"]:
            program, words = "tix", words[1:]
        if (
            program != "tix"
            or words[:1] in (["demo"], ["init"], ["serve"])
            or "/dev/stdin" in words
        ):
            continue
        if words[:1] == ["-C"]:
            words = words[2:]
        wanted = _ANSWERS.get(" ".join(["tix", *words]), 0)
        words = [str(files / word) if (files / word).exists() else word for word in words]
        done = stocked.call(*words, stdin="k7f3qz m3k9vd\n" * ("-" in words), code=None)
        if done.code != wanted:
            wrong.append(f"{_EXAMPLES[int(number)]}: {done.code}\n{done.stderr}")
        if words[0] not in _LOOKING:
            stocked.git("reset", "--quiet", "--hard", base)
    assert not wrong, "\n".join(wrong)


def test_every_block_for_a_shell_is_one_for_sh() -> None:
    """Also what isn't tix's own in it, such as a loop around other tools: no ``<<<`` of bash's."""
    for page in PAGES:
        for language, block in blocks_of(page):
            if language == "sh":
                done = subprocess.run(["sh", "-n"], input=block, capture_output=True, text=True)
                assert (done.returncode, done.stderr) == (0, ""), f"{page}: {block}"


@pytest.mark.long
@pytest.mark.parametrize("shell", _SHELLS)
def test_every_shell_hands_on_the_same(shell: str, files: Path, tmp_path: Path) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"there is no {shell} here")
    (tmp_path / "usual").mkdir()
    assert typed(shell, files, tmp_path) == typed("sh", files, tmp_path / "usual")


def test_every_query_of_the_page_is_one(stocked: DeskInFiles) -> None:
    """What the tables and lists of ``docs/query.md`` show, each given as one argument."""
    spans = [span for span in spans_of("docs/query.md") if re.match(r"-?[a-z_-]+:\S", span)]
    assert len(spans) > 80
    stocked.call("edit", "m3k9vd", "--set", "environment=prod")
    stocked.call("link", "k7f3qz", "blocks", "m3k9vd")
    for query in spans:
        for example in query.split(" sort:"):
            stocked.call("list", "--all", example)
