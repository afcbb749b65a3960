"""The page of a ticket: fields, links from both ends, the text and the comments."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

from tix.console.session import Session
from tix.console.ticket_code import branch_texts, commit_texts
from tix.console.ticket_look import due_short, id_styled, look_of, priority_level
from tix.frozen import dataclass
from tix.model.layout import ASSETS
from tix.model.people import parse_person
from tix.model.record.fields import PERSON, TIME, Field
from tix.model.record.values import Comment
from tix.model.ticket.fields import FIELDS
from tix.model.ticket.ticket import Ticket
from tix.model.times import due_instant, format_due, format_time
from tix.quick_typing import TYPE_CHECKING
from tix.storage.store.filed import Filed
from tix.terminal import safe
from tix.terminal.ago import ago
from tix.terminal.width import display_width, pad, wrap

if TYPE_CHECKING:
    from tix.actions.show import LinkedTicket
    from tix.actions.signatures import SignedChange

_SHORT_COMMIT = 7
_RECENT = 5
"""The number of occurrences that a terminal shows."""


@dataclass(frozen=True, slots=True)
class _Value:
    """A value next to a field's name. ``style`` colours its beginning ``head``, or all of it."""

    text: str
    head: str = ""
    style: Callable[[str], str] | None = None

    def painted(self, line: str) -> str:
        if self.style is None or not line.startswith(self.head):
            return line
        head = self.head or line
        return self.style(head) + line[len(head) :]


_Row = tuple[str, Sequence[_Value]]


class TicketPages:
    """Makes pages: short and wrapped for a terminal, whole and exact for a pipe."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._config = session.config
        self._styles = session.screen.styles
        self._exact = not session.screen.for_people
        self._width = session.screen.text_width
        self._signed: Mapping[str, Sequence[SignedChange]] = {}
        self._expect()

    def _expect(self) -> None:
        """Begin with what pages say of desks like this one, while git looks at the files."""
        if self._config.promises:
            from tix.actions.promises import expect_glances
            from tix.console import promise_text  # noqa: F401 (few desks have any)

            expect_glances(self._session)
        if self._session.has_customers:
            from tix.console import ticket_customer  # noqa: F401
            from tix.storage.index import query_sql  # noqa: F401

            self._session.customers.by_text  # noqa: B018

    def verify(self, idents: Sequence[str]) -> None:
        """Verify the signatures of these tickets' changes, to show them."""
        from tix.actions.signatures import signed_changes  # it walks through all commits

        self._signed = signed_changes(self._session, idents)

    def page(self, filed: Filed) -> str:
        """The page of one ticket, without a trailing line end."""
        ticket = self._config.with_priority(filed.ticket)
        parts = [self._title(ticket), self._fields(ticket)]
        if ticket.body.strip():
            parts.append(self._text(ticket.body))
        parts += [self._comment(ticket, comment) for comment in ticket.comments]
        return "\n\n".join(parts)

    # -- the head -----------------------------------------------------------------------------

    def _title(self, ticket: Ticket) -> str:
        ident = self._ident(ticket.id)
        title, indent = safe.line(ticket.title), " " * (len(ticket.id) + 2)
        lines = [title]
        if not self._exact:
            lines = wrap(title, self._width - len(indent))
        bold = [self._styles.bold(line) for line in lines]
        return f"{ident}  " + f"\n{indent}".join(bold)

    def _fields(self, ticket: Ticket) -> str:
        rows = [row for row in self._rows(ticket) if row[1]]
        beside = max((display_width(safe.line(name)) for name, _ in rows), default=0) + 2
        lines = []
        for name, values in rows:
            label = self._styles.dim(pad(safe.line(name), beside))
            for value in values:
                for line in self._wrapped(safe.line(value.text), beside):
                    lines.append(label + value.painted(line))
                    label = " " * beside
        return "\n".join(lines)

    def _wrapped(self, text: str, beside: int) -> Sequence[str]:
        return [text] if self._exact else wrap(text, self._width - beside)

    def _rows(self, ticket: Ticket) -> Iterator[_Row]:
        """Each field's name and values, in the order of the table of fields."""
        for field in FIELDS:
            if field.name == "links":
                yield from self._links(ticket)
            elif field.name not in _NOT_BY_THEMSELVES:
                yield field.name, self._values(field, ticket)
                if field.name == "due" and self._config.promises:
                    from tix.console.promise_text import promise_values  # few desks have any

                    values = promise_values(self._session, ticket)
                    yield "promise", [_Value(text, "", style) for text, style in values]
        yield "branches", [_Value(text) for text in branch_texts(self._session, ticket.id)]
        for extra in ticket.team_fields:
            texts = (extra.value,) if isinstance(extra.value, str) else extra.value
            yield extra.name, [_Value(", ".join(texts))]
        if ticket.customer and self._session.has_customers:
            from tix.console.ticket_customer import customer_rows  # most desks have none

            for name, rows in customer_rows(self._session, ticket):
                yield name, [_Value(text) for text in rows]
        if self._session.has_folder(ASSETS):
            from tix.console.ticket_customer import stock_rows  # most desks have none

            for name, rows in stock_rows(self._session, ticket):
                yield name, [_Value(text) for text in rows]
        for change in self._signed.get(ticket.id, ()):
            yield change.name, [self._signature(change)]

    def _signature(self, change: "SignedChange") -> _Value:
        from tix.console.signature_text import paint

        commit = f"{change.commit.name} by {change.commit.author}"
        if not self._exact:
            label = self._session.names.label(str(change.commit.author))
            commit = f"{change.commit.name[:_SHORT_COMMIT]} by {parse_person(label).label}"
        text = f"{commit}: {change.signature}"
        return _Value(text, "", lambda line: paint(self._styles, change.signature, line))

    def _values(self, field: Field, ticket: Ticket) -> Sequence[_Value]:
        texts = field.texts(ticket)
        if not texts:
            return ()
        match field.name:
            case "status":
                return [self._status(ticket)]
            case "priority":
                level = priority_level(ticket, self._config)
                style = self._styles.priority
                return [_Value(texts[0], safe.line(texts[0]), lambda text: style(text, level))]
            case "due":
                return [self._due(ticket)]
            case "opened":
                by = f" by {self._person(ticket.opened_by)}" if ticket.opened_by else ""
                return [_Value(self._when(field.of(ticket)) + by)]
            case "opened_by":
                return [_Value(self._person(texts[0]))] if ticket.opened is None else ()
            case "occurrences":
                return self._occurrences(ticket)
            case "attachments":
                return [self._attachment(ticket, name) for name in texts]
            case "commits":
                return [_Value(text) for text in commit_texts(ticket, is_exact=self._exact)]
            case name if field.kind.form:
                return self._entries(ticket, name, texts)
            case "redacted" if not self._exact:
                return [_Value("1 text" if len(texts) == 1 else f"{len(texts)} texts")]
        if field.kind is TIME:
            return [_Value(self._when(field.of(ticket)))]
        if field.kind is PERSON:
            return [_Value(", ".join(map(self._person, texts)))]
        return [_Value(", ".join(texts))]

    def _status(self, ticket: Ticket) -> _Value:
        word = ticket.status or ""
        since = f" since {self._when(ticket.since)}" if ticket.since else ""
        look = look_of(ticket, self._config)
        return _Value(word + since, safe.line(word), lambda text: self._styles.status(text, look))

    def _due(self, ticket: Ticket) -> _Value:
        assert ticket.due is not None
        day = format_due(ticket.due)
        if self._exact or self._config.is_done(ticket):
            return _Value(day)
        if isinstance(ticket.due, datetime):
            day = self._local(ticket.due)
        late = due_instant(ticket.due, self._config.timezone) < self._session.now
        short = due_short(ticket.due, False, self._config, self._session.now)
        return _Value(f"{day} ({short})", f"{day} ({short})", self._styles.error if late else None)

    def _occurrences(self, ticket: Ticket) -> Sequence[_Value]:
        from tix.model.record.occurrences import times_seen  # few tickets have any

        seen = ticket.occurrences
        if self._exact:
            return [_Value(str(occurrence)) for occurrence in seen]
        shown = [
            _Value(str(each).replace(format_time(each.at), self._local(each.at), 1))
            for each in seen[-_RECENT:]
        ]
        times = times_seen(seen)
        return shown if len(seen) == times <= _RECENT else [_Value(f"{times} times, last:"), *shown]

    def _entries(self, ticket: Ticket, name: str, texts: Sequence[str]) -> Sequence[_Value]:
        from tix.console.entry_commands import entry_lines  # few tickets have any

        label = self._session.names.label
        return [_Value(t) for t in (texts if self._exact else entry_lines(ticket, name, label))]

    def _attachment(self, ticket: Ticket, name: str) -> _Value:
        from tix.actions.show import attached_file

        file = attached_file(self._session, ticket.id, name)
        if file.size is None:
            return _Value(f"{file.path} (missing)", file.path, self._styles.error)
        return _Value(f"{file.path} ({_size_text(file.size)})")

    # -- links --------------------------------------------------------------------------------

    def _links(self, ticket: Ticket) -> Iterator[_Row]:
        """The ticket's own links, and those of others to it, by kind."""
        from tix.actions.show import linked_tickets

        for kind, others in linked_tickets(self._session, ticket).items():
            yield kind, [self._other(other) for other in others]

    def _other(self, other: "LinkedTicket") -> _Value:
        ticket = other.ticket
        if ticket is None:
            return _Value(f"{other.id} (no such ticket)", other.id, self._styles.error)
        title = f"{other.id} {ticket.title} ({ticket.status or 'no status'})"
        return _Value(title, other.id, self._ident)

    def _ident(self, ident: str) -> str:
        """An id; for people, the part that is enough to type is highlighted."""
        if self._exact:
            return ident
        return id_styled(self._session.reader.prefix_lengths([ident]), self._styles)(ident)

    # -- text and comments --------------------------------------------------------------------

    def _text(self, text: str) -> str:
        if self._exact:
            return safe.block(text).strip("\n")
        from tix.terminal.markdown import render

        return render(text, self._width, self._styles)

    def _comment(self, ticket: Ticket, comment: Comment) -> str:
        from tix.model.record import notes  # many a ticket has no comments

        is_note = comment.author.mail == notes.AUTHOR.mail
        text = self._text(comment.text).rstrip("\n")
        if is_note and (aside := notes.aside_of(ticket, comment)):
            from tix.console.settling import how_to_settle

            said = safe.line(how_to_settle(ticket.id, comment.id, aside))
            text += f"\n\n{self._styles.dim(said)}"
        doubts = any(m.comment == comment.id and m.verified is False for m in ticket.messages)
        return f"{self._heading(comment, is_note, doubts=doubts)}\n\n{text}".rstrip("\n")

    def _heading(self, comment: Comment, is_note: bool, *, doubts: bool) -> str:
        if self._exact:
            mark = " · internal" if comment.internal else ""
            when = format_time(comment.at)
            return safe.line(f"## {when} · {comment.author} · {comment.id}{mark}")
        styles = self._styles
        who = safe.line("merge note" if is_note else self._name(comment.author.key, comment))
        rest = safe.line(f"{self._when(comment.at)} · {comment.id}")
        marks = (
            "internal" if comment.internal and not is_note else "",
            "sender not verified" if doubts else "",
        )
        mark = " · ".join(filter(None, marks))
        width = display_width(f"── {who} · {rest}{' · ' if mark else ''}{mark} ")
        rule = styles.dim("─" * (self._width - width))
        shown = who if is_note else styles.bold(who)
        marked = styles.dim(" · ") + styles.warning(mark) if mark else ""
        return f"{styles.dim('──')} {shown} · {rest}{marked} {rule}".rstrip()

    # -- people and times ---------------------------------------------------------------------

    def _name(self, key: str, comment: Comment) -> str:
        label = self._session.names.label(str(comment.author))
        return parse_person(label).label or key

    def _person(self, text: str) -> str:
        if self._exact:
            return text
        label, person = self._session.names.label(text), parse_person(text)
        if label in (text, person.name):
            return text.removesuffix(" <>")
        return f"{label} <{person.mail or person.name}>"

    def _when(self, when: datetime) -> str:
        if self._exact:
            return format_time(when)
        return f"{ago(when, self._session.now)} ({self._local(when)})"

    def _local(self, when: datetime) -> str:
        return self._session.local_time(when)


_NOT_BY_THEMSELVES = ("id", "title", "since", "imported")
"""Fields that are shown together with others, or that tell people nothing."""


def _size_text(size: int) -> str:
    """A number of bytes for people: ``512 bytes``, ``12 kB``, ``3.4 MB``."""
    if size < 1000:
        return "1 byte" if size == 1 else f"{size} bytes"
    value, unit = size / 1000, "kB"
    for larger in ("MB", "GB"):
        if value >= 1000:
            value, unit = value / 1000, larger
    return f"{value:.1f} {unit}" if value < 10 else f"{value:.0f} {unit}"
