"""Many dispatchers, killed at every step, with lost pushes and wrong clocks: each message arrives,
and none twice but in the one window in which nobody can know."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.conftest import NOW, DeskInFiles
from tests.outbox.dying import STEPS, Death, Dying, every_death
from tests.outbox.office import Office, make_office
from tests.scale import scaled
from tix.model.ticket.ticket import Ticket


def asker(number: int) -> str:
    return f"jo{number}@acme.example"


def with_requests(folder: Path, desk: DeskInFiles, clones: int, count: int) -> Office:
    """An office with so many requests that are to be acknowledged."""
    office = make_office(folder, desk, clones)
    lift_limits(office)
    office.ana.call("outbox", "init")
    office.ana.add(*(
        Ticket(
            f"a{number:05}".translate(str.maketrans("il", "jk")), f"Request {number}",
            status="open", since=NOW, opened=NOW, opened_by="ana@example.org",
            requester=asker(number), channel="mail",
        )
        for number in range(count)
    ))  # fmt: skip
    office.ana.call("sync")
    return office


def lift_limits(office: Office) -> None:
    """As many acknowledgements an hour as there are requests."""
    dispatch = Path(office.ana.environ["XDG_CONFIG_HOME"], "tix/dispatch.yaml")
    dispatch.write_text(dispatch.read_text() + "  limits: {all_per_hour: 100000}\n")


def assert_all_arrived(office: Office, count: int, doubles: int) -> None:
    """Each message arrived under one Message-ID, and at most so many more than once."""
    ids: dict[str, set[str]] = {}
    for letter in office.letters:
        ids.setdefault(letter["To"], set()).add(letter["Message-ID"])
    assert sorted(ids) == sorted(asker(number) for number in range(count))
    assert all(len(found) == 1 for found in ids.values())
    assert len(office.letters) - count <= doubles


def clocks_apart(clones: tuple[DeskInFiles, ...]) -> list[DeskInFiles]:
    """Clones whose clocks differ by up to 20 minutes."""
    return [
        clone.at(NOW + timedelta(minutes=-10 + 20 * number / max(1, len(clones) - 1)))
        for number, clone in enumerate(clones)
    ]


@pytest.mark.long
def test_killed_dispatchers_lose_nothing_and_send_nothing_twice(
    tmp_path: Path, desk: DeskInFiles
) -> None:
    office = with_requests(tmp_path, desk, 2, 12)
    dying = Dying(tmp_path / "deaths", losing=0.2)
    clones = clocks_apart(office.team.clones)
    for number in range(2):
        deaths = [dying.anywhere(STEPS, in_window=number == 1) for _ in clones]
        dying.round(clones, deaths)
    dying.losing = 0.0
    late = [clone.at(NOW + timedelta(hours=1)) for clone in clones]
    for clone in late:
        dying.round([clone], [Death()])
    assert_all_arrived(office, 12, dying.deaths_in_window)


@pytest.mark.long
def test_a_death_at_every_step(tmp_path: Path, desk: DeskInFiles) -> None:
    """One dispatcher, killed at each step in turn, then run again: nothing is lost; a double only
    where it died between the server's word and the journal."""
    office = with_requests(tmp_path, desk, 1, 3)
    dying = Dying(tmp_path / "deaths")
    count = 3
    for number, death in enumerate(every_death()):
        before = dying.deaths_in_window
        letters = len(office.letters)
        dying.round([office.ana], [death])
        dying.round([office.ana], [Death()])
        doubles = len(office.letters) - letters - (count if number == 0 else 1)
        assert doubles <= dying.deaths_in_window - before, death
        office.ana.add(Ticket(
            f"b{number:05}", "One more", status="open", since=NOW, opened=NOW,
            opened_by="ana@example.org", requester=asker(count + number), channel="mail",
        ))  # fmt: skip
        office.ana.call("sync")
    office.ana.call("tick")
    assert_all_arrived(office, count + number + 1, dying.deaths_in_window)
    assert set(dying.deaths) >= {(name, when) for _, _, name in STEPS for when in ("before",)}


@pytest.mark.long
@pytest.mark.parametrize("in_window", [False, True])
def test_eight_dispatchers_and_five_hundred_messages(
    in_window: bool, tmp_path: Path, desk: DeskInFiles
) -> None:
    count = scaled(500, 40)
    office = with_requests(tmp_path, desk, 8, count)
    dying = Dying(tmp_path / "deaths", losing=0.1)
    clones = clocks_apart(office.team.clones)
    for _ in range(scaled(12, 3)):
        deaths = [dying.anywhere(STEPS, in_window=in_window) for _ in clones]
        dying.round(clones, deaths)
    dying.losing = 0.0
    late = [clone.at(NOW + timedelta(hours=1)) for clone in clones]
    for _ in range(2):
        for clone in late:
            dying.round([clone], [Death()])
    assert dying.deaths
    assert in_window or dying.deaths_in_window == 0
    assert_all_arrived(office, count, dying.deaths_in_window)
