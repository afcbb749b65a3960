"""Ticks with nothing to do: quick, and never taken for idle where something is to be done."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import DeskInFiles
from tests.outbox.office import JO, Office
from tests.outbox.test_ticking import with_maildir
from tests.startup.test_imports import imported

_STARTED = re.compile(r"built-in: git (?:-c \S+ )*(\S+)")


class Traced:
    """A clone whose calls of git are written down."""

    def __init__(self, office: Office, folder: Path, now: str | None = None) -> None:
        self._trace = folder / "trace"
        environ = {**office.ana.environ, "GIT_TRACE": str(self._trace)}
        if now is not None:
            environ["TIX_NOW"] = now
        self.desk = DeskInFiles(office.ana.root, environ)

    def tick(self, *args: str, code: int = 0) -> tuple[list[str], str]:
        """The commands of git that a tick starts here, and what it says."""
        self._trace.unlink(missing_ok=True)
        said = self.desk.call("tick", *args, code=code).stderr
        started = sorted(_STARTED.findall(self._trace.read_text()))
        return [name for name in started if name not in ("upload-pack", "rev-list")], said

    def settle(self) -> None:
        """Tick until nothing is to be done, and what was fetched last is known."""
        for _ in range(3):
            self.tick()

    @property
    def stamp(self) -> Path:
        return self.desk.root / ".git/tix/outbox/idle"


@pytest.fixture
def clone(office: Office, tmp_path: Path) -> Traced:
    """A clone in which a tick has found nothing to do."""
    clone = Traced(office, tmp_path)
    clone.settle()
    return clone


@pytest.mark.slow
def test_it_starts_two_gits_and_says_the_same(clone: Traced) -> None:
    started, said = clone.tick()
    assert started == ["fetch", "status"]
    clone.stamp.unlink()
    all_started, as_ever = clone.tick()
    assert len(all_started) > 10
    assert said == as_ever
    assert clone.tick("-q") == (["fetch", "status"], "")


def test_when_it_was_stands_in_the_text_whatever_the_time_of_the_file(
    office: Office, tmp_path: Path
) -> None:
    clone = Traced(office, tmp_path, now="")
    clone.settle()
    last = clone.stamp.with_name("last-tick.json")
    known = last.read_text()
    old = re.sub('"at": "[^"]*"', '"at": "2020-01-01T00:00:00Z"', known)
    last.write_text(old)  # and its time is now, as of a copied clone
    assert "too long ago" in clone.desk.call("tick", "--status", code=1).stdout
    assert clone.tick()[0] == ["fetch", "status"]
    assert len(last.read_text()) == len(known)
    assert "just now" in clone.desk.call("tick", "--status").stdout
    last.write_text("{}")  # as something else wrote it
    clone.tick()
    assert len(last.read_text()) == len(known)


def test_it_imports_hardly_anything(clone: Traced) -> None:
    found = imported(clone.desk, ["tick"])
    assert not found & {"collections", "importlib.machinery", "click", "re", "typing"}
    assert len(found) < 52


@pytest.mark.slow
def test_further_files_of_settings_are_looked_at(clone: Traced, tmp_path: Path) -> None:
    included = tmp_path / "more"
    clone.desk.git("config", "--global", "includeIf.onbranch:other.path", str(included))
    clone.settle()
    for text in ("[tag]\n", "[user]\n"):  # it comes; it changes
        assert clone.tick()[0] == ["fetch", "status"]
        included.write_text(text)
        assert len(clone.tick()[0]) > 10
        clone.settle()


@pytest.mark.slow
def test_a_remote_that_is_gone_is_asked_once_more_and_then_once(
    clone: Traced, office: Office
) -> None:
    clone.desk.git("remote", "set-url", "origin", str(office.ana.root / "nowhere"))
    clone.tick(code=1)
    clone.desk.git("remote", "set-url", "origin", str(office.team.remote))
    clone.settle()
    office.team.remote.rename(office.team.remote.with_name("away"))
    assert clone.tick(code=1)[0].count("fetch") == 2
    assert clone.tick(code=1)[0].count("fetch") == 1


@pytest.mark.slow
def test_what_an_editor_left_beside_leaves_no_stamp_that_never_holds(clone: Traced) -> None:
    left = clone.desk.root / "tickets/foo.md~"
    left.write_text("")
    clone.settle()
    assert clone.tick()[0].count("fetch") == 1
    left.unlink()
    clone.settle()
    assert clone.tick()[0] == ["fetch", "status"]


def test_its_time_is_over_after_a_while(office: Office, tmp_path: Path) -> None:
    clone = Traced(office, tmp_path, now="")
    clone.settle()
    assert clone.tick()[0] == ["fetch", "status"]
    words = clone.stamp.read_bytes().split(b"\0")
    since, until, _ = map(int, words[3].split())
    assert until - since == 15 * 60
    clone.stamp.write_bytes(b"\0".join([*words[:3], b"%d %d 0" % (since, since), *words[4:]]))
    assert len(clone.tick()[0]) > 10


def test_a_stamp_that_came_with_a_copied_folder_runs_nothing_else(
    clone: Traced, tmp_path: Path
) -> None:
    ours = clone.stamp.read_bytes()
    for word in (b"--upload-pack=touch bad; git-upload-pack", b"-calias.fetch=!touch bad"):
        clone.stamp.write_bytes(ours.replace(b"\0--quiet\0", b"\0--quiet\0" + word + b"\0"))
        assert len(clone.tick()[0]) > 10
    assert not list(tmp_path.rglob("bad"))


def _pushed_by_others(office: Office) -> None:
    office.bob.open("Printer on fire", "--requester", JO)
    office.share(office.bob)


def _written_here(office: Office) -> None:
    office.ana.open("Printer on fire", "--requester", JO)


def _edited_by_hand(office: Office) -> None:
    path = office.ana.root / "tix.yaml"
    path.write_text(path.read_text() + "# by hand\n")


def _set_up_otherwise(office: Office) -> None:
    path = Path(office.ana.environ["XDG_CONFIG_HOME"], "tix/dispatch.yaml")
    path.write_text(path.read_text().replace("sendmail: ", "sendmail:  "))


def _lost_at_the_remote(office: Office) -> None:
    office.bob.git("push", "origin", ":refs/tix/outbox")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("happens", "says"),
    [
        (_pushed_by_others, "sent: opened"),
        (_written_here, "sent: opened"),
        (_edited_by_hand, "committed"),
        (_set_up_otherwise, "nothing to send"),
        (_lost_at_the_remote, "it was put back"),
    ],
)
def test_it_ends_when_something_happens(
    clone: Traced, office: Office, happens: Callable[[Office], None], says: str
) -> None:
    happens(office)
    started, said = clone.tick()
    assert len(started) > 2
    assert says in said


@pytest.mark.slow
def test_what_comes_due_soon_is_waited_for(clone: Traced, office: Office) -> None:
    rules = office.ana.root / "rules.yaml"
    rule = "- {name: r, at: 30m after opened, from: 2026-11-01, then: {priority: high}}\n"
    rules.write_text(rule)
    office.ana.open("Printer on fire", "--requester", JO)
    clone.settle()
    assert clone.stamp.exists()  # in half an hour
    rules.write_text(rule.replace("30m", "10m"))
    clone.settle()
    assert not clone.stamp.exists()


@pytest.mark.slow
def test_mailboxes_are_looked_into_all_the_same(clone: Traced, office: Office) -> None:
    folder = with_maildir(office)
    clone.settle()
    few, said = clone.tick()
    assert "0 messages taken in" in said
    assert len(few) < 6
    (folder / "new" / "1.host").write_text(
        f"From: Jo <{JO}>\nTo: support@example.org\nSubject: No toner\n"
        "Message-ID: <1@acme.example>\nDate: Wed, 25 Nov 2026 10:00:00 +0000\n\nPlease help.\n"
    )
    assert "opened: " in clone.tick()[1]
    assert len(office.letters) == 1
    folder.rename(folder.with_name("gone"))
    clone.tick(code=1)
    status = clone.desk.call("tick", "--status", "--json", code=1).stdout
    assert json.loads(status)["exit_code"] == 1
