"""Attempts to get into others' tickets, to order something, and to write headers (M1, M3)."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import DeskInFiles
from tests.mail.test_answers import KEY, letter
from tests.mail.test_answers import mail_desk as mail_desk
from tests.mail.test_receive import mail as request
from tests.mail.test_receive import receive, ticket_of
from tix.mail.tags import Tagger
from tix.model.ticket.ticket import Ticket

ATTEMPTS: list[dict[str, str]] = yaml.safe_load(
    (Path(__file__).parent.parent / "data" / "forgery" / "attempts.yaml").read_text()
)
USUAL = {
    "From": "Eve <eve@evil.example>", "To": "support@example.org", "Subject": "Hello",
    "Date": "Sat, 21 Nov 2026 10:00:00 +0000",
}  # fmt: skip


def message(attempt: dict[str, str], number: int, **values: str) -> str:
    """The message of an attempt, as our server hands it on."""
    text = attempt["mail"]
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", value)
    head, _, body = text.partition("\n\n")
    given = {line.partition(":")[0].casefold() for line in head.split("\n")}
    usual = {**USUAL, "Message-ID": f"<attempt{number}@evil.example>"}
    more = [f"{name}: {value}" for name, value in usual.items() if name.casefold() not in given]
    said = attempt.get("ours")
    ours = [f"Authentication-Results: mx.example.org; {said}"] if said else []
    return "\n".join([*ours, head, *more, "", body, ""])


def kept(ticket: Ticket) -> tuple[object, ...]:
    """What of a ticket nobody but its own people may change."""
    public = tuple(comment.text for comment in ticket.comments if not comment.internal)
    return ticket.status, ticket.assignees, ticket.requester, ticket.title, ticket.ratings, public


@pytest.mark.slow
def test_none_gets_through(mail_desk: DeskInFiles) -> None:
    assert len(ATTEMPTS) >= 40
    victim = receive(mail_desk, request("victim"))["ticket"]
    mail_desk.call("assign", victim, "ana")
    asked = request("own", frm=USUAL["From"]).replace("own@acme.example", "own@evil.example")
    own = receive(mail_desk, asked)["ticket"]
    thread = Tagger(KEY).thread_id(own, "example.org")
    values = {"victim": victim, "VICTIM": victim.upper(), "own": own, "thread": thread,
              "signature": thread.split(".")[2].partition("@")[0]}  # fmt: skip
    before, wrong = kept(ticket_of(mail_desk, victim)), list[str]()
    for number, attempt in enumerate(ATTEMPTS):
        notes = len(ticket_of(mail_desk, victim).comments)
        found = receive(mail_desk, message(attempt, number, **values))
        wrong += [f"{attempt['name']}: {problem}" for problem in (
            *where_it_went(found, attempt["where"], victim, own),
            *what_it_did(mail_desk, victim, before, notes, attempt["where"]),
            *what_its_commit_says(mail_desk, found),
        )]  # fmt: skip
    mine = ticket_of(mail_desk, own)
    if (mine.status, mine.assignees) != ("open", ()):
        wrong.append("an order was carried out")
    assert not wrong, "\n".join(wrong)
    assert mail_desk.call("check").stderr.endswith("no problems\n")
    assert (mail_desk.root / "tix.yaml").read_text().startswith("format: 1\npeople:")


def where_it_went(found: dict[str, Any], where: str, victim: str, own: str) -> list[str]:
    """What is wrong with the ticket that it became a part of."""
    ticket = found["ticket"]
    wanted = {"own": ticket == own, "noted": ticket == victim, "apart": ticket not in (victim, own)}
    return [] if wanted[where] else [f"it is in {ticket}: {found}"]


def what_it_did(
    desk: DeskInFiles, victim: str, before: tuple[object, ...], notes: int, where: str
) -> list[str]:
    """What is wrong with the victim's ticket."""
    ticket = ticket_of(desk, victim)
    problems = [] if kept(ticket) == before else ["the victim's ticket has changed"]
    new = ticket.comments[notes:]
    if where != "noted":
        return problems + [f"it has a new comment by {c.author}" for c in new]
    is_claim = [c.internal and str(c.author).endswith(", not verified <>") for c in new]
    return problems if is_claim == [True] else [*problems, f"{len(new)} comments, {is_claim}"]


def what_its_commit_says(desk: DeskInFiles, found: dict[str, Any]) -> list[str]:
    """What is wrong with the trailers and the author of the latest commit."""
    said = desk.git("log", "-1", "--format=%(trailers:only)%n%an <%ae>").strip().split("\n")
    keys = [line.partition(":")[0] for line in said[:-1] if line]
    wanted = {"Mail", "Ticket"} | ({"Quiet"} if found["result"] == "automatic" else set())
    return [] if set(keys) <= wanted and keys.count("Mail") <= 1 else [f"its commit says {said}"]


@pytest.mark.parametrize("name", ["a header in a name", "a header in a subject"])
def test_no_line_end_reaches_a_header(mail_desk: DeskInFiles, name: str) -> None:
    """Whoever asks so is answered by a letter with nothing but our own headers."""
    attempt = next(each for each in ATTEMPTS if each["name"] == name)
    found = receive(mail_desk, message(attempt, 1))
    mail_desk.call("comment", found["ticket"], "An answer.")
    sent = letter(mail_desk, found["ticket"])
    assert not {"bcc", "x-evil"} & {header.casefold() for header in sent}
    assert "An answer." in sent.get_body(("plain",)).get_content()  # type: ignore[union-attr]
