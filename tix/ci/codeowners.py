"""CODEOWNERS, as GitHub and GitLab read it.

- https://docs.github.com/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
- https://docs.gitlab.com/user/project/codeowners/reference/

Each line is a pattern and its owners; of the lines that match a file the last counts. Patterns are
those of ``.gitignore``, but for ``!`` and character classes. GitLab has sections, each of which has
owners of its own, which may stand in its heading, and ``!`` takes files out of a section.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from tix.frozen import dataclass

PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS")
"""Where the file may be, at GitHub or GitLab; the first that is there counts."""

_SECTION = re.compile(r"\^?\[([^\]]+)\](?:\[\d+\])?(?:\s+(.*))?")


@dataclass(frozen=True, slots=True)
class Line:
    """One pattern and its owners, in a section ("": before any). No owners: nobody's."""

    section: str
    pattern: str
    owners: tuple[str, ...]
    takes_out: bool = False
    at_any_depth: bool = False


def parse(text: str, *, is_gitlab: bool = False) -> list[Line]:
    """The lines of a file; what can't be read is left out, as both do. One with sections is
    GitLab's."""
    is_gitlab |= any(_SECTION.match(line) for line in text.splitlines())
    return [*_lines(text, is_gitlab)]


def _lines(text: str, is_gitlab: bool) -> Iterator[Line]:
    section = ""
    usual: tuple[str, ...] = ()
    for raw in text.splitlines():
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        if heading := _SECTION.fullmatch(_without_comment(line)):
            section = heading[1].strip().casefold()
            usual = _owners(heading[2] or "")
            continue
        pattern, rest = _split(line)
        takes_out = pattern.startswith("!")
        pattern = pattern.removeprefix("!")
        if pattern:
            anywhere = is_gitlab and not pattern.startswith("/")
            yield Line(section, pattern, _owners(rest) or usual, takes_out, anywhere)


def _split(line: str) -> tuple[str, str]:
    """The pattern, in which blanks are escaped, and the rest."""
    found = re.match(r"((?:\\.|[^\s\\])+)\s*(.*)", line)
    if found is None:  # a backslash that escapes nothing
        return "", ""
    return re.sub(r"\\([ #])", r"\1", found[1]), found[2]


def _without_comment(text: str) -> str:
    return re.sub(r"(^|\s)#.*", "", text).rstrip()


def _owners(text: str) -> tuple[str, ...]:
    """``@login``, ``@group/team`` and addresses; roles (``@@maintainer``) are nobody one knows."""
    words = _without_comment(text).split()
    return tuple(w for w in words if re.fullmatch(r"@[\w./-]+|[^\s@]+@[^\s@]+", w))


def owners_of(path: str, lines: Sequence[Line]) -> tuple[str, ...]:
    """Who owns a file; of each section the last line that matches counts."""
    by_section: dict[str, tuple[str, ...]] = {}
    taken_out = {line.section for line in lines if line.takes_out and _matches(line, path)}
    for line in lines:
        if not line.takes_out and _matches(line, path):
            by_section[line.section] = line.owners
    found = (who for section, who in by_section.items() if section not in taken_out)
    return tuple(dict.fromkeys(owner for owners in found for owner in owners))


def _matches(line: Line, path: str) -> bool:
    return _compiled(line.pattern, line.at_any_depth).fullmatch(path) is not None


@lru_cache(maxsize=2000)
def _compiled(pattern: str, at_any_depth: bool) -> re.Pattern[str]:
    """A pattern as a regular expression for whole paths.

    One that begins with a slash is meant from the root, at GitHub also one with a slash within;
    others are at any depth. A folder means all below it.
    """
    anchored = "/" in pattern.rstrip("/") and not at_any_depth
    body = pattern.lstrip("/")
    start = "" if anchored else "(?:.*/)?"
    translated = ""
    for part in re.split(r"(\*\*/|/\*\*$|\*+|\?)", body.rstrip("/")):
        match part:
            case "**/":
                translated += "(?:.*/)?"
            case "/**":
                translated += "/.*"
            case "?":
                translated += "[^/]"
            case _ if part and set(part) == {"*"}:
                translated += ".*" if len(part) > 1 and body == part else "[^/]*"
            case _:
                translated += re.escape(part)
    if pattern.endswith("/"):
        return re.compile(f"{start}{translated}/.*")
    # GitHub: docs/* is the files of docs, not what is below its folders
    below = "" if body.endswith("/*") else "(?:/.*)?"
    return re.compile(f"{start}{translated}{below}")
