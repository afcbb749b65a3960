"""A few threads for calls that wait for the disk: side by side, many take the time of a few.

Python lets other threads go on while one of them waits for the system.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from itertools import islice

from tix.quick_typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:  # hardly any run has so much to do
    from queue import SimpleQueue
    from threading import Thread

T = TypeVar("T")

MANY = 32
"""Threads pay for so many calls."""
_THREADS = 8
_LOT = 64


class Crew(Generic[T]):
    """Threads that make one call for each thing that they are given, while who gives them goes on.

    To be ended after use.
    """

    def __init__(self, call: Callable[[T], object]) -> None:
        self._call = call
        self._threads: list[Thread] = []
        self._is_begun = False
        self._lots: SimpleQueue[Sequence[T] | None]
        self._errors: SimpleQueue[list[BaseException]]
        self._given = 0

    def give(self, things: Sequence[T]) -> None:
        """Have the call made for each of them."""
        if not self._is_begun:
            self._start()
        count = len(self._threads)
        if not count:  # the system lets this process have no more
            self._given += 1
            self._errors.put(self._made(things))
        for number in range(count):
            if lot := things[number::count]:
                self._given += 1
                self._lots.put(lot)

    def wait(self) -> list[OSError]:
        """The errors of the calls for all that was given, once they are made. Raises any other
        exception that one of them raised."""
        given, self._given = self._given, 0
        raised = [error for _ in range(given) for error in self._errors.get()]
        errors = [error for error in raised if isinstance(error, OSError)]
        for error in raised:
            if not isinstance(error, OSError):
                raise error
        return errors

    def end(self) -> None:
        """Wait for the threads to end."""
        for _ in self._threads:
            self._lots.put(None)
        for thread in self._threads:
            thread.join()

    def _start(self) -> None:
        from queue import SimpleQueue
        from threading import Thread

        self._is_begun = True
        self._lots, self._errors = SimpleQueue(), SimpleQueue()
        with suppress(RuntimeError):  # as many as there may be
            for _ in range(_THREADS):
                thread = Thread(target=self._work, daemon=True)
                thread.start()
                self._threads.append(thread)

    def _work(self) -> None:
        while (lot := self._lots.get()) is not None:
            self._errors.put(self._made(lot))

    def _made(self, lot: Sequence[T]) -> list[BaseException]:
        """Make the calls; what they raised."""
        raised: list[BaseException] = []
        for thing in lot:
            try:
                self._call(thing)
            except BaseException as error:  # whoever waits raises it
                raised.append(error)
        return raised


def for_each(call: Callable[[T], object], things: Iterable[T], least: int = MANY) -> list[OSError]:
    """Make a call for each thing, while the next ones come, whatever becomes of the others; the
    errors.

    ``least``: threads pay for so many.
    """
    coming = iter(things)
    lot = [*islice(coming, least)]
    if len(lot) < least:
        errors = []
        for thing in lot:
            try:
                call(thing)
            except OSError as error:
                errors.append(error)
        return errors
    crew = Crew(call)
    try:
        while lot:
            crew.give(lot)
            lot = [*islice(coming, _LOT)]
        return crew.wait()
    finally:
        crew.end()
