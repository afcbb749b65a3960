"""What a hostile clone is: a name, and how it is made out of a desk."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.conftest import DeskInFiles
from tests.hostile.canaries import Outside

Make = Callable[[DeskInFiles, Outside], DeskInFiles | None]
"""Changes a desk; what it returns is where tix is to be run instead."""


@dataclass(frozen=True)
class Case:
    """``carried``: git carries it, so a clone or a sync brings it. ``works``: the good ticket of
    the desk can still be shown. ``git_looks``: git reads there to see what it is, and no more."""

    name: str
    make: Make
    carried: bool = True
    works: bool = True
    git_looks: bool = False
