"""A real IMAP server on loopback: Dovecot 2.3, run by whoever runs the tests, for one user.

``Dovecot`` is a context manager. Tests that need it skip where it isn't installed.
"""

import base64
import contextlib
import grp
import hashlib
import hmac
import imaplib
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from threading import Thread
from typing import Any, Self

import pytest

USER, PASSWORD = "support", "hush pässword"

_CONFIG = """\
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = {uid}
first_valid_gid = {gid}
mail_location = maildir:{folder}/mail/%u
disable_plaintext_auth = no
auth_failure_delay = 0
auth_mechanisms = plain login xoauth2
ssl = {ssl}
{certificate}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {folder}/oauth2.conf
}}
passdb {{
  driver = passwd-file
  mechanisms = plain login
  args = scheme=PLAIN {folder}/passwords
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/home
}}
"""


def needs_dovecot() -> str:
    """The server's program; skips the test where it isn't there, or is another version."""
    program = shutil.which("dovecot") or "/usr/sbin/dovecot"
    if not Path(program).exists():
        pytest.skip("dovecot isn't installed (apt install dovecot-imapd)")
    said = subprocess.run([program, "--version"], capture_output=True, text=True).stdout
    if not said.startswith("2.3."):
        pytest.skip(f"these tests configure Dovecot 2.3, and this is {said.strip()}")
    return program


def free_port() -> int:
    """A port that nobody uses just now."""
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        port: int = line.getsockname()[1]
        return port


class Dovecot:
    """The server, with one mailbox. ``certificate`` are the paths of a chain and its key.

    It refuses to run as root, so for root it runs as nobody. Its sockets want a short path.
    """

    def __init__(self, certificate: tuple[Path, Path] | None = None) -> None:
        self._program = needs_dovecot()
        self.folder = Path(tempfile.mkdtemp(prefix="dovecot-", dir="/tmp"))
        self.port, self.tls_port = free_port(), free_port()
        self._certificate = certificate
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        about = pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
        for name in ("run", "state", "mail", "home", "keys/default/HS256"):
            (self.folder / name).mkdir(parents=True)
        (self.folder / "passwords").write_text(f"{USER}:{PASSWORD}::::::\n")
        key = base64.b64encode(b"a key of the tests").decode()
        (self.folder / "keys/default/HS256/default").write_text(key)
        (self.folder / "oauth2.conf").write_text(
            "introspection_mode = local\nusername_attribute = sub\n"
            f"local_validation_key_dict = fs:posix:prefix={self.folder}/keys/\n"
        )
        chain = ""
        if self._certificate:
            for name, path in zip(("chain", "key"), self._certificate, strict=True):
                shutil.copyfile(path, self.folder / name)
            chain = f"ssl_cert = <{self.folder}/chain\nssl_key = <{self.folder}/key"
        config = self.folder / "dovecot.conf"
        config.write_text(_CONFIG.format(
            folder=self.folder, user=about.pw_name, uid=about.pw_uid, gid=about.pw_gid,
            group=grp.getgrgid(about.pw_gid).gr_name, port=self.port, tls_port=self.tls_port,
            certificate=chain, ssl="yes" if self._certificate else "no",
        ))  # fmt: skip
        as_whom: dict[str, Any] = {}
        if os.getuid() == 0:
            for path in (self.folder, *self.folder.rglob("*")):
                os.chown(path, about.pw_uid, about.pw_gid)
            as_whom = {"user": about.pw_uid, "group": about.pw_gid, "extra_groups": []}
        command = [self._program, "-F", "-c", str(config)]
        self._process = subprocess.Popen(command, stderr=subprocess.DEVNULL, **as_whom)
        self._wait()
        return self

    def _wait(self) -> None:
        until = time.monotonic() + 20
        while time.monotonic() < until:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port)):
                return
            if self._process and self._process.poll() is not None:
                break
            time.sleep(0.05)
        raise RuntimeError(f"Dovecot didn't start: {self.log()}")

    def log(self) -> str:
        """What it wrote."""
        path = self.folder / "log"
        return path.read_text() if path.exists() else ""

    def __exit__(self, *_: object) -> None:
        if self._process and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(20)
        shutil.rmtree(self.folder, ignore_errors=True)

    @contextlib.contextmanager
    def client(self) -> Iterator[imaplib.IMAP4]:
        """A connection as the mailbox's owner."""
        line = imaplib.IMAP4("127.0.0.1", self.port)
        line.authenticate("PLAIN", lambda _: f"\0{USER}\0{PASSWORD}".encode())
        yield line
        with contextlib.suppress(imaplib.IMAP4.error, OSError):
            line.logout()

    def deliver(self, *messages: bytes, folder: str = "INBOX", flags: str = "") -> None:
        """Put messages into a folder, which is made if there is none."""
        with self.client() as line:
            line.create(folder)
            for message in messages:
                line.append(folder, flags, "", message.replace(b"\n", b"\r\n"))

    def empty(self) -> None:
        """Let there be no mail, and no folder but one."""
        shutil.rmtree(self.folder / "mail" / USER, ignore_errors=True)

    def flags(self, folder: str = "INBOX") -> list[str]:
        """The flags of each message there: ``\\Seen``."""
        with self.client() as line:
            kind, count = line.select(f'"{folder}"', readonly=True)
            if kind != "OK" or count == [b"0"]:
                return []
            _, found = line.fetch("1:*", "(FLAGS)")
        texts = [part.decode() for part in found if isinstance(part, bytes)]
        return [text[text.index("(FLAGS (") + 8 : -2].replace("\\Recent", "").strip()
                for text in texts if "FLAGS" in text]  # fmt: skip


def token(user: str = USER) -> str:
    """A token (a JWT) that the server takes for that user."""
    now = int(time.time())
    head = _coded(json.dumps({"alg": "HS256", "typ": "JWT"}).encode())
    body = _coded(json.dumps({"sub": user, "iat": now - 60, "exp": now + 3600}).encode())
    sign = hmac.new(b"a key of the tests", f"{head}.{body}".encode(), hashlib.sha256).digest()
    return f"{head}.{body}.{_coded(sign)}"


def _coded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


class Interruptions:
    """A line to a server that breaks off after so many commands of the client, again and again.

    ``commands`` counts those after logging in and selecting the folder; 0: never. ``instead`` are
    words of commands, and what the server hears instead.
    """

    def __init__(
        self, port: int, commands: int = 0, instead: Mapping[bytes, bytes] | None = None
    ) -> None:
        self._target, self.commands, self.cuts = port, commands, 0
        self._instead = instead or {}
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._thread = Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self._listener.accept()
            except OSError:
                return
            Thread(target=self._pass_on, args=(line,), daemon=True).start()

    def _pass_on(self, line: socket.socket) -> None:
        with line:
            server = socket.create_connection(("127.0.0.1", self._target))
            self._pass_both(line, server)

    def _pass_both(self, line: socket.socket, server: socket.socket) -> None:
        Thread(target=self._answers, args=(server, line), daemon=True).start()
        seen, is_selected = 0, False
        with contextlib.suppress(OSError):
            while data := line.recv(65536):
                if is_selected and (seen := seen + 1) > self.commands > 0:
                    self.cuts += 1
                    break
                is_selected |= b" SELECT " in data
                for said, heard in self._instead.items():
                    data = data.replace(said, heard)
                server.sendall(data)
        for each in (line, server):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _answers(self, server: socket.socket, line: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := server.recv(65536):
                line.sendall(data)
        with contextlib.suppress(OSError):
            line.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Take no more connections."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # or else the thread waits on
        self._thread.join(10)
        self._listener.close()
