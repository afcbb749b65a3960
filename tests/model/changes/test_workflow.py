"""The workflow: which status leads where, what it needs, and what a refusal says."""

from collections.abc import Sequence

import pytest

from tests.conftest import NOW
from tix.frozen import replace
from tix.model.changes.billed import unpaid
from tix.model.changes.reopening import is_too_late, shown_length
from tix.model.changes.workflow import Reason, reasons_against
from tix.model.config.config import Config
from tix.model.config.reader import load_config
from tix.model.config.source import ConfigError
from tix.model.record.values import TeamField
from tix.model.records.invoice import LINES, Invoice
from tix.model.ticket.entries import Work
from tix.model.ticket.ticket import Ticket

CONFIG = load_config(
    """\
format: 1
fields: {room: text}
resolution_codes: [fixed, workaround]
workflow:
  incident:
    from: {open: [in-progress, pending], in-progress: [resolved], pending: [open], closed: []}
    needs:
      resolved: [resolution, cause]
      closed: [signature, invoice-paid, children-done]
      in-progress: [assignee, room, resolution_code]
  task:
    needs: {closed: resolution}
reopen_within: 14d
"""
)
OPEN = Ticket("k7f3qz", "x", status="open", type="incident", since=NOW, opened=NOW)


class Around:
    """What the desk says outside the ticket."""

    def __init__(self, children: Sequence[str] = (), owed: str | None = None) -> None:
        self._children = children
        self._owed = owed

    def open_children(self, _: Ticket) -> Sequence[str]:
        return self._children

    def unpaid(self, _: Ticket) -> Reason | None:
        return Reason(self._owed, "pay") if self._owed else None


def _against(before: Ticket | None, after: Ticket, around: Around | None = None) -> list[str]:
    reasons = reasons_against(before, after, CONFIG, around or Around())
    return [f"{reason.text}: {reason.command}" for reason in reasons]


_CODE = "no resolution code (fixed, workaround): tix edit k7f3qz --set resolution_code=WORD"


_STEP = (
    "open leads to in-progress or pending only (for in-progress: no assignee, no room,"
    " no resolution code (fixed, workaround)): tix status k7f3qz in-progress;"
    " tix assign k7f3qz WHO; tix edit k7f3qz --set room=TEXT;"
    " tix edit k7f3qz --set resolution_code=WORD"
)


def _to(status: str, **values: object) -> Ticket:
    return replace(OPEN, status=status, **values)  # type: ignore[arg-type]  # values of its fields


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("open", "open", []),
        ("open", "pending", []),
        ("pending", "open", []),
        (
            "open",
            "resolved",
            [_STEP],
        ),
        ("pending", "resolved", ["pending leads to open only: tix status k7f3qz open"]),
        ("closed", "open", ["it is final: tix show k7f3qz"]),
        (
            "in-progress",
            "resolved",
            [
                "no resolution: tix status k7f3qz resolved --resolution TEXT",
                "no cause: tix edit k7f3qz --set cause=TEXT",
            ],
        ),
        (
            "open",
            "in-progress",
            [
                "no assignee: tix assign k7f3qz WHO",
                "no room: tix edit k7f3qz --set room=TEXT",
                _CODE,
            ],
        ),
        ("resolved", "closed", ["no signature: tix sign k7f3qz --name NAME"]),
        ("resolved", "open", []),  # it isn't named: it leads to all
    ],
)
def test_a_change_of_status_is_allowed_or_says_what_to_type(
    before: str, after: str, expected: list[str]
) -> None:
    assert _against(_to(before), _to(after)) == expected


@pytest.mark.parametrize(
    ("kind", "value"),
    [("date", "DAY"), ("number", "NUMBER"), ("user", "WHO"), ("url", "URL"), ("text", "TEXT")],
)
def test_what_to_type_says_what_a_field_takes(kind: str, value: str) -> None:
    text = f"fields: {{seen: {kind}}}\nworkflow: {{incident: {{needs: {{resolved: seen}}}}}}\n"
    config = load_config(f"format: 1\n{text}")
    [reason] = reasons_against(OPEN, _to("resolved"), config, Around())
    assert reason.command == f"tix edit k7f3qz --set seen={value}"


def test_who_wants_a_done_ticket_open_isnt_told_to_close_it() -> None:
    config = load_config(
        "format: 1\nworkflow:\n  incident:\n    from: {resolved: [closed, in-progress]}\n"
        "    needs: {closed: [signature]}\n"
    )
    [reason] = reasons_against(_to("resolved"), _to("open"), config, Around())
    assert reason.command == "tix status k7f3qz in-progress"


def test_what_is_there_is_not_missing() -> None:
    working = _to("in-progress", assignees=("ana",), resolution_code="fixed")
    room = replace(working, team_fields=(TeamField("room", "12"),))
    assert _against(OPEN, room) == []
    assert _against(OPEN, working) == ["no room: tix edit k7f3qz --set room=TEXT"]
    done = _to("resolved", resolution="r", cause="c")
    assert _against(_to("in-progress"), done) == []
    assert _against(_to("in-progress"), replace(done, cause="")) != []


def test_children_and_invoices_come_from_around() -> None:
    found = _against(_to("resolved"), _to("closed"), Around(["a2b3c4", "b2b3c4"], "owed"))
    assert found[1:] == [
        "owed: pay",
        "2 parts that aren't done (a2b3c4, b2b3c4): tix close a2b3c4 b2b3c4",
    ]


def test_other_types_and_new_tickets() -> None:
    request = replace(OPEN, type="request")
    assert _against(request, replace(request, status="closed")) == []
    task = replace(OPEN, type="task")
    assert len(_against(task, replace(task, status="closed"))) == 1
    assert _against(None, _to("pending")) == []  # a new one may begin anywhere
    assert len(_against(None, _to("resolved"))) == 2
    assert reasons_against(OPEN, _to("resolved"), Config(), Around()) == ()


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("workflow: {fire: {}}", 1, "'fire' is no type"),
        ("workflow:\n  task: {to: {}}", 2, "'to' is no part of a workflow"),
        ("workflow:\n  task: {from: {opne: [closed]}}", 2, "did you mean 'open'"),
        ("workflow:\n  task: {from: {open: [shut]}}", 2, "'shut' is no status"),
        ("workflow:\n  task: {from: {open: closed}}", 2, "must be a list"),
        ("workflow:\n  task: {needs: {closed: [caus]}}", 2, "did you mean 'cause'"),
        ("workflow:\n  task: {needs: {open: [resolution]}}", 2, "open isn't done"),
        ("workflow: [task]", 1, "'name: value' lines"),
        ("reopen_within: soon", 1, "'soon' is no age"),
    ],
)
def test_a_workflow_that_makes_no_sense_is_refused_with_its_line(
    text: str, line: int, says: str
) -> None:
    with pytest.raises(ConfigError) as error:
        load_config(text)
    assert error.value.line == line
    assert says in f"{error.value} {error.value.hint}"


def test_a_ticket_is_paid_when_its_invoices_are_and_bill_all_its_work() -> None:
    work = Work("w-aaaaaa", NOW.date(), "ana", 90, True, "")
    ticket = replace(OPEN, customer="acme", worked=(work,))
    line = "w-aaaaaa · k7f3qz · 1.5 h · 80.00 · 120.00 · the linker"
    other = LINES.parse("w-bbbbbb · k7f3qz · 1 h · 80.00 · 80.00")
    sent = Invoice("2026-0001", "2026-0001", status="sent", lines=(LINES.parse(line),))
    paid = replace(sent, status="paid")
    assert unpaid(ticket, [paid]) is None
    assert unpaid(ticket, [paid, replace(sent, status="void")]) is None
    assert unpaid(ticket, [sent]) == Reason(
        "invoice 2026-0001 isn't paid", "tix invoice paid 2026-0001"
    )
    none = Reason(
        "no invoice for its work",
        "tix invoice create --customer acme --since 2026-11-22 --until 2026-11-22",
    )
    assert unpaid(ticket, []) == none
    assert unpaid(ticket, [replace(paid, credits="2026-0000")]) == none
    assert unpaid(ticket, [replace(paid, lines=(other,))]) == none
    free = replace(ticket, worked=(replace(work, billable=False),))
    assert unpaid(free, [replace(paid, lines=(other,))]) is None
    assert unpaid(free, []) is not None


def test_how_long_those_who_asked_can_reopen() -> None:
    done = replace(OPEN, status="closed", resolved=NOW, closed=NOW)
    later = NOW.replace(month=12, day=6)
    assert not is_too_late(done, CONFIG, later)
    assert is_too_late(done, CONFIG, later.replace(second=1))
    assert not is_too_late(OPEN, CONFIG, later.replace(year=2030))
    assert not is_too_late(done, Config(), later.replace(year=2030))
    assert CONFIG.reopen_within is not None
    assert shown_length(CONFIG.reopen_within) == "14 days"
    assert shown_length(CONFIG.reopen_within / 7 / 48) == "1 hour"
