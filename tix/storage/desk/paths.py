"""Every name below ``.git/tix``: what tix keeps in a clone, and in each of its working trees.

None of it is the desk's: it is made anew where it is needed, and a clone that can't be written to
does without. Only what is put aside (``drafts``, ``aside``) may be somebody's text.
"""

from pathlib import Path

from tix.frozen import dataclass
from tix.model.layout import IDLE_STAMP, LAST_TICK, OUTBOX_STATE

STATE, _OUTBOX = OUTBOX_STATE
"""The folder's own name, in the repository's git folder and in that of each working tree."""


@dataclass(frozen=True, slots=True)
class CloneState:
    """tix's files for all working trees of a repository, in its git folder."""

    folder: Path

    @property
    def lock(self) -> Path:
        """Held by who writes."""
        return self.folder / "lock"

    @property
    def sync_lock(self) -> Path:
        """Held by who syncs."""
        return self.folder / "sync"

    @property
    def init_lock(self) -> Path:
        """Held by who makes a desk."""
        return self.folder / "init"

    @property
    def checkout_lock(self) -> Path:
        """Held by who makes or mends the desk's working tree."""
        return self.folder / "checkout"

    @property
    def driver_lock(self) -> Path:
        """Held by who writes the merge driver into the clone's config."""
        return self.folder / "driver"

    @property
    def unfinished(self) -> Path:
        """There while the desk's working tree is being made."""
        return self.folder / "unfinished"

    @property
    def config(self) -> Path:
        """The parsed ``tix.yaml``."""
        return self.folder / "config.json"

    @property
    def rules(self) -> Path:
        """The parsed ``rules.yaml``."""
        return self.folder / "rules.json"

    @property
    def rules_on(self) -> Path:
        """What the rules on events wait for."""
        return self.folder / "rules-on.json"

    @property
    def undo(self) -> Path:
        """The commits that ``tix undo`` may take back."""
        return self.folder / "undo"

    @property
    def last_look(self) -> Path:
        """Up to which commit each person has seen each desk."""
        return self.folder / "last-look"

    @property
    def last_look_lock(self) -> Path:
        """Held by who notes that."""
        return self.folder / "last-look.lock"

    @property
    def timers(self) -> Path:
        """The work that people have started and not yet noted."""
        return self.folder / "timers.json"

    @property
    def timers_lock(self) -> Path:
        """Held by who starts or stops one."""
        return self.folder / "timers.lock"

    @property
    def owed_invoices(self) -> Path:
        """The invoices that rules couldn't make because the remote was away."""
        return self.folder / "owed-invoices"

    @property
    def owed_invoices_lock(self) -> Path:
        """Held by who notes one, or that it is made."""
        return self.folder / "owed-invoices.lock"

    @property
    def authors(self) -> Path:
        """Who has made commits (``tix.storage.history.authors``)."""
        return self.folder / "authors"

    @property
    def checked(self) -> Path:
        """The contents in which ``tix check`` found nothing wrong."""
        return self.folder / "checked"

    @property
    def archived(self) -> Path:
        """The day on which done tickets were put away last."""
        return self.folder / "archived"

    @property
    def synced(self) -> Path:
        """The branches of remotes that the desk was synced with."""
        return self.folder / "synced"

    @property
    def provisional(self) -> Path:
        """The commits that count only once the remote has them."""
        return self.folder / "provisional"

    @property
    def mailboxes(self) -> Path:
        """From when on, and up to where, mail was fetched from each mailbox."""
        return self.folder / "mailboxes.json"

    @property
    def mailboxes_lock(self) -> Path:
        """Held by who notes that."""
        return self.folder / "mailboxes.lock"

    @property
    def hooks(self) -> Path:
        """The folder of git's hooks, where hooks of others are in a folder that isn't tix's."""
        return self.folder / "hooks"

    @property
    def outbox(self) -> Path:
        """The folder of what the dispatcher of this clone must not forget."""
        return self.folder / _OUTBOX

    @property
    def idle_stamp(self) -> Path:
        """What the last tick saw that found nothing to do."""
        return self.outbox / IDLE_STAMP

    @property
    def last_tick(self) -> Path:
        """How the last tick ended."""
        return self.outbox / LAST_TICK

    @property
    def drafts(self) -> Path:
        """The folder of texts that an editor has open, or that couldn't be used."""
        return self.folder / "drafts"

    @property
    def draft_bases(self) -> Path:
        """The folder of what those texts were made from."""
        return self.folder / "draft-bases"


@dataclass(frozen=True, slots=True)
class TreeState:
    """tix's files for one working tree, in its own git folder."""

    folder: Path

    @property
    def stale_index(self) -> Path:
        """The paths that git's index has yet to take in."""
        return self.folder / "stale-index"

    @property
    def checking_out(self) -> Path:
        """The commits between which a sync is changing the files."""
        return self.folder / "checking-out"

    @property
    def checked_out_index(self) -> Path:
        """The git index that such a sync works on where the real one is held."""
        return self.folder / "checked-out-index"

    @property
    def aside(self) -> Path:
        """The folder of edits that such a sync has moved aside."""
        return self.folder / "aside"

    @property
    def scratch(self) -> Path:
        """The folder in which files are made that are to be exchanged."""
        return self.folder / "scratch"

    @property
    def caught_up(self) -> Path:
        """The commit of the branch that the files aren't behind."""
        return self.folder / "caught-up"

    def index(self, name: str = "") -> Path:
        """The folder of the SQLite index; ``name`` tells a desk in a subfolder from others."""
        return self.folder / (f"index-{name}" if name else "index")


PLAN = "plan"
"""In the folder of files to be exchanged: which those are."""

SET_ASIDE = "aside"
"""In that folder: the files that they replace."""

SCRATCH_IN_DESK, ASIDE_IN_DESK = ".tix-scratch", ".tix-aside"
"""Those folders in the desk itself, where its git folder is on another disk."""


def clone_state(common_dir: Path) -> CloneState:
    """tix's files for a repository."""
    return CloneState(common_dir / STATE)


def tree_state(git_dir: Path) -> TreeState:
    """tix's files for a working tree."""
    return TreeState(git_dir / STATE)


def all_states(common_dir: Path) -> tuple[Path, ...]:
    """Every folder in which something may be kept for a repository and its working trees."""
    return common_dir / STATE, *common_dir.glob(f"worktrees/*/{STATE}")
