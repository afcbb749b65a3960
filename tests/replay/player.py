"""Plays a chapter of the session against a program, in a clean environment, and keeps what it did.

A call of tix becomes texts: what it printed, its exit code, branches, what git says is changed,
new commits, and the files that are other than after the call before. The clock is the chapter's,
and chance is fixed (``stage/sitecustomize.py``). Programs may draw their random numbers in another
order, so ids and git's names of objects are numbered in the order in which they appear.
"""

import os
import re
import subprocess
import sys
import tarfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from itertools import zip_longest
from pathlib import Path

HERE = Path(__file__).parent
CHECKOUT = HERE.parents[1]
STAGE = HERE / "stage"
CHAPTERS = tuple(sorted((HERE / "chapters").glob("*.sh")))

_ID = "[a-hjkmnp-tv-z][0-9a-hjkmnp-tv-z]{5}"
_NEW_ID = re.compile(rf"(?<=/)({_ID})(?=\.md)|\b(c-{_ID})(?![0-9a-z])")
_OBJECT = re.compile(r"\b[0-9a-f]{40}\b")
_WORD = re.compile(r"\b(?:c-)?[0-9a-z]{6,40}\b")
_SHORTEST_NAME = 7  # of an object, as git abbreviates it
_LOG = (
    *("log", "--all", "--reflog", "--patch", "--full-index", "--no-renames", "--root"),
    *("--diff-merges=separate", "--no-ext-diff"),
    "--format=%x00%H%x00%P%x00author %an <%ae> %aI%ncommitter %cn <%ce> %cI%n%n%B",
)


@dataclass(frozen=True)
class Call:
    """A call of tix: the command, and all that came of it, by what it is."""

    command: str
    texts: Mapping[str, str]


# -- playing --------------------------------------------------------------------------------------


def play(chapter: Path, program: Path, folder: Path) -> list[Call]:
    """Play a chapter in a new folder. The program is an executable, or a checkout of tix."""
    for part in ("kept", "work", "home"):
        (folder / part).mkdir(parents=True)
    (folder / "home/.gitconfig").write_text("[init]\n\tdefaultBranch = main\n[gc]\n\tauto = 0\n")
    done = subprocess.run(
        ["sh", "-c", (STAGE / "prelude.sh").read_text() + chapter.read_text(), chapter.name],
        env=_environment(program, folder),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
    )
    assert done.stderr == "", f"{chapter.name} itself went wrong:\n{done.stderr}"
    return _numbered(list(_calls(folder)))


def _environment(program: Path, folder: Path) -> dict[str, str]:
    """All that a chapter, and tix in it, get to see of the world."""
    is_checkout = program.is_dir()
    return {
        "PATH": f"{STAGE}:{os.environ['PATH']}",
        "HOME": str(folder / "home"),
        "TMPDIR": str(folder),
        "LC_ALL": "C.UTF-8",
        "TERM": "dumb",
        "COLUMNS": "100",
        "TIX_PAGER": "cat",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CEILING_DIRECTORIES": str(folder),
        "REPLAY_PROGRAM": f"{sys.executable} -P -m tix" if is_checkout else str(program.resolve()),
        "REPLAY_PATH": f"{STAGE}:{program.resolve()}" if is_checkout else str(STAGE),
        "REPLAY_STAGE": str(STAGE),
        "REPLAY_KEPT": str(folder / "kept"),
        "FOLDER": str(folder / "work"),
        "DATA": str(CHECKOUT / "tests/data"),
        "EXAMPLES": str(CHECKOUT / "examples"),
    }


# -- what was kept --------------------------------------------------------------------------------


def _calls(folder: Path) -> Iterator[Call]:
    """Every call of a chapter, with only what is new of files and commits."""
    commits = _commits(folder / "work")
    seen: set[str] = set()
    files: dict[str, str] = {}
    for kept in sorted((folder / "kept").iterdir()):
        texts = {
            name: (kept / name).read_text(errors="backslashreplace")
            for name in ("command", "exit code", "stdout", "stderr", "status", "branches")
        }
        for commit in _new(commits, _OBJECT.findall(texts["branches"]), seen):
            texts[f"commit {commit}"] = commits[commit].text
        before, files = files, _files(kept / "files")
        for path in sorted({*before, *files}):
            if before.get(path) != files.get(path):
                texts[f"file {path}"] = files.get(path, "(none)")
        yield Call(
            texts["command"],
            {what: text.replace(str(folder), "…") for what, text in texts.items()},
        )


@dataclass(frozen=True)
class _Commit:
    parents: tuple[str, ...]
    text: str


def _commits(folder: Path) -> dict[str, _Commit]:
    """Every commit of every repository of a folder."""
    found: dict[str, _Commit] = {}
    for repository in sorted([*folder.glob("*/.git/"), *folder.glob("*.git/")]):
        arguments = ["git", "--git-dir", str(repository), *_LOG]
        log = subprocess.run(arguments, capture_output=True, check=True).stdout
        fields = log.decode(errors="backslashreplace").split("\0")[1:]
        for name, parents, text in zip(*[iter(fields)] * 3, strict=True):
            earlier = found[name].text if name in found else ""
            found[name] = _Commit(tuple(parents.split()), earlier or text)
    return found


def _new(commits: Mapping[str, _Commit], ends: Sequence[str], seen: set[str]) -> Iterator[str]:
    """The commits behind branches that haven't been met, which they have then."""
    ahead = [end for end in ends if end in commits]
    while ahead:
        name = ahead.pop(0)
        if name not in seen:
            seen.add(name)
            ahead += commits[name].parents
            yield name


def _files(archive: Path) -> dict[str, str]:
    """The files in an archive; for a link, where it leads."""
    with tarfile.open(archive) as opened:
        return {member.name: _content(opened, member) for member in opened if not member.isdir()}


def _content(archive: tarfile.TarFile, member: tarfile.TarInfo) -> str:
    content = archive.extractfile(member) if member.isfile() else None
    if content is None:
        return f"-> {member.linkname}"
    return content.read().decode(errors="backslashreplace")


# -- numbers for what is random -------------------------------------------------------------------


def _numbered(calls: Sequence[Call]) -> list[Call]:
    """The calls with ids and names of objects numbered as they appear, also shortened names."""
    parts = [text for call in calls for pair in call.texts.items() for text in pair]
    known = {a or b: a or b for text in parts for a, b in _NEW_ID.findall(text)}
    for name in {name for text in parts for name in _OBJECT.findall(text)}:
        known.update((name[:end], name) for end in range(_SHORTEST_NAME, len(name) + 1))
    numbers: dict[str, int] = {}

    def number(found: re.Match[str]) -> str:
        whole = known.get(found[0])
        if whole is None:
            return found[0]
        kind = "object" if len(whole) == 40 else "comment" if whole.startswith("c-") else "ticket"
        return f"{kind}-{numbers.setdefault(whole, len(numbers) + 1)}"

    return [
        Call(
            _WORD.sub(number, call.command),
            {_WORD.sub(number, what): _WORD.sub(number, text) for what, text in call.texts.items()},
        )
        for call in calls
    ]


# -- comparing ------------------------------------------------------------------------------------


def first_difference(old: Sequence[Call], new: Sequence[Call]) -> str | None:
    """The first call in which two playings differ, and in what; None if there is none."""
    nothing = Call("(no call)", {})
    for number, (call, other) in enumerate(zip_longest(old, new, fillvalue=nothing), 1):
        lines = [
            line
            for what in dict.fromkeys([*call.texts, *other.texts])
            for line in _difference(what, call.texts.get(what, ""), other.texts.get(what, ""))
        ]
        if lines:
            return "\n".join([f"call {number}: {call.command}", *lines])
    return None


def _difference(what: str, old: str, new: str) -> list[str]:
    sides = (old.splitlines(keepends=True), new.splitlines(keepends=True))
    found = unified_diff(*sides, f"{what}, old", f"{what}, new", n=2)
    return [repr(line)[1:-1] if "\r" in line else line.rstrip("\n") for line in found]
