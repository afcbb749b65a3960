"""A server of webhooks on loopback that can be told to refuse, to lead elsewhere, to stall, to drip
and to break off."""

import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import trustme


@dataclass
class Hooks:
    """What a server got: headers (lower case) and body of each request; and what it answers.

    ``answers`` are statuses for the requests to come (``location`` goes with one of 300 and more),
    or ``stall``, ``drip``, ``break`` or ``noise``; without any it is 204.
    """

    taken: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    answers: list[int | str] = field(default_factory=list)
    location: str = ""
    retry_after: str = ""
    port: int = 0
    connections: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook?x=1"


def _handler(hooks: Hooks) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def setup(self) -> None:
            hooks.connections += 1
            super().setup()

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            hooks.taken.append(({k.lower(): v for k, v in self.headers.items()}, body))
            hooks.paths.append(self.path)
            answer = hooks.answers.pop(0) if hooks.answers else 204
            if isinstance(answer, int):
                self.send_response(answer)
                if hooks.location:
                    self.send_header("location", hooks.location)
                if hooks.retry_after:
                    self.send_header("retry-after", hooks.retry_after)
                self.send_header("content-length", "0")
                self.end_headers()
            elif answer == "stall":
                time.sleep(5)
            elif answer == "noise":
                self.wfile.write(b"\x00\xff no HTTP at all\r\n\r\n")
            elif answer == "drip":
                for _ in range(50):
                    self.wfile.write(b"H")
                    self.wfile.flush()
                    time.sleep(0.1)
            self.close_connection = True

        def do_GET(self) -> None:
            hooks.paths.append(f"GET {self.path}")
            self.send_response(204)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    return Handler


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, *args: object) -> None:
        pass


@contextmanager
def serving(context: ssl.SSLContext | None = None) -> Iterator[Hooks]:
    """A server for as long as it is wanted; with a certificate it speaks TLS."""
    hooks = Hooks()
    server = _Server(("127.0.0.1", 0), _handler(hooks))
    hooks.port = server.server_port
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield hooks
    finally:
        server.shutdown()
        server.server_close()


def certificate(*names: str) -> tuple[ssl.SSLContext, Callable[[str], None]]:
    """A server's certificate for these names, and what writes who vouches for it into a file."""
    authority = trustme.CA()
    shown = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names).configure_cert(shown)
    return shown, authority.cert_pem.write_to_path
