"""No control or bidi character of a desk reaches a terminal or a pipe, from any command.

Only JSON, exports and ``show --raw`` in a pipe give the characters back.
"""

import json
import re

import pytest

from tests.conftest import DeskInFiles
from tix.commands import ENTRIES
from tix.model.people import Person

EVIL = "\x1b[31mE\x1b]8;;http:x\x07l\x1b]52;c;aGk=\x07\x9b2J\u202e\u2066\u200f\x7f\x08\x85"
RAW = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""What no output may hold (but for line ends and tabs)."""

MAL = Person(f"Mal {EVIL}", f"m{EVIL}@x.org")


def quoted(text: str) -> str:
    return json.dumps(text + EVIL)


TICKET = f"""\
---
id: {{}}
title: {quoted("title ")}
status: {quoted("open")}
type: {quoted("t")}
priority: {quoted("p")}
requester: {quoted("r")}
customer: {quoted("c")}
assignees:
- {json.dumps(f"N{EVIL} <n{EVIL}@x.org>")}
labels:
- {quoted("l")}
milestone: {quoted("m")}
opened: 2026-11-20T10:00:00Z
opened_by: {json.dumps(f"O{EVIL} <o@x.org>")}
resolution: {quoted("res")}
key: {quoted("k")}
attachments:
- {quoted("a")}
{quoted("f")}: {quoted("v")}
{{}}---

body {EVIL}

- [link {EVIL}](http:{EVIL}) `code {EVIL}`

```{EVIL}
fenced {EVIL}
```

## 2026-11-21T10:00:00Z · Bob {EVIL} <b@x.org> · c-q8m2ht

comment {EVIL}
"""


@pytest.fixture
def hostile(desk: DeskInFiles) -> DeskInFiles:
    """A desk with such characters wherever a stranger can put them."""
    folder = "tickets/2026/11"
    desk.write(f"{folder}/aaaaaa.md", TICKET.format("aaaaaa", ""))
    desk.write(
        f"{folder}/bbbbbb.md", TICKET.format("bbbbbb", f"blocks: [aaaaaa, {quoted('zz')}]\n")
    )
    desk.write(f"{folder}/cccccc.md", f"---\nid: cccccc\ntitle: {EVIL}\n---\n")
    desk.write(f"{folder}/dddddd.md", b"---\nid: dddddd\ntitle: \xff\x1b[31m\n---\n")
    desk.write(f"{folder}/eeeeee.md", f"---\nid: {quoted('e')}\ntitle: x\n---\n")
    desk.write(f"{folder}/ev{EVIL}.md", f"---\nid: [\n{EVIL}")
    desk.write(
        "customers/evil.md", f"---\nname: {quoted('C')}\nplan: {quoted('p')}\n---\n\nbody {EVIL}\n"
    )
    desk.write(f"customers/x{EVIL}.md", "---\nname: [\n---\n")
    desk.write(f"attachments/aaaaaa/x{EVIL}", "x")
    desk.write(f"templates/t{EVIL}.md", "---\ntitle: x\n---\n")
    desk.write(
        "tix.yaml",
        f"format: 1\nname: {quoted('desk')}\npeople:\n- name: {quoted('P')}\n  mail: p@x.org\n",
    )
    desk.commit(f"subject {EVIL}", by=MAL)
    desk.git("branch", "--move", "br\u202e\u2066")
    return desk


COLUMNS = "id,title,status,type,priority,requester,customer,assignees,labels,milestone,key,path"
LOOKS: list[list[str]] = [
    [], ["list"], ["list", "--all", "--columns", COLUMNS], ["list", f"label:{EVIL}"],
    ["list", f"x:{EVIL}"], ["list", f"({EVIL}"], ["list", "--sort", EVIL], ["list", "-n", EVIL],
    ["list", f"--{EVIL}"], ["show", "aaaaaa", "bbbbbb"], ["show", "cccccc"], ["show", "dddddd"],
    ["show", EVIL], ["search", "body"], ["search", "title"], ["similar", "aaaaaa"],
    ["similar", EVIL], ["search", EVIL], ["log"], ["log", "aaaaaa"],
    ["report"], ["report", "throughput"], ["report", "resolution"], ["report", "ageing"],
    ["report", "workload"], ["report", "labels"], ["report", EVIL], ["report", "--since", EVIL],
    ["check"], ["config"], ["config", EVIL], ["status"], ["status", "aaaaaa"], ["init"],
    ["log", "--signatures"], ["show", "--signatures", "aaaaaa"], ["inbox", "--all", "--peek"],
    ["inbox", "--since", EVIL], ["completion", "bash"], [EVIL], ["-C", EVIL, "list"],
    ["export", EVIL], ["customer"], ["customer", "show", "evil"], ["customer", "list", EVIL],
    ["customer", "log", "evil"], ["customer", "show", EVIL],
    ["search", "body", "--kind", "customer"], ["next"], ["next", EVIL], ["board"],
    ["board", "--by", "labels"], ["tree"], ["tree", "aaaaaa"], ["pick"], ["promise", "aaaaaa"],
    ["faq"], ["asset"], ["kb"], ["kb", "list", EVIL], ["reply"], ["reply", "show", EVIL],
    ["invoice", "list"], ["invoice", "show", EVIL], ["rules"], ["rules", "test", "aaaaaa"],
    ["list", "--format", "{title}"], ["list", "--jsonl"], ["log", "--jsonl"],
    ["scan"], ["scan", EVIL], ["hook", EVIL], ["report", "topics"], ["report", "trends"],
]  # fmt: skip
WRITES: list[list[str]] = [
    ["open", "x", "-t", EVIL], ["open", "x", "--template", "nope"], ["open", f"new {EVIL}"],
    ["open", f"x{EVIL}", "-l", EVIL, "--key", EVIL], ["assign", "aaaaaa", EVIL],
    ["assign", "aaaaaa", "me"], ["comment", "aaaaaa", EVIL],
    ["comment", "aaaaaa", "x", "--edit", EVIL],
    ["edit", "aaaaaa", "--set", f"{EVIL}=1"], ["edit", "aaaaaa", "--set", f"due={EVIL}"],
    ["edit", "aaaaaa", "--title", f"t{EVIL}"], ["edit", "aaaaaa", "--add", f"labels={EVIL}"],
    ["edit", "cccccc", "--title", "x"], ["link", "aaaaaa", "blocks", "bbbbbb"],
    ["link", "aaaaaa", EVIL, "bbbbbb"], ["attach", "aaaaaa", EVIL], ["detach", "aaaaaa", EVIL],
    ["query", "list"], ["query", "save", EVIL, "is:open"], ["query", "remove", EVIL],
    ["config", "set", EVIL, EVIL], ["config", "set", "query", EVIL], ["config", "get", EVIL],
     ["watch", "aaaaaa"],
    ["unwatch", "aaaaaa"], ["close", "aaaaaa"], ["reopen", "aaaaaa"],
    ["status", "aaaaaa", "in-progress"], ["redact", "aaaaaa", "fenced"], ["delete", "aaaaaa"],
    ["import", "json", EVIL], ["import", "markdown", "."], ["import", "markdown", "tickets"],
    ["export", "markdown", "-o", f"new{EVIL}"], ["delete", "--yes", "bbbbbb"], ["undo"],
    ["sync"], ["sync", EVIL], ["claim", "aaaaaa"], ["archive"],
    ["customer", "add", f"C{EVIL}"], ["customer", "edit", "evil", "--set", f"plan={EVIL}"],
    ["customer", "comment", "evil", EVIL], ["customer", "redact", "evil", EVIL],
    ["customer", "remove", "evil", "--yes"],
    ["asset", "add", f"A{EVIL}"], ["kb", "add", f"K{EVIL}"], ["reply", "add", f"R{EVIL}"],
    ["work", "aaaaaa", "1h", "-m", EVIL], ["use", "aaaaaa", EVIL, "1"], ["rate", "aaaaaa", "5"],
    ["sign", "aaaaaa", "--name", EVIL], ["start", "aaaaaa"], ["tick"], ["hook", "install"],
    ["invoice", "create", "--customer", EVIL],
    ["forget", EVIL], ["ci", "junit", EVIL], ["ci", EVIL], ["mail", EVIL],
    ["mail", "receive"], ["mail", "quarantine"], ["receive", EVIL], ["receive", "tix.yaml"],
    ["outbox"], ["outbox", "show", EVIL], ["outbox", "drop", EVIL],
    ["demo", f"demo{EVIL}"], ["merge-driver", EVIL, EVIL, EVIL],
]  # fmt: skip


def raw_in(text: str) -> list[str]:
    """The forbidden characters of a text, each with what stands before it."""
    return [repr(text[max(0, m.start() - 30) : m.end()]) for m in RAW.finditer(text)]


def test_every_command_is_among_these() -> None:
    tried = {args[0] for args in LOOKS + WRITES if args}
    assert set(ENTRIES) - {"mcp", "serve"} <= tried  # which have tests of their own


@pytest.mark.slow
def test_no_command_shows_them_in_a_pipe(hostile: DeskInFiles) -> None:
    for args in [*LOOKS, *WRITES]:
        result = hostile.call(*args, code=None)
        assert "went wrong" not in result.stderr, (args, result.stderr)
        assert not raw_in(result.stdout) and not raw_in(result.stderr), args


@pytest.mark.slow
def test_no_command_that_looks_shows_them_at_a_terminal(
    hostile: DeskInFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tix.terminal.screen._is_terminal", lambda _: True)
    wide = hostile.with_environ(TERM="dumb", COLUMNS="250", TIX_PAGER="")
    for args in LOOKS:
        result = wide.call(*args, code=None)
        assert not raw_in(result.stdout) and not raw_in(result.stderr), args


@pytest.mark.parametrize(
    "args", [["show", "--raw", "aaaaaa"], ["show", "--raw", "dddddd"],
             ["export", "csv"], ["export", "markdown"], ["log"]],
    ids=lambda args: " ".join(args),
)  # fmt: skip
def test_exact_output_is_made_harmless_at_a_real_terminal(
    hostile: DeskInFiles, args: list[str]
) -> None:
    result = hostile.tty(*args, code=None)
    assert result.stdout and not raw_in(result.stdout) and not raw_in(result.stderr)


@pytest.mark.parametrize(
    "args", [["list", "--json"], ["show", "--json", "aaaaaa"], ["search", "body", "--json"],
             ["export", "json"], ["log", "--json"], ["check", "--json"], ["config", "--json"],
             ["status", "--json"], ["status", "--json", "aaaaaa"], ["report", "ageing", "--json"],
             ["inbox", "--all", "--peek", "--json"]],
    ids=lambda args: " ".join(args),
)  # fmt: skip
def test_json_is_exact_and_harmless(hostile: DeskInFiles, args: list[str]) -> None:
    printed = hostile.call(*args, code=None).stdout
    assert not raw_in(printed)
    assert EVIL in "".join(_texts(json.loads(printed)))


def _texts(value: object) -> list[str]:
    """All the texts within a value of JSON."""
    if isinstance(value, dict):
        return [text for pair in value.items() for part in pair for text in _texts(part)]
    if isinstance(value, list):
        return [text for part in value for text in _texts(part)]
    return [value] if isinstance(value, str) else []


@pytest.mark.parametrize(
    "config",
    [
        f"format: {quoted('1')}\n",
        f"format: 1\n{quoted('k')}: 1\n",
        f"format: 1\nname: {EVIL}\n",
        f"format: 1\npriorities: [{quoted('low')}]\nstatuses:\n  {quoted('s')}: active\n",
        f"format: 1\npeople:\n- name: x\n  mail: {quoted('a')}\n",
    ],
)
def test_a_hostile_configuration_is_told_harmlessly(hostile: DeskInFiles, config: str) -> None:
    hostile.write("tix.yaml", config)
    for args in (["list"], ["check"], ["config"], ["status"], ["open", "x"]):
        result = hostile.call(*args, code=None)
        assert result.stderr and not raw_in(result.stdout) and not raw_in(result.stderr), args


def test_what_git_says_is_told_harmlessly(hostile: DeskInFiles) -> None:
    program = hostile.write(
        ".git/gpg", "#!/bin/sh\nprintf '\\033[31mno\\033]52;c;aGk=\\007' >&2; exit 1\n"
    )
    program.chmod(0o755)
    hostile.git("config", "commit.gpgsign", "true")
    hostile.git("config", "gpg.program", str(program))
    hostile.git("config", "user.signingkey", EVIL)
    result = hostile.call("open", "x", code=1)
    assert "nothing was changed" in result.stderr and not raw_in(result.stderr)
