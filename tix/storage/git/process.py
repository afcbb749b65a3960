"""The one module that runs git: argument lists, a clean environment, no hook, no surprise.

git is called as a process, without a shell, with the settings and the environment of
``environment.py``.
"""

import contextlib
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tix.errors import TixError
from tix.frozen import dataclass
from tix.quick_typing import TYPE_CHECKING
from tix.storage.git.environment import (
    SAFE_SETTINGS,
    SETTINGS,
    clean_environment,
    has_global_settings,
)
from tix.storage.git.running import RunningGit

OWN_GROUP = 0
"""For ``group``: the process gets a group of its own."""

if TYPE_CHECKING:
    import subprocess

    Process = subprocess.Popen[bytes]
    """A git that is running."""
else:
    Process = object  # subprocess takes as long to import as many a git to run: where it is used


class GitError(TixError):
    """git failed. The message is git's own first complaint."""

    def __init__(self, args: Sequence[str], complaint: str, code: int) -> None:
        self.complaint = complaint
        self.code = code
        name = _command(args)
        super().__init__(f"git {name} failed: {_sentence(complaint) or f'exit code {code}'}")


class GitMissingError(TixError):
    """git isn't installed."""

    def __init__(self) -> None:
        super().__init__("tix needs git, and there is no program 'git' here", hint="install git")


class DubiousOwnershipError(TixError):
    """git refuses a repository that belongs to somebody else."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"git doesn't trust {path}: it belongs to another user",
            hint=f"git config --global --add safe.directory '{path}'"
            if has_global_settings()
            else "export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory"
            f" GIT_CONFIG_VALUE_0='{path}'",
        )


def _command(args: Sequence[str]) -> str:
    """git's command among its arguments: what stands behind the settings (``-c NAME=VALUE``)."""
    words = iter(args)
    for word in words:
        if not word.startswith("-"):
            return word
        if word in ("-c", "-C"):
            next(words, None)
    return ""


def _sentence(complaint: str) -> str:
    """git's complaint without its prefixes, on one line."""
    lines = [line.strip() for line in complaint.splitlines() if line.strip()]
    for line in lines:
        for prefix in ("fatal: ", "error: "):
            if line.startswith(prefix):
                return line.removeprefix(prefix)
    return lines[0] if lines else ""


@dataclass(frozen=True, slots=True)
class Git:
    """git, run in one folder. ``git_dir``: where its git folder is, if git can't find it there."""

    folder: Path
    git_dir: Path | None = None

    @property
    def _place(self) -> tuple[str, ...]:
        if self.git_dir is None:
            return ()
        return f"--git-dir={self.git_dir}", f"--work-tree={self.folder}"

    def run(
        self,
        *args: str,
        stdin: bytes | None = None,
        codes: Sequence[int] = (0,),
        environment: dict[str, str] | None = None,
        group: int | None = None,
    ) -> bytes:
        """Standard output of ``git ARGS``. Raises GitError for exit codes not in ``codes``."""
        running = self.begin(
            *args, is_fed=stdin is not None, environment=environment, own_group=group == OWN_GROUP
        )
        if stdin is not None:
            running.feed(stdin)
        return self.end(running, codes)

    def run_until(self, until: float, *args: str, environment: dict[str, str]) -> bool:
        """Run ``git ARGS``; whether it came to its end before that time (of ``time.monotonic``).

        If not, it is ended, with what it has started. Raises GitError.
        """
        import signal
        import subprocess
        import time

        process = self.start(*args, environment=environment, group=OWN_GROUP)
        try:
            _, complaint = process.communicate(timeout=max(0.0, until - time.monotonic()))
        except BaseException as error:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # ssh, too
            process.communicate()
            if isinstance(error, subprocess.TimeoutExpired):
                return False
            raise
        if process.returncode:
            raise self.error(args, complaint.decode(errors="replace"), process.returncode)
        return True

    def begin(
        self,
        *args: str,
        is_fed: bool = False,
        environment: dict[str, str] | None = None,
        own_group: bool = False,
    ) -> RunningGit:
        """Start git, whose output ``end`` waits for. ``is_fed``: ``feed`` has its input.

        ``own_group``: as ``start`` with ``OWN_GROUP``.
        """
        if not self.folder.is_dir():
            raise NoSuchFolderError(self.folder)
        try:
            return RunningGit(
                str(self.folder), *self._place, *args,
                is_fed=is_fed, environment=environment, own_group=own_group,
            )  # fmt: skip
        except (FileNotFoundError, NotADirectoryError, PermissionError):
            raise GitMissingError from None

    def end(self, running: RunningGit, codes: Sequence[int] = (0,)) -> bytes:
        """Wait for a git that was started here. Raises GitError for exit codes not in ``codes``."""
        code, output, complaint = running.finish()
        if code not in codes:
            raise self.error(running.args, complaint.decode(errors="replace"), code)
        return output

    def talk(self, *args: str, environment: dict[str, str], tell: Callable[[bytes], None]) -> None:
        """Run ``git ARGS`` and pass on each line of its progress while it runs.

        An empty one stands for a while without any. Raises GitError, whose complaint has what git
        printed, too.
        """
        said = []
        with self.start(*args, environment=environment) as process:
            assert process.stdin and process.stdout and process.stderr
            process.stdin.close()
            try:
                for part in _parts(process.stderr.fileno()):
                    said.append(part)
                    tell(part.rpartition(b"\r")[0].rpartition(b"\r")[2] or part)
                output = process.stdout.read()
            except BaseException:
                process.terminate()  # or else it would go on alone, perhaps for ever
                raise
        if process.returncode:
            complaint = (output + b"\n" + b"".join(said)).decode(errors="replace")
            raise self.error(args, complaint, process.returncode)

    def line(self, *args: str, codes: Sequence[int] = (0,)) -> str:
        """The output as one text, without the final line end."""
        return self.run(*args, codes=codes).decode(errors="surrogateescape").rstrip("\n")

    def succeeds(self, *args: str) -> bool:
        """Whether ``git ARGS`` exits with 0."""
        return self.begin(*args).finish()[0] == 0

    def start(
        self, *args: str, environment: dict[str, str] | None = None, group: int | None = None
    ) -> Process:
        """A running ``git ARGS`` with pipes for its three streams.

        ``OWN_GROUP`` is for what must come to its end even if tix is interrupted or killed: a
        git that dies leaves its lock files. It can't ask at the terminal then.
        """
        import subprocess

        try:
            return subprocess.Popen(
                ["git", *SETTINGS, *self._place, *args],
                cwd=self.folder,
                env=clean_environment() | (environment or {}),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                process_group=group,
            )
        except (FileNotFoundError, NotADirectoryError, PermissionError):
            if not self.folder.is_dir():
                raise NoSuchFolderError(self.folder) from None
            raise GitMissingError from None

    def leave(self, *args: str) -> None:
        """Start ``git ARGS`` and leave it alone: it goes on when tix has ended, in a session of
        its own and without streams, and may tidy up. Whatever goes wrong, it says nothing."""
        import subprocess

        with contextlib.suppress(OSError):
            process = subprocess.Popen(
                ["git", *SAFE_SETTINGS, *args],
                cwd=self.folder,
                env=clean_environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
            os.setpriority(os.PRIO_PROCESS, process.pid, _LOW)

    def error(self, args: Sequence[str], complaint: str, code: int) -> TixError:
        """The error for a git that failed."""
        if "dubious ownership" in complaint:
            return DubiousOwnershipError(self.folder)
        return GitError(args, complaint, code)


_LOW = 10
"""How much others come first, in the system's measure."""

_SILENCE = 0.5
"""Seconds without a word of git's that are told."""


def _parts(descriptor: int) -> Iterator[bytes]:
    """The parts of a stream as they come; empty ones while nothing comes."""
    import select  # only where progress is shown

    while True:
        if not select.select([descriptor], [], [], _SILENCE)[0]:
            yield b""
        elif part := os.read(descriptor, 65536):
            yield part
        else:
            return


class NoSuchFolderError(TixError):
    """The folder to work in doesn't exist."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} is not a folder")
