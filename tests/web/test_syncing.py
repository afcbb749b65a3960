"""What is written through the page is synced, where the desk asks for that."""

import contextlib
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tests.conftest import DeskInFiles
from tests.web.conftest import Serve, Served
from tests.web.test_api import token_of, with_token

pytest.importorskip("starlette")


def within(seconds: float, holds: Callable[[], bool]) -> bool:
    """Whether something holds before so many seconds are over."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.1)
    return holds()


@pytest.fixture
def remote(desk: DeskInFiles, tmp_path: Path) -> Path:
    """A remote that the desk syncs with after each write."""
    folder = tmp_path / "remote.git"
    subprocess.run(["git", "init", "-q", "--bare", str(folder)], check=True)
    desk.git("remote", "add", "origin", str(folder))
    desk.call("config", "set", "sync_after_write", "yes")
    desk.call("sync")
    return folder


@contextlib.contextmanager
def signed_in(served: Served) -> Iterator[httpx.Client]:
    """Ana, who has started the server."""
    with served.client() as client:
        assert client.get(served.entry).status_code == 303
        yield client


def has(remote: Path, text: str) -> bool:
    """Whether a remote has a file with that text."""
    found = subprocess.run(
        ["git", "-C", str(remote), "grep", "-q", text, "main"], check=False, capture_output=True
    )
    return found.returncode == 0


@pytest.mark.slow
def test_what_the_page_the_portal_and_the_api_write_is_synced(
    desk: DeskInFiles, remote: Path, serve: Serve
) -> None:
    served = serve(desk.with_environ(), "--portal")
    token = token_of(served, "crm", "write")
    with signed_in(served) as staff, served.client() as customer, with_token(served, token) as api:
        assert staff.post("/new", data={"title": "By staff"}).status_code == 303
        asked = {"email": "jo@acme.example", "subject": "By a customer", "description": "Help"}
        assert customer.post("/portal/new", data=asked).status_code < 400
        assert api.post("/tickets", json={"title": "By a program"}).status_code == 201
        for title in ("By staff", "By a customer", "By a program"):
            assert within(20, lambda title=title: has(remote, title)), title  # type: ignore[misc]
        assert "not synced" not in staff.get("/list").text


@pytest.mark.slow
def test_a_remote_that_is_gone_fails_no_write_and_the_pages_say_so_until_it_is_back(
    desk: DeskInFiles, remote: Path, serve: Serve
) -> None:
    away = remote.rename(remote.with_name("away.git"))
    served = serve(desk.with_environ())
    with signed_in(served) as staff:
        assert staff.post("/new", data={"title": "While away"}).status_code == 303
        assert within(20, lambda: "not synced yet" in staff.get("/list").text)
        assert "not synced: " in served.log.read_text()
        away.rename(remote)
        assert staff.post("/new", data={"title": "Back again"}).status_code == 303
        assert within(20, lambda: has(remote, "Back again") and has(remote, "While away"))
        assert within(10, lambda: "not synced yet" not in staff.get("/list").text)


@pytest.mark.slow
def test_a_remote_that_hangs_holds_up_no_answer_and_not_the_end(
    desk: DeskInFiles, remote: Path, serve: Serve
) -> None:
    assert remote.is_dir()
    desk.git("remote", "set-url", "origin", "ext::sleep 600")
    desk.git("config", "protocol.ext.allow", "always")
    served = serve(desk.with_environ())
    with signed_in(served) as staff:
        for title in ("One", "Two", "Three"):
            start = time.monotonic()
            assert staff.post("/new", data={"title": title}).status_code == 303
            assert time.monotonic() - start < 20
    start = time.monotonic()
    assert served.end() == 0
    assert time.monotonic() - start < 20
    for title in ("One", "Two", "Three"):
        assert title in desk.call("list").stdout
