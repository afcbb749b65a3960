"""The values: what a report says about tests, or about places in the code."""

from enum import Enum

from tix.frozen import dataclass


class Outcome(Enum):
    """What became of a test."""

    PASSED = "passed"
    FAILED = "failed"
    ERRORED = "errored"
    SKIPPED = "skipped"

    @property
    def is_bad(self) -> bool:
        """Whether somebody should look."""
        return self in (Outcome.FAILED, Outcome.ERRORED)


@dataclass(frozen=True, slots=True)
class Case:
    """One run of one test, as a report has it; "" and None are what it doesn't say.

    ``suite`` is the innermost group that has a name, ``file`` and ``line`` say where the test
    stands, ``message`` is the first thing that is said about the failure, ``trace`` all of it.
    ``is_flaky``: the same run of the report had it fail and pass. ``dialect`` names who wrote it.
    """

    suite: str
    classname: str
    name: str
    outcome: Outcome
    file: str = ""
    line: int | None = None
    seconds: float | None = None
    message: str = ""
    trace: str = ""
    is_flaky: bool = False
    dialect: str = ""


@dataclass(slots=True)
class Counts:
    """How many tests came to what."""

    failed: int = 0
    errored: int = 0
    skipped: int = 0
    passed: int = 0

    def add(self, outcome: Outcome) -> None:
        """Count one more."""
        setattr(self, outcome.value, getattr(self, outcome.value) + 1)

    def add_all(self, others: "Counts") -> None:
        """Count all that others did."""
        self.failed += others.failed
        self.errored += others.errored
        self.skipped += others.skipped
        self.passed += others.passed

    @property
    def total(self) -> int:
        """How many there are."""
        return self.failed + self.errored + self.skipped + self.passed

    @property
    def is_bad(self) -> bool:
        """Whether a test failed."""
        return bool(self.failed or self.errored)
