"""Edits behind tix's back, in every way that editors, people and git have of making them.

After each, the index holds what the files say, and what an index made anew would.
"""

import contextlib
import os
import shutil
import subprocess
import time
from pathlib import Path
from random import Random

import pytest

from tests.conftest import ANA, NOW, DeskInFiles
from tests.scale import scaled
from tests.storage.index.answers import Holding, by_files, by_fresh_index, by_index
from tix.model.ticket.document import dump
from tix.model.ticket.ticket import Ticket

IDS = tuple(f"{first}bc{last}42" for first in "abcdefgh" for last in "xy")


def ticket(ident: str, title: str) -> Ticket:
    """A ticket of a size that its title alone decides."""
    return Ticket(id=ident, title=title, status="open", since=NOW, opened=NOW, opened_by=str(ANA))


class World:
    """A desk with live and archived tickets, and somebody who changes it by hand."""

    def __init__(self, desk: DeskInFiles, random: Random) -> None:
        self.desk = desk
        self.random = random
        self.log: list[str] = []
        for number, ident in enumerate(IDS[:10]):
            folder = "archive" if number >= 7 else "tickets"
            self._write(desk.root / f"{folder}/2026/1{number % 2}/{ident}.md", self._content(ident))
        desk.commit("Start")
        self.git("tag", "start")
        self.clone = desk.root.parent / "clone"
        self.git("clone", "-q", ".", str(self.clone))
        self.git("remote", "add", "origin", str(self.clone))

    # -- what edits are made of ---------------------------------------------------------------

    def git(self, *args: str, at: Path | None = None) -> None:
        """Run git, which may well refuse."""
        environ = {**self.desk.environ, "GIT_EDITOR": "true"}
        command = ["git", "-C", str(at or self.desk.root), *args]
        done = subprocess.run(command, env=environ, capture_output=True, text=True)
        self.log.append(f"  git {' '.join(args)}: {done.returncode} {done.stderr.strip()[-100:]}")

    def _content(self, ident: str) -> bytes:
        """A ticket's file; the number in its title has always the same length."""
        return dump(ticket(ident, f"Number {self.random.randrange(1000, 9999)}"))

    def _write(self, place: Path, content: bytes) -> None:
        with contextlib.suppress(OSError):
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)

    def some(self, folder: str = "tickets") -> Path:
        """A file that is there."""
        found = [
            place
            for place in sorted((self.desk.root / folder).glob("**/*.md"))
            if place.is_file() and not place.is_symlink()
        ]
        if found:
            return self.random.choice(found)
        place = self.desk.root / f"{folder}/2026/10/{self.random.choice(IDS)}.md"
        self._write(place, self._content(place.stem))
        return place

    def free(self) -> Path:
        """A path at which no file is."""
        return self.desk.root / f"tickets/2026/1{self.random.randrange(3)}/n{time.time_ns():x}.md"

    def _changed(self, place: Path) -> bytes:
        return self._content(place.stem if place.stem in IDS else "newabc")

    # -- edits of one file --------------------------------------------------------------------

    def edit_in_place(self) -> None:
        place = self.some()
        with place.open("r+b") as file:
            file.write(self._changed(place))
            file.truncate()

    def edit_to_another_size(self) -> None:
        place = self.some()
        place.write_bytes(dump(ticket("abcx42", "x" * self.random.randrange(1, 50))))

    def edit_beside_and_rename(self) -> None:
        place = self.some()
        beside = place.with_name(f".{place.name}.swp")
        beside.write_bytes(self._changed(place))
        beside.replace(place)

    def edit_with_a_backup(self) -> None:
        place = self.some()
        place.replace(place.with_name(f"{place.name}~"))
        place.write_bytes(self._changed(place))

    def edit_and_set_the_time_back(self) -> None:
        place = self.some()
        before = place.stat()
        if int(before.st_mtime) != int(before.st_ctime) == int(time.time()):
            # Set back for the second time in a second: if git took the file into its list between
            # the two, it never sees the change itself, and nobody can commit it.
            time.sleep(1.02 - time.time() % 1)
        place.write_bytes(self._changed(place))
        os.utime(place, ns=(before.st_atime_ns, before.st_mtime_ns))

    def edit_beside_with_the_old_time(self) -> None:
        place = self.some()
        beside = place.with_name("beside")
        beside.write_bytes(self._changed(place))
        shutil.copystat(place, beside)
        beside.replace(place)

    def edit_with_a_clock_that_is_wrong(self) -> None:
        place = self.some()
        place.write_bytes(self._changed(place))
        at = time.time() + self.random.choice((-1e9, -5000, -1, 1, 5000, 1e9))
        os.utime(place, (at, at))

    def edit_through_a_hard_link(self) -> None:
        place = self.some()
        other = self.desk.root.parent / f"link-{time.time_ns()}"
        os.link(place, other)
        other.write_bytes(self._changed(place))

    def touch(self) -> None:
        self.some().touch()

    def change_mode(self) -> None:
        self.some().chmod(self.random.choice((0o600, 0o644, 0o755)))

    def delete(self) -> None:
        self.some().unlink()

    def delete_and_restore(self) -> None:
        place = self.some()
        content, before = place.read_bytes(), place.stat()
        place.unlink()
        self.look()
        place.write_bytes(content)
        os.utime(place, ns=(before.st_atime_ns, before.st_mtime_ns))

    def edit_and_restore(self) -> None:
        place = self.some()
        content, before = place.read_bytes(), place.stat()
        place.write_bytes(self._changed(place))
        self.look()
        place.write_bytes(content)
        os.utime(place, ns=(before.st_atime_ns, before.st_mtime_ns))

    def move_to_another_month(self) -> None:
        place = self.some()
        target = self.free().with_name(place.name)
        target.parent.mkdir(parents=True, exist_ok=True)
        place.replace(target)

    def swap_two(self) -> None:
        one, other = self.some(), self.some()
        third = one.with_name("third")
        one.rename(third)
        if other.exists():
            other.rename(one)
        third.rename(other)

    def copy(self) -> None:
        place = self.free()
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(self.some(), place)

    def new(self) -> None:
        place = self.free()
        self._write(place, self._changed(place))

    def break_text(self) -> None:
        self.some().write_bytes(
            self.random.choice((b"", b"\xff", b"---\n", b"---\nid: [\n---\n", b"no front matter"))
        )

    def become_a_folder(self) -> None:
        place = self.some()
        place.unlink()
        place.mkdir()
        self._write(place / "inside.md", self._content("nsdeab"))

    def become_a_link(self) -> None:
        place = self.some()
        target = self.random.choice((self.some().name, "/etc/passwd", "nowhere"))
        place.unlink()
        place.symlink_to(target)

    def become_a_pipe(self) -> None:
        place = self.some()
        place.unlink()
        os.mkfifo(place)

    def mend_what_is_no_file(self) -> None:
        for place in sorted((self.desk.root / "tickets").glob("**/*.md")):
            if place.is_symlink() or not (place.is_file() or place.is_dir()):
                place.unlink()
                place.write_bytes(self._changed(place))
            elif place.is_dir():
                shutil.rmtree(place)

    # -- folders ------------------------------------------------------------------------------

    def month_becomes_a_link(self) -> None:
        month = self.desk.root / f"tickets/2026/1{self.random.randrange(3)}"
        elsewhere = self.desk.root.parent / f"month-{time.time_ns()}"
        if month.is_dir() and not month.is_symlink():
            month.rename(elsewhere)
            month.symlink_to(elsewhere)
            self.look()
            month.unlink()
            elsewhere.rename(month)

    def everything_away_and_back(self) -> None:
        live, elsewhere = self.desk.root / "tickets", self.desk.root / "elsewhere"
        if live.exists():
            live.rename(elsewhere)
            self.look()
            elsewhere.rename(live)

    def copied_to_and_fro(self) -> None:
        live, elsewhere = self.desk.root / "tickets", self.desk.root / "elsewhere"
        if live.exists():
            shutil.copytree(live, elsewhere, symlinks=True, ignore=_pipes)
            shutil.rmtree(live)
            elsewhere.rename(live)

    def repository_within(self) -> None:
        folder = self.desk.root / "tickets/2026/nested"
        if not folder.exists():
            self.git("init", "-q", str(folder))
        else:
            self._write(folder / "n.md", self._content("nestab"))
            self.git("add", ".", at=folder)
            self.git("commit", "-qm", "Nested", at=folder)

    def repository_goes(self) -> None:
        shutil.rmtree(self.desk.root / "tickets/2026/nested", ignore_errors=True)

    # -- git ----------------------------------------------------------------------------------

    def stage(self) -> None:
        self.git("add", "-A", self.random.choice(("tickets", ".")))

    def stage_then_edit(self) -> None:
        self.edit_in_place()
        self.stage()
        self.edit_in_place()

    def stage_then_go_back(self) -> None:
        place = self.some()
        content = place.read_bytes()
        place.write_bytes(self._changed(place))
        self.git("add", str(place))
        place.write_bytes(content)

    def commit(self) -> None:
        self.git("add", "-A")
        self.git("commit", "-qm", "By hand")

    def commit_what_is_staged(self) -> None:
        self.git("commit", "-qm", "What is staged")

    def amend(self) -> None:
        self.git("commit", "-qa", "--amend", "-m", "Amended")

    def stash(self) -> None:
        self.git("stash", self.random.choice(("-u", "-k", "-q")))

    def pop(self) -> None:
        self.git("stash", "pop")

    def go_back(self) -> None:
        self.git("checkout", "-q", self.random.choice(("start", "HEAD~1", "main", "-")))

    def home(self) -> None:
        for operation in ("rebase", "merge", "cherry-pick"):
            self.git(operation, "--abort")
        self.git("checkout", "-qf", "-B", "main", "start")

    def reset(self) -> None:
        how = self.random.choice(("--hard", "--soft", "--mixed", "--merge"))
        self.git("reset", "-q", how, self.random.choice(("HEAD", "HEAD~1", "start")))

    def restore(self) -> None:
        self.git("checkout", "-q", self.random.choice(("HEAD", "start")), "--", "tickets")

    def clean(self) -> None:
        self.git("clean", "-fdq", "tickets")

    def branch_off_and(self) -> None:
        """A change on a branch and another here, brought together, perhaps with a conflict."""
        place = self.some()
        self.commit()
        self.git("checkout", "-qB", "side", "HEAD")
        place.write_bytes(self._changed(place))
        self.new()
        self.commit()
        self.git("checkout", "-q", "main")
        self.random.choice((self.edit_in_place, self.delete, self.new))()
        self.commit()
        self.git(*self.random.choice((("merge", "-q", "side"), ("rebase", "-q", "side"),
                                      ("cherry-pick", "side"))))  # fmt: skip

    def abort(self) -> None:
        self.git(self.random.choice(("rebase", "merge", "cherry-pick")), "--abort")

    def pull(self) -> None:
        self.git("pull", "-q", "--no-rebase", str(self.desk.root), "HEAD", at=self.clone)
        for _ in range(2):
            name = f"p{time.time_ns():x}"
            self._write(self.clone / f"tickets/2026/12/{name}.md", self._content("pqxxed"))
        self.git("add", "-A", at=self.clone)
        self.git("commit", "-qm", "Elsewhere", at=self.clone)
        self.git("pull", "-q", self.random.choice(("--rebase", "--no-rebase")), "origin", "main")

    def hide(self) -> None:
        flag = self.random.choice(("--assume-unchanged", "--skip-worktree"))
        place = self.some()
        self.git("update-index", flag, str(place))
        if self.random.random() < 0.5:
            self.look()
        place.write_bytes(self._changed(place))

    def hide_an_archived_one(self) -> None:
        place = self.some("archive")
        self.git("update-index", "--skip-worktree", str(place))
        place.unlink()

    def uncover(self) -> None:
        for flag in ("--no-assume-unchanged", "--no-skip-worktree"):
            every = ("ls-files", "-z", "tickets", "archive")
            paths = self.desk.git(*every).split("\0")[:-1]
            self.git("update-index", flag, "--", *paths)

    def ignore(self) -> None:
        rule = self.random.choice((".gitignore", ".git/info/exclude", "tickets/.gitignore"))
        self._write(self.desk.root / rule, self.random.choice((b"*.md\n", b"2026\n", b"n*\n", b"")))

    def refresh(self) -> None:
        self.git(*self.random.choice((("status",), ("update-index", "--really-refresh"))))

    def settings(self) -> None:
        self.git("config", "core.trustctime", self.random.choice(("false", "true")))
        self.git("config", "core.checkStat", self.random.choice(("minimal", "default")))
        self.git("config", "core.untrackedCache", self.random.choice(("false", "true")))
        self.git("config", "status.showUntrackedFiles", self.random.choice(("no", "all")))
        self.git("config", "index.version", self.random.choice(("2", "4")))

    # -- the archive --------------------------------------------------------------------------

    def edit_the_archive(self) -> None:
        place = self.some("archive")
        place.write_bytes(self._changed(place))

    def delete_from_the_archive(self) -> None:
        self.some("archive").unlink()

    def new_in_the_archive(self) -> None:
        place = self.desk.root / "archive" / self.free().relative_to(self.desk.root / "tickets")
        self._write(place, self._changed(place))

    def archive_by_hand(self) -> None:
        self._move(self.some(), "tickets", "archive")

    def take_back_by_hand(self) -> None:
        self._move(self.some("archive"), "archive", "tickets")

    def _move(self, place: Path, old: str, new: str) -> None:
        target = self.desk.root / new / place.relative_to(self.desk.root / old)
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            place.rename(target)

    # -- looking ------------------------------------------------------------------------------

    def look(self) -> None:
        """A command that reads: what it finds isn't of interest here."""
        by_index(self.desk)

    def step(self, name: str) -> None:
        """One edit."""
        self.log.append(name)
        with contextlib.suppress(OSError):  # what was there before is in the way
            getattr(self, name)()
        if not (self.desk.root / "tix.yaml").exists():  # back before the desk was one
            self.home()

    def check(self) -> None:
        found = by_index(self.desk)
        assert found == self._without_new_pipes(by_files(self.desk), found), self.story()
        assert found == self._without_new_pipes(by_fresh_index(self.desk), found), self.story()

    def _without_new_pipes(self, every: Holding, found: Holding) -> Holding:
        """git doesn't tell of pipes; one that took a ticket's place is seen all the same."""
        return {
            path: what
            for path, what in every.items()
            if path in found or not (self.desk.root / path).is_fifo()
        }

    def story(self) -> str:
        """What has happened."""
        return "\n".join(self.log[-40:])


_HELPERS = ("git", "some", "free", "look", "step", "check", "story")
EDITS = tuple(name for name in vars(World) if not name.startswith("_") and name not in _HELPERS)


def _pipes(folder: str, names: list[str]) -> list[str]:
    places = ((name, Path(folder, name)) for name in names)
    return [name for name, place in places if not (place.is_file() or place.is_dir())]


def walk(desk: DeskInFiles, seed: int, steps: int) -> None:
    world = World(desk, Random(seed))
    world.check()
    for _ in range(steps):
        for _ in range(world.random.choice((1, 1, 1, 2, 5))):
            world.step(world.random.choice(EDITS))
        world.check()


@pytest.mark.slow
def test_every_edit_is_seen_at_once(desk: DeskInFiles) -> None:
    world = World(desk, Random(2))
    world.check()
    for name in world.random.sample(EDITS, len(EDITS)):
        world.step(name)
        world.check()


@pytest.mark.long
@pytest.mark.parametrize("name", EDITS)
def test_an_edit_is_seen_at_once(name: str, desk: DeskInFiles) -> None:
    world = World(desk, Random(name))
    world.look()
    for _ in range(2):
        world.log.append(name)
        getattr(world, name)()
        world.check()


@pytest.mark.slow
def test_two_edits_within_a_second_whose_times_are_set_back(desk: DeskInFiles) -> None:
    """git, which compares whole seconds, doesn't tell of the second one."""
    place = desk.root / "tickets/2026/11/abcx42.md"
    place.parent.mkdir(parents=True)
    time.sleep(1.05 - time.time() % 1)
    for title in ("One", "Two"):
        place.write_bytes(dump(ticket("abcx42", title)))
        os.utime(place, (1e9, 1e9))
        if title == "One":
            desk.commit("By hand")
        assert by_index(desk) == by_files(desk)


def test_a_pipe_in_a_tickets_place_is_seen_to_come_and_go(desk: DeskInFiles) -> None:
    world = World(desk, Random(1))
    world.look()
    place = world.some()
    content = place.read_bytes()
    place.unlink()
    os.mkfifo(place)
    assert by_index(desk) == by_files(desk)
    desk.git("rm", "-q", "--cached", str(place))
    desk.git("commit", "-qm", "No ticket")
    time.sleep(0.1)  # it isn't looked at again because it is new
    assert by_index(desk) == by_files(desk)
    place.unlink()
    assert by_index(desk) == by_files(desk)
    place.write_bytes(content)
    assert by_index(desk) == by_files(desk)


@pytest.mark.parametrize("flag", ["--assume-unchanged", "--skip-worktree"])
@pytest.mark.parametrize("built", ["before", "after"])
def test_a_file_at_which_git_does_not_look(flag: str, built: str, desk: DeskInFiles) -> None:
    world = World(desk, Random(1))
    place = world.some()
    if built == "before":
        world.look()
    desk.git("update-index", flag, str(place))
    time.sleep(0.1)
    world.check()
    for content in (b"broken", place.read_bytes()):
        place.write_bytes(content)
        world.check()
    desk.git("update-index", flag.replace("--", "--no-"), str(place))
    world.check()


def test_a_repository_of_its_own_in_the_live_folder(desk: DeskInFiles) -> None:
    world = World(desk, Random(1))
    for _ in range(2):
        world.repository_within()
    time.sleep(0.1)
    world.check()
    (desk.root / "tickets/2026/nested/n.md").unlink()
    world.check()
    world.repository_within()
    time.sleep(0.1)
    world.commit()  # git keeps its commit, and no more
    world.check()
    (desk.root / "tickets/2026/nested/n.md").write_bytes(b"broken")
    world.check()


@pytest.mark.long
@pytest.mark.parametrize("seed", range(scaled(100, 5)))
def test_many_edits_are_each_seen_at_once(seed: int, desk: DeskInFiles) -> None:
    walk(desk, seed + 1000, 20)
