"""Who reads an answer slowly gets it; who reads nothing of it is cut off."""

import asyncio
import socket
from typing import Any

import pytest

from tix.web.server import connections

SIZE = 6_000_000


async def _answer(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"x" * SIZE})


async def _received(pause: float, at_once: int) -> int:
    """How many bytes somebody gets who reads so many after each pause."""
    from uvicorn import Config
    from uvicorn.server import ServerState

    config = Config(_answer, log_config=None)
    config.load()
    [count] = connections.new_counts(1)
    loop, state = asyncio.get_running_loop(), ServerState()
    kind = connections.protocol(count)
    server = await loop.create_server(lambda: kind(config, state, {}), "127.0.0.1")
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    line.setblocking(False)
    await loop.sock_connect(line, server.sockets[0].getsockname())
    await loop.sock_sendall(line, b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    got = 0
    try:
        await asyncio.sleep(pause)
        while piece := await loop.sock_recv(line, at_once):
            got += len(piece)
            if got % (at_once * 16) < len(piece):
                await asyncio.sleep(pause)
    except ConnectionError:
        pass
    finally:
        line.close()
        server.close()
    return got


@pytest.mark.slow
def test_a_slow_reader_gets_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "PATIENCE", 1.0)
    assert asyncio.run(_received(0.05, 4_096)) > SIZE


@pytest.mark.slow
def test_who_reads_nothing_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "PATIENCE", 1.0)
    assert asyncio.run(_received(3.0, 1_000_000)) < SIZE
