"""Dispatchers that are killed at a step of their protocol, and whose pushes get lost."""

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.conftest import _PACKAGE, DeskInFiles

STEPS = (
    ("tix.storage.outbox.book", "Book", "fetch"),
    ("tix.storage.outbox.book", "Book", "_publish"),
    ("tix.storage.outbox.book", "", "push_ref"),
    ("tix.storage.outbox.book", "", "move"),
    ("tix.storage.outbox.journal", "Journal", "note_lease"),
    ("tix.storage.outbox.journal", "Journal", "empty"),
    ("tix.outbox.sendmail", "SendmailTransport", "send"),
    ("tix.storage.outbox.journal", "Journal", "note_sent"),
)
"""Where a dispatcher is killed, before or after."""

WINDOW = (("send", "after"), ("note_sent", "before"))
"""Between the server's word and the journal: only there a message may go out twice."""

_DYING = """
import importlib, os, signal, sys
from random import Random
from tix import cli
from tix.storage.outbox import book
from tix.storage.sync.remotes import UnreachableError

module, owner, name, when, number, losing, seed, log, *args = sys.argv[1:]
rng, real_push = Random(seed), book.push_ref

def losing_push(desk, remote, ref, commit=""):
    lost = rng.random() < float(losing)
    if lost and rng.random() < 0.5:
        raise UnreachableError(remote.name, "nothing arrived")
    real_push(desk, remote, ref, commit)
    if lost:
        raise UnreachableError(remote.name, "the answer was lost")

book.push_ref = losing_push
if module:
    place = importlib.import_module(module)
    place = getattr(place, owner) if owner else place
    real, calls = getattr(place, name), []

    def die():
        with open(log, "a") as file:
            file.write(name + " " + when + chr(10))
        os.kill(os.getpid(), signal.SIGKILL)

    def killing(*given, **options):
        calls.append(name)
        if len(calls) == int(number) and when == "before":
            die()
        result = real(*given, **options)
        if len(calls) == int(number) and when == "after":
            die()
        return result

    setattr(place, name, killing)
sys.exit(cli.run(args))
"""


@dataclass
class Death:
    """Where and when a run is killed; nowhere without a module."""

    module: str = ""
    owner: str = ""
    name: str = ""
    when: str = ""
    number: int = 1

    @property
    def words(self) -> list[str]:
        """As the program takes them."""
        return [self.module, self.owner, self.name, self.when, str(self.number)]


@dataclass
class Dying:
    """Runs ticks that die, and remembers where they did. ``losing`` is the share of pushes that get
    lost: half of them don't arrive, of the others the answer doesn't."""

    log: Path
    losing: float = 0.0
    rng: Random = field(default_factory=lambda: Random(1))

    def start(self, clone: DeskInFiles, death: Death) -> subprocess.Popen[bytes]:
        """A tick that sends, as a process of its own."""
        words = [*death.words, str(self.losing), str(self.rng.random()), str(self.log)]
        return subprocess.Popen(
            [sys.executable, "-c", _DYING, *words, "tick", "--only", "dispatch"],
            cwd=clone.root, env={**clone.environ, "PYTHONPATH": str(_PACKAGE)},
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        )  # fmt: skip

    def round(self, clones: Sequence[DeskInFiles], deaths: Sequence[Death]) -> list[int]:
        """All tick at once; how each ended."""
        running = [self.start(clone, death) for clone, death in zip(clones, deaths, strict=True)]
        return [_ended(each) for each in running]

    def anywhere(self, steps: Sequence[tuple[str, str, str]], *, in_window: bool) -> Death:
        """A place, by chance."""
        while True:
            module, owner, name = self.rng.choice(steps)
            when = self.rng.choice(("before", "after"))
            if in_window or (name, when) not in WINDOW:
                return Death(module, owner, name, when, self.rng.randint(1, 4))

    @property
    def deaths(self) -> Counter[tuple[str, str]]:
        """How often runs died where."""
        if not self.log.exists():
            return Counter()
        lines = self.log.read_text().splitlines()
        return Counter((line.split()[0], line.split()[1]) for line in lines)

    @property
    def deaths_in_window(self) -> int:
        """How often that was between the server's word and the journal."""
        return sum(self.deaths[place] for place in WINDOW)


def _ended(process: subprocess.Popen[bytes]) -> int:
    _, complaint = process.communicate(timeout=300)
    assert b"Traceback" not in complaint, complaint.decode()
    return process.returncode


def every_death() -> Iterator[Death]:
    """Each step, before and after, at its first three calls."""
    for module, owner, name in STEPS:
        for when in ("before", "after"):
            for number in (1, 2, 3):
                yield Death(module, owner, name, when, number)


KILLED = -9
