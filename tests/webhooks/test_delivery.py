"""Sending webhooks to a real server: signed, once, nowhere else, and never for longer than it may
take."""

import base64
import json
import socket
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from standardwebhooks.webhooks import Webhook as Checker
from standardwebhooks.webhooks import WebhookVerificationError

from tests.webhooks.server import certificate, serving
from tix.frozen import replace
from tix.mail.dispatch import Webhook
from tix.mail.secret import Secret
from tix.model.notices.message import Message
from tix.model.notices.sending import FinalFailureError, Letter, TemporaryFailureError
from tix.webhooks.addresses import is_public
from tix.webhooks.delivery import WebhookTransport

SECRET = "whsec_" + base64.b64encode(b"a secret of thirty-two bytes, ok").decode()
AT = datetime(2026, 11, 22, 9, tzinfo=UTC)
KEY = "0123456789abcdef0123456789abcdef"
MESSAGE = Message(
    KEY, "k7f3qz", ("opened",), (KEY,), "webhook", "crm", "webhook", (), AT, AT
)  # fmt: skip
LETTER = Letter(b'{"type": "ticket.opened", "text": "caf\xc3\xa9"}', "opened: k7f3qz")


def hook(url: str, *, private: bool = True) -> Webhook:
    return Webhook("crm", url, Secret("secret", SECRET), private=private)


def refused(transport: WebhookTransport) -> str:
    with pytest.raises(TemporaryFailureError) as error:
        transport.send(MESSAGE, LETTER)
    return f"{error.value} {error.value.hint or ''}"


def test_the_scheme_s_own_package_believes_the_signature() -> None:
    with serving() as hooks:
        WebhookTransport(hook(hooks.url), agent="tix/1").send(MESSAGE, LETTER)
    [(headers, body)] = hooks.taken
    assert body == LETTER.data
    assert Checker(SECRET).verify(body, headers) == json.loads(LETTER.data)
    assert headers["webhook-id"] == KEY
    assert headers["content-type"] == "application/json"
    assert headers["user-agent"] == "tix/1"
    assert headers["host"] == f"127.0.0.1:{hooks.port}"
    assert hooks.paths == ["/hook?x=1"]
    with pytest.raises(WebhookVerificationError):
        Checker(SECRET).verify(body + b" ", headers)
    with pytest.raises(WebhookVerificationError):
        Checker(base64.b64encode(b"x" * 32).decode()).verify(body, headers)


def test_another_try_has_the_same_id_and_a_new_time() -> None:
    seconds = time.time()
    with serving() as hooks:
        hooks.answers = [503]
        transport = WebhookTransport(hook(hooks.url), seconds=lambda: seconds)
        assert "it answers with 503" in refused(transport)
        seconds += 60
        transport.send(MESSAGE, LETTER)
    first, second = (headers for headers, _ in hooks.taken)
    assert first["webhook-id"] == second["webhook-id"]
    assert int(second["webhook-timestamp"]) - int(first["webhook-timestamp"]) == 60
    for headers in (first, second):
        Checker(SECRET).verify(LETTER.data, headers)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed(status: int) -> None:
    with serving() as hooks, serving() as other:
        hooks.answers, hooks.location = [status], other.url
        assert "no redirect is followed" in refused(WebhookTransport(hook(hooks.url)))
        assert len(hooks.paths) == 1
        assert (other.paths, other.connections) == ([], 0)


@pytest.mark.parametrize("status", [400, 401, 404, 429, 500])
def test_a_refusal_is_tried_again(status: int) -> None:
    with serving() as hooks:
        hooks.answers = [status]
        assert f"webhook crm: it answers with {status}" in refused(
            WebhookTransport(hook(hooks.url))
        )


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("7200", 7200), ("Thu, 01 Jan 1970 02:00:00 GMT", 7100), ("0", 0), ("9" * 40, None),
        ("-5", None), ("soon", None), ("", None), ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
    ],
)  # fmt: skip
def test_it_says_for_how_long_it_wants_to_be_left_alone(said: str, seconds: int | None) -> None:
    with serving() as hooks:
        hooks.answers, hooks.retry_after = [429], said
        with pytest.raises(TemporaryFailureError) as raised:
            WebhookTransport(hook(hooks.url), seconds=lambda: 100.0).send(MESSAGE, LETTER)
    wait = raised.value.wait
    assert (None if wait is None else wait.total_seconds()) == seconds


def test_who_is_gone_is_gone_for_good() -> None:
    with serving() as hooks:
        hooks.answers = [410]
        with pytest.raises(FinalFailureError, match="410"):
            WebhookTransport(hook(hooks.url)).send(MESSAGE, LETTER)


@pytest.mark.parametrize(
    ("answer", "said"),
    [("stall", "too long"), ("drip", "too long"), ("break", "no "), ("noise", "no HTTP")],
)
def test_a_server_that_misbehaves_costs_no_more_time(answer: str, said: str) -> None:
    with serving() as hooks:
        hooks.answers = [answer]
        began = time.monotonic()
        assert said in refused(WebhookTransport(hook(hooks.url), patience=0.6))
        assert time.monotonic() - began < 4.5


def test_who_does_not_answer_is_left_alone_for_a_while() -> None:
    with serving() as hooks:
        hooks.answers = ["stall", 503, 204]
        transport = WebhookTransport(hook(hooks.url), patience=0.4)
        first = refused(transport)
        assert refused(transport) == first
        assert hooks.connections == 1
        others = WebhookTransport(hook(hooks.url), patience=0.4)
        assert "503" in refused(others)
        others.send(MESSAGE, LETTER)


def test_nobody_listens_there() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    said = refused(WebhookTransport(hook(f"http://127.0.0.1:{port}/token")))
    assert "no connection" in said
    assert "token" not in said


# -- where it may lead -------------------------------------------------------------------------


def test_a_private_address_is_refused_before_anything_is_connected() -> None:
    with serving() as hooks:
        url = hooks.url.replace("http", "https")
        said = refused(WebhookTransport(hook(url, private=False)))
        assert "127.0.0.1, which isn't public" in said
        assert "private: yes" in said
        assert hooks.connections == 0


@pytest.mark.parametrize(
    ("text", "public"),
    [
        ("93.184.215.14", True), ("2606:4700::1111", True), ("64:ff9b::5db8:d70e", True),
        ("127.0.0.1", False), ("0.0.0.0", False), ("10.1.2.3", False), ("172.16.0.1", False),
        ("192.168.1.1", False), ("169.254.169.254", False), ("100.64.0.1", False),
        ("224.0.0.1", False), ("255.255.255.255", False), ("::1", False), ("::", False),
        ("fe80::1%eth0", False), ("fc00::1", False), ("fec0::1", False), ("ff02::1", False),
        ("::ffff:10.0.0.1", False), ("64:ff9b::a00:1", False), ("2002:a00:1::", False),
        ("::10.0.0.1", False), ("no address", False),
    ],
)  # fmt: skip
def test_which_addresses_are_public(text: str, *, public: bool) -> None:
    assert is_public(text) is public


def test_one_private_address_of_several_is_enough_to_refuse(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def both(host: str, port: int, **_: object) -> list[object]:
        return [(2, 1, 6, "", (address, port)) for address in ("93.184.215.14", "10.0.0.1")]

    monkeypatch.setattr(socket, "getaddrinfo", both)
    said = refused(WebhookTransport(hook("https://crm.example.org/", private=False)))
    assert "crm.example.org has the address 10.0.0.1" in said


def test_what_is_connected_to_is_the_address_that_was_checked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A name that means another address with every look is looked up once."""
    asked: list[str] = []
    real = socket.getaddrinfo
    with serving() as hooks:

        def rebinding(host: str, port: int, *args: object, **more: object) -> list[object]:
            if host == "crm.example.org":
                asked.append(host)
                host = "127.0.0.1" if len(asked) == 1 else "127.0.0.2"
            return list(real(host, port, *args, **more))  # type: ignore[arg-type]  # as given

        monkeypatch.setattr(socket, "getaddrinfo", rebinding)
        url = f"http://crm.example.org:{hooks.port}/"
        WebhookTransport(hook(url)).send(MESSAGE, LETTER)
        assert asked == ["crm.example.org"]
        assert hooks.taken[0][0]["host"] == f"crm.example.org:{hooks.port}"


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://crm.example.org/", "read along"),
        ("https://user:word@crm.example.org/", "name or a password"),
        ("ftp://crm.example.org/", "none of https"),
        ("https:///x", "none of https"),
        ("https://crm.example.org:99999/", "isn't right"),
        ("https://127.0.0.1/", "isn't public"),
        ("https://2130706433/", "isn't public"),
        ("https://0x7f.1/", "isn't public"),
        ("https://[::1]/", "isn't public"),
        ("https://[::ffff:127.0.0.1]/", "isn't public"),
        ("https://localhost./", ""),
        ("https://nobody.invalid/", "no address"),
    ],
)
def test_addresses_that_lead_nowhere(url: str, said: str) -> None:
    assert said in refused(WebhookTransport(hook(url, private=False), patience=2))


def test_an_address_that_would_break_the_request_is_refused() -> None:
    with serving() as hooks:
        url = f"http://127.0.0.1:{hooks.port}/a b"
        assert "a character" in refused(WebhookTransport(hook(url)))
        assert hooks.taken == []


def test_no_proxy_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving() as hooks, serving() as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        WebhookTransport(hook(hooks.url)).send(MESSAGE, LETTER)
        assert (len(hooks.taken), proxy.connections) == (1, 0)


# -- TLS and secrets ---------------------------------------------------------------------------


def test_a_certificate_is_checked_for_the_name_of_the_address(tmp_path: Path) -> None:
    context, vouch = certificate("localhost")
    vouch(str(tmp_path / "ca.pem"))
    with serving(context) as hooks:
        url = f"https://localhost:{hooks.port}/"
        told = {"authorities": str(tmp_path / "ca.pem"), "patience": 5.0}
        WebhookTransport(hook(url), **told).send(MESSAGE, LETTER)  # type: ignore[arg-type]  # both
        assert len(hooks.taken) == 1
        wrong = WebhookTransport(hook(url.replace("localhost", "127.0.0.1")), **told)  # type: ignore[arg-type]
        assert "certificate" in refused(wrong)
        assert "certificate" in refused(WebhookTransport(hook(url)))
        assert len(hooks.taken) == 1


@pytest.mark.slow
def test_a_handshake_that_never_ends_costs_no_more_time() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        url = f"https://127.0.0.1:{silent.getsockname()[1]}/"
        began = time.monotonic()
        assert "too long" in refused(WebhookTransport(hook(url), patience=0.5))
        assert time.monotonic() - began < 8  # half a second, on a busy machine


@pytest.mark.parametrize("secret", ["whsec_", "whsec_!!!", "short", base64.b64encode(b"x" * 8)])
def test_a_secret_that_is_none_of_the_scheme_s(secret: str | bytes) -> None:
    text = secret.decode() if isinstance(secret, bytes) else secret
    with serving() as hooks:
        wrong = replace(hook(hooks.url), secret=Secret("secret", text))
        said = refused(WebhookTransport(wrong))
        assert "whsec_" in said
        assert text not in said or text == "whsec_"
        assert hooks.taken == []


def test_a_secret_can_come_from_a_command() -> None:
    with serving() as hooks:
        asked = replace(hook(hooks.url), secret=Secret("secret", command=f"echo {SECRET}"))
        WebhookTransport(asked).send(MESSAGE, LETTER)
        [(headers, body)] = hooks.taken
        Checker(SECRET).verify(body, headers)
        broken = replace(hook(hooks.url), secret=Secret("secret", command="false"))
        assert "exited with 1" in refused(WebhookTransport(broken))
