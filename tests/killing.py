"""Runs of tix that are killed at a place in its own code."""

import subprocess
import sys

from tests.conftest import _PACKAGE, DeskInFiles

_KILLED_AT = """
import importlib, os, signal, sys
from tix import cli
module, owner, name, number, when, *args = sys.argv[1:]
place = importlib.import_module(module)
place = getattr(place, owner) if owner else place
real, calls = getattr(place, name), []

def killing(*args, **options):
    calls.append(name)
    if len(calls) == int(number) and when == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    result = real(*args, **options)
    if len(calls) == int(number) and when == "after":
        os.kill(os.getpid(), signal.SIGKILL)
    return result

setattr(place, name, killing)
sys.exit(cli.run(args))
"""
"""Runs tix and kills it at the n-th call of a function."""


def killed_at(desk: DeskInFiles, *words: object) -> int:
    """Run tix and kill it; its exit code.

    The words: module, class or "", function, at which of its calls, "before" or "after", then
    tix's arguments.
    """
    done = subprocess.run(
        [sys.executable, "-c", _KILLED_AT, *map(str, words)],
        cwd=desk.root,
        env={**desk.environ, "PYTHONPATH": str(_PACKAGE)},
        capture_output=True,
    )
    return done.returncode
