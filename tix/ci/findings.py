"""What several reports say together: which tests fail, which pass, and how many there are.

A report is taken whole or not at all. Of tests that pass only those are kept that somebody asked
for: a report may have hundreds of thousands.
"""

from collections.abc import Container

from tix.ci.description import body_of, title_of
from tix.ci.failure import Failure
from tix.ci.keys import Grouping, IsFile, Mask, file_of, key_of, name_of
from tix.ci.locations import location_of
from tix.ci.results import Case, Counts, Outcome
from tix.frozen import dataclass

_MOST_FAILURES = 20_000
"""So many failing tests are told apart; of more, only those that have tickets."""
_REMEMBERED = 200_000
"""So many passing tests are remembered, to know one that fails and passes in one report."""


@dataclass(frozen=True, slots=True)
class Naming:
    """How tests are named: what makes two failures one, the files of the repository, secrets."""

    grouping: Grouping
    is_file: IsFile
    mask: Mask


class Findings:
    """What was found. ``wanted`` are the keys of which it matters whether they pass."""

    def __init__(self, naming: Naming, wanted: Container[str], *, masks_all: bool = False) -> None:
        self._naming = naming
        self._wanted = wanted
        self._masks_all = masks_all
        self.counts = Counts()
        self._failing: dict[str, Case] = {}
        self._flaky: set[str] = set()
        self._passing: dict[str, str] = {}
        self._passed: set[int] = set()

    def staging(self) -> "Findings":
        """Findings for one report, to be added when all of it has been read."""
        return Findings(self._naming, self._wanted, masks_all=self._masks_all)

    def take(self, case: Case) -> None:
        """One test of a report."""
        self.counts.add(case.outcome)
        if case.outcome.is_bad:
            self._take_failing(case)
        elif case.outcome is Outcome.PASSED:
            self._take_passing(case)

    def _take_failing(self, case: Case) -> None:
        key = self._masked_key(case)
        if self._naming.grouping == "test" and hash(key) in self._passed:
            self._flaky.add(key)
        if key in self._failing or len(self._failing) < _MOST_FAILURES or key in self._wanted:
            self._failing.setdefault(key, case)

    def _take_passing(self, case: Case) -> None:
        if self._naming.grouping == "message":
            return  # a test that passes says nothing about a message
        key = self._masked_key(case) if self._masks_all else self._key(case)
        if case.is_flaky:
            self._flaky.add(key)
        if self._naming.grouping == "test":
            if key in self._failing:
                self._flaky.add(key)
            if len(self._passed) < _REMEMBERED:
                self._passed.add(hash(key))
        if key in self._wanted:
            self._passing.setdefault(key, str(name_of(case, self._naming.is_file)))

    def _key(self, case: Case) -> str:
        return key_of(case, self._naming.grouping, self._naming.is_file)

    def _masked_key(self, case: Case) -> str:
        return key_of(case, self._naming.grouping, self._naming.is_file, self._naming.mask)

    def add(self, other: "Findings") -> None:
        """Take over everything that another one has."""
        self.counts.add_all(other.counts)
        if self._naming.grouping == "test":
            self._flaky |= {key for key in other._failing if hash(key) in self._passed}
            self._flaky |= {key for key in self._failing if hash(key) in other._passed}
        self._failing = {**other._failing, **self._failing} if other._failing else self._failing
        self._flaky |= other._flaky
        self._passing |= other._passing
        self._passed |= other._passed

    @property
    def failures(self) -> list[Failure]:
        """What fails, in the order of its keys: the same in every job that ran the same tests."""
        return [self._failure(key, self._failing[key]) for key in sorted(self._failing)]

    def _failure(self, key: str, case: Case) -> Failure:
        naming = self._naming
        file, line = location_of(case, naming.is_file)
        return Failure(
            key=key,
            title=title_of(case, naming.grouping, naming.mask, naming.is_file),
            test=naming.mask(str(name_of(case, naming.is_file))),
            body=lambda: body_of(case, naming.grouping, naming.mask, naming.is_file),
            file=file or file_of(case, naming.is_file),
            line=line if file else case.line,
            is_flaky=key in self._flaky,
        )

    @property
    def passing(self) -> dict[str, str]:
        """The keys of those that passed, and of which none failed; by the test's name."""
        mask = self._naming.mask
        return {key: mask(test) for key, test in self._passing.items() if key not in self._failing}

    @property
    def flaky(self) -> frozenset[str]:
        """The keys of what failed and passed in these reports."""
        return frozenset(self._flaky)
