"""The knowledge base: articles made of tickets, offered, found, gone stale; frequent questions."""

import json

import pytest

from tests.conftest import NOW, DeskInFiles
from tix.actions.articles import solution_of
from tix.frozen import replace
from tix.model.config.config import Config, Team
from tix.model.people import parse_person
from tix.model.record.values import Comment
from tix.model.ticket.ticket import Ticket

TICKET = """\
---
id: {id}
title: {title}
status: {status}
since: 2026-11-0{day}T12:00:00Z
type: incident
priority: normal
requester: Jo <jo@acme.example>
customer: {customer}
labels:
- hall
- {label}
opened: 2026-11-0{day}T09:00:00Z
opened_by: Ana Lima <ana@example.org>
resolution: {resolution}
---

It jams, every morning.
"""

TOLD = [
    ("k7f3qz", "Printer in the hall jams", "resolved", "acme", "paper", "Dry the paper."),
    ("m3k9vd", "The hall's printer jams again", "closed", "docks", "toner", "dry the paper. "),
    ("x4w9ab", "Printer jams in the hall", "resolved", "acme", "paper", "New drum."),
    ("y8c1pe", "Printer in hall jams", "open", "acme", "paper", "none yet"),
    ("v2m8xe", "New badge for Sue", "resolved", "acme", "badge", "Printed."),
]


@pytest.fixture
def told(desk: DeskInFiles) -> DeskInFiles:
    for day, (ident, title, status, customer, label, resolution) in enumerate(TOLD, 1):
        text = TICKET.format(id=ident, title=title, status=status, customer=customer,
                             label=label, resolution=resolution, day=day)  # fmt: skip
        desk.write(f"tickets/2026/11/{ident}.md", text)
    desk.commit("tickets")
    return desk


def test_frequent_questions_are_clusters_of_what_is_done(told: DeskInFiles) -> None:
    [found] = json.loads(told.call("faq", "--json").stdout)
    assert (found["count"], {*found["tickets"]}) == (3, {"k7f3qz", "m3k9vd", "x4w9ab"})
    assert found["customers"] == ["acme", "docks"]
    assert found["resolution"].strip().casefold() == "dry the paper."
    assert found["article"] is None
    assert found["draft"].startswith("---\ntitle: ")
    assert "## Solution" in found["draft"]
    draft = told.call("faq", "--draft", "1").stdout
    assert draft == found["draft"]
    page = told.call("faq").stdout
    assert "3 times" in page
    assert "no article  tix kb new --from " in page
    assert told.call("faq", "--least", "4").stdout == ""
    later = told.with_environ(TIX_NOW="2028-01-01T00:00:00Z")
    assert later.call("faq").stdout == ""
    assert "3 times" in later.call("faq", "label:hall").stdout
    assert told.call("faq", "--draft", "2", code=3).stdout == ""
    command = next(line for line in page.splitlines() if "tix kb new" in line)
    name = told.call(*command.split("tix ")[1].split()).stdout.strip()
    [found] = json.loads(told.call("faq", "--json").stdout)
    assert found["article"] == name
    assert f"article     {name}" in told.call("faq").stdout


def test_what_a_rule_or_a_chatter_said_last_is_not_what_helped() -> None:
    jo, ana, eve = "Jo <jo@acme.example>", "Ana Lima <ana@example.org>", "Eve <eve@x.example>"
    by = (ana, jo, "tix rules <rules@tix.invalid>", "stale[bot] <>", "CI <ci@example.org>", eve)
    comments = tuple(
        Comment(f"c-aaaaa{n}", NOW, parse_person(who), False, f"{n}") for n, who in enumerate(by)
    )
    ticket = Ticket("k7f3qz", "x", requester="Jo <jo@acme.example>", comments=comments)
    config = Config(robots=("ci@example.org",))
    assert solution_of(ticket, config) == "5", "it isn't known who answers"
    assert solution_of(replace(ticket, assignees=("ana@example.org",)), config) == "0"
    staff = replace(config, teams=(Team("desk", ("ana@example.org",)),))
    assert solution_of(ticket, staff) == "0"


def test_an_article_is_made_of_tickets_and_isnt_public(told: DeskInFiles) -> None:
    made = told.call("kb", "new", "--from", "k7f", "--from", "m3k", "Paper", "jams")
    assert made.stdout == "paper-jams\n"
    article = json.loads(told.call("kb", "show", "paper-jams", "--json").stdout)
    assert (article["public"], article["from"]) == ("no", ["k7f3qz", "m3k9vd"])
    assert article["labels"] == ["hall"], "those that all have"
    assert "It jams, every morning." in article["body"]
    assert "Dry the paper." in article["body"]
    assert told.call("kb", "search", "dry").rows == [["paper-jams", "Paper jams", "Dry the paper."]]
    told.call("kb", "new", "--from", "k7f", "Paper jams", code=1)
    assert "kb/" not in told.call("check", code=None).stdout


def test_articles_are_offered_where_they_fit(told: DeskInFiles) -> None:
    told.call("kb", "add", "Printer jams", "--add", "labels=hall", "-b", "Dry the paper.")
    opened = told.call("open", "The printer jams", "-b", "Since today.")
    assert "may help: tix kb show printer-jams (Printer jams)" in opened.stderr
    ident = opened.stdout.strip()
    assert "may help" in told.call("comment", ident, "Looking.").stderr
    told.call("comment", ident, "As printer-jams says.")
    assert "may help" not in told.call("comment", ident, "Done.").stderr
    told.call("kb", "add", "How we triage", "-b", "To build on it, look at each.")
    told.call("kb", "add", "VPN from home")
    assert "vpn-from-home" in told.call("open", "vpn drops").stderr
    told.call("kb", "add", "Working at the pier", "--add", "labels=DNS names")
    assert "working-at-the-pier" in told.call("open", "dns fails").stderr
    for title in ("Badge for the hall", "The the the", "Coffee is out", "How to build?"):
        assert "may help" not in told.call("open", title).stderr
    assert "may help" not in told.call("comment", "v2m", "Thanks.").stderr, "it is done"


def test_articles_go_stale(desk: DeskInFiles) -> None:
    desk.call("kb", "add", "Old", "--set", "reviewed=2026-01-01")
    desk.call("kb", "add", "New", "--set", "reviewed=today")
    desk.call("kb", "add", "Never")
    assert [row[0] for row in desk.call("kb", "stale").rows] == ["never", "old"]
    found = json.loads(desk.call("kb", "stale", "--json").stdout)
    assert found[1] == {
        "article": "old", "title": "Old", "reviewed": "2026-01-01", "days": 325,
    }  # fmt: skip
    assert [row[0] for row in desk.call("kb", "stale", "--days", "400").rows] == ["never"]


@pytest.mark.parametrize(("option", "instead"), [("-b", "-b TEXT"), ("-F", "-F FILE")])
def test_an_article_with_a_text_of_its_own_is_added(
    desk: DeskInFiles, option: str, instead: str
) -> None:
    told = desk.call("kb", "new", "Badges", option, "x", code=2).stderr
    assert f"hint: tix kb add TITLE {instead}\n" in told
