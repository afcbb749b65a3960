"""Opening a ticket from a chat's transcript.

The requester is the first who speaks and isn't of the desk's teams, and the ticket's text is what
they said first. Everything else is a comment of its speaker at its time. The ids follow from what
is said, so a transcript makes one ticket however often it is read.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime

from tix.actions.customer_names import contacts
from tix.frozen import dataclass, replace
from tix.importers.derived import derived_comment_id
from tix.importers.transcripts import Message, Transcript, read_transcript
from tix.model.ids import derived_id
from tix.model.people import Person, parse_person
from tix.model.record.values import Comment
from tix.model.ticket.ticket import Ticket
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace

_TITLE = 80
"""Characters of a title that is made of what somebody said."""


@dataclass(frozen=True, slots=True)
class TranscriptDraft:
    """A ticket to be; ``known`` is the one that the desk has of this transcript already.

    ``taken_for`` are speakers who are called by the first name of a colleague alone, and that one.
    """

    ticket: Ticket
    transcript: Transcript
    known: Ticket | None
    taken_for: Mapping[str, Person]


def from_transcript(
    workspace: "Workspace",
    text: str,
    where: str,
    requester: str | None = None,
    began: datetime | None = None,
    people_file: str = "",
) -> TranscriptDraft:
    """A draft from the text of a transcript; ``requester`` is who asks, as somebody typed it, and
    ``began`` when the chat did, if that is known; ``people_file`` is the text of a file that says
    who has which id. Raises NoTranscriptError."""
    chat = read_transcript(text, where, workspace.now, workspace.zone, began, people_file)
    known = _known_people(workspace)
    people = {who: _person(known, who) for who in chat.speakers}
    members = [who for team in workspace.config.teams for who in team.members]
    staff = {workspace.config.canonical_person(who) for who in members}
    asks = None if requester is None else parse_person(workspace.directory.resolve(requester))
    first_names = _first_names(workspace, staff, asks)
    taken_for = {
        who: first_names[who.casefold()]
        for who, person in people.items()
        if not person.mail and who.casefold() in first_names
    }

    def asking(people: Mapping[str, Person]) -> list[Message]:
        keys = {who: workspace.config.canonical_person(str(people[who])) for who in people}
        return [message for message in chat.messages if keys[message.who] not in staff]

    if not asking(people | taken_for):  # colleagues alone would hardly be a ticket
        taken_for = {}
    people |= taken_for
    first = (asking(people) or chat.messages)[0]
    if asks is not None:
        people[first.who] = replace(asks, name=asks.name or first.who)
    ident = derived_id(chat.source, lambda _: False)
    ticket = Ticket(
        id=ident,
        title=_title(first.text),
        requester=str(people[first.who]),
        source=chat.source,
        occurred=None if chat.is_timeless else first.at,
        body=f"{chat.before}\n\n{first.text}" if chat.before else first.text,
        comments=tuple(_comments(chat, first, people)),
    )
    return TranscriptDraft(ticket, chat, _known(workspace, ident, chat.source), taken_for)


def _comments(chat: Transcript, first: Message, people: dict[str, Person]) -> "list[Comment]":
    comments: list[Comment] = []
    taken: set[str] = set()
    for number, message in enumerate(chat.messages):
        if message is first:
            continue
        ident = derived_comment_id(chat.source, str(number), taken.__contains__)
        taken.add(ident)
        comments.append(Comment(ident, message.at, people[message.who], False, message.text))
    return comments


def _known_people(workspace: "Workspace") -> Mapping[str, Person]:
    """The people of the desk by what they are called in full, without case; nobody by a name that
    two have."""
    found: dict[str, dict[str, Person]] = {}
    shown = [shown for _, shown in workspace.directory.names() if "@" in shown]
    called = [(parse_person(who), ()) for who in (*shown, *_contacts(workspace))]
    for person, aliases in [*called, *((m.person, m.aliases) for m in workspace.config.people)]:
        for text in filter(None, (person.name, person.mail, *aliases)):
            found.setdefault(text.casefold(), {})[person.key] = person
    return {text: next(iter(few.values())) for text, few in found.items() if len(few) == 1}


def _first_names(workspace: "Workspace", staff: set[str], asks: Person | None) -> dict[str, Person]:
    """The members of teams by their first names, without case, of which nobody else is called:
    nobody in settings and tickets, no customer's contact, nor who ``asks``."""
    called: dict[str, dict[str, Person]] = {}
    for person in _everybody(workspace):
        if first := person.name.partition(" ")[0]:
            key = workspace.config.canonical_person(str(person))
            called.setdefault(first.casefold(), {}).setdefault(key, person)
    if asks is not None:
        for text in (asks.name, asks.mail):
            called.pop(re.split("[ .@_+-]", text.casefold())[0], None)
    only = {first: next(iter(few.items())) for first, few in called.items() if len(few) == 1}
    return {first: person for first, (key, person) in only.items() if key in staff}


def _everybody(workspace: "Workspace") -> Iterator[Person]:
    """Everybody with a name, by all that the desk has; without an address, too.

    A single word without one isn't: a chat in which nobody was known has left it in a ticket.
    """
    yield from (member.person for member in workspace.config.people)
    for typed, shown in workspace.directory.names():
        if "@" in shown or (typed == shown and " " in shown):  # and no team
            yield parse_person(shown)
    yield from map(parse_person, _contacts(workspace))


def _contacts(workspace: "Workspace") -> frozenset[str]:
    return contacts(workspace) if workspace.has_customers else frozenset()


def _person(known: Mapping[str, Person], who: str) -> Person:
    """A speaker as the desk knows them, if exactly one person is called that; Teams may
    write ``Lima, Ana``."""
    last, _, first = who.partition(", ")
    found = known.get(who.casefold()) or known.get(f"{first} {last}".casefold())
    return found or (Person("", who) if "@" in who else Person(who, ""))


def _title(text: str) -> str:
    line = " ".join(next((line for line in text.splitlines() if line.strip()), "").split())
    return line if len(line) <= _TITLE else f"{line[: _TITLE - 1].rstrip()}…"


def _known(workspace: "Workspace", ident: str, source: str) -> Ticket | None:
    if not workspace.files.is_taken(ident):
        return None
    ticket = workspace.files.get(ident).ticket
    return ticket if ticket.source == source else None
