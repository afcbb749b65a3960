import io
import os
import pty
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

import tix
from tix.terminal.screen import ColorMode, Screen, page
from tix.terminal.style import Styles

PLAIN = Styles(False)

TERMINAL = Screen(is_terminal=True, width=80, height=10, styles=PLAIN, for_people=True)
PIPE = Screen(is_terminal=False, width=80, height=10, styles=PLAIN)
LONG = "".join(f"line {number}\n" for number in range(50))


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("color", "environ", "terminal", "coloured"),
    [
        ("auto", {}, True, True),
        ("auto", {}, False, False),
        ("auto", {"NO_COLOR": "1"}, True, False),
        ("auto", {"NO_COLOR": ""}, True, True),
        ("auto", {"TERM": "dumb"}, True, False),
        ("auto", {"FORCE_COLOR": "1"}, False, True),
        ("auto", {"FORCE_COLOR": "1", "NO_COLOR": "1"}, True, False),
        ("always", {"NO_COLOR": "1"}, False, True),
        ("never", {"FORCE_COLOR": "1"}, True, False),
    ],
)
def test_colours(color: ColorMode, environ: dict[str, str], terminal: bool, coloured: bool) -> None:
    stream = Terminal() if terminal else io.StringIO()
    assert Screen.detect(color, environ, stream).styles.enabled is coloured


def test_what_is_no_terminal_has_80_columns() -> None:
    screen = Screen.detect("auto", {}, io.StringIO())
    assert (screen.is_terminal, screen.width, screen.height) == (False, 80, 24)


def test_the_size_of_a_real_terminal_is_asked_for() -> None:
    leader, follower = pty.openpty()
    subprocess.run(["stty", "rows", "33", "cols", "111"], stdin=follower, check=True)
    with os.fdopen(follower, "w") as stream:
        screen = Screen.detect("auto", {}, stream)
    os.close(leader)
    assert (screen.is_terminal, screen.width, screen.height) == (True, 111, 33)


def test_a_pipe_that_people_read_is_as_wide_as_the_terminal_beside_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    leader, follower = pty.openpty()
    subprocess.run(["stty", "rows", "33", "cols", "111"], stdin=follower, check=True)
    with os.fdopen(follower, "w") as stream:
        monkeypatch.setattr(sys, "stderr", stream)
        screen = Screen.detect("auto", {}, io.StringIO(), for_people=True)
        wanted = Screen.detect("auto", {"COLUMNS": "70"}, io.StringIO(), for_people=True)
        program = Screen.detect("auto", {}, io.StringIO())
    os.close(leader)
    assert (screen.is_terminal, screen.for_people, screen.width) == (False, True, 111)
    assert wanted.width == 70
    assert (program.for_people, program.width) == (False, 80)


@pytest.mark.parametrize(
    ("columns", "width"), [("120", 120), ("", 80), ("wide", 80), ("0", 80), ("-5", 80), ("²", 80)]
)
def test_columns_of_the_environment_go_first(columns: str, width: int) -> None:
    assert Screen.detect("auto", {"COLUMNS": columns}, Terminal()).width == width


def test_a_closed_stream_is_no_terminal() -> None:
    stream = io.StringIO()
    stream.close()
    assert not Screen.detect("auto", {}, stream).is_terminal


def test_running_text_is_not_wrapped_too_wide() -> None:
    assert Screen(True, 200, 50, PLAIN).text_width == 100
    assert Screen(True, 60, 50, PLAIN).text_width == 60


def pager_into(file: Path) -> str:
    code = (
        "import sys, os;open(sys.argv[1], 'w').write(os.environ['LESS'] + '\\n' + sys.stdin.read())"
    )
    return shlex.join([sys.executable, "-c", code, str(file)])


def environment(**variables: str) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return {**kept, **variables}


@pytest.mark.parametrize("variable", ["TIX_PAGER", "PAGER"])
def test_long_text_goes_through_the_pager(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], variable: str
) -> None:
    seen = tmp_path / "seen by pager"
    page(LONG, TERMINAL, environment(**{variable: pager_into(seen)}))
    assert seen.read_text() == "FRX\n" + LONG
    assert capfd.readouterr().out == ""


def test_tix_pager_goes_before_pager_and_less_keeps_its_options(tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    page(LONG, TERMINAL, environment(TIX_PAGER=pager_into(seen), PAGER="false", LESS="-S"))
    assert seen.read_text() == "-S\n" + LONG


def test_the_pager_is_told_that_the_text_is_utf_8(tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    code = "import sys, os;open(sys.argv[1], 'w').write(os.environ['LESSCHARSET'])"
    pager = shlex.join([sys.executable, "-c", code, str(seen)])
    page(LONG, TERMINAL, environment(TIX_PAGER=pager, LANG="C"))
    assert seen.read_text() == "utf-8"
    page(LONG, TERMINAL, environment(TIX_PAGER=pager, LESSCHARSET="latin1"))
    assert seen.read_text() == "latin1"


@pytest.mark.parametrize("options", ["", "-i", "-iM", "FRX", "-P?f%f"])
def test_less_shows_colours_whatever_its_options_are(options: str) -> None:
    text = "\x1b[31mred\x1b[0m\n" * 5
    code = (
        "from tests.terminal.test_screen import *;import sys;"
        f"page({text!r}, Screen(True, 80, 3, PLAIN), environment(TERM='xterm', LESS={options!r}))"
    )
    leader, follower = pty.openpty()
    subprocess.run(["stty", "rows", "24", "cols", "80"], stdin=follower, check=True)
    with subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=follower,
        stdout=follower,
        start_new_session=True,
        env={**environment(), "PYTHONPATH": os.pathsep.join(sys.path)},
    ) as process:
        shown = b""
        while shown.count(b"red") < 5:
            shown += os.read(leader, 65536)
        os.write(leader, b"q")
        process.wait(20)
    os.close(follower)
    os.close(leader)
    assert b"\x1b[31mred" in shown
    assert b"ESC[" not in shown


@pytest.mark.parametrize(
    ("text", "screen", "pager"),
    [
        ("short\n", TERMINAL, "false"),
        (LONG, PIPE, "false"),
        (LONG, TERMINAL, ""),
        (LONG, TERMINAL, "cat"),
        (LONG, TERMINAL, "no-such-pager-anywhere"),
        (LONG, TERMINAL, "/"),
        (LONG, TERMINAL, "less 'unclosed"),
    ],
)
def test_it_is_printed_without_a_pager(
    capfd: pytest.CaptureFixture[str], text: str, screen: Screen, pager: str
) -> None:
    page(text, screen, environment(TIX_PAGER=pager))
    sys.stdout.flush()
    assert capfd.readouterr().out == text


def test_a_few_very_long_lines_are_long_text_too(tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    page("x" * 800, TERMINAL, environment(TIX_PAGER=pager_into(seen)))
    assert seen.exists()


def test_a_pager_that_is_quit_early_is_no_error() -> None:
    page("x\n" * 1_000_000, TERMINAL, environment(TIX_PAGER="true"))


def test_the_pager_is_not_run_by_a_shell(tmp_path: Path) -> None:
    page(LONG, TERMINAL, environment(TIX_PAGER=f"true ; touch {tmp_path}/made"))
    assert not (tmp_path / "made").exists()


def test_what_the_terminal_cannot_encode_is_replaced() -> None:
    code = "from tests.terminal.test_screen import *; page('caf\\xe9 \\u65e5', PIPE, {})"
    result = subprocess.run(
        [sys.executable, "-c", code],
        env={
            **environment(),
            "PYTHONIOENCODING": "latin-1",
            "PYTHONPATH": os.pathsep.join(sys.path),
        },
        capture_output=True,
        check=True,
    )
    assert result.stdout == b"caf\xe9 ?\n"


def test_the_default_pager_shows_what_fits_and_ends() -> None:
    """``less -F`` at a real terminal: text a little too long by our count, but not by its own."""
    leader, follower = pty.openpty()
    subprocess.run(["stty", "rows", "24", "cols", "80"], stdin=follower, check=True)
    code = (
        "from tests.terminal.test_screen import *;"
        "page('\\x1b[1mbold\\x1b[0m\\n' * 12, TERMINAL, environment(TERM='xterm'))"
    )
    subprocess.run(
        [sys.executable, "-c", code],
        stdin=follower,
        stdout=follower,
        env={**environment(), "PYTHONPATH": os.pathsep.join(sys.path)},
        check=True,
        timeout=20,
    )
    os.close(follower)
    shown = os.read(leader, 65536).decode()
    os.close(leader)
    assert len(re.findall("\x1b\\[1mbold", shown)) == 12


def test_what_is_said_of_a_long_page_comes_behind_its_end() -> None:
    code = (
        "import sys; from tix.terminal import streams; streams.take_over();"
        " from tix.terminal.screen import Screen, page; from tix.terminal.style import Styles;"
        " page('x' * 100_000, Screen(False, 80, 10, Styles(False)), {});"
        " print('said', file=sys.stderr)"
    )
    command, above = [sys.executable, "-c", code], Path(tix.__file__).parents[1]
    done = subprocess.run(
        command, cwd=above, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=True
    )
    assert done.stdout[-7:] == b"x\nsaid\n"
