"""The title and the text of a failing test's ticket.

Both follow from the test and its failure, and from nothing else of the run: twenty jobs in which
one test fails write the same, so that their tickets are one without anything to decide.
"""

import re

from tix.ci.keys import (
    Grouping,
    IsFile,
    Mask,
    file_of,
    first_line,
    in_repository,
    name_of,
    never,
    one_line,
    says_something,
    shortened,
    without_addresses,
)
from tix.ci.rerun import command_for
from tix.ci.results import Case

_TITLE = 160
_LINES, _HEAD_LINES, _WIDTH = 60, 20, 300


def title_of(case: Case, grouping: Grouping, mask: Mask, is_file: IsFile = never) -> str:
    """The title of a ticket: the test, not what happened to it this time."""
    named = name_of(case, is_file)
    group = named.group or named.name
    match grouping:
        case "test":
            said = f"{named.name} fails"
            if named.group and named.group not in named.name:
                said += f" ({named.group})"
        case "class":
            said = f"Tests of {group} fail"
        case "file":
            said = f"Tests in {file_of(case, is_file) or group} fail"
        case "message":
            said = f"Tests fail: {first_line(case) or group}"
    return shortened(mask(said), _TITLE)


def body_of(case: Case, grouping: Grouping, mask: Mask, is_file: IsFile = never) -> str:
    """The text of a ticket: which test, what it says, how long it took, and how to run it."""
    named, file = name_of(case, is_file), file_of(case, is_file)
    first = "Fails" if grouping == "test" else "One of them"
    parts = [f"{first}: {_code(mask(str(named)))}"]
    if file and file not in named.group:
        parts[0] += f" in {_code(mask(file))}"
    message, trace = mask(case.message).strip(), trimmed(mask(case.trace), is_file)
    if says_something(message) and one_line(message) not in one_line(trace):
        parts.append(quoted(trimmed(message, is_file)))
    if trace:
        parts.append(quoted(trace))
    if case.seconds is not None:
        parts.append(f"It took {duration(case.seconds)}.")
    if command := command_for(case, is_file):
        parts.append(f"Just this test:\n\n{quoted(mask(command))}")
    return "\n\n".join(parts) + "\n"


def _code(text: str) -> str:
    """A text as code in Markdown."""
    fence = "``" if "`" in text else "`"
    space = " " if "`" in text else ""
    return f"{fence}{space}{text}{space}{fence}"


def quoted(text: str) -> str:
    """A text as a block of code: indented, so that nothing in it can end it."""
    return "\n".join(f"    {line}" if line else "" for line in text.split("\n"))


def trimmed(text: str, is_file: IsFile = never) -> str:
    """The beginning and the end of a trace, without paths of the machine, addresses and colours."""
    text = re.sub(r"\x1b\[[0-9;?]*[ -/]*[@-~]", "", text.expandtabs(4).replace("\r", ""))
    lines = ["".join(c if c.isprintable() else "·" for c in line) for line in text.split("\n")]
    lines = [_plain(line.rstrip(), is_file)[:_WIDTH] for line in lines]
    while lines and not lines[0].strip():
        lines.pop(0)
    while lines and not lines[-1].strip():
        lines.pop()
    if len(lines) > _LINES:
        left_out = len(lines) - _LINES + 1
        tail = _LINES - _HEAD_LINES - 1
        lines = [*lines[:_HEAD_LINES], f"… {left_out} lines …", *lines[-tail:]]
    return "\n".join(lines)


_PATH = re.compile(
    r"(?:file://)?(?<![\w./\\~])(?:/[\w.@+-]+){2,}|[A-Za-z]:\\(?:[\w.@+ -]+\\)+[\w.@+-]+"
)


_STAMP = re.compile(
    r"^(\s*[\[(]?)(?:\d{4}-\d\d-\d\d[T ])?\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?"
)
"""The time at the beginning of a line of a log."""


def _plain(line: str, is_file: IsFile) -> str:
    """A line without what is of this run and this machine alone."""
    line = _STAMP.sub(r"\1…", line)
    if "/" in line or "\\" in line:
        line = _PATH.sub(lambda found: _shorter(found.group(), is_file), line)
    return without_addresses(line)


def _shorter(path: str, is_file: IsFile) -> str:
    """A path as it is in the repository; one that isn't there stays."""
    inside = in_repository(path, is_file)
    return inside if is_file(inside) else path


def duration(seconds: float) -> str:
    """A time in words, roughly, so that the same test says the same in every run."""
    for most, said in (
        (1, "less than a second"),
        (10, "a few seconds"),
        (60, "less than a minute"),
    ):
        if seconds < most:
            return said
    for unit, size in (("h", 3600), ("min", 60)):
        if seconds >= size:
            count = seconds / size
            step = 10 ** (len(str(int(count))) - 1)
            return f"about {round(count / step) * step} {unit}"
    raise AssertionError("a minute is the least")
