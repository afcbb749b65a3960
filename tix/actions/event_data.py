"""A commit's changes to a ticket, for programs: as JSON or as rows (``docs/json.md``)."""

from collections.abc import Iterator, Sequence

from tix.model.history.events import Change, Event
from tix.model.history.merge_decisions import Decision
from tix.model.times import format_time
from tix.quick_typing import Any


def event_object(event: Event, title: str | None) -> dict[str, Any]:
    """The event as what ``json`` can write, under the ticket's title."""
    merge = event.merge
    return {
        "ticket": event.ticket,
        "title": title,
        "at": format_time(event.at),
        "by": str(event.by),
        "commit": event.commit,
        "subject": event.subject,
        "broken": event.broken,
        "changes": [
            {"field": change.field, "old": list(change.old), "new": list(change.new)}
            for change in event.changes
        ],
        "merge": merge
        and {
            "parents": list(merge.parents),
            "decisions": [
                {"decision": d.kind, "field": d.field, "old": list(d.old), "new": list(d.new)}
                for d in merge.decisions
            ],
        },
    }


def event_rows(event: Event) -> Iterator[Sequence[str]]:
    """Time, who, ticket, field, old, new and commit for each change or decision."""
    for change in _named(event):
        yield (
            format_time(event.at),
            str(event.by),
            event.ticket,
            change.field,
            ",".join(change.old),
            ",".join(change.new),
            event.commit,
        )


def _named(event: Event) -> Iterator[Change]:
    """An event as changes of fields; anything else is named in parentheses."""
    if event.broken:
        yield Change("(broken)", (), ())
    elif event.merge is None:
        yield from event.changes
    elif not event.merge.decisions:
        yield Change("(merge)", (), ())
    else:
        yield from map(_as_change, event.merge.decisions)


def _as_change(decision: Decision) -> Change:
    name = f"({decision.kind.replace('-', ' ')}) {decision.field}"
    return Change(name, decision.old, decision.new)
