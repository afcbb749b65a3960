"""Checking what is pushed: in a repository with code, only the desk's own commits may go out."""

from collections.abc import Sequence

from tix.errors import NeedsPersonError
from tix.frozen import dataclass
from tix.model.layout import OWN_PATHS
from tix.storage.desk.desk import Desk
from tix.storage.git.process import Git
from tix.storage.git.root_commit import begins_as_a_desk


@dataclass(frozen=True, slots=True)
class Foreign:
    """A commit that changes more than the desk."""

    short: str
    subject: str


class ForeignCommitsError(NeedsPersonError):
    """The push would include commits that aren't the desk's."""

    def __init__(self, commits: Sequence[Foreign], branch: str) -> None:
        shown = "; ".join(f"{commit.short} {commit.subject}" for commit in commits[:3])
        more = f"; and {len(commits) - 3} more" if len(commits) > 3 else ""
        which = (
            "a commit that isn't" if len(commits) == 1 else f"{len(commits)} commits that aren't"
        )
        super().__init__(
            f"{branch} has {which} tix's: {shown}{more}",
            hint="push it yourself (git push), or everything: tix sync --all",
        )


def check_outgoing(desk: Desk, remote: str, theirs: str, ours: str) -> None:
    """Raise ForeignCommitsError if ``ours`` has commits that change files which aren't the desk's.

    ``theirs`` is what the remote's branch has, "" for nothing. What is in other branches of the
    remote counts as pushed. A repository that tix made is all the desk's.
    """
    git = Git(desk.top)
    own = (f":(top,exclude,literal){desk.prefix}{path}" for path in OWN_PATHS)
    output = git.run(
        "log", "-z", "--full-history", "--no-merges", "--format=%h%x00%s",
        ours, "--not", *filter(None, [theirs]), f"--remotes={remote}", "--", ":(top)", *own,
        environment={"GIT_LITERAL_PATHSPECS": "0"},
    )  # fmt: skip
    fields = output.decode(errors="replace").rstrip("\n").split("\0")
    foreign = [Foreign(*pair) for pair in zip(fields[::2], fields[1::2], strict=False)]
    if foreign and not begins_as_a_desk(git, ours):
        raise ForeignCommitsError(foreign, desk.branch())
