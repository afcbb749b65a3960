"""git's hooks that call tix, beside those that are there already.

Where a repository has no ``core.hooksPath``, the hooks are in its ``hooks/``: one that is there is
kept below them (``before-tix/post-commit``), and ours calls it first. Where it has one (a folder in
the working tree that may be tracked, or one for all repositories), nothing is written there: tix
makes a folder of its own with a hook of every name, each of which calls the one there, and sets
``core.hooksPath`` for this repository to it. What was set before is in ``tix.hooksPath``.

A hook calls the tix that made it, else the one on the PATH. It never fails because of tix, and does
nothing where there is none.
"""

import contextlib
import os
import shlex
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from tix.errors import NeedsPersonError
from tix.frozen import dataclass
from tix.storage.desk.desk import Repository
from tix.storage.git.process import Git
from tix.storage.replacing import replace_file

OURS = ("commit-msg", "post-commit", "post-merge", "post-rewrite")
"""The hooks in which tix does something."""

_OTHERS = (
    "applypatch-msg", "pre-applypatch", "post-applypatch", "pre-commit", "pre-merge-commit",
    "prepare-commit-msg", "pre-rebase", "post-checkout", "pre-push", "pre-auto-gc",
    "post-index-change", "sendemail-validate", "reference-transaction", "fsmonitor-watchman",
    "push-to-checkout", "pre-receive", "update", "post-receive", "post-update", "proc-receive",
)  # fmt: skip
_MARK = "# Written by 'tix hook install'; 'tix hook remove' takes it away."
_KEPT = "before-tix"
_SETTING, _BEFORE = "core.hooksPath", "tix.hooksPath"


class HookInTheWayError(NeedsPersonError):
    """There is no place to keep a hook at."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} is in the way: a hook that was there would be kept under this name",
            hint="move it, or take it away if nothing needs it",
        )


@dataclass(frozen=True, slots=True)
class Installed:
    """Where the hooks are, and which hooks of others they call first."""

    folder: Path
    beside: tuple[str, ...]


def install(here: Repository) -> Installed:
    """Install the hooks; those that are there already are made anew. Raises HookInTheWayError."""
    git, own = here.git, here.state.hooks
    path = hooks_path(git)
    if path is None or path == str(own):
        before = _line(git, "config", "--local", "--get", _BEFORE)
        if path is None:
            return _in_hooks(here.common_dir / "hooks")
        return _in_own(own, before, here)
    git.run("config", "--local", _BEFORE, path)
    found = _in_own(own, path, here)
    git.run("config", "--local", _SETTING, str(own))
    return found


def remove(here: Repository) -> bool:
    """Take the hooks away, and put back what was there; whether there were any."""
    git, own = here.git, here.state.hooks
    had_own = own.is_dir()
    if _line(git, "config", "--local", "--get", _SETTING) == str(own):
        before = _line(git, "config", "--local", "--get", _BEFORE)
        if before and _is_local(git, before):
            git.run("config", "--local", _SETTING, before)
        else:
            git.run("config", "--local", "--unset-all", _SETTING)
    git.run("config", "--local", "--unset-all", _BEFORE, codes=(0, 5))
    shutil.rmtree(own, ignore_errors=True)
    return _take_away(here.common_dir / "hooks") or had_own


def put_aside(here: Repository) -> bool:
    """Whether hooks of ours are there which git, since another tool was installed, doesn't call.

    lefthook renames hooks that it finds, husky makes git look in another folder. What pre-commit
    renames to ``.legacy`` it calls.
    """
    hooks, own = here.common_dir / "hooks", here.state.hooks
    if not own.is_dir() and not any(_ours_in(hooks)):
        return False
    path = hooks_path(here.git)
    folder = hooks if path is None else here.top / Path(path).expanduser()
    called = (folder / f"{OURS[1]}{suffix}" for suffix in ("", ".legacy"))
    return not any(map(_is_ours, called))


def hooks_path(git: Git) -> str | None:
    """The folder that git takes hooks from, as it is written; None if none is set."""
    return next((path for _, path in reversed(_paths(git)) if path), None)


def _is_local(git: Git, path: str) -> bool:
    """Whether the folder was set for this repository alone: elsewhere it still is."""
    return all(path != value for scope, value in _paths(git) if scope in ("system", "global"))


def _paths(git: Git) -> list[tuple[str, str]]:
    """Where the folder is set: scope and value, the one that counts last.

    Not what the command line says, where tix switches hooks off for its own git; and not asked of
    each scope, as git has no ``--global`` without a home.
    """
    told = git.run("config", "--null", "--show-scope", "--get-all", _SETTING, codes=(0, 1))
    words = told.decode(errors="surrogateescape").split("\0")
    return [each for each in zip(words[::2], words[1::2], strict=False) if each[0] != "command"]


def _line(git: Git, *args: str) -> str:
    return git.line(*args, codes=(0, 1))


def _in_hooks(folder: Path) -> Installed:
    """Write our hooks where git looks for them, and keep what is there."""
    beside = []
    folder.mkdir(parents=True, exist_ok=True)
    for name in OURS:
        place, kept = folder / name, folder / _KEPT / name
        if place.exists() and not _is_ours(place):
            if kept.exists() and not _is_same(place, kept):
                raise HookInTheWayError(kept)
            kept.parent.mkdir(exist_ok=True)
            kept.unlink(missing_ok=True)
            _move(place, kept, "../")
        if kept.exists():
            beside.append(name)
        _write(place, f'"$(dirname "$0")/{_KEPT}/{name}"', name)
    return Installed(folder, tuple(beside))


def _in_own(own: Path, path: str, here: Repository) -> Installed:
    """A folder with a hook of every name, each of which calls the one in the other folder."""
    own.mkdir(parents=True, exist_ok=True)
    quoted = path.replace("'", "'\\''")
    # a relative path counts from where hooks run: the working tree's top, or a bare repository
    elsewhere = f"'{quoted}'" if not path.startswith("~/") else f"\"$HOME\"'/{quoted[2:]}'"
    beside = []
    for name in (*OURS, *_OTHERS):
        _write(own / name, f"{elsewhere}/{name}", name)
        if (here.top / Path(path).expanduser() / name).exists():
            beside.append(name)
    return Installed(own, tuple(beside))


def _move(place: Path, to: Path, up: str) -> None:
    """Move a hook; a link goes on pointing where it did, ``up`` leading back from its place."""
    if not place.is_symlink() or place.readlink().is_absolute():
        place.rename(to)
        return
    target = str(place.readlink())
    to.symlink_to(f"{up}{target}" if up else target.removeprefix("../"))
    place.unlink()


def _write(place: Path, other: str, name: str) -> None:
    replace_file(place, _script(other, name).encode(), mode=0o755)


def _script(other: str, name: str) -> str:
    """A hook that calls the other one, whose exit code counts, and then tix, whose doesn't."""
    lines = ["#!/bin/sh", _MARK, f"other={other}"]
    if name in OURS:  # another tool, which was there, has put this aside and calls it: pre-commit
        again = f'cmp -s "$other" "$(dirname "$0")/{name}" && other='
        lines.append(f"case $0 in */{name}) ;; *) {again} ;; esac")
    if name == "post-rewrite":
        lines += [
            "input=$(cat)",
            'if [ -x "$other" ]; then printf "%s\\n" "$input" | "$other" "$@" || exit $?; fi',
        ]
        call = f'printf "%s\\n" "$input" | "$tix" hook run {name} "$@"'
    elif name in OURS:
        lines.append('if [ -x "$other" ]; then "$other" "$@" || exit $?; fi')
        call = f'"$tix" hook run {name} "$@" </dev/null'
    else:
        return "\n".join([*lines, '[ ! -x "$other" ] || exec "$other" "$@"', ""])
    lines += [
        f"tix={shlex.quote(_program())}",
        'command -v "$tix" >/dev/null 2>&1 || tix=tix',
        'if command -v "$tix" >/dev/null 2>&1; then',
        f"    {call}",
        f"    case $? in 126 | 127) tix=tix; {call} ;; esac",  # its Python is gone
        "fi",
        ":",
        "",
    ]
    return "\n".join(lines)


def _program() -> str:
    """The program of the tix that runs, which need not be on the PATH; else the one that is."""
    beside = Path(sys.executable).with_name("tix")
    return str(beside) if os.access(beside, os.X_OK) else "tix"


def _is_ours(place: Path) -> bool:
    with contextlib.suppress(OSError):
        return _MARK.encode() in place.read_bytes()[:400]
    return False


def _is_same(one: Path, other: Path) -> bool:
    with contextlib.suppress(OSError):
        return one.read_bytes() == other.read_bytes()
    return False


def _take_away(folder: Path) -> bool:
    """Delete our hooks, also where another tool has put them aside, and put the kept ones back."""
    found = False
    for place in [*_ours_in(folder)]:
        place.unlink()
        found = True
    for name in OURS:
        kept, place = folder / _KEPT / name, folder / name
        if kept.exists() and place.exists() and _is_same(place, kept):
            kept.unlink()  # the tool has installed it anew
        elif kept.exists() and not place.exists():
            _move(kept, place, "")
    with contextlib.suppress(OSError):
        (folder / _KEPT).rmdir()  # unless something had to stay
    return found


def _ours_in(folder: Path) -> Iterator[Path]:
    with contextlib.suppress(OSError):
        for place in folder.iterdir():
            if place.name.partition(".")[0] in OURS and place.is_file() and _is_ours(place):
                yield place
