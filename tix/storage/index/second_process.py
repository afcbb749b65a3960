"""What one process makes while another one uses it: two cores read a desk sooner than one.

A fork, so that nothing is imported or read again, and only where that is sound: on Linux, in a
process without other threads.
"""

import contextlib
import marshal
import os
import sys
from _thread import _count
from collections.abc import Callable, Iterator

from tix.quick_typing import Any

_LENGTH = 8
"""Bytes that tell how long the item is that follows; 0: there is none."""


class SecondProcessError(Exception):
    """It came to no end; whatever the reason is, who makes the items alone will meet it."""


def is_worthwhile() -> bool:
    """Whether a second process can be had, and there is a core for it."""
    return sys.platform == "linux" and _count() == 0 and len(os.sched_getaffinity(0)) > 1


def made_beside(make: Callable[[], Iterator[Any]]) -> Iterator[Any]:
    """The items that a second process makes, which ``marshal`` can write; it is begun at once.

    Raises SecondProcessError.
    """
    reading, writing = os.pipe()
    try:
        pid = os.fork()
    except OSError:
        os.close(reading)
        os.close(writing)
        raise SecondProcessError from None
    if pid == 0:
        os.close(reading)
        _give(make, writing)
    os.close(writing)
    return _taken(reading, pid)


def _give(make: Callable[[], Iterator[Any]], descriptor: int) -> None:
    """Write the items and end this process; nothing of its parent's is flushed or closed."""
    try:
        with os.fdopen(descriptor, "wb") as pipe:
            for item in make():
                data = marshal.dumps(item)
                pipe.write(len(data).to_bytes(_LENGTH, "big") + data)
                pipe.flush()
            pipe.write(bytes(_LENGTH))
        os._exit(0)
    finally:
        os._exit(1)


def _taken(descriptor: int, pid: int) -> Iterator[Any]:
    is_whole = False
    try:
        with os.fdopen(descriptor, "rb") as pipe:
            while length := int.from_bytes(_read(pipe.read, _LENGTH), "big"):
                yield marshal.loads(_read(pipe.read, length))
        is_whole = True
    finally:
        with contextlib.suppress(ChildProcessError):
            if not is_whole:
                os.kill(pid, 9)
            os.waitpid(pid, 0)


def _read(read: Callable[[int], bytes], length: int) -> bytes:
    data = read(length)
    if len(data) < length:
        raise SecondProcessError
    return data
