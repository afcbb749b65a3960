"""What a report says, as far as tickets are concerned: what fails, and what passes."""

from collections.abc import Callable

from tix.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Failure:
    """Something that fails and is to have a ticket.

    ``key`` is what it is known by, ``test`` what people call it. ``body`` makes the ticket's text.
    ``file`` and ``line`` say where to look for whom to ask ("" and None: nobody knows).
    ``is_flaky``: it passed, too, at the same commit.
    """

    key: str
    title: str
    test: str
    body: Callable[[], str]
    file: str = ""
    line: int | None = None
    is_flaky: bool = False
