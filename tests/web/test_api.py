"""``/api/v1/`` as a program uses it, on a server of real processes."""

import base64
import hmac
import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.web.conftest import Serve, Served, serving
from tix.actions.healing import found
from tix.frozen import replace
from tix.storage.desk.lock import exclusive
from tix.webhooks.signing import signed_headers

pytest.importorskip("starlette")


def token_of(served: Served, name: str, can: str) -> str:
    return served.desk.call("serve", "token", "add", name, "--can", can).stdout.strip()


def with_token(served: Served, token: str) -> httpx.Client:
    return httpx.Client(
        base_url=f"{served.base}/api/v1", timeout=30, headers={"Authorization": f"Bearer {token}"}
    )


@pytest.fixture(scope="module")
def writer(served: Served) -> Iterator[httpx.Client]:
    """A program that may write."""
    with with_token(served, token_of(served, "crm", "write")) as client:
        yield client


@pytest.fixture(scope="module")
def reader(served: Served) -> Iterator[httpx.Client]:
    """A program that may read."""
    with with_token(served, token_of(served, "look", "read")) as client:
        yield client


def opened(writer: httpx.Client, title: str, **more: Any) -> Any:
    answer = writer.post("/tickets", json={"title": title, **more})
    assert answer.status_code == 201, answer.text
    return answer.json()


def problem(answer: httpx.Response, status: int) -> str:
    """The sentence of a problem, which has that status."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert told["status"] == status
    return str(told["detail"])


# -- looking, opening, changing ---------------------------------------------------------------


@pytest.mark.slow
def test_a_ticket_is_opened_shown_and_changed_as_on_the_command_line(
    served: Served, writer: httpx.Client, reader: httpx.Client
) -> None:
    made = writer.post(
        "/tickets",
        json={"title": "No toner", "body": "Since today.", "priority": "high",
              "labels": ["toner", "office"], "requester": "jo@acme.example"},
    )  # fmt: skip
    assert made.status_code == 201
    ident = made.json()["id"]
    assert made.headers["location"] == f"/api/v1/tickets/{ident}"
    shown = reader.get(f"/tickets/{ident}")
    assert shown.headers["etag"] == made.headers["etag"]
    assert shown.json() == json.loads(served.desk.call("show", ident, "--json").stdout)
    assert shown.json()["opened_by"].startswith("crm <")
    author = served.desk.git("log", "-1", "--format=%an").strip()
    assert author == "crm"
    changed = writer.patch(
        f"/tickets/{ident}",
        json={
            "resolution": "Refilled.",
            "status": "resolved",
            "priority": None,
            "labels": ["toner"],
        },
    )
    assert changed.status_code == 200, changed.text
    told = changed.json()
    assert (told["status"], told["labels"]) == ("resolved", ["toner"])
    assert told["resolution"] == "Refilled."
    assert changed.headers["etag"] != made.headers["etag"]
    assert told == json.loads(served.desk.call("show", ident, "--json").stdout)


def test_lists_search_log_and_reports_have_the_json_of_the_command_line(
    served: Served, writer: httpx.Client, reader: httpx.Client
) -> None:
    ident = opened(writer, "The blue plotter squeaks", labels=["plotter"])["id"]
    run = served.desk.call
    told = reader.get("/tickets", params={"q": "label:plotter"}).json()
    assert told == {
        "items": json.loads(run("list", "label:plotter", "--json").stdout),
        "next": None,
    }
    hits = reader.get("/search", params={"q": "plotter squeaks"}).json()
    assert hits["items"] == json.loads(run("search", "plotter squeaks", "--json").stdout)
    log = reader.get("/log", params={"q": "label:plotter"}).json()
    assert log["items"] == json.loads(run("log", ident, "--json").stdout)
    report = reader.get("/reports/throughput", params={"q": "label:plotter"}).json()
    told = json.loads(run("report", "throughput", "label:plotter", "--json").stdout)
    assert {**report, "generated": 0} == {**told, "generated": 0}


def test_comments_are_public_or_internal_and_name_the_files_they_bring(
    served: Served, writer: httpx.Client
) -> None:
    ident = opened(writer, "A file")["id"]
    content = base64.b64encode(b"hello").decode()
    made = writer.post(
        f"/tickets/{ident}/comments",
        json={"text": "Look.", "attachments": [{"name": "a b.txt", "content": content}]},
    )
    assert made.status_code == 201, made.text
    ticket = writer.get(f"/tickets/{ident}").json()
    (stored,) = [each["name"] for each in ticket["attachments"]]
    assert made.json()["text"] == f"Look.\n\nAttached: {stored}"
    assert writer.get(made.headers["location"].removeprefix("/api/v1")).json() == made.json()
    writer.post(f"/tickets/{ident}/comments", json={"text": "Psst", "internal": True})
    listed = writer.get(f"/tickets/{ident}/comments").json()
    assert [each["internal"] for each in listed["items"]] == [False, True]
    assert served.desk.file_of(ident).exists()


def test_a_key_adds_an_occurrence(writer: httpx.Client) -> None:
    first = writer.post("/tickets", json={"title": "Disk full", "key": "disk db1"})
    again = writer.post("/tickets", json={"title": "Disk full", "key": "disk db1"})
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json()["id"] == first.json()["id"]
    assert len(again.json()["occurrences"]) == 2


# -- what is refused --------------------------------------------------------------------------

REFUSED: list[tuple[str, str, Any, int, str]] = [
    ("POST", "/tickets", {}, 422, "title is missing"),
    ("POST", "/tickets", {"title": "  "}, 422, ""),
    ("POST", "/tickets", {"title": 7}, 422, "title: this must be a text"),
    ("POST", "/tickets", {"title": "x", "colour": "red"}, 422, "no field 'colour'"),
    ("POST", "/tickets", {"title": "x", "status": "odd"}, 422, "no status 'odd'"),
    ("POST", "/tickets", {"title": "x", "id": "k7f3qz"}, 422, "isn't set by hand"),
    ("POST", "/tickets", {"title": "x", "labels": ["a,b", "c"]}, 422, "comma"),
    ("POST", "/tickets", {"title": "x", "parent": "zzzzzz"}, 422, "zzzzzz"),
    ("POST", "/tickets", {"title": "x", "attachments": [{"name": "a", "content": "%"}]}, 422,
     "base64"),
    ("POST", "/tickets", {"title": "x", "assignees": ["nobody here"]}, 201, ""),
    ("POST", "/tickets", [1], 422, "object"),
    ("POST", "/tickets", b'{"title": "x", "title": "y"}', 422, "twice"),
    ("POST", "/tickets", b'{"title": "\\ud800"}', 422, "UTF-8"),
    ("POST", "/tickets", b"{", 422, "JSON"),
    ("POST", "/tickets", b"[" * 100_000, 422, "deep"),
    ("POST", "/tickets", b'{"title": [' + b"[]," * 100_000 + b"[]]}", 422, "over 50000 values"),
    ("POST", "/tickets", b'{"title": "x", "body": "' + b"\\\\,[" * 100_000 + b'"}', 201, ""),
    ("POST", "/receive", b'{"x": "' + b"x" * 5_000_000 + b'"}', 413, "4 MB"),
    ("GET", "/tickets?q=colour:red", None, 422, ""),
    ("GET", "/tickets?limit=0", None, 422, "1 to 1000"),
    ("GET", "/tickets?limit=1001", None, 422, "1 to 1000"),
    ("GET", "/tickets?limit=x", None, 422, "1 to 1000"),
    ("GET", "/tickets?cursor=abc.1", None, 422, "cursor"),
    ("GET", "/tickets?cursor=%00", None, 422, "cursor"),
    ("GET", "/log?cursor=abc.1", None, 422, "cursor"),
    ("GET", "/search", None, 422, ""),
    ("GET", "/reports/nothing", None, 404, "no report"),
    ("GET", "/reports/summary?since=yesterdayish", None, 422, ""),
    ("GET", "/tickets/zzzzzz", None, 404, ""),
    ("GET", "/tickets/..%2F..%2Ftix.yaml", None, 404, ""),
    ("GET", "/tickets/zzzzzz/comments", None, 404, ""),
    ("PATCH", "/tickets/zzzzzz", {"title": "x"}, 404, ""),
    ("POST", "/tickets/zzzzzz/comments", {"text": "x"}, 404, ""),
    ("GET", "/nothing", None, 404, "no such path"),
    ("DELETE", "/tickets", None, 405, "GET"),
    ("PUT", "/search", None, 405, "GET"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path", "body", "status", "said"), REFUSED)
def test_what_cant_be_done_is_a_problem_that_says_why(
    writer: httpx.Client, method: str, path: str, body: Any, status: int, said: str
) -> None:
    data = body if isinstance(body, bytes) else None if body is None else json.dumps(body).encode()
    answer = writer.request(
        method, path, content=data, headers={"Content-Type": "application/json"} if data else {}
    )
    if status < 400:
        assert answer.status_code == status, answer.text
        return
    assert said in problem(answer, status)


def test_other_bodies_than_json_are_refused(writer: httpx.Client) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""):
        answer = writer.post("/tickets", content=b'{"title": "x"}', headers={"Content-Type": kind})
        problem(answer, 415)


def test_a_body_of_over_10_mb_is_refused_and_the_client_sees_it(writer: httpx.Client) -> None:
    data = b'{"title": "' + b"x" * 10_000_001 + b'"}'
    problem(writer.post("/tickets", content=data, headers=JSON), 413)

    def pieces() -> Iterator[bytes]:
        for _ in range(30):
            yield b"x" * 1_000_000

    problem(writer.post("/tickets", content=pieces(), headers=JSON), 413)
    problem(writer.post("/tickets", content=b"".join(pieces()), headers=JSON), 413)


JSON = {"Content-Type": "application/json"}


# -- tokens -----------------------------------------------------------------------------------


def test_only_a_bearer_token_gets_in_and_a_read_token_only_reads(
    served: Served, reader: httpx.Client, staff: httpx.Client
) -> None:
    for headers in ({}, {"Authorization": "Bearer x"}, {"Authorization": "Basic eDp5"}):
        answer = httpx.get(f"{served.base}/api/v1/tickets", headers=headers)
        problem(answer, 401)
        assert answer.headers["www-authenticate"].startswith("Bearer")
    assert staff.get("/list").status_code == 200
    problem(staff.get("/api/v1/tickets"), 401)
    problem(staff.get("/api/v1/nothing"), 401)
    problem(reader.post("/tickets", json={"title": "x"}), 403)
    problem(reader.patch("/tickets/zzzzzz", json={"title": "x"}), 403)
    problem(reader.post("/tickets/zzzzzz/comments", json={"text": "x"}), 403)
    problem(reader.post("/receive", json={"id": "1", "type": "ticket.open", "title": "x"}), 403)


@pytest.mark.slow
def test_a_token_that_is_taken_away_ends_at_once_also_an_open_stream(served: Served) -> None:
    token = token_of(served, "soon gone", "read")
    with with_token(served, token) as client:
        assert client.get("/tickets").status_code == 200
        with client.stream("GET", "/events", timeout=20) as stream:
            lines = stream.iter_lines()
            assert next(lines).startswith("retry:")
            served.desk.call("serve", "token", "remove", "soon gone")
            problem(client.get("/tickets"), 401)
            began = time.monotonic()
            for _ in lines:
                pass
            assert time.monotonic() - began < 12


def test_a_token_is_shown_once_and_alone_and_the_log_of_requests_has_none(served: Served) -> None:
    added = served.desk.call("serve", "token", "add", "shown", "--can", "read")
    token = added.stdout.strip()
    assert added.stdout == f"{token}\n"
    assert token not in added.stderr
    with with_token(served, token) as client:
        client.get("/tickets", params={"q": "x"})
    assert token not in served.log.read_text()
    listed = served.desk.call("serve", "token", "list")
    assert served.desk.call("serve", "token").stdout == listed.stdout
    assert token not in listed.stdout
    assert ["shown", "read"] in [row[:2] for row in listed.rows]
    served.desk.call("serve", "token", "add", "shown", "--can", "read", code=1)
    served.desk.call("serve", "token", "remove", "nobody", code=3)
    served.desk.call("serve", "token", "add", "x", code=2)


def test_the_description_is_open_and_names_every_route(served: Served) -> None:
    told = httpx.get(f"{served.base}/api/v1/openapi.json")
    assert told.status_code == 200
    paths = told.json()["paths"]
    for path in ("/tickets", "/tickets/{id}", "/tickets/{id}/comments", "/search", "/log",
                 "/reports/{name}", "/events", "/receive"):  # fmt: skip
        assert path in paths


# -- two at once --------------------------------------------------------------------------------


def test_a_change_of_a_version_that_has_changed_since_is_refused(writer: httpx.Client) -> None:
    ticket = writer.post("/tickets", json={"title": "Two editors"})
    ident, seen = ticket.json()["id"], ticket.headers["etag"]
    path = f"/tickets/{ident}"
    assert writer.patch(path, json={"priority": "high"}, headers={"If-Match": seen}).is_success
    problem(writer.patch(path, json={"priority": "low"}, headers={"If-Match": seen}), 412)
    problem(writer.patch(path, json={"priority": "low"}, headers={"If-Match": f"W/{seen}"}), 412)
    problem(writer.patch(path, json={}, headers={"If-Match": seen}), 412)
    problem(writer.post(f"{path}/comments", json={"text": "x"}, headers={"If-Match": seen}), 412)
    assert writer.get(path).json()["priority"] == "high"
    now = writer.get(path).headers["etag"]
    several = f'"other", {now}'
    assert writer.patch(path, json={"priority": "low"}, headers={"If-Match": several}).is_success
    assert writer.patch(path, json={"priority": "high"}, headers={"If-Match": "*"}).is_success
    assert writer.patch(path, json={"priority": "low"}).is_success


def test_of_many_who_change_the_same_version_at_once_one_does(writer: httpx.Client) -> None:
    ticket = writer.post("/tickets", json={"title": "Race"})
    path, seen = f"/tickets/{ticket.json()['id']}", ticket.headers["etag"]
    codes: list[int] = []

    def change(number: int) -> None:
        with httpx.Client(base_url=writer.base_url, headers=writer.headers, timeout=30) as client:
            answer = client.patch(
                path, json={"milestone": f"m{number}"}, headers={"If-Match": seen}
            )
            codes.append(answer.status_code)

    at_once(8, change)
    assert sorted(codes) == [200, *[412] * 7]


@pytest.mark.slow
def test_the_version_is_looked_at_when_nobody_else_can_write(
    served: Served, writer: httpx.Client
) -> None:
    ticket = writer.post("/tickets", json={"title": "Slow", "body": "One."})
    ident, codes = ticket.json()["id"], list[int]()

    def change(_: int) -> None:
        headers = {"If-Match": ticket.headers["etag"]}
        codes.append(writer.patch(f"/tickets/{ident}", json={"body": "X"}, headers=headers)
                     .status_code)  # fmt: skip

    with exclusive(found(served.desk.root, None).lock):
        threads = begun(1, change)
        time.sleep(0.7)  # it has looked before, and waits for the lock
        file = served.desk.file_of(ident)
        file.write_text(file.read_text().replace("One.", "Two."))
    threads[0].join()
    assert codes == [412]
    assert writer.get(f"/tickets/{ident}").json()["body"] == "Two."


def test_a_request_that_is_sent_again_is_done_once(writer: httpx.Client) -> None:
    key = {"Idempotency-Key": "order 7"}
    first = writer.post("/tickets", json={"title": "Once"}, headers=key)
    again = writer.post("/tickets", json={"title": "Once"}, headers=key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert again.headers["location"] == first.headers["location"]
    assert again.headers["idempotency-replayed"] == "true"
    assert "Idempotency-Key" in problem(
        writer.post("/tickets", json={"title": "Other"}, headers=key), 422
    )
    path = f"/tickets/{first.json()['id']}/comments"
    for _ in range(2):
        assert writer.post(path, json={"text": "x"}, headers={"Idempotency-Key": "c"}).is_success
    assert len(writer.get(path).json()["items"]) == 1
    problem(writer.post("/tickets", json={}, headers={"Idempotency-Key": "bad"}), 422)
    put_right = writer.post("/tickets", json={"title": "y"}, headers={"Idempotency-Key": "bad"})
    assert put_right.status_code == 201


def test_of_many_that_send_one_request_at_once_one_opens_the_ticket(writer: httpx.Client) -> None:
    idents: list[str] = []

    def send(_: int) -> None:
        with httpx.Client(base_url=writer.base_url, headers=writer.headers, timeout=30) as client:
            answer = client.post(
                "/tickets", json={"title": "Many"}, headers={"Idempotency-Key": "many"}
            )
            idents.append(answer.json()["id"])

    at_once(8, send)
    assert len(idents) == 8
    assert len(set(idents)) == 1


@pytest.mark.slow
def test_a_key_is_known_after_a_restart(serve: Serve, desk: Any) -> None:
    desk = desk.with_environ()
    key = {"Idempotency-Key": "k"}
    with serving(desk) as one:
        token = token_of(one, "crm", "write")
        with with_token(one, token) as client:
            first = client.post("/tickets", json={"title": "Before"}, headers=key)
            listed = [client.post("/tickets", json={"title": f"{n}"}) for n in range(3)]
            cursor = client.get("/tickets", params={"limit": 2}).json()["next"]
            assert all(each.status_code == 201 for each in (first, *listed))
        one.process.kill()
        one.process.wait()
    with serving(desk) as other, with_token(other, token) as client:
        again = client.post("/tickets", json={"title": "Before"}, headers=key)
        assert again.json()["id"] == first.json()["id"]
        rest = client.get("/tickets", params={"limit": 2, "cursor": cursor}).json()
        assert len(rest["items"]) == 2
        assert len(client.get("/tickets").json()["items"]) == 4


def at_once(count: int, act: Callable[[int], None]) -> None:
    for thread in begun(count, act):
        thread.join()


def begun(count: int, act: Callable[[int], None]) -> list[threading.Thread]:
    threads = [threading.Thread(target=act, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    return threads


# -- pages ------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_list_holds_while_others_write(writer: httpx.Client, reader: httpx.Client) -> None:
    q = "label:paged"
    idents = [
        opened(writer, f"Paged {n}", labels=["paged"], priority="high" if n % 2 else "low")["id"]
        for n in range(9)
    ]
    order = [each["id"] for each in reader.get("/tickets", params={"q": q}).json()["items"]]
    assert sorted(order) == sorted(idents)
    page = reader.get("/tickets", params={"q": q, "limit": 3}).json()
    seen = [each["id"] for each in page["items"]]
    # the last becomes the first, one is closed, another is new
    writer.patch(f"/tickets/{order[-1]}", json={"priority": "urgent"})
    writer.patch(f"/tickets/{order[4]}", json={"status": "closed"})
    opened(writer, "Paged, new", labels=["paged"], priority="urgent")
    while page["next"]:
        asked = {"cursor": page["next"], "limit": 3}
        page = reader.get("/tickets", params=asked).json()
        assert page == reader.get("/tickets", params={**asked, "q": q}).json()
        seen += [each["id"] for each in page["items"]]
    assert seen == order
    assert page["items"][-1]["priority"] == "urgent"
    page = reader.get("/tickets", params={"q": q, "limit": 3}).json()
    problem(reader.get("/tickets", params={"q": "label:x", "cursor": page["next"]}), 422)
    problem(reader.get("/search", params={"cursor": page["next"]}), 422)


@pytest.mark.slow
def test_search_and_log_come_in_pages(writer: httpx.Client, reader: httpx.Client) -> None:
    for number in range(5):
        opened(writer, f"Zebra {number}", labels=["zebra"])
    for path, q in (("/search", "zebra"), ("/log", "label:zebra")):
        whole = reader.get(path, params={"q": q}).json()["items"]
        asked: dict[str, Any] = {"q": q, "limit": 2}
        seen: list[Any] = []
        while True:
            page = reader.get(path, params=asked).json()
            seen += page["items"]
            opened(writer, f"Zebra again {len(seen)}")
            if page["next"] is None:
                break
            asked = {**asked, "cursor": page["next"]}
        assert seen == whole
        assert len(seen) == 5


# -- events -----------------------------------------------------------------------------------


@pytest.mark.slow
def test_events_tell_what_is_committed_and_go_on_where_they_broke_off(
    served: Served, writer: httpx.Client
) -> None:
    with writer.stream("GET", "/events", timeout=20) as stream:
        events = told(stream)
        began = time.monotonic()
        first = served.desk.call("open", "In a terminal").stdout.strip()
        ident, event = next(events)
        assert time.monotonic() - began < 12
        assert event["ticket"] == first
        assert event["changes"]
        served.desk.git("commit", "--quiet", "--allow-empty", "-m", "nothing")
        second = opened(writer, "By the API")["id"]
        assert next(events)[1]["ticket"] == second
    third = opened(writer, "Meanwhile")["id"]
    with writer.stream("GET", "/events", headers={"Last-Event-ID": ident}, timeout=20) as stream:
        events = told(stream)
        assert [next(events)[1]["ticket"] for _ in range(2)] == [second, third]
    gone = {"Last-Event-ID": f"{'0' * 40}-{'1' * 40}.0"}
    with writer.stream("GET", "/events", headers=gone, timeout=20) as stream:
        assert next(told(stream))[1]["ticket"] is None


@pytest.mark.slow
def test_nothing_is_missed_between_the_answer_and_the_first_event(writer: httpx.Client) -> None:
    for number in range(5):
        with writer.stream("GET", "/events", timeout=20) as stream:
            ident = opened(writer, f"At once {number}")["id"]
            assert next(told(stream))[1]["ticket"] == ident


@pytest.mark.slow
def test_what_a_side_branch_brings_in_is_told_once(served: Served, writer: httpx.Client) -> None:
    git, mine = served.desk.git, opened(writer, "On the main line")["id"]
    before = git("rev-parse", "HEAD~1").strip()
    with writer.stream("GET", "/events", timeout=20) as stream:
        events = told(stream)
        side = served.desk.root.parent / "side"
        git("worktree", "add", "--quiet", "--detach", str(side), before)
        other = replace(served.desk, root=side)
        theirs = other.call("open", "On a side branch").stdout.strip()
        commit = other.git("rev-parse", "HEAD").strip()
        git("worktree", "remove", "--force", str(side))
        git("merge", "--quiet", "--no-edit", commit)
        first = next(events)
        assert first[1]["ticket"] == theirs
        after = opened(writer, "After the merge")["id"]
        seen = [next(events)[1]["ticket"]]
        while seen[-1] != after:
            seen.append(next(events)[1]["ticket"])
        assert mine not in seen
    with writer.stream("GET", "/events", headers={"Last-Event-ID": first[0]}, timeout=20) as stream:
        again = told(stream)
        assert [next(again)[1]["ticket"] for _ in seen] == seen


def told(stream: httpx.Response) -> Iterator[tuple[str, Any]]:
    """The id and the data of each event."""
    assert stream.status_code == 200
    assert stream.headers["content-type"].startswith("text/event-stream")
    ident = ""
    for line in stream.iter_lines():
        name, _, value = line.partition(": ")
        if name == "id":
            ident = value
        elif name == "data":
            yield ident, json.loads(value)


@pytest.mark.slow
def test_one_commit_that_changes_several_tickets_is_told_ticket_by_ticket(
    served: Served, writer: httpx.Client
) -> None:
    idents = sorted(opened(writer, f"Both {n}", labels=["both"])["id"] for n in range(3))
    with writer.stream("GET", "/events", timeout=20) as stream:
        events = told(stream)
        served.desk.call("close", *idents)
        found = [next(events) for _ in range(3)]
    assert sorted(event["ticket"] for _, event in found) == idents
    assert len({ident for ident, _ in found}) == 3
    again = {"Last-Event-ID": found[0][0]}
    with writer.stream("GET", "/events", headers=again, timeout=20) as stream:
        events = told(stream)
        assert [next(events), next(events)] == found[1:]


# -- webhooks in --------------------------------------------------------------------------------


def test_an_event_is_taken_in_once_in_its_own_form_and_as_standard_webhook(
    writer: httpx.Client,
) -> None:
    event = {"id": "crm-1", "type": "ticket.open", "title": "From the CRM"}
    first, again = (writer.post("/receive", json=event).json() for _ in range(2))
    assert (first["result"], again["result"]) == ("opened", "known")
    ticket = writer.get(f"/tickets/{first['ticket']}").json()
    assert ticket["title"] == "From the CRM"
    body = {"type": "ticket.comment", "timestamp": "2026-11-28T10:00:00Z",
            "data": {"ticket": first["ticket"], "text": "More."}}  # fmt: skip
    for expected in ("commented", "known"):
        told = writer.post("/receive", json=body, headers={"webhook-id": "msg_1"}).json()
        assert told["result"] == expected
    assert len(writer.get(f"/tickets/{first['ticket']}/comments").json()["items"]) == 1
    assert writer.post("/receive", json={"id": "2", "type": "odd"}).status_code == 422


def test_issues_of_github_become_tickets(writer: httpx.Client) -> None:
    issue = {"number": 7, "title": "It breaks", "body": "Badly.", "user": {"login": "jo"},
             "html_url": "https://github.com/acme/app/issues/7",
             "created_at": "2026-11-20T10:00:00Z",
             "updated_at": "2026-11-21T10:00:00Z"}  # fmt: skip
    about = {"issue": issue, "repository": {"full_name": "acme/app"}}

    def send(kind: str, delivery: str, **more: Any) -> Any:
        headers = {"X-GitHub-Event": kind, "X-GitHub-Delivery": delivery}
        answer = writer.post("/receive", json={**about, **more}, headers=headers)
        assert answer.is_success, answer.text
        return answer.json()

    assert send("ping", "0", zen="x")["result"] == "ignored"
    opened = send("issues", "1", action="opened")
    assert opened["result"] == "opened"
    comment = {"user": {"login": "bo"}, "body": "Me too.", "created_at": "2026-11-20T11:00:00Z"}
    assert send("issue_comment", "2", action="created", comment=comment)["result"] == "commented"
    assert send("issue_comment", "2", action="created", comment=comment)["result"] == "known"
    assert send("issues", "3", action="closed")["result"] == "changed"
    ticket = writer.get(f"/tickets/{opened['ticket']}").json()
    assert (ticket["title"], ticket["status"], ticket["key"]) == (
        "It breaks", "closed", "github:acme/app#7",
    )  # fmt: skip
    assert "Me too." in ticket["comments"][0]["text"]
    assert len(ticket["occurrences"]) == 1
    assert send("issues", "4", action="reopened")["result"] == "changed"


def test_issues_of_gitlab_become_tickets_with_the_token_in_its_own_header(
    served: Served, writer: httpx.Client
) -> None:
    token = writer.headers["authorization"].removeprefix("Bearer ")
    body = {
        "object_kind": "issue", "user": {"username": "jo"},
        "project": {"path_with_namespace": "acme/app"},
        "object_attributes": {"iid": 3, "title": "Slow", "description": "Very.", "action": "open",
                              "url": "https://gitlab.example/3",
                              "created_at": "2026-11-20 10:00:00 UTC"},
    }  # fmt: skip
    headers = {"X-Gitlab-Event": "Issue Hook", "X-Gitlab-Token": token,
               "X-Gitlab-Event-UUID": "u1"}  # fmt: skip
    url = f"{served.base}/api/v1/receive"
    told = httpx.post(url, json=body, headers=headers).json()
    assert told["result"] == "opened"
    assert httpx.post(url, json=body, headers={**headers, "X-Gitlab-Token": "x"}).status_code == 401
    ticket = writer.get(f"/tickets/{told['ticket']}").json()
    assert ticket["title"] == "Slow"
    assert ticket["body"].startswith("Very.")


def test_alerts_open_and_close_tickets(writer: httpx.Client) -> None:
    def send(status: str, began: str) -> Any:
        alert = {
            "status": status, "fingerprint": "f1", "startsAt": began,
            "endsAt": "2026-11-20T12:00:00Z", "generatorURL": "https://prom.example/g",
            "labels": {"alertname": "DiskFull", "instance": "db1", "severity": "critical"},
            "annotations": {"summary": "Disk full on db1", "description": "97 %"},
        }  # fmt: skip
        body = {"version": "4", "groupKey": "{}", "status": status, "alerts": [alert]}
        answer = writer.post("/receive", json=body)
        assert answer.is_success, answer.text
        (item,) = answer.json()["items"]
        return item

    assert send("resolved", "2026-11-20T09:00:00Z")["result"] == "ignored"
    opened = send("firing", "2026-11-20T10:00:00Z")
    assert opened["result"] == "opened"
    assert send("firing", "2026-11-20T10:00:00Z")["result"] == "known"
    assert send("resolved", "2026-11-20T10:00:00Z")["result"] == "changed"
    path = f"/tickets/{opened['ticket']}"
    assert writer.get(path).json()["status"] == "closed"
    assert send("firing", "2026-11-21T10:00:00Z")["result"] == "seen"
    assert writer.get(path).json()["status"] == "open"


@pytest.mark.slow
def test_a_signature_is_as_good_as_a_token_for_events_alone(served: Served) -> None:
    folder = Path(served.desk.environ["XDG_CONFIG_HOME"], "tix")
    standard = f"whsec_{base64.b64encode(b'x' * 32).decode()}"
    file = folder / "dispatch.yaml"
    file.touch(0o600)
    file.write_text(
        f"format: 1\ndesks:\n- desk: {served.desk.root}\n  receive:\n"
        f"  - {{name: github, secret: a long text}}\n  - {{name: shop, secret: {standard}}}\n"
    )
    url = f"{served.base}/api/v1/receive"
    event = {"id": "signed-1", "type": "ticket.open", "title": "Signed"}
    body = json.dumps(event).encode()

    def send(path: str, headers: Mapping[str, str], data: bytes = body) -> httpx.Response:
        return httpx.post(path, content=data, headers={**headers, **JSON})

    def digest(secret: bytes) -> str:
        return f"sha256={hmac.new(secret, body, sha256).hexdigest()}"

    problem(send(url, {"X-Hub-Signature-256": digest(b"another text")}), 401)
    signed = {"X-Hub-Signature-256": digest(b"a long text")}
    assert send(url, signed).json()["result"] == "opened"
    problem(send(url, signed, body + b" "), 401)
    problem(send(f"{served.base}/api/v1/tickets", signed), 401)
    now = int(time.time())
    headers = dict(signed_headers(standard, "msg_2", now, body))
    told = send(url, headers)
    assert told.json()["result"] == "opened"
    assert served.desk.git("log", "-1", "--format=%an").strip() == "shop"
    problem(send(url, {**headers, "webhook-id": "msg_3"}), 401)
    problem(send(url, {**headers, "webhook-timestamp": str(now - 1)}), 401)
    problem(send(url, signed_headers(standard, "msg_4", now - 301, body)), 401)
    file.unlink()
    problem(send(url, signed), 401)


# -- users ------------------------------------------------------------------------------------


def test_an_account_is_added_listed_and_removed(served: Served) -> None:
    run = served.desk.call
    run("serve", "user", "add", "Bo Reis <bo@example.org>", stdin="correct horse\n")
    rows = run("serve", "user").rows
    assert rows == run("serve", "user", "list").rows
    assert ["Bo Reis <bo@example.org>"] in [row[:1] for row in rows]
    assert "can't" not in run("serve", "user", "add", "bo@example.org", stdin="x\n", code=2).stdout
    run("serve", "user", "remove", "bo@example.org")
    assert run("serve", "user", "list").stdout == ""
    run("serve", "user", "remove", "bo@example.org", code=3)
