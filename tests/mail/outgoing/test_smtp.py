"""Handing letters to real mail servers, also to those that refuse, stall and break off."""

import time
from datetime import UTC, datetime
from pathlib import Path
from socket import SHUT_RDWR

import pytest

from tests.smtp_server import STEPS, Letters, certificate, smtp_server
from tix.mail.dispatch import Server
from tix.mail.outgoing.smtp import SmtpTransport
from tix.mail.secret import Secret
from tix.model.notices.message import Message
from tix.model.notices.sending import FinalFailureError, Letter, TemporaryFailureError

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
MESSAGE = Message("0" * 32, "k7f3qz", ("answered",), ("0" * 32,), "mail", "jo@acme.example",
                  "answer", (), NOW, NOW)  # fmt: skip
DATA = b"Subject: Hello\r\n\r\nOne.\r\n.\r\n..two\r\n"
LETTER = Letter(DATA, "Hello", "support@example.org", ("jo@acme.example",))


def transport(server: Letters) -> SmtpTransport:
    return SmtpTransport(Server("127.0.0.1", server.port, "none"), patience=30)


def test_letters_arrive_as_they_are_over_one_connection() -> None:
    with smtp_server() as server:
        with transport(server) as line:
            for _ in range(3):
                line.send(MESSAGE, LETTER)
        assert server.taken == [("support@example.org", ("jo@acme.example",), DATA)] * 3
        assert server.connections == 1


@pytest.mark.parametrize(
    ("step", "said", "is_final", "is_dead"),
    [
        ("mail", "451 4.3.0 Later", False, False),
        ("mail", "550 5.7.1 You may not", True, False),
        ("mail", "530 5.7.0 Log in first", False, False),
        ("rcpt", "450 4.2.0 Greylisted", False, False),
        ("rcpt", "550 5.1.1 Nobody here", True, True),
        ("rcpt", "550 Nobody here", True, False),
        ("rcpt", "552 5.2.2 Full", True, False),
        ("data", "554 5.7.1 Spam", True, False),
        ("data", "421 4.3.2 Going down", False, False),
        ("taken", "452 4.3.1 No room", False, False),
    ],
)
def test_a_no_counts_as_the_server_says_it(
    step: str, said: str, is_final: bool, is_dead: bool
) -> None:
    with smtp_server() as server, transport(server) as line:
        server.says[step] = said
        with pytest.raises(FinalFailureError if is_final else TemporaryFailureError) as caught:
            line.send(MESSAGE, LETTER)
        assert str(caught.value) == said
        assert getattr(caught.value, "is_address_dead", False) == is_dead
        server.says.clear()
        line.send(MESSAGE, LETTER)  # and the next one goes
        assert server.to("jo@acme.example")[-1] == DATA


@pytest.mark.parametrize("step", STEPS)
def test_a_line_that_breaks_is_tried_again(step: str) -> None:
    with smtp_server() as server, transport(server) as line:
        server.breaks[step] = 1
        with pytest.raises(TemporaryFailureError, match=r"127\.0\.0\.1"):
            line.send(MESSAGE, LETTER)
        line.send(MESSAGE, LETTER)
        assert len(server.taken) == (2 if step == "taken" else 1)


@pytest.mark.slow
@pytest.mark.parametrize("step", ["mail", "taken"])
def test_a_server_that_says_nothing_is_left_in_time(step: str) -> None:
    with smtp_server() as server:
        server.stalls[step] = 1
        line = SmtpTransport(Server("127.0.0.1", server.port, "none"), patience=0.5)
        begun = time.monotonic()
        with line, pytest.raises(TemporaryFailureError, match="didn't answer within"):
            line.send(MESSAGE, LETTER)
        assert time.monotonic() - begun < 10
        with line:
            line.send(MESSAGE, LETTER)


def test_a_connection_that_the_server_ended_meanwhile_is_made_anew() -> None:
    with smtp_server() as server, transport(server) as line:
        line.send(MESSAGE, LETTER)
        assert line._line is not None and line._line.sock is not None
        line._line.sock.shutdown(SHUT_RDWR)
        line.send(MESSAGE, LETTER)
        assert (len(server.taken), server.connections) == (2, 2)


def test_no_server_and_wrong_passwords_are_temporary() -> None:
    with smtp_server(users={"desk": "secret"}) as server:
        for password in ("wrong", "wröng"):
            known = Server("127.0.0.1", server.port, "none", "desk", Secret("password", password))
            with SmtpTransport(known, patience=30) as line:
                with pytest.raises(TemporaryFailureError) as caught:
                    line.send(MESSAGE, LETTER)
                assert "wr" not in str(caught.value)
        port = server.port
    with (
        SmtpTransport(Server("127.0.0.1", port, "none")) as line,
        pytest.raises(TemporaryFailureError, match="refused"),
    ):
        line.send(MESSAGE, LETTER)


def test_a_login_goes_beyond_ascii() -> None:
    users = {"büro": "pässword"}
    with smtp_server(users=users) as server:
        secret = Secret("password", "pässword")
        with SmtpTransport(Server("127.0.0.1", server.port, "none", "büro", secret)) as line:
            line.send(MESSAGE, LETTER)
        assert server.logins == list(users.items()) and len(server.taken) == 1


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_certificates_are_held_against_the_host(security: str, tmp_path: Path) -> None:
    shown, write = certificate()
    trusted = tmp_path / "authority.pem"
    write(str(trusted))
    starttls, tls = (shown, None) if security == "starttls" else (None, shown)
    secret = Secret("password", command="echo secret; echo more")
    with smtp_server(users={"desk": "secret"}, starttls=starttls, tls=tls) as server:
        for host, authorities, error in (
            ("127.0.0.1", str(trusted), ""),
            ("127.0.0.1", None, "isn't trusted"),
            ("127.0.0.2", str(trusted), r"127\.0\.0\.2"),
        ):
            to = Server(host, server.port, security, "desk", secret)
            with SmtpTransport(to, authorities=authorities, patience=30) as line:
                if not error:
                    line.send(MESSAGE, LETTER)
                    continue
                with pytest.raises(TemporaryFailureError, match=error):
                    line.send(MESSAGE, LETTER)
        assert len(server.taken) == 1 and server.logins == [("desk", "secret")]


def test_a_server_without_tls_gets_no_password() -> None:
    with smtp_server(users={"desk": "secret"}) as server:
        known = Server("127.0.0.1", server.port, "starttls", "desk", Secret("password", "secret"))
        with (
            SmtpTransport(known, patience=30) as line,
            pytest.raises(TemporaryFailureError, match="STARTTLS"),
        ):
            line.send(MESSAGE, LETTER)
        assert server.logins == []


def test_a_token_by_xoauth2() -> None:
    with smtp_server(users={"desk": "ya29.token"}) as server:
        token = Secret("token", command="echo ya29.token")
        known = Server("127.0.0.1", server.port, "none", "desk", None, token)
        with SmtpTransport(known, patience=30) as line:
            line.check()
            line.send(MESSAGE, LETTER)
        assert len(server.taken) == 1


def test_addresses_that_cant_be_written_are_final() -> None:
    with smtp_server() as server, transport(server) as line:
        for wrong in ((), ("jö@acme.example",)):
            with pytest.raises(FinalFailureError, match="address"):
                line.send(MESSAGE, Letter(DATA, "", "support@example.org", wrong))


def test_addresses_beyond_ascii_go_where_the_server_takes_them() -> None:
    letter = Letter(DATA, "Hello", "support@example.org", ("jö@acme.example",))
    with smtp_server(utf8=True) as server, transport(server) as line:
        for each in (letter, LETTER, letter):
            line.send(MESSAGE, each)
        assert [to for _, (to,), _ in server.taken] == [
            "jö@acme.example", "jo@acme.example", "jö@acme.example",
        ]  # fmt: skip
    with smtp_server() as server, transport(server) as line:
        with pytest.raises(FinalFailureError, match=r"takes no address like jö@acme\.example"):
            line.send(MESSAGE, letter)
        line.send(MESSAGE, LETTER)
        assert [to for _, (to,), _ in server.taken] == ["jo@acme.example"]
