"""Links by mail: handed to a real mail server at once, and nowhere else."""

import re
import time
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from tests.conftest import DeskInFiles
from tests.smtp_server import smtp_server
from tests.web.conftest import Serve, Served

pytest.importorskip("starlette")

JO = "jo@acme.example"


def ask(served: Served, mail: str) -> float:
    """Ask for a link; the seconds that the answer takes."""
    began = time.monotonic()
    with served.client() as client:
        answer = client.post("/portal/sign-in", data={"email": mail})
    assert answer.status_code == 200
    return time.monotonic() - began


def dispatch(desk: DeskInFiles, port: int) -> None:
    file = Path(desk.environ["XDG_CONFIG_HOME"], "tix", "dispatch.yaml")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch(0o600)
    smtp = f"{{host: 127.0.0.1, port: {port}, security: none}}"
    file.write_text(f"desks:\n- desk: {desk.root}\n  smtp: {smtp}\n")


@pytest.mark.slow
def test_a_link_goes_to_the_mail_server_of_dispatch_yaml_and_into_no_ref(
    serve: Serve, desk: DeskInFiles
) -> None:
    desk.write("tix.yaml", "name: Acme\nmail: {address: support@example.org, name: Acme support}\n")
    desk.commit("mail")
    desk.open("Mine", "-r", JO)
    served = serve(desk, "--portal", "--url", "https://desk.example.org")
    with smtp_server() as server:
        dispatch(desk, server.port)
        before = desk.git("for-each-ref")
        ask(served, JO)
        ask(served, "nobody@acme.example")
        until = time.monotonic() + 10
        while not server.taken and time.monotonic() < until:
            time.sleep(0.02)
        ((sender, recipients, data),) = server.taken
        assert (sender, recipients) == ("support@example.org", (JO,))
    letter = message_from_bytes(data, policy=policy.default)
    assert letter["From"] == "Acme support <support@example.org>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert re.search(
        r"^https://desk\.example\.org/portal/enter\?token=\S{40,}\r?$",
        letter.get_content(), re.MULTILINE,
    )  # fmt: skip
    assert desk.git("for-each-ref") == before


@pytest.mark.slow
def test_without_a_mail_server_nobody_sees_a_difference_but_the_log(
    serve: Serve, desk: DeskInFiles
) -> None:
    desk.open("Mine", "-r", JO)
    served = serve(desk, "--portal")
    ask(served, JO)
    dispatch(desk, 1)  # where nobody listens
    ask(served, JO)
    until = time.monotonic() + 10
    while "127.0.0.1:1:" not in (log := served.log.read_text()) and time.monotonic() < until:
        time.sleep(0.02)
    assert "no smtp for this desk" in log
    assert "127.0.0.1:1:" in log
    assert "token=" not in log
