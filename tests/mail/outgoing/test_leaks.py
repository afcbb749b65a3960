"""Whatever a ticket holds, letters have no internal word in them: random tickets, marked words."""

import re
from collections.abc import Sequence
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import ANA, BOB, NOW, DeskInFiles
from tests.mail.outgoing.test_compose import KEY, MESSAGE, SETTINGS
from tests.scale import usual
from tix.actions.workspace import Workspace
from tix.frozen import replace
from tix.mail.outgoing.compose import Composer
from tix.mail.tags import Tagger
from tix.model.notices.event import EVENTS
from tix.model.people import MAIL, RULES, Person
from tix.model.record.values import Comment, TeamField
from tix.model.ticket.entries import Message as Entry
from tix.model.ticket.entries import Work
from tix.model.ticket.ticket import Link, Ticket
from tix.storage.desk.finding import find

SECRET = "xyzzysecret"
JO = Person("Jo", "jo@acme.example")
_WORDS = st.sampled_from(["printer", "*bold*", "<b>", "=?utf-8?q?x?=", "{{ ticket.cause }}", "é"])
_PEOPLE = st.sampled_from([ANA, BOB, JO, RULES, MAIL])


@st.composite
def tickets(draw: st.DrawFn) -> tuple[Ticket, dict[str, bytes]]:
    """A ticket in which all that is internal has the secret word, and its files."""
    files: dict[str, bytes] = {}
    public: list[str] = []
    internal: list[str] = []
    for number in range(draw(st.integers(0, 4))):
        is_public = draw(st.booleans())
        name = f"{number:08x}-file.txt"
        files[name] = b"public" if is_public else SECRET.encode()
        (public if is_public else internal).append(name)
    kept = "0f0f0f0f-mail.eml"
    files[kept] = SECRET.encode()
    comments = []
    for number in range(draw(st.integers(0, 5))):
        is_internal = draw(st.booleans())
        names = [*internal, kept, *public] if is_internal else [*public, kept]
        named = " ".join(draw(st.permutations(names)))
        text = f"{draw(_WORDS)} {SECRET if is_internal else ''} {named}"
        comments.append(Comment(f"c-aaaaa{number}", NOW, draw(_PEOPLE), is_internal, text))
    ticket = Ticket(
        "k7f3qz", draw(_WORDS), requester=str(JO), opened_by=str(JO), opened=NOW, since=NOW,
        status=draw(st.sampled_from(["open", "resolved"])), resolved=NOW, customer="acme",
        labels=(SECRET,), cause=SECRET, prevention=SECRET, resolution=SECRET, contract=SECRET,
        attachments=tuple(files), comments=tuple(comments), links=(Link("relates-to", "aaaaaa"),),
        worked=(Work("w-aaaaaa", NOW.date(), "ana@example.org", 90, True, SECRET),),
        messages=tuple(Entry(c.id, None, f"<{SECRET if c.internal else 'x'}@y>") for c in comments),
        team_fields=(TeamField("margin", SECRET),), body=SECRET,
    )  # fmt: skip
    return ticket, files


@settings(max_examples=usual(150), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    made=tickets(),
    events=st.lists(st.sampled_from(EVENTS), min_size=1, max_size=4, unique=True),
    purpose=st.sampled_from(["answer", "acknowledge", "resolved", "notice", "failure"]),
    to=st.sampled_from(["jo@acme.example", "ana@example.org"]),
)
def test_no_internal_word_goes_out(
    leaky: Composer, made: tuple[Ticket, dict[str, bytes]], events: Sequence[str], purpose: str,
    to: str,
) -> None:  # fmt: skip
    ticket, files = made
    leaky._content = lambda path: files.get(Path(path).name)
    message = replace(
        MESSAGE, events=tuple(events), purpose=purpose, to=to, who="Ana Lima",
        comments=tuple(comment.id for comment in ticket.comments),
    )  # fmt: skip
    letter = leaky.letter(message, ticket)
    if letter is None:
        return
    said = everything(letter.data)
    assert SECRET not in said and KEY not in said and "never pays" not in said
    assert "mail.eml" not in [p.get_filename() for p in message_from_bytes(letter.data).walk()]
    for comment in ticket.comments:
        if not comment.internal and purpose == "answer":
            words = re.sub("[0-9a-f]{8}-(?=file.txt)", "", comment.text).split()
            assert " ".join(words) in " ".join(said.split())


def everything(data: bytes) -> str:
    """All that somebody who gets a letter can read, decoded."""
    found = message_from_bytes(data, policy=default)
    parts = [data.decode(), *(f"{name}: {value}" for name, value in found.items())]
    for part in found.walk():
        if not part.is_multipart():
            content = part.get_content()
            parts.append(content.decode() if isinstance(content, bytes) else str(content))
    return "\n".join(parts)


@pytest.fixture
def leaky(desk: DeskInFiles) -> Composer:
    """A desk with customers whose records have internal words, too."""
    desk.write("tix.yaml", SETTINGS)
    for name in ("Acme", "Other"):
        desk.call("customer", "add", name, "-b", f"{name} never pays. {SECRET}",
                  "--set", f"tax_id={SECRET}", "--set", f"contract={SECRET}")  # fmt: skip
    return Composer(Workspace(find(desk.root), NOW), Tagger(KEY))
