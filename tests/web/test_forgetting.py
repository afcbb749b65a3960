"""What the service keeps of a person beside the desk goes when they are forgotten."""

import email
import email.policy
import re
from pathlib import Path

import pytest

from tests.conftest import DeskInFiles
from tests.web.conftest import Serve
from tests.web.test_api import token_of, with_token

pytest.importorskip("starlette")

JO = "jo@acme.example"


def naming(folder: Path) -> list[str]:
    """The files of the service's state that have the address, in any case."""
    return [
        path.name
        for path in folder.rglob("*")
        if path.is_file() and JO.encode() in path.read_bytes().lower()
    ]


def state_of(desk: DeskInFiles) -> Path:
    """The folder in which sessions are kept."""
    (found,) = [path for path in desk.root.parent.rglob("serve") if path.parent.name == "tix"]
    return found


@pytest.mark.slow
def test_nothing_of_a_forgotten_customer_stays_in_the_services_state(
    desk: DeskInFiles, serve: Serve, tmp_path: Path
) -> None:
    desk = desk.with_environ()
    served = serve(desk, "--portal", "--mail-dir", str(tmp_path / "mails"))
    token = token_of(served, "crm", "write")
    with with_token(served, token) as api, served.client() as customer:
        sent = {"title": "Printer", "requester": f"Jo Novak <{JO}>"}
        key = {"Idempotency-Key": "once"}
        first = api.post("/tickets", json=sent, headers=key)
        assert first.status_code == 201
        api.get("/tickets", params={"q": f"requester:{JO}", "limit": 1})
        assert customer.post("/portal/sign-in", data={"email": JO}).status_code == 200
        (mail,) = (tmp_path / "mails").glob("*.eml")
        text = email.message_from_bytes(mail.read_bytes(), policy=email.policy.default)
        link = re.search(r"token=(\S+)", str(text.get_content()))
        assert link
        assert customer.post("/portal/enter", data={"token": link[1]}).status_code == 303
        assert customer.post("/portal/sign-in", data={"email": JO}).status_code == 200  # unused
        customer.post("/login", data={"email": JO, "password": "wrong horse"})
        assert customer.get("/portal/tickets").status_code == 200
        assert naming(state_of(desk))

        told = desk.call("forget", JO, "--dry-run")
        assert "would forget" in told.stderr
        assert customer.get("/portal/tickets").status_code == 200
        assert "has forgotten" in desk.call("forget", JO, "--yes").stderr

        assert naming(state_of(desk)) == []
        assert customer.get("/portal/tickets").status_code == 303
        again = api.post("/tickets", json=sent, headers=key)
        assert again.status_code == 201
        assert again.json()["id"] == first.json()["id"]
        assert JO not in again.text
        assert naming(state_of(desk)) == []


@pytest.mark.slow
def test_who_only_signed_in_is_forgotten_and_an_account_is_named(
    desk: DeskInFiles, serve: Serve
) -> None:
    desk = desk.with_environ()
    served = serve(desk)
    desk.call("serve", "user", "add", f"Jo Novak <{JO}>", stdin="correct horse\n")
    with served.client() as client:
        sent = {"email": JO, "password": "correct horse"}
        assert client.post("/login", data=sent).status_code == 303
        assert client.get("/list").status_code == 200
        refused = desk.call("forget", JO, "--yes", code=4)
        assert f"tix serve user remove {JO}" in refused.stderr
        assert client.get("/list").status_code == 303
    desk.call("serve", "user", "remove", JO)
    assert naming(state_of(desk)) == []
    assert "no file of this desk names" in desk.call("forget", JO, "--yes", code=3).stderr
