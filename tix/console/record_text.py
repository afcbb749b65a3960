"""Records in words: a page, a table, JSON, and what became of one."""

from collections.abc import Callable, Mapping, Sequence

from tix.console.page_lines import beside, markdown, wrapped
from tix.console.session import Session
from tix.console.settling import how_to_settle
from tix.errors import UsageError
from tix.model.record import notes
from tix.model.record.kind import RecordKind
from tix.model.records.kinds import named, path_of
from tix.quick_typing import TYPE_CHECKING, Any, TypeAlias
from tix.terminal import safe
from tix.terminal.width import display_width, pad

if TYPE_CHECKING:
    from tix.actions.records import RecordResult
    from tix.storage.store.record_files import FiledRecord

About: TypeAlias = Callable[[Session, Any], Sequence[str]]
"""Gives lines that a record's page has beside its fields."""


class UnknownColumnError(UsageError):
    """There is no column of that name."""

    def __init__(self, kind: RecordKind[Any], name: str) -> None:
        from tix.model.text.nearest import did_you_mean

        known = ["id", *kind.by_any_name, *kind.computed]
        super().__init__(f"there is no column {name!r}", hint=did_you_mean(name, known))


def page(session: Session, kind: RecordKind[Any], name: str, about: About | None) -> list[str]:
    """The lines of a record's page; ``about`` gives those that stand below its fields."""
    styles = session.screen.styles
    record = session.records(kind).get(name).record
    title = safe.line(kind.title_of(record))
    lines = [f"{styles.ident(name)}  {styles.bold(title)}", ""]
    shown = [f for f in kind.fields if f.editable and f.name != kind.title and f.texts(record)]
    rows = [(field.name, ", ".join(field.texts(record))) for field in shown]
    rows += [
        (extra.name, extra.value if isinstance(extra.value, str) else ", ".join(extra.value))
        for extra in record.team_fields
    ]
    width = max((display_width(safe.line(label)) for label, _ in rows), default=0)
    for label, text in rows:
        head = pad(safe.line(label), width)
        lines += beside(session, f"{head}  ", f"{styles.dim(head)}  ", safe.line(text))
    lines += about(session, record) if about else ()
    if record.body:
        lines += ["", markdown(session, record.body)]
    for comment in record.comments:
        aside = notes.aside_of(record, comment)
        said = f"{safe.line(comment.author.label)} · {comment.at:%Y-%m-%d %H:%M}"
        head = "merge note" if aside else said  # a note has no time of its own
        above = wrapped(session, f"── {head} · {comment.id}", "   ")
        lines += ["", *map(styles.dim, above), "", markdown(session, comment.text)]
        if aside:
            said = how_to_settle(named(kind, name), comment.id, aside)
            lines += ["", *map(styles.dim, wrapped(session, safe.line(said)))]
    return lines


def table(
    session: Session,
    kind: RecordKind[Any],
    records: Sequence[Any],
    names: Sequence[str],
    drop: bool,
) -> str:
    """Records as a table of these columns; ``drop`` those that are empty at a terminal."""
    from tix.actions.record_data import computed
    from tix.terminal.table import Cell, Column, render
    from tix.terminal.tsv import tsv

    columns = [_column(kind, name.strip()) for name in names]
    wants_more = any(column in kind.computed for column in columns)
    known = computed(session, kind, records) if wants_more else {}
    rows = [
        [_value(kind, record, column, known.get(record.id, {})) for column in columns]
        for record in records
    ]
    if not session.screen.for_people:
        return tsv(rows)
    kept = [n for n in range(len(columns)) if not drop or any(row[n] for row in rows)]
    shapes = [Column(columns[n], flexible=columns[n] == kind.title) for n in kept]
    cells = [[Cell(row[n]) for n in kept] for row in rows]
    return render(shapes, cells, session.screen.width, session.screen.styles)


def _column(kind: RecordKind[Any], name: str) -> str:
    if name == "id" or name in kind.computed:
        return name
    if field := kind.by_any_name.get(name):
        return field.name
    raise UnknownColumnError(kind, name)


def _value(kind: RecordKind[Any], record: Any, column: str, known: Mapping[str, Any]) -> str:
    if column in kind.computed:
        value = known.get(column)
        return _COMPUTED.get(str(value), str(value))
    return record.id if column == "id" else ",".join(kind.by_name[column].texts(record))


_COMPUTED = {"None": "", "True": "yes", "False": "no"}
"""What is computed, where it is no number."""


def print_json(
    session: Session, kind: RecordKind[Any], found: "Sequence[FiledRecord[Any]]", *, single: bool
) -> None:
    """Print records: one object if ``single``, else an array."""
    from tix.actions.record_data import record_objects
    from tix.model.record.json import json_text

    objects = record_objects(session, kind, found)
    session.print(json_text(objects[0] if single else objects))


def print_log(session: Session, kind: RecordKind[Any], name: str, *, as_json: bool) -> None:
    """Print who changed what of a record when, newest first."""
    from tix.actions.event_data import event_object, event_rows
    from tix.console.event_text import lines, who
    from tix.storage.history.records import record_events
    from tix.terminal.tsv import tsv

    session.expect_history()
    events = list(record_events(session.desk, kind, name))
    if as_json:
        from tix.model.record.json import json_text

        title = kind.title_of(session.records(kind).get(name).record)
        objects = [event_object(event, title) for event in events]
        renamed = [{kind.name: o.pop("ticket"), **o} for o in objects]
        session.print(json_text(renamed))
    elif not session.screen.for_people:
        session.page(tsv([row for event in events for row in event_rows(event)]))
    else:
        from tix.terminal.ago import ago

        styles, width = session.screen.styles, session.screen.text_width
        parts = []
        for event in events:
            when, author = ago(event.at, session.now), safe.line(who(session, event))
            head = f"{styles.dim(when)}  {styles.bold(author)}"
            parts.append("\n".join([head, *lines(session, event, width)]))
        session.page("\n\n".join(parts))


def warn_of_doubt(session: Session, done: "RecordResult[Any]") -> None:
    """Say what the user may not have meant."""
    if done.doubt:
        session.warn(done.doubt)


def tell_record(session: Session, kind: RecordKind[Any], done: "RecordResult[Any]") -> None:
    """Confirm a change, or that there was nothing to change; as JSON what it is now, or would
    be."""
    from tix.storage.store.record_files import FiledRecord

    said = f"{named(kind, done.record.id)}: {done.what}"
    nothing = f"nothing to change: {done.what}"
    session.done(done.outcome, said if done.is_changed else nothing, nothing)
    warn_of_doubt(session, done)
    if session.wants_json:
        path = path_of(kind, done.record.id)
        print_json(session, kind, [FiledRecord(done.record, path)], single=True)
