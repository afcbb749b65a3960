"""What must hold after a run that was killed or failed, whatever it was doing."""

import subprocess

from tests.conftest import DeskInFiles, Result
from tests.robustness.bench import NOTHING, Files, Scene, View, comparable
from tests.robustness.commands import BYSTANDER, SYNCING


def assert_sound(scene: Scene, before: View, after: View, *, time_passes: bool = True) -> None:
    """Nothing is lost or half there; reading and the next writing command work as they are."""
    if time_passes:
        scene.let_time_pass()
    if scene.row.place in SYNCING or _is_cut_short(scene, before):
        scene.here.call("list", code=None)  # with any command it comes back or goes on
    now = comparable(scene.view(), before)
    assert_old_or_new(now.files, before.files, after.files)
    assert_old_or_new(now.committed, before.committed, after.committed)
    assert_readable(scene)
    assert_next_command_works(scene, before)
    assert_healthy(scene.here)
    assert_nothing_reversed(scene)
    left = [str(lock.relative_to(scene.here.root)) for lock in scene.locks()]
    assert left == [], f"locks are left: {left}"


def _is_cut_short(scene: Scene, before: View) -> bool:
    """Whether the run was ended between taking a file out of its place and putting the new one
    there (then the old one is kept), or while git made the desk's folder."""
    gone = before.files.keys() - scene.view().files.keys()
    scratch = scene.here.root.glob(".git/**/tix/scratch/**/*")
    kept = {path.read_bytes() for path in scratch if path.is_file()}
    was_moved = {path for path in gone if before.files[path] in kept}
    return bool(was_moved) or "tix.yaml" not in before.files


def assert_old_or_new(now: Files, old: Files, new: Files) -> None:
    """Each file is as it was before the command, or as the command would have left it."""
    for path in {*now, *old, *new}:
        allowed = (old.get(path), new.get(path))
        assert now.get(path) in allowed, f"{path}: {now.get(path)!r} is none of {allowed}"


def assert_done(scene: Scene, before: View, after: View) -> None:
    """What a command that said "done" has done is in the files and in the branch."""
    now = comparable(scene.view(), before)
    assert dict(now.files) == dict(after.files)
    assert dict(now.committed) == dict(after.committed)


def assert_unchanged(scene: Scene, before: View) -> None:
    """What a command that said "nothing was changed" has left alone."""
    now = scene.view()
    assert dict(now.files) == dict(before.files)
    if scene.row.place not in SYNCING:  # a sync commits edits made by hand before anything else
        assert dict(now.committed) == dict(before.committed)


_ONLY_SAID = "tix: HEAD is detached: the commit is on no branch"
"""What is told of a commit that was made, whether or not its result can be written."""


def assert_clear(result: Result) -> None:
    """A command that failed says so in one sentence and one hint, and isn't surprised."""
    assert result.code in (1, 4), result
    complaints = [
        line
        for line in result.stderr.splitlines()
        if line.startswith("tix: ") and not line.startswith(_ONLY_SAID)
    ]
    assert len(complaints) == 1, result.stderr
    assert "Traceback" not in result.stderr, result.stderr
    assert "went wrong that shouldn't" not in result.stderr, result.stderr


def assert_readable(scene: Scene) -> None:
    """Reading works, where there is a desk."""
    made = scene.row.makes_desk
    listed = scene.here.call("list", "--all", "--ids", code=None)
    if made and listed.code:  # there is none yet, or its branch isn't remembered yet
        assert listed.code in (1, 4) and "tix init" in listed.stderr, listed.stderr
        return
    assert listed.code == 0, listed.stderr
    if not made:
        assert BYSTANDER in listed.stdout
    checked = scene.here.call("check", code=None)
    mends = scene.row.args[0] == "check"
    assert checked.code in ((0, 4) if mends else (0,)), checked.stdout + checked.stderr


def assert_next_command_works(scene: Scene, before: View) -> None:
    """A person types the same again, then goes on with something else. No step by hand."""
    if scene.row.makes_desk:
        scene.here.call(*scene.args)
        ident = scene.here.open("Next")
    else:
        again = scene.here.call(*scene.args, code=None)
        done = (4,) if scene.row.args[0] == "invoice" else ()  # it was pushed before the end
        assert again.code in (0, 1, 3, *done), again.stderr
        if again.code == 1:  # nothing is left to be done
            assert "git" not in again.stderr and "lock" not in again.stderr, again.stderr
        ident = BYSTANDER
        scene.here.call("comment", ident, "Next")
    desk = scene.desk
    file = desk.file_of(ident)
    path = str(file.relative_to(desk.root))
    assert desk.git("show", f"HEAD:{path}").encode() == file.read_bytes()
    if before.tip:
        where = scene.here if scene.row.makes_desk else scene.desk
        where.git("merge-base", "--is-ancestor", before.tip, "HEAD")


def assert_healthy(here: DeskInFiles) -> None:
    """git finds no fault with the repository; what nothing refers to is none."""
    done = subprocess.run(
        ["git", "fsck", "--strict", "--no-dangling"],
        cwd=here.root,
        env=dict(here.environ),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0 and "error" not in done.stderr, done.stdout + done.stderr


def assert_nothing_reversed(scene: Scene) -> None:
    """What is staged is what stands in the files: nothing that takes a commit back."""
    desk = scene.desk
    looking = desk.with_environ(GIT_OPTIONAL_LOCKS="0")
    status = looking.git("status", "--porcelain", "-z", "-uno", "--no-renames")
    for line in status.split("\0")[:-1]:
        staged, unstaged, path = line[0], line[1], line[3:]
        if staged != " ":
            assert unstaged == " ", status
            assert staged != "D" or not (desk.root / path).exists(), status


def expected(scene: Scene, before: View) -> View:
    """How the scene looks now, to compare later runs with."""
    after = comparable(scene.view(), before)
    assert after != NOTHING
    return after
