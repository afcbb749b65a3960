"""Writing a changed ticket leaves every line alone that doesn't have to change."""

from datetime import UTC, datetime
from typing import Any

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.model.handwritten import LISTS, SINGLES, HandWritten, hand_written
from tests.model.strategies import HEADING, comments, field_texts, texts
from tix.frozen import replace
from tix.model.changes.changes import set_team_field
from tix.model.people import Person
from tix.model.record.document import DocumentError
from tix.model.record.front_matter import FrontMatter
from tix.model.record.values import Comment
from tix.model.text.yaml_nodes import Scalar
from tix.model.ticket.document import Document, load
from tix.model.ticket.fields import BY_NAME
from tix.model.ticket.ticket import Ticket


def _text(document: Document, name: str) -> str | tuple[str, ...] | None:
    ticket = document.record
    return getattr(ticket, name) if name in BY_NAME else ticket.team_field(name)


def _with(ticket: Ticket, name: str, value: str | tuple[str, ...] | None) -> Ticket:
    if name not in BY_NAME:
        return set_team_field(ticket, name, value)
    empty = () if BY_NAME[name].many else None
    return _replaced(ticket, {name: empty if value is None else value})


def _replaced(ticket: Ticket, changes: dict[str, Any]) -> Ticket:
    return replace(ticket, **changes)


def _assert_only_changed(written: HandWritten, name: str, data: bytes) -> None:
    """What differs lies within the field's own lines, or is new lines in one place."""
    old = written.data
    if written.has(name):
        before, _, behind = written.around(name)
        assert data.startswith(before)
        assert data[len(before) :].endswith(behind)
        return
    more = len(data) - len(old)
    assert more > 0
    places = [0, *(n + 1 for n, byte in enumerate(old) if byte == 10)]
    assert any(data[:n] == old[:n] and data[n + more :] == old[n:] for n in places)


@given(hand_written())
def test_saving_without_a_change_gives_the_same_bytes(written: HandWritten) -> None:
    document = load(written.data)
    assert document.save(document.record) == written.data


@given(hand_written())
def test_fields_are_read_as_yaml_means_them(written: HandWritten) -> None:
    document = load(written.data)
    expected = yaml.load(document.front.text, Loader=yaml.BaseLoader)
    found = {
        entry.name: entry.node.value
        if isinstance(entry.node, Scalar)
        else [item.value for item in entry.node.items if isinstance(item, Scalar)]
        for entry in document.front.entries
    }
    assert found == expected


@given(hand_written(), st.sampled_from([*SINGLES, "x-new"]), st.none() | field_texts())
def test_changing_a_text_changes_its_lines_only(
    written: HandWritten, name: str, value: str | None
) -> None:
    document = load(written.data)
    ticket = _with(document.record, name, value)
    assume(ticket != document.record)
    assume(value is not None or not written.holds_apart(name))
    data = document.save(ticket)
    assert load(data).record == ticket
    _assert_only_changed(written, name, data)


@given(hand_written(), st.sampled_from([name for name in LISTS if name in BY_NAME]), st.data())
def test_changing_a_list_changes_its_lines_only(
    written: HandWritten, name: str, data: st.DataObject
) -> None:
    document = load(written.data)
    old = _text(document, name)
    assert isinstance(old, tuple)
    came = data.draw(st.lists(field_texts(), max_size=2))
    kept = [item for item in old if data.draw(st.booleans())]
    value = (*kept, *came) if data.draw(st.booleans()) else (*came, *reversed(kept))
    ticket = _with(document.record, name, value)
    assume(ticket != document.record)
    assume(value or not written.holds_apart(name))
    saved = document.save(ticket)
    assert load(saved).record == ticket
    _assert_only_changed(written, name, saved)


@given(hand_written(always=("labels",)), st.lists(field_texts(), min_size=1, max_size=3))
def test_items_added_to_a_block_list_are_new_lines_behind_it(
    written: HandWritten, came: list[str]
) -> None:
    document = load(written.data)
    labels = document.record.labels
    before, own, _ = written.around("labels")
    if not labels or b"[" in own.split(b"\n")[0] or set(came) & set(labels):
        return
    saved = document.save(replace(document.record, labels=(*labels, *came)))
    assert saved.startswith(before + own.rstrip(b"\r\n"))
    assert saved.count(b"\n") == written.data.count(b"\n") + len(came)


def test_a_comment_beside_a_list_without_items_stays() -> None:
    front = b"---\nid: k7f3qz\ntitle: x\nlabels: # two at most\nregions:  # where\n# end\n---\n"
    document = load(front)
    ticket = replace(_with(document.record, "regions", ("eu",)), labels=("ci", "arm64"))
    assert document.save(ticket) == (
        b"---\nid: k7f3qz\ntitle: x\nlabels: # two at most\n- ci\n- arm64\n"
        b"regions:  # where\n- eu\n# end\n---\n"
    )
    written = front.replace(b"labels:", b"labels: ~").replace(b"# where", b"\n  null # where")
    assert load(written).save(ticket) == document.save(ticket).replace(b":  #", b": #")


@given(hand_written(), st.sampled_from([*SINGLES, *LISTS]), st.data())
def test_any_change_is_read_back_whatever_stands_around_it(
    written: HandWritten, name: str, data: st.DataObject
) -> None:
    document = load(written.data)
    single: st.SearchStrategy[str | tuple[str, ...] | None] = st.none() | field_texts()
    several = st.none() | st.lists(field_texts(), min_size=1, max_size=3).map(tuple)
    if name not in BY_NAME:
        value = data.draw(single | several)
    else:
        value = data.draw(several if BY_NAME[name].many else single)
    ticket = replace(_with(document.record, name, value), body=data.draw(texts()))
    assert load(document.save(ticket)).record == ticket


_TEXTS = ("status", "customer", "milestone", "x-y", "severity")
_WORDS = ("a", "two words", "x:y", "#1", "it's", "", "- b", "12", "é")


@st.composite
def _plain_fronts(draw: st.DrawFn) -> str:
    """Front matters of plain lines, in any order, quoted or not."""
    quoted = [f"{quote}{word}{quote}" for word in _WORDS for quote in "'\"" if quote not in word]
    texts = st.sampled_from(["a", "two words", "x:y", "12", "é", *quoted])
    lines = [f"title: {draw(texts.filter(lambda text: len(text) > 2))}\n", "id: k7f3qz\n"]
    for name in _TEXTS:
        lines += [f"{name}: {draw(texts)}\n"] if draw(st.booleans()) else []
    for name in ("labels", "parts"):
        items = [f"- {item}\n" for item in draw(st.lists(texts, max_size=3, unique=True))]
        lines += [f"{name}:\n{''.join(items)}"] if items else []
    return "".join(draw(st.permutations(lines)))


@given(_plain_fronts(), st.data())
def test_plain_lines_are_changed_as_any_others(front: str, data: st.DataObject) -> None:
    try:
        document = load(f"---\n{front}---\n".encode())
    except DocumentError:
        assume(False)
    ticket = document.record
    for name in (*_TEXTS, "type", "labels"):
        if data.draw(st.booleans(), label=name):
            word = data.draw(st.none() | st.sampled_from(_WORDS).filter(bool))
            is_many = name in BY_NAME and BY_NAME[name].many
            kept = ticket.labels if data.draw(st.booleans(), label="kept") else ()
            ticket = _with(ticket, name, (*kept, word) if is_many and word else word)
    quick, is_sure = document.front.with_fields(document.record, ticket)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(FrontMatter, "_quick_edits", lambda *_: None)
        assert document.front.with_fields(document.record, ticket) == (quick, False)
    if is_sure:  # and never where it reads otherwise
        assert load(f"---\n{quick}---\n".encode()).record == ticket


def test_what_reads_back_otherwise_is_refused_in_plain_lines_too() -> None:
    document = load(b"---\nid: k7f3qz\ntitle: Oil\nsince: 2026-11-21T23:50:02Z\n---\n")
    since = datetime(2026, 11, 22, 1, 2, 3, 4, tzinfo=UTC)  # a file has no fractions of seconds
    with pytest.raises(ValueError, match="since holds something"):
        document.save(replace(document.record, since=since))


def _front(data: bytes) -> bytes:
    document = load(data)
    return data[: len(data) - len(document.tail.encode())]


@given(hand_written(), texts())
def test_changing_the_body_leaves_fields_and_comments(written: HandWritten, body: str) -> None:
    document = load(written.data)
    assume(body != document.record.body)
    saved = document.save(replace(document.record, body=body))
    assert _front(saved) == _front(written.data)
    lines = document.comment_lines()
    if lines:
        behind = b"\n".join(written.data.split(b"\n")[lines[0] - 1 :])
        assert saved.endswith(behind)
    assert load(saved).record.body == body


@given(hand_written(), comments())
def test_a_new_comment_goes_below_everything(written: HandWritten, comment: Comment) -> None:
    document = load(written.data)
    ticket = replace(document.record, comments=(*document.record.comments, comment))
    saved = document.save(ticket)
    assert load(saved).record == ticket
    assert saved.startswith(written.data.removesuffix(b"\n").removesuffix(b"\r"))
    had_an_end = written.data.endswith(b"\n") or written.rest == b"---"
    assert saved.endswith(b"\n") == (had_an_end or comment.text.endswith("\n"))


@given(hand_written(commented=True), texts(), st.data())
def test_editing_or_removing_a_comment_leaves_the_others(
    written: HandWritten, text: str, data: st.DataObject
) -> None:
    document = load(written.data)
    old = document.record.comments
    if not old:
        return
    at = data.draw(st.integers(0, len(old) - 1))
    edited = () if data.draw(st.booleans()) else (replace(old[at], text=text),)
    assume(edited != (old[at],))
    assume(len({*old, *edited}) == len(old) + len(edited))  # none is another's double
    ticket = replace(document.record, comments=(*old[:at], *edited, *old[at + 1 :]))
    saved = document.save(ticket)
    assert load(saved).record == ticket
    lines = written.data.split(b"\n")
    starts = document.comment_lines()
    assert saved.startswith(b"\n".join(lines[: starts[at] - 2]).removesuffix(b"\r"))
    if at + 1 < len(old):
        assert saved.endswith(b"\n".join(lines[starts[at + 1] - 1 :]))


@given(hand_written(line_end="\r\n"), comments(), field_texts())
def test_crlf_stays_crlf(written: HandWritten, comment: Comment, status: str) -> None:
    document = load(written.data)
    ticket = replace(document.record, comments=(comment,), status=status, body="a\nb")
    assert b"\n" not in document.save(ticket).replace(b"\r\n", b"")


HAND = (
    b"""\
---
# the build
id: k7f3qz
title:   'Nightly build'   # quoted
x-cost: 12
labels:
  # for the release
  - ci   # all of it

  - "arm64"
assignees: [ ana@example.org,
  bob@example.org ]
due: 2026-11-25
x-note: |
  two
  lines

opened: 2026-11-21T23:50:02Z
---

The body %s
"""
    % b" "
)


@pytest.mark.parametrize(
    ("change", "old", "new"),
    [
        ({"status": "open"}, b"x-cost", b"status: open\nx-cost"),
        ({"priority": "high"}, b"x-cost", b"priority: high\nx-cost"),
        ({"title": "CI: red"}, b"  'Nightly build'  ", b'  "CI: red"  '),
        ({"labels": ("ci",)}, b'  - "arm64"\n', b""),
        ({"labels": ("arm64",)}, b"  - ci   # all of it\n", b""),
        ({"labels": ("ci", "arm64", "x: y")}, b'"arm64"\n', b'"arm64"\n  - "x: y"\n'),
        ({"labels": ()}, b'labels:\n  # for the release\n  - ci   # all of it\n\n  - "arm64"\n',
         b"  # for the release\n\n"),
        ({"assignees": ("ana@example.org",)}, b"[ ana@example.org,\n  bob@example.org ]",
         b"[ana@example.org]"),
        ({"assignees": ()}, b"assignees: [ ana@example.org,\n  bob@example.org ]\n", b""),
        ({"due": None}, b"due: 2026-11-25\n", b""),
        ({"milestone": "2.0"}, b"due:", b"milestone: 2.0\ndue:"),
        ({"key": "k"}, b"23:50:02Z\n", b"23:50:02Z\nkey: k\n"),
        ({"body": "New\n"}, b"The body  \n", b"New\n\n"),
    ],
)  # fmt: skip
def test_a_change_is_as_small_as_it_can_be(
    change: dict[str, object], old: bytes, new: bytes
) -> None:
    document = load(HAND)
    assert HAND.count(old) == 1
    assert document.save(_replaced(document.record, change)) == HAND.replace(old, new)


def test_a_field_goes_behind_those_that_come_before_it_in_the_table() -> None:
    data = b"---\nid: k7f3qz\ntitle: a\nopened: 2026-11-21T23:50:02Z\n---\n"
    document = load(data)
    saved = document.save(replace(document.record, labels=("x",), status="open"))
    assert saved == (
        b"---\nid: k7f3qz\ntitle: a\nstatus: open\nlabels:\n- x\n"
        b"opened: 2026-11-21T23:50:02Z\n---\n"
    )


def test_a_new_team_field_goes_behind_all() -> None:
    data = b"---\nid: k7f3qz\nx-b: 1\ntitle: a\nx-a: 2\n---\n"
    saved = load(data).save(set_team_field(load(data).record, "x-c", "3"))
    assert saved == data.replace(b"x-a: 2\n", b"x-a: 2\nx-c: 3\n")


def test_a_removed_field_that_held_two_others_apart_costs_layout_but_no_value() -> None:
    data = b"---\nid: k7f3qz\ntitle: |\n  a\nstatus: open\n  # note\nx-b: 1\n---\n"
    document = load(data)
    ticket = replace(document.record, status=None)
    assert load(document.save(ticket)).record == ticket


def test_a_block_scalar_gives_way_without_the_blank_lines_below_it() -> None:
    document = load(HAND)
    ticket = set_team_field(document.record, "x-note", "one")
    assert document.save(ticket) == HAND.replace(b"|\n  two\n  lines\n", b"one\n")


def test_a_lone_cr_at_the_end_of_a_crlf_file_is_text() -> None:
    data = b"---\r\nid: k7f3qz\r\ntitle: a\r\n---\r\n\r\nBody\r"
    document = load(data)
    assert document.record.body == "Body\r"
    comment = Comment("c-q8m2ht", datetime(2026, 1, 1, tzinfo=UTC), Person("A", ""), False, "b")
    saved = document.save(replace(document.record, comments=(comment,)))
    heading = b"## 2026-01-01T00:00:00Z \xc2\xb7 A <> \xc2\xb7 c-q8m2ht"
    assert saved == data + b"\r\n\r\n" + heading + b"\r\n\r\nb"


def test_two_comments_that_are_the_same_keep_their_own_bytes() -> None:
    heading = HEADING.encode()
    data = b"---\nid: k7f3qz\ntitle: a\n---\n\n%s\n\n\n%s\n\nBody\n" % (heading, heading)
    data = data.replace(b"\n\nBody", b"")
    document = load(data)
    assert document.record.comments[0] == document.record.comments[1]
    saved = document.save(replace(document.record, body="New"))
    assert saved == data.replace(b"---\n\n##", b"---\n\nNew\n\n##")


BLOCKS = b"---\nid: k7f3qz\ntitle: a\nx-a: |+\n  a\n\nx-b: >-\n  b\n\nx-c:\n# note\nx-d: e\n---\n"


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("x-a", b"|+\n  a\n\n", b"new\n"),
        ("x-b", b">-\n  b\n", b"new\n"),
        ("x-c", b"x-c:", b"x-c: new"),
    ],
)
def test_blank_lines_below_a_block_scalar_are_its_own_only_with_a_plus(
    name: str, old: bytes, new: bytes
) -> None:
    document = load(BLOCKS)
    assert BLOCKS.count(old) == 1
    assert document.save(set_team_field(document.record, name, "new")) == BLOCKS.replace(old, new)


@pytest.mark.parametrize("name", ["labels", "assignees"])
def test_what_is_taken_out_of_a_list_can_be_put_back(name: str) -> None:
    document = load(HAND)
    items = getattr(document.record, name)
    without = load(document.save(replace(document.record, **{name: items[:1]})))
    again = load(without.save(replace(without.record, **{name: items})))
    assert again.record == document.record
