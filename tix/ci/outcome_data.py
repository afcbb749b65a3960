"""What a run came to: as JSON (``docs/json.md``), in lines, and in Markdown for a summary."""

from collections.abc import Iterator, Sequence

from tix.ci.plan import Step, What
from tix.ci.rest import REST
from tix.ci.results import Counts
from tix.model.ticket.ticket import Ticket
from tix.quick_typing import Any

_SHOWN = 100
"""Lines of a summary: a page that shows it takes a megabyte at the most."""


def outcome_object(steps: Sequence[Step], counts: Counts) -> dict[str, Any]:
    """The run as what ``json`` can write."""
    return {
        **{what.value: [_entry(step) for step in steps if step.what is what] for what in What},
        "failed": counts.failed,
        "errored": counts.errored,
        "skipped": counts.skipped,
        "passed": counts.passed,
    }


def _entry(step: Step) -> dict[str, str | None]:
    ticket = step.ticket
    title = ticket.title if ticket else step.failure.title if step.failure else step.test
    entry = {"id": ticket.id if ticket else None, "key": step.key, "title": title,
             "test": step.test}  # fmt: skip
    return {**entry, "why": step.why} if step.what is What.LEFT else entry


def rows(steps: Sequence[Step]) -> list[tuple[str, str, str]]:
    """What was done, the id and the title; for what is left, why.

    Those for which there was no room are one row, which says where they are listed.
    """
    found = []
    over = [step for step in steps if step.is_over]
    for step in steps:
        if step.is_over:
            continue
        if step.key == REST and over:
            found.append((_WORDS[What.LEFT], "-", _over(len(over), step.ticket)))
        entry = _entry(step)
        more = f" ({step.why})" if step.why else ""
        found.append((_WORDS[step.what], entry["id"] or "-", f"{entry['title']}{more}"))
    return found


def _over(count: int, rest: Ticket | None) -> str:
    listed = f"'tix show {rest.id}' lists" if rest else "one ticket lists"
    them, each = ("it", "it") if count == 1 else ("them", "each")
    return f"{count} more, over --max: {listed} {them}; a larger --max opens a ticket for {each}"


_WORDS = {
    What.OPENED: "opened",
    What.AGAIN: "seen again",
    What.REOPENED: "reopened",
    What.CLOSED: "closed",
    What.LEFT: "left",
}


def counted(counts: Counts) -> str:
    """``3 failed, 1 errored, 20 passed``."""
    parts = ((counts.failed, "failed"), (counts.errored, "errored"), (counts.skipped, "skipped"),
             (counts.passed, "passed"))  # fmt: skip
    return ", ".join(f"{count} {word}" for count, word in parts if count) or "no tests"


def summary(title: str, steps: Sequence[Step], counts: Counts | None) -> str:
    """The run in Markdown."""
    lines = [f"### {_escaped(title)}", ""]
    if counts is not None:
        lines += [f"{counted(counts)}.", ""]
    shown = [*_summary_rows(steps)]
    if shown:
        lines += ["| | ticket | |", "|---|---|---|", *shown[:_SHOWN]]
        if len(shown) > _SHOWN:
            lines.append(f"| | | and {len(shown) - _SHOWN} more |")
    else:
        lines.append("No ticket was changed.")
    return "\n".join([*lines, "", ""])


def _summary_rows(steps: Sequence[Step]) -> Iterator[str]:
    for word, ident, title in rows(steps):
        shown = ident if ident == "-" else f"`{ident}`"
        yield f"| {word} | {shown} | {_escaped(title)} |"


def _escaped(text: str) -> str:
    """A text that means nothing but itself in a cell of a table."""
    plain = "".join(f"\\{c}" if c in "\\`*_{}[]()#+!|~$@" else c for c in text)
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
