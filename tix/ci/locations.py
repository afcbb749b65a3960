"""Where a failing test stands in the repository, by what its trace says."""

import re
from collections.abc import Iterator
from functools import lru_cache

from tix.ci.keys import IsFile, in_repository
from tix.ci.results import Case

_PLACES = (
    re.compile(r'File "([^"\n]+)", line (\d+)'),
    re.compile(r"\(?((?:file://)?[\w@./\\+-]*[\w@+-]\.[A-Za-z]\w{0,5}):(\d+)(?::\d+)?"),
    re.compile(r"((?:[A-Za-z]:)?[\w@./\\+ -]+\.\w{1,5}):line (\d+)"),
)
_JAVA = re.compile(r"at (?:[\w.@]+/)?([\w.$]+)\.[\w$<>]+\((\w+\.\w+):(\d+)\)")


def location_of(case: Case, is_file: IsFile) -> tuple[str, int | None]:
    """The file and the line where a test failed, of those in the repository the nearest to the
    failure; ("", None) if its trace names none.

    A trace of Python ends with the failure, others begin with it.
    """
    found = [place for place in _places(case.trace, is_file) if is_file(place[0])]
    if not found:
        return "", None
    return found[-1] if case.dialect == "pytest" or "Traceback" in case.trace else found[0]


def _places(trace: str, is_file: IsFile) -> Iterator[tuple[str, int]]:
    known = lru_cache(maxsize=200)(lambda path: in_repository(path, is_file))
    for line in trace.split("\n"):
        if java := _JAVA.search(line):
            folder = java[1].rpartition(".")[0].replace(".", "/")
            yield known(f"{folder}/{java[2]}"), int(java[3])
            continue
        for pattern in _PLACES:
            if (place := pattern.search(line)) and len(place[2]) < 8:
                yield known(place[1]), int(place[2])
                break
