"""A bar on standard error while much is being read."""

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tix.commands.session import Session
    from tix.terminal.progress import Progress

Advance = Callable[[int, int], None]
"""Is told how many of how many are done."""


@contextmanager
def counting(session: "Session", what: str) -> Iterator[Advance]:
    """What moves the bar; it shows only if it takes long, and at a terminal."""
    bar: Progress | None = None
    shown = 0
    with ExitStack() as stack:

        def advance(done: int, total: int) -> None:
            nonlocal bar, shown
            if bar is None:
                from tix.terminal.progress import Progress

                bar = Progress(total, what, sys.stderr, width=session.screen.width)
                stack.enter_context(bar)
            bar.advance(done - shown)
            shown = done

        yield advance
