"""The statuses of HTTP that errors have."""

from tix.errors import NeedsPersonError, NotFoundError, TixError
from tix.storage.desk.files import WriteFailedError
from tix.storage.desk.lock import LockedError
from tix.storage.git.commit import RebaseInProgressError
from tix.storage.git.process import GitError, GitMissingError
from tix.storage.store.write_errors import BisectInProgressError, NotCommittedError
from tix.web.accounts import ServeFileError
from tix.web.desk import DeskAwayError, OtherBranchError

_LATER = (
    DeskAwayError, OtherBranchError, RebaseInProgressError, BisectInProgressError, LockedError,
    WriteFailedError, GitError, GitMissingError, NotCommittedError, ServeFileError,
)  # fmt: skip
"""Errors that whoever asks can do nothing about, but to try again."""


def status_of(error: TixError) -> int:
    """The status of an error."""
    if isinstance(error, NotFoundError):
        return 404
    if isinstance(error, _LATER):
        return 503
    return 409 if isinstance(error, NeedsPersonError) else 422
