"""Random histories of tickets, written straight into git: everything that commits can hold.

Versions by tix and by hand (CRLF, a BOM, fields in another order), broken ones, moves to the
archive and back, deletions, two files of one ticket, merges of two and three sides that take one
side's version, both, or something else; times that stand still, go back, or are nonsense.
"""

import contextlib
import subprocess
from dataclasses import dataclass, field
from random import Random

from tests.conftest import NOW, DeskInFiles
from tix.frozen import replace
from tix.model.merge.clashes import new_id
from tix.model.merge.files import MergeConflictError, merge_files
from tix.model.people import Person
from tix.model.record.document import DocumentError
from tix.model.record.values import Comment, TeamField
from tix.model.ticket.document import dump, load
from tix.model.ticket.ticket import Ticket

IDS = ("k7f3qz", "m3k9vd", "aaaaaa", "bbbbbb")
START = int(NOW.timestamp()) - 1_000_000
_STATUSES = ("open", "in-progress", "pending", "resolved", "closed", "odd", None)
_PEOPLE = (b"Ana Lima <ana@example.org>", b"Jos\xc3\xa9 <j@example.org>", b"\xff\xfe odd <>")

Tree = dict[str, bytes]
"""What a commit has: contents by path."""


@dataclass
class World:
    """A repository in the making. ``prefix`` is the desk's folder in it."""

    rng: Random
    desk: DeskInFiles
    prefix: str = ""
    trees: list[tuple[str, Tree]] = field(default_factory=list)
    """The ends of all branches: a mark or a commit, and what it has."""
    clock: int = START
    marks: int = 0
    stream: list[bytes] = field(default_factory=list)

    def start(self) -> None:
        """Begin at HEAD, which may have tickets."""
        head = self.desk.git("rev-parse", "HEAD").strip()
        self.trees = [(head, {})]

    def grow(self, commits: int) -> None:
        """Make so many commits, and let HEAD be one that has all of them behind it."""
        for _ in range(commits):
            deed = self.rng.random()
            if deed < 0.15 and len(self.trees) < 4:
                self.trees.append(self.rng.choice(self.trees))
            elif deed < 0.35 and len(self.trees) > 1:
                self._merge(self.rng.randint(2, min(3, len(self.trees))))
            else:
                self._change()
        while len(self.trees) > 1:
            self._merge(min(3, len(self.trees)))
        self._write()

    # -- what people do -------------------------------------------------------------------------

    def _change(self) -> None:
        place = self.rng.randrange(len(self.trees))
        start, old = self.trees[place]
        tree = dict(old)
        for _ in range(self.rng.choice((0, 1, 1, 1, 2))):
            self._deed(tree)
        self.trees[place] = (self._commit([start], old, tree), tree)

    def _deed(self, tree: Tree) -> None:
        paths = sorted(tree)
        deed = self.rng.random()
        if not paths or deed < 0.2:
            ident = self.rng.choice(IDS)
            tree[self._path(ident)] = self._file(self._ticket(ident))
        elif deed < 0.3:
            path = self.rng.choice(paths)
            other = path.replace("tickets/", "archive/")
            other = other if other != path else path.replace("archive/", "tickets/")
            moved = tree.pop(path)
            if self.rng.random() < 0.3:
                moved += b"moved\n"
            tree[other] = moved
        elif deed < 0.36:
            del tree[self.rng.choice(paths)]
        elif deed < 0.46:
            tree[self.rng.choice(paths)] = self.rng.choice((b"<<<<<<< ours\n", b"", b"\xff\xfe"))
        else:
            path = self.rng.choice(paths)
            tree[path] = self._file(self._ticket(path.rpartition("/")[2].removesuffix(".md")))

    def _path(self, ident: str) -> str:
        folder = self.rng.choice(("tickets/2026/10", "tickets/2026/11", "archive/2026/10"))
        return f"{folder}/{ident}.md"

    def _ticket(self, ident: str) -> Ticket:
        rng = self.rng

        def some_time() -> object:
            offset = rng.choice((-500, 0, 60, 3600))
            return rng.choice((None, NOW.fromtimestamp(self.clock + offset, NOW.tzinfo)))

        status = rng.choice(_STATUSES)
        comments = (Comment("c-q8m2ht", NOW, Person("Bob", "b@x"), False, rng.choice("ab")),)
        values = {
            "status": status,
            "since": some_time(),
            "resolved": some_time(),
            "closed": some_time(),
            "opened": rng.choice((NOW, NOW, None)),
            "priority": rng.choice(("low", "high", None)),
            "labels": tuple(rng.sample(("a", "b", "c"), rng.randint(0, 3))),
            "team_fields": (TeamField("severity", rng.choice(("x", "y: z"))),),
            "body": rng.choice(("", "one\ntwo", "two")),
            "comments": rng.choice(((), comments)),
        }
        return Ticket(ident, rng.choice(("One", "Zwölf: #1", '"quoted"')), **values)  # type: ignore[arg-type]  # the names are those of the fields

    def _file(self, ticket: Ticket) -> bytes:
        data = dump(ticket)
        odd = self.rng.random()
        if odd < 0.1:
            return data.replace(b"\n", b"\r\n")
        if odd < 0.15:
            return b"\xef\xbb\xbf" + data
        if odd < 0.2 and ticket.status:
            line = f"status: {ticket.status}\n".encode()
            return data.replace(line, b"").replace(b"---\n\n", line + b"---\n\n")
        return data.removesuffix(b"\n") if odd < 0.25 else data

    def _merge(self, count: int) -> None:
        sides = self.rng.sample(range(len(self.trees)), count)
        olds = [self.trees[side] for side in sides]
        tree: Tree = {}
        for path in sorted({path for _, old in olds for path in old}):
            having = [old[path] for _, old in olds if path in old]
            if len(having) < count and self.rng.random() < 0.5:
                continue
            tree[path] = self._merged(having)
        if self.rng.random() < 0.2:
            self._deed(tree)
        self._part_clash(tree)
        name = self._commit([start for start, _ in olds], olds[0][1], tree)
        self.trees = [end for n, end in enumerate(self.trees) if n not in sides]
        self.trees.append((name, tree))

    def _merged(self, having: list[bytes]) -> bytes:
        if len(having) > 1 and self.rng.random() < 0.6:
            with contextlib.suppress(MergeConflictError):
                return merge_files(None, *having[:2]).data
        return self.rng.choice(having)

    def _part_clash(self, tree: Tree) -> None:
        """Sometimes a ticket gets another id, as where two had the same one."""
        if not tree or self.rng.random() < 0.7:
            return
        with contextlib.suppress(DocumentError):
            ticket = load(tree[self.rng.choice(sorted(tree))]).record
            renamed = replace(ticket, id=new_id(ticket))
            tree[f"tickets/2026/11/{renamed.id}.md"] = dump(renamed)

    # -- into git -------------------------------------------------------------------------------

    def _time(self) -> int:
        self.clock += self.rng.choice((0, 0, 1, 60, 5000))
        return self.clock + self.rng.choice((0, 0, 0, 0, -100_000, 3_000_000))

    def _commit(self, parents: list[str], old: Tree, new: Tree) -> str:
        self.marks += 1
        who = self.rng.choice(_PEOPLE)
        parts = [
            b"commit refs/heads/world\nmark :%d\n" % self.marks,
            b"author %s %d +0000\n" % (who, self._time()),
            b"committer C <c@x> %d +0000\n" % self._time(),
            b"data 7\nNr %04d\n" % self.marks,
            b"from %s\n" % parents[0].encode(),
            *(b"merge %s\n" % parent.encode() for parent in parents[1:]),
        ]
        prefix = self.prefix.encode()
        parts += (b"D %s%s\n" % (prefix, path.encode()) for path in sorted(old.keys() - new.keys()))
        for path in sorted(new):
            if old.get(path) != new[path]:
                parts.append(b"M 100644 inline %s%s\n" % (prefix, path.encode()))
                parts.append(b"data %d\n%s\n" % (len(new[path]), new[path]))
        self.stream += parts
        return f":{self.marks}"

    def _write(self) -> None:
        marks = self.desk.root / ".git-marks"
        subprocess.run(
            ["git", "fast-import", "--quiet", "--force", f"--export-marks={marks}"],
            input=b"".join(self.stream),
            cwd=self.desk.root,
            env=self.desk.environ,
            check=True,
        )
        names = dict(line.split() for line in marks.read_text().splitlines())
        marks.unlink()
        self.stream, self.marks = [], 0
        self.trees = [(names.get(name, name), tree) for name, tree in self.trees]
        self.desk.git("reset", "--quiet", "--hard", self.trees[0][0])
