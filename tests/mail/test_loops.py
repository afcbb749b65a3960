"""Programs that answer programs: nobody gets more than one answer that nobody wrote (M4).

``tests/data/mail_loops.json``: what comes first (its headers, and from whom), what comes back for
each letter that goes out, and how many letters may go out at the most.
"""

import json
import mailbox
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import NOW, DeskInFiles
from tests.smtp_server import Letters, smtp_server

SCENARIOS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent.parent / "data" / "mail_loops.json").read_text()
)
SUPPORT = "support@example.org"


@pytest.fixture
def server() -> Iterator[Letters]:
    with smtp_server() as letters:
        yield letters


def desk_with_mail(desk: DeskInFiles, server: Letters, address: str, box: Path) -> None:
    desk.write(
        "tix.yaml", f"format: 1\nmail: {{address: {address}, aliases: [help@example.org]}}\n"
    )
    desk.commit("mail")
    desk.call(
        "mail", "setup", "--address", address, "--no-test", "--smtp", f"127.0.0.1:{server.port}",
        "--smtp-security", "none", "--maildir", str(box),
    )  # fmt: skip


def ticked(desk: DeskInFiles) -> None:
    desk.call("mail", "fetch")
    desk.call("tick")


@pytest.mark.parametrize(
    "scenarios", [SCENARIOS[::7], pytest.param(SCENARIOS, marks=pytest.mark.long)]
)
def test_at_most_one_answer_each(
    desk: DeskInFiles, server: Letters, tmp_path: Path, scenarios: list[dict[str, Any]]
) -> None:
    assert len(SCENARIOS) >= 50
    box = mailbox.Maildir(tmp_path / "Maildir")
    desk_with_mail(desk, server, SUPPORT, tmp_path / "Maildir")
    people: dict[str, dict[str, Any]] = {}
    for number, scenario in enumerate(scenarios):
        who = scenario.get("from", "jo{n}@acme.example").format(n=number)
        people[who.casefold()] = scenario
        box.add(
            f"{scenario['first']}Message-ID: <first{number}@x.example>\nFrom: {who}\n"
            f"Date: Sun, 22 Nov 2026 08:00:00 +0000\nTo: {SUPPORT}\n"
            f"Subject: About {number}\n\nHi.\n"
        )
    seen = 0
    for round_ in range(3):
        ticked(desk)
        for number, (_, (to,), data) in enumerate(server.taken[seen:], seen):
            scenario, letter = people[to.casefold()], message_from_bytes(data)
            threads = f"References: {letter['References']} {letter['Message-ID']}\n"
            subject = scenario["subject"].format(subject=letter["Subject"])
            box.add(
                f"{scenario['answer']}Message-ID: <back{number}@x.example>\nFrom: {to}\n"
                f"Date: Sun, 22 Nov 2026 08:{round_ + 1:02}:00 +0000\nTo: {SUPPORT}\n"
                f"Subject: {subject}\n{threads if scenario['threads'] else ''}\nAway.\n"
            )
        seen = len(server.taken)
    count = Counter(to.casefold() for _, (to,), _ in server.taken)
    wrong = {s["name"]: count[who] for who, s in people.items() if count[who] > s["most"]}
    assert not wrong
    assert sum(count.values()) > len(scenarios) / 3  # those who wrote themselves were answered


@pytest.mark.slow
def test_two_desks_that_write_to_each_other(
    desk: DeskInFiles, server: Letters, tmp_path: Path
) -> None:
    boxes = {name: mailbox.Maildir(tmp_path / name) for name in ("support", "help")}
    server.deliver = lambda to, data: boxes[to.partition("@")[0].partition("+")[0]].add(data)
    other = DeskInFiles(tmp_path / "other", {
        **desk.environ, "XDG_CONFIG_HOME": str(tmp_path / "other-config"),
        "TIX_NOW": (NOW + timedelta(seconds=1)).isoformat(),
    })  # fmt: skip
    other.root.mkdir()
    other.git("init", "--quiet")
    other.call("init")
    for each, address, name in ((desk, SUPPORT, "support"), (other, "help@other.example", "help")):
        desk_with_mail(each, server, address, tmp_path / name)
    ident = desk.open("Please help", "--requester", "help@other.example")
    desk.call("comment", ident, "We are a desk, too.")
    for _ in range(4):
        ticked(desk)
        ticked(other)
    assert len(server.taken) <= 2
