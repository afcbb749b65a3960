"""``tix ci run``: a command goes through as it is, and has a ticket while it fails."""

import os
import select
import signal
import subprocess
import sys
import termios
import time
from pathlib import Path
from typing import IO

import pytest

import tix
from tests.conftest import DeskInFiles
from tix.ci.command_failure import key_of_command
from tix.model.ticket.document import load
from tix.model.ticket.ticket import Ticket

_PACKAGE = Path(tix.__file__).parent.parent


def only(desk: DeskInFiles) -> Ticket:
    (path,) = desk.root.glob("tickets/2*/*/*.md")
    return load(path.read_bytes()).record


@pytest.mark.slow
def test_a_command_has_a_ticket_until_it_passes(desk: DeskInFiles) -> None:
    script = "echo one; echo two >&2; test -e green"
    failed = desk.run("ci", "run", "--where", "here", "-l", "ci", "--", "sh", "-c", script, code=1)
    assert failed.stdout == "one\n"
    assert failed.stderr.startswith("two\n") and "opened" in failed.stderr
    ticket = only(desk)
    assert (ticket.failing, ticket.labels, ticket.key) == (
        ("here",), ("ci",), f"run:sh -c '{script}'",
    )  # fmt: skip
    assert "with exit code 1" in ticket.body and "    one\n" in ticket.body
    assert "    two\n" in ticket.body
    desk.run("ci", "run", "--where", "here", "--", "sh", "-c", script, code=1)
    assert len(only(desk).occurrences) == 2
    (desk.root / "green").touch()
    passed = desk.run("ci", "run", "--where", "here", "--", "sh", "-c", script)
    assert passed.stdout == "one\n" and "closed" in passed.stderr
    assert only(desk).status == "closed"
    desk.run("ci", "run", "--where", "here", "--", "sh", "-c", script)
    assert len(only(desk).occurrences) == 2


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (["sh", "-c", "exit 42"], 42),
        (["no-such-command"], 127),
        (["/"], 126),
        (["sh", "-c", "kill -TERM $$"], -signal.SIGTERM),
        (["sh", "-c", "kill -SEGV $$"], -signal.SIGSEGV),
    ],
)
def test_the_exit_code_is_the_commands_own_also_without_a_desk(
    tmp_path: Path, environ: dict[str, str], command: list[str], code: int
) -> None:
    nowhere = DeskInFiles(tmp_path, environ)
    result = nowhere.run("ci", "run", "--", *command, code=code)
    assert result.stdout == ""
    assert "not tracked: there is no desk" in result.stderr


def test_a_command_that_a_signal_killed_says_which(desk: DeskInFiles) -> None:
    args = ("ci", "run", "--key", "boom", "--", "sh", "-c", "kill -ABRT $$")
    desk.run(*args, code=-signal.SIGABRT)
    assert "killed by SIGABRT" in only(desk).body and only(desk).key == "boom"


def test_bytes_go_through_as_they_are(desk: DeskInFiles) -> None:
    script = (
        "import sys; sys.stdout.buffer.write(bytes(range(256)) * 2000 + sys.stdin.buffer.read())"
    )
    done = desk.run("ci", "run", "--", sys.executable, "-c", script, stdin=b"\xff in")
    assert done.raw == bytes(range(256)) * 2000 + b"\xff in"


_AS_ON_MACOS = (
    "import sys, tix.console.child as child; child.CAN_WAIT = False\n"
    "from tix.cli import main; main(sys.argv[1:])"
)


def _started(
    desk: DeskInFiles, script: str, *, waits: bool = True, stdout: int = subprocess.PIPE
) -> "subprocess.Popen[bytes]":
    """tix as it runs a command that says "ready"; that is read here if it comes through a pipe."""
    python = ["-m", "tix"] if waits else ["-c", _AS_ON_MACOS]
    process = subprocess.Popen(
        [sys.executable, *python, "ci", "run", "--", "sh", "-c", script],
        cwd=desk.root, env={**desk.environ, "PYTHONPATH": str(_PACKAGE)},
        stdout=stdout, stderr=subprocess.PIPE,
    )  # fmt: skip
    if process.stdout is not None:
        assert process.stdout.readline() == b"ready\n"
    return process


@pytest.mark.parametrize(
    ("number", "waits"),
    [
        (signal.SIGTERM, True),
        (signal.SIGINT, True),
        (signal.SIGUSR1, True),
        (signal.SIGTERM, False),
    ],
)
def test_signals_are_handed_on(desk: DeskInFiles, number: signal.Signals, waits: bool) -> None:
    script = (
        f"trap 'echo got it; exit 3' {number.name[3:]}; echo ready; while :; do sleep 0.05; done"
    )
    process = _started(desk, script, waits=waits)
    process.send_signal(number)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (3, b"got it\n")
    stopped = b"stopped from outside" in err
    assert stopped is (number is not signal.SIGUSR1)
    assert stopped is not bool([*desk.root.glob("tickets/2*")])


@pytest.mark.slow
def test_what_a_command_leaves_behind_is_not_waited_for(desk: DeskInFiles) -> None:
    start = time.monotonic()
    desk.run("ci", "run", "--", "sh", "-c", "sleep 30 & echo done")
    assert time.monotonic() - start < 25


def test_at_a_terminal_a_command_has_one_too(desk: DeskInFiles) -> None:
    script = "test -t 1 && stty size && printf 'a\\nb'"
    shown = desk.tty("ci", "run", "--", "sh", "-c", script, columns=70, lines=20)
    assert shown.stdout == "20 70\na\nb"


@pytest.mark.slow
@pytest.mark.parametrize("waits", [True, False])
def test_the_commands_terminal_follows_the_size_of_ones_own(desk: DeskInFiles, waits: bool) -> None:
    script = "trap 'stty size <&1; exit' WINCH; echo ready; while :; do sleep 0.05; done"
    master, slave = os.openpty()
    process = _started(desk, script, waits=waits, stdout=slave)
    os.close(slave)
    with os.fdopen(master, "rb", buffering=0) as screen:
        assert _line(screen) == b"ready\r\n"
        termios.tcsetwinsize(master, (11, 77))
        process.send_signal(signal.SIGWINCH)
        assert _line(screen) == b"11 77\r\n"
        assert process.wait(timeout=30) == 0
    assert process.stderr is not None
    process.stderr.close()


def _line(screen: IO[bytes]) -> bytes:
    """The next line on a screen, within 30 seconds."""
    assert select.select([screen], [], [], 30)[0]
    return screen.readline()


def test_a_signal_that_comes_as_the_command_ends_still_counts() -> None:
    script = "kill -TERM $PPID; exit 3"
    code = "from tix.console.child import run_through as run; import sys; print(run(sys.argv[1:]))"
    done = subprocess.run(
        [sys.executable, "-c", code, "sh", "-c", script],
        cwd=_PACKAGE, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "was_stopped=True" in done.stdout


def test_an_output_is_kept_whole_up_to_its_limit() -> None:
    code = "from tix.console.child import run_through as run; import sys\n"
    code += "print(len(run(sys.argv[1:]).tail), file=sys.stderr)"
    for script, kept in (
        ("print('a' * 9); print('b' * 63989)", 64_000),
        ("print('a' * 9); print('b' * 63990)", 63_991),
        ("print('a' * 300_000); print('b' * 63_000)", 63_001),
    ):
        done = subprocess.run(
            [sys.executable, "-c", code, sys.executable, "-c", script],
            cwd=_PACKAGE, capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert done.stderr == f"{kept}\n"


def test_a_reader_that_goes_away_stops_the_command(desk: DeskInFiles) -> None:
    process = _started(desk, "echo ready; yes")
    assert process.stdout is not None
    process.stdout.close()
    assert process.wait(timeout=30) != 0
    assert process.stderr is not None
    assert b"not tracked" in process.stderr.read()
    process.stderr.close()
    assert not [*desk.root.glob("tickets/2*")]


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device")
def test_an_output_that_cannot_be_written_is_no_success(desk: DeskInFiles) -> None:
    for script, code in (("echo hi", 1), ("yes", 141), ("exec >&-; exit 0", 0)):
        with Path("/dev/full").open("wb") as full:
            process = _started(desk, script, stdout=full.fileno())
        _, said = process.communicate(timeout=60)
        assert process.returncode == code, script
        assert (b"couldn't be written" in said) is (code != 0)
    assert not [*desk.root.glob("tickets/2*")]


def test_keys_of_commands_hold_no_secrets_and_no_paths_of_the_machine() -> None:
    assert key_of_command(["/home/ana/shop/test.sh", "x y"], "", str) == "run:test.sh 'x y'"
    assert key_of_command(["make"], "sub", str) == "run:sub: make"
    masked = key_of_command(["curl", "s3cret"], "", lambda text: text.replace("s3cret", "X"))
    assert masked == "run:curl X"


def test_secrets_in_the_output_are_masked_in_the_ticket_alone(desk: DeskInFiles) -> None:
    secret = desk.with_environ(DEPLOY_TOKEN="hunter2hunter2")
    result = secret.run("ci", "run", "--", "sh", "-c", "echo $DEPLOY_TOKEN; false", code=1)
    assert result.stdout == "hunter2hunter2\n"  # unchanged
    assert "hunter2" not in desk.git("log", "-p", "--all") and "[masked]" in only(desk).body


def test_an_option_that_there_is_not_is_no_command(desk: DeskInFiles) -> None:
    assert (
        "no such option '--json'" in desk.call("ci", "run", "--json", "--", "true", code=2).stderr
    )
    assert desk.call("list", "--all").stdout == ""
