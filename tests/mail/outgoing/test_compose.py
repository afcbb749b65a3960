"""Composing letters: what they say, in which words, to whom, and what never goes along."""

from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

from tests.conftest import ANA, NOW, DeskInFiles
from tix.actions.workspace import Workspace
from tix.frozen import replace
from tix.mail.headers import message_ids
from tix.mail.outgoing.compose import Composer, NoAddressError
from tix.mail.outgoing.readable import readable
from tix.mail.tags import Tagger
from tix.model.notices.message import Message
from tix.model.notices.sending import Letter
from tix.model.people import RULES
from tix.model.record.values import Comment
from tix.model.ticket.entries import Message as Entry
from tix.model.ticket.ticket import Ticket
from tix.model.work.rating_token import Invitation, invitation_of
from tix.storage.desk.finding import find

KEY = "b3b1c7f09d0d4e1f8a52"
SETTINGS = """\
format: 1
mail: {address: support@example.org, name: Acme support, plus: yes}
people:
- {name: Ana Lima, mail: ana@example.org}
"""
TICKET = Ticket(
    "k7f3qz", "Printer is broken", requester="Jo Silva <jo@acme.example>",
    opened_by="jo@acme.example", opened=NOW, since=NOW, status="open", customer="acme",
    messages=(Entry("body", None, "<one@acme.example>"),),
    comments=(
        Comment("c-aaaaaa", NOW, ANA, False, "It is **on its way**."),
        Comment("c-bbbbbb", NOW, ANA, True, "They never pay."),
    ),
)  # fmt: skip
MESSAGE = Message(
    "0" * 32, "k7f3qz", ("answered",), ("0" * 32,), "mail", "jo@acme.example", "answer",
    ("c-aaaaaa", "c-bbbbbb"), NOW, NOW,
)  # fmt: skip

Compose = Callable[..., Letter | None]


@pytest.fixture
def composed(desk: DeskInFiles) -> Compose:
    """Composes a letter in a desk that sends mail."""
    desk.write("tix.yaml", SETTINGS)
    desk.call("customer", "add", "Acme", "--id", "acme", "--set", "language=pt-BR")

    def compose(
        message: Message = MESSAGE, ticket: Ticket = TICKET, key: str = KEY
    ) -> Letter | None:
        return Composer(Workspace(find(desk.root), NOW), Tagger(key)).letter(message, ticket)

    return compose


def mail(letter: Letter | None) -> EmailMessage:
    assert letter is not None
    found = message_from_bytes(letter.data, policy=default)
    assert isinstance(found, EmailMessage)
    return found


def text(letter: Letter | None, kind: str = "plain") -> str:
    body = mail(letter).get_body((kind,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def test_an_answer(composed: Compose) -> None:
    letter = composed()
    found = mail(letter)
    assert letter is not None
    assert (letter.sender, letter.recipients) == ("support@example.org", ("jo@acme.example",))
    assert found["From"] == "Acme support <support@example.org>"
    assert found["To"] == "jo@acme.example"
    assert found["Subject"] == letter.summary == "Re: [k7f3qz] Printer is broken"
    assert found["Message-ID"] == f"<tix.{'0' * 32}@example.org>"
    assert found["List-Id"] == "<support.example.org>" and "Auto-Submitted" not in found
    assert text(letter) == "It is **on its way**.\n\nAna Lima, Acme support"
    assert "It is <strong>on its way</strong>." in text(letter, "html")
    assert "never pay" not in letter.data.decode()


def test_who_answers_has_their_own_name_where_the_desk_names_nobody(
    composed: Compose, desk: DeskInFiles
) -> None:
    desk.write("tix.yaml", SETTINGS.partition("people:")[0])
    assert text(composed()) == "It is **on its way**.\n\nAna Lima, Acme support"


def test_it_shows_which_ticket_it_is_about(composed: Compose) -> None:
    found = mail(composed())
    refers = message_ids(found["References"])
    assert refers[1:] == ("<one@acme.example>",) and found["In-Reply-To"] == refers[1]
    assert Tagger(KEY).tickets(refers) == ["k7f3qz"]
    assert Tagger(KEY).tickets([], [found["Reply-To"]]) == ["k7f3qz"]
    assert found["Reply-To"].startswith("support+k7f3qz.")
    unsigned = mail(composed(key=""))
    assert unsigned["References"] == "<one@acme.example>" and "Reply-To" not in unsigned


def test_references_are_ten_at_the_most(composed: Compose) -> None:
    many = tuple(Entry("body", None, f"<{n}@acme.example>") for n in range(30))
    odd = Entry("body", None, "<a b>")
    inside = Entry("c-bbbbbb", None, "<internal@x>")
    found = mail(composed(ticket=replace(TICKET, messages=(*many, odd, inside))))
    refers = message_ids(found["References"])
    assert Tagger(KEY).tickets(refers[:1]) == ["k7f3qz"] and len(refers) == 10
    assert [each.partition("@")[0][1:] for each in refers[1:]] == [*"012", *map(str, range(24, 30))]


def test_what_became_internal_or_went_isnt_sent(composed: Compose) -> None:
    hidden = replace(TICKET, comments=tuple(replace(c, internal=True) for c in TICKET.comments))
    assert composed(ticket=hidden) is None
    assert composed(ticket=replace(TICKET, comments=())) is None
    edited = replace(TICKET.comments[0], text="It is here.")
    assert text(composed(ticket=replace(TICKET, comments=(edited,)))).startswith("It is here.\n")


def test_what_rules_answer_is_automatic(composed: Compose) -> None:
    said = replace(TICKET.comments[0], author=RULES)
    found = composed(ticket=replace(TICKET, comments=(said,)))
    assert mail(found)["Auto-Submitted"] == "auto-generated"
    assert mail(found)["X-Auto-Response-Suppress"] == "All"
    assert text(found) == "It is **on its way**.\n\nAcme support"


def test_an_acknowledgement_in_the_customers_language(composed: Compose) -> None:
    asked = replace(MESSAGE, purpose="acknowledge", events=("opened",), comments=())
    found = composed(asked)
    assert text(found).startswith("Bom dia Jo,\n\nrecebemos") and "k7f3qz" in text(found)
    assert mail(found)["Auto-Submitted"] == "auto-replied"
    assert composed(replace(asked, at=NOW - timedelta(days=3, seconds=1))) is None


def test_done_with_links_to_rate_it(composed: Compose) -> None:
    done = replace(MESSAGE, purpose="resolved", events=("done",), comments=())
    ticket = replace(TICKET, status="resolved", resolved=NOW)
    found = composed(done, ticket)
    assert "está resolvido" in text(found)
    token = text(found).partition("5%20%5Brate%20")[2].partition("%5D")[0]
    assert invitation_of(KEY.encode(), token) == Invitation("k7f3qz", "jo@acme.example")
    assert "<mailto:support@example.org?subject=" in text(found)
    assert 'href="mailto:support@example.org?subject=' in text(found, "html")
    assert "rate" not in text(composed(done, ticket, key=""))
    worker = replace(ticket, assignees=("jo@acme.example",))  # nobody rates their own work
    assert "rate" not in text(composed(done, worker))


def test_who_got_it_done_without_a_word_stands_below(composed: Compose, desk: DeskInFiles) -> None:
    body = "Done{% if agent.name %} by {{ agent.name }} <{{ agent.mail }}>{% endif %}"
    desk.call("reply", "add", "Done", "--id", "resolved", "-b", body)
    done = replace(MESSAGE, purpose="resolved", events=("done",), comments=())
    ticket = replace(TICKET, status="resolved", resolved=NOW)
    assert (
        text(composed(replace(done, who="Ana Lima"), ticket))
        == "Done by Ana Lima <ana@example.org>"
    )
    for nobody_here in ("tix rules", "Jo Silva", ""):
        assert text(composed(replace(done, who=nobody_here), ticket)) == "Done"


def test_an_answer_that_gets_it_done_is_one_letter(composed: Compose) -> None:
    both = replace(MESSAGE, events=("answered", "done"))
    ticket = replace(TICKET, status="resolved", resolved=NOW)
    said = text(composed(both, ticket))
    assert said.startswith("It is **on its way**.\n\nBom dia") and "está resolvido" in said
    assert "está resolvido" not in text(composed(both))  # reopened by then


def test_the_desks_own_words(composed: Compose, desk: DeskInFiles) -> None:
    body = "{{ agent.first_name }} says:\n{% for c in comments %}{{ c.text }}{% endfor %}"
    subject = "subject=About {{ ticket.id }}"
    desk.call("reply", "add", "An answer", "--id", "answer", "--set", subject, "-b", body)
    found = composed()
    assert text(found) == "Ana says:\nIt is **on its way**."
    assert mail(found)["Subject"] == "Re: [k7f3qz] About k7f3qz"
    desk.call(
        "reply", "add", "Em português", "--id", "answer.pt", "-b", "Olá: {{ comments[0].text }}"
    )
    assert text(composed()) == "Olá: It is **on its way**."
    # an answer is sent whatever the desk's words leave out, or can't be
    desk.call("reply", "edit", "answer.pt", "-b", "Olá.")
    assert text(composed()) == "It is **on its way**.\n\nOlá."
    desk.call("reply", "edit", "answer.pt", "-b", "{{ ticket.due }}")
    assert text(composed()) == "It is **on its way**.\n\nAna Lima, Acme support"


def test_only_files_that_a_public_answer_names_go_along(
    composed: Compose, desk: DeskInFiles
) -> None:
    names = ("0a0a0a0a-photo.png", "0b0b0b0b-secret.txt", "0c0c0c0c-mail.eml", "0d0d0d0d-gone.txt")
    for name in names[:3]:
        desk.write(f"attachments/k7f3qz/{name}", name)
    comments = (
        replace(TICKET.comments[0], text=f"See {', '.join((names[0], *names[2:]))}."),
        replace(TICKET.comments[1], text=f"See {names[1]}."),
    )
    found = composed(ticket=replace(TICKET, attachments=names, comments=comments))
    files = [(f.get_filename(), f.get_content_type()) for f in mail(found).iter_attachments()]
    assert files == [("photo.png", "image/png")]
    assert text(found).startswith("See photo.png, 0c0c0c0c-mail.eml, ")
    assert found is not None
    said = readable(found.data)
    assert "\nTo: jo@acme.example\n" in said and "Content-" not in said
    assert "\n\nSee photo.png, 0c0c0c0c-mail.eml, " in said
    assert said.endswith("\n\nAttached: photo.png (image/png)\n")
    composer = Composer(Workspace(find(desk.root), NOW), Tagger(KEY))
    preview, _ = composer.words("answer", replace(TICKET, attachments=names, comments=comments))
    assert preview.startswith("See photo.png, 0c0c0c0c-mail.eml, ")


def test_a_notice_has_no_internal_text(composed: Compose) -> None:
    to_ana = replace(MESSAGE, purpose="notice", to="ana@example.org", who="Bob Reis",
                     events=("asked", "commented", "due-soon"))  # fmt: skip
    found = composed(to_ana)
    said = text(found)
    assert said.startswith("Bob Reis asked and commented.\nThis is due soon.\n\nAna Lima, 2026-")
    assert "on its way" in said and "never pay" not in said
    assert mail(found)["Subject"] == "[k7f3qz] Printer is broken"
    assert mail(found)["To"] == "Ana Lima <ana@example.org>"
    assert mail(found)["Auto-Submitted"] == "auto-generated"


def test_a_digest_is_one_letter_about_several_tickets(composed: Compose, desk: DeskInFiles) -> None:
    other = replace(TICKET, id="m3k9vd", title="Disk *full*", comments=())
    messages = [
        replace(MESSAGE, to="ana@example.org", purpose="digest", who="Jo", events=("asked",)),
        replace(MESSAGE, key="1" * 32, keys=("1" * 32,), ticket="m3k9vd", to="ana@example.org",
                purpose="digest", who="", events=("missed",), comments=()),
    ]  # fmt: skip
    composer = Composer(Workspace(find(desk.root), NOW), Tagger(KEY))
    letter = composer.digest(messages, {"k7f3qz": TICKET, "m3k9vd": other})
    found = mail(letter)
    assert found["Subject"] == "2 tickets: 1 missed, 1 asked"
    assert (found["To"], found["Auto-Submitted"]) == (
        "Ana Lima <ana@example.org>",
        "auto-generated",
    )
    assert found["Message-ID"] == f"<tix.{'0' * 32}@example.org>" and "References" not in found
    first, second = text(letter).split("\n\n")
    assert first.startswith("[m3k9vd] Disk *full* (open")
    assert second.startswith("[k7f3qz] Printer is broken (open")
    assert "- Ana Lima: It is **on its way**." in second
    assert "never pay" not in letter.data.decode()
    assert letter.recipients == ("ana@example.org",)


def test_a_desk_without_an_address_sends_nothing(desk: DeskInFiles) -> None:
    with pytest.raises(NoAddressError):
        Composer(Workspace(find(desk.root), NOW))


def test_what_a_letter_would_say_is_tried(composed: Compose, desk: DeskInFiles) -> None:
    ident = desk.open("Printer", "--requester", "jo@acme.example", "-c", "acme")
    desk.call("comment", ident, "It is here.")
    assert desk.call("reply", "try", "answer", ident).stdout.startswith("It is here.")
    assert "recebemos" in desk.call("reply", "try", "acknowledge", ident).stdout
    assert "está resolvido" in desk.call("reply", "try", "resolved", ident).stdout
    assert "Ana Lima commented." in desk.call("reply", "try", "notice", ident).stdout
    body = "{% for c in comments %}{{ c.text|upper }}{% endfor %}"
    desk.call("reply", "add", "Loud", "--id", "answer", "-b", body)
    assert "IT IS HERE." in desk.call("reply", "try", "answer", ident).stdout
    desk.call("reply", "try", "nonsense", ident, code=3)


EVIL = (
    "x\r\nBcc: eve@evil.example",
    "=?utf-8?q?x=0D=0ABcc:_eve@evil.example?=",
    '" <eve@evil.example>, "',
    "x\n\nBody",
    "\u2028Bcc: eve@evil.example",
)


@pytest.mark.parametrize("text", EVIL)
def test_nothing_reaches_a_header(composed: Compose, desk: DeskInFiles, text: str) -> None:
    quoted = text.replace("\r", "").replace("\n", " ").replace('"', "")
    subject = f"subject={quoted} {{{{ ticket.title }}}}"
    desk.call("reply", "add", "An answer", "--id", "answer", "--set", subject, "-b", "Hi.")
    ticket = replace(
        TICKET, title=text, requester=f"{text} <jo@acme.example>",
        messages=(Entry("body", None, f"<{text}@x>"), Entry("body", None, "<a@b> <c@d>")),
    )  # fmt: skip
    found = mail(composed(ticket=ticket))
    assert [name for name, _ in found.items()] == [
        "Content-Type", "MIME-Version", "From", "To", "Subject", "Date", "Message-ID",
        "References", "In-Reply-To", "Reply-To", "List-Id",
    ]  # fmt: skip
    assert found["To"].addresses[0].addr_spec == "jo@acme.example"
    assert len(found["To"].addresses) == len(found["From"].addresses) == 1
    assert Tagger(KEY).tickets([found["References"]]) == ["k7f3qz"]
