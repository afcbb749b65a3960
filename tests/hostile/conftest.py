"""A desk to be made hostile, what lies around it, and a limit of time."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import DeskInFiles
from tests.hostile.canaries import Outside, make_outside
from tests.hostile.commands import GOOD
from tix.model.ticket.ticket import Ticket


@pytest.fixture(autouse=True)
def _in_time() -> Iterator[None]:
    """Whatever waits for ever (for a pipe, for a device) is a failure."""

    def too_late(*_: object) -> None:
        raise TimeoutError("nothing happens any more")

    before = signal.signal(signal.SIGALRM, too_late)
    signal.alarm(90)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture
def outside(tmp_path: Path) -> Outside:
    """A folder beside the desk."""
    return make_outside(tmp_path / "outside")


@pytest.fixture
def victim(desk: DeskInFiles) -> DeskInFiles:
    """A desk with one ticket, which has an attachment."""
    desk.write(f"attachments/{GOOD}/2c26b46b-a.txt", "foo")
    desk.add(Ticket(GOOD, "Good", status="open", attachments=("2c26b46b-a.txt",)))
    return desk
