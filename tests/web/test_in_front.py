"""The files of ``examples/serve``, run: nginx and Caddy in front of a real service."""

import contextlib
import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.conftest import DeskInFiles
from tests.web.conftest import Serve
from tests.web.test_syncing import within

pytest.importorskip("starlette")
pytestmark = pytest.mark.long

_FILES = Path(__file__).parents[2] / "examples/serve"
_HOST = "desk.example.org"
_PATH = f"{os.environ.get('PATH', '')}:/usr/sbin"


def a_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for the host, and its key."""
    made, key = folder / "cert.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
         "-subj", f"/CN={_HOST}", "-addext", f"subjectAltName=DNS:{_HOST}",
         "-out", made, "-keyout", key],
        check=True, capture_output=True,
    )  # fmt: skip
    return made, key


def nginx(folder: Path, port: int, behind: int) -> list[str]:
    """The command that runs nginx with the file as it is shipped, but for ports and paths."""
    made, key = certificate(folder)
    site = (_FILES / "nginx.conf").read_text()
    site = site.replace("listen 443", f"listen 127.0.0.1:{port}").replace("8650", str(behind))
    site = re.sub(r"ssl_certificate \S+;", f"ssl_certificate {made};", site)
    site = re.sub(r"ssl_certificate_key \S+;", f"ssl_certificate_key {key};", site)
    (folder / "site.conf").write_text(site)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    paths = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in kinds)
    user = "" if os.geteuid() else "user root;\n"
    (folder / "main.conf").write_text(
        f"{user}daemon off;\npid {folder}/pid;\nerror_log {folder}/error.log;\nevents {{}}\n"
        f"http {{\naccess_log off;\n{paths}include {folder}/site.conf;\n}}\n"
    )
    return ["nginx", "-e", f"{folder}/error.log", "-c", str(folder / "main.conf")]


def caddy(folder: Path, port: int, behind: int) -> list[str]:
    """The same for Caddy."""
    made, key = certificate(folder)
    site = (_FILES / "Caddyfile").read_text().replace("8650", str(behind))
    own = f"https://{_HOST}:{port} {{\n\tbind 127.0.0.1\n\ttls {made} {key}\n"
    head = "{\n\tadmin off\n\tauto_https disable_redirects\n}\n"
    (folder / "Caddyfile").write_text(head + site.replace(f"{_HOST} {{\n", own))
    return ["caddy", "run", "--adapter", "caddyfile", "--config", str(folder / "Caddyfile")]


@contextlib.contextmanager
def in_front(name: str, folder: Path, behind: int) -> Iterator[httpx.Client]:
    """A browser of somebody who comes by way of the server in front."""
    if shutil.which(name, path=_PATH) is None:
        pytest.skip(f"needs {name}")
    port, folder = a_port(), folder / name
    folder.mkdir()
    command = {"nginx": nginx, "caddy": caddy}[name](folder, port, behind)
    environ = {"PATH": _PATH, "HOME": str(folder), "XDG_DATA_HOME": str(folder)}
    with (folder / "said").open("w") as said:
        process = subprocess.Popen(command, stdout=said, stderr=said, env=environ)
    try:
        assert within(10, lambda: is_open(port)), (folder / "said").read_text()
        context = ssl.create_default_context(cafile=str(folder / "cert.pem"))
        context.check_hostname = False
        with httpx.Client(
            base_url=f"https://127.0.0.1:{port}", verify=context, timeout=30,
            headers={"host": _HOST, "origin": f"https://{_HOST}"},
        ) as client:  # fmt: skip
            yield client
    finally:
        process.terminate()
        try:
            process.wait(3)
        except subprocess.TimeoutExpired:  # Caddy waits for streams
            process.kill()
            process.wait(10)


def is_open(port: int) -> bool:
    """Whether somebody listens there."""
    with socket.socket() as there:
        return there.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.parametrize("name", ["nginx", "caddy"])
def test_the_shipped_file_hands_on_pages_uploads_and_events_as_they_come(
    desk: DeskInFiles, serve: Serve, tmp_path: Path, name: str
) -> None:
    desk = desk.with_environ()
    ident = desk.open("First")
    served = serve(desk, "--portal", "--url", f"https://{_HOST}", "--trusted-proxy", "127.0.0.1")
    sni = {"sni_hostname": _HOST}
    with in_front(name, tmp_path, served.port) as client:
        token = served.entry.partition("?")[2]
        entered = client.get(f"/enter?{token}", extensions=sni)
        assert entered.status_code == 303
        assert "secure" in entered.headers["set-cookie"].lower()
        page = client.get("/list", extensions=sni)
        assert page.status_code == 200
        assert "default-src 'none'" in page.headers["content-security-policy"]
        assert page.headers["cache-control"] == "no-store"
        files = {"files": ("large.bin", os.urandom(9_000_000), "application/octet-stream")}
        said = client.post(
            f"/t/{ident}/comment", data={"comment": "With a file"}, files=files, extensions=sni
        )
        assert said.status_code == 303
        assert said.headers["location"].startswith(f"/t/{ident}#")
        files = {"files": ("too-large.bin", bytes(11_000_000), "application/octet-stream")}
        over = client.post(f"/t/{ident}/comment", files=files, extensions=sni)
        assert over.status_code == 413
        elsewhere = {"origin": "https://evil.example"}
        assert client.post("/new", headers=elsewhere, extensions=sni).status_code == 403
        with client.stream("GET", "/events", extensions=sni, timeout=20) as stream:
            lines = stream.iter_lines()
            assert next(lines) == "retry: 2000"
            began = time.monotonic()
            desk.call("comment", ident, "-m", "From a terminal")
            assert any(ident in line for line in lines)
            assert time.monotonic() - began < 12
        link = client.post("/portal/sign-in", data={"email": "jo@acme.example"}, extensions=sni)
        assert link.status_code == 200
    assert "127.0.0.1 POST /portal/sign-in 200" in served.log.read_text()


@pytest.mark.parametrize("name", ["nginx", "caddy"])
def test_a_user_header_from_outside_doesnt_get_through(
    desk: DeskInFiles, serve: Serve, tmp_path: Path, name: str
) -> None:
    desk = desk.with_environ()
    options = ("--trusted-proxy", "127.0.0.1", "--user-header", "X-Forwarded-User")
    served = serve(desk, "--url", f"https://{_HOST}", *options)
    with in_front(name, tmp_path, served.port) as client:
        forged = {"X-Forwarded-User": "ana@example.org"}
        answer = client.get("/list", headers=forged, extensions={"sni_hostname": _HOST})
        assert answer.status_code == 303
        assert answer.headers["location"] == "/login"


def test_the_unit_is_one_that_systemd_understands(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze", path=_PATH) is None:
        pytest.skip("needs systemd-analyze")
    unit = tmp_path / "tix-serve.service"
    text = (_FILES / "tix-serve.service").read_text()
    unit.write_text(text.replace("/usr/local/bin/tix", "/bin/true"))
    done = subprocess.run(
        ["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
