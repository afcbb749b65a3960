"""The program's entry: its exit codes, its streams, and what runs when it ends."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

import tix
from tests.conftest import DeskInFiles

_PACKAGE = str(Path(tix.__file__).parents[1])


def started(
    desk: DeskInFiles, code: str, args: Sequence[str], **given: object
) -> subprocess.CompletedProcess[bytes]:
    """Run the entry after that code, in a process of its own."""
    script = f"import sys; sys.argv = ['tix', *{list(args)!r}]\n{code}\n"
    script += "from tix.__main__ import main\nmain()\n"
    options: dict[str, object] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **given}
    return subprocess.run(  # type: ignore[call-overload,no-any-return]
        [sys.executable, "-c", script],
        cwd=desk.root,
        env={**desk.environ, "PYTHONPATH": _PACKAGE},
        **options,
    )


def test_version_is_said_without_click(desk: DeskInFiles) -> None:
    code = "import atexit; atexit.register(lambda: print('click' in sys.modules))"
    done = started(desk, code, ["--version"])
    assert done.stdout.decode() == f"tix {tix.__version__}\nFalse\n"
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize(("args", "code"), [(["list"], 0), (["lisst"], 2), (["show", "zzz"], 3)])
def test_exit_codes_come_through(args: list[str], code: int, desk: DeskInFiles) -> None:
    assert started(desk, "", args).returncode == code


def test_what_is_to_be_done_at_exit_is_done(desk: DeskInFiles) -> None:
    code = "import atexit; atexit.register(lambda: print('last', flush=True))"
    assert started(desk, code, ["list"]).stdout.endswith(b"last\n")


def test_everything_that_was_printed_arrives(desk: DeskInFiles) -> None:
    code = "sys.stdout.reconfigure(write_through=False); print('x' * 1000000)"
    done = started(desk, code, ["list", "--json"])
    assert done.stdout.endswith(b"x\n[]\n")


def test_a_thread_is_waited_for(desk: DeskInFiles) -> None:
    code = "import threading, time\n"
    code += "def late(): time.sleep(0.5); print('late', flush=True)\n"
    code += "threading.Thread(target=late).start()"
    assert started(desk, code, ["list"]).stdout.endswith(b"late\n")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no full device")  # noqa: PTH110
@pytest.mark.parametrize("args", [["--version"], ["list", "--json"]])
def test_a_full_disk_is_told(args: list[str], desk: DeskInFiles) -> None:
    with open("/dev/full", "wb") as full:  # noqa: PTH123
        done = started(desk, "", args, stdout=full)
    assert done.returncode != 0
    assert done.stderr.startswith(b"tix: no space left on device\n")


@pytest.mark.parametrize("args", [["--version"], ["list", "--json"]])
def test_a_reader_who_is_gone_hears_no_complaint(args: list[str], desk: DeskInFiles) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = started(desk, "", args, stdout=writing)
    os.close(writing)
    assert done.returncode in (0, 1)  # 1 is click's
    assert done.stderr == b""
