"""Tickets as CSV."""

import csv
import io
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tix.exporters import Entry
from tix.exporters.csv import _line, as_table
from tix.frozen import replace
from tix.importers import table
from tix.importers.foreign_words import Words
from tix.model.config.config import Config
from tix.model.people import Person
from tix.model.record.occurrences import Occurrence
from tix.model.record.values import Comment, TeamField
from tix.model.ticket.entries import Wait, Work
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


def test_what_came_from_tix_comes_in_again_item_by_item(tmp_path: Path) -> None:
    ticket = Ticket(
        "k7f3qz",
        "CI is red",
        status="closed",
        labels=("ci",),
        key="ci-main",
        opened=NOON,
        closed=NOON,
        since=NOON,
        links=(Link("blocks", "m3k9vd"), Link("parent", "q8m2ht")),
        occurrences=(
            Occurrence(NOON, "linux", id="o-q8m2ht"),
            Occurrence(NOON, "mac, arm; 2", "abc", "https://ci/7", "o-m3k9vd"),
        ),
        waited=(Wait(NOON, NOON, "pending"), Wait(NOON, NOON, "resolved")),
        worked=(
            Work("w-q8m2ht", NOON.date(), "bob <>", 90, True, "read; wrote, tested"),
            Work("w-m3k9vd", NOON.date(), "bob <>", 5, False, "done; see above"),
        ),
        failing=("GitHub, unit, main", "here"),
        body="one",
    )
    only = replace(ticket, id="m3k9vd", title="One of each", occurrences=ticket.occurrences[1:],
                   worked=ticket.worked[:1], failing=ticket.failing[:1])  # fmt: skip
    file = tmp_path / "tickets.csv"
    file.write_text("".join(as_table([Entry(ticket, "k7f3qz.md"), Entry(only, "m3k9vd.md")])))
    for item, was in zip(table.read(file, Words(Config())).items, (ticket, only), strict=True):
        links = tuple(Link(link.kind, link.target) for link in item.links)
        assert replace(item.ticket, source=None, links=links) == was
