"""The merge driver in a clone's git config: with it, plain git merges tickets as tix does.

``merge.tix.driver`` is a shell line that git hands to ``sh -c`` in the top folder of the working
tree. It holds these promises:

- It runs the tix that set it up, else ``tix`` on the PATH. Python gets ``-E -P``: a ``re.py`` in
  somebody's repository isn't imported, not even with ``PYTHONPATH=:/more``, in which the empty part
  means the current folder.
- tix writes beside, and *says* on standard output what it did. Only if it says ``merged`` or
  ``conflict`` is the file taken over. An exit code proves nothing: Python exits with 1, too, when
  it can't find a module, and any program may be called ``tix``.
- Whatever else happens (no tix, a crash, a kill), git's own ``merge-file`` merges or leaves
  conflict markers. Without it git would leave *ours* as it is, without a mark in the file.
- The exit code is 0 or 1: one above 128 ends the whole merge.

Every command makes sure that the line is there, so a clone needs no set-up. That costs one read of
the config file, and no git.

Beside it git is told not to move files because others moved the rest of their folder, in a clone
that has nothing but a desk. Months of the archive aren't folders that somebody renames: git before
2.52 loses the ticket that one side archived and the other changed, if that one brought back the
only other of its month. Where there is code, merging it is the business of those who write it.
"""

import contextlib
import os
import sys
from pathlib import Path

from tix.errors import TixError
from tix.model.layout import OWN_PATHS
from tix.storage.desk.paths import clone_state
from tix.storage.git.process import Git

SECTION = "merge.tix"
STAYING, STAYING_BY_TIX = "merge.directoryRenames", "tix.directoryRenames"
"""Settings: git moves no file along with its folder; and that it was tix which said so."""

_NAME = "tix merges tickets"
_SET = ("config", "--local")
_MODULE = "tix/console/merge_files.py"
_CODE = (
    "import sys; home = sys.argv.pop(1); home in sys.path or sys.path.insert(0, home);"
    " from tix.console.merge_files import main; sys.exit(main(sys.argv[1:]))"
)
_PYTHON, _HOME = "tix_python=", " tix_home="
_REST = (
    f'; if [ -x "$tix_python" ] && [ -f "$tix_home/{_MODULE}" ];'
    f' then set -- "$tix_python" -E -P -c "{_CODE}" "$tix_home"'
    "; else set -- tix merge-driver --; fi"
    '; said=$("$@" %O %A %B %P %L %A.tix)'
    "; case $said in merged|conflict)"
    ' mv -f %A.tix %A && { [ "$said" = merged ]; exit; };; esac'
    "; rm -f %A.tix"
    "; git merge-file --marker-size=%L -L ours -L base -L theirs %A %O %B || exit 1"
)


def ensure(common_dir: Path, git: Git) -> None:
    """Set the driver up in a clone that has none, or one whose program is gone by now.

    Best effort: a repository that can't be written is no error.
    """
    if not installed(common_dir):
        with contextlib.suppress(TixError, OSError):
            install(common_dir, git)


def installed(common_dir: Path) -> bool:
    """Whether git in this clone merges tickets with a tix that is there (or as somebody chose)."""
    written = _recorded(common_dir)
    return written is not None and (written == _quoted_line() or _is_usable(_plain(written)))


def install(common_dir: Path, git: Git) -> None:
    """Write the driver of the tix that is running into the clone's config. Raises TixError."""
    from tix.storage.desk.lock import exclusive  # once in a clone's life
    from tix.storage.git.locks import patiently

    with exclusive(clone_state(common_dir).driver_lock, patience=2):
        if _recorded(common_dir) != _quoted_line():
            patiently(git, *_SET, f"{SECTION}.name", _NAME, patience=0)
            if _is_alone(common_dir, git) and not git.succeeds("config", STAYING):
                for name in (STAYING_BY_TIX, STAYING):
                    patiently(git, *_SET, name, "false", patience=0)
            line = _line()  # last, because it is looked for
            patiently(git, *_SET, f"{SECTION}.driver", line, patience=0)


def _is_alone(common_dir: Path, git: Git) -> bool:
    """Whether no folder of the repository, checked out or not, is anybody's but the desk's."""
    from tix.storage.git.tree_entries import top_names  # once in a clone's life

    top = common_dir.parent
    if git.folder.resolve() != top.resolve():
        return False
    here = (each.name for each in os.scandir(top) if each.is_dir(follow_symlinks=False))
    names = (*here, *top_names(git, "HEAD", only_folders=True))
    return all(name.startswith(".") or name in OWN_PATHS for name in names)


def _line() -> str:
    """The shell line that runs this very tix."""
    home = Path(__file__).parents[3]
    return f"{_PYTHON}{_quoted(sys.executable or '')}{_HOME}{_quoted(str(home))}{_REST}"


def _quoted(path: str) -> str:
    """For git, which takes ``%%`` for a percent sign, and then for the shell."""
    return "'" + path.replace("'", "'\\''").replace("%", "%%") + "'"


def _is_usable(line: str) -> bool:
    """Whether a line that isn't ours is that of another tix that is there, or somebody's own."""
    if not line.startswith(_PYTHON):
        return True
    if not line.endswith(_REST):  # of another version
        return False
    words = line.removeprefix(_PYTHON).removesuffix(_REST).split(_HOME)
    paths = [word[1:-1].replace("'\\''", "'").replace("%%", "%") for word in words]
    return len(paths) == 2 and os.access(paths[0], os.X_OK) and Path(paths[1], _MODULE).is_file()


# -- the config file ------------------------------------------------------------------------------

_HEADER = '[merge "tix"]'


def _recorded(common_dir: Path) -> str | None:
    """The driver's line in the clone's config, as it stands there."""
    try:
        text = os.fsdecode((common_dir / "config").read_bytes())
    except OSError:
        return None
    is_ours = False
    for line in text.split("\n"):
        stripped = line.strip(" \t\r")
        if stripped.startswith("["):
            is_ours = stripped == _HEADER
        elif is_ours and stripped.startswith("driver"):
            name, given, value = stripped.partition("=")
            if given and name.rstrip(" \t") == "driver":
                return value.lstrip(" \t")
    return None


def _quoted_line() -> str:
    """Our line in git's config syntax."""
    escaped = _line().replace("\\", "\\\\").replace('"', '\\"')
    return '"' + escaped.replace("\n", "\\n").replace("\t", "\\t") + '"'


def _plain(written: str) -> str:
    """A value of the config without its quotes and escapes."""
    import re  # few runs meet a line that isn't theirs

    return re.sub(
        r'\\(.)|"', lambda found: {"n": "\n", "t": "\t"}.get(found[1], found[1] or ""), written
    )
