"""Runs of tix that are killed at a place in its own code, or stop there until they are."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator

from tests.conftest import _PACKAGE, DeskInFiles

_KILLED_AT = """
import importlib, os, signal, sys
from tix import cli
module, owner, name, number, when, sign, *args = sys.argv[1:]
place = importlib.import_module(module)
place = getattr(place, owner) if owner else place
real, calls = getattr(place, name), []

def killing(*args, **options):
    calls.append(name)
    is_time = len(calls) == int(number)
    if is_time and when == "before":
        os.kill(os.getpid(), signal.Signals[sign])
    result = real(*args, **options)
    if is_time and when == "after":
        os.kill(os.getpid(), signal.Signals[sign])
    return result

setattr(place, name, killing)
sys.exit(cli.run(args))
"""
"""Runs tix and sends it a signal at the n-th call of a function."""


def killed_at(desk: DeskInFiles, *words: object) -> int:
    """Run tix and kill it; its exit code.

    The words: module, class or "", function, at which of its calls, "before" or "after", then
    tix's arguments.
    """
    running = _started(desk, "SIGKILL", *words)
    running.communicate()
    return running.returncode


@contextlib.contextmanager
def stopped_at(desk: DeskInFiles, *words: object) -> Iterator["subprocess.Popen[bytes]"]:
    """Run tix until it stops itself there, as ``killed_at``; it is killed in the end."""
    running = _started(desk, "SIGSTOP", *words)
    _, status = os.waitpid(running.pid, os.WUNTRACED)
    assert os.WIFSTOPPED(status)
    try:
        yield running
    finally:
        running.kill()
        running.communicate()


def _started(desk: DeskInFiles, sign: str, *words: object) -> "subprocess.Popen[bytes]":
    place, args = words[:5], words[5:]
    return subprocess.Popen(
        [sys.executable, "-c", _KILLED_AT, *map(str, place), sign, *map(str, args)],
        cwd=desk.root,
        env={**desk.environ, "PYTHONPATH": str(_PACKAGE)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
