"""What an attacker tries on the API and the portal, as data: 0 get through.

Each attack is a request and what must be answered; what they share is looked at after all of them:
no file of the desk has changed, nothing secret was told, and the service is well.
"""

import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import httpx
import pytest

from tests.web.test_portal import JO, Portal, portal

__all__ = ("portal",)

pytest.importorskip("starlette")

JSON = {"Content-Type": "application/json"}
EVIL = "evil.example"


@dataclass(frozen=True)
class Attack:
    """A request; ``who`` sends it, and ``expected`` are the statuses that are right."""

    name: str
    method: str
    path: str
    expected: tuple[int, ...]
    who: str = "nobody"
    headers: dict[str, str] = field(default_factory=dict)
    body: dict[str, Any] = field(default_factory=dict)


def _foreign(path: str, who: str, **data: str) -> list[Attack]:
    """A page of another site that makes somebody's browser send a form."""
    return [
        Attack(f"csrf {path} {name}", "POST", path, (403,), who, {name: value}, {"data": data})
        for name, value in (("Origin", f"https://{EVIL}"), ("Sec-Fetch-Site", "cross-site"))
    ]


ATTACKS = [
    # another site's page
    *_foreign("/portal/t/{own}/comment", "jo", text="x"),
    *_foreign("/portal/t/{own}/close", "jo"),
    *_foreign("/portal/t/{own}/rate", "jo", rating="1"),
    *_foreign("/portal/t/{own}/sign", "jo", name="x"),
    *_foreign("/portal/new", "jo", email=JO, subject="x"),
    *_foreign("/portal/sign-in", "nobody", email=JO),
    *_foreign("/portal/enter", "nobody", token="x"),
    *_foreign("/portal/sign-out", "jo"),
    *_foreign("/api/v1/tickets", "jo", title="x"),
    Attack("csrf origin null", "POST", "/portal/t/{own}/close", (403,), "jo", {"Origin": "null"}),
    Attack("csrf same site", "POST", "/portal/t/{own}/close", (403,), "jo",
           {"Sec-Fetch-Site": "same-site"}),
    Attack("csrf by GET", "GET", "/portal/t/{own}/close", (404, 405), "jo"),
    Attack("csrf json as text", "POST", "/api/v1/tickets", (401, 403, 415), "jo",
           {"Content-Type": "text/plain"}, {"content": b'{"title": "x"}'}),
    Attack("cookies at the API", "GET", "/api/v1/tickets", (401,), "jo"),
    # other hosts
    Attack("host", "GET", "/portal/", (400,), headers={"Host": EVIL}),
    Attack("host with port", "GET", "/api/v1/openapi.json", (400,), headers={"Host": f"{EVIL}:80"}),
    Attack("rebinding", "GET", "/portal/tickets", (400,), "jo", {"Host": f"127.0.0.1.{EVIL}"}),
    Attack("empty host", "GET", "/portal/", (400,), headers={"Host": ""}),
    Attack("odd host", "GET", "/portal/", (400,), headers={"Host": f"localhost@{EVIL}"}),
    # other people's
    Attack("another's ticket", "GET", "/portal/t/{others}", (404,), "jo"),
    Attack("another's file", "GET", "/portal/t/{others}/a/x", (404,), "jo"),
    Attack("id with a blank", "GET", "/portal/t/{others}%20", (404,), "jo"),
    Attack("id in capitals", "GET", "/portal/t/{OTHERS}", (404,), "jo"),
    Attack("beginning of an id", "GET", "/portal/t/{oth}", (404,), "jo"),
    Attack("id with a null", "GET", "/portal/t/{others}%00", (404,), "jo"),
    Attack("id as a path", "GET", "/portal/t/..%2f..%2ftix", (404,), "jo"),
    Attack("close another's", "POST", "/portal/t/{others}/close", (404,), "jo"),
    Attack("guessed session", "GET", "/portal/tickets", (303,), headers={"Cookie": "{cookie}=jo"}),
    Attack("session of staff", "GET", "/list", (303,), "jo"),
    # paths
    Attack("traversal in a file", "GET", "/portal/t/{own}/a/..%2f..%2f..%2ftix.yaml", (404,), "jo"),
    Attack("traversal in dots", "GET", "/portal/t/{own}/a/../../../../tix.yaml", (404,), "jo"),
    Attack("backslashes", "GET", "/portal/t/{own}/a/..%5c..%5ctix.yaml", (404,), "jo"),
    Attack("article outside", "GET", "/portal/kb/..%2ftix", (404,)),
    Attack("article as a path", "GET", "/portal/kb/%2fetc%2fpasswd", (404,)),
    Attack("static outside", "GET", "/static/..%2f..%2fservice.py", (404,)),
    Attack("static dots", "GET", "/static/../../service.py", (404,)),
    Attack("report as a module", "GET", "/api/v1/reports/..%2factions", (404,), "reader"),
    Attack("report of Python", "GET", "/api/v1/reports/__init__", (404,), "reader"),
    # redirects
    Attack("redirect by slashes", "GET", f"//{EVIL}/portal", (404,)),
    Attack("redirect by next", "GET", f"/portal/sign-in?next=https://{EVIL}", (200,)),
    Attack("redirect after asking", "POST", f"/portal/new?next=//{EVIL}", (422,)),
    Attack("sent to elsewhere", "GET", f"/portal/new?sent=//{EVIL}", (200,)),
    # what is sent
    Attack("more recipients", "POST", "/portal/sign-in", (422,),
           body={"data": {"email": f"{JO},eve@{EVIL}"}}),
    Attack("header in an address", "POST", "/portal/sign-in", (422,),
           body={"data": {"email": f"{JO}\nBcc: eve@{EVIL}"}}),
    Attack("name with an address", "POST", "/portal/sign-in", (422,),
           body={"data": {"email": f"Jo <{JO}>"}}),
    Attack("address as an option", "POST", "/portal/sign-in", (200, 422),
           body={"data": {"email": "-oQ/tmp@acme.example"}}),
    Attack("file for a text", "POST", "/portal/sign-in", (422,),
           body={"files": {"email": ("a", JO.encode())}}),
    Attack("very many fields", "POST", "/portal/new", (400, 413, 422),
           body={"data": {f"f{n}": "" for n in range(6000)}}),
    Attack("very many files", "POST", "/portal/new", (400, 413, 422),
           body={"files": [("files", (f"{n}", b"")) for n in range(60)]}),
    Attack("over 10 MB", "POST", "/portal/new", (413,), body={"content": b"x" * 10_000_001}),
    Attack("name as an address", "POST", "/portal/new", (422,),
           body={"data": {"email": "Ana Lima <>", "subject": "x"}}),
    Attack("nested JSON", "POST", "/api/v1/tickets", (422,), "writer", JSON,
           {"content": b'{"fields":' * 50_000}),
    Attack("number of a million digits", "POST", "/api/v1/tickets", (422,), "writer", JSON,
           {"content": b'{"title": ' + b"9" * 1_000_000 + b"}"}),
    Attack("option for git", "GET", "/api/v1/events", (200,), "reader",
           {"Last-Event-ID": "--output=/tmp/x"}),
    Attack("writing by a reader", "POST", "/api/v1/tickets", (403,), "reader", JSON,
           {"content": b'{"title": "x"}'}),
    Attack("method by header", "POST", "/api/v1/tickets/{own}", (405,), "writer",
           {"X-HTTP-Method-Override": "PATCH", **JSON}, {"content": b'{"title": "x"}'}),
    Attack("token in the address", "GET", "/api/v1/tickets?access_token={token}", (401,)),
    Attack("token as a cookie", "GET", "/api/v1/tickets", (401,), "nobody",
           {"Cookie": "token={token}"}),
    Attack("SQL in a query", "GET", "/api/v1/tickets?q='%20OR%201=1--", (200, 422), "reader"),
    Attack("FTS in a search", "GET", "/portal/search?q=NEAR(a%20b)%20OR%20title:*", (200,)),
    Attack("SQL in a cursor", "GET", "/api/v1/tickets?cursor=x'%20OR%201=1.0", (422,), "reader"),
    Attack("TRACE", "TRACE", "/portal/tickets", (404, 405), "jo"),
]  # fmt: skip


@dataclass(frozen=True)
class Field:
    """Where the attacks are made: clients by name, and what stands for {names}."""

    portal: Portal
    clients: dict[str, httpx.Client]
    names: dict[str, str]
    commit: str


@pytest.fixture(scope="module")
def attacked(portal: Portal) -> Iterator[Field]:
    own = portal.desk.open("Own", "-r", JO)
    others = portal.desk.open("Of others: secret-words", "-r", "eve@other.example")
    tokens = {
        right: portal.desk.call("serve", "token", "add", right, "--can", right).stdout.strip()
        for right in ("read", "write")
    }
    names = {
        "own": own, "others": others, "OTHERS": others.upper(), "oth": others[:3],
        "token": tokens["write"], "cookie": f"tix-portal-{portal.served.port}",
    }  # fmt: skip
    with portal.signed_in(JO) as jo:
        jo.base_url = httpx.URL(portal.served.base)
        clients = {"nobody": portal.served.client(), "jo": jo}
        for name, right in (("reader", "read"), ("writer", "write")):
            header = {"Authorization": f"Bearer {tokens[right]}"}
            clients[name] = portal.served.client(headers=header)
        yield Field(portal, clients, names, portal.desk.git("rev-parse", "HEAD"))
        for client in clients.values():
            client.close()


def test_there_are_sixty() -> None:
    assert len(ATTACKS) >= 60


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_an_attack_doesnt_get_through(attacked: Field, attack: Attack) -> None:
    names = attacked.names
    path = attack.path.format(**names)
    headers = {name: value.format(**names) for name, value in attack.headers.items()}
    client = attacked.clients[attack.who]
    request = client.build_request(attack.method, path, headers=headers, **attack.body)
    if ".." in path or path.startswith("//"):  # as it is: httpx would walk it
        request.url = httpx.URL(attacked.portal.served.base).copy_with(raw_path=path.encode())
    answer = client.send(request, stream=True)
    try:
        said = "" if "events" in path else answer.read().decode(errors="replace")
    finally:
        answer.close()
    assert answer.status_code in attack.expected, said[:300]
    assert "secret-words" not in said
    assert EVIL not in answer.headers.get("location", "")
    assert f"//{EVIL}" not in re.sub(r'value="[^"]*"', "", said)
    assert not re.search(r"Traceback|/site-packages/|root:x:0", said)
    if answer.status_code == 200 and "text/html" in answer.headers["content-type"]:
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert "unsafe" not in answer.headers["content-security-policy"]


def test_nothing_has_come_of_them(attacked: Field) -> None:
    """Runs behind the attacks: the file is read from top to bottom."""
    portal = attacked.portal
    assert portal.desk.git("rev-parse", "HEAD") == attacked.commit
    assert [letter["To"] for letter in portal.letters()] == [JO]
    with portal.served.client() as client:
        assert client.get("/healthz").status_code == 200
    assert not re.search(r"Traceback|tix_[A-Za-z0-9_-]{20}", portal.served.log.read_text())


def test_two_lengths_in_one_request_are_refused(attacked: Field) -> None:
    body = b"0\r\n\r\nGET /portal/tickets HTTP/1.1\r\nHost: localhost\r\n\r\n"
    head = (
        "POST /portal/sign-in HTTP/1.1\r\nHost: localhost\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
    )
    for lengths in (
        f"Content-Length: {len(body)}\r\nTransfer-Encoding: chunked\r\n",
        f"Content-Length: {len(body)}\r\nContent-Length: 4\r\n",
        "Transfer-Encoding: chunked, identity\r\n",
        "Transfer-Encoding: xchunked\r\n",
        "Content-Length: -1\r\n",
        "Content-Length: 1e3\r\n",
    ):
        with socket.create_connection(("127.0.0.1", attacked.portal.served.port), 10) as line:
            line.sendall(f"{head}{lengths}\r\n".encode() + body)
            told = b""
            while piece := line.recv(65536):
                told += piece
        assert told.count(b"HTTP/1.1") == 1, lengths
        assert told.split()[1] in (b"400", b"411", b"501"), told[:200]


def test_a_session_that_was_set_before_isnt_the_one_that_begins(attacked: Field) -> None:
    portal, name = attacked.portal, attacked.names["cookie"]
    token = portal.link(JO).partition("token=")[2]
    with portal.browser() as client:
        client.cookies.set(name, "fixed", path="/portal")
        answer = client.post("/enter", data={"token": token})
    assert answer.status_code == 303
    assert "fixed" not in answer.headers["set-cookie"]
    fixed = httpx.get(f"{portal.served.base}/portal/tickets", cookies={name: "fixed"})
    assert fixed.status_code == 303
    for path in portal.mails.glob("*.eml"):
        path.unlink()


def test_what_is_uploaded_is_never_run(attacked: Field) -> None:
    portal = attacked.portal
    jo = attacked.clients["jo"]
    ident = portal.desk.open("Upload", "-r", JO)
    names = ("a.html", "b.svg", "c.png.html", "..%2f..%2fx.js", "d\r\ne.htm", "f.xhtml")
    files = [("files", (name, b"<script>alert(1)</script>", "text/html")) for name in names]
    assert jo.post(f"/portal/t/{ident}/comment", files=files).status_code == 303
    links = re.findall(rf'href="(/portal/t/{ident}/a/[^"]+)"', jo.get(f"/portal/t/{ident}").text)
    assert len(links) == 6
    for link in links:
        answer = jo.get(link)
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "application/octet-stream"
        assert answer.headers["content-disposition"].startswith("attachment; ")
        assert "\r" not in answer.headers["content-disposition"]
        assert "sandbox" in answer.headers["content-security-policy"]


PAYLOADS = (
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "javascript:alert(1)",
    "[x](javascript:alert(1))", "[x](data:text/html;base64,PHN2Zz4=)",
    "![x](https://evil.example/x.png)", "<svg/onload=alert(1)>", "{{7*7}}",
    "<https://evil.example/\"onmouseover=alert(1)>", "[a]( javascript&#58;alert(1))",
    "<a href='vbscript:x'>x</a>", "`</code><script>alert(1)</script>`",
    "</textarea><script>alert(1)</script>", "' onfocus='alert(1)' autofocus='", "\u202e<b>x</b>",
)  # fmt: skip


class _Found(HTMLParser):
    """What of a page would be run or fetched from elsewhere."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "script" and not (dict(attrs).get("src") or "").startswith("/static/"):
            self.found.append(tag)
        for name, value in attrs:
            plain = re.sub(r"[\s\0-\x1f]", "", value or "").lower()
            is_link = name in ("href", "src", "action", "formaction")
            is_run = is_link and plain.startswith(("javascript:", "data:", "vbscript:"))
            if name.startswith("on") or name == "style" or is_run:
                self.found.append(f"{tag} {name}")
            if name == "src" and not plain.startswith("/"):
                self.found.append(f"{tag} {name}={plain}")


@pytest.mark.slow
def test_what_customers_write_is_never_run(attacked: Field) -> None:
    """Also where another reads it: staff's pages have tests of their own."""
    portal, jo = attacked.portal, attacked.clients["jo"]
    said = "\n\n".join(PAYLOADS)
    ident = portal.desk.open(" ".join(said.split()), "-r", JO, "-b", said)
    for payload in PAYLOADS:
        jo.post(f"/portal/t/{ident}/comment", data={"text": payload})
        for path in ("/portal/search", "/portal/kb"):
            assert not _Found(jo.get(path, params={"q": payload}).text).found, payload
    for path in (f"/portal/t/{ident}", "/portal/tickets"):
        page = jo.get(path).text
        assert "onerror" in page
        assert not _Found(page).found
        assert "{{7*7}}" in page
    typed = {"email": said, "subject": said, "description": said}
    for path in ("/portal/sign-in", "/portal/new"):
        assert not _Found(attacked.clients["nobody"].post(path, data=typed).text).found
