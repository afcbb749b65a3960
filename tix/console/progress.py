"""A bar on standard error while much is being read."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from tix.actions.workspace import Advance
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tix.console.session import Session
    from tix.terminal.progress import Progress


@contextmanager
def counting(session: "Session", what: str, then: str = "") -> Iterator[Advance]:
    """A function that moves the bar, which shows only at a terminal and if it takes long.

    ``then`` labels a second phase, which counts from the beginning again.
    """
    bar: Progress | None = None
    label, shown = what, 0
    with ExitStack() as stack:

        def advance(done: int, total: int) -> None:
            nonlocal bar, label, shown
            if bar is None:
                from tix.terminal.progress import Progress

                bar = Progress(total, what, sys.stderr, width=session.screen.width)
                stack.enter_context(bar)
            if done < shown and then:
                label = then
            bar.part(label, done, total)
            shown = done

        yield advance
