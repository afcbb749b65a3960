"""Notices as people want them, chats and webhooks: from a command to what arrives somewhere."""

import base64
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from standardwebhooks.webhooks import Webhook as Checker

import tix
from tests.conftest import BOB, DeskInFiles
from tests.outbox.office import Office, make_office
from tests.webhooks.server import Hooks, serving

SECRET = "whsec_" + base64.b64encode(b"a secret of thirty-two bytes, ok").decode()
PEOPLE = """\
people:
- {name: Ana Lima, mail: ana@example.org, notify: {digest: "18:00"}}
- {name: Bob Reis, mail: bob@example.org, notify: {by: bob phone, quiet: 08:00-12:00}}
- {name: Cleo Dias, mail: cleo@example.org, aliases: [cleo]}
- {name: Dan Moss, mail: dan@example.org, notify: none}
teams: {support: [ana@example.org, bob@example.org], leads: [cleo@example.org, dan@example.org]}
mail: {address: support@example.org}
"""


@pytest.fixture
def hooks() -> Iterator[Hooks]:
    with serving() as found:
        yield found


@pytest.fixture
def chat() -> Iterator[Hooks]:
    with serving() as found:
        found.answers = [200] * 50
        yield found


@pytest.fixture
def desk_office(tmp_path: Path, desk: DeskInFiles, hooks: Hooks, chat: Hooks) -> Office:
    office = make_office(tmp_path, desk)
    office.ana.write("tix.yaml", f"format: 1\n{PEOPLE}")
    office.ana.commit("people")
    office.ana.call("sync")
    dispatch = Path(desk.environ["XDG_CONFIG_HOME"], "tix/dispatch.yaml")
    dispatch.write_text(
        dispatch.read_text()
        + f"  channels: {{bob phone: 'json://127.0.0.1:{chat.port}/bob'}}\n"
        + "  webhooks:\n"
        + f"  - {{name: the crm, url: '{hooks.url}', secret: {SECRET}, private: yes}}\n"
        + f"  - {{name: few, url: 'http://127.0.0.1:{hooks.port}/few', secret: {SECRET},"
        + " private: yes, internal: yes, events: [commented]}\n"
    )
    office.bob.call("sync")
    office.ana.call("outbox", "init")
    return office


def told(hooks: Hooks, path: str = "/hook?x=1") -> list[dict[str, object]]:
    """What arrived there, each once, however often it was tried."""
    bodies = {
        headers["webhook-id"]: json.loads(body)
        for where, (headers, body) in zip(hooks.paths, hooks.taken, strict=True)
        if where == path
    }
    return list(bodies.values())


@pytest.mark.slow
def test_each_is_told_as_they_want(desk_office: Office, chat: Hooks) -> None:
    cleo, ana = desk_office.bob, desk_office.ana
    first = ana.as_(BOB).open("No toner", "-w", "support", "-w", "leads", "-a", "cleo")
    second = ana.as_(BOB).open("Disk full", "-a", "ana@example.org")
    ana.as_(BOB).call("comment", first, "@ana can you look? @cleo, too. And @dan.")
    ana.call("tick")
    assert desk_office.told == [("cleo@example.org", first)]
    assert "opened this ticket" in desk_office.texts[0]
    assert chat.taken == []
    ana.at("2026-11-22T12:00:00Z").call("comment", first, "@bob: it is here.", "--internal")
    ana.at("2026-11-22T12:00:00Z").call("tick")
    [(_, body)] = chat.taken
    assert json.loads(body)["message"] == "Ana commented and mentioned you."
    assert json.loads(body)["title"] == f"[{first}] No toner"
    waits = [m for m in json.loads(ana.call("outbox", "--json").stdout) if m["due"]]
    assert {m["purpose"] for m in waits} == {"digest"}
    (row,) = (row for row in ana.call("outbox").rows if row[0] == waits[0]["key"])
    assert row[5] == waits[0]["due"], "in a pipe a time is exact, as in JSON"
    shown = ana.call("outbox", "show", waits[0]["key"]).stdout
    assert f"[{first}] No toner (open" in shown and f"[{second}] Disk full (open" in shown
    ana.at("2026-11-22T18:00:00Z").call("tick")
    digests = [m for m in desk_office.letters if "ana@example.org" in m["To"]]
    assert [m["Subject"] for m in digests] == [
        "2 tickets: 1 asked, 1 mentioned, 1 assigned, 1 opened"
    ]
    text = str(digests[0].get_body(("plain",)))
    assert f"[{first}] No toner (open" in text
    assert f"[{second}] Disk full (open" in text
    assert "@ana can you look?" in text
    assert not [m for m in desk_office.letters if "dan@" in m["To"]]
    later = cleo.at("2026-11-23T19:00:00Z")
    later.call("tick")
    ana.at("2026-11-23T19:00:00Z").call("tick")
    assert len(chat.taken) == 1
    assert len([m for m in desk_office.letters if "ana@" in m["To"]]) == 1


@pytest.mark.slow
def test_webhooks_arrive_once_signed_and_without_what_is_internal(
    desk_office: Office, hooks: Hooks
) -> None:
    ana = desk_office.ana
    ident = ana.as_(BOB).open("No toner", "-b", "Since Monday.")
    ana.call("comment", ident, "Looking into it.")
    ana.call("comment", ident, "He always says so.", "--internal")
    ana.call("status", ident, "resolved", "--resolution", "a new one")
    hooks.answers = [503] * 4
    again = ana.call("tick", code=None).stderr
    assert re.search(r"not sent to the crm: .* 503; again at .* \([234] messages\)\n", again)
    ana.at("2026-11-22T09:02:00Z").call("tick")
    desk_office.bob.at("2026-11-22T09:03:00Z").call("tick")
    for headers, body in hooks.taken:
        Checker(SECRET).verify(body, headers)
    ids = [headers["webhook-id"] for headers, _ in hooks.taken]
    assert len(ids) == len(set(ids)) + 4
    found = told(hooks)
    kinds = [each["type"] for each in found]
    assert set(kinds) == {
        "ticket.opened", "ticket.answered", "ticket.commented", "ticket.status", "ticket.done",
    }  # fmt: skip
    assert b"always" not in b"".join(
        body for path, (_, body) in zip(hooks.paths, hooks.taken, strict=True) if "few" not in path
    )
    done = next(each for each in found if each["type"] == "ticket.done")
    data = done["data"]
    assert isinstance(data, dict)
    assert data["before"]["status"] == "open"
    assert {"status", "resolved", "resolution"} <= set(data["changes"])
    assert data["ticket"]["resolution"] == "a new one"
    few = told(hooks, "/few")
    assert [each["type"] for each in few] == ["ticket.commented"] * 2
    assert "always" in json.dumps(few)


@pytest.mark.slow
def test_rules_tell_whom_they_name(desk_office: Office) -> None:
    ana = desk_office.ana
    rule = "- {name: leads, on: opened, when: toner, then: {notify: leads, watch: cleo}}\n"
    ana.write("rules.yaml", rule)
    ana.commit("rules")
    ident = ana.as_(BOB).open("No toner")
    ana.call("tick")
    assert desk_office.told == [("cleo@example.org", ident)]
    assert "rule" in desk_office.texts[0]


@pytest.mark.slow
def test_an_event_from_another_system_tells_people(desk_office: Office) -> None:
    event = {
        "id": "crm-1", "type": "ticket.open", "title": "No toner", "by": "jo@acme.example",
        "fields": {"assignees": ["cleo"]},
    }  # fmt: skip
    for clone in desk_office.team.clones:
        clone.call("receive", stdin=json.dumps(event))
        clone.call("tick")
    assert [who for who, _ in desk_office.told] == ["cleo@example.org"]


@pytest.mark.slow
def test_a_webhook_that_is_gone_is_no_matter_of_the_ticket(
    desk_office: Office, hooks: Hooks
) -> None:
    ana = desk_office.ana
    ident = ana.as_(BOB).open("No toner", "-a", "cleo")
    hooks.answers = [410, 410]
    ana.call("tick", code=None)
    failed = [m for m in json.loads(ana.call("outbox", "--json").stdout) if m["state"] == "failed"]
    assert [(m["to"], "410" in m["error"]) for m in failed] == [("the crm", True)] * 2
    assert json.loads(ana.call("show", ident, "--json").stdout)["comments"] == []
    assert desk_office.told == [("cleo@example.org", ident)]


@pytest.mark.slow
def test_a_tick_with_nothing_to_send_imports_nothing_for_it(desk_office: Office) -> None:
    ana = desk_office.ana
    ana.call("tick")
    told = "import atexit, sys; atexit.register(lambda: print(*sys.modules, file=sys.stderr))"
    run = f"{told}; sys.argv = ['tix', 'tick']; from tix.__main__ import main; main()"
    path = ":".join([str(Path(tix.__file__).parents[1]), *sys.path])
    done = subprocess.run(
        [sys.executable, "-S", "-c", run], cwd=ana.root, capture_output=True, text=True,
        check=True, env={**ana.environ, "PYTHONPATH": path},
    )  # fmt: skip
    modules = set(done.stderr.split())
    assert "tix.outbox.run" in modules
    assert not {"ssl", "smtplib", "http.client", "apprise", "jinja2"} & modules


@pytest.mark.slow
def test_a_digest_that_was_cut_off_goes_again_as_the_same_message(desk_office: Office) -> None:
    ana, program = desk_office.ana, desk_office.folder / "sendmail"
    for title in ("No toner", "Disk full", "No light"):
        ana.as_(BOB).open(title, "-a", "ana@example.org")
    evening = ana.at("2026-11-22T18:00:00Z")
    evening.call("tick", "--only", "sync")
    whole = program.read_text()
    program.write_text(f"{whole}kill -9 $PPID\n")  # the letter is taken; nobody hears of it
    evening.run("tick", code=-9)
    program.write_text(whole)
    evening.call("tick")
    evening.call("tick")
    digests = [m for m in desk_office.letters if m["To"].addresses[0].username == "ana"]
    assert [m["Subject"] for m in digests] == ["3 tickets: 3 assigned"] * 2
    assert len({m["Message-ID"] for m in digests}) == 1


@pytest.mark.slow
def test_a_webhook_hears_of_what_a_machine_without_it_saw_first(
    desk_office: Office, hooks: Hooks, tmp_path: Path
) -> None:
    ana, bob = desk_office.ana, desk_office.bob
    ana.call("tick")  # says which webhooks it serves
    plain = tmp_path / "plain"
    dispatch = Path(ana.environ["XDG_CONFIG_HOME"], "tix/dispatch.yaml")
    (plain / "tix").mkdir(parents=True)
    (plain / "tix/dispatch.yaml").write_text(dispatch.read_text().partition("  webhooks")[0])
    (plain / "tix/dispatch.yaml").chmod(0o600)
    ana.call("open", "No toner")
    ana.call("sync")
    bob.with_environ(XDG_CONFIG_HOME=str(plain)).call("tick")
    assert told(hooks) == []
    ana.call("tick")
    assert [each["type"] for each in told(hooks)] == ["ticket.opened"]
    dispatch.write_text(dispatch.read_text().partition("  webhooks")[0])
    ana.call("open", "No paper")
    ana.call("tick")
    assert next(m["state"] for m in json.loads(ana.call("outbox", "--json").stdout)) == "waiting"
    ana.at("2026-12-01T09:00:00Z").call("tick")
    found = json.loads(ana.call("outbox", "--all", "--json").stdout)
    assert {m["state"] for m in found if m["to"] == "the crm"} == {"sent", "failed"}
    assert len(told(hooks)) == 1
