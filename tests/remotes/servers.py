"""Servers on loopback from which git fetches: its own daemon, HTTP(S), ssh, and one that hangs."""

import contextlib
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

LOOPBACK = "127.0.0.1"


def exec_path() -> Path:
    """Where git's own programs are."""
    command = ["git", "--exec-path"]
    return Path(subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip())


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as listener:
        listener.bind((LOOPBACK, 0))
        port = listener.getsockname()[1]
    assert isinstance(port, int)
    return port


@contextlib.contextmanager
def daemon(folder: Path, environ: Mapping[str, str]) -> Iterator[str]:
    """``git daemon`` for all repositories in a folder; the URL of the folder."""
    port = free_port()
    command = [
        str(exec_path() / "git-daemon"), "--export-all", "--enable=receive-pack", "--reuseaddr",
        f"--base-path={folder}", f"--listen={LOOPBACK}", f"--port={port}", str(folder),
    ]  # fmt: skip
    with subprocess.Popen(command, env=dict(environ), stderr=subprocess.DEVNULL) as process:
        try:
            _wait_for(port)
            yield f"git://{LOOPBACK}:{port}"
        finally:
            process.terminate()


def _wait_for(port: int) -> None:
    until = time.monotonic() + 20
    while True:
        try:
            socket.create_connection((LOOPBACK, port), timeout=1).close()
            return
        except OSError:
            assert time.monotonic() < until, f"nobody listens on {port}"
            time.sleep(0.02)


class Backend(BaseHTTPRequestHandler):
    """``git http-backend`` behind a small server, as CGI."""

    protocol_version = "HTTP/1.1"
    environ: Mapping[str, str]

    def do_GET(self) -> None:
        self.answer(b"")

    def do_POST(self) -> None:
        self.answer(self.rfile.read(int(self.headers["Content-Length"])))

    def answer(self, body: bytes) -> None:
        url = urlsplit(self.path)
        done = subprocess.run(
            [exec_path() / "git-http-backend"], input=body, capture_output=True,
            env={
                **self.environ,
                "REQUEST_METHOD": self.command,
                "PATH_INFO": url.path,
                "QUERY_STRING": url.query,
                "CONTENT_TYPE": self.headers.get("Content-Type", ""),
                "CONTENT_LENGTH": str(len(body)),
                "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
                "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
                "REMOTE_USER": "somebody",
                "REMOTE_ADDR": LOOPBACK,
            },
        )  # fmt: skip
        head, _, content = done.stdout.partition(b"\r\n\r\n")
        fields = dict(line.split(": ", 1) for line in head.decode().split("\r\n"))
        self.send(int(fields.pop("Status", "200").split()[0]), fields, content)

    def send(self, status: int, fields: Mapping[str, str], content: bytes) -> None:
        self.send_response(status)
        for name, value in {**fields, "Content-Length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


class ReadOnly(Backend):
    """Whoever pushes isn't allowed to."""

    def answer(self, body: bytes) -> None:
        if "receive-pack" in self.path:
            self.send(403, {}, b"")
        else:
            super().answer(body)


class Locked(Backend):
    """Asks for a password, and takes none."""

    def answer(self, body: bytes) -> None:
        self.send(401, {"WWW-Authenticate": 'Basic realm="desk"'}, b"")


@contextlib.contextmanager
def http(
    folder: Path,
    environ: Mapping[str, str],
    *,
    pem: Path | None = None,
    handler: type[Backend] = Backend,
) -> Iterator[str]:
    """The repositories in a folder over HTTP; with a key and certificate over HTTPS."""
    served = {**environ, "GIT_PROJECT_ROOT": str(folder), "GIT_HTTP_EXPORT_ALL": "1"}
    serving = type("Handler", (handler,), {"environ": served})
    server = ThreadingHTTPServer((LOOPBACK, 0), serving)
    if pem is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pem)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"{'https' if pem else 'http'}://{LOOPBACK}:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def certificate(folder: Path) -> Path:
    """A new key with a certificate that only it vouches for."""
    pem, key = folder / "both.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
         "/CN=loopback", "-addext", f"subjectAltName=IP:{LOOPBACK}", "-keyout", key, "-out", pem],
        check=True, capture_output=True,
    )  # fmt: skip
    pem.write_bytes(pem.read_bytes() + key.read_bytes())
    return pem


def ssh(folder: Path, script: str = 'for last; do :; done; exec sh -c "$last"') -> str:
    """A program that git takes for ``ssh``, for GIT_SSH_COMMAND: it works on this machine."""
    program = folder / "bin" / "ssh"
    program.parent.mkdir(exist_ok=True)
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    return str(program)


@contextlib.contextmanager
def silence() -> Iterator[socket.socket]:
    """A server that takes every connection and says nothing."""
    with socket.socket() as listener:
        listener.bind((LOOPBACK, 0))
        listener.listen(16)
        yield listener


def slow_upload_pack(folder: Path, bytes_a_second: int) -> str:
    """A program for ``remote.NAME.uploadpack`` that sends slowly."""
    program = folder / "slow-upload-pack"
    program.write_text(
        "#!/usr/bin/env python3\n"
        "import os, subprocess, sys, time\n"
        "with subprocess.Popen(['git-upload-pack', *sys.argv[1:]], stdout=subprocess.PIPE) as p:\n"
        f"    while part := os.read(p.stdout.fileno(), {bytes_a_second // 20}):\n"
        "        time.sleep(0.05)\n"
        "        os.write(1, part)\n"
    )
    program.chmod(0o755)
    return str(program)
