"""Every route for everybody: what is answered, and that nothing of others is in it."""

import base64
import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.conftest import DeskInFiles, _environment
from tests.web.conftest import serving
from tests.web.test_portal import EVE, JO, MAX, TIX_YAML, Portal

pytest.importorskip("starlette")

from starlette.routing import compile_path

from tix.web import staff
from tix.web.api.routes import PAGES
from tix.web.portal import routes as portal

ROLES = ("nobody", "customer", "other", "contact", "staff", "read", "write")
"""``customer`` asked for the ticket, ``contact`` is of the same firm, ``other`` of none."""

# what each of ROLES is answered; {own} is the customer's ticket, {others} that of the other one
MATRIX = """
GET   /portal/                       200 200 200 200 200 200 200
GET   /portal                        303 303 303 303 303 303 303
GET   /portal/new                    200 200 200 200 200 200 200
GET   /portal/sign-in                200 200 200 200 200 200 200
GET   /portal/enter                  410 410 410 410 410 410 410
GET   /portal/kb                     200 200 200 200 200 200 200
GET   /portal/kb/open-article        200 200 200 200 200 200 200
GET   /portal/kb/closed-article      404 404 404 404 404 404 404
GET   /portal/search?q=seekable      200 200 200 200 200 200 200
GET   /portal/tickets                303 200 200 200 303 303 303
GET   /portal/t/{own}                303 200 404 200 303 303 303
GET   /portal/t/{others}             303 404 200 404 303 303 303
GET   /portal/t/{own}/a/{shown}      303 200 404 200 303 303 303
GET   /portal/t/{own}/a/{hidden}     303 404 404 404 303 303 303
GET   /portal/t/zzzzzz               303 404 404 404 303 303 303
POST  /portal/t/{own}/comment        303 422 404 422 303 303 303
POST  /portal/t/{own}/rate           303 422 404 422 303 303 303
POST  /portal/t/{own}/sign           303 422 404 422 303 303 303
POST  /portal/t/{others}/close       303 404 303 404 303 303 303
GET   /portal/odd                    404 404 404 404 404 404 404
GET   /api/v1/openapi.json           200 200 200 200 200 200 200
GET   /api/v1/tickets                401 401 401 401 401 200 200
GET   /api/v1/tickets/{own}          401 401 401 401 401 200 200
GET   /api/v1/tickets/zzzzzz         401 401 401 401 401 404 404
GET   /api/v1/tickets/{own}/comments 401 401 401 401 401 200 200
GET   /api/v1/search?q=seekable      401 401 401 401 401 200 200
GET   /api/v1/log                    401 401 401 401 401 200 200
GET   /api/v1/reports/summary        401 401 401 401 401 200 200
GET   /api/v1/events                 401 401 401 401 401 200 200
POST  /api/v1/tickets                401 401 401 401 401 403 415
PATCH /api/v1/tickets/{own}          401 401 401 401 401 403 415
POST  /api/v1/tickets/{own}/comments 401 401 401 401 401 403 415
POST  /api/v1/receive                401 401 401 401 401 403 415
GET   /api/v1/odd                    401 401 401 401 401 404 404
GET   /api                           404 404 404 404 404 404 404
GET   /                              303 303 303 303 200 303 303
GET   /list                          303 303 303 303 200 303 303
GET   /list?q=seekable               303 303 303 303 200 303 303
GET   /board                         303 303 303 303 200 303 303
GET   /board?q=seekable              303 303 303 303 200 303 303
GET   /t/{own}                       303 303 303 303 200 303 303
GET   /t/{own}?history=1             303 303 303 303 200 303 303
GET   /t/{own}/a/{hidden}            303 303 303 303 200 303 303
GET   /t/{own}/sign                  303 303 303 303 200 303 303
GET   /new                           303 303 303 303 200 303 303
GET   /inbox                         303 303 303 303 200 303 303
GET   /search?q=seekable             303 303 303 303 200 303 303
GET   /customers                     303 303 303 303 200 303 303
GET   /customers/acme                303 303 303 303 200 303 303
GET   /assets                        303 303 303 303 200 303 303
GET   /kb                            303 303 303 303 200 303 303
GET   /kb/closed-article             303 303 303 303 200 303 303
GET   /reports                       303 303 303 303 200 303 303
GET   /reports/summary               303 303 303 303 200 303 303
GET   /t/zzzzzz                      303 303 303 303 404 303 303
GET   /customers/odd                 303 303 303 303 404 303 303
GET   /reports/odd                   303 303 303 303 404 303 303
GET   /complete?kind=query&q=hush    401 401 401 401 200 401 401
GET   /events                        401 401 401 401 200 401 401
GET   /t/{own}/a/odd                 303 303 303 303 404 303 303
POST  /t/{own}/comment               303 303 303 303 422 303 303
POST  /new                           303 303 303 303 422 303 303
POST  /bulk                          303 303 303 303 422 303 303
POST  /kb                            303 303 303 303 422 303 303
POST  /t/{own}/sign                  303 303 303 303 422 303 303
POST  /t/{own}                       303 303 303 303 303 303 303
POST  /t/zzzzzz                      303 303 303 303 404 303 303
POST  /t/zzzzzz/comment              303 303 303 303 404 303 303
POST  /queries                       303 303 303 303 422 303 303
POST  /customers                     303 303 303 303 422 303 303
POST  /customers/acme                303 303 303 303 303 303 303
POST  /customers/odd                 303 303 303 303 303 303 303
POST  /assets                        303 303 303 303 422 303 303
GET   /assets/printer                303 303 303 303 200 303 303
POST  /assets/printer                303 303 303 303 303 303 303
POST  /kb/closed-article             303 303 303 303 303 303 303
POST  /inbox                         303 303 303 303 303 303 303
GET   /reports/charts.css            200 200 200 200 200 200 200
GET   /complete?q=label:             401 401 401 401 200 401 401
GET   /api/v1/tickets/{own}/comments/{said} 401 401 401 401 401 200 200
POST  /portal/new                    422 422 422 422 422 422 422
POST  /portal/sign-in                422 422 422 422 422 422 422
POST  /portal/enter                  410 410 410 410 410 410 410
POST  /login                         403 403 403 403 403 403 403
GET   /login                         200 200 200 200 200 200 200
GET   /healthz                       200 200 200 200 200 200 200
GET   /enter?token=x                 403 403 403 403 403 403 403
GET   /odd                           404 404 404 404 404 404 404
GET   /t/{own}/../../etc/passwd      404 404 404 404 404 404 404
"""

CASES: list[tuple[str, str, list[str]]] = [
    (method, path, answers)
    for method, path, *answers in map(str.split, MATRIX.strip().splitlines())
]

INTERNAL = ("whispered-words", "hidden-content", "closed-article-words", "hush-label")
"""What no customer may ever see; only staff and tokens."""

OWN, OTHERS = "own-words", "others-words"


@dataclass(frozen=True)
class World:
    """The desk, its ids, and a client for each role."""

    clients: Mapping[str, httpx.Client]
    names: Mapping[str, str]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, _new_desk: Path) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("world")
    shutil.copytree(_new_desk, folder / "desk", symlinks=True)
    environ = _environment(folder / "home")
    del environ["TIX_NOW"]
    desk = DeskInFiles(folder / "desk", environ)
    desk.write("tix.yaml", TIX_YAML)
    desk.commit("people")
    names = _filled(desk, folder)
    with ExitStack() as stack:
        served = stack.enter_context(serving(desk, "--portal", "--mail-dir", str(folder / "mails")))
        portal = Portal(served, folder / "mails")
        roles = {"nobody": served.client(), "staff": served.client()}
        assert roles["staff"].get(served.entry).status_code == 303
        for role, mail in (("customer", JO), ("other", EVE), ("contact", MAX)):
            client = stack.enter_context(portal.signed_in(mail))
            client.base_url = httpx.URL(served.base)
            roles[role] = client
        for right in ("read", "write"):
            token = desk.call("serve", "token", "add", right, "--can", right).stdout.strip()
            roles[right] = served.client(headers={"Authorization": f"Bearer {token}"})
        for client in roles.values():
            stack.callback(client.close)
        yield World(roles, names)


def _filled(desk: DeskInFiles, folder: Path) -> dict[str, str]:
    call = desk.call
    call("customer", "add", "Acme", "--add", f"contacts={MAX}", "--add", "domains=acme.example")
    own = desk.open(f"{OWN} seekable", "-r", JO, "-b", "seekable", "-l", "hush-label")
    others = desk.open(f"{OTHERS} seekable", "-r", EVE)
    for name in ("shown", "hidden"):
        (folder / f"{name}.txt").write_text(f"{name}-content")
    call("comment", own, "whispered-words seekable", "--internal")
    call("attach", own, str(folder / "shown.txt"), str(folder / "hidden.txt"))
    ticket: Any = json.loads(call("show", own, "--json").stdout)
    stored = {each["name"].partition("-")[2]: each["name"] for each in ticket["attachments"]}
    call("comment", own, f"See {stored['shown.txt']}")
    call("comment", own, f"See {stored['hidden.txt']}", "--internal")
    call("kb", "add", "Open article", "--set", "public=yes", "-b", "seekable")
    call("kb", "add", "Closed article", "-b", "closed-article-words seekable")
    call("asset", "add", "Printer")
    return {"own": own, "others": others, "said": ticket["comments"][0]["id"],
            "shown": stored["shown.txt"], "hidden": stored["hidden.txt"]}  # fmt: skip


@pytest.mark.parametrize(("method", "path", "expected"), CASES)
def test_everybody_is_answered_as_the_matrix_says_and_sees_nothing_of_others(
    world: World, method: str, path: str, expected: list[str]
) -> None:
    for role, status in zip(ROLES, expected, strict=True):
        client = world.clients[role]
        request = client.build_request(method, path.format(**world.names))
        answer = client.send(request, stream=True)
        try:
            said = "" if path.endswith("/events") else answer.read().decode()
        finally:
            answer.close()
        assert status == "..." or str(answer.status_code) == status, (role, said[:2000])
        told = said + str(answer.headers)
        if role in ("nobody", "customer", "other", "contact"):
            assert not [word for word in INTERNAL if word in told], role
            assert "etag" not in answer.headers or path.startswith("/static"), role
        if role in ("nobody", "other"):
            assert OWN not in told, role
        if role in ("nobody", "customer", "contact"):
            assert OTHERS not in told, role
        if status == "404" and path.startswith("/portal/"):
            none = client.get("/portal/kb/nothing-at-all")
            assert none.content.decode() == said, role


_ENDING = {("POST", "/logout"), ("POST", "/portal/sign-out")}
"""Routes that end a session: tests of signing in have them."""


def test_every_route_is_in_the_matrix() -> None:
    names = dict.fromkeys(("own", "others", "shown", "hidden", "said"), "abcdef")
    tried = [(method, path.format(**names).partition("?")[0]) for method, path, _ in CASES]
    for page in (*staff.ROUTES, *portal.ROUTES, *PAGES):
        pattern = compile_path(page.path)[0]
        for method in page.methods:
            paths = [path for each, path in tried if each == method and pattern.match(path)]
            assert paths or (method, page.path) in _ENDING, (method, page.path)


def test_what_is_seen_in_a_session_is_kept_by_no_cache(world: World) -> None:
    for role, path in (("customer", "/portal/tickets"), ("customer", "/portal/t/{own}"),
                       ("customer", "/portal/t/{own}/a/{shown}"), ("staff", "/list"),
                       ("read", "/api/v1/tickets"), ("read", "/api/v1/tickets/{own}")):  # fmt: skip
        answer = world.clients[role].get(path.format(**world.names))
        assert answer.headers["cache-control"].partition(",")[0] in ("private", "no-store"), path


@pytest.mark.slow
def test_a_version_tells_only_those_who_may_see_what_it_is_of(world: World) -> None:
    for path in ("/api/v1/tickets", "/api/v1/tickets/{own}", "/api/v1/tickets/{own}/comments",
                 "/api/v1/search?q=seekable", "/api/v1/log"):  # fmt: skip
        path = path.format(**world.names)
        first = world.clients["read"].get(path)
        known = {"If-None-Match": first.headers["etag"]}
        again = world.clients["write"].get(path, headers=known)
        assert (again.status_code, again.content) == (304, b""), path
        assert again.headers["etag"] == first.headers["etag"]
        other = world.clients["read"].get(path, headers={"If-None-Match": '"x", W/"y"'})
        assert other.status_code == 200 and other.content == first.content
        for role in ("nobody", "customer", "other", "contact", "staff"):
            for header in (known, {"If-None-Match": "*"}):
                told = world.clients[role].get(path, headers=header)
                assert told.status_code == 401 and "etag" not in told.headers, (role, path)
    for path in ("/portal/t/{own}", "/portal/t/{own}/a/{shown}", "/t/{own}", "/t/{own}/a/{hidden}"):
        path = path.format(**world.names)
        for role in ("nobody", "other"):
            plain = world.clients[role].get(path)
            told = world.clients[role].get(path, headers={"If-None-Match": "*"})
            assert (told.status_code, told.content) == (plain.status_code, plain.content)
    script = world.clients["nobody"].get("/static/tix.js")
    known = {"If-None-Match": script.headers["etag"]}
    again = world.clients["nobody"].get("/static/tix.js", headers=known)
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["cache-control"] == script.headers["cache-control"] == "no-cache"


def test_basic_and_other_schemes_are_no_way_in(world: World) -> None:
    write = world.clients["write"].headers["authorization"].removeprefix("Bearer ")
    nobody = world.clients["nobody"]
    basic = base64.b64encode(f"x:{write}".encode()).decode()
    for header in (write, f"Token {write}", f"Basic {basic}", f"Bearer {write[:-1]}", "Bearer"):
        assert nobody.get("/api/v1/tickets", headers={"Authorization": header}).status_code == 401
    for path in (f"/api/v1/tickets?token={write}", f"/api/v1/tickets?access_token={write}"):
        assert nobody.get(path).status_code == 401
    assert nobody.get("/api/v1/tickets", cookies={"Authorization": write}).status_code == 401


@pytest.mark.slow
def test_a_report_is_known_although_it_names_another_moment(world: World) -> None:
    path, client = "/api/v1/reports/channels", world.clients["read"]
    known: dict[str, str] = {}
    moments: set[str] = set()
    while len(moments) < 2:
        answer = client.get(path)
        assert known.setdefault("If-None-Match", answer.headers["etag"]) == answer.headers["etag"]
        moments.add(answer.json()["generated"])
    assert known["If-None-Match"].startswith("W/")
    for role in ("read", "write"):
        again = world.clients[role].get(path, headers=known)
        assert (again.status_code, again.content) == (304, b"")
    other = client.get(path, params={"q": "id:zzzzzz"}, headers=known)
    assert other.status_code == 200 and other.headers["etag"] != known["If-None-Match"]
