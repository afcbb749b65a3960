"""What importers of other tools' records share: values as front matter has them, and comments."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from tix.frozen import dataclass
from tix.importers.derived import derived_comment_id
from tix.importers.incoming import person
from tix.model.people import parse_person
from tix.model.record.values import Comment
from tix.model.times import parse_time
from tix.quick_typing import Any

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""The time of a comment that nobody knows it of, until the ticket's opening is known."""

UNKNOWN = "unknown <>"
"""Who wrote what nobody is named for."""


@dataclass(frozen=True, slots=True)
class Said:
    """A comment elsewhere: what it is called there, when, by whom, and its text."""

    name: str
    at: datetime | None
    by: str
    text: str
    internal: bool = False


def plain(value: Any) -> Any:
    """A value of JSON as front matter would have it: every scalar a text."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if value is None else str(value)


def comments(source: str, said: Iterable[Said], opened: datetime | None) -> tuple[Comment, ...]:
    """The comments by time, then id; one without a time has the one before it."""
    return tuple(sorted(_comments(source, said, opened), key=lambda each: (each.at, each.id)))


def _comments(source: str, said: Iterable[Said], opened: datetime | None) -> Iterator[Comment]:
    taken: set[str] = set()
    at = opened or EPOCH
    for each in said:
        if not each.text.strip():
            continue
        at = each.at or at
        ident = derived_comment_id(source, each.name or f"{at} {each.text}", taken.__contains__)
        taken.add(ident)
        author = parse_person(person(each.by) or UNKNOWN)
        yield Comment(ident, at, author, each.internal, lf(each.text))


def time_of(value: object) -> datetime | None:
    """A time of ISO 8601, or None."""
    try:
        return parse_time(value) if isinstance(value, str) else None
    except ValueError:
        return None


def text_of(value: object) -> str:
    """A text; "" for anything else."""
    return lf(value) if isinstance(value, str) else ""


def lf(text: str) -> str:
    """With LF line ends, and without blanks around it all."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")


def name_of(value: object, *keys: str) -> str:
    """A text, or the first of these keys of an object that has one."""
    if isinstance(value, dict):
        return next((text for key in keys if (text := text_of(value.get(key)))), "")
    return text_of(value)


def items(value: object) -> list[Any]:
    """The items of a list; [] for anything else."""
    return value if isinstance(value, list) else []


def objects(value: object) -> list[dict[str, Any]]:
    """The objects in a list; [] for anything else."""
    return [each for each in items(value) if isinstance(each, dict)]
