"""The key of a failing test: what stays the same from run to run, on every machine.

A key is made of the test's class and name, from which is taken what may change while the test is
the same one: where the code lies on this machine, line numbers, addresses in memory, line ends and
other white space. What differs between two tests stays.
"""

import re
from collections.abc import Callable

from tix.ci.results import Case
from tix.frozen import dataclass
from tix.quick_typing import Literal

Grouping = Literal["test", "class", "file", "message"]
"""What makes two failures one ticket."""

IsFile = Callable[[str], bool]
"""Whether the repository has a file at that path, from its root."""

Mask = Callable[[str], str]
"""Takes the secrets out of a text."""

_LONGEST = 240

_TOPS = (
    "home|Users|root|tmp|temp|var|private|builds|build|mnt|media|workspace|workspaces|github|opt"
    "|usr|srv|data|runner|_work|code|app|src|go|drone|woodpecker|codebuild|buildkite|azp|agent|a|nix"
)
_MACHINE_PATH = re.compile(
    rf"(?:file://)?(?<![\w./\\~-])(?:/(?:{_TOPS})(?:/[^\s/\\:*?\"'<>|()\[\]{{}},;]+)+"
    r"|[A-Za-z]:[\\/](?:[^\s/\\:*?\"'<>|()\[\]{},;]+[\\/])*[^\s/\\:*?\"'<>|()\[\]{},;]+)"
)
_LINE_NUMBER = re.compile(r"(?<=\w)(\.[A-Za-z]\w{0,5}):\d+(?::\d+)?(?!\w)")
_ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{7,16}\b")
_VARYING = (
    (re.compile(r"\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b", re.IGNORECASE), "UUID"),
    (
        re.compile(r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?"),
        "TIME",
    ),
    (re.compile(r"\b[0-9a-f]{12,64}\b"), "HASH"),
    (re.compile(r"\d+(?:[.,]\d+)?"), "N"),
)
"""What two failures of one kind may differ in: for grouping by message."""


def never(_: str) -> bool:
    """``IsFile`` where the repository isn't known."""
    return False


def one_line(text: str) -> str:
    """A text on one line, without characters that drive a terminal."""
    if not text.isprintable():
        text = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(text.split())


def in_repository(path: str, is_file: IsFile) -> str:
    """A path of some machine as one from the repository's root: its longest end that is a file
    there; where there is none, its last part."""
    parts = [part for part in re.split(r"[/\\]", path.removeprefix("file://")) if part != "."]
    parts = [part for part in parts if part]
    for start in range(len(parts)):
        if is_file(end := "/".join(parts[start:])):
            return end
    is_whole = path.startswith(("/", "file:")) or re.match(r"[A-Za-z]:[\\/]", path)
    return parts[-1] if is_whole and parts else "/".join(parts)


def stable(text: str, is_file: IsFile = never) -> str:
    """A text without what changes while what it names stays the same."""
    text = one_line(text)
    if "/" in text or "\\" in text:
        text = _MACHINE_PATH.sub(lambda found: in_repository(found.group(), is_file), text)
    if ":" in text:
        text = _LINE_NUMBER.sub(r"\1", text)
    return without_addresses(text)


def without_addresses(text: str) -> str:
    """A text without addresses in memory."""
    return _ADDRESS.sub("0x…", text) if "0x" in text else text


def shortened(text: str, most: int = _LONGEST) -> str:
    """A text that isn't too long for a key or a title, and still differs from others."""
    if len(text) <= most:
        return text
    from hashlib import sha256  # few are that long

    digest = sha256(text.encode(errors="surrogatepass")).hexdigest()[:12]
    return f"{text[: most - 14]}… {digest}"


@dataclass(frozen=True, slots=True)
class TestName:
    """What a test is called: its class (or file, or suite; "" where that says nothing) and name."""

    group: str
    name: str

    __test__ = False

    def __str__(self) -> str:
        return f"{self.group}::{self.name}" if self.group else self.name


def name_of(case: Case, is_file: IsFile = never) -> TestName:
    """The name of a test. Where its class is empty or only repeats the name, its suite's name
    tells tests apart; CTest's suite is the machine, and jest-junit calls one that isn't there
    ``undefined``, so there is none."""
    group, name = case.classname, case.name
    if not group.strip() or name.strip() == group.strip() or name.endswith(f" {group}"):
        says_nothing = case.dialect == "ctest" or case.suite == "undefined"
        group = "" if says_nothing else case.suite
    return TestName(stable(group, is_file), stable(name, is_file) or "a test without a name")


def file_of(case: Case, is_file: IsFile = never) -> str:
    """The file of a test, from the repository's root; "" if the report doesn't say."""
    if case.file:
        return in_repository(case.file, is_file)
    for text in (case.classname, case.suite):
        if (re.search(r"[/\\]", text) or is_file(text)) and re.search(r"\.\w{1,5}$", text):
            return in_repository(text, is_file)
    path = case.classname.replace(".", "/")
    parts = path.split("/")
    for end in range(len(parts), 0, -1):  # a class may stand behind the module
        if is_file(found := f"{'/'.join(parts[:end])}.py"):
            return found
    return ""


def says_something(line: str) -> bool:
    """Whether a line is about what failed, and not only that something did."""
    return bool(line.strip()) and not _SAYS_NOTHING.fullmatch(line.strip())


def first_line(case: Case) -> str:
    """The first thing that is said about a failure; "" if nothing is."""
    for text in (case.message, case.trace):
        for line in text.split("\n"):
            if says_something(said := one_line(line)):
                return said
    return ""


_SAYS_NOTHING = re.compile(
    r"failed:?|failure|error:?|test failure|=== RUN.*|FAILED:|def .*|@.*|PHPUnit\\Framework\\\w+"
    r"|\w+::\w+( with data set .*)?",
    re.IGNORECASE,
)


def varying_left_out(text: str, is_file: IsFile = never) -> str:
    """A message without numbers, times and the like."""
    text = stable(text, is_file)
    for pattern, word in _VARYING:
        text = pattern.sub(word, text)
    return text


def key_of(
    case: Case,
    grouping: Grouping = "test",
    is_file: IsFile = never,
    mask: Mask = str,
) -> str:
    """The key of the ticket for a failing test; masked before it is shortened."""
    named = name_of(case, is_file)
    group = named.group or named.name
    match grouping:
        case "test":
            said = str(named)
        case "class":
            said = group
        case "file":
            said = file_of(case, is_file) or group
        case "message":
            said = varying_left_out(first_line(case), is_file) or group
    return f"{grouping}:{shortened(mask(said))}"
