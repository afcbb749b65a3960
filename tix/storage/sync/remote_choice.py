"""The remote that a desk syncs with, and how it is chosen. Nothing here talks to it."""

from collections.abc import Sequence

from tix.errors import NeedsPersonError, TixError
from tix.frozen import dataclass
from tix.storage.desk.desk import Desk
from tix.storage.git.running import RunningGit


class NoRemoteError(TixError):
    """The repository has no remote."""

    def __init__(self) -> None:
        super().__init__(
            "this repository has no remote, so there is nobody to sync with",
            hint="git remote add origin URL",
        )


class UnknownRemoteError(TixError):
    """There is no remote of that name."""

    exit_code = 2

    def __init__(self, name: str, known: Sequence[str]) -> None:
        super().__init__(
            f"there is no remote {name!r}",
            hint=f"there is {', '.join(known)}" if known else f"git remote add {name} URL",
        )


class WhichRemoteError(NeedsPersonError):
    """There are several remotes, and it isn't clear which is the desk's."""

    def __init__(self, branch: str, known: Sequence[str]) -> None:
        super().__init__(
            f"there are several remotes ({', '.join(known)}), and nothing says which one to use",
            hint=f"tix sync {known[0]} (the first sync remembers it for the branch {branch})",
        )


@dataclass(frozen=True, slots=True)
class Remote:
    """A remote, and the branch there that the desk's branch corresponds to (a short name)."""

    name: str
    branch: str
    is_upstream: bool
    """Whether the clone's configuration names the branch's remote already: this or another one."""
    url: str = ""

    @property
    def tracking(self) -> str:
        """The ref that remembers where the branch stood when it was last fetched."""
        return f"refs/remotes/{self.name}/{self.branch}"

    @property
    def shown(self) -> str:
        """As git calls it: ``origin/tix``."""
        return f"{self.name}/{self.branch}"


def choose(desk: Desk, named: str | None = None, asked: RunningGit | None = None) -> Remote:
    """The remote that was named, else the branch's own, else the only one, else origin.

    ``asked`` is what ``ask`` has begun. Raises NoRemoteError, UnknownRemoteError, WhichRemoteError.
    """
    settings = _settings(desk, asked or ask(desk))
    known = sorted({name.split(".", 1)[1].rpartition(".")[0] for name in settings
                    if name.startswith("remote.") and name.endswith(".url")})  # fmt: skip
    known = [name for name in known if not name.startswith("-")]
    branch = desk.branch()
    upstream = settings.get(f"branch.{branch}.remote")
    if named is not None and named not in known:
        raise UnknownRemoteError(named, known)
    if not known:
        raise NoRemoteError
    usual = upstream if upstream in known else settings.get("remote.pushdefault")
    name = named or (usual if usual in known else None) or (known[0] if len(known) == 1 else None)
    if name is None and "origin" in known:
        name = "origin"
    if name is None:
        raise WhichRemoteError(branch, known)
    url, merges = settings[f"remote.{name}.url"], settings.get(f"branch.{branch}.merge", "")
    if name == upstream and merges.startswith("refs/heads/"):
        return Remote(name, merges.removeprefix("refs/heads/"), True, url)
    has_one = upstream in known or "/" in (upstream or "") or upstream == "."
    return Remote(name, branch, has_one, url)


_SETTINGS = (
    "config", "-z", "--get-regexp",
    r"^(branch\..*\.(remote|merge)|remote\..*\.url|remote\.pushdefault)$",
)  # fmt: skip


def ask(desk: Desk) -> RunningGit:
    """A git that tells what ``choose`` has to know."""
    return desk.git.begin(*_SETTINGS)


def _settings(desk: Desk, asked: RunningGit) -> dict[str, str]:
    code, output, complaint = asked.finish()
    if code not in (0, 1):  # 1: there are none
        raise desk.git.error(_SETTINGS, complaint.decode(errors="replace"), code)
    entries = output.decode(errors="surrogateescape").split("\0")[:-1]
    return {name: value for name, _, value in (entry.partition("\n") for entry in entries)}
