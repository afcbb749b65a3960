"""tix's own JSON as tickets."""

import json
from base64 import b64encode
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.scale import usual
from tix.importers import json as importer
from tix.importers.foreign_words import Words
from tix.importers.incoming import (
    ForeignLink,
    ImportInputError,
    Incoming,
    IncomingAttachment,
    Reading,
)
from tix.model.config.config import Config
from tix.model.ids import is_comment_id
from tix.model.people import Person
from tix.model.record.values import Comment
from tix.model.ticket.json import to_object
from tix.model.ticket.ticket import Ticket

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
TICKET = Ticket(
    "k7f3qz",
    "Red",
    status="odd",
    opened=NOON,
    opened_by="ana",
    body="one\r\ntwo\n",
    comments=(Comment("c-q8m2ht", NOON, Person("Ana", "ana@acme.example"), True, "x\n"),),
)
OBJECT: dict[str, Any] = to_object(TICKET, path="tickets/2026/03/k7f3qz.md", updated=NOON)


def reading(folder: Path, *records: object) -> Reading:
    file = folder / "in.json"
    file.write_text(json.dumps(records))
    return importer.read(file, Words(Config()))


def item(folder: Path, **changed: object) -> Incoming:
    found = reading(folder, {**OBJECT, **changed})
    assert found.skipped == ()
    return found.items[0]


def test_a_ticket_comes_in_exactly(tmp_path: Path) -> None:
    found = item(tmp_path)
    assert found.ticket == TICKET
    assert found.exact
    assert found.notes == ("status 'odd' isn't known here",)
    assert found.where == "k7f3qz"


@pytest.mark.parametrize(
    ("ident", "source"),
    [("ABC-1", "json:ABC-1"), (12, "json:12"), ("K7F3QZ", "json:K7F3QZ")],
)
def test_an_id_that_is_none_becomes_the_source(tmp_path: Path, ident: object, source: str) -> None:
    found = item(tmp_path, id=ident)
    assert (found.ticket.id, found.ticket.source) == ("", source)
    assert item(tmp_path, id=ident, source="github:a/b#1").ticket.source == "github:a/b#1"


def test_without_an_id_title_and_opening_tell_it_again(tmp_path: Path) -> None:
    source = item(tmp_path, id=None).ticket.source
    assert source is not None
    assert source.startswith("json:~")
    assert source == item(tmp_path, id=None, body="other").ticket.source
    assert source != item(tmp_path, id=None, title="other").ticket.source


def test_a_hand_made_record_gets_a_status(tmp_path: Path) -> None:
    found = reading(tmp_path, {"title": "Only this"}).items[0]
    assert found.ticket.status == "open"
    assert not found.exact
    assert item(tmp_path, status=None).ticket.status is None


def test_links_are_handed_over_to_be_looked_up(tmp_path: Path) -> None:
    links = [{"kind": "blocks", "id": "m3k9vd"}, {"kind": "parent", "id": "ABC-1"}]
    assert item(tmp_path, links=links).links == (
        ForeignLink("blocks", "m3k9vd", ("id m3k9vd",)),
        ForeignLink("parent", "ABC-1", ("id abc-1",)),
    )


def test_attachments_come_with_their_bytes(tmp_path: Path) -> None:
    data = b"\0\xff"
    name = f"{sha256(data).hexdigest()[:8]}-log.txt"
    file = {
        "name": name,
        "path": f"attachments/k7f3qz/{name}",
        "size": 2,
        "sha256": sha256(data).hexdigest(),
        "content": b64encode(data).decode(),
    }
    found = item(tmp_path, attachments=[file])
    assert found.ticket.attachments == (name,)
    assert found.attachments == (IncomingAttachment(name, data),)
    bare = item(tmp_path, attachments=[{"name": name}])
    assert bare.ticket.attachments == (name,)
    assert bare.attachments == ()
    assert "attachments came without their content" in bare.notes


@pytest.mark.parametrize("name", ["a", "my file (1).png", "Größe.txt", "console.log"])
def test_an_attachments_plain_name_stays(tmp_path: Path, name: str) -> None:
    (found,) = item(tmp_path, attachments=[{"name": name, "content": "AAEC"}]).attachments
    assert found.name == name


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        "/etc/passwd",
        "a\\b",
        "..",
        "",
        "x\n",
        "12345678-a/b",
        "CON",
        "nul.txt",
        "a.",
        "-x",
    ],
)
def test_an_attachments_name_leads_nowhere_else(tmp_path: Path, name: str) -> None:
    (found,) = item(tmp_path, attachments=[{"name": name, "content": "AAEC"}]).attachments
    prefix = sha256(b"\0\1\2").hexdigest()[:8]
    assert found.name.startswith(f"{prefix}-")
    assert found.name.removeprefix(f"{prefix}-").strip(".-")
    assert not set(found.name) & set("/\\\n")


def test_comments_without_an_id_of_ours_get_one_that_stays(tmp_path: Path) -> None:
    comment = {**OBJECT["comments"][0], "id": None}
    comments = item(tmp_path, comments=[comment, comment, {**comment, "id": 7}]).ticket.comments
    assert len({c.id for c in comments}) == 3
    assert all(is_comment_id(c.id) for c in comments)
    again = item(tmp_path, comments=[comment, comment, {**comment, "id": 7}]).ticket.comments
    assert comments == again


@pytest.mark.parametrize(
    ("record", "why"),
    [
        (5, "it isn't an object, {…}"),
        ({}, "title: it is missing"),
        ({"id": [], "title": "x"}, "id: this must be a text"),
        ({"title": "x", "labels": "ci"}, "labels: this must be a list, […]"),
        ({"title": "x", "links": {}}, "links: this must be a list, […]"),
        ({"title": "x", "links": ["x"]}, "links[0]: this must be an object, {…}"),
        (
            {"title": "x", "links": [{"kind": "eats", "id": "x"}]},
            "links[0].kind: 'eats' is none of blocks, depends-on, duplicates, relates-to, parent",
        ),
        (
            {"title": "x", "attachments": [{"name": "a", "content": "?"}]},
            "attachment 'a': the content isn't base64",
        ),
        (
            {"title": "x", "attachments": [{"name": "a", "content": 5}]},
            "attachment 'a': the content isn't base64",
        ),
        (
            {"title": "x", "attachments": [{"name": "a", "content": "AAEC", "sha256": "00"}]},
            "attachment 'a': the content doesn't match its sha256",
        ),
    ],
)
def test_what_is_no_ticket_is_skipped_with_the_reason(
    tmp_path: Path, record: object, why: str
) -> None:
    found = reading(tmp_path, record, OBJECT)
    assert [(s.where, s.why) for s in found.skipped] == [("record 1", why)]
    assert [i.where for i in found.items] == ["k7f3qz"]


def test_what_no_file_can_hold_is_replaced_and_told(tmp_path: Path) -> None:
    found = item(tmp_path, title="a\ud800", fields={"\0": "x"})
    assert found.ticket.title == "a\ufffd"
    assert found.ticket.team_field("\ufffd") == "x"
    assert "what no file can hold came in as U+FFFD" in found.notes


def test_githubs_issues_are_refused_with_the_right_command(tmp_path: Path) -> None:
    with pytest.raises(ImportInputError) as caught:
        reading(tmp_path, {"number": 5, "title": "x", "state": "OPEN"})
    assert "tix import github" in str(caught.value.hint)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "at", "by", "text", "name", "kind", "x"]), inner)
    ),
    max_leaves=8,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=usual(80))
@given(st.dictionaries(st.sampled_from([*OBJECT, "x"]), anything))
def test_any_record_comes_in_or_is_skipped(tmp_path: Path, changed: dict[str, object]) -> None:
    found = reading(tmp_path, {**OBJECT, **changed})
    assert len(found.items) + len(found.skipped) == 1
