"""The code that a desk stands beside, or among: whose commits and branches name its tickets."""

import contextlib
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from tix.errors import TixError
from tix.frozen import dataclass
from tix.model.layout import OWN_PATHS
from tix.storage.desk.desk import Desk, Repository, repository
from tix.storage.git.process import Git

_OWN = (*OWN_PATHS, ".gitattributes", ".gitignore")


class NoCodeError(TixError):
    """The desk has a repository of its own."""

    exit_code = 2

    def __init__(self) -> None:
        super().__init__(
            "this desk has a repository of its own, so there are no commits of code to look at",
            hint="tix init in the code's repository makes a desk beside the code",
        )


@dataclass(frozen=True, slots=True)
class Code:
    """The working tree of the code, and its git folders. ``left_out``: paths of the desk in it."""

    here: Repository
    left_out: Sequence[str] = ()

    @property
    def git(self) -> Git:
        """git at the top of the code."""
        return self.here.git

    @property
    def branch(self) -> str:
        """The branch that is checked out; "" if none is."""
        return self.git.line("symbolic-ref", "--quiet", "--short", "HEAD", codes=(0, 1))


def code_of(desk: Desk, folder: Path) -> Code | None:
    """The code of a desk: the working tree that the folder is in, else the repository's main one;
    None if there is none."""
    here = repository(folder)
    if here is None or here.common_dir != desk.common_dir or here.git_dir == desk.git_dir:
        here = repository(desk.top)
        if here is None:
            return None
        main = here.main_top()
        if main != desk.top:
            here = repository(main) if main.is_dir() else None
    if here is None:
        return None
    if here.git_dir != desk.git_dir:
        return Code(here)
    prefix = desk.prefix
    if not prefix and not _has_code(desk):
        return None
    return Code(here, tuple(f"{prefix}{path}" for path in OWN_PATHS))


def _has_code(desk: Desk) -> bool:
    """Whether the desk's own commit has files that aren't the desk's."""
    from tix.storage.git.tree_entries import top_names  # a ticket's page asks for branches alone

    return any(name not in _OWN for name in top_names(desk.git, "HEAD"))


def ticket_of_branch(branch: str) -> str | None:
    """The id that a branch's name begins with, as ``tix start`` makes them; None: it has none."""
    from tix.model.ids import is_id

    ident = branch.rpartition("/")[2][:6]
    rest = branch.rpartition("/")[2][6:]
    return ident if is_id(ident) and (not rest or rest[0] == "-") else None


def branches_of(common_dir: Path, ident: str) -> list[str]:
    """The branches, here and of remotes, whose names begin with a ticket's id, by their short
    names; read without git."""
    found = {*_packed(common_dir, ident)}
    heads, remotes = common_dir / "refs/heads", common_dir / "refs/remotes"
    found |= {name for name in _names(heads) if _is_of(name, ident)}
    for remote in _names(remotes):
        found |= {f"{remote}/{name}" for name in _names(remotes / remote) if _is_of(name, ident)}
    return sorted(found, key=lambda name: ("/" in name, name))


def _is_of(name: str, ident: str) -> bool:
    return name.startswith(ident) and ticket_of_branch(name) == ident


def _names(folder: Path) -> list[str]:
    with contextlib.suppress(OSError):
        return [each.name for each in folder.iterdir()]
    return []


def _packed(common_dir: Path, ident: str) -> Iterator[str]:
    with contextlib.suppress(OSError):
        packed = (common_dir / "packed-refs").read_text("utf-8", "surrogateescape")
        if f"/{ident}" in packed:
            for name in re.findall(rf"(?m) refs/heads/({ident}\S*)$", packed):
                if _is_of(name, ident):
                    yield name
            for name in re.findall(rf"(?m) refs/remotes/([^/\s]+/{ident}\S*)$", packed):
                if _is_of(name.partition("/")[2], ident):
                    yield name
