"""When commits were made."""

from collections.abc import Sequence
from datetime import UTC, datetime

from tix.storage.git.process import Git


def newest_date(git: Git, commits: Sequence[str]) -> datetime:
    """The latest time of commit among these commits. Raises GitError."""
    lines = git.run("rev-list", "--no-walk", "--timestamp", *commits, "--").split(b"\n")
    return datetime.fromtimestamp(max(int(line.split()[0]) for line in lines if line), UTC)
