"""The customers' portal as a browser without JavaScript uses it, on a server of real processes."""

import base64
import contextlib
import email
import email.policy
import json
import re
import shutil
import sqlite3
import threading
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.conftest import DeskInFiles, _environment
from tests.web.conftest import Serve, Served, serving
from tix.web.kept import Kept
from tix.web.state import connect

pytest.importorskip("starlette")

JO, MAX, EVE = "jo@acme.example", "max@acme.example", "eve@other.example"
"""A customer, a contact of the same firm, and somebody else's customer."""

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
TIX_YAML = """\
name: Acme support
people:
- {name: Ana Lima, mail: ana@example.org}
teams: {field: [ana@example.org]}
reopen_within: 14d
"""


def once_in(page: httpx.Response) -> str:
    """The key of a page's form."""
    (key,) = re.findall(r'name="once" value="([^"]+)"', page.text)
    return str(key)


class Portal:
    """A served desk with a portal, and the mails that it writes."""

    def __init__(self, served: Served, mails: Path) -> None:
        self.served, self.mails, self.desk = served, mails, served.desk

    def browser(self) -> httpx.Client:
        return httpx.Client(base_url=f"{self.served.base}/portal", timeout=30)

    def link(self, mail: str) -> str:
        """Ask for a link as that person would; the address in the newest mail to them."""
        with self.browser() as client:
            assert client.post("/sign-in", data={"email": mail}).status_code == 200
        found = [each for each in self.letters() if each["To"] == mail]
        match = re.search(r"http://\S+", str(found[-1].get_content()))
        assert match
        return match[0]

    def letters(self) -> list[email.message.EmailMessage]:
        policy = email.policy.default
        return [
            email.message_from_bytes(path.read_bytes(), policy=policy)
            for path in sorted(self.mails.glob("*.eml"))
        ]

    @contextlib.contextmanager
    def signed_in(self, mail: str) -> Iterator[httpx.Client]:
        token = self.link(mail).partition("token=")[2]
        with self.browser() as client:
            answer = client.post("/enter", data={"token": token})
            assert answer.status_code == 303, answer.text
            yield client


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory, _new_desk: Path) -> Iterator[Portal]:
    """A desk with a customer, served with the portal."""
    folder = tmp_path_factory.mktemp("portal")
    shutil.copytree(_new_desk, folder / "desk", symlinks=True)
    environ = _environment(folder / "home")
    del environ["TIX_NOW"]
    desk = DeskInFiles(folder / "desk", environ)
    desk.write("tix.yaml", TIX_YAML)
    desk.commit("people")
    desk.call(
        "customer", "add", "Acme", "--add", f"contacts={MAX}", "--add", "domains=acme.example"
    )
    with serving(desk, "--portal", "--mail-dir", str(folder / "mails")) as served:
        yield Portal(served, folder / "mails")


@pytest.fixture(scope="module")
def jo(portal: Portal) -> Iterator[httpx.Client]:
    portal.desk.call("open", "First", "-r", JO)
    with portal.signed_in(JO) as client:
        yield client


@pytest.fixture(scope="module")
def max_(portal: Portal) -> Iterator[httpx.Client]:
    with portal.signed_in(MAX) as client:
        yield client


@pytest.fixture(scope="module")
def eve(portal: Portal) -> Iterator[httpx.Client]:
    portal.desk.call("open", "Of Eve", "-r", EVE)
    with portal.signed_in(EVE) as client:
        yield client


# -- asking -----------------------------------------------------------------------------------


@pytest.mark.slow
def test_anybody_asks_and_the_ticket_names_who_and_the_files(portal: Portal) -> None:
    with portal.browser() as client:
        page = client.get("/new")
        for label in ("Your e-mail", "Subject", "Description", "Files"):
            assert label in page.text
        typed = {"email": "Bo@Acme.example", "subject": "No <b>toner</b>", "description": "Help!"}
        for _ in range(2):  # sent again, since no answer came
            sent = client.post(
                "/new", data={**typed, "once": once_in(page)},
                files=[("files", ("photo 1.png", PNG, "image/png")), ("files", ("", b""))],
            )  # fmt: skip
            assert sent.status_code == 303
        assert len(portal.desk.call("list", "--ids", "toner").lines) == 1
        ident = sent.headers["location"].partition("sent=")[2]
        thanks = client.get("/new", params={"sent": ident})
        assert ident in thanks.text
        assert "toner" not in thanks.text
    ticket = json_of(portal.desk, ident)
    (stored,) = [each["name"] for each in ticket["attachments"]]
    assert ticket["requester"] == "bo@acme.example"
    assert ticket["customer"] == "acme"
    assert ticket["title"] == "No <b>toner</b>"
    assert ticket["body"] == f"Help!\n\nAttached: {stored}"
    assert "bo@acme.example" in portal.desk.git("log", "-1", "--format=%ae %ce")


def json_of(desk: DeskInFiles, ident: str) -> Any:
    return json.loads(desk.call("show", ident, "--json").stdout)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"email": "nobody", "subject": "x"}, "whole e-mail address"),
        ({"email": "a b@c.example", "subject": "x"}, "whole e-mail address"),
        ({"email": f"{JO}\r\nBcc: eve@x.example", "subject": "x"}, "whole e-mail address"),
        ({"email": JO, "subject": "  "}, "what it is about"),
        ({"email": JO, "subject": "x" * 201}, "too long"),
        ({"email": JO, "subject": "x", "description": "y" * 100_001}, "too long"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    portal: Portal, data: dict[str, str], said: str
) -> None:
    with portal.browser() as client:
        answer = client.post("/new", data={"description": "My words", **data})
    assert answer.status_code == 422
    assert said in answer.text
    assert "My words" in answer.text or "yyy" in answer.text


def test_a_program_that_fills_in_everything_opens_nothing(portal: Portal) -> None:
    before = portal.desk.git("rev-parse", "HEAD")
    with portal.browser() as client:
        data = {"email": JO, "subject": "Buy", "website": "https://spam.example"}
        assert client.post("/new", data=data).status_code == 303
    assert portal.desk.git("rev-parse", "HEAD") == before


@pytest.mark.slow
def test_one_address_sends_thirty_requests_an_hour_unless_it_has_signed_in(
    portal: Portal, jo: httpx.Client
) -> None:
    limits = import_module("tix.web.portal.limits")
    data = {"email": "flood@acme.example", "subject": "Flood"}
    with portal.browser() as client:
        codes = [client.post("/new", data=data).status_code for _ in range(limits._CLAIMED + 1)]
        assert codes == [*[303] * limits._CLAIMED, 429]
        assert client.post("/new", data={**data, "email": "calm@acme.example"}).status_code == 303
    assert jo.post("/new", data={"subject": "Of one who is known"}).status_code == 303


def test_who_has_signed_in_writes_two_hundred_times_an_hour(portal: Portal) -> None:
    limits, mail = import_module("tix.web.portal.limits"), "writes@acme.example"
    ident = portal.desk.open("Of one who writes much", "-r", mail)
    [file] = Path(portal.desk.environ["XDG_STATE_HOME"], "tix", "serve").glob("*.sqlite3")
    with portal.signed_in(mail) as client, contextlib.closing(connect(file)) as state:
        kept = Kept(state)
        for _ in range(limits._ANSWERS - 1):
            assert kept.allows("portal answers of", mail, limits._ANSWERS, 3600)
        codes = [
            client.post(f"/t/{ident}/comment", data={"text": f"Said {n}"}).status_code
            for n in range(2)
        ]
    assert codes == [303, 429]


def test_an_address_of_staff_is_a_claim_until_a_link_shows_it(portal: Portal) -> None:
    with portal.browser() as client:
        sent = client.post("/new", data={"email": "Ana@Example.org", "subject": "I am the boss"})
    ident = sent.headers["location"].partition("sent=")[2]
    ticket = json_of(portal.desk, ident)
    assert ticket["requester"] == "ana@example.org, not verified <>"


# -- signing in -------------------------------------------------------------------------------


def test_a_link_is_good_once_and_only_its_button_uses_it_up(portal: Portal) -> None:
    portal.desk.call("open", "x", "-r", "once@acme.example")
    link = portal.link("once@acme.example")
    assert link.startswith(f"{portal.served.base}/portal/enter?token=")
    token = link.partition("token=")[2]
    with portal.browser() as client:
        for _ in range(3):  # a mail filter follows it
            assert "Sign in" in client.get(link).text
        assert client.get("/tickets").status_code == 303
        entered = client.post("/enter", data={"token": token})
        assert (entered.status_code, entered.headers["location"]) == (303, "/portal/tickets")
        cookie = entered.headers["set-cookie"]
        assert f"tix-portal-{portal.served.port}=" in cookie
        for word in ("HttpOnly", "SameSite=lax", "Path=/portal"):
            assert word in cookie
        assert client.get("/tickets").status_code == 200
        assert client.post("/enter", data={"token": token}).status_code == 410
        assert client.get(link).status_code == 410
    with portal.browser() as other:
        assert other.post("/enter", data={"token": token}).status_code == 410
        assert other.post("/enter", data={"token": ""}).status_code == 410


def test_of_two_that_press_the_button_at_once_one_gets_in(portal: Portal) -> None:
    portal.desk.call("open", "x", "-r", "twice@acme.example")
    token = portal.link("twice@acme.example").partition("token=")[2]
    codes: list[int] = []

    def press() -> None:
        with portal.browser() as client:
            codes.append(client.post("/enter", data={"token": token}).status_code)

    threads = [threading.Thread(target=press) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == [303, *[410] * 5]


def test_the_answer_says_nothing_about_who_is_known_and_strangers_get_no_mail(
    portal: Portal,
) -> None:
    portal.desk.call("open", "x", "-r", "known@acme.example")
    before = len(portal.letters())
    with portal.browser() as client:
        known = client.post("/sign-in", data={"email": "known@acme.example"})
        unknown = client.post("/sign-in", data={"email": "other@acme.example"})
    assert known.status_code == unknown.status_code == 200
    assert known.text.replace("known@", "other@") == unknown.text
    headers = [
        {name: value for name, value in each.headers.items() if name != "date"}
        for each in (known, unknown)
    ]
    assert headers[0] == headers[1]
    (letter,) = portal.letters()[before:]
    assert letter["To"] == "known@acme.example"
    assert letter["Auto-Submitted"] == "auto-generated"


def test_an_address_gets_five_links_an_hour_and_the_answer_stays_the_same(portal: Portal) -> None:
    portal.desk.call("open", "x", "-r", "many@acme.example")
    before = len(portal.letters())
    with portal.browser() as client:
        told = {client.post("/sign-in", data={"email": "many@acme.example"}).text for _ in range(7)}
    assert len(told) == 1
    assert len(portal.letters()) - before == 5


def test_links_are_in_no_file_of_the_desk_and_not_in_the_log(portal: Portal) -> None:
    portal.desk.call("open", "x", "-r", "secret@acme.example")
    token = portal.link("secret@acme.example").partition("token=")[2]
    with portal.browser() as client:
        client.get(f"/enter?token={token}")
    assert token not in portal.served.log.read_text()
    refs = portal.desk.git("for-each-ref", "--format=%(refname)")
    for ref in refs.split():
        assert token not in portal.desk.git("ls-tree", "-r", "--name-only", ref)
    for path in portal.desk.root.rglob("*"):
        if path.is_file():
            assert token.encode() not in path.read_bytes()
    state = portal.desk.root.parent / "home/.local/state"
    assert all(token.encode() not in p.read_bytes() for p in state.rglob("*") if p.is_file())


def test_a_session_of_staff_is_none_here_and_the_other_way_round(
    portal: Portal, jo: httpx.Client
) -> None:
    with portal.served.client() as staff:
        assert staff.get(portal.served.entry).status_code == 303
        assert staff.get("/list").status_code == 200
        assert staff.get("/portal/tickets").headers["location"] == "/portal/sign-in"
    assert httpx.get(f"{portal.served.base}/list", cookies=dict(jo.cookies)).status_code == 303
    with portal.signed_in(JO) as client:
        assert client.get("/tickets").status_code == 200
        assert client.post("/sign-out").status_code == 303
        assert client.get("/tickets").status_code == 303


# -- who sees what ----------------------------------------------------------------------------


def test_a_customer_sees_their_own_and_a_contact_the_firms(
    portal: Portal, jo: httpx.Client, max_: httpx.Client, eve: httpx.Client
) -> None:
    mine = portal.desk.call("open", "Own printer", "-r", JO).stdout.strip()
    firms = portal.desk.call("open", "The firm's network", "-c", "acme").stdout.strip()
    assert {jo.get(f"/t/{each}").status_code for each in (mine,)} == {200}
    assert jo.get(f"/t/{firms}").status_code == 404
    assert {max_.get(f"/t/{each}").status_code for each in (mine, firms)} == {200}
    assert {eve.get(f"/t/{each}").status_code for each in (mine, firms)} == {404}
    assert "Own printer" in jo.get("/tickets").text
    assert "network" not in jo.get("/tickets").text
    assert "network" in max_.get("/tickets").text
    assert "printer" not in eve.get("/tickets").text


def test_what_isnt_theirs_is_to_the_byte_like_what_there_isnt(
    portal: Portal, eve: httpx.Client
) -> None:
    ident = portal.desk.call("open", "Secret printer", "-r", JO).stdout.strip()
    none = eve.get("/t/zzzzzz")
    paths = [f"/t/{ident}", f"/t/{ident}/a/x", "/t/zzzzzz/a/x", "/kb/nothing", "/t/..%2f", "/odd"]
    for path in paths:
        answer = eve.get(path)
        assert (answer.status_code, answer.content) == (404, none.content), path
        assert sorted(answer.headers) == sorted(none.headers)
    for act in ("comment", "close", "rate", "sign"):
        data = {"text": "x", "rating": "1", "name": "Eve"}
        for each in (ident, "zzzzzz"):
            answer = eve.post(f"/t/{each}/{act}", data=data)
            assert (answer.status_code, answer.content) == (404, none.content), act
    assert json_of(portal.desk, ident)["status"] == "open"


def test_public_words_and_files_alone_are_shown(portal: Portal, jo: httpx.Client) -> None:
    run, root = portal.desk.call, portal.desk.root.parent
    for name in ("public.txt", "internal.txt", "loose.txt"):
        (root / name).write_text(f"content of {name}")
    ident = run(
        "open", "Words", "-b", "The body", "-r", JO, "-a", "ana@example.org", "-l", "hush",
        "--set", "cause=The cause",
    ).stdout.strip()  # fmt: skip
    run("comment", ident, "Whispered", "--internal", "--attach", str(root / "internal.txt"))
    run("attach", ident, str(root / "loose.txt"), str(root / "public.txt"))
    names = {
        n["name"].partition("-")[2]: n["name"] for n in json_of(portal.desk, ident)["attachments"]
    }
    run("comment", ident, f"Said aloud, see {names['public.txt']}")
    run("comment", ident, f"Internally {names['loose.txt']}", "--internal")
    page = jo.get(f"/t/{ident}").text
    for word in ("The body", "Said aloud", "Ana Lima", "public.txt"):
        assert word in page
    for word in ("Whispered", "Internally", "internal.txt", "loose.txt", "hush", "ana@example.org"):
        assert word not in page
    shown = jo.get(f"/t/{ident}/a/{names['public.txt']}")
    assert shown.text == "content of public.txt"
    assert shown.headers["content-disposition"].startswith("attachment")
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in shown.headers["content-security-policy"]
    assert jo.get(f"/t/{ident}/a/{names['internal.txt']}").status_code == 404
    # naming an internal file makes it no more public
    jo.post(f"/t/{ident}/comment", data={"text": f"What is in {names['internal.txt']}?"})
    assert jo.get(f"/t/{ident}/a/{names['internal.txt']}").status_code == 404
    assert jo.get(f"/t/{ident}/a/{names['loose.txt']}").status_code == 404


# -- what customers do ------------------------------------------------------------------------


@pytest.mark.slow
def test_a_customer_answers_closes_rates_and_signs(portal: Portal, jo: httpx.Client) -> None:
    ident = portal.desk.call("open", "Round trip", "-r", JO).stdout.strip()
    page = jo.get(f"/t/{ident}").text
    for label in ("Your answer", "Send", "Rating", "Why", "Rate", "Close", "Your name",
                  "Signature", "Sign"):  # fmt: skip
        assert f">{label}<" in page, label
    path = f"/t/{ident}"
    for _ in range(2):  # sent again, it is there once
        answered = jo.post(
            f"{path}/comment", data={"text": "It works\r\n\0again."},
            files={"files": ("a.png", PNG, "image/png")},
        )  # fmt: skip
    assert (answered.status_code, answered.headers["location"]) == (303, f"/portal{path}")
    ticket = json_of(portal.desk, ident)
    (comment,) = ticket["comments"]
    (stored,) = [each["name"] for each in ticket["attachments"]]
    assert comment["text"] == f"It works\nagain.\n\nAttached: {stored}"
    assert comment["internal"] is False
    assert comment["by"].endswith(f"<{JO}>") or comment["by"] == JO
    image = jo.get(f"{path}/a/{stored}")
    assert (image.content, image.headers["content-type"]) == (PNG, "image/png")
    assert jo.post(f"{path}/close").status_code == 303
    assert jo.post(f"{path}/close").status_code == 303
    assert json_of(portal.desk, ident)["status"] == "closed"
    assert jo.post(f"{path}/rate", data={"rating": "5", "why": "Quick"}).status_code == 303
    assert jo.post(f"{path}/rate", data={"rating": "5", "why": "Quick"}).status_code == 303
    (rating,) = json_of(portal.desk, ident)["ratings"]
    assert (rating["rating"], rating["text"]) == (5, "Quick")
    drawing = "data:image/png;base64," + base64.b64encode(PNG).decode()
    signed = {"name": "Jo S.", "signature": drawing}
    stale = jo.post(f"{path}/sign", data={**signed, "mark": "of another text"})
    assert stale.status_code == 409 and "Please read it again" in stale.text
    for _ in range(2):
        assert jo.post(f"{path}/sign", data=signed).status_code == 303
    (signature,) = json_of(portal.desk, ident)["signatures"]
    assert signature["name"] == "Jo S."
    page = jo.get(path).text
    assert "Jo S." in page
    assert "&lt;jo@" not in page
    assert jo.post(f"{path}/comment", data={"text": "Broken again"}).status_code == 303
    assert json_of(portal.desk, ident)["status"] == "open"
    log = portal.desk.git("log", "-5", "--format=%ae")
    assert set(log.split()) == {JO}


@pytest.mark.parametrize(
    ("act", "data"),
    [
        ("comment", {"text": "  "}),
        ("comment", {"text": "x" * 100_001}),
        ("rate", {}),
        ("rate", {"rating": "6"}),
        ("sign", {"name": ""}),
        ("sign", {"name": "Jo", "signature": "data:image/svg+xml;base64,PHN2Zz4="}),
        ("sign", {"name": "Jo", "signature": "data:image/png;base64,PHN2Zz4="}),
        ("sign", {"name": "Jo", "signature": "data:image/png;base64,%"}),
    ],
)
def test_what_a_customer_sends_wrong_is_said(
    portal: Portal, jo: httpx.Client, act: str, data: dict[str, str]
) -> None:
    ident = re.findall(r"/portal/t/([0-9a-z]{6})", jo.get("/tickets").text)[0]
    before = portal.desk.git("rev-parse", "HEAD")
    answer = jo.post(f"/t/{ident}/{act}", data=data)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert portal.desk.git("rev-parse", "HEAD") == before


# -- articles ---------------------------------------------------------------------------------


def test_public_articles_are_listed_shown_and_found(portal: Portal) -> None:
    run = portal.desk.call
    run("kb", "add", "Reset a password", "--set", "public=yes", "-b", "Press **Forgotten**.")
    run("kb", "add", "Master password", "--set", "public=no", "-b", "It is hunter2.")
    run("kb", "add", "Draft of a password", "-b", "Not said yet.")
    with portal.browser() as client:
        listed = client.get("/kb").text
        assert "Reset a password" in listed
        assert "Master" not in listed
        assert "Draft" not in listed
        shown = client.get("/kb/reset-a-password").text
        assert "<strong>Forgotten</strong>" in shown
        assert client.get("/kb/master-password").status_code == 404
        found = client.get("/search", params={"q": "password forgotten"}).text
        assert "Reset a password" in found
        assert "hunter2" not in found
        part = client.get("/search", params={"q": "my password is lost", "part": "list"}).text
        assert "reset-a-password" in part
        assert "<html" not in part
        for odd in ('"', "public:no", "((", "a OR", "-x", "\x00", "hunter2"):
            answer = client.get("/search", params={"q": odd})
            assert answer.status_code == 200, odd
            assert "Master" not in answer.text


# -- a form of the desk's own -----------------------------------------------------------------

FORM = """\
fields:
  room: {type: text, help: Which room}
  device: {type: choice, choices: [laptop, printer]}
  begun: date
portal:
  fields: [room]
  types: {incident: [device, begun], request: []}
"""


def test_the_form_asks_for_what_the_desk_wants_to_know(portal: Portal) -> None:
    before = (portal.desk.root / "tix.yaml").read_text()
    portal.desk.write("tix.yaml", before + FORM)
    portal.desk.commit("a form")
    with portal.browser() as client:
        assert "/portal/new?type=incident" in client.get("/new").text
        page = client.get("/new", params={"type": "incident"}).text
        assert re.search(r'<noscript>.*action="/portal/search".*</noscript>', page, re.DOTALL)
        assert ">Which room</label>" in page
        assert "<option>printer</option>" in page
        assert 'type="date"' in page
        assert "printer" not in client.get("/new", params={"type": "request"}).text
        data = {"email": JO, "subject": "Form", "field-room": "12", "field-device": "printer",
                "field-begun": "2026-11-20", "type": "incident"}  # fmt: skip
        assert client.post("/new", data={**data, "type": "odd"}).status_code == 422
        wrong = client.post("/new", data={**data, "field-device": "toaster"})
        assert wrong.status_code == 422
        assert 'value="12"' in wrong.text
        assert client.post("/new", data={**data, "field-begun": "soonish"}).status_code == 422
        sent = client.post("/new", data={**data, "field-secret": "x"})
        ticket = json_of(portal.desk, sent.headers["location"].partition("sent=")[2])
        assert ticket["type"] == "incident"
        assert ticket["fields"] == {"room": "12", "device": "printer", "begun": "2026-11-20"}
        sent = client.post("/new", data={**data, "type": "request"})
        ticket = json_of(portal.desk, sent.headers["location"].partition("sent=")[2])
        assert (ticket["type"], ticket["fields"]) == ("request", {"room": "12"})
    portal.desk.write("tix.yaml", before)
    portal.desk.commit("the usual form")


# -- what the desk says of it -----------------------------------------------------------------


@pytest.mark.slow
def test_a_contract_or_a_network_names_the_customer(
    serve: Serve, desk: DeskInFiles, tmp_path: Path
) -> None:
    desk.call("customer", "add", "Acme", "--set", "contract=A-17")
    desk.call("customer", "add", "Byte", "--add", "ips=192.0.2.0/24")
    served = serve(desk, "--portal", "--mail-dir", str(tmp_path), "--trusted-proxy", "127.0.0.1")

    def asked(contract: str, forwarded: str) -> Any:
        data = {"email": "x@gmail.com", "subject": "x", "contract": contract}
        headers = {"X-Forwarded-For": forwarded} if forwarded else {}
        with served.client() as client:
            assert "Contract number" in client.get("/portal/new").text
            answer = client.post("/portal/new", data=data, headers=headers)
        return json_of(desk, answer.headers["location"].partition("sent=")[2])

    by_contract = asked("a-17", "192.0.2.7")
    assert (by_contract["customer"], by_contract["contract"]) == ("acme", "a-17")
    assert by_contract["ip"] is None
    by_network = asked("", "203.0.113.9, 192.0.2.7")
    assert (by_network["customer"], by_network["ip"]) == ("byte", "192.0.2.7")
    nobodys = asked("", "192.0.2.7, 203.0.113.9")  # the first is what the client says itself
    assert (nobodys["customer"], nobodys["ip"]) == (None, None)


def test_what_was_done_too_long_ago_is_answered_in_a_new_ticket(
    portal: Portal, jo: httpx.Client
) -> None:
    ident = portal.desk.open("Long done", "-r", JO)
    portal.desk.call("close", ident)
    file = portal.desk.file_of(ident)
    file.write_text(re.sub(r"(since|resolved|closed): .*", r"\1: 2026-01-02T09:00:00Z",
                           file.read_text()))  # fmt: skip
    portal.desk.commit("as if it were long ago")
    typed = {"text": "It is back", "once": once_in(jo.get(f"/t/{ident}"))}
    answer, again = (jo.post(f"/t/{ident}/comment", data=typed) for _ in range(2))
    assert answer.headers["location"] == again.headers["location"]
    new = answer.headers["location"].rpartition("/")[2]
    assert new != ident
    ticket = json_of(portal.desk, new)
    assert (ticket["title"], ticket["body"], ticket["requester"]) == ("Long done", "It is back", JO)
    assert ticket["links"] == [{"kind": "relates-to", "id": ident}]
    assert json_of(portal.desk, ident)["status"] == "closed"
    assert jo.get(f"/t/{new}").status_code == 200


def test_what_the_workflow_forbids_is_told_without_its_reasons(
    portal: Portal, jo: httpx.Client
) -> None:
    before = (portal.desk.root / "tix.yaml").read_text()
    ident = portal.desk.open("Needs something", "-r", JO)
    workflow = "workflow: {task: {needs: {closed: [cause]}}}\n"
    portal.desk.write("tix.yaml", before + workflow)
    answer = jo.post(f"/t/{ident}/close")
    portal.desk.write("tix.yaml", before)
    assert answer.status_code == 409
    assert "write an answer" in answer.text
    assert "cause" not in answer.text
    assert json_of(portal.desk, ident)["status"] == "open"


def test_a_link_is_good_for_a_quarter_of_an_hour(portal: Portal) -> None:
    portal.desk.open("x", "-r", "late@acme.example")
    link = portal.link("late@acme.example")
    (state,) = (portal.desk.root.parent / "home").rglob("*.sqlite3")
    with contextlib.closing(sqlite3.connect(state)) as database:
        (until,) = database.execute(
            "SELECT max(until) FROM tokens WHERE purpose = 'portal link'"
        ).fetchone()
        assert 14 * 60 < until - time.time() <= 15 * 60
        database.execute("UPDATE tokens SET until = ?", (time.time() - 1,))
        database.commit()
    with portal.browser() as client:
        assert client.get(link).status_code == 410
        token = link.partition("token=")[2]
        assert client.post("/enter", data={"token": token}).status_code == 410


def test_the_portal_speaks_the_language_of_the_browser(portal: Portal) -> None:
    with portal.browser() as client:
        page = client.get("/new", headers={"Accept-Language": "de-AT,de;q=0.9,en;q=0.5"})
        assert '<html lang="de">' in page.text
        assert ">Betreff</label>" in page.text
        assert "Accept-Language" in page.headers["vary"]
        assert ">Assunto</label>" in client.get("/new", headers={"Accept-Language": "pt"}).text
        before = len(portal.letters())
        portal.desk.open("x", "-r", "german@acme.example")
        data = {"email": "german@acme.example"}
        client.post("/sign-in", data=data, headers={"Accept-Language": "de"})
        assert "Anmelden" in portal.letters()[before]["Subject"]


def test_without_portal_there_is_none(served: Served) -> None:
    assert httpx.get(f"{served.base}/portal/new").status_code == 404


# -- languages --------------------------------------------------------------------------------

_SAME = {"E-mail", "Website", "Support", "1", "2", "3", "4", "5"}
"""What is written alike, or seen by programs alone."""


def texts_of(page: str) -> set[str]:
    """What people read on a page, and hear of it."""
    page = re.sub(
        r'<a href="/portal/(?:kb|t)/.*?</a>|<pre.*?</pre>|'
        r"<option.*?</option>|<textarea.*?</textarea>",
        "",
        page,
        flags=re.DOTALL,
    )
    spoken = re.findall(r'(?:aria-label|title|alt|placeholder)="([^"]+)"', page)
    read = re.split(r"<[^>]*>", page)
    return {" ".join(text.split()) for text in (*read, *spoken)} - {""}


@pytest.mark.slow
def test_no_page_has_a_text_that_is_not_translated(portal: Portal, jo: httpx.Client) -> None:
    portal.desk.call("kb", "add", "Spoken of", "--set", "public=yes", "-b", "zq")
    ident = portal.desk.open("zq zq", "-r", JO, "-b", "zq")
    data = {"zq zq", "zq", "Spoken of", ident, "Acme support", "zq zq – Acme support",
            "Spoken of – Acme support", JO}  # fmt: skip
    letter = portal.link(JO).partition("/portal")[2]
    tried: list[tuple[httpx.Client, str, str, dict[str, str]]] = [
        *((jo, "GET", path, {}) for path in (
            "/", "/new", "/kb", "/kb/spoken-of", "/search?q=zq", "/search?q=nothingness",
            "/tickets", f"/t/{ident}", "/t/zzzzzz", "/new?sent=ok", letter)),
        *((jo, "POST", f"/t/{ident}/{path}", {}) for path in ("comment", "rate", "sign")),
        (jo, "POST", f"/t/{ident}/sign", {"name": "zq", "signature": "x"}),
        (jo, "POST", "/enter", {"token": "x"}),
    ]  # fmt: skip
    with portal.browser() as nobody:
        tried += [(nobody, "GET", "/sign-in", {}), (nobody, "GET", "/new", {}),
                  (nobody, "POST", "/sign-in", {"email": "x"}), (nobody, "POST", "/new", {}),
                  (nobody, "POST", "/sign-in", {"email": JO})]  # fmt: skip
        for client, method, path, form in tried:
            said = {
                language: texts_of(client.request(
                    method, path, data=form, headers={"Accept-Language": language}).text)
                for language in ("en", "de", "pt")
            }  # fmt: skip
            assert len(said["en"]) > 5, path
            for language in ("de", "pt"):
                same = (said["en"] & said[language]) - data - _SAME
                is_word = re.compile(r"(?!\w{6} ·$).*[A-Za-z]{2}")
                left = {text for text in same if is_word.match(text)}
                assert left <= {"open", "closed"}, (method, path, language)
