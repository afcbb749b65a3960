"""A desk with tickets of every kind, the same in every run."""

from datetime import UTC, date, datetime

import pytest

from tests.conftest import ANA, BOB, DeskInFiles
from tix.model.people import Person
from tix.model.record.occurrences import Occurrence
from tix.model.record.values import Comment, TeamField
from tix.model.ticket.ticket import Link, Ticket

MERGE = Person("tix merge", "merge@tix.invalid")

CONFIG = """\
format: 1
name: harbour
people:
- name: Ana Lima
  mail: ana@example.org
- name: Bob Reis
  mail: bob@example.org
"""


def at(day: int, hour: int = 9) -> datetime:
    """A time in November 2026; ``NOW`` is the 22nd at nine."""
    return datetime(2026, 11, day, hour, tzinfo=UTC)


BUILD = Ticket(
    "k7f3qz",
    "Nightly build fails on arm64",
    status="in-progress",
    since=at(20),
    type="incident",
    priority="high",
    requester="jo@acme.example",
    customer="Acme",
    assignees=("ana@example.org", "Bob Reis <bob@example.org>"),
    watchers=("bob@example.org",),
    labels=("arm64", "ci"),
    due=date(2026, 11, 25),
    opened=at(17),
    opened_by="Ana Lima <ana@example.org>",
    key="nightly-arm64",
    occurrences=tuple(Occurrence(at(day), "ci", "") for day in range(11, 18)),
    links=(Link("blocks", "m3k9vd"), Link("relates-to", "zzzzzz")),
    attachments=("b1946ac9-log.txt", "00000000-gone.txt"),
    team_fields=(TeamField("severity", "major"),),
    body="""\
The **nightly build** has failed since Tuesday, at the end of the link step, after forty minutes.

- [x] look at the log
- [ ] ask Bob

```
ld: final link failed
\tmemory exhausted
```
""",
    comments=(
        Comment("c-q8m2ht", at(18), BOB, False, "It is the linker; see the attached log."),
        Comment("c-m3k9vd", at(19), ANA, True, "Customer is on the old contract.\n\nSay nothing."),
        Comment("c-abcdefghjk", at(17), MERGE, True, "priority: `low` was set aside"),
    ),
)
RELEASE = Ticket(
    "m3k9vd",
    "Release 2.4, once the build is well again",
    status="open",
    since=at(15),
    type="task",
    priority="urgent",
    labels=("release",),
    due=date(2026, 11, 20),
    opened=at(15),
    opened_by="Bob Reis <bob@example.org>",
    body="After the linker is mended.",
)
WIDE = Ticket(
    "m3zzzz",
    "日本語のとても長いタイトルがここにあり端末の幅に合わせて切られます 🎉 終わり",
    status="pending",
    since=at(21),
    type="question",
    priority="normal",
    assignees=("山田 <yamada@example.jp>",),
    labels=("重要", "ci"),
    opened=at(21, 8),
)
HEBREW = Ticket(
    "h4w5xy",
    "שלום עולם, זה כרטיס",
    status="open",
    type="task",
    priority="low",
    labels=("תווית",),
    due=datetime(2026, 11, 22, 14, tzinfo=UTC),
    opened=at(22, 8),
)
HOSTILE = Ticket(
    "x1y2z3",
    "evil \x1b[31mred\x1b[0m \u202e title \x1b]52;c;aGk=\x07",
    status="open\x1b[5m",
    type="task",
    priority="normal",
    assignees=("mal\x1b[1m <mal\x07@example.org>",),
    labels=("a\tb",),
    opened=at(22, 7),
    team_fields=(TeamField("ba\x1bd", "va\x1blue"),),
    body="body \x1b[31m red \u202e\n\tindented",
    comments=(
        Comment("c-x1y2z3", at(22, 8), Person("Mal \x9b1m", "mal@example.org"), False, "\x1b[2J"),
    ),
)
DONE = Ticket(
    "d0ne00",
    "Old linker",
    status="closed",
    since=at(10),
    type="task",
    priority="normal",
    assignees=("ana@example.org",),
    opened=at(1),
    closed=at(10),
    resolution="upgraded",
    body="The linker of last year.",
)

TICKETS = (BUILD, RELEASE, WIDE, HEBREW, HOSTILE, DONE)
LOG_FILE = b"hello\n"


@pytest.fixture
def harbour(desk: DeskInFiles) -> DeskInFiles:
    """The desk with ``TICKETS``, committed by Bob on the 22nd at eight."""
    desk.write("tix.yaml", CONFIG)
    desk.write("attachments/k7f3qz/b1946ac9-log.txt", LOG_FILE)
    desk.add(*TICKETS, at=at(22, 8), by=BOB)
    return desk


@pytest.fixture
def with_broken(harbour: DeskInFiles) -> DeskInFiles:
    """The same with a ticket whose file can't be read."""
    harbour.write("tickets/2026/11/br0ken.md", "---\nid: br0ken\ntitle: a\ntitle: b\n---\n")
    return harbour
