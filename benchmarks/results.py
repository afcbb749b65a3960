"""The record of measurements: results.json, and the page that people read, RESULTS.md."""

import json
import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.rows import GROWTH_BAR, MEMORY_BARS, ROWS, Row

FOLDER = Path(__file__).parent

_JOBS = ("list", "show", "add", "search")

_Found = Mapping[str, Any]
"""What ``benchmarks.run`` found out about the desk of one size."""


def read(folder: Path) -> dict[str, Any]:
    """The record; an empty one if there is none."""
    path = folder / "results.json"
    return json.loads(path.read_text()) if path.exists() else {"desks": {}, "peers": {}}


def name_of(size: int, open_share: float | None, *, support: bool = False) -> str:
    """What a desk is called in the record: its size, how busy it is, and what is done there."""
    busy = "" if open_share is None else f", {open_share:.0%} open"
    return f"{size}{busy}{', support' if support else ''}"


def _title(name: str) -> str:
    """The same for people."""
    return f"{_size(name):,} tickets{name[len(str(_size(name))) :]}"


def _size(name: str) -> int:
    return int(name.partition(",")[0])


def put(record: dict[str, Any], name: str, found: _Found) -> None:
    """Take new measurements into the record; rows that weren't measured now stay as they were."""
    known = record["desks"].get(name, {"rows": {}})
    kept = {**known, **{name: value for name, value in found.items() if value is not None}}
    rows = {**known["rows"], **{name: row | _place(found) for name, row in found["rows"].items()}}
    record["desks"][name] = {**kept, "rows": rows}


def _place(found: _Found) -> dict[str, str]:
    return {"when": found["when"], "tix": found["tix"]}


def command(module: str, words: Sequence[str]) -> str:
    """How to measure the same again: the command line without its folders."""
    kept = list(words)
    for option in ("--cache", "--results", "--python", "--note"):
        if option in kept:
            del kept[kept.index(option) : kept.index(option) + 2]
    return shlex.join(["python", "-m", f"benchmarks.{module}", *kept])


def write(folder: Path, record: Mapping[str, Any]) -> None:
    """Write both files."""
    text = json.dumps(record, indent=1, ensure_ascii=False, sort_keys=True)
    (folder / "results.json").write_text(text + "\n")
    (folder / "RESULTS.md").write_text(page(record))


def table(desk: str, found: _Found, before: _Found | None) -> str:
    """One desk's rows: ratios with their bars, and what they were in the record."""
    head = ["what", "× floor", "bar", "", "× floor, processor", "recorded", "seconds", "MB"]
    known = before["rows"] if before else {}
    lines = [
        _line(row, _size(desk), found["rows"][row.name], known.get(row.name))
        for row in ROWS
        if row.name in found["rows"]
    ]
    if before is None:
        column = head.index("recorded")
        head, lines = _without(head, column), [_without(line, column) for line in lines]
    memory = max(row["memory"] for row in found["rows"].values())
    bar = MEMORY_BARS[_size(desk) > 20_000]
    verdict = f"Memory of the largest: {memory} MB, bar {bar} MB, {_met(memory, bar)}."
    if found.get("growth") is not None:
        grown = round(found["growth"])
        verdict += f" Growth per changed ticket, packed: {grown} bytes, bar {GROWTH_BAR}, "
        verdict += f"{_met(grown, GROWTH_BAR)}."
    return f"{_title(desk)}\n\n{_markdown(head, lines)}\n\n{verdict}\n"


def _without(cells: Sequence[str], column: int) -> list[str]:
    return [*cells[:column], *cells[column + 1 :]]


def _line(row: Row, size: int, now: _Found, before: _Found | None) -> list[str]:
    bar = row.bar(size)
    return [
        f"{row.name} ({' + '.join(row.floors)})",
        _ratio(now, "wall"),
        f"≤ {bar:g}" if bar else "",
        _verdict(now, bar) if bar else "",
        _ratio(now, "cpu"),
        _ratio(before, "wall") if before else "",
        _ratio(now, "seconds"),
        str(now["memory"]),
    ]


def _ratio(row: _Found, name: str) -> str:
    return ("> " if row["cut"] else "") + f"{row[name]:.2f}"


def _verdict(row: _Found, bar: float) -> str:
    return "unknown" if row["cut"] and row["wall"] <= bar else _met(row["wall"], bar)


def _met(value: float, bar: float) -> str:
    return "met" if value <= bar else "not met"


def page(record: Mapping[str, Any]) -> str:
    """RESULTS.md."""
    parts = [_INTRODUCTION]
    desks: Mapping[str, _Found] = record["desks"]
    for name in sorted(desks, key=lambda name: (_size(name), name)):
        parts.append(f"## {table(name, desks[name], None)}")
        parts.append(_circumstances(desks[name]))
    parts.append("## Cost curve\n\n" + _CURVE + "\n" + _curve(desks) + "\n")
    parts += [_MAIL[name](found) for name, found in sorted(record.get("mail", {}).items())]
    if found := record.get("pipeline"):
        commands = dict.fromkeys(f"    {each['command']}" for each in found.values())
        parts.append("\n".join((_PIPELINE, pipeline_table(found), "", *commands, "")))
    if record["peers"]:
        parts.append(_peers(record["peers"]))
    return "\n".join(parts)


def _circumstances(found: _Found) -> str:
    kinds = dict.fromkeys((row["when"], row["tix"]) for row in found["rows"].values())
    of = ", ".join(f"{tix} on {when}" for when, tix in kinds)
    runs = sorted({row["runs"] for row in found["rows"].values()})
    return (
        f"tix {of}; {found['commits_per_ticket']:g} commits a ticket; "
        f"counted runs of each: {' to '.join(map(str, dict.fromkeys((runs[0], runs[-1]))))}; "
        f"load of the machine {found['load']}. {found.get('note', '')}\n\n    {found['command']}\n"
    )


def _curve(desks: Mapping[str, _Found]) -> str:
    names = sorted((name for name in desks if name.isdigit()), key=int)
    lines = []
    for row in ROWS:
        found = [desks[name]["rows"].get(row.name) for name in names]
        if any(found):
            cells = (_ratio(cost, "cpu_seconds") if cost else "" for cost in found)
            lines.append([row.name, *cells])
    return _markdown(("processor seconds", *(f"{int(name):,}" for name in names)), lines)


def _quoting(found: Mapping[str, Any]) -> str:
    lines = [[name, str(right)] for name, right in found["right"].items()]
    head = ("package", f"right of {found['replies']}")
    return f"## What is new in a reply\n\n{_QUOTING}\n{_markdown(head, lines)}\n"


def _volume(found: Mapping[str, Any]) -> str:
    cells = [str(found[name]) for name in ("clock", "processor", "seconds", "memory")]
    head = ("× parsing them", "× parsing, processor", "seconds", "MB")
    what = f"{found['messages']:,} messages by mail, into {found['tickets']:,} tickets"
    return (
        f"## {what}\n\n{_VOLUME}\n"
        f"{_markdown(head, [cells])}\n\nLoad of the machine {found['load']}.\n"
    )


def _tick(found: Mapping[str, Any]) -> str:
    return (
        f"## A tick with nothing to do\n\n{_TICK}\n"
        f"{tick_table(found['rows'])}\n\nLoad of the machine {found['load']}.\n"
    )


def tick_table(rows: Sequence[_Found]) -> str:
    """Idle ticks on desks of several sizes."""
    head = (
        "tickets", "remote", "start, ms", "git fetch, ms", "tick, ms",
        "× fetch", f"bar {TICK_BAR:g}", "× fetch, processor", "× (start + fetch)", "processor",
    )  # fmt: skip
    lines = [
        [f"{row['tickets']:,}", row["way"],
         *(str(row[name]) for name in ("start", "fetch", "tick")),
         f"{row['clock']:.2f}", _met(row["clock"], TICK_BAR), f"{row['processor']:.2f}",
         f"{row['clock_with_start']:.2f}", f"{row['processor_with_start']:.2f}"]
        for row in rows
    ]  # fmt: skip
    return _markdown(head, lines)


_MAIL = {"quoting": _quoting, "tick": _tick, "volume": _volume}
_QUOTING = """\
Of the test files of two packages (crisp-oss/email-reply-parser, alfonsrv/mail-parser-reply), how
many are told apart rightly: all that is new, and nothing that is quoted. What is new was marked by
hand, by the numbers of lines (`quoting.json`); signatures may go either way. The rules of tix were
mended by these, as those of the packages were by theirs.

Of a set that none of them was mended by (64 replies of discourse/email_reply_trimmer at 117fd1a, by
that project's own expectations, which take signatures away): tix 46, talon 33, email-reply-parser
28, mail-parser-reply 19, quotequail 8, on 2026-11-28. Then tix was mended by what it had shown: 51.

    python -m benchmarks.quoting /tmp/replies/crisp /tmp/replies/alfonsrv --record
"""
_TICK = """\
`tix tick` where mail, a webhook and a ledger are set up and nothing is new, taking turns with `git
fetch` in the same clone, and with the start of Python with click. The remote is on the same
machine, where a fetch takes less than that start; one over ssh or https takes 100 ms and more. The
smallest of all runs of each.

    python -m benchmarks.tick --record
"""
_VOLUME = """\
`tix mail fetch` from a Maildir, with a remote: parsed, filed, committed, pushed, marked. The floor
is one process that parses the same files with the standard library.

    python -m benchmarks.mail_volume --record
"""


def pipeline_table(found: Mapping[str, _Found]) -> str:
    """What a pipeline's job pays on desks of several sizes."""
    head = (
        "tickets", "clone, s", "one failure, × clone", f"bar {PIPELINE_BAR:g}",
        "100 failures, × one", f"bar {PIPELINE_BAR:g}", "runs", "load", "tix",
    )  # fmt: skip
    lines = [
        [f"{int(size):,}", f"{row['clone']:.2f}",
         f"{row['one']:.2f}", _met(row["one"], PIPELINE_BAR) if int(size) >= _BARRED else "",
         f"{row['many']:.2f}", _met(row["many"], PIPELINE_BAR),
         str(row["runs"]), str(row["load"]), f"{row['tix']} on {row['when']}"]
        for size, row in sorted(found.items(), key=lambda item: int(item[0]))
    ]  # fmt: skip
    return _markdown(head, lines)


def _peers(peers: Mapping[str, Any]) -> str:
    parts = ["## Peers\n\n" + _PEERS]
    for size, found in sorted(peers.items(), key=lambda item: int(item[0])):
        lines = [
            [tool, *(_ratio(costs[job], "cpu") if job in costs else "" for job in _JOBS)]
            for tool, costs in found["tools"].items()
        ]
        absent = f"Not installed: {', '.join(found['absent'])}.\n" if found["absent"] else ""
        parts.append(
            f"\n### {int(size):,} tickets\n\n{_markdown(('tool', *_JOBS), lines)}\n\n{absent}"
            f"Load of the machine {found['load']}.\n\n    {found['command']}\n"
        )
    return "\n".join(parts)


def _markdown(head: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    rows = [head, ["---", *("--:" for _ in head[1:])], *lines]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


_INTRODUCTION = """\
# Measurements

Written by `python -m benchmarks.run --record`, and by `benchmarks.peers` and `benchmarks.pipeline`.

A number is the median over several runs of what a whole process takes, divided by what its
floor took in the same round. Floors: **start** is `python -c "import click, sqlite3, json"`;
**commit** is `git commit --only` of one file in the same desk; **yaml** reads and parses all front
matters with PyYAML's C loader; **log** is `git log --raw`; **list** is a `tix list` of an unchanged
desk. Seconds depend on the machine and on what else it did: ratios are what counts, and where the
machine was busy the ratios of processor time (of all processes that a command started) are the
steadier ones. `>`: it was ended after the limit, and would have taken longer. Desks: see
[desks.py](desks.py). tix is a regular install, desks are clones.

Of **1,000 × status NEW** every other run changed nothing until 82cee40, so what was recorded of it
before is too low. Measured rightly on a quiet machine, one after the other, be9ca17 takes 17.4
floors (15.4 of processor time) and 738a1d17 11.6 (11.0). Since then it rests before: an ext4
without a journal, as here, makes whoever creates files pay for those deleted just before.
"""

TICK_BAR = 3.0
"""How many times as long as git fetch a tick with nothing to do may take."""
PIPELINE_BAR = 3.0
_BARRED = 10_000  # tickets, from which the first bar counts: below, a clone takes next to nothing

_PIPELINE = """\
## In a pipeline

`tix ci junit --sync` in a shallow checkout of the code that has no desk yet, all set-up included,
in times of `git clone --depth 1` of the desk's branch; a report with 100 failures in times of one
with one.
"""

_CURVE = """\
Processor time of each command, by the number of tickets: seconds, which depend on the machine.
"""

_PEERS = """\
The same jobs, in floors (**start**), by processor time. Each tool has its tickets made by itself or
in its own format, with the same titles and texts.\
"""
