"""The one ticket for all failures for which there was no room. Its list says which they are.

Each stands on a line, ``- NAME``, or ``- NAME · KEY`` where the key says something else. What
people write around the list stays.
"""

import re
from collections.abc import Iterable, Sequence

from tix.ci.failure import Failure

REST = "more failing tests"
"""The key of that ticket."""

_TITLE = "More tests fail than get tickets of their own"
_SHOWN = 200
_ENTRY, _BEFORE_KEY = re.compile(r"- (.+)"), " · "
_MORE = re.compile(r"- and (\d+) more")


def rest_failure(failures: Sequence[Failure]) -> Failure:
    """All of these as one."""
    return Failure(REST, _TITLE, REST, lambda: with_listed(f"{_TITLE}:\n", failures))


def listed_keys(body: str) -> frozenset[str]:
    """The keys of the failures that a text lists."""
    return frozenset(filter(None, map(_key, body.split("\n"))))


def with_listed(body: str, failures: Iterable[Failure], *, anew: bool = False) -> str:
    """A text that lists these, too; ``anew``: and no others."""
    lines = body.split("\n")
    listed = [line for line in lines if _key(line)]
    more = sum(int(found[1]) for line in lines if (found := _MORE.fullmatch(line)))
    kept, more = ([], 0) if anew else (listed, more)
    known = listed_keys("\n".join(kept))
    kept = kept + [_line(failure) for failure in failures if failure.key not in known]
    if kept == listed:
        return body
    if more := more + max(0, len(kept) - _SHOWN):
        kept[_SHOWN:] = [f"- and {more} more"]
    at = next((at for at, line in enumerate(lines) if _key(line)), len(lines))
    after = [line for line in lines[at:] if not (_key(line) or _MORE.fullmatch(line))]
    return "\n".join([*lines[:at], *kept, *(after or [""])])


def _line(failure: Failure) -> str:
    if failure.key == f"test:{failure.test}" and _BEFORE_KEY not in failure.test:
        return f"- {failure.test}"
    return f"- {failure.test.replace(_BEFORE_KEY, ' - ')}{_BEFORE_KEY}{failure.key}"


def _key(line: str) -> str:
    """The key that a line of the list names; "" for any other line."""
    found = _ENTRY.fullmatch(line)
    if found is None or _MORE.fullmatch(line):
        return ""
    name, _, key = found[1].partition(_BEFORE_KEY)
    return key or f"test:{name}"
