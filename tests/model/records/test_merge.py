"""Merging records of other kinds than tickets: the laws, over random versions of a customer."""

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.scale import usual
from tix.model.merge.files import MergeConflictError, MergedFile, merge_record_files
from tix.model.record.document import dump, load
from tix.model.records.customer import CUSTOMER, Customer

WORDS = st.sampled_from(["gold", "silver", "tin", "north", "key", "Büro"])
NAMES = st.sampled_from(["Acme Ltd.", "Acme", "Acme: the anvils", "株式会社"])
DAYS = st.dates(date(2026, 1, 1), date(2026, 1, 9))
LINES = st.lists(
    st.sampled_from(["Makes anvils.", "Calls on Mondays.", "", "- a list"]), max_size=5
)
CUSTOMERS = st.builds(
    Customer,
    id=st.just("acme"),
    name=NAMES,
    contacts=st.lists(
        st.sampled_from(["Jo <jo@acme.example>", "ann@acme.example"]), unique=True
    ).map(tuple),
    plan=st.none() | WORDS,
    rate=st.none() | st.sampled_from(["80", "95.50"]),
    contract_from=st.none() | DAYS,
    contract_until=st.none() | DAYS,
    labels=st.lists(WORDS, unique=True, max_size=3).map(tuple),
    body=LINES.map("\n".join).map(str.strip),
)


def merge(base: bytes | None, ours: bytes, theirs: bytes) -> MergedFile:
    return merge_record_files(CUSTOMER, "acme", base, ours, theirs)


def data(customer: Customer) -> bytes:
    return dump(CUSTOMER, customer)


@settings(max_examples=usual(250), deadline=None, suppress_health_check=list(HealthCheck))
@given(CUSTOMERS, CUSTOMERS, CUSTOMERS)
def test_the_laws_hold(base: Customer, ours: Customer, theirs: Customer) -> None:
    one, two, three = map(data, (base, ours, theirs))
    assert merge(one, two, two).data == two
    assert merge(one, two, one).data == two
    assert merge(one, one, three).data == three
    merged = merge(one, two, three)
    assert merged == merge(one, three, two), "it matters which side is ours"
    assert merge(None, two, three) == merge(None, three, two)
    for side in (two, three):
        assert merge(side, merged.data, side).data == merged.data
    values_are_kept(base, ours, theirs, merged)


def values_are_kept(base: Customer, ours: Customer, theirs: Customer, merged: MergedFile) -> None:
    """A value that one side alone changed is there; of two, one is and the other in a note."""
    result: Any = load(CUSTOMER, merged.data, name="acme").record
    aside = {(note.field, note.value) for note in merged.asides}
    for field in CUSTOMER.fields:
        was, mine, other = (field.of(each) for each in (base, ours, theirs))
        if field.many or mine == other:
            continue
        now = field.of(result)
        if was in (mine, other):
            assert now == (other if mine == was else mine), field.name
        elif field.merged != "earlier" and None not in (mine, other):
            lost = other if now == mine else mine
            assert (field.name, field.kind.dump(lost)) in aside, field.name


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
