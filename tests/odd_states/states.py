"""The table of odd states that a repository can be in, without other repositories around it.

Each row says how to get there, where it makes a difference, and whether tix works then.
"""

import contextlib
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.conftest import DeskInFiles
from tests.odd_states.world import KINDS, SECRET, World

Prepare = Callable[[World], World | None]


@dataclass(frozen=True)
class State:
    """A state: how to bring a world into it (the world may become another one).

    ``refuses`` has the exit code for each kind of desk in which nothing can be written, and
    ``may_fail`` commands that may find
    nothing to do. ``without_desk``: ``tix init`` makes a desk there, too. ``no_sync`` has the
    kinds of desk that can be written to, but not synced.
    """

    name: str
    prepare: Prepare
    kinds: tuple[str, ...] = KINDS
    refuses: Mapping[str, int] = field(default_factory=dict)
    without_desk: bool = True
    may_fail: tuple[str, ...] = ()
    no_sync: tuple[str, ...] = ()


def stops(repository: DeskInFiles, *args: str) -> None:
    """Run a git command that stops half-way."""
    with contextlib.suppress(subprocess.CalledProcessError):
        repository.git(*args)
        raise AssertionError(f"git {' '.join(args)} didn't stop")


def diverge(repository: DeskInFiles, path: str) -> None:
    """A branch ``topic`` that changes a file otherwise than the branch that is checked out."""
    branch = repository.git("symbolic-ref", "--short", "HEAD").strip()
    text = (repository.root / path).read_text()
    for name, line in (("topic", "# theirs\n"), (branch, "# ours\n")):
        repository.git("switch", "--quiet", *(["-c"] if name == "topic" else []), name)
        repository.write(path, line + text)
        repository.git("commit", "--quiet", "-m", f"On {name}", "--", path)


def _conflict(*command: str) -> Prepare:
    """In the middle of a command of git's that stopped at a conflict in the code."""

    def prepare(world: World) -> None:
        diverge(world.top, "src/main.c")
        stops(world.top, *command, "topic")

    return prepare


def _desk_conflict(*command: str) -> Prepare:
    """The same, of the desk's own branch beside code."""

    def prepare(world: World) -> None:
        diverge(world.desk, "tix.yaml")
        stops(world.desk, *command, "topic")
        world.desk.write("tix.yaml", "format: 1\n")  # half resolved: tix can read it

    return prepare


def _mailed(world: World) -> None:
    """In the middle of ``git am``."""
    diverge(world.top, "src/main.c")
    patch = world.everything / "patch"
    patch.write_text(world.top.git("format-patch", "--stdout", "-1", "topic"))
    stops(world.top, "am", "--quiet", str(patch))


def _detached(world: World) -> None:
    world.top.git("checkout", "--quiet", "--detach")


def _unborn(world: World) -> None:
    world.top.git("symbolic-ref", "HEAD", "refs/heads/unborn")


def _bisect(world: World) -> None:
    world.top.write("src/more.c", "more\n")
    world.top.commit("More")
    world.top.git("bisect", "start", "HEAD", "HEAD~1")


def _staged(world: World) -> None:
    """Everything that can be staged, a ticket's hand edit among it."""
    code = world.top
    code.write("src/main.c", "staged\n")
    code.write("new.c", "new\n")
    code.git("add", ".")
    code.write("src/main.c", "not staged\n")
    code.write("intended.c", "intended\n")
    code.git("add", "--intent-to-add", "intended.c")
    code.git("update-index", "--chmod=+x", "new.c")
    if world.kind != "beside":
        _edit_ticket(world)
        code.git("add", str(world.desk.file_of("c3cccc")))


def _edit_ticket(world: World) -> None:
    file = world.desk.file_of("c3cccc")
    file.write_text(file.read_text().replace("opened:", "customer: By hand\nopened:", 1))


def _dirty(world: World) -> None:
    code = world.top
    code.write("src/main.c", "dirty\n")
    code.write("untracked/a.c", "untracked\n")
    code.write("ignored.o", "ignored\n")
    code.write(".gitignore", "*.o\n*.md\n/tickets/\nsub/tickets/\n")
    code.root.joinpath("link").symlink_to("src/main.c")
    code.root.joinpath("src/main.c").chmod(0o755)


def _stashed(world: World) -> None:
    world.top.write("src/main.c", "stashed\n")
    world.top.git("stash")
    world.top.write("src/main.c", "stashed too\n")
    world.top.git("stash")


def _flagged(world: World) -> None:
    """Files that git was told not to look at."""
    world.top.git("update-index", "--assume-unchanged", "src/main.c")
    world.top.write("src/main.c", "not looked at\n")


def _packed(world: World) -> None:
    world.top.git("pack-refs", "--all")
    world.top.git("gc", "--quiet")


def config(*pairs: tuple[str, str]) -> Prepare:
    """Settings of the repository."""

    def prepare(world: World) -> None:
        for name, value in pairs:
            world.top.git("config", name, value)

    return prepare


def _crlf(value: str) -> Prepare:
    def prepare(world: World) -> None:
        world.top.write("src/dos.c", "one\r\ntwo\r\n")
        world.top.commit("CRLF")
        world.top.git("config", "core.autocrlf", value)
        world.top.git("config", "core.safecrlf", "true")
        if world.root.is_dir():
            file = world.desk.file_of(SECRET)
            file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))

    return prepare


def _case_twins(world: World) -> None:
    """Files that differ in case alone."""
    world.top.write("README", "one\n")
    world.top.write("readme", "two\n")
    world.top.write("SRC/main.c", "three\n")
    world.top.commit("Twins")
    world.top.git("config", "core.ignoreCase", "true")


def _sparse(*args: str) -> Prepare:
    def prepare(world: World) -> None:
        world.top.write("other/b.c", "b\n")
        world.top.commit("More")
        rest = ["/tix.yaml"] if "--no-cone" in args else []
        keep = {"own": ["src", "tickets", *rest], "in-tree": ["src", "sub"], "beside": ["src"]}
        world.top.git("sparse-checkout", "set", *args, *keep[world.kind])

    return prepare


def _sparse_without_old_tickets(world: World) -> None:
    """The month of the tickets isn't checked out: they can't be seen, others can be opened."""
    place = f"{world.prefix}tickets/2026/11"
    world.top.git("sparse-checkout", "set", "--no-cone", "/*", f"!/{place}/")
    assert not (world.root / "tickets/2026/11").exists()


def _worktree_config(world: World) -> None:
    world.top.git("config", "extensions.worktreeConfig", "true")
    world.top.git("config", "--worktree", "user.name", "Ana of this tree")


def _core_worktree(world: World) -> None:
    world.top.git("config", "core.worktree", str(world.top.root))


def _separate(world: World) -> None:
    world.top.git("init", "--quiet", f"--separate-git-dir={world.everything / 'elsewhere.git'}")
    world.run.call("list", code=None)  # beside: the working tree has to be found again


def _no_identity(world: World) -> World:
    (world.everything / "home" / ".gitconfig").write_text("[init]\n\tdefaultBranch = main\n")
    world.top.git("config", "user.useConfigOnly", "true")
    return world


def _signing(world: World) -> None:
    if not shutil.which("ssh-keygen"):
        pytest.skip("there is no ssh-keygen")
    key = world.everything / "home" / "key"
    subprocess.run(
        ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "ana", "-f", str(key)], check=True
    )
    public = key.with_suffix(".pub").read_text()
    signers = world.everything / "home" / "signers"
    signers.write_text(f"ana@example.org {public}")
    config(
        ("gpg.format", "ssh"), ("user.signingKey", str(key)), ("commit.gpgsign", "true"),
        ("gpg.ssh.allowedSignersFile", str(signers)),
    )(world)  # fmt: skip


HOOKS = (
    "applypatch-msg", "commit-msg", "fsmonitor-watchman", "post-applypatch", "post-checkout",
    "post-commit", "post-index-change", "post-merge", "post-receive", "post-rewrite",
    "post-update", "pre-applypatch", "pre-auto-gc", "pre-commit", "pre-merge-commit",
    "pre-push", "pre-rebase", "pre-receive", "prepare-commit-msg", "proc-receive",
    "push-to-checkout", "reference-transaction", "sendemail-validate", "update",
)  # fmt: skip


def _hooks(configured: bool) -> Prepare:
    """Every hook there is leaves a file (which a look would see) and fails."""

    def prepare(world: World) -> None:
        folder = Path(world.top.git("rev-parse", "--absolute-git-dir").strip()) / "hooks"
        if configured:
            folder = world.everything / "hooks"
            world.top.git("config", "core.hooksPath", str(folder))
        folder.mkdir(exist_ok=True)
        for name in HOOKS:
            (folder / name).write_text(f"#!/bin/sh\n: > '{world.everything}/ran-{name}'\nexit 1\n")
            (folder / name).chmod(0o755)

    return prepare


def _fsmonitor(world: World) -> None:
    script = world.everything / "monitor"
    script.write_text(f"#!/bin/sh\n: > '{world.everything}/ran-monitor'\nexit 1\n")
    script.chmod(0o755)
    world.top.git("config", "core.fsmonitor", str(script))


def _index_version(world: World) -> None:
    world.top.git("update-index", "--index-version=4", "--force-untracked-cache")
    world.top.git("config", "index.version", "4")
    world.top.git("config", "core.untrackedCache", "true")


def _split_index(world: World) -> None:
    world.top.git("config", "core.splitIndex", "true")
    world.top.git("update-index", "--split-index")


def _desk_detached(world: World) -> None:
    world.desk.git("checkout", "--quiet", "--detach")


def _desk_bisect(world: World) -> None:
    world.desk.git("bisect", "start", "HEAD", "HEAD~1")


BESIDE = ("beside",)
IN_CODE = {"own": 4, "in-tree": 4}
ALL_REFUSE = dict.fromkeys(KINDS, 1)

STATES = (
    State("as-usual", lambda _: None),
    State("detached", _detached, no_sync=("own", "in-tree")),
    State("unborn", _unborn, may_fail=("undo",)),
    State("merge", _conflict("merge"), no_sync=("own", "in-tree")),
    State("rebase", _conflict("rebase"), refuses=IN_CODE),
    State("rebase-apply", _conflict("rebase", "--apply"), refuses=IN_CODE),
    State("cherry-pick", _conflict("cherry-pick"), no_sync=("own", "in-tree")),
    State("revert", _conflict("revert"), no_sync=("own", "in-tree")),
    State("am", _mailed, no_sync=("own", "in-tree")),
    State("bisect", _bisect, refuses=IN_CODE),
    State("desk-merge", _desk_conflict("merge"), BESIDE, without_desk=False, no_sync=BESIDE),
    State("desk-rebase", _desk_conflict("rebase"), BESIDE, {"beside": 4}, False),
    State("desk-cherry-pick", _desk_conflict("cherry-pick"), BESIDE, {}, False, no_sync=BESIDE),
    State("desk-detached", _desk_detached, BESIDE, {"beside": 4}, False),
    State("desk-bisect", _desk_bisect, BESIDE, {"beside": 4}, False),
    State("staged", _staged),
    State("dirty", _dirty),
    State("stashed", _stashed),
    State("flagged", _flagged),
    State("packed", _packed),
    State("autocrlf-true", _crlf("true")),
    State("autocrlf-input", _crlf("input")),
    State("case-twins", _case_twins),
    State("sparse-cone", _sparse("--cone")),
    State("sparse", _sparse("--no-cone")),
    State("worktree-config", _worktree_config),
    State("core-worktree", _core_worktree, ("own", "in-tree")),
    State("separate-git-dir", _separate),
    State("no-identity", _no_identity, refuses=ALL_REFUSE),
    State("signing", _signing),
    State("failing-signer", config(("commit.gpgsign", "true"), ("gpg.program", "false")),
          refuses=ALL_REFUSE),
    State("hooks", _hooks(configured=False)),
    State("hooks-path", _hooks(configured=True)),
    State("fsmonitor", _fsmonitor),
    State("index-version-4", _index_version),
    State("split-index", _split_index),
)  # fmt: skip
