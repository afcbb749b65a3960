"""What git runs to merge a ticket: three files in, one out. Without click, which costs more time
than the merge.

``BASE OURS THEIRS [PATH [MARKER-SIZE [OUTPUT]]]``, as in git's ``%O %A %B %P %L``. The result goes
to OUTPUT, else to OURS, whole or not at all; then standard output gets one word:

1. ``merged``, exit code 0.
2. ``conflict``, exit code 1: only a person can merge these, and the result has conflict markers.
3. Nothing, exit code 2: no result was written, and the reason is on standard error.
"""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from tix.errors import TixError
from tix.frozen import dataclass
from tix.model.merge.files import MergeConflictError, MergedFile, merge_files
from tix.model.ticket.document import is_readable
from tix.terminal import safe
from tix.terminal.streams import forget_result

MARKER_SIZE = 7
"""git's usual one. It asks for longer markers where it merges merge bases, which nobody sees."""

USAGE = "BASE OURS THEIRS [PATH [MARKER-SIZE [OUTPUT]]]"


@dataclass(frozen=True, slots=True)
class Call:
    """What git asks for: three files, the path that people know, and where the result goes."""

    base: Path
    ours: Path
    theirs: Path
    path: str
    marker_size: int
    output: Path | None


def main(arguments: Sequence[str]) -> int:
    """Merge, say what came of it, and give the exit code. Never raises."""
    try:
        return _merged(_call(arguments))
    except TixError as error:
        _tell(str(error))
    except OSError as error:
        _tell(f"{os.fsdecode(error.filename or 'tix')}: {(error.strerror or str(error)).lower()}")
    except KeyboardInterrupt:
        _tell("interrupted")
    except Exception as error:  # whatever it is: git merges, and the text isn't touched
        _tell(f"couldn't merge: {type(error).__name__}: {error}"[:300])
    return 2


class BadCallError(TixError):
    """Not the arguments that git gives."""

    exit_code = 2

    def __init__(self) -> None:
        super().__init__(f"merge-driver is run by git, with {USAGE}")


def _call(arguments: Sequence[str]) -> Call:
    if not 3 <= len(arguments) <= 6 or not "".join(arguments[4:5] or "0").isdecimal():
        raise BadCallError
    base, ours, theirs, path, size, output, *_ = (*arguments, *("" for _ in range(6)))
    return Call(
        Path(base), Path(ours), Path(theirs), path or ours, int(size or MARKER_SIZE),
        Path(output) if output else None,
    )  # fmt: skip


def _merged(call: Call) -> int:
    base, ours, theirs = (file.read_bytes() for file in (call.base, call.ours, call.theirs))
    try:
        merged = merge_files(base, ours, theirs)
    except MergeConflictError as error:
        _write(call, _with_markers(call, ours, theirs))
        if call.marker_size <= MARKER_SIZE:
            _tell(f"{call.path} {error}")
        return _say("conflict", 1)
    _write(call, merged.data)
    if call.marker_size <= MARKER_SIZE:
        for sentence in told(merged):
            _tell(sentence)
    return _say("merged", 0)


def _write(call: Call, data: bytes) -> None:
    """Write OUTPUT, which nobody takes over before the word; or beside OURS, then renamed."""
    new = call.output or call.ours.with_name(f"{call.ours.name}.tix")
    try:
        new.write_bytes(data)
        if call.output is None:
            new.replace(call.ours)
    except BaseException:
        new.unlink(missing_ok=True)
        raise


def told(merged: MergedFile) -> list[str]:
    """What people should know about a merge: a sentence with the way to see it, or none."""
    if merged.ident is None:
        return []
    said = []
    if merged.taken_by:
        said.append(f"taken by {' and '.join(merged.taken_by)}")
    if merged.reopened:
        said.append("not done, because the requester had more to say")
    if merged.asides:
        fields = dict.fromkeys(aside.field for aside in merged.asides)
        said.append(f"set aside in a note: {', '.join(fields)}")
    return [f"{merged.ident} {'; '.join(said)} (tix show {merged.ident})"] if said else []


# -- conflicts ------------------------------------------------------------------------------------


def _with_markers(call: Call, ours: bytes, theirs: bytes) -> bytes:
    """The file as git leaves it for a person.

    Two tickets are shown one after the other, whole: line by line, git would make a mixture of
    them, or even find no conflict.
    """
    if not is_readable(ours) or not is_readable(theirs):
        from tix.storage.git.process import Git, GitError  # conflicts are rare

        try:
            markers = b"<" * call.marker_size
            text = Git(Path.cwd()).run(
                "merge-file", "-p", f"--marker-size={call.marker_size}",
                "-L", "ours", "-L", "base", "-L", "theirs", "--end-of-options",
                str(call.ours), str(call.base), str(call.theirs), codes=range(128),
            )  # fmt: skip
            if any(line.startswith(markers) for line in text.split(b"\n")):
                return text
        except GitError:  # it takes NUL bytes for a binary file
            pass
    marks = [character * call.marker_size for character in (b"<", b"=", b">")]
    return b"".join(
        [
            marks[0],
            b" ours\n",
            _ended(ours),
            marks[1],
            b"\n",
            _ended(theirs),
            marks[2],
            b" theirs\n",
        ]
    )


def _ended(data: bytes) -> bytes:
    return data if not data or data.endswith(b"\n") else data + b"\n"


# -- output ---------------------------------------------------------------------------------------


def _say(word: str, code: int) -> int:
    """Tell the caller. The result is in place by now."""
    if sys.stdout is not None:
        try:
            print(word, flush=True)  # noqa: T201 (what git's shell line waits for)
        except (OSError, TixError):
            forget_result()
            raise
    return code


def _tell(sentence: str) -> None:
    if sys.stderr is not None:  # closed by the caller: print would take standard output
        print(f"tix: {safe.line(sentence)}", file=sys.stderr, flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
