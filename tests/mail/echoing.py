"""Servers on loopback that repeat what was said at the login whenever they refuse something."""

import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread


class EchoingSmtp(socketserver.StreamRequestHandler):
    """Takes any login where ``takes_logins``, and then refuses each recipient for good."""

    takes_logins = False

    def handle(self) -> None:
        login: list[str] = []
        self._say("220 mx")
        while line := self.rfile.readline().decode().strip():
            word = line[:4].upper()
            if word == "EHLO":
                self._say("250-mx\r\n250 AUTH PLAIN LOGIN XOAUTH2")
            elif word == "AUTH":
                login.append(line)
                if " LOGIN" in line.upper():
                    for ask in ("VXNlcm5hbWU6", "UGFzc3dvcmQ6"):
                        self._say(f"334 {ask}")
                        login.append(self.rfile.readline().decode().strip())
                no = f"535 5.7.8 not you: {' '.join(login)}"
                self._say("235 2.7.0 in" if self.takes_logins else no)
            elif word == "RCPT":
                self._say(f"550 5.7.1 not to them; you said {' '.join(login)}")
            elif word == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 2.0.0 fine")

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


class TakingSmtp(EchoingSmtp):
    takes_logins = True


class EchoingImap(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self._say("* OK ready")
        while line := self.rfile.readline().decode().strip():
            tag, word = line.split(" ")[:2]
            if word.upper() == "CAPABILITY":
                self._say(f"* CAPABILITY IMAP4rev1 AUTH=PLAIN AUTH=XOAUTH2\r\n{tag} OK done")
            elif word.upper() == "AUTHENTICATE":
                self._say("+ ")
                said = self.rfile.readline().decode().strip()
                self._say(f"{tag} NO [AUTHENTICATIONFAILED] {line} {said}")
            elif word.upper() == "LOGOUT":
                self._say(f"* BYE ended\r\n{tag} OK done")
                return
            else:
                self._say(f"{tag} BAD")

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


@contextmanager
def echoing(kind: type[socketserver.StreamRequestHandler]) -> Iterator[int]:
    """A server of one of these kinds; its port."""
    with _Server(("127.0.0.1", 0), kind) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()
