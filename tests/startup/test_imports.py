"""Short commands import little: a module more is paid for by everybody at every start."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

import tix
from tests.conftest import DeskInFiles

_TOLD_AT_THE_END = """\
import atexit, sys
atexit.register(lambda: print("IMPORTED", *sys.modules, file=sys.stderr))
from tix.__main__ import main
main()
"""

NEVER = frozenset(
    (
        "yaml",
        "tabulate",
        "email",
        "inspect",
        "ssl",
        "asyncio",
        "importlib.metadata",
        "logging",
        "decimal",
        "typing",
    )
)
"""Modules that take longer to import than a short command may take beside its work."""

FOR_OTHERS = frozenset(("hashlib", "secrets", "random", "subprocess", "tempfile", "shutil"))
"""Those that nothing but some writing commands needs."""


def imported(desk: DeskInFiles, words: Sequence[str], *, without: str = "") -> set[str]:
    """The modules of a run, ``without`` a variable of the environment."""
    path = ":".join([str(Path(tix.__file__).parents[1]), *sys.path])
    environ = {name: value for name, value in desk.environ.items() if name != without}
    done = subprocess.run(
        [sys.executable, "-S", "-c", _TOLD_AT_THE_END, *words],
        cwd=desk.root, capture_output=True, text=True, check=True,
        env={**environ, "PYTHONPATH": path},
    )  # fmt: skip
    return set(done.stderr.rpartition("IMPORTED ")[2].split())


@pytest.mark.parametrize(
    ("words", "most"),
    [
        (["list"], 91),
        (["show", "ID"], 102),
        (["status"], 103),
        (["search", "ticket"], 117),
        (["report", "summary"], 122),
        (["comment", "ID", "A word"], 123),
        (["assign", "ID", "bob@example.org"], 140),
        (["open", "Another"], 158),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_a_desk_without_extras_costs_few_modules(
    desk: DeskInFiles, words: list[str], most: int
) -> None:
    """Too many? What only some desks or options need is imported where it is used, in a function
    (``docs/architecture.md``, decisions)."""
    ident = desk.call("open", "A ticket").stdout.strip()
    desk.settle()
    words = [ident if word == "ID" else word for word in words]
    found = imported(desk, words, without="TIX_NOW")
    assert not found & NEVER
    if words[0] in ("list", "show", "status", "search", "report"):
        assert not found & FOR_OTHERS
    own = sorted(name for name in found if name.split(".")[0] == "tix")
    assert len(own) <= most, own


def test_what_is_imported_before_the_first_git() -> None:
    """That git runs beside the imports: whatever comes before it is waited for twice."""
    script = "import sys; from tix.startup import early_status, own_modules; print(*sys.modules)"
    path = str(Path(tix.__file__).parents[1])
    found = subprocess.run(
        [sys.executable, "-S", "-c", script], capture_output=True, text=True, check=True,
        env={"PYTHONPATH": path},
    ).stdout.split()  # fmt: skip
    assert not {"typing", "contextlib", "re", "enum", "functools", "pathlib"} & {*found}
