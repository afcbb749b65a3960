"""Tickets as CSV."""

import csv
import io
from datetime import UTC, date, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tix.exporters import Entry
from tix.exporters.csv import _line, as_table
from tix.frozen import replace
from tix.model.people import Person
from tix.model.record.values import Comment, TeamField
from tix.model.ticket.entries import Work
from tix.model.ticket.ticket import Link, Ticket

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def rows(*entries: Entry) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO("".join(as_table(entries)), newline="")))


@given(st.lists(st.text(st.sampled_from("a ;,\"'\r\n\t=é")), min_size=2))
@example(["", ""])
@example(["a\rb", '"', "'", "\n"])
def test_lines_are_those_of_the_csv_module(cells: list[str]) -> None:
    cells = [f"x{cell}" if cell else "" for cell in cells]  # no formulas
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    assert _line(cells) == out.getvalue().removesuffix("\r\n") + "\n"


def test_a_row_a_ticket_with_every_field() -> None:
    comment = Comment("c-q8m2ht", NOON, Person("bob", ""), False, "x")
    ticket = Ticket(
        "k7f3qz",
        'CI, "red"',
        labels=("ci", "arm64"),
        due=date(2026, 3, 5),
        opened=NOON,
        links=(Link("blocks", "m3k9vd"),),
        team_fields=(TeamField("os", ("linux", "mac")),),
        body="one\ntwo",
        comments=(comment, comment),
    )
    other = Ticket("m3k9vd", "Other", team_fields=(TeamField("points", "3"),))
    first, second = rows(Entry(ticket, "tickets/k7f3qz.md", NOON), Entry(other, "p"))
    assert {name: text for name, text in first.items() if text} == {
        "id": "k7f3qz",
        "title": 'CI, "red"',
        "labels": "ci; arm64",
        "due": "2026-03-05",
        "opened": "2026-03-01T12:00:00Z",
        "links": "blocks m3k9vd",
        "body": "one\ntwo",
        "comments": "2",
        "path": "tickets/k7f3qz.md",
        "updated": "2026-03-01T12:00:00Z",
        "os": "linux; mac",
    }
    assert (second["points"], second["os"], second["updated"]) == ("3", "", "")
    assert list(first)[:4] == ["id", "title", "status", "since"]
    assert list(first)[-6:] == ["body", "comments", "path", "updated", "os", "points"]
    worked = replace(ticket, worked=(Work("w-aaaaaa", date(2026, 3, 1), "ana", 90, True, "a, b"),))
    [row] = rows(Entry(worked, "p"))
    assert list(row)[-6:] == ["body", "comments", "path", "updated", "worked", "os"]
    assert row["worked"] == "w-aaaaaa · 2026-03-01 · ana · 90m · billable · a, b"


def test_no_tickets_are_the_names_of_the_columns() -> None:
    assert "".join(as_table([])).startswith("id,title,status,")
    assert "".join(as_table([])).count("\n") == 1


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_a_formula(start: str) -> None:
    ticket = Ticket(
        "k7f3qz",
        f"{start}1",
        labels=(f"{start}2",),
        team_fields=(TeamField(f"{start}3", f"{start}4"),),
        body=f"{start}5",
    )
    (row,) = rows(Entry(ticket, f"{start}6"))
    assert (row["title"], row["labels"], row["body"]) == (f"'{start}1", f"'{start}2", f"'{start}5")
    assert (row[f"'{start}3"], row["path"]) == (f"'{start}4", f"'{start}6")


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
@example("a\rb")
def test_every_text_stays_in_its_cell(text: str) -> None:
    (row,) = rows(Entry(Ticket("k7f3qz", "x", body=text), "p"))
    assert row["body"].removeprefix("'") == text.removeprefix("'")
