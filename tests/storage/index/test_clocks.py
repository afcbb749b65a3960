"""Clocks that are kept are what the files say, and are worked out only where they may differ."""

import json
import shutil
from collections.abc import Iterable
from datetime import datetime, timedelta
from math import inf
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.conftest import DeskInFiles
from tix.actions import promises as actions
from tix.actions.kept_clocks import kept_clocks
from tix.actions.workspace import Workspace
from tix.frozen import replace
from tix.model.config.config import Config
from tix.model.people import Person, parse_person
from tix.model.promises.business_time import waits_in
from tix.model.promises.glance import waits_of
from tix.model.promises.standing import CLOCKS, DUE, RESOLUTION, came_late
from tix.model.record.values import Comment
from tix.model.rules.moment import PROMISED
from tix.model.ticket.entries import Wait
from tix.model.ticket.ticket import Ticket
from tix.model.times import instant, parse_time
from tix.query import policies
from tix.query.policy_rules import Rule
from tix.query.vocabulary import Vocabulary
from tix.reports import promise_outcomes
from tix.storage.desk.finding import find
from tix.storage.index import archive_tree, clock_rows, clocks, file_stamps
from tix.storage.index.damage import clear

NOW = parse_time("2026-11-26T12:00:00Z")
_PEOPLE = ("Ana <ana@example.org>", "Jo <jo@acme.example>", "Kim <kim@other.example>",
           "CI <ci@example.org>", "tix rules <rules@tix.invalid>")  # fmt: skip

TIX_YAML = """\
timezone: Europe/Lisbon
teams: {support: [ana@example.org]}
robots: [ci@example.org]
calendars:
  office: {hours: {mon-fri: 09:00-13:00 14:00-18:00}, holidays: [company]}
promises:
- {name: gold, when: plan:gold, calendar: office, first_response: 1h, next_response: 2h,
   resolution: 1d, warn: 30m}
- {name: urgent, when: priority:urgent, calendar: always, first_response: 30m, resolution: 4h}
- {name: rest, when: "-type:task", calendar: office, resolution: 5d, warn: 4h}
"""


def _somebody(random: Random) -> Person:
    return parse_person(random.choice(_PEOPLE))


def made_up(random: Random, number: int) -> Ticket:
    """A ticket of the last week that some promise may be for."""
    opened = NOW - timedelta(minutes=random.randrange(7 * 24 * 60))

    def later() -> datetime:
        return opened + timedelta(seconds=random.randrange(3 * 24 * 3600))

    status = random.choice(("open", "open", "pending", "resolved", "closed"))
    is_done = status in ("resolved", "closed")
    waits = []
    for _ in range(random.randrange(3)):
        start = later()
        end = start + timedelta(seconds=random.randrange(-100, 40_000))
        waits.append(Wait(start, end, random.choice(("pending", "resolved"))))
    times = sorted(later() for _ in range(random.randrange(5)))
    since = later()
    return Ticket(
        f"k{number:05d}",
        f"Number {number}",
        status=status,
        since=since,
        type=random.choice(("task", "incident", "request")),
        priority=random.choice(("normal", "urgent")),
        requester=random.choice((None, *_PEOPLE)),
        customer=random.choice((None, "acme", "Other Ltd.", "other", "nobody")),
        due=random.choice((None, None, later(), later().date())),
        opened=opened,
        opened_by=random.choice(_PEOPLE),
        resolved=since if is_done else None,
        closed=since if status == "closed" else None,
        channel=random.choice((None, "phone", "mail")),
        waited=tuple(waits),
        comments=tuple(
            Comment(f"c-a{n:05d}", at, _somebody(random), random.random() < 0.2, "Yes.")
            for n, at in enumerate(times)
        ),
    )  # fmt: skip


@pytest.fixture
def made(desk: DeskInFiles) -> DeskInFiles:
    random = Random(1)
    desk.write("tix.yaml", TIX_YAML)
    desk.write("calendars/company.txt", "2026-11-24 The outing\n")
    desk.write("customers/acme.md", "---\nname: Acme\nplan: gold\ndomains:\n- acme.example\n---\n")
    desk.write("customers/other.md", "---\nname: Other Ltd.\n---\n")
    desk.add(*(made_up(random, number) for number in range(200)))
    return desk


def workspace(desk: DeskInFiles) -> Workspace:
    return Workspace(find(desk.root, ask=None), NOW)


@pytest.fixture
def worked_out(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The tickets that are worked out, each time; their customers in lower case."""
    found: list[str] = []
    row = clock_rows.rows_of

    def counted(number: int, ticket: Ticket, *rest: object) -> object:
        found.append((ticket.customer or "").casefold())
        return row(number, ticket, *rest)  # type: ignore[arg-type]  # passed on

    monkeypatch.setattr(clock_rows, "rows_of", counted)
    monkeypatch.setattr(file_stamps, "_JUST_NOW", 0)  # the files are only just written
    return found


def assert_right(desk: DeskInFiles) -> None:
    """What is kept is what each ticket's file gives, without an index."""
    assert_counted(desk)
    here = workspace(desk)
    kept = kept_clocks(here, None).clocks()
    glances = actions.glances(here)
    remaining = actions.Remaining(here)
    promises = here.promises
    assert promises is not None
    scan = workspace(desk).files
    now = instant(NOW)
    idents = here.reader.ids()
    assert {*kept} == {*glances} == {*idents}
    for ident in idents:
        ticket = scan.get(ident).ticket
        course = promises.course(ticket)
        expected = promises.clocks(ticket, course)
        stands = promises.standing(ticket, now, expected)
        # A warning isn't kept of what is met, and waits only where they count.
        assert kept[ident] == expected, ident
        glance = glances[ident]
        assert (glance.policy, bool(glance.unanswered)) == (
            stands.name, bool(course and course.is_unanswered)
        )  # fmt: skip
        assert bool(glance.missed) == stands.missed
        assert bool(glance.soon) == stands.due_soon
        if stands.next is not None and stands.next.what != DUE:
            assert (glance.what, glance.due) == (stands.next.what, stands.next.due)
        assert remaining.left(ticket, glance) == (stands.next and stands.next.left)
        assert expected is None or came_late(expected) <= stands.missed
        assert glance.waits is None or waits_of(glance)


def assert_counted(desk: DeskInFiles) -> None:
    """What reports count is what each ticket's file gives."""
    here = workspace(desk)
    kept, promises, reader = kept_clocks(here, None), here.promises, here.reader
    assert promises is not None
    now, day = instant(here.now), 24 * 3600
    counted: list[tuple[str, int, Any]] = []  # kept, missed or running, and when that was decided
    met, waits, waiting = [], [], []
    numbers = reader.numbers()
    for number, (ident,) in zip(numbers, reader.columns(numbers, ["id"]), strict=True):
        found = promises.clocks(here.files.get(str(ident)).ticket)
        if found is None:
            continue
        business, name = promises.business(found.policy.calendar), found.policy.name
        every = [(0, found.first_response), *((1, each) for each in found.rounds)]
        for what, c in [*every, (2, found.resolution)]:
            end = now if c.met is None else c.met
            if c.met is not None:
                took = business.between(c.start, c.met, c.waits)
                met.append((number, what, c.start, c.met, took))
            elif c.due is not None:
                waiting.append((what, number, c.due))
            if c.due is not None and end > c.due:
                late = None if c.met is None else business.between(c.due, c.met, c.waits)
                missed = (number, what, name, c.due, c.met, late, c.waits)
                counted.append(("missed", c.due, missed))
            elif c.budget is not None and c.met is not None:
                counted.append(("kept", c.met, (number, what, name, c.met)))
            elif c.budget is not None:
                counted.append(("running", 0, (number, what)))
        waits.append((number, name, found.resolution.waits))

    def known(rows: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        return sorted((row for row in rows if row[0] in {*numbers}), key=repr)

    assert known((*row, waits_in(text)) for *row, text in kept.waits()) == known(waits)
    assert known(kept.met()) == known(met)
    assert kept.policies() == {number: name for number, name, _ in waits}
    for clock in range(3):
        assert sorted(kept.waiting(clock)) == sorted(
            (n, due) for what, n, due in waiting if what == clock
        )
    assert known(kept.running(now)) == known(row for how, _, row in counted if how == "running")
    for after, before in ((-inf, inf), (now - 5 * day, now - day)):
        within = [(how, row) for how, at, row in counted if after <= at < before]
        *missed_columns, texts = kept.missed(now, after, before)
        missed_rows = zip(*missed_columns, map(waits_in, texts), strict=True)
        assert known(missed_rows) == known(row for how, row in within if how == "missed")
        kept_rows = zip(*kept.kept(after, before), strict=True)
        assert known(kept_rows) == known(row for how, row in within if how == "kept")


def test_settings_that_are_edited_after_they_were_read_are_seen_next_time(
    made: DeskInFiles,
) -> None:
    here = workspace(made)
    assert here.config.promises
    made.write("tix.yaml", TIX_YAML.replace("name: gold", "name: golden").replace("1h", "2h"))
    assert set(kept_clocks(here, None).policies().values()) == {"gold", "urgent", "rest"}
    assert_right(made)


@pytest.mark.slow
def test_what_is_kept_is_what_the_files_say(made: DeskInFiles) -> None:
    assert_right(made)
    made.call("list", "--all", "--columns", "due-next")
    assert_right(made)
    random = Random(2)
    for _ in range(5):
        changed = made_up(random, random.randrange(200))
        made.file_of(changed.id).unlink()
        made.add(changed)
        assert_right(made)
    for text in (TIX_YAML.replace("1h", "2h"), TIX_YAML.replace("plan:gold", "customer:other")):
        made.write("tix.yaml", text)
        assert_right(made)
    made.write("calendars/company.txt", "2026-11-23 The outing\n")
    assert_right(made)
    for text in ("name: Acme\n", "name: Other Ltd.\nplan: gold\n", "name: Nobody\nplan: gold\n"):
        made.write("customers/third.md", f"---\n{text}---\n")
        assert_right(made)
    (made.root / "customers/acme.md").unlink()
    assert_right(made)
    shutil.rmtree(made.root / ".git/tix/index")
    assert_right(made)


def test_only_what_may_have_changed_is_worked_out(made: DeskInFiles, worked_out: list[str]) -> None:
    def again() -> int:
        worked_out.clear()
        actions.glances(workspace(made))
        return len(worked_out)

    assert again() == 200
    assert again() == 0
    made.call("comment", "k00007", "More.")
    assert again() == 1
    made.write("customers/acme.md", "---\nname: Acme\nplan: silver\n---\n")
    assert 0 < again() < 100
    assert {*worked_out} == {"acme"}
    made.write("customers/new.md", "---\nname: New\n---\n")
    assert again() == 0
    made.write("calendars/other.txt", "2026-11-23\n")  # which no calendar names
    assert again() == 0
    made.write("calendars/company.txt", "2026-11-25 The outing\n")
    assert again() == 200
    made.write("tix.yaml", TIX_YAML + "name: Support\n")
    assert again() == 200


def test_a_few_are_worked_out_where_a_few_are_asked_about(
    made: DeskInFiles, worked_out: list[str]
) -> None:
    here = workspace(made)
    open_ones = here.reader.find(None, here.config, to_do=True)
    actions.glances(here, open_ones)
    assert len(worked_out) == len(open_ones) < 200
    actions.glances(here)
    assert len(worked_out) == 200


def test_one_more_ticket_that_is_done_is_worked_out_and_nothing_is_written_for_it(
    made: DeskInFiles, worked_out: list[str]
) -> None:
    here = workspace(made)
    open_ones = here.reader.find(None, here.config, to_do=True)
    actions.glances(here, open_ones)
    [pointer] = (made.root / ".git/tix/index").glob("clocks.json")
    before = pointer.read_bytes()
    for other in sorted({*here.reader.numbers()} - {*open_ones})[:3]:
        worked_out.clear()
        again = workspace(made)
        [(ident, clocks)] = kept_clocks(again, [other]).clocks().items()
        assert clocks == again.promises.clocks(again.files.get(ident).ticket)  # type: ignore[union-attr]  # it has some
        assert len(worked_out) == 1
    assert pointer.read_bytes() == before


def test_policies_are_read_again_where_what_they_mean_may_have_changed(
    made: DeskInFiles, worked_out: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Config] = []
    read_rules = policies.read_rules

    def counted(config: Config, vocabulary: Vocabulary) -> tuple[Rule, ...]:
        read.append(config)
        return read_rules(config, vocabulary)

    monkeypatch.setattr(policies, "read_rules", counted)
    here = workspace(made)
    first, second, third, *_ = sorted({*here.reader.numbers()})
    kept_clocks(here, [first])
    kept_clocks(workspace(made), [first, second])
    assert len(read) == 1
    made.write("customers/golden.md", "---\nname: Golden\nplan: gold\n---\n")
    kept_clocks(workspace(made), [first, second, third])
    assert len(read) == 2
    assert len(worked_out) == 3
    assert_right(made)


def test_one_more_ticket_that_isnt_done_is_kept(made: DeskInFiles, worked_out: list[str]) -> None:
    here = workspace(made)
    first, second, *_ = here.reader.find(None, here.config, to_do=True)
    kept_clocks(here, [first])
    worked_out.clear()
    for _ in range(2):
        kept_clocks(workspace(made), [second])
    assert len(worked_out) == 1


@pytest.mark.slow
def test_a_page_says_what_the_ticket_says_and_writes_nothing(
    made: DeskInFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_stamps, "_JUST_NOW", 0)  # the files are only just written
    here = workspace(made)
    kept_clocks(here, sorted(here.reader.numbers())[:100])  # half of them
    [pointer] = (made.root / ".git/tix/index").glob("clocks.json")
    before = pointer.read_bytes()

    def assert_pages_right() -> None:
        for ident in here.reader.ids()[::9]:
            fresh = workspace(made)
            ticket, promises = fresh.files.get(ident).ticket, fresh.promises
            clocks, standing = actions.clocks_and_standing(fresh, ticket)
            assert promises is not None
            assert clocks == promises.clocks(ticket)
            assert standing == promises.standing(ticket, instant(NOW))

    assert_pages_right()
    last = max(here.reader.find(None, here.config, to_do=True))
    [(ident,)] = here.reader.columns([last], ["id"])
    assert json.loads(made.call("show", str(ident), "--json").stdout)["id"] == ident
    assert pointer.read_bytes() == before
    made.write("customers/other.md", "---\nname: Other Ltd.\nplan: gold\n---\n")
    assert_pages_right()


def test_clocks_are_counted_in_one_order() -> None:
    assert PROMISED == CLOCKS
    assert tuple(name.replace("_", " ") for name in CLOCKS) == promise_outcomes.CLOCKS
    assert CLOCKS[clock_rows.RESOLUTION] == RESOLUTION


def test_nothing_can_be_written(made: DeskInFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tix.storage.index.generations.Generations.new_file", full)
    assert_right(made)


def test_a_damaged_file_is_made_anew(made: DeskInFiles) -> None:
    actions.glances(workspace(made))
    [place] = (made.root / ".git/tix/index").glob("clocks-*.db")
    place.write_bytes(b"SQLite format 3\0" + bytes(100))
    assert_right(made)


def test_a_desk_without_promises_keeps_nothing(desk: DeskInFiles) -> None:
    desk.open("A printer")
    desk.call("list", "--columns", "id,due-next,left,promise")
    desk.call("list", "is:unanswered")
    assert not [*(desk.root / ".git/tix/index").glob("clocks*")]


def standings(desk: DeskInFiles) -> dict[str, object]:
    """What JSON says of each ticket's promise."""
    listed = json.loads(desk.at(NOW).call("list", "--all", "--json").stdout)
    return {each["id"]: each["promise"] for each in listed}


def lines(desk: DeskInFiles) -> str:
    columns = "id,title,promise,due-next,left"
    done = [
        desk.at(NOW).call("list", "--all", query, "--columns", columns).stdout
        for query in ("sort:due-next", "is:missed", "is:due-soon", "is:unanswered", "promise:gold")
    ]
    return "--\n".join(done)


@pytest.mark.long
def test_the_same_from_a_shallow_clone_an_import_and_without_an_index(
    made: DeskInFiles,
) -> None:
    expected, listed = standings(made), lines(made)
    assert listed.count("\n") > 200
    shutil.rmtree(made.root / ".git/tix/index")
    assert (standings(made), lines(made)) == (expected, listed)

    shallow = replace(made, root=made.root.parent / "shallow")
    made.git("clone", "--quiet", "--depth=1", f"file://{made.root}", str(shallow.root))
    assert (standings(shallow), lines(shallow)) == (expected, listed)

    other = replace(made, root=made.root.parent / "imported")
    other.root.mkdir()
    other.call("init")
    exported = made.root.parent / "all.json"
    exported.write_text(made.call("export", "json").stdout)
    for name in ("tix.yaml", "calendars/company.txt", "customers/acme.md", "customers/other.md"):
        other.write(name, (made.root / name).read_text())
    other.commit("words")
    other.call("import", "json", str(exported))
    assert (standings(other), lines(other)) == (expected, listed)


@pytest.mark.slow
def test_a_large_archive_is_not_read_for_what_is_open(
    made: DeskInFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tix.storage.index.archive_tree.LARGE_ARCHIVE", 5)
    made.at("2027-06-01T00:00:00Z").call("archive", "--older-than", "90d")
    expected = lines(made)
    shutil.rmtree(made.root / ".git/tix/index")
    desk = made.at(NOW)
    listed = desk.call("list", "--table").stdout
    ident = desk.call("list", "--limit", "1", "--ids").stdout.strip()
    shown, as_json = desk.call("show", ident).stdout, desk.call("show", ident, "--json").stdout
    index = made.root / ".git/tix/index"
    assert [*index.glob("live-*.db")]
    assert not [*index.glob("tickets-*.db")]
    assert lines(made) == expected
    assert [*index.glob("tickets-*.db")]
    assert desk.call("list", "--table").stdout == listed
    assert desk.call("show", ident).stdout == shown
    assert desk.call("show", ident, "--json").stdout == as_json


def test_json_of_many_brings_what_is_kept_up_to_date_once(
    made: DeskInFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    keepers: list[int] = []
    up_to_date = clocks._Keeper.up_to_date

    def counted(keeper: clocks._Keeper) -> object:
        keepers.append(len(keeper._wanted))
        return up_to_date(keeper)

    monkeypatch.setattr(clocks._Keeper, "up_to_date", counted)
    told = json.loads(made.call("list", "--all", "--json").stdout)
    assert (len(told), keepers) == (200, [200])


@pytest.mark.slow
def test_json_says_the_same_while_the_archive_is_indexed(
    made: DeskInFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive_tree, "LARGE_ARCHIVE", 0)
    for ident in ("k00001", "k00002"):
        file = made.file_of(ident)
        archived = Path(str(file).replace("/tickets/", "/archive/", 1))
        archived.parent.mkdir(parents=True, exist_ok=True)
        file.rename(archived)
    made.commit("archive two")
    clear(find(made.root, ask=None))
    first = json.loads(made.call("list", "--all", "--json").stdout)
    assert first == json.loads(made.call("list", "--all", "--json").stdout)
    assert sum(1 for each in first if each["promise"]["name"]) > 100
