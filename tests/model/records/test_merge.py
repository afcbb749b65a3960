"""Merging records of other kinds than tickets: the laws, over random versions of each kind."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.scale import usual
from tix.model.merge.files import (
    MergeConflictError,
    MergedFile,
    TwoRecordsError,
    merge_record_files,
)
from tix.model.record.document import dump, load
from tix.model.record.fields import Field
from tix.model.record.kind import RecordKind
from tix.model.records.article import ARTICLE
from tix.model.records.asset import ASSET
from tix.model.records.customer import CUSTOMER
from tix.model.records.invoice import INVOICE
from tix.model.records.kinds import KINDS

VALUES = {
    "name": ["Acme Ltd.", "Acme", "Acme: the anvils", "株式会社"],
    "title": ["Reset a password", "Reset: how", "再起動"],
    "number": ["2026-0001"],
    "contacts": ["Jo <jo@acme.example>", "ann@acme.example"],
    "ips": ["192.0.2.0/24", "2001:db8::/32"],
    "from": ["k7f3qz", "m3k9vd"],
    "status": ["draft", "sent", "paid", "void"],
    "public": ["yes", "no"],
    "counted": [
        "2026-11-01T09:00:00Z · 14",
        "2026-11-02T09:00:00Z · 9",
        "2026-11-02T09:00:00Z · 8",
    ],
}
"""Texts of fields that can't hold just any word."""

BY_TYPE = {
    "day": ["2026-01-01", "2026-01-05", "2026-01-09"],
    "money": ["80", "95.50 EUR"],
    "tax": ["19%", "AE"],
    "number": ["3", "12.5"],
    "line": [
        "w-aaaaaa · k7f3qz · 1.5 h · 80.00 · 120.00 · 2026-11-20 the linker",
        "w-bbbbbb · k7f3qz · 0.5 h · 80.00 · 40.00",
        "p-cccccc · m3k9vd · 2 pcs · 4.50 · 9.00 · 2026-11-21 Gasket 12",
    ],
    "occurrence": [
        "o-q8m2ht · 2026-11-01T09:00:00Z · mac",
        "o-m3k9vd · 2026-11-02T09:00:00Z · mac · abc",
        "2026-11-02T09:00:00Z · mac",
    ],
}
WORDS = ["gold", "silver", "tin", "north", "Büro"]
LINES = st.lists(
    st.sampled_from(["Makes anvils.", "Calls on Mondays.", "", "- a list"]), max_size=5
)


def values_of(kind: RecordKind[Any], field: Field) -> st.SearchStrategy[Any]:
    texts = VALUES.get(field.name) or BY_TYPE.get(field.kind.name, WORDS)
    one = st.sampled_from([field.kind.parse(text) for text in texts])
    if field.many:
        return st.lists(one, unique=True, max_size=3).map(tuple)
    return one if field.name in kind.needed else st.none() | one


def records_of(kind: RecordKind[Any]) -> st.SearchStrategy[Any]:
    fields = (field for field in kind.fields if field.name != "redacted")
    values = {field.attribute: values_of(kind, field) for field in fields}
    return st.builds(
        kind.make, id=st.just("acme"), **values, body=LINES.map("\n".join).map(str.strip)
    )


TRIPLES = st.sampled_from(KINDS).flatmap(
    lambda kind: st.tuples(st.just(kind), *[records_of(kind)] * 3)
)


def merge(base: bytes | None, ours: bytes, theirs: bytes) -> MergedFile:
    return merge_record_files(CUSTOMER, "acme", base, ours, theirs)


@settings(max_examples=usual(250), deadline=None, suppress_health_check=list(HealthCheck))
@given(TRIPLES)
def test_the_laws_hold(triple: tuple[RecordKind[Any], Any, Any, Any]) -> None:
    kind, base, ours, theirs = triple
    one, two, three = (dump(kind, record) for record in (base, ours, theirs))

    def merged_of(before: bytes | None, left: bytes, right: bytes) -> MergedFile:
        return merge_record_files(kind, "acme", before, left, right)

    def without_base(left: bytes, right: bytes) -> MergedFile | str:
        try:
            return merged_of(None, left, right)
        except TwoRecordsError as error:
            assert kind is INVOICE
            return str(error)

    assert merged_of(one, two, two).data == two
    assert merged_of(one, two, one).data == two
    assert merged_of(one, one, three).data == three
    merged = merged_of(one, two, three)
    assert merged == merged_of(one, three, two), "it matters which side is ours"
    assert without_base(two, three) == without_base(three, two)
    for side in (two, three):
        assert merged_of(side, merged.data, side).data == merged.data
    values_are_kept(kind, (base, ours, theirs), merged)


def values_are_kept(kind: RecordKind[Any], sides: tuple[Any, Any, Any], merged: MergedFile) -> None:
    """A value that one side alone changed is there; of two, one is and the other in a note."""
    result = load(kind, merged.data, name="acme").record
    aside = {(note.field, note.value) for note in merged.asides}
    for field in kind.fields:
        was, mine, other = map(field.of, sides)
        if field.many or mine == other:
            continue
        now = field.of(result)
        if was in (mine, other):
            assert now == (other if mine == was else mine), field.name
        elif field.merged != "earlier" and None not in (mine, other):
            lost = other if now == mine else mine
            assert (field.name, field.kind.dump(lost)) in aside, field.name


@pytest.mark.parametrize(
    ("kind", "name", "ours", "theirs", "stays"),
    [
        (ARTICLE, "public", "yes", "no", "no"),
        (ARTICLE, "public", None, "yes", "no"),
        (ARTICLE, "reviewed", "2026-01-01", "2026-02-01", "2026-02-01"),
        (ASSET, "counted", "2026-01-09T00:00:00Z · 4", "2026-01-10T00:00:00Z · 1",
         "2026-01-10T00:00:00Z · 1"),
        (INVOICE, "status", "paid", "sent", "paid"),
        (INVOICE, "status", "draft", "sent", "sent"),
        (INVOICE, "status", "void", "paid", "void"),
    ],
)  # fmt: skip
def test_rules_of_fields(
    kind: RecordKind[Any], name: str, ours: str | None, theirs: str | None, stays: str
) -> None:
    first = f"---\n{kind.title}: Acme\n---\n".encode()

    def with_value(value: str | None) -> bytes:
        return first.replace(b"Acme\n", f"Acme\n{name}: {value}\n".encode()) if value else first

    merged = merge_record_files(kind, "acme", None, with_value(ours), with_value(theirs))
    assert f"\n{name}: {stays}\n" in merged.data.decode()


def test_two_invoices_of_one_number_are_never_one() -> None:
    """One customer would be billed for the other's work."""
    door = (
        "---\nnumber: 2026-0001\ncustomer: acme\nstatus: draft\nlines:\n"
        "- w-aaaaaa · k7f3qz · 1 h · 80.00 · 80.00 · door\n---\n"
    ).encode()
    roof = door.replace(b"w-aaaaaa", b"w-bbbbbb")
    for other in (roof, door.replace(b"acme", b"beta")):
        with pytest.raises(TwoRecordsError, match="two different invoices 2026-0001"):
            merge_record_files(INVOICE, "2026-0001", None, door, other)
    sent = door.replace(b"draft", b"sent")
    assert b"\nstatus: sent\n" in merge_record_files(INVOICE, "2026-0001", None, door, sent).data
    assert merge_record_files(INVOICE, "2026-0001", door, roof, sent).data


def test_a_merge_never_makes_an_article_public() -> None:
    first = b"---\ntitle: Doors\npublic: no\n---\n"
    ours, theirs = first.replace(b"public: no\n", b""), first.replace(b"no", b"yes")
    assert b"\npublic: no\n" in merge_record_files(ARTICLE, "doors", first, ours, theirs).data
    assert merge_record_files(ARTICLE, "doors", first, first, theirs).data == theirs


FIRST = b"---\n# by hand\nname: Acme\nplan: gold\nregion: north\n---\n\nMakes anvils.\n"


def test_a_value_that_two_changed_is_in_a_note() -> None:
    merged = merge(FIRST, FIRST.replace(b"gold", b"tin"), FIRST.replace(b"gold", b"silver"))
    text = merged.data.decode()
    assert {note.field for note in merged.asides} == {"plan"}
    assert ("plan: tin" in text, "plan: silver" in text).count(True) == 1
    assert "tin" in text
    assert "silver" in text
    assert "region: north" in text


def test_two_that_were_added_under_one_name_become_one() -> None:
    ours, theirs = FIRST, b"---\nname: Acme\nlabels: [key]\n---\n\nAnother text.\n"
    merged = merge(None, ours, theirs)
    record = load(CUSTOMER, merged.data, name="acme").record
    assert (record.plan, record.labels) == ("gold", ("key",))
    assert "Makes anvils." in merged.data.decode()
    assert "Another text." in merged.data.decode()


@pytest.mark.parametrize(
    "broken", ["---\nname: [\n---\n", "no front matter", "---\nplan: tin\n---\n"]
)
def test_a_side_that_cant_be_read_is_in_a_note_of_the_other(broken: str) -> None:
    merged = merge(FIRST, FIRST.replace(b"gold", b"silver"), broken.encode())
    [aside] = merged.asides
    assert (aside.field, aside.value) == ("the broken file", broken)
    record = load(CUSTOMER, merged.data, name="acme").record
    assert record.plan == "silver"
    assert broken.strip() in record.comments[0].text


def test_two_that_cant_be_read_are_left_to_people() -> None:
    with pytest.raises(MergeConflictError):
        merge(FIRST, b"---\nname: [\n---\n", b"---\nname: {\n---\n")
