"""Finishing what a killed run left undone."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from tix.errors import TixError
from tix.quick_typing import TYPE_CHECKING
from tix.storage.desk.branch_moves import moves_of_others
from tix.storage.desk.lock import LockedError, exclusive, is_held_here
from tix.storage.git.status import forget
from tix.storage.store.file_exchange import is_cut_short, resume, scratch_folder
from tix.storage.store.git_index import IndexRefresh, journal_of
from tix.storage.store.set_aside import is_anything_aside

if TYPE_CHECKING:
    from tix.storage.desk.desk import Desk


_PATIENCE = 10.0
"""Seconds to wait while another run exchanges files: between two places a ticket is in neither."""


_waited_in_vain = set[Path]()
"""The locks of desks for which this run has waited that long already."""


def heal(desk: "Desk") -> None:
    """Finish what an earlier run couldn't, unless somebody is writing now.

    While that one exchanges files, it is waited for: perhaps it is being killed in the middle.
    """
    checking_out = desk.tree_state.checking_out
    notes = (journal_of(desk).exists(), checking_out.exists(), is_exchanging(desk))
    if not any(notes) and not moves_of_others(desk):
        _waited_in_vain.discard(desk.lock)
        return
    forget()
    with contextlib.suppress(TixError, OSError), _nobody_exchanging(desk):
        finish_cut_short(desk)
        if checking_out.exists():
            _finish_sync(desk)
        if journal_of(desk).exists():
            refresh = IndexRefresh(desk)
            refresh.begin()
            refresh.settle()
        if moves_of_others(desk):
            from tix.storage.store.left_behind import follow_branch  # hardly ever needed

            follow_branch(desk)


@contextlib.contextmanager
def _nobody_exchanging(desk: "Desk") -> Iterator[None]:
    """The clone's lock. Raises LockedError if it isn't to be had, at once where that is no harm."""
    patience = 0 if desk.lock in _waited_in_vain else _PATIENCE
    try:
        with exclusive(desk.lock, patience, unless=lambda: not is_exchanging(desk)):
            yield
    except LockedError:
        if is_exchanging(desk):
            _waited_in_vain.add(desk.lock)
        raise


def is_settled(desk: "Desk") -> bool:
    """Wait while somebody exchanges files, and finish what a killed run began; False if there was
    nothing to wait for."""
    if is_held_here(desk.lock) or not is_exchanging(desk):
        return False
    heal(desk)
    return True


def is_exchanging(desk: "Desk") -> bool:
    """Whether files are being exchanged, by a run that is at it or was killed."""
    scratch = scratch_folder(desk.root, desk.git_dir)
    if is_cut_short(desk.root, scratch):
        return True
    return desk.tree_state.checking_out.exists() and is_anything_aside(desk)


def _finish_sync(desk: "Desk") -> None:
    """A sync that was killed may have put tickets aside, which are missing until they are back."""
    from tix.storage.git.line_files import rebased_branches
    from tix.storage.store.checkout import finish_check_out  # there hardly ever is any

    if not any(rebased_branches(desk.git_dir)):
        finish_check_out(desk)


def finish_cut_short(desk: "Desk") -> None:
    """Finish what a killed run began. The clone's lock is held."""
    scratch = scratch_folder(desk.root, desk.git_dir)
    if is_cut_short(desk.root, scratch):
        with contextlib.suppress(TixError, OSError, ValueError):
            resume(desk.root, scratch, lambda path: _committed(desk, path))


def _committed(desk: "Desk", path: str) -> bytes | None:
    from tix.storage.git.objects import ObjectReader  # hardly ever needed

    with contextlib.closing(ObjectReader(desk.git)) as objects:
        return objects.read(f"{desk.ref()}:{desk.prefix}{path}")
