"""Taking in events: what each type does, once, also across clones, and what is refused."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import DeskInFiles
from tests.sync.clones import Team, make_team
from tix.model.ticket.document import load
from tix.model.ticket.ticket import Ticket
from tix.webhooks.incoming import BadEventError, read_event

OPEN = {"id": "crm-1", "type": "ticket.open", "title": "No toner", "by": "Jo <jo@acme.example>"}


@pytest.fixture
def team_of(tmp_path: Any, desk: DeskInFiles) -> Callable[[int], Team]:
    return lambda size: make_team(tmp_path, desk, size)


def receive(desk: DeskInFiles, event: dict[str, Any], code: int = 0) -> dict[str, Any]:
    done = desk.call("receive", "--json", stdin=json.dumps(event), code=code)
    found: dict[str, Any] = json.loads(done.stdout) if code == 0 else {"error": done.stderr}
    return found


def ticket_of(desk: DeskInFiles, ident: str) -> Ticket:
    return load(desk.file_of(ident).read_bytes()).record


def commits(desk: DeskInFiles) -> int:
    return int(desk.git("rev-list", "--count", "HEAD"))


def test_an_event_opens_a_ticket_with_its_fields(desk: DeskInFiles) -> None:
    event = {
        **OPEN, "text": "Since Monday.", "timestamp": "2026-11-22T08:00:00Z",
        "fields": {"priority": "high", "labels": ["toner", "crm"], "due": None, "channel": "chat"},
    }  # fmt: skip
    done = receive(desk, event)
    ticket = ticket_of(desk, done["ticket"])
    assert done["result"] == "opened"
    assert (ticket.title, ticket.body, ticket.priority) == ("No toner", "Since Monday.", "high")
    assert (ticket.labels, ticket.channel) == (("crm", "toner"), "chat") or ticket.labels
    assert ticket.opened_by == "Jo <jo@acme.example>"
    assert str(ticket.opened) == "2026-11-22 08:00:00+00:00"
    assert desk.git("log", "-1", "--format=%an %at").strip() == "Jo 1795334400"
    assert desk.git("log", "-1", "--format=%cn").strip() == "Ana Lima"


def test_comments_and_statuses_of_a_ticket(desk: DeskInFiles) -> None:
    ident = receive(desk, {**OPEN, "key": "crm 1"})["ticket"]
    comment = {"id": "2", "type": "ticket.comment", "key": "crm 1", "text": "Still none."}
    said = receive(desk, comment)
    status = {
        "id": "3", "type": "ticket.status", "ticket": ident[:4], "status": "resolved",
        "text": "Delivered.", "resolution": "new toner",
    }  # fmt: skip
    done = receive(desk, status)
    ticket = ticket_of(desk, ident)
    assert [c.id for c in ticket.comments] == [said["comment"], done["comment"]]
    assert (ticket.status, ticket.resolution) == ("resolved", "new toner")
    internal = {**comment, "id": "4", "internal": True}
    assert receive(desk, internal)["result"] == "commented"
    assert ticket_of(desk, ident).comments[-1].internal
    assert receive(desk, {**OPEN, "id": "5", "key": "crm 1"})["result"] == "seen"
    assert ticket_of(desk, ident).status == "open"


def test_the_same_id_does_nothing_again(desk: DeskInFiles) -> None:
    ident = receive(desk, OPEN)["ticket"]
    events: list[dict[str, Any]] = [
        OPEN,
        {"id": "2", "type": "ticket.comment", "ticket": ident, "text": "Still none."},
        {"id": "3", "type": "ticket.status", "ticket": ident, "status": "resolved"},
        {"id": "4", "type": "ticket.status", "ticket": ident, "status": "resolved"},
    ]
    first = [receive(desk, event) for event in events]
    assert [done["result"] for done in first] == ["known", "commented", "changed", "unchanged"]
    desk.call("reopen", ident)
    before = commits(desk), desk.file_of(ident).read_bytes()
    again = [receive(desk, event) for event in events]
    assert [done["result"] for done in again] == ["known"] * 4
    assert [done["ticket"] for done in again] == [ident] * 4
    assert again[1]["comment"] == first[1]["comment"]
    assert (commits(desk), desk.file_of(ident).read_bytes()) == before


def test_what_was_removed_does_not_come_back(desk: DeskInFiles) -> None:
    ident = receive(desk, OPEN)["ticket"]
    comment = {"id": "2", "type": "ticket.comment", "ticket": ident, "text": "Still none."}
    said = receive(desk, comment)["comment"]
    desk.call("comment", ident, "--remove", said)
    assert receive(desk, comment) == {
        "result": "known", "id": "2", "type": "ticket.comment", "ticket": ident, "comment": None,
    }  # fmt: skip
    desk.call("delete", ident, "--yes")
    assert receive(desk, OPEN)["result"] == "known"
    assert receive(desk, {**OPEN, "id": "crm-10"})["result"] == "opened"


def test_a_broken_ticket_is_no_matter_of_an_event_that_is_known(desk: DeskInFiles) -> None:
    ident = receive(desk, OPEN)["ticket"]
    desk.file_of(ident).write_text("---\nid: [\n---\n")
    assert receive(desk, OPEN)["result"] == "known"
    comment = {"id": "2", "type": "ticket.comment", "ticket": ident, "text": "Still none."}
    assert ident in receive(desk, comment, code=4)["error"]


def test_a_title_cannot_pass_for_the_trailer_of_an_event(desk: DeskInFiles) -> None:
    from hashlib import sha256

    desk.open(f"Event: {sha256(b'crm-1').hexdigest()[:32]}")
    assert receive(desk, OPEN)["result"] == "opened"


@pytest.mark.slow
@pytest.mark.parametrize("stamped", [True, False])
def test_two_clones_that_take_in_the_same_events(
    team_of: Callable[[int], Team], *, stamped: bool
) -> None:
    team = team_of(2)
    ana, bob = team.clones
    at = {"timestamp": "2026-11-22T08:00:00Z"} if stamped else {}
    by = {"by": "jo@acme.example"}
    ident = receive(ana, {**OPEN, **at})["ticket"]
    assert receive(bob.at("2026-11-22T09:07:00Z"), {**OPEN, **at})["ticket"] == ident
    events: list[dict[str, Any]] = [
        {"id": "2", "type": "ticket.comment", "ticket": ident, "text": "Still none.", **by, **at},
        {"id": "3", "type": "ticket.status", "ticket": ident, "status": "pending", **by, **at},
    ]
    for event in events:
        receive(ana, event)
    bob.at("2026-11-22T09:05:00Z").call("comment", ident, "Looked at it.")
    for event in events:
        receive(bob.at("2026-11-22T09:09:00Z"), event)
    team.settle()
    team.assert_same()
    ticket = ticket_of(ana, ident)
    assert sorted(c.text for c in ticket.comments) == ["Looked at it.", "Still none."]
    assert (ticket.status, ticket.title) == ("pending", "No toner")
    assert len(list(ana.root.glob("tickets/**/*.md"))) == 1
    for clone in team.clones:
        assert [receive(clone, e)["result"] for e in (OPEN, *events)] == ["known"] * 3


def test_what_it_knows_in_a_shallow_clone(desk: DeskInFiles, tmp_path: Any) -> None:
    ident = receive(desk, OPEN)["ticket"]
    comment = {"id": "2", "type": "ticket.comment", "ticket": ident, "text": "Still none."}
    receive(desk, comment)
    desk.open("Another")
    url = f"file://{desk.root}"
    desk.git("clone", "--quiet", "--depth", "1", url, str(tmp_path / "shallow"))
    shallow = DeskInFiles(tmp_path / "shallow", desk.environ)
    assert [receive(shallow, event)["result"] for event in (OPEN, comment)] == ["known", "known"]


def test_processes_that_take_in_one_event_at_once(desk: DeskInFiles) -> None:
    with ThreadPoolExecutor(4) as pool:
        runs = [pool.submit(desk.run, "receive", "--json", stdin=json.dumps(OPEN)) for _ in "1234"]
    results = sorted(json.loads(run.result().stdout)["result"] for run in runs)
    assert results == ["known", "known", "known", "opened"]
    assert len(list(desk.root.glob("tickets/**/*.md"))) == 1


@pytest.mark.slow
def test_a_source_of_the_senders_own(team_of: Callable[[int], Team]) -> None:
    team = team_of(2)
    event = {**OPEN, "fields": {"source": "crm:4711"}}
    idents = {receive(clone, event)["ticket"] for clone in team.clones}
    late = team.clones[1].at("2026-11-22T10:00:00Z")
    assert receive(late, event)["result"] == "known"
    team.settle()
    team.assert_same()
    (ident,) = idents
    assert ticket_of(team.clones[0], ident).source == "crm:4711"


def test_a_time_that_git_has_not(desk: DeskInFiles) -> None:
    for number, at in enumerate(("0001-01-01T00:00:00Z", "1969-12-31", "9999-12-31T23:59:59Z")):
        done = receive(desk, {**OPEN, "id": f"{number}", "timestamp": at})
        assert desk.git("fsck", "--strict") == ""
        opened = ticket_of(desk, done["ticket"]).opened
        assert opened is not None and opened.year == (1, 1969, 2026)[number]
    desk.call("log")
    desk.call("check")


def test_rules_run_with_an_event(desk: DeskInFiles) -> None:
    rule = "- name: route\n  on: opened\n  when: toner\n  then: {add-label: hardware}\n"
    desk.write("rules.yaml", rule)
    desk.commit("rules")
    assert ticket_of(desk, receive(desk, OPEN)["ticket"]).labels == ("hardware",)


def test_who_did_it_is_somebody_the_desk_knows(desk: DeskInFiles) -> None:
    desk.write("tix.yaml", "format: 1\npeople: [Ana Lima <ana@example.org>]\n")
    desk.commit("people")
    assert "nobody" in receive(desk, {**OPEN, "by": "Zzz"}, code=1)["error"]
    ident = receive(desk, {**OPEN, "by": "ana"})["ticket"]
    assert ticket_of(desk, ident).opened_by == "Ana Lima <ana@example.org>"


def test_the_result_of_a_run(desk: DeskInFiles) -> None:
    desk.write("../event.json", json.dumps(OPEN))
    done = desk.call("receive", "../event.json")
    assert done.stdout == f"{receive(desk, OPEN)['ticket']}\n"
    assert done.stderr.endswith(": opened\n")
    assert "no such file" in desk.call("receive", "../missing.json", code=1).stderr


@pytest.mark.parametrize(
    ("event", "code", "said"),
    [
        ({"type": "ticket.open", "title": "x"}, 2, "has no id"),
        ({"id": "1", "title": "x"}, 2, "no type that tix knows"),
        ({"id": "1", "type": "ticket.opne", "title": "x"}, 2, "did you mean 'ticket.open'?"),
        ({"id": "1", "type": "ticket.open"}, 2, "has no title"),
        ({**OPEN, "titel": "x"}, 2, "did you mean 'title'?"),
        ({**OPEN, "fields": {"colour": "red"}}, 2, "colour"),
        ({**OPEN, "fields": {"priority": "hihg"}}, 1, "high"),
        ({**OPEN, "fields": {"labels": [["x"]]}}, 2, "must have a text"),
        ({**OPEN, "fields": {"labels": ["x"] * 1001}}, 2, "over 1000"),
        ({**OPEN, "key": "  "}, 2, "empty key"),
        ({**OPEN, "by": "Jo\nX <ana@example.org>"}, 2, "one line"),
        ({**OPEN, "timestamp": "yesterday"}, 2, "not a time"),
        ({**OPEN, "by": "a\ud800@example.org"}, 2, "half a character"),
        ({**OPEN, "text": "a\x00b"}, 2, "NUL"),
        ({"id": "1", "type": "ticket.comment", "text": "x"}, 2, "must name its ticket"),
        ({"id": "1", "type": "ticket.comment", "ticket": "zzzzzz", "text": "x"}, 3, "zzzzzz"),
        ({"id": "1", "type": "ticket.comment", "key": "none", "text": "x"}, 3, "the key 'none'"),
        ({"id": "1", "type": "ticket.status", "key": "none"}, 2, "has no status"),
    ],
)  # fmt: skip
def test_what_is_refused_changes_nothing(
    desk: DeskInFiles, event: dict[str, Any], code: int, said: str
) -> None:
    before = commits(desk)
    assert said in receive(desk, event, code=code)["error"]
    assert commits(desk) == before
    assert desk.git("status", "--porcelain") == ""


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b"{", "is no JSON"),
        (b"{}{}", "one event at a time"),
        (b"[]", "one object"),
        (b"\xff", "UTF-8"),
        (b'{"id": "1", "id": "2"}', "twice"),
        (b'{"id": NaN}', "NaN"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"id": ' + b"9" * 5000 + b"}", "number"),
        (b" " * (4 * 2**20 + 1), "over 4 MB"),
    ],
)
def test_what_is_no_event(desk: DeskInFiles, data: bytes, said: str) -> None:
    done = desk.call("receive", stdin=data, code=2)
    assert said in done.stderr + str(getattr(done, "hint", ""))


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda few: st.lists(few, max_size=3) | st.dictionaries(st.text(max_size=8), few, max_size=3),
)
_NAMES = st.sampled_from(["id", "type", "title", "text", "fields", "ticket", "key", "by", "x"])
_TYPES = st.sampled_from(["ticket.open", "ticket.comment", "ticket.status"])


@given(st.dictionaries(_NAMES, _VALUES), _TYPES)
def test_any_object_is_an_event_or_an_error(given_: dict[str, Any], kind: str) -> None:
    try:
        event = read_event(json.dumps({"type": kind, **given_}).encode())
    except BadEventError:
        return
    assert event.id
    assert event.type == kind
