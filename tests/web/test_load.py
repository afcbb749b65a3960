"""Many at once, slow ones, and desks that can't be written: limits hold, no word is lost."""

import contextlib
import os
import re
import select
import signal
import socket
import stat
import threading
import time
from pathlib import Path

import httpx
import pytest

from tests.conftest import DeskInFiles
from tests.privileges import bound_by_modes
from tests.scale import scaled
from tests.web.conftest import Serve, Served, processes_of
from tests.web.test_staff import opened, said


def memory_of(served: Served) -> int:
    """Bytes of all processes; shared pages count once."""
    total = 0
    for each in (served.process.pid, *processes_of(served.process.pid)):
        text = Path(f"/proc/{each}/smaps_rollup").read_text()
        total += 1024 * sum(int(line.split()[1]) for line in text.splitlines() if "Pss:" in line)
    return total


def takes_a_hundred(served: Served) -> bool:
    """Whether so many connections are taken, and the next one is refused."""
    with contextlib.ExitStack() as stack:
        held = []
        for _ in range(100):
            held.append(stack.enter_context(socket.create_connection(("127.0.0.1", served.port))))
            held[-1].send(b"GET / HTTP/1.1\r\n")
        time.sleep(0.5)
        if select.select(held, [], [], 0)[0]:
            return False  # the end of a worker and of its connections isn't noticed yet
        with socket.create_connection(("127.0.0.1", served.port)) as more:
            more.settimeout(30)
            assert more.recv(100).startswith(b"HTTP/1.1 503")
    return True


@pytest.mark.slow
def test_a_hundred_connections_are_the_most(desk: DeskInFiles, serve: Serve) -> None:
    served = serve(desk)
    with served.client() as client:
        assert client.get("/healthz").status_code == 200  # all workers are there
    lines = []
    for worker in processes_of(served.process.pid)[:3]:  # what they have is gone with them
        lines += [socket.create_connection(("127.0.0.1", served.port)) for _ in range(20)]
        time.sleep(0.1)
        os.kill(worker, signal.SIGKILL)
    for each in lines:
        each.close()
    end = time.monotonic() + 30
    while not takes_a_hundred(served):
        assert time.monotonic() < end, "some of a hundred are refused"
    end = time.monotonic() + 30
    while True:
        with served.client() as client, contextlib.suppress(httpx.HTTPError):
            if client.get("/healthz").status_code == 200:
                break
        assert time.monotonic() < end
        time.sleep(0.1)
    assert memory_of(served) < 300e6


@pytest.mark.slow
def test_large_uploads_go_side_by_side(served: Served, staff: httpx.Client) -> None:
    ident, cookies = opened(staff, "Much to see"), dict(staff.cookies)
    data = bytes(range(256)) * 12_000
    cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
    head = (
        f"POST /t/{ident}/comment HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n"
        "Content-Type: multipart/form-data; boundary=b\r\n"
    )
    form = b'--b\r\nContent-Disposition: form-data; name="files"; filename="slow%d.bin"\r\n\r\n'
    with contextlib.ExitStack() as stack:
        slow = []
        for number in range(8):  # more than there are workers
            body = form % number + data + b"%d\r\n--b--\r\n" % number
            line = stack.enter_context(socket.create_connection(("127.0.0.1", served.port)))
            line.settimeout(20)
            line.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body[:-8])
            slow.append((line, body[-8:]))
        time.sleep(0.3)
        with served.client(cookies=cookies) as client:
            for number in range(4):
                file = (f"quick{number}.bin", data + bytes([number]))
                answer = client.post(f"/t/{ident}/comment", files={"files": file}, timeout=10)
                assert answer.status_code == 303
        for line, rest in slow:
            line.sendall(rest)
            assert line.recv(100).startswith(b"HTTP/1.1 303")
    text = served.desk.file_of(ident).read_text()
    assert [text.count(f"-{kind}{n}.bin\n") for kind, n in (("slow", 7), ("quick", 3))] == [2, 2]
    assert memory_of(served) < 300e6


@pytest.mark.long
def test_large_texts_have_their_turn_in_all_workers(served: Served, staff: httpx.Client) -> None:
    codes: list[int] = []

    def send() -> None:
        form = {"title": "Very long", "description": "x" * 9_500_000}
        with served.client(cookies=dict(staff.cookies)) as client:
            codes.append(client.post("/new", data=form, timeout=120).status_code)

    jobs = [threading.Thread(target=send) for _ in range(6)]
    for job in jobs:
        job.start()
    most = 0
    while any(job.is_alive() for job in jobs):
        most = max(most, memory_of(served))
        time.sleep(0.2)
    assert codes == [303] * 6
    assert most < 260e6


def unread(served: Served, staff: httpx.Client, path: str) -> socket.socket:
    """A connection that asks for something large, and reads nothing of it."""
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    line.connect(("127.0.0.1", served.port))
    cookie = "; ".join(f"{name}={value}" for name, value in staff.cookies.items())
    line.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n\r\n".encode())
    return line


@pytest.fixture(scope="module")
def large_file(staff: httpx.Client) -> str:
    """The path of a file of 9 MB."""
    ident = opened(staff, "A large file")
    file = ("large.bin", os.urandom(9_000_000))
    staff.post(f"/t/{ident}/comment", files={"files": file})
    [path] = set(re.findall(rf"/t/{ident}/a/[^\"]+", staff.get(f"/t/{ident}").text))
    return str(path)


@pytest.mark.slow
def test_files_take_no_memory_while_slow_clients_read_them(
    served: Served, staff: httpx.Client, large_file: str
) -> None:
    with contextlib.ExitStack() as stack:
        for _ in range(50):
            stack.enter_context(unread(served, staff, large_file))
        answer = staff.get(large_file)
        assert (len(answer.content), answer.headers["content-length"]) == (9_000_000, "9000000")
        assert memory_of(served) < 200e6


@pytest.mark.long
def test_a_connection_that_brings_no_request_or_reads_no_answer_is_closed(
    served: Served, staff: httpx.Client, large_file: str
) -> None:
    with (
        unread(served, staff, large_file) as deaf,
        socket.create_connection(("127.0.0.1", served.port)) as mute,
        socket.create_connection(("127.0.0.1", served.port)) as slow,
        socket.create_connection(("127.0.0.1", served.port)) as body,
    ):
        body.sendall(b"POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\n\r\nab")
        began = time.monotonic()
        for each in (mute, slow, body):
            each.settimeout(40)
        for letter in b"GET /healthz HTTP/1.1\r\nX: " + b"y" * 40:
            with contextlib.suppress(OSError):
                slow.send(bytes([letter]))
            time.sleep(0.5)
        for each in (mute, slow, body):
            with contextlib.suppress(ConnectionError):
                assert each.recv(100) == b"" or each is body
        assert time.monotonic() - began < 50
        got = 0
        with contextlib.suppress(ConnectionError):
            while piece := deaf.recv(1_000_000):
                got += len(piece)
        assert got < 9_000_000


@pytest.mark.long
def test_many_readers_and_writers_at_once(desk: DeskInFiles, serve: Serve) -> None:
    served = serve(desk)
    errors: list[str] = []
    taken: list[str] = []
    with served.client() as ana:
        ana.get(served.entry)
        idents = [opened(ana, f"Busy {n}") for n in range(5)]
        cookies = dict(ana.cookies)

    def write(number: int) -> None:
        with served.client(cookies=cookies) as client:
            for n in range(scaled(100, least=10)):
                text = f"word-{number}-{n}-said"
                path = f"/t/{idents[(number + n) % 5]}/comment"
                status = client.post(path, data={"comment": text}).status_code
                (taken.append(text) if status == 303 else errors.append(f"{path} {status}"))

    def read(number: int) -> None:
        with served.client(cookies=cookies) as client:
            for n in range(scaled(200, least=20)):
                path = ("/list", f"/t/{idents[n % 5]}", "/board")[(number + n) % 3]
                if (status := client.get(path).status_code) != 200:
                    errors.append(f"{path} {status}")

    jobs = [threading.Thread(target=write, args=(n,)) for n in range(6)]
    jobs += [threading.Thread(target=read, args=(n,)) for n in range(12)]
    for job in jobs:
        job.start()
    for job in jobs:
        job.join()
    assert not errors
    every = "".join(desk.file_of(ident).read_text() for ident in idents)
    assert [text for text in taken if text not in every] == []
    desk.call("check")
    assert memory_of(served) < 300e6


@pytest.mark.long
def test_a_desk_that_cannot_be_written_says_so_and_keeps_the_words(
    desk: DeskInFiles, serve: Serve
) -> None:
    served = serve(desk)
    with served.client() as ana:
        ana.get(served.entry)
        ident = opened(ana, "Stuck")
        (desk.root / ".git" / "BISECT_LOG").write_text("")
        answer = ana.post(f"/t/{ident}/comment", data={"comment": "Words to keep"})
        assert answer.status_code == 503 and "bisect" in said(answer)
        assert "Words to keep" in answer.text
        assert ana.get(f"/t/{ident}").status_code == 200
        (desk.root / ".git" / "BISECT_LOG").unlink()
        assert ana.post(f"/t/{ident}/comment", data={"comment": "Words"}).status_code == 303

        lock = desk.root / ".git" / "refs" / "heads" / "main.lock"
        lock.write_text("")
        os.utime(lock)
        answer = ana.post(f"/t/{ident}/comment", data={"comment": "Locked words"}, timeout=90)
        lock.unlink(missing_ok=True)
        text = desk.file_of(ident).read_text()
        assert "Locked words" in answer.text or "Locked words" in text

        desk.git("checkout", "--quiet", "--detach")
        assert ana.get("/list").status_code == 200
        desk.git("switch", "--quiet", "main")


@pytest.mark.slow
def test_a_desk_whose_folder_is_read_only(desk: DeskInFiles, serve: Serve) -> None:
    with bound_by_modes():
        served = serve(desk)
    with served.client() as ana:
        ana.get(served.entry)
        ident = opened(ana, "Read only")
        place = desk.file_of(ident).parent
        place.chmod(stat.S_IRUSR | stat.S_IXUSR)
        answer = ana.post(f"/t/{ident}/comment", data={"comment": "Words to keep"})
        place.chmod(stat.S_IRWXU)
        assert answer.status_code >= 400
        assert "Words to keep" in answer.text
