import io

import pytest

from tix.terminal.progress import Progress
from tix.terminal.width import display_width


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_it_is_drawn_after_half_a_second_and_wiped_at_the_end() -> None:
    stream, clock = Terminal(), Clock()
    with Progress(4, "Indexing", stream, clock=clock) as progress:
        progress.advance()
        assert stream.getvalue() == ""
        clock.now = 0.6
        progress.advance()
        line = "Indexing  ██████████            2/4"
        assert stream.getvalue() == "\r" + line
    assert stream.getvalue() == "\r" + line + "\r" + " " * len(line) + "\r"


def test_it_is_wiped_when_the_work_fails() -> None:
    stream, clock = Terminal(), Clock()
    with pytest.raises(RuntimeError), Progress(4, "x", stream, clock=clock) as progress:
        clock.now = 0.6
        progress.advance()
        raise RuntimeError
    assert stream.getvalue().endswith(" \r")


def test_it_is_not_drawn_too_often() -> None:
    stream, clock = Terminal(), Clock()
    with Progress(100, "x", stream, clock=clock) as progress:
        clock.now = 0.6
        for _ in range(100):
            progress.advance()
        assert stream.getvalue().count("\r") == 1


def test_what_is_quick_draws_nothing() -> None:
    stream = Terminal()
    with Progress(1, "x", stream, clock=Clock()) as progress:
        progress.advance()
    assert stream.getvalue() == ""


@pytest.mark.parametrize(("stream", "enabled"), [(io.StringIO(), True), (Terminal(), False)])
def test_no_terminal_no_progress(stream: io.StringIO, enabled: bool) -> None:
    clock = Clock()
    with Progress(1, "x", stream, enabled, clock=clock) as progress:
        clock.now = 9.0
        progress.advance()
    assert stream.getvalue() == ""


def test_a_line_fits_the_terminal_and_is_harmless() -> None:
    stream, clock = Terminal(), Clock()
    with Progress(0, "日本\x1b語" * 20, stream, width=30, clock=clock) as progress:
        clock.now = 9.0
        progress.advance(3)
        assert display_width(stream.getvalue()[1:]) < 30
        assert "\x1b" not in stream.getvalue()
