"""Where the ledger is kept: on the remote, whose writers take turns, or here where there is none.

With a remote ``refs/tix/outbox`` is the copy that is kept here of what the remote had last. A
change is a commit on top of the remote's, pushed without force: whoever loses the race looks again.
If the remote has lost the ledger, or has an older one, the copy goes back (step 1).
"""

import random
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path

from tix.errors import NeedsPersonError
from tix.model.people import MAIL
from tix.storage.desk.desk import Desk
from tix.storage.git.commit import (
    BranchMovedError,
    Content,
    Proposal,
    commit,
    move,
    tip_of,
    write_commit,
)
from tix.storage.git.identity import Ident
from tix.storage.git.process import GitError
from tix.storage.outbox.ledger import REF, Ledger
from tix.storage.outbox.uniting import united
from tix.storage.sync.fetch_words import BESIDE
from tix.storage.sync.remote_choice import Remote
from tix.storage.sync.remotes import (
    DeeperHistory,
    LostRaceError,
    UnreachableError,
    fetch_beside,
    push_ref,
)

_THEIRS, _DESK = f"{BESIDE}/outbox", f"{BESIDE}/desk"
_PATIENCE = 300.0
"""Seconds to go on trying while others push."""
_LONGEST_PAUSE = 2.0
_TRIES = 10

Change = Callable[[Ledger], Mapping[str, Content]]
"""What is to be changed of a ledger; nothing: it is as it should be."""


class NotSetUpError(NeedsPersonError):
    """There is no ledger, and no copy of one."""

    def __init__(self) -> None:
        super().__init__(
            "this desk has no ledger of what leaves it, so nothing is sent",
            hint="tix outbox init, once for all clones; nothing that is there already is sent",
        )


class NoBranchThereError(NeedsPersonError):
    """The remote hasn't got the desk's branch."""

    def __init__(self, remote: Remote) -> None:
        super().__init__(f"{remote.shown} isn't there", hint="tix sync")


def fetched_file(desk: Desk, path: str) -> bytes | None:
    """A file of the desk as the remote had it when its branch was fetched for the ledger; None if
    there is none, or nothing was fetched."""
    from tix.storage.git.objects import ObjectReader

    with closing(ObjectReader(desk.git)) as objects:
        return objects.read(f"{_DESK}:{desk.prefix}{path}")


class Book:
    """The ledger of a desk, and the tip of the desk's branch that it is about."""

    def __init__(self, desk: Desk, remote: Remote | None) -> None:
        self._desk, self._remote = desk, remote
        self.ledger = Ledger(desk.git, "")
        self.tip = ""
        self.came_back = False
        """Whether a lost ledger was put back."""

    # -- looking ----------------------------------------------------------------------------------

    def look(self) -> Ledger:
        """The ledger as it is known here, without asking the remote."""
        return self._at(tip_of(self._desk.git, REF))

    def _at(self, commit_id: str) -> Ledger:
        self.ledger = Ledger(self._desk.git, commit_id)
        return self.ledger

    def recall(self) -> bool:
        """The ledger and the tip as the last sync fetched them along; whether the copy here is the
        same."""
        if self._remote is None:
            return False
        tips = self._tips(REF, _THEIRS, self._remote.tracking)
        self.tip = tips.get(self._remote.tracking, "")
        self._at(tips.get(REF, ""))
        return bool(self.ledger.commit) and tips.get(_THEIRS) == self.ledger.commit

    def refresh(self) -> Ledger:
        """The ledger as it is now, with the tip that belongs to it.

        Raises NotSetUpError, UnreachableError, NoBranchThereError.
        """
        if not self.fetch():
            raise NotSetUpError
        return self.ledger

    def fetch(self) -> bool:
        """Ask for both; whether there is a ledger, a copy put back included."""
        if self._remote is None:
            self.look()
            self.tip = tip_of(self._desk.git, self._desk.ref())
            return bool(self.ledger.commit)
        for attempt in range(_TRIES):
            try:
                self._at(self._met(self._remote))
                break
            except LostRaceError:  # somebody else has put theirs back
                if attempt == _TRIES - 1:
                    raise
        if self.ledger.commit and not self._knows_cursor():
            self._fetch(self._remote)  # it was pushed between the two
        self._deepen(self._remote)
        return bool(self.ledger.commit)

    def _met(self, remote: Remote) -> str:
        """Bring the copy here and the remote's ledger together; the commit that both have then."""
        tips = self._fetch(remote)
        ours, theirs = tips.get(REF, ""), tips.get(_THEIRS, "")
        if theirs and (not ours or self._is_in(ours, theirs)):
            self._keep(ours, theirs)
            return theirs
        return self._put_back(ours, theirs, remote) if ours else ""

    def _fetch(self, remote: Remote) -> dict[str, str]:
        """Ask the remote; where the refs stand then."""
        if not fetch_beside(self._desk, remote, REF, BESIDE):
            raise NoBranchThereError(remote)
        tips = self._tips(REF, _THEIRS, _DESK)
        self.tip = tips.get(_DESK, "")
        return tips

    def _tips(self, *refs: str) -> dict[str, str]:
        output = self._desk.git.line("for-each-ref", "--format=%(refname) %(objectname)", *refs)
        return dict(line.split(" ") for line in output.splitlines())

    def _keep(self, ours: str, theirs: str) -> None:
        if ours != theirs:
            move(self._desk.git, REF, ours, theirs)

    def _put_back(self, ours: str, theirs: str, remote: Remote) -> str:
        """The remote's ledger is missing, or lacks what the copy here has: the new commit."""
        whole = ours
        if theirs and not self._is_in(theirs, ours):
            whole = self._written(Proposal(
                united(self._desk.git, ours, theirs, self._is_in), "put back\n", *_who(None),
                merged=(ours,),
            ), theirs)  # fmt: skip
        push_ref(self._desk, remote, REF, whole)
        self._keep(ours, whole)
        self.came_back = True
        return whole

    def _knows_cursor(self) -> bool:
        cursor = self.ledger.cursor
        return bool(cursor) and self._is_in(cursor, self.tip)

    def _deepen(self, remote: Remote) -> None:
        """A shallow clone may not have all since the cursor: fetch more history until it has."""
        shallow = self._desk.common_dir / "shallow"
        if not self.ledger.cursor or not shallow.exists():
            return
        deeper = DeeperHistory(self._desk, remote, None)
        while not (self._knows_cursor() and self._has_all_since(shallow)) and deeper.more():
            self._fetch(remote)

    def _has_all_since(self, shallow: Path) -> bool:
        """Whether no commit since the cursor is one of those whose parents aren't here."""
        news = self._desk.git.line("rev-list", f"{self.ledger.cursor}..{self.tip}", "--")
        try:
            cut = shallow.read_text().split()
        except OSError:
            return True
        return set(cut).isdisjoint(news.split())

    def _is_in(self, old: str, new: str) -> bool:
        try:
            return old == new or self._desk.git.succeeds("merge-base", "--is-ancestor", old, new)
        except GitError:
            return False

    # -- changing ---------------------------------------------------------------------------------

    def change(self, build: Change, what: str, now: datetime) -> Ledger:
        """Change the ledger, on top of whatever it is by then; what it is now.

        ``build`` is asked again where others were quicker. Raises what ``refresh`` does, and
        PushRejectedError.
        """
        until, tries = time.monotonic() + _PATIENCE, 0
        while True:
            files = build(self.ledger)
            if not files:
                return self.ledger
            proposal = Proposal(files, f"{what}\n", *_who(now))
            try:
                if self._publish(proposal):
                    return self.ledger
            except (LostRaceError, BranchMovedError):
                if time.monotonic() > until:
                    raise
            tries += 1
            time.sleep(random.uniform(0, min(_LONGEST_PAUSE, 0.05 * 2 ** min(tries, 8))))
            self.refresh()

    def _publish(self, proposal: Proposal) -> bool:
        """Whether a commit was taken: then it is the ledger. Raises LostRaceError,
        BranchMovedError, UnreachableError."""
        base = self.ledger.commit
        if self._remote is None:
            self._at(commit(self._desk.git, REF, base, proposal, sign=False))
            return True
        new = self._written(proposal, base)
        try:
            push_ref(self._desk, self._remote, REF, new)
        except (LostRaceError, UnreachableError):
            self.fetch()  # an answer that was lost may have been a yes
            return self._is_in(new, self.ledger.commit)
        self._keep(base, new)
        self._at(new)
        return True

    def _written(self, proposal: Proposal, base: str) -> str:
        return write_commit(self._desk.git, base, proposal, sign=False)

    def set_up(self, files: Mapping[str, Content], now: datetime) -> bool:
        """Begin a ledger; whether it is ours: somebody else may have been quicker.

        Raises UnreachableError, PushRejectedError.
        """
        proposal = Proposal(files, "begin\n", *_who(now))
        try:
            if self._remote is None:
                commit(self._desk.git, REF, "", proposal, sign=False)
            else:
                new = self._written(proposal, "")
                push_ref(self._desk, self._remote, REF, new)
                self._keep("", new)
        except (LostRaceError, BranchMovedError):
            return False
        self.look()
        return True


def _who(now: datetime | None) -> tuple[Ident, Ident]:
    ident = Ident(MAIL, "0 +0000").at(now)
    return ident, ident
