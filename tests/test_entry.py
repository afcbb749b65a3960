"""The program's entry: its exit codes, its streams, and what runs when it ends."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

import tix
from tests.conftest import NOW, DeskInFiles
from tix.model.ticket.ticket import Ticket

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


@pytest.mark.slow
def test_a_thread_is_waited_for(desk: DeskInFiles) -> None:
    code = "import threading, time\n"
    code += "def late(): time.sleep(0.5); print('late', flush=True)\n"
    code += "threading.Thread(target=late).start()"
    assert started(desk, code, ["list"]).stdout.endswith(b"late\n")


# -- what standard output may be --------------------------------------------------------------

LOOKING = (
    "--version", "--help", "list --help", "list", "list --json", "show k7f --raw", "status",
    "report", "export json", "log", "completion bash", "merge-driver base ours theirs",
    "tix.console.merge_files base ours theirs", "",
)  # fmt: skip
"""Commands of every kind that print a result."""

BUFFERING = [{}, {"PYTHONUNBUFFERED": "1"}, {"PYTHONIOENCODING": "ascii"}]


@pytest.fixture
def one(desk: DeskInFiles) -> DeskInFiles:
    """A desk with one ticket, and three files to merge."""
    desk.add(Ticket(id="k7f3qz", title="Süßes", status="open", opened=NOW))
    for name in ("base", "ours", "theirs"):
        (desk.root / name).write_bytes(desk.file_of("k7f3qz").read_bytes())
    return desk


def lost(desk: DeskInFiles, redirect: str, args: str) -> tuple[int, str]:
    """Run tix with a standard output that takes nothing: the exit code and standard error."""
    module = "" if args.startswith("tix.") else "tix"
    command = f"{sys.executable} -m {module} {args} {redirect}"
    environ = {**desk.environ, "PYTHONPATH": _PACKAGE}
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        ["sh", "-c", command], cwd=desk.root, env=environ, stdout=writing, stderr=subprocess.PIPE
    )
    os.close(writing)
    return done.returncode, done.stderr.decode()


FULL = "tix: the result couldn't be written: no space left on device\n"
CLOSED = "tix: the result couldn't be written: standard output is closed\n"
KINDS = [(">/dev/full", 1, FULL), (">&-", 1, CLOSED), ("", 141, "")]
"""How standard output takes nothing, the exit code, and what is said."""


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device")
@pytest.mark.parametrize("kind", KINDS, ids=["full", "closed", "reader gone"])
def test_a_lost_result_is_no_success(kind: tuple[str, int, str], one: DeskInFiles) -> None:
    redirect, code, said = kind
    for number, args in enumerate(LOOKING):
        as_set = one.with_environ(**BUFFERING[number % len(BUFFERING)])
        found, complaint = lost(as_set, redirect, args)
        if "merge" in args:  # git waits for its word, and merges without
            assert (found, complaint.count("\n")) in ((2, 1), (0, 0))
        else:
            assert (found, complaint) == (code, said), args


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device")
def test_what_was_done_is_said_where_the_result_is_lost(one: DeskInFiles, tmp_path: Path) -> None:
    one.git("init", "--quiet", "--bare", str(tmp_path / "remote"))
    one.git("remote", "add", "origin", str(tmp_path / "remote"))
    for buffering in BUFFERING[:2]:
        here = one.with_environ(**buffering)
        for args, said in (
            ("comment k7f hello", "commented on k7f3qz"),
            ("open New", "opened "),
            ("open More --json", "opened "),
            ("sync --json", "synced with origin/main: 2 tickets"),
        ):
            code, complaint = lost(here, ">/dev/full", args)
            assert code == 1 and FULL in complaint and said in complaint.replace("3 t", "2 t")


def test_an_error_stays_what_it_is_where_a_result_is_lost(one: DeskInFiles) -> None:
    one.file_of("k7f3qz").write_text("---\nid: k7f3qz\n")
    code, complaint = lost(one, ">&-", "show k7f3qz --raw")
    assert code in (1, 4) and "Traceback" not in complaint


def test_nothing_is_lost_where_standard_error_is_deaf(one: DeskInFiles) -> None:
    for redirect in (">names 2>&-", ">names 2>/dev/full", "2>&1 >names | true"):
        command = f"{sys.executable} -m tix open Another {redirect}"
        done = subprocess.run(
            ["sh", "-c", command], cwd=one.root, env={**one.environ, "PYTHONPATH": _PACKAGE}
        )
        assert done.returncode == 0
        assert one.file_of((one.root / "names").read_text().strip()).exists()


def test_what_an_encoding_lacks_stops_nobody(one: DeskInFiles) -> None:
    for encoding, title in (("ascii", b"S??es"), ("latin-1", "Süßes".encode("latin-1"))):
        result = one.with_environ(PYTHONIOENCODING=encoding).run("list")
        assert title in result.raw


def test_an_interruption_of_the_imports_is_no_traceback(desk: DeskInFiles) -> None:
    code = "import tix.startup.lazy_stdlib\ndef stop(*_): raise KeyboardInterrupt\n"
    code += "tix.startup.lazy_stdlib.StandIns.__enter__ = stop"
    done = started(desk, code, ["list"])
    assert (done.returncode, done.stderr) == (130, b"aborted\n")


def test_a_stream_that_does_not_wait_gets_everything(one: DeskInFiles) -> None:
    one.file_of("k7f3qz").write_text(
        one.file_of("k7f3qz").read_text() + "".join(f"\nline {n}\n" for n in range(30_000))
    )
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    with subprocess.Popen(
        [sys.executable, "-m", "tix", "show", "k7f", "--raw"],
        cwd=one.root, env={**one.environ, "PYTHONPATH": _PACKAGE}, stdout=writing,
    ) as process:  # fmt: skip
        os.close(writing)
        time.sleep(0.3)  # it has filled the pipe by now
        with open(reading, "rb") as pipe:  # noqa: PTH123 (a descriptor)
            data = pipe.read()
    assert process.returncode == 0 and data == one.file_of("k7f3qz").read_bytes()
