"""An index that is damaged, cut, copied, planted or in the way changes no answer."""

import contextlib
import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from tests.conftest import ANA, BOB, NOW, DeskInFiles
from tests.file_systems import file_system
from tests.scale import scaled
from tix.model.record.values import Comment
from tix.model.ticket.document import dump
from tix.model.ticket.ticket import Ticket
from tix.storage.index.file_stamps import stamp
from tix.storage.index.generations import _signed, _with_sum

EDITED = "tickets/2026/11/aaac42.md"

COMMANDS = (
    ("list",),
    ("list", "label:ci", "-status:closed"),
    ("search", "linker*"),
    ("show", "bbbc42"),
    ("status", "--json"),
    ("report", "summary", "--format", "json"),
    ("report", "resolution", "--format", "json"),
    ("list", "--all", "--json"),
    ("log", "--json"),
    ("similar", "cccc42"),
)

Answers = dict[tuple[str, ...], tuple[int, bytes]]


def _ticket(ident: str, title: str, **more: object) -> Ticket:
    words = {"status": "open", "since": NOW, "opened": NOW, "opened_by": str(BOB), **more}
    return Ticket(id=ident, title=title, **words)  # type: ignore[arg-type]  # names of fields


def _tickets() -> list[Ticket]:
    comment = Comment("c-q8m2ht", NOW, ANA, False, "It is the linker, again.\n" * 200)
    some = [
        _ticket("aaac42", "Build fails", labels=("ci",), body="The linker says no."),
        _ticket("bbbc42", "Linker trouble", labels=("ci", "arm64"), comments=(comment,)),
        _ticket("cccc42", "Trouble with the build", priority="high"),
        _ticket("dddc42", "Done", status="closed", closed=NOW, resolution="Linked."),
    ]
    others = [_ticket(f"e{number:03}42", f"Ticket {number} of a few") for number in range(60)]
    return [*some, *others]


@pytest.fixture
def ready(desk: DeskInFiles) -> DeskInFiles:
    """A desk with tickets in both folders, and one edited by hand."""
    desk.add(*_tickets())
    desk.write("archive/2025/01/fffc42.md", dump(_ticket("fffc42", "An archived linker")))
    desk.commit("Archived")
    desk.call("status", "bbbc42", "pending")
    _prepare(desk)
    return desk


def _prepare(desk: DeskInFiles) -> None:
    """Have a base, a delta, a history and courses in the index."""
    for title in ("Edited by hand", "Edited by hand, again"):
        desk.write(EDITED, dump(_ticket("aaac42", title, labels=("ci",), body="linker")))
        os.utime(desk.root / EDITED, (NOW.timestamp(), NOW.timestamp()))
        desk.call("list")
    desk.call("report", "resolution")


def answer(desk: DeskInFiles, args: tuple[str, ...]) -> tuple[int, bytes]:
    """A command's exit code and output."""
    result = desk.call(*args, code=None)
    assert "went wrong" not in result.stderr, result.stderr
    return result.code, result.raw


def fresh(desk: DeskInFiles) -> Answers:
    """What the commands say without an index of before."""
    said: Answers = {}
    for args in COMMANDS:
        shutil.rmtree(folder_of(desk), ignore_errors=True)
        said[args] = answer(desk, args)
    return said


def folder_of(desk: DeskInFiles) -> Path:
    """Where the index is."""
    return desk.root / ".git/tix/index"


# -- ways to damage it ----------------------------------------------------------------------------


class Damage:
    """Does something bad to an index; ``outside`` is a folder that is none of tix's business."""

    def __init__(self, desk: DeskInFiles, random: Random, outside: Path) -> None:
        self.desk = desk
        self.random = random
        self.folder = folder_of(desk)
        self.outside = outside

    def _file(self, *suffixes: str) -> Path:
        found = sorted(
            p for p in self.folder.iterdir() if p.suffix in (suffixes or (".db", ".json"))
        )
        return self.random.choice(found)

    def _pointer(self) -> tuple[Path, dict[str, object]]:
        place = self._file(".json")
        known = _signed(place.read_text())
        assert isinstance(known, dict)
        return place, known

    def _point(self, **changes: object) -> None:
        place, known = self._pointer()
        place.write_text(_with_sum(json.dumps({**known, **changes})))

    # files

    def cut(self) -> None:
        place = self._file()
        os.truncate(place, self.random.randrange(place.stat().st_size))

    def cut_at_a_page(self) -> None:
        place = self._file(".db")
        os.truncate(place, self.random.randrange(place.stat().st_size) // 4096 * 4096)

    def empty(self) -> None:
        self._file().write_bytes(b"")

    def grow(self) -> None:
        with self._file().open("ab") as file:
            file.write(self.random.randbytes(self.random.choice((1, 4096))))

    def change_bytes(self) -> None:
        place = self._file()
        before = place.stat()
        with place.open("r+b") as file:
            for _ in range(self.random.choice((1, 1, 10, 1000))):
                file.seek(self.random.randrange(before.st_size))
                file.write(self.random.randbytes(1))
        if self.random.random() < 0.7:
            os.utime(place, ns=(before.st_atime_ns, before.st_mtime_ns))

    def exchange_bytes_of_the_header(self) -> None:
        place = self._file(".db")
        before = place.stat()
        with place.open("r+b") as file:
            file.seek(self.random.randrange(100))
            file.write(self.random.randbytes(4))
        os.utime(place, ns=(before.st_atime_ns, before.st_mtime_ns))

    def remove(self) -> None:
        self._file().unlink()

    def remove_all_but_one(self) -> None:
        kept = self._file()
        for place in self.folder.iterdir():
            if place != kept:
                place.unlink()

    def swap(self) -> None:
        one, other, third = self._file(".db"), self._file(".db"), self.folder / "third"
        one.rename(third)
        if other.exists():
            other.rename(one)
        third.rename(other)

    def overwrite_with_another(self) -> None:
        one, other = self._file(".db"), self._file()
        if one != other:
            shutil.copy2(other, one)

    def another_database(self) -> None:
        place = self._file(".db")
        place.unlink()
        with contextlib.closing(sqlite3.connect(place)) as database:
            database.execute("CREATE TABLE ticket (n)")

    def changed_by_sqlite(self) -> None:
        places = [p for p in self.folder.glob("*.db") if p.read_bytes()[:6] == b"SQLite"]
        place = self.random.choice(sorted(places))
        mode = self.random.choice(("WAL", "DELETE"))
        with contextlib.closing(sqlite3.connect(place, isolation_level=None)) as database:
            database.execute(f"PRAGMA journal_mode={mode}")
            [(table, *_), *_] = database.execute(
                "SELECT name FROM sqlite_schema WHERE type='table'"
            )
            database.execute(f"DELETE FROM {table}")

    def journal_beside(self) -> None:
        place = self._file(".db")
        for suffix in ("-wal", "-journal", "-shm"):
            place.with_name(place.name + suffix).write_bytes(place.read_bytes()[:9000])

    # the pointer

    def garbage_for_a_pointer(self) -> None:
        garbage = (b"{", b"\0" * 100, b"\xff\xfe", b"[" * 100_000, b"null", b"{}", b"1e999", b"")
        self._file(".json").write_bytes(self.random.choice(garbage))

    def signed_garbage(self) -> None:
        shapes = ("[]", "null", "0", '"x"', "{}", '{"version": 1}', "[" * 100_000, "NaN")
        self._file(".json").write_text(_with_sum(self.random.choice(shapes)))

    def pointer_of_another_shape(self) -> None:
        _, known = self._pointer()
        name = self.random.choice(sorted(known))
        odd: tuple[object, ...] = (None, 0, "", [], {}, [[]], [["x", []]], {"x": 1}, [1, 2, 3])
        self._point(**{name: self.random.choice(odd)})

    def state_of_another_shape(self) -> None:
        place, known = self._pointer()
        state = known["state"]
        assert isinstance(state, dict)
        name = self.random.choice(sorted(state))
        if self.random.random() < 0.5:
            del state[name]
        else:
            state[name] = self.random.choice((None, -1, "", "x", [], {}, [1], {"x": [1]}))
        place.write_text(_with_sum(json.dumps(known)))

    def another_commit(self) -> None:
        place, known = self._pointer()
        state = known["state"]
        assert isinstance(state, dict)
        state["commit"] = self.random.choice(("0" * 40, "f" * 40, "", "HEAD", "--help", "\0"))
        place.write_text(_with_sum(json.dumps(known)))

    def another_version(self) -> None:
        _, known = self._pointer()
        self._point(version=self.random.choice(("0 3.11", "99 3.14", f"{known['version']}9", 2)))

    def pointing_elsewhere(self) -> None:
        inside = self._file(".db")
        elsewhere = self.outside / inside.name
        shutil.copy2(inside, elsewhere)
        name = self.random.choice(
            (str(elsewhere), os.path.relpath(elsewhere, self.folder), f"./{inside.name}", "..", "")
        )
        with contextlib.suppress(OSError):
            self._point(files=[[name, stamp(self.folder / name)]])

    def pointer_of_before(self) -> None:
        place = self._file(".json")
        content = place.read_bytes()
        _prepare(self.desk)
        place.write_bytes(content)

    # what stands in the way

    def file_becomes_a_folder(self) -> None:
        place = self._any()
        place.unlink()
        place.mkdir()
        (place / "kept").write_text("")

    def file_becomes_a_pipe(self) -> None:
        place = self._any()
        place.unlink()
        os.mkfifo(place)

    def file_becomes_a_link(self) -> None:
        place = self._any()
        target = self.outside / place.name
        if self.random.random() < 0.7:
            shutil.copy2(place, target)
        place.unlink()
        place.symlink_to(target)

    def _any(self) -> Path:
        return self.random.choice(sorted(self.folder.iterdir()))

    def folder_becomes_a_file(self) -> None:
        shutil.rmtree(self.folder)
        self.folder.write_text("in the way")

    def folder_becomes_a_link(self) -> None:
        elsewhere = self.outside / "index"
        shutil.rmtree(elsewhere, ignore_errors=True)
        if self.random.random() < 0.5:
            self.folder.rename(elsewhere)
        else:
            shutil.rmtree(self.folder)
            elsewhere.mkdir()
            for name in ("tickets-1-aa.db", "tickets-1-aa.making", "tickets.turn", "notes.txt"):
                (elsewhere / name).write_text("mine")
                os.utime(elsewhere / name, (1e9, 1e9))
        self.folder.symlink_to(elsewhere)

    def folder_above_becomes_a_link(self) -> None:
        above = self.folder.parent
        elsewhere = self.outside / "tix"
        shutil.rmtree(elsewhere, ignore_errors=True)
        above.rename(elsewhere)
        above.symlink_to(elsewhere)

    def folder_goes(self) -> None:
        shutil.rmtree(self.random.choice((self.folder, self.folder.parent)))

    def folder_is_copied(self) -> None:
        other = self.folder.with_name("other")
        how = self.random.choice(("-a", "-r"))
        subprocess.run(["cp", how, str(self.folder), str(other)], check=True)
        shutil.rmtree(self.folder)
        other.rename(self.folder)

    def folder_of_another_clone(self) -> None:
        clone = self.outside / "clone"
        shutil.rmtree(clone, ignore_errors=True)
        self.desk.git("clone", "-q", str(self.desk.root), str(clone))
        there = DeskInFiles(clone, self.desk.environ)
        there.write("tickets/2026/11/cccc42.md", dump(_ticket("cccc42", "Of another clone")))
        if self.random.random() < 0.5:
            there.commit("Elsewhere")
        there.call("list")
        shutil.rmtree(self.folder)
        if self.random.random() < 0.5:
            folder_of(there).rename(self.folder)
        else:
            subprocess.run(["cp", "-a", str(folder_of(there)), str(self.folder)], check=True)

    def leftovers(self) -> None:
        for process, age in ((999_999, 60), (os.getpid(), 7200), (999_999, 0)):
            name = f"tickets-{process}-{self.random.randrange(10**9):x}.making"
            (self.folder / name).write_bytes(b"x")
            at = time.time() - age
            os.utime(self.folder / name, (at, at))
        (self.folder / "tickets-1-aaaa.db").write_bytes(b"x")
        (self.folder / "tickets-odd-aaaa.making").write_bytes(b"x")


DAMAGES = tuple(name for name in vars(Damage) if not name.startswith("_"))


def _as_if_written_so(folder: Path) -> None:
    """Let the pointers have the stamps of their files, as if only the disk knew of a damage."""
    for place in folder.glob("*.json"):
        known = _signed(place.read_text())
        known["files"] = [[name, stamp(folder / name)] for name, _ in known["files"]]
        place.write_text(_with_sum(json.dumps(known)))


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A folder that is none of tix's business."""
    folder = tmp_path / "outside"
    folder.mkdir()
    return folder


def _content(folder: Path) -> dict[str, bytes]:
    """All files below a folder, but for what a repository there keeps for itself."""
    return {
        str(place.relative_to(folder)): place.read_bytes()
        for place in sorted(folder.rglob("*"))
        if place.is_file() and ".git" not in place.parts
    }


def damaged(
    desk: DeskInFiles,
    outside: Path,
    expected: Answers,
    name: str,
    seed: int,
    asked: int | None = None,
) -> None:
    """Damage an index that is whole, and ask so many commands (None: all), in any order."""
    random = Random(f"{name} {seed}")
    _prepare(desk)
    damage = Damage(desk, random, outside)
    getattr(damage, name)()
    before = _content(outside)
    try:
        for args in random.sample(COMMANDS, asked or len(COMMANDS)):
            assert answer(desk, args) == expected[args], args
        assert _content(outside) == before
        left = [p.name for p in folder_of(desk).glob("*.making") if p.stat().st_mtime < 1e9]
        assert not left
    except AssertionError as failure:
        failure.add_note(f"{name}, seed {seed}")
        raise
    finally:
        if folder_of(desk).parent.is_symlink():
            folder_of(desk).parent.unlink()


@pytest.mark.long
def test_a_damaged_index_changes_no_answer(ready: DeskInFiles, outside: Path) -> None:
    expected = fresh(ready)
    for number, name in enumerate(DAMAGES):
        damaged(ready, outside, expected, name, number, asked=2)


@pytest.mark.long
def test_five_hundred_damages_change_no_answer(ready: DeskInFiles, outside: Path) -> None:
    expected = fresh(ready)
    for number in range(scaled(500)):
        damaged(ready, outside, expected, Random(number).choice(DAMAGES), number)


# -- what no stamp can show -----------------------------------------------------------------------


def _rotten(desk: DeskInFiles, random: Random) -> None:
    """Change bytes as a failing disk does."""
    _prepare(desk)
    place = random.choice(sorted(folder_of(desk).glob("*.db")))
    size = place.stat().st_size
    with place.open("r+b") as file:
        for _ in range(random.choice((1, 20, 1000))):
            file.seek(random.randrange(size))
            file.write(random.randbytes(random.choice((1, 100))))
    _as_if_written_so(folder_of(desk))


def _bears_rot(desk: DeskInFiles, seed: int) -> None:
    """Whatever a command says of a rotten index, it says no nonsense about itself."""
    random = Random(seed)
    _rotten(desk, random)
    for args in random.sample(COMMANDS, 3):
        result = desk.call(*args, code=None)
        assert "went wrong" not in result.stderr, f"{seed}: {args}: {result.stderr}"


@pytest.mark.slow
def test_rot_brings_no_traceback(ready: DeskInFiles) -> None:
    for seed in range(4):
        _bears_rot(ready, seed)


@pytest.mark.long
def test_much_rot_brings_no_traceback(ready: DeskInFiles) -> None:
    for seed in range(scaled(200)):
        _bears_rot(ready, seed + 100)


@pytest.mark.slow
@pytest.mark.parametrize("args", COMMANDS[2:9:2])
def test_an_index_full_of_noise_is_made_anew(args: tuple[str, ...], ready: DeskInFiles) -> None:
    expected = answer(ready, args)
    _prepare(ready)
    for place in folder_of(ready).glob("*.db"):
        content = place.read_bytes()
        place.write_bytes(content[:100] + b"\xa5" * (len(content) - 100))
    _as_if_written_so(folder_of(ready))
    assert answer(ready, args) == expected


def test_a_change_is_made_once_though_the_index_is_damaged(ready: DeskInFiles) -> None:
    ready.commit("No edits, no delta")
    shutil.rmtree(folder_of(ready))
    ready.call("list")
    for place in folder_of(ready).glob("*.db"):
        content = place.read_bytes()
        place.write_bytes(content[:8192] + b"\xa5" * (len(content) - 8192))
    _as_if_written_so(folder_of(ready))
    head = ready.git("rev-parse", "HEAD")
    result = ready.call("comment", "bbb", "Once", code=1)
    assert "the index of the tickets was damaged; it has been thrown away" in result.stderr
    assert ready.git("rev-parse", "HEAD") == head
    ready.call("comment", "bbb", "Once")
    assert ready.file_of("bbbc42").read_text().count("Once") == 1


# -- where nothing can be written -----------------------------------------------------------------


@pytest.fixture
def mounted(ready: DeskInFiles) -> Iterator[Callable[[str], None]]:
    """Puts a file system of its own (``options`` of mount) where the index is; root only."""
    with contextlib.ExitStack() as stack:

        def mount(options: str) -> None:
            stack.enter_context(file_system(folder_of(ready), options))

        yield mount


@pytest.mark.slow
@pytest.mark.parametrize("options", ["size=64k", "nr_inodes=2", "ro"])
def test_without_room_for_an_index(
    options: str, ready: DeskInFiles, mounted: Callable[[str], None]
) -> None:
    expected = fresh(ready)
    mounted(options)
    for args in (*COMMANDS[:3], *COMMANDS[6:8], *COMMANDS[:2]):
        assert answer(ready, args) == expected[args], args
    assert not list(folder_of(ready).glob("*.making"))


def test_an_index_that_cannot_be_written_to_any_more(
    ready: DeskInFiles,
    mounted: Callable[[str], None],
    outside: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(outside))
    shutil.rmtree(folder_of(ready))
    folder_of(ready).mkdir()
    mounted("size=10m")
    ready.call("list")
    remount = ["mount", "-o", "remount,ro", str(folder_of(ready))]
    subprocess.run(remount, check=True, capture_output=True)
    for title in ("First", "Second"):
        ready.write(EDITED, dump(_ticket("aaac42", f"{title} edit")))
        assert f"{title} edit" in ready.call("list").stdout
        ready.call("comment", "bbbc42", f"After the {title} edit")
        assert f"{title} edit" in ready.call("show", "bbb").stdout
    assert not list(outside.iterdir())
