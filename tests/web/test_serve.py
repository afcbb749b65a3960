"""``tix serve``: coming in, what is let in, and the end."""

import asyncio
import os
import signal
import socket
import stat
import time
from pathlib import Path

import httpx
import pytest

from tests.conftest import DeskInFiles
from tests.web.conftest import Serve, Served, is_alive, processes_of
from tix.web.server.supervisor import listen


@pytest.mark.slow
def test_the_address_signs_in_once(desk: DeskInFiles, serve: Serve) -> None:
    desk.open("Toner is empty")
    it = serve(desk)
    assert it.entry.startswith("http://127.0.0.1:")
    with it.client() as ana, it.client() as other:
        answer = ana.get(it.entry)
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith(f"tix-staff-{it.port}=")
        assert "HttpOnly" in cookie and "SameSite=lax" in cookie
        assert "Toner is empty" in ana.get("/list").text
        assert other.get(it.entry).status_code == 403
        answer = other.get("/list")
        assert (answer.status_code, answer.headers["location"]) == (303, "/login")
        assert other.get("/login").status_code == 200
    assert "token" not in it.log.read_text()


@pytest.mark.slow
def test_a_session_ends_by_signing_out_and_outlives_the_server(
    desk: DeskInFiles, serve: Serve
) -> None:
    it = serve(desk)
    with it.client() as ana:
        ana.get(it.entry)
        cookie = dict(ana.cookies)
        assert it.end() == 0
        again = serve(desk, port=it.port)
        assert ana.get("/list").status_code == 200
        assert ana.post("/logout").status_code == 303
    with again.client(cookies=cookie) as thief:
        assert thief.get("/list").status_code == 303


@pytest.mark.slow
def test_sessions_are_for_the_user_alone_and_have_no_tokens(
    desk: DeskInFiles, serve: Serve
) -> None:
    it = serve(desk)
    with it.client() as ana:
        ana.get(it.entry)
        [session] = ana.cookies.values()
    [file] = Path(desk.environ["XDG_STATE_HOME"], "tix", "serve").glob("*.sqlite3")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    it.end()
    kept = b"".join(each.read_bytes() for each in file.parent.iterdir())
    assert session.encode() not in kept
    assert it.entry.rpartition("=")[2].encode() not in kept


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_soon_with_pages_open(desk: DeskInFiles, serve: Serve, number: int) -> None:
    it = serve(desk)
    children = processes_of(it.process.pid)
    with socket.create_connection(("127.0.0.1", it.port)) as idle, it.client() as client:
        client.get("/healthz")
        idle.send(b"GET /li")
        began = time.monotonic()
        assert it.end(number) == 0
    assert time.monotonic() - began < 15
    assert not [child for child in children if is_alive(child)]


@pytest.mark.slow
def test_processes_that_die_are_started_again_and_none_stays_behind(
    desk: DeskInFiles, serve: Serve
) -> None:
    it = serve(desk)
    for child in processes_of(it.process.pid)[:2]:
        os.kill(child, signal.SIGKILL)
    with it.client() as client:
        for _ in range(6):
            assert client.get("/healthz").status_code == 200
    children = processes_of(it.process.pid)
    it.process.kill()
    it.process.wait()
    end = time.monotonic() + 20
    while any(map(is_alive, children)) and time.monotonic() < end:
        time.sleep(0.05)
    assert not [child for child in children if is_alive(child)]


@pytest.mark.slow
def test_what_comes_from_elsewhere_is_refused(served: Served, staff: httpx.Client) -> None:
    for host in ("evil.example", "127.0.0.1.evil.example", "", "[::2]", f"x:{served.port}"):
        assert staff.get("/list", headers={"host": host}).status_code == 400, host
    assert staff.get("/list", headers={"host": f"localhost:{served.port}"}).status_code == 200
    for headers in (
        {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"},
        {"origin": "null"}, {"origin": "http://evil.example"},
        {"origin": f"http://127.0.0.1:{served.port + 1}"},
        {"sec-fetch-site": "cross-site", "origin": served.base},
    ):  # fmt: skip
        assert staff.post("/logout", headers=headers).status_code == 403, headers
    assert staff.get("/list").status_code == 200
    assert staff.get("/list", headers={"sec-fetch-site": "cross-site"}).status_code == 200


def test_every_answer_has_the_headers_that_protect_it(staff: httpx.Client) -> None:
    for path in ("/list", "/login", "/static/tix.css", "/nothing", "/healthz"):
        headers = staff.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert "server" not in headers
    assert staff.get("/list").headers["cache-control"] == "no-store"


def test_bodies_are_bounded(served: Served, staff: httpx.Client) -> None:
    large = b"a" * 10_000_001
    assert staff.post("/logout", content=large).status_code == 413
    pieces = (b"a" * 1_000_000 for _ in range(11))
    assert staff.post("/logout", content=pieces).status_code == 413
    both = (
        b"POST /logout HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", served.port)) as raw:
        raw.sendall(both)
        assert raw.recv(100).startswith(b"HTTP/1.1 400")


def test_files_outside_of_static_are_not_served(served: Served) -> None:
    with served.client() as client:
        for path in ("/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py",
                     "/static//etc/passwd", "/static/"):  # fmt: skip
            assert client.get(path).status_code == 404, path


def test_a_taken_port_is_said(desk: DeskInFiles) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = desk.run("serve", "--port", str(port), code=1)
    assert f"can't listen on 127.0.0.1 port {port}" in done.stderr


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--url", "desk.example.org"], "is no address of a site"),
        (["--url", "https://desk.example.org/here"], "is no address of a site"),
        (["--trusted-proxy", "somewhere"], "is no network"),
        (["--user-header", "X-User"], "--user-header needs --trusted-proxy"),
    ],
)
def test_options_that_cannot_be_meant(desk: DeskInFiles, options: list[str], said: str) -> None:
    done = desk.call("serve", *options, code=2)
    assert said in done.stderr
    assert not done.stdout


@pytest.mark.slow
def test_behind_a_server_in_front_its_address_is_the_one(desk: DeskInFiles, serve: Serve) -> None:
    served = serve(desk, "--url", "https://desk.example.org/")
    front = {"host": "desk.example.org"}
    with served.client(headers=front) as ana:
        path = served.entry.removeprefix(served.base)
        answer = ana.get(path)
        assert answer.status_code == 303
        assert "Secure" in answer.headers["set-cookie"]
        cookie = answer.headers["set-cookie"].partition(";")[0]
        signed = {**front, "cookie": cookie}
        assert ana.get("/list", headers=signed).status_code == 200
        for origin, status in (("https://desk.example.org", 303), ("https://evil.example", 403),
                               ("https://desk.example.org.evil.example", 403)):  # fmt: skip
            answer = ana.post("/new", data={"title": "x"}, headers={**signed, "origin": origin})
            assert answer.status_code == status, origin
        assert ana.get("/list", headers={"host": "other.example.org"}).status_code == 400


@pytest.mark.slow
def test_the_browser_is_handed_the_address_in_a_file_of_the_users_alone(
    desk: DeskInFiles, serve: Serve, tmp_path: Path
) -> None:
    script = tmp_path / "browser"
    script.write_text(f'#!/bin/sh\necho "$@" >>{tmp_path}/called\n')
    script.chmod(0o755)
    it = serve(desk.with_environ(BROWSER=f"{script} %s", TMPDIR=str(tmp_path)), "--open")
    end = time.monotonic() + 20
    while not (tmp_path / "called").exists() and time.monotonic() < end:
        time.sleep(0.05)
    called = (tmp_path / "called").read_text()
    assert "token" not in called and "file:///" in called
    [page] = tmp_path.glob("tix-*.html")
    assert stat.S_IMODE(page.stat().st_mode) == 0o600
    assert it.entry.replace("&", "&amp;") in page.read_text()


def test_small_answers_dont_wait_for_acknowledgements() -> None:
    async def accepted() -> int:
        found: asyncio.Future[int] = asyncio.get_running_loop().create_future()

        def connected(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            line = writer.get_extra_info("socket")
            found.set_result(line.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            writer.close()

        listening = listen("127.0.0.1", 0)
        async with await asyncio.start_server(connected, sock=listening):
            _, writer = await asyncio.open_connection(*listening.getsockname())
            delay = await found
            writer.close()
        return delay

    assert asyncio.run(accepted())
