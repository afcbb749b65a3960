"""What the columns of a table stand for: as the user or the tool tells, else by their names.

A name in another language is translated only where no other column has that meaning; what is one
more of its kind is kept under its own name.
"""

import re
from collections.abc import Mapping, Sequence

from tix.errors import UsageError
from tix.frozen import dataclass, field, replace
from tix.importers.csv import CsvTable
from tix.importers.foreign_names import FOREIGN_NAMES, names_of, plain_name
from tix.importers.local_columns import LOCAL, NUMBERS, SUMMARIES, VAGUE
from tix.model.text.nearest import did_you_mean
from tix.model.ticket.fields import FIELDS

TITLES = (
    "subject", "title", "summary", "name", "short_desc", "task name", "task", "story", "issue",
    "headline", "short_description", "short description",
)  # fmt: skip
BODIES = ("body", "description", "text", "details", "content", "notes")
IDS = (
    "id", "key", "number", "issue key", "issue id", "ticket id", "ticket", "ticket no", "uuid",
    "#", "no", "nr", "task id", "bug_id", "bug id", "ticket number", "ticket#",
)  # fmt: skip
_VAGUE = frozenset(
    (
        *TITLES[2:],
        *BODIES[2:],
        "number",
        "ticket",
        "#",
        "no",
        "nr",
        "date",
        "user",
        "column",
        "kind",
    )
)
"""Names that mean that only where no other column says it better, in whatever language."""


class NoColumnError(UsageError):
    """``--map`` names a column that isn't there."""

    def __init__(self, name: str, known: list[str]) -> None:
        hint = did_you_mean(name, known) or f"there are: {', '.join(known)}"
        super().__init__(f"--map: there is no column {name!r}", hint=hint)


@dataclass(frozen=True, slots=True)
class Columns:
    """The field that each column stands for, and what the file calls those that are translated."""

    fields: Sequence[str]
    called: Mapping[str, str] = field(default_factory=dict)


def columns_of(
    table: CsvTable, told: Mapping[str, str], names: Mapping[str, str], *, is_own: bool
) -> Columns:
    """What the columns stand for, ``told`` by the user and with a tool's own ``names``.

    Names of Jira's JSON that was made a table (``fields.summary``) are without what stands before
    them, where no other column has that name. Raises NoColumnError.
    """
    inner = [name.removeprefix("fields.") for name in table.columns]
    if len({*inner}) == len(inner) and not told:
        table = replace(table, columns=tuple(inner))
    folded = _told(table.columns, told)
    if is_own:
        return Columns([folded.get(name.casefold(), name) for name in table.columns])
    own = [folded.get(name.casefold()) or names.get(plain(name)) for name in table.columns]
    table = replace(table, columns=_shortened(table.columns, own))
    named = [*zip(table.columns, own, strict=True)]
    foreign = [name for name, told in named if not told and plain_name(name) in LOCAL]
    others = [told or _as_it_is(name) for name, told in named if name not in foreign]
    meant = _translated(table, foreign, others)
    fields = [
        told or meant.get(plain_name(name)) or _as_it_is(name) or f"column {number}"
        for number, (name, told) in enumerate(named, 1)
    ]
    return Columns(fields, {meant.get(plain_name(name), ""): _as_it_is(name) for name in foreign})


def without_kind(name: str) -> str:
    """A column's name without the kind of record at its end or beginning, ``Status (Ticket)`` and
    ``Ticket Status``, or what GLPI says of it once more, ``Requester - Requester``, where the rest
    is the name of something that tickets have."""
    if _is_known(name):
        return name
    shorter = (re.sub(form, "", name, flags=re.IGNORECASE) for form in _AROUND)
    return next((each for each in shorter if _is_known(each)), name)


_KIND = "(?:ticket|issue|case|task|incident|request)"
_AROUND = (rf" \({_KIND}s?\)$", rf"^{_KIND}[ _]", r" - .*$")


def _is_known(name: str) -> bool:
    named = plain_name(name)
    return plain(name) in _OWN or named.replace("_", " ") in _OWN or named in _FIELDS


_OWN = frozenset((*TITLES, *BODIES, *IDS))
_FIELDS = FOREIGN_NAMES | {field.name for field in FIELDS} - {"source"} | LOCAL.keys()


def _shortened(columns: Sequence[str], told: Sequence[str | None]) -> tuple[str, ...]:
    """Names ``without_kind``, where no other column says the same in fewer words, or before."""
    meant = {_meaning(short) for name in columns if (short := without_kind(name)) == name}
    found = []
    for name, own in zip(columns, told, strict=True):
        short = name if own else without_kind(name)
        if short != name and _meaning(short) in meant:
            short = name
        meant.add(_meaning(short))
        found.append(short)
    return tuple(found)


def plain(name: str) -> str:
    """The name of a column as it is compared here."""
    return " ".join(name.casefold().replace("(", " ").replace(")", " ").split())


def _told(columns: Sequence[str], told: Mapping[str, str]) -> dict[str, str]:
    """What the user calls columns, by their names in lower case."""
    folded = {name.casefold(): own for name, own in told.items()}
    for name in told:
        if name.casefold() not in {column.casefold() for column in columns}:
            raise NoColumnError(name, [column for column in columns if column])
    if "source" in told.values():  # the table's own column of that name is another
        folded = {"source": "original_source", **folded}
    return folded


def _as_it_is(name: str) -> str:
    folded = re.sub("^%", "percent ", name.casefold()).removesuffix(" (utc)")
    if _is_known(folded) or not _is_known(name):
        return folded
    return plain_name(name).replace("_", " ")  # createdAt


def _translated(table: CsvTable, foreign: Sequence[str], others: Sequence[str]) -> dict[str, str]:
    """What columns in another language mean beside ``others``, by their ``plain_name``."""
    taken = {_meaning(name) for name in others}
    clear = {_meaning(name) for name in others if plain(name) not in _VAGUE}
    found: dict[str, str] = {}
    last = SUMMARIES | NUMBERS
    ranked = sorted(foreign, key=lambda each: (plain_name(each) in VAGUE, plain_name(each) in last))
    for column in ranked:
        name = plain_name(column)
        own = LOCAL[name]
        if name in SUMMARIES:
            own = "description" if "title" in taken else "title"
            is_free = _meaning(own) not in taken
        elif name in NUMBERS:
            is_free = "id" not in taken and _tells_apart(table, column)
        else:
            is_free = _meaning(own) not in (taken if name in VAGUE else clear)
        if is_free:
            found.setdefault(name, own)
            taken.add(_meaning(own))
            clear.add(_meaning(own))
    return found


def _meaning(name: str) -> str:
    """The field that a name in English means, or the name."""
    for meaning, names in (("title", TITLES), ("body", BODIES), ("id", IDS)):
        if plain(name) in names:
            return meaning
    same = plain_name(name)
    return next((field.name for field in FIELDS if same in names_of(field.name)), same)


def _tells_apart(table: CsvTable, column: str) -> bool:
    """Whether each row has a value of its own in a column."""
    at = table.columns.index(column)
    values = {row[at].strip() for _, row in table.rows if at < len(row)} - {""}
    return len(values) == len(table.rows)
