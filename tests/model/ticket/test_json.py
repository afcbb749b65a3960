"""A ticket as JSON and back."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.model.strategies import occurrences
from tix.frozen import replace
from tix.model.ids import ALPHABET, LETTERS
from tix.model.people import Person
from tix.model.record.json import json_text
from tix.model.record.occurrences import Occurrence, with_ids
from tix.model.record.values import Comment, TeamField
from tix.model.ticket.fields import FIELDS
from tix.model.ticket.json import (
    BESIDE_FIELDS,
    COVERAGE,
    PROMISE,
    AttachmentInfo,
    from_object,
    to_object,
)
from tix.model.ticket.ticket import LINK_KINDS, Link, Ticket

NOON = datetime(2026, 11, 21, 12, 0, 2, tzinfo=UTC)

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
names = texts.map(lambda text: text.replace("<", "").replace(">", "").strip()).filter(
    lambda text: bool(text)
)
ids = st.builds(str.__add__, st.sampled_from(LETTERS), st.text(ALPHABET, min_size=5, max_size=5))
times = st.datetimes(timezones=st.just(UTC)).map(lambda when: when.replace(microsecond=0))
people = st.builds(Person, names, names)
lists = st.lists(texts, max_size=3, unique=True).map(tuple)
links = st.builds(Link, st.sampled_from(LINK_KINDS), ids)
seen = occurrences().map(lambda each: replace(each, id=""))
comments = st.builds(Comment, ids.map("c-".__add__), times, people, st.booleans(), texts)
reserved = {*(field.name for field in FIELDS), *BESIDE_FIELDS}  # these become original_…
team_fields = st.lists(
    st.builds(
        TeamField,
        texts.filter(lambda name: name not in reserved),
        texts | st.lists(texts, min_size=1, max_size=3).map(tuple),
    ),
    max_size=3,
    unique_by=lambda field: field.name,
).map(tuple)


def _optional(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


tickets = st.builds(
    Ticket,
    id=ids,
    title=texts.filter(lambda text: bool(text.strip())),
    **{name: _optional(texts) for name in ("status", "type", "priority", "requester", "customer")},
    **{
        name: _optional(texts) for name in ("milestone", "opened_by", "resolution", "key", "source")
    },
    **{name: _optional(times) for name in ("since", "opened", "resolved", "closed")},
    **dict.fromkeys(("assignees", "watchers", "labels", "attachments"), lists),
    due=_optional(times | st.dates()),
    occurrences=st.lists(seen, max_size=2).map(with_ids),
    links=st.lists(links, max_size=2).map(tuple),
    team_fields=team_fields,
    body=texts,
    comments=st.lists(comments, max_size=2).map(tuple),
)


@given(tickets)
def test_every_ticket_comes_back_from_its_json(ticket: Ticket) -> None:
    written = json_text(to_object(ticket, path="tickets/x.md", updated=NOON))
    assert from_object(json.loads(written)) == ticket


def test_the_keys_stand_in_the_documented_order_and_absent_is_null_or_an_empty_list() -> None:
    assert json_text(to_object(Ticket("k7f3qz", "Red"), path=None, updated=None), indent=None) == (
        '{"id": "k7f3qz", "title": "Red", "status": null, "since": null, "type": null, '
        '"priority": null, "requester": null, "customer": null, "assignees": [], '
        '"watchers": [], "labels": [], "milestone": null, "due": null, "opened": null, '
        '"opened_by": null, "resolved": null, "closed": null, "resolution": null, "key": null, '
        '"occurrences": [], "links": [], "attachments": [], "source": null, "redacted": [], '
        '"body": "", "comments": [], "path": null, "updated": null, "backlinks": [], "fields": {}, '
        '"channel": null, "occurred": null, "impact": null, "urgency": null, "contract": null, '
        '"ip": null, "assets": [], "cause": null, "prevention": null, "resolution_code": null, '
        '"waited": [], "worked": [], "used": [], "ratings": [], "signatures": [], '
        '"messages": [], "fired": [], "failing": [], "commits": [], "imported": []}'
    )


def test_values_are_written_as_documented() -> None:
    ticket = Ticket(
        "k7f3qz",
        "Red",
        due=date(2026, 11, 25),
        opened=NOON,
        occurrences=with_ids([Occurrence(NOON, "ci/7", "")]),
        links=(Link("blocks", "m3k9vd"),),
        attachments=("12345678-log.txt", "gone.txt"),
        team_fields=(TeamField("os", ("linux", "mac")), TeamField("points", "0123")),
        comments=(Comment("c-q8m2ht", NOON, Person("bob", ""), True, "one\ntwo"),),
    )
    info = AttachmentInfo("12345678-log.txt", "attachments/k7f3qz/x", 3, "ab" * 32, b"\0\1\2")
    written = to_object(ticket, path="p", updated=NOON, attachments=[info])
    assert written["due"] == "2026-11-25"
    assert written["opened"] == written["updated"] == "2026-11-21T12:00:02Z"
    assert written["occurrences"] == [
        {"at": "2026-11-21T12:00:02Z", "where": "ci/7", "commit": None, "url": None, "count": 1}
    ]
    assert written["links"] == [{"kind": "blocks", "id": "m3k9vd"}]
    assert written["attachments"] == [
        {
            "name": "12345678-log.txt",
            "path": "attachments/k7f3qz/x",
            "size": 3,
            "sha256": "ab" * 32,
            "content": "AAEC",
        },
        {"name": "gone.txt", "path": None, "size": None, "sha256": None},
    ]
    assert written["fields"] == {"os": ["linux", "mac"], "points": "0123"}
    assert written["comments"] == [
        {
            "id": "c-q8m2ht",
            "at": "2026-11-21T12:00:02Z",
            "by": "bob <>",
            "internal": True,
            "text": "one\ntwo",
        }
    ]
    assert from_object(written) == ticket


def test_attachment_bytes_are_left_out_unless_they_are_given() -> None:
    ticket = Ticket("k7f3qz", "Red", attachments=("a",))
    info = AttachmentInfo("a", "attachments/k7f3qz/a", 3, "00")
    written = to_object(ticket, path=None, updated=None, attachments=[info])
    assert "content" not in written["attachments"][0]


MINIMAL: dict[str, object] = {"id": "k7f3qz", "title": "Red"}


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"id": None}, "id: it is missing"),
        ({"id": "K7"}, "id: 'K7' is not an id"),
        ({"title": 5}, "title: this must be a text"),
        ({"title": " "}, "title: the title is empty"),
        ({"opened": "soon"}, "opened: 'soon' is not a time"),
        ({"due": True}, "due: this must be a text"),
        ({"labels": "ci"}, "labels: this must be a list"),
        ({"labels": ["ci", 5]}, r"labels\[1\]: this must be a text"),
        ({"links": ["blocks x"]}, r"links\[0\]: this must be an object, {…}"),
        ({"links": [{"kind": "eats", "id": "k7f3qz"}]}, r"links\[0\]: 'eats k7f3qz' is not a link"),
        ({"occurrences": [{}]}, r"occurrences\[0\].at: this must be a text"),
        ({"occurrences": [{"at": "x"}]}, r"occurrences\[0\].at: 'x' is not a time"),
        ({"attachments": [{"name": 1}]}, r"attachments\[0\].name: this must be a text"),
        ({"body": []}, "body: this must be a text"),
        ({"fields": []}, None),
        ({"fields": [1]}, "fields: this must be an object"),
        ({"comments": {}}, "comments: this must be a list"),
        ({"comments": [{"id": "x"}]}, r"comments\[0\].id: 'x' is not a comment's id"),
        (
            {"comments": [{"id": "c-q8m2ht", "at": "x", "by": "b", "text": ""}]},
            r"comments\[0\].at: 'x' is not a time",
        ),
        (
            {"comments": [{"id": "c-q8m2ht", "at": "2026-01-01", "by": "b", "internal": 1}]},
            r"comments\[0\].internal: this must be true or false",
        ),
    ],
)
def test_a_wrong_value_is_named_with_its_place(
    changed: dict[str, object], message: str | None
) -> None:
    if message is None:
        from_object({**MINIMAL, **changed})
        return
    with pytest.raises(ValueError, match=f"^{message}"):
        from_object({**MINIMAL, **changed})


@pytest.mark.parametrize("value", [None, [], "x", 5])
def test_what_is_no_object_is_no_ticket(value: object) -> None:
    with pytest.raises(ValueError, match=r"^this must be an object, \{…\}"):
        from_object(value)


def test_unknown_keys_become_team_fields_and_nested_values_their_json() -> None:
    ticket = from_object(
        {
            **MINIMAL,
            "points": 3,
            "done": False,
            "os": ["linux", 7, None],
            "nested": {"ä": [1]},
            "nothing": None,
            "empty": [],
            "fields": {"points": "5", "status": "odd", "text": ""},
        }
    )
    assert {field.name: field.value for field in ticket.team_fields} == {
        "points": "5",
        "original_status": "odd",
        "text": "",
        "original_points": "3",
        "done": "false",
        "os": ("linux", "7"),
        "nested": '{"ä": [1]}',
    }


@pytest.mark.parametrize("name", [PROMISE, COVERAGE])
def test_a_field_of_the_teams_own_called_like_what_is_computed_stays(name: str) -> None:
    computed = {"why": None}
    ticket = from_object({**MINIMAL, "fields": {name: "full"}, name: computed})
    assert ticket.team_fields == (TeamField(name, "full"),)
    assert from_object({**MINIMAL, name: "full"}).team_fields == ticket.team_fields


@given(st.text(max_size=30))
def test_json_text_is_exact(text: str) -> None:
    written = json_text([text])
    assert json.loads(written) == json.loads(json.dumps([text]))
    written.encode()


def test_json_text_holds_nothing_that_misleads_a_terminal() -> None:
    hostile = "\x1b]52;c;x\x07\x9b\u202e\u2066\u200b\ud800\U000e0041\x7f"
    written = json_text(hostile)
    assert written.isascii()
    assert written.isprintable()
    assert json_text("né 日本 😀") == '"né 日本 😀"'


def test_times_of_another_zone_come_in_as_utc() -> None:
    ticket = from_object({**MINIMAL, "opened": "2026-11-21T14:00:02.5+02:00"})
    assert ticket == replace(Ticket("k7f3qz", "Red"), opened=NOON)
