"""A file where the others have a folder with tickets: no ticket is lost, nor is the file.

Random trees of two clones that meet through a real remote: what is in a ticket's way is put there
with plain git, as a file, a link, a submodule or a folder of foreign files.
"""

from collections.abc import Callable
from random import Random

import pytest

from tests.conftest import NOW, DeskInFiles
from tests.scale import scaled
from tests.sync.clones import Team, git
from tix.frozen import replace
from tix.model.ids import ALPHABET, LETTERS
from tix.model.ticket.document import dump, load
from tix.model.ticket.ticket import Ticket

MakeTeam = Callable[[int], Team]

KINDS = ("file", "link", "submodule")
PLACES = (
    "archive", "archive/2026", "archive/2026/05",
    "tickets", "tickets/2026", "tickets/2026/11", "tickets/2026/11/{id}.md",
    "attachments", "attachments/{id}",
)  # fmt: skip
FOLDERS = ("tickets/2026/11", "tickets/2026/10", "archive/2026/05")


def put(clone: DeskInFiles, path: str, kind: str, text: str) -> str:
    """Let a file of that kind take the place of whatever is there; its object's name."""
    clone.git("rm", "-rfq", "--ignore-unmatch", "--", path)
    place = clone.root / path
    place.parent.mkdir(parents=True, exist_ok=True)
    if kind == "submodule":
        name = clone.git("rev-parse", "HEAD").strip()
        clone.git("update-index", "--add", "--cacheinfo", f"160000,{name},{path}")
        place.mkdir()
        return name
    if kind == "link":
        place.symlink_to(text)
    elif kind == "folder":
        path = f"{path}/notes.txt"
        clone.write(path, text)
    else:
        place.write_text(text)
    clone.git("add", "-f", "--", path)
    return clone.git("rev-parse", f":{path}").strip()


def tickets_in(clone: DeskInFiles) -> dict[str, str]:
    """The titles of all tickets, by id."""
    found = {}
    for folder in ("tickets", "archive"):
        for path in (clone.root / folder).rglob("*.md"):
            if path.is_file() and not path.is_symlink():
                ticket = load(path.read_bytes()).record
                found[ticket.id] = ticket.title
    return found


def objects_in(clone: DeskInFiles) -> set[str]:
    listing = clone.git("ls-tree", "-r", "-z", "HEAD").split("\0")[:-1]
    return {line.split("\t")[0].split(" ")[2] for line in listing}


class Play:
    """Two clones, and what must be there when they have met."""

    def __init__(self, team: Team, seed: int) -> None:
        self.team, self.rng = team, Random(seed)
        first, _ = team.clones
        self.base = sorted(self.add(first, folder) for folder in FOLDERS for _ in range(2))
        (first.root / "README").write_text("".join(f"{n}\n" for n in range(20)))
        first.commit("Where all begins")
        team.clones[0].call("sync", "--all")
        team.clones[1].call("sync")

    def add(self, clone: DeskInFiles, folder: str) -> str:
        ident = self.rng.choice(LETTERS) + "".join(self.rng.choices(ALPHABET, k=5))
        status = "closed" if folder.startswith("archive") else "open"
        ticket = Ticket(
            id=ident, title=f"About {ident}", status=status, opened=NOW, since=NOW,
            opened_by="Ana Lima <ana@example.org>", attachments=("00000000-log",),
        )  # fmt: skip
        clone.write(f"{folder}/{ident}.md", dump(ticket))
        clone.write(f"attachments/{ident}/00000000-log", ident)
        return ident

    def change(self, clone: DeskInFiles) -> None:
        """Open tickets, and change some of those that are there."""
        for folder in self.rng.sample(FOLDERS, 2):
            self.add(clone, folder)
        for path in self.rng.sample(sorted(clone.root.glob("[ta]*/*/*/*.md")), 3):
            document = load(path.read_bytes())
            title = f"{document.record.title}, {self.rng.random()}"
            path.write_bytes(document.save(replace(document.record, title=title)))

    def be_in_the_way(self, clone: DeskInFiles) -> str:
        """Put something where tickets are or will be; its object's name."""
        place = self.rng.choice(PLACES)
        path = place.format(id=self.rng.choice(self.base))
        odd = ("link", "submodule", "folder")  # a file there is a broken ticket
        kind = self.rng.choice(odd if path.endswith(".md") else KINDS)
        if path.endswith(".md") and self.rng.random() < 0.3:  # other tickets
            clone.git("rm", "-q", "--ignore-unmatch", "--", path)
            return self.add(clone, path)
        return put(clone, path, kind, f"In the way {self.rng.random()}")

    def write(self, clone: DeskInFiles, line: int) -> None:
        """Change a foreign file, which git merges."""
        lines = (clone.root / "README").read_text().splitlines()
        lines[line] = "somebody was here"
        (clone.root / "README").write_text("\n".join(lines) + "\n")

    def meet(self) -> None:
        before = tickets_in(self.team.clones[0])
        one, other = self.rng.sample(self.team.clones, 2)
        for number, clone in enumerate((one, other)):
            self.change(clone)
            if self.rng.random() < 0.3:
                self.write(clone, number * 15)
            clone.git("add", "--all")
        thing = self.be_in_the_way(other)
        for clone in (one, other):
            clone.git("add", "--", *(p for p in PLACES if (clone.root / p).is_dir()))
            clone.git("commit", "-qm", "By hand")
        sides = [tickets_in(clone) for clone in (one, other)]
        first, second = self.rng.sample(self.team.clones, 2)
        first.call("sync", "--all")
        told = second.call("sync", "--all").stderr
        first.call("sync", "--all")
        for clone in self.team.clones:
            now = tickets_in(clone)
            for ident in {*before, *sides[0], *sides[1]}:
                assert now.get(ident) in allowed(ident, before, *sides), (ident, told)
        there = thing in objects_in(first) or thing in now
        assert there, told
        assert git(self.team.remote, "rev-parse", "main") == one.git("rev-parse", "HEAD")
        assert one.git("rev-parse", "HEAD") == other.git("rev-parse", "HEAD")
        for clone in self.team.clones:
            assert clone.git("status", "--porcelain") == ""
        if beside := [p for p in one.git("ls-files", "-z").split("\0") if ".in-the-way-" in p]:
            assert beside[0] in told
            said = one.call("check", code=4).stdout
            assert all(path in said for path in beside), (beside, said)


def allowed(
    ident: str, before: dict[str, str], ours: dict[str, str], theirs: dict[str, str]
) -> tuple[str | None, ...]:
    """The titles that a ticket may have after a merge; None: it isn't there."""
    base, one, other = (titles.get(ident) for titles in (before, ours, theirs))
    if one == base:
        return (other,)
    if other == base:
        return (one,)
    return tuple({one, other} - {None})


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
def test_no_ticket_is_lost_where_a_file_meets_a_folder(team_of: MakeTeam, seed: int) -> None:
    Play(team_of(2), seed).meet()


@pytest.mark.long
@pytest.mark.parametrize("seed", [*range(2, 6), *range(100, 100 + scaled(300))])
def test_no_ticket_is_lost_in_many_random_trees(team_of: MakeTeam, seed: int) -> None:
    Play(team_of(2), seed).meet()


def test_a_repository_with_files_of_its_own_is_named_and_stays(team_of: MakeTeam) -> None:
    team = team_of(2)
    here, there = team.clones
    there.call("kb", "add", "How to")
    there.call("sync")
    put(here, "kb", "submodule", "")
    here.git("commit", "--quiet", "-m", "a submodule")
    own = here.root / "kb/notes.txt"
    own.write_text("mine\n")
    said = here.call("sync", code=4).stderr
    assert said.startswith("tix: kb: a repository of its own is here")
    own.rename(here.root / "kb-notes.txt")
    assert "kb.in-the-way-" in here.call("sync").stderr
    assert (here.root / "kb/how-to.md").exists()
