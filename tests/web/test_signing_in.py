"""How staff come in: by an account, or by a proxy in front that is trusted."""

import time

import httpx
import pytest

from tests.conftest import DeskInFiles
from tests.web.conftest import Serve, Served

pytest.importorskip("starlette")

PASSWORD = "correct horse"


def try_in(client: httpx.Client, mail: str, password: str) -> httpx.Response:
    return client.post("/login", data={"email": mail, "password": password})


@pytest.mark.slow
def test_an_account_signs_in_works_as_itself_and_ends_at_once(served: Served) -> None:
    call = served.desk.call
    with served.client() as client:
        assert "Password" not in client.get("/login").text
        assert try_in(client, "bo@example.org", PASSWORD).status_code == 403
        call("serve", "user", "add", "Bo Reis <bo@example.org>", stdin=f"{PASSWORD}\n")
        assert "Password" in client.get("/login").text
        for mail, password in (("bo@example.org", "wrong horse"), ("x@example.org", PASSWORD)):
            answer = try_in(client, mail, password)
            assert answer.status_code == 403
            assert PASSWORD not in answer.text
        answer = try_in(client, "Bo@Example.org", PASSWORD)
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        assert PASSWORD not in served.log.read_text()
        page = client.get("/list")
        assert page.status_code == 200
        assert "Bo Reis" in page.text
        # the same account with a new password is another one
        call("serve", "user", "remove", "bo@example.org")
        call("serve", "user", "add", "Bo Reis <bo@example.org>", stdin="another horse\n")
        assert client.get("/list").status_code == 303
        assert try_in(client, "bo@example.org", "another horse").status_code == 303
        assert client.get("/list").status_code == 200
        call("serve", "user", "remove", "bo@example.org")
        assert client.get("/list").status_code == 303


@pytest.mark.slow
@pytest.mark.parametrize("how", ["signing out", "removing the account"])
def test_open_events_end_with_the_session_within_seconds(served: Served, how: str) -> None:
    mail = f"{how.replace(' ', '-')}@example.org"
    served.desk.call("serve", "user", "add", f"Uma <{mail}>", stdin=f"{PASSWORD}\n")
    with served.client() as client, served.client() as other:
        assert try_in(client, mail, PASSWORD).status_code == 303
        other.cookies.update(client.cookies)
        with client.stream("GET", "/events", timeout=20) as stream:
            lines = stream.iter_lines()
            assert next(lines) == "retry: 2000"
            start = time.monotonic()
            if how == "signing out":
                other.post("/logout")
            else:
                served.desk.call("serve", "user", "remove", mail)
            assert [line for line in lines if line.startswith("data:")] == []
            assert time.monotonic() - start < 15
        assert client.get("/events").status_code == 401


@pytest.mark.slow
def test_an_address_is_tried_ten_times_and_then_not_even_the_right_password(
    served: Served,
) -> None:
    served.desk.call("serve", "user", "add", "Tom <tom@example.org>", stdin=f"{PASSWORD}\n")
    served.desk.call("serve", "user", "add", "Kim <kim@example.org>", stdin=f"{PASSWORD}\n")
    with served.client() as client:
        codes = [try_in(client, "tom@example.org", "wrong").status_code for _ in range(11)]
        assert codes == [*[403] * 10, 429]
        assert try_in(client, "tom@example.org", PASSWORD).status_code == 429
        assert try_in(client, "kim@example.org", PASSWORD).status_code == 303


@pytest.mark.slow
def test_a_file_that_others_can_read_lets_nobody_in_and_isnt_told_about(served: Served) -> None:
    served.desk.call("serve", "user", "add", "Eva <eva@example.org>", stdin=f"{PASSWORD}\n")
    (file,) = served.desk.root.parent.rglob("serve.yaml")
    with served.client() as client:
        assert try_in(client, "eva@example.org", PASSWORD).status_code == 303
        file.chmod(0o644)
        page = client.get("/login")
        assert "Password" not in page.text
        assert "serve.yaml" not in page.text
        assert try_in(client, "eva@example.org", PASSWORD).status_code == 403
        assert client.get("/list").status_code >= 400
        file.chmod(0o600)
        assert client.get("/list").status_code == 200


@pytest.mark.slow
def test_a_trusted_proxy_names_who_asks_and_others_can_not(serve: Serve, desk: DeskInFiles) -> None:
    desk = desk.with_environ()
    options = ("--user-header", "X-User", "--trusted-proxy")
    served = serve(desk, *options, "127.0.0.1")
    with served.client() as client:
        assert client.get("/list").status_code == 303
        for name in ("ana@example.org", "Ana Lima <ana@example.org>"):
            page = client.get("/list", headers={"X-User": name})
            assert page.status_code == 200, name
            assert "Ana Lima" in page.text
        for odd in ("", "  ", "nobody-here", "\x7f@example.org"):
            assert client.get("/list", headers={"X-User": odd.strip() or "-"}).status_code == 303
        twice = [("X-User", "ana@example.org"), ("X-User", "bo@example.org")]
        assert client.get("/list", headers=twice).status_code == 303
        # the proxy decides, also against a session
        assert client.get(served.entry).status_code == 303
        assert client.get("/list").status_code == 303
    other = serve(desk, *options, "192.0.2.0/24")
    with other.client() as client:
        assert client.get("/list", headers={"X-User": "ana@example.org"}).status_code == 303
