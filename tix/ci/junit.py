"""Reading reports in JUnit's XML, as a dozen test runners write it.

There is no standard, but what they share: ``testsuites`` hold ``testsuite``, which hold
``testcase``, with an element for what went wrong. What differs, and is read here:

- pytest, Surefire, Gradle, gotestsum, NUnit: ``classname`` and ``name``; the failure's first line
  in ``message``, all of it as text.
- Jest and Mocha's reporters: ``classname`` repeats what ``name`` says; no ``message``.
- Vitest, nextest: ``classname`` is the suite's name.
- PHPUnit: suites in suites, ``class`` beside ``classname``, ``file`` and ``line``.
- CTest: ``status`` (``run``, ``fail``, ``notrun``, ``disabled``); what was said is in
  ``system-out``.
- NUnit's converter: ``status`` (``Passed``, ``Failed``, ``Skipped``, ``Inconclusive``), not always
  with an element for it.
- Surefire and nextest run failing tests again: ``rerunFailure`` (it still failed) and
  ``flakyFailure`` (it passed in the end).
"""

from collections.abc import Callable, Mapping

from tix.ci.dialects import (
    as_of_bun,
    as_of_node,
    as_of_playwright,
    dialect_of_case,
    dialect_of_property,
    dialect_of_suite,
)
from tix.ci.reading import OtherReportError
from tix.ci.results import Case, Outcome
from tix.ci.xml_reader import read_xml
from tix.quick_typing import BinaryIO

_BAD = {"failure": Outcome.FAILED, "error": Outcome.ERRORED}
_FLAKY = ("flakyFailure", "flakyError")
_RERUN = ("rerunFailure", "rerunError")
_SKIPPED = ("skipped", "disabled", "ignored")
_SAID = ("system-out", "system-err")
_ABOUT_TESTS = (*_BAD, *_FLAKY, *_RERUN, *_SKIPPED, *_SAID)

_NOT_RUN = frozenset(
    [
        "notrun",
        "disabled",
        "skipped",
        "ignored",
        "inconclusive",
        "notexecuted",
        "notrunnable",
        "pending",
    ]
)
_STATUS_BAD = {"fail": Outcome.FAILED, "failed": Outcome.FAILED, "failure": Outcome.FAILED,
               "error": Outcome.ERRORED}  # fmt: skip

_HEAD, _TAIL = 16_000, 16_000
"""Characters that are kept of the beginning and of the end of a text."""
_SAID_TAIL = 8_000
_ALL_TEXTS = 24_000_000
"""Characters that are kept of all texts in one report; after that, little of each."""


def read_junit(name: str, file: BinaryIO, take: Callable[[Case], None], most_bytes: int) -> None:
    """Call ``take`` for each test in a report. Raises BadReportError, which calls it ``name``."""
    report = _Report(take)
    read_xml(name, file, report, most_bytes)
    if not report.is_one:
        raise OtherReportError(name, f"no JUnit report: it begins with <{report.root[:60]}>")


class _BoundedText:
    """The beginning and the end of a text that may be very long."""

    def __init__(self, head: int, tail: int) -> None:
        self._head_room, self._tail_room = head, tail
        self._head: list[str] = []
        self._tail: list[str] = []
        self._tail_size = 0
        self._is_cut = False

    def add(self, text: str) -> None:
        """Put a piece at the end."""
        if self._head_room:
            self._head.append(text[: self._head_room])
            text = text[self._head_room :]
            self._head_room = max(0, self._head_room - len(self._head[-1]))
        if text:
            self._tail.append(text)
            self._tail_size += len(text)
            if self._tail_size > 4 * self._tail_room:
                self._keep_the_end()

    def _keep_the_end(self) -> None:
        joined = "".join(self._tail)
        self._is_cut |= len(joined) > self._tail_room
        self._tail = [joined[-self._tail_room :]] if self._tail_room else []
        self._tail_size = len(self._tail[0]) if self._tail else 0

    @property
    def value(self) -> str:
        """What is kept; whole lines on each side of a cut, so that nothing is cut in half there."""
        if self._tail_size > self._tail_room:
            self._keep_the_end()
        head, tail = "".join(self._head), "".join(self._tail)
        if not self._is_cut:
            return head + tail
        head = head.rpartition("\n")[0]
        return f"{head}\n…\n{tail.partition(chr(10))[2]}".lstrip("\n")


class _OpenCase:
    """A test that is being read."""

    def __init__(self, attributes: Mapping[str, str], suite: str, suite_file: str) -> None:
        self.attributes = dict(attributes)
        self.suite, self.suite_file = suite, suite_file
        self.outcome: Outcome | None = None
        self.is_flaky = False
        self.message = ""
        self.trace: _BoundedText | None = None
        self.said = _BoundedText(0, _SAID_TAIL)


class _Report:
    """What is read of one file."""

    def __init__(self, take: Callable[[Case], None]) -> None:
        self._take = take
        self.root = ""
        self.is_one = False
        self._path: list[str] = []
        self._suites: list[tuple[str, str]] = []
        self._case: _OpenCase | None = None
        self._into: _BoundedText | None = None
        self._kept = 0
        self._dialect = self._host = ""

    # -- told by the reader -----------------------------------------------------------------

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if not self._path:
            self.root = name
            self.is_one = name in ("testsuites", "testsuite")
        self._path.append(name)
        if name in ("testsuites", "testsuite"):
            self._dialect = self._dialect or dialect_of_suite(name, attributes)
            self._host = attributes.get("hostname", "")
            if name == "testsuite":
                self._suites.append((attributes.get("name", ""), attributes.get("file", "")))
        elif name == "property":
            self._dialect = self._dialect or dialect_of_property(attributes)
        elif name == "testcase" and self.is_one:
            self._begin(attributes)
        elif self._case is not None and name in _ABOUT_TESTS:
            self._about(self._case, name, attributes)

    def text(self, text: str) -> None:
        if self._into is not None:
            self._into.add(text)

    def end(self, name: str) -> None:
        self._path.pop()
        if name == "testsuite" and self._suites:
            self._suites.pop()
        elif name == "testcase" and self._case is not None:
            self._finish(self._case)
            self._case = self._into = None
        elif self._path and self._path[-1] == "testcase":
            self._into = None

    # -- tests ------------------------------------------------------------------------------

    def _begin(self, attributes: Mapping[str, str]) -> None:
        named = [suite for suite, _ in self._suites if suite]
        files = [file for _, file in self._suites if file]
        self._dialect = self._dialect or dialect_of_case(attributes)
        if self._dialect == "node":
            attributes, named = as_of_node(attributes, named)
        elif self._dialect == "bun":
            attributes = as_of_bun(attributes)
        elif self._dialect == "playwright":
            attributes = as_of_playwright(attributes, self._host)
        self._case = _OpenCase(attributes, *((found or [""])[-1] for found in (named, files)))

    def _about(self, case: _OpenCase, name: str, attributes: Mapping[str, str]) -> None:
        """An element within a test; what is nested in a rerun is no new word about the test."""
        if self._path[-2] != "testcase":
            return
        room = (_HEAD, _TAIL) if self._kept < _ALL_TEXTS else (500, 500)
        if name in _BAD:
            if case.outcome is None or case.outcome is Outcome.SKIPPED:
                case.outcome = _BAD[name]
            if case.trace is None:
                kind = attributes.get("type", "")
                case.message = attributes.get("message", "")[:_HEAD] or _telling(kind)
                self._into = case.trace = _BoundedText(*room)
        elif name in _FLAKY:
            case.is_flaky = True
        elif name in _SKIPPED:
            case.outcome = case.outcome or Outcome.SKIPPED
        elif name in _SAID:
            self._into = case.said

    def _finish(self, case: _OpenCase) -> None:
        given = case.attributes
        status = given.get("status", given.get("result", "")).casefold().replace("_", "")
        outcome = case.outcome
        if outcome is None:
            outcome = _STATUS_BAD.get(status)
        if outcome is None:
            outcome = Outcome.SKIPPED if status in _NOT_RUN else Outcome.PASSED
        trace = message = ""
        if outcome.is_bad:
            trace = case.trace.value if case.trace else ""
            message = case.message
            if not trace.strip():
                trace = case.said.value
            self._kept += len(trace) + len(message)
        self._take(
            Case(
                suite=case.suite,
                classname=given.get("classname") or given.get("class", ""),
                name=given.get("name", ""),
                outcome=outcome,
                file=given.get("file") or case.suite_file,
                line=_whole(given.get("line") or given.get("lineno")),
                seconds=_seconds(given.get("time") or given.get("duration")),
                message=message,
                trace=trace,
                is_flaky=case.is_flaky and not outcome.is_bad,
                dialect=self._dialect,
            )
        )


def _telling(kind: str) -> str:
    """The type of a failure, if it says anything."""
    return "" if kind in ("", "failure", "error", "undefined", "TEST_CASE") else kind[:_HEAD]


def _whole(text: str | None) -> int | None:
    return int(text) if text and len(text) < 10 and text.isascii() and text.isdigit() else None


def _seconds(text: str | None) -> float | None:
    """``1.25``, also ``1,234.5`` (Surefire); None for what is no time."""
    try:
        value = float((text or "").replace(",", ""))
    except ValueError:
        return None
    return value if 0 <= value < 1e9 else None
