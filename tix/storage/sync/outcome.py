"""What came of a sync: the traffic in both directions, and what people should know."""

from tix.frozen import dataclass
from tix.quick_typing import TYPE_CHECKING
from tix.storage.git.process import Git
from tix.storage.store.hand_edits import HandEdits, together
from tix.storage.store.outcome import Outcome
from tix.storage.sync.remote_choice import Remote

if TYPE_CHECKING:
    from tix.model.merge.desks import Decision


@dataclass(frozen=True, slots=True)
class Traffic:
    """The traffic in one direction: the number of commits, and the ids of their tickets."""

    commits: int = 0
    tickets: tuple[str, ...] = ()

    def __add__(self, other: "Traffic") -> "Traffic":
        tickets = {*self.tickets, *other.tickets}
        return Traffic(self.commits + other.commits, tuple(sorted(tickets)))


@dataclass(frozen=True, slots=True)
class SyncOutcome:
    """The outcome of a sync. ``decisions`` are those that people should know about."""

    remote: Remote
    hand_edits: HandEdits
    came_in: Traffic = Traffic()
    went_out: Traffic = Traffic()
    decisions: "tuple[Decision, ...]" = ()
    set_aside: tuple[str, ...] = ()
    """Ids of tickets whose broken hand edit went into a note, because others changed them."""
    in_the_way: tuple[tuple[str, str], ...] = ()
    """Where files were that had to give way to tickets, and where they are kept."""
    is_new_branch: bool = False
    tries: int = 1
    late: tuple[str, ...] = ()
    """Commits that came in with a good signature, by keys that have expired since the times that
    they claim."""

    def and_then(self, other: "SyncOutcome") -> "SyncOutcome":
        """Both, of which the other came after this one."""
        return SyncOutcome(
            self.remote,
            together([self.hand_edits, other.hand_edits]),
            self.came_in + other.came_in,
            self.went_out + other.went_out,
            (*self.decisions, *other.decisions),
            tuple(dict.fromkeys((*self.set_aside, *other.set_aside))),
            (*self.in_the_way, *other.in_the_way),
            self.is_new_branch or other.is_new_branch,
            self.tries + other.tries,
            (*self.late, *other.late),
        )


class TrafficCount:
    """Commits and tickets that moved in one direction."""

    def __init__(self) -> None:
        self._commits = 0
        self._tickets: set[str] = set()

    def add(self, git: Git, range_: str, tickets: set[str]) -> None:
        """Add the commits of a range: merges only where there is nothing else."""
        arguments = ("rev-list", "--count", "--end-of-options", range_, "--")
        count = int(git.line(*arguments[:2], "--no-merges", *arguments[2:]))
        self._commits += count or int(git.line(*arguments))
        self._tickets |= tickets

    def moved(self) -> Traffic:
        """What moved so far."""
        return Traffic(self._commits, tuple(sorted(self._tickets)))


def nothing_new(remote: Remote) -> SyncOutcome:
    """What a sync gives that found nothing to do."""
    return SyncOutcome(remote, HandEdits(Outcome(), (), (), ()))
