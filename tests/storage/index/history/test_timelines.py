"""The courses in the index against those worked out of files and git's log."""

from random import Random

import pytest

from tests.conftest import ANA, NOW, DeskInFiles
from tests.scale import scaled
from tests.storage.index.history.test_open import told_by_git
from tests.storage.index.history.worlds import IDS, World
from tix.model.config.config import Config, Group, Member, Status
from tix.model.history.events import Event
from tix.model.history.timeline_of import courses_of
from tix.model.history.timelines import Courses, waited_in
from tix.model.ticket.document import dump
from tix.model.ticket.ticket import Ticket
from tix.storage.desk.desk import Desk
from tix.storage.desk.finding import find
from tix.storage.index.history import timelines
from tix.storage.index.history.timelines import courses_in
from tix.storage.index.open import open_index
from tix.storage.index.reader import IndexReader
from tix.storage.store.worktree_status import WorkTreeQuery

CONFIGS = (
    Config(),
    Config(statuses=(Status("open", Group.ACTIVE), Status("odd", Group.DONE))),
    Config(people=(Member(ANA, ("b@x",)),)),
)


def opened(desk: Desk) -> IndexReader:
    return open_index(desk, WorkTreeQuery(desk))


def plain(courses: Courses) -> list[object]:
    """What the columns say, in an order of its own."""
    words = {n: word for word, n in courses.priorities.items()}
    groups = {n: group for group, n in courses.groups.items()}
    several = []
    for times in (courses.resolved, courses.reopened, courses.entered, courses.left):
        start, each = 0, []
        for count in times.counts:
            each.append(tuple(times.times[start : start + count]))
            start += count
        several.append(each)
    one = zip(
        courses.opened, courses.answered, map(bool, courses.done),
        (words[n] for n in courses.priority), (groups[n] for n in courses.assignees),
        *several, strict=True,
    )  # fmt: skip
    return sorted(one, key=repr)


def check(desk: Desk, config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = opened(desk)
    tickets = [filed.ticket for filed in reader.scan().tickets]
    events: dict[str, list[Event]] = {}
    for event in told_by_git(desk, monkeypatch):
        events.setdefault(event.ticket, []).append(event)
    found = courses_in(desk, reader, config).courses
    assert plain(found) == plain(courses_of(tickets, events, config))
    assert found.waited == waited_in(found)
    some = reader.numbers_of(IDS[:2])
    mine = [ticket for ticket in tickets if ticket.id in IDS[:2]]
    assert plain(courses_in(desk, reader, config, some).courses) == plain(
        courses_of(mine, events, config)
    )


def live(world: World, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = Random(seed)
    desk = find(world.desk.root)
    world.start()
    for _ in range(rng.randint(2, 5)):
        before = list(world.trees)
        world.grow(rng.choice((1, 3, 12, 25)))
        check(desk, rng.choice(CONFIGS), monkeypatch)
        if rng.random() < 0.5:
            by_hand(world)
            check(desk, rng.choice(CONFIGS), monkeypatch)
            world.desk.git("reset", "--quiet", "--hard")
            world.desk.git("clean", "--quiet", "--force", "-d")
        if rng.random() < 0.3:
            world.trees = before
            world.desk.git("reset", "--quiet", "--hard", before[0][0])
            check(desk, rng.choice(CONFIGS), monkeypatch)


def by_hand(world: World) -> None:
    """Somebody edits a live ticket, and opens another, without a commit."""
    ident = world.rng.choice(IDS)
    files = sorted(world.desk.root.glob(f"tickets/*/*/{ident}.md"))
    place = files[0] if files else world.desk.root / f"tickets/2026/11/{ident}.md"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(dump(Ticket(ident, "By hand", status="closed", opened=NOW)))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_courses_are_those_of_files_and_log(
    desk: DeskInFiles, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    live(World(Random(seed), desk), seed, monkeypatch)


@pytest.mark.long
def test_courses_are_those_of_files_and_log_at_length(
    desk: DeskInFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    for seed in range(100, 100 + scaled(120)):
        live(World(Random(seed), desk), seed, monkeypatch)


def test_only_tickets_that_changed_are_worked_out_again(
    desk: DeskInFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    idents = [desk.open(f"Ticket {number}") for number in range(5)]
    where = find(desk.root)
    courses_in(where, opened(where), Config())
    asked: list[int] = []
    work_out = timelines._Keeper._worked_out

    def counted(self: object, numbers: list[int], head: str) -> object:
        asked.append(len(numbers))
        return work_out(self, numbers, head)  # type: ignore[arg-type]  # the keeper itself

    monkeypatch.setattr(timelines._Keeper, "_worked_out", counted)
    courses_in(where, opened(where), Config())
    desk.call("status", idents[0], "closed")
    found = courses_in(where, opened(where), Config()).courses
    assert (asked, len(found), list(found.resolved.counts).count(1)) == ([1], 5, 1)
    kept = [*(desk.root / ".git/tix/index").glob("courses*.db")]
    courses_in(where, opened(where), Config())  # nothing has changed, so nothing is written
    assert [*(desk.root / ".git/tix/index").glob("courses*.db")] == kept != []


def test_nothing_can_be_written(desk: DeskInFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.open("One")

    def full(_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tix.storage.index.generations.Generations.new_file", full)
    check(find(desk.root), Config(), monkeypatch)
    assert not list((desk.root / ".git/tix/index").glob("courses*"))
