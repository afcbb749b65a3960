"""The table: what is measured, against which floor, and the bar."""

from collections.abc import Mapping
from dataclasses import dataclass

from benchmarks.measuring import FLOOR

_YAML = """\
import pathlib, sys, yaml
for folder in sys.argv[1:]:
    for path in pathlib.Path(folder).rglob("*.md"):
        with path.open(encoding="utf-8", newline="") as file:
            front = file.read().split("\\n---\\n", 1)[0]
        yaml.load(front, Loader=yaml.CSafeLoader)
"""


@dataclass(frozen=True, slots=True)
class Floor:
    """What something costs at the least. The first word ``python`` or ``tix`` stands for ours.

    ``before`` names what is done first, not measured: a method of ``run.Work``.
    """

    words: tuple[str, ...]
    before: str = ""


_COMMENT = ("comment", "{id}", "It has come, {n} minutes late.")

FLOORS: Mapping[str, Floor] = {
    "start": Floor(("python", *FLOOR)),
    "commit": Floor(
        ("git", "commit", "--quiet", "--only", "--message", "floor", "--", "{path}"), "hand_edit"
    ),
    "yaml": Floor(("python", "-c", _YAML, "tickets", "archive")),
    "yaml, live": Floor(("python", "-c", _YAML, "tickets")),
    "log": Floor(("git", "log", "--raw")),
    "log with patches": Floor(("git", "log", "--patch")),
    "list": Floor(("tix", "list"), "settle"),
    "comment, no rules": Floor(("tix", *_COMMENT), "no_rules"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A command of tix: ``words`` with ``{id}`` and the like filled in by ``run.Work``.

    The ratio is to the sum of the floors. ``bars``: for up to 20,000 tickets, and for more; a
    desk of less than 1,000 has none.
    ``stdin``: ids of so many tickets. ``support``: measured in a support desk alone.
    """

    name: str
    words: tuple[str, ...]
    floors: tuple[str, ...] = ("start",)
    bars: tuple[float, float] | None = None
    before: str = ""
    stdin: int = 0
    support: bool = False

    def bar(self, tickets: int) -> float | None:
        """The bar for a desk of that size."""
        return self.bars[tickets > 20_000] if self.bars and tickets >= 1000 else None


_READ, _SEARCH, _REPORT, _COUNTED = (1.5, 1.8), (1.6, 2.0), (2.0, 4.0), (4.0, 4.0)
_WRITTEN, _WRITE = ("start", "commit"), (1.5, 0.7)

_COLUMNS = "id,status,priority,type,title,assignees,labels,due,opened,due-next"
"""The usual columns in a pipe, and what is due next."""

DUE_NEXT, TICK = ("list", "--columns", _COLUMNS), ("tick", "--only", "rules")

ROWS = (
    Row("list", ("list",), bars=_READ),
    Row("list QUERY", ("list", "label:ci", "priority:>=high"), bars=_READ),
    Row("list --all", ("list", "--all", "--ids")),
    Row("list, due next", DUE_NEXT, ("list",), (1.3, 1.3), "know_clocks", support=True),
    Row("list is:missed", ("list", "is:missed"), bars=_READ, support=True),
    Row("tick, nothing due", TICK, ("list",), (3.0, 3.0), "tick", support=True),
    Row("show ID", ("show", "{id}"), bars=_READ),
    Row("status", ("status",), bars=_READ),
    Row("search WORDS", ("search", "booking", "timeout"), bars=_SEARCH),
    Row("search RARE", ("search", "0x80070005", "label:ci")),
    Row("report summary", ("report", "summary"), bars=_REPORT),
    Row("report promises", ("report", "promises"), bars=_COUNTED, before="tally", support=True),
    Row("report response", ("report", "response"), bars=_COUNTED, before="tally", support=True),
    Row("report resolution", ("report", "resolution"), bars=_REPORT, before="know_courses"),
    Row("report workload", ("report", "workload")),
    Row("log ID", ("log", "{id}")),
    Row("log -n 20", ("log", "-n", "20")),
    Row("inbox", ("inbox",)),
    Row("check", ("check",), bars=(13.0, 130.0), before="check"),
    Row("export csv", ("export", "csv"), bars=(14.5, 145.0)),
    Row("comment, 30 rules", _COMMENT, ("comment, no rules",), (1.3, 1.3), "rules", support=True),
    Row("open", ("open", "Ferry {n} is late", "-l", "ci"), _WRITTEN, _WRITE),
    Row("comment", _COMMENT, _WRITTEN, _WRITE),
    Row("assign", ("assign", "{id}", "agent{n}@harbour.example"), _WRITTEN, _WRITE, "assign"),
    Row("status ID NEW", ("status", "{id}", "{status}"), _WRITTEN, _WRITE),
    Row("edit --add label", ("edit", "{id}", "--add", "label=bench{n}"), _WRITTEN),
    Row("link", ("link", "{id}", "relates-to", "{other}"), _WRITTEN),
    Row("undo", ("undo",), _WRITTEN, before="comment"),
    Row("1,000 × status NEW", ("status", "-", "{status}"), _WRITTEN, (7.5, 7.5), "rest", 1000),
    Row("index after a hand edit", ("list",), ("list",), (1.2, 1.2), "hand_edit"),
    Row("index after a pull of 100", ("list",), ("list",), (2.0, 2.0), "pull"),
    Row("first look: list", ("list",), ("yaml, live",), (2.0, 2.0), "forget"),
    Row("first look: show ID", ("show", "{id}"), ("yaml, live",), before="forget"),
    Row("first look: check", ("check",), before="forget"),
    Row("first look: log -n 20", ("log", "-n", "20"), bars=(4.0, 4.0), before="forget"),
    Row("first index", ("search", "booking"), ("yaml",), (3.0, 3.0), "forget"),
    # what makes the index of the history and asks little of it; then all of it as fields
    Row("field history", ("list", "updated:<1d"), ("log",), (2.0, 2.0), "forget_history"),
    Row("field history, whole", ("log",), ("log with patches",), before="know_courses"),
    Row("field history, courses", ("report", "throughput"), ("log",), before="forget_history"),
)

MEMORY_BARS = (60, 150)
"""MB of any command, for up to 20,000 tickets, and for more."""

GROWTH_BAR = 2000
"""Bytes per changed ticket, packed."""
