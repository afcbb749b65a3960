"""A service that is killed at any moment: what a client sends again is done once, and no word is
lost."""

import contextlib
import os
import random
import signal
import threading
import time

import httpx
import pytest

from tests.conftest import DeskInFiles
from tests.scale import scaled
from tests.web.conftest import processes_of, serving
from tests.web.test_api import token_of, with_token

pytest.importorskip("starlette")
pytestmark = pytest.mark.long


def kill(process: int) -> None:
    """Kill a server with all that it has started, at once."""
    family = [process, *processes_of(process)]
    for each in family:
        os.kill(each, signal.SIGKILL)


def send(
    client: httpx.Client, number: int, path: str, body: dict[str, str]
) -> httpx.Response | None:
    """Send a request under a key of its own; None: the service was killed meanwhile."""
    with contextlib.suppress(httpx.HTTPError):
        return client.post(path, json=body, headers={"Idempotency-Key": f"{number} {path[-8:]}"})
    return None


def test_what_is_sent_again_with_its_key_is_done_once_whenever_the_service_was_killed(
    desk: DeskInFiles,
) -> None:
    rounds, luck = scaled(60, least=4), random.Random(7)
    desk = desk.with_environ()
    token = ""
    ident = desk.open("To be commented on")
    for number in range(rounds):
        asked = [
            ("/tickets", {"title": f"Once {number}"}),
            (f"/tickets/{ident}/comments", {"text": f"Said once {number}"}),
        ]
        with serving(desk) as served:
            token = token or token_of(served, "crm", "write")

            with with_token(served, token) as client:
                client.get("/tickets")
                threads = [
                    threading.Thread(target=send, args=(client, number, *each)) for each in asked
                ]
                for thread in threads:
                    thread.start()
                time.sleep(luck.uniform(0, 0.25))
                kill(served.process.pid)
                for thread in threads:
                    thread.join()
        with serving(desk) as served, with_token(served, token) as client:
            for path, body in asked:
                told = [send(client, number, path, body) for _ in range(2)]
                first, again = told
                assert first is not None
                assert again is not None
                assert (first.status_code, again.status_code) == (201, 201), first.text
                assert first.json()["id"] == again.json()["id"]
    titles = [each.split("\t")[-1] for each in desk.call("list", "--columns", "title").lines]
    assert sorted(t for t in titles if t.startswith("Once")) == sorted(
        f"Once {number}" for number in range(rounds)
    )
    shown = desk.call("show", ident, "--raw").stdout
    assert [shown.count(f"Said once {n}\n") for n in range(rounds)] == [1] * rounds
    desk.call("check")
