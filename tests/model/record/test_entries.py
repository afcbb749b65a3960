"""Entries: one line each, read strictly, and written so that it reads the same."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.model.strategies import entries, field_texts
from tests.scale import usual
from tix.frozen import replace
from tix.model.record.document import DocumentError
from tix.model.ticket.document import dump, load
from tix.model.ticket.entries import Message, Rating, Signature, Use, Wait, Work
from tix.model.ticket.fields import BY_NAME, FIELDS
from tix.model.ticket.json import from_object, to_object
from tix.model.ticket.redaction import redact
from tix.model.ticket.ticket import Ticket

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
FORMS = {
    field.name: field.kind.form
    for field in FIELDS
    if field.kind.form and field.name != "occurrences"  # test_occurrences has them
}
TICKET = Ticket("k7f3qz", "Red")
HASH = "0123456789abcdef" * 4


def pairs() -> st.SearchStrategy[tuple[str, Any]]:
    """The name of a field of entries, and an entry of it."""
    return st.one_of(*(st.tuples(st.just(name), each) for name, each in entries().items()))


@given(pairs())
@settings(max_examples=usual(400))
def test_an_entry_comes_back_from_its_line_its_json_and_the_index(found: tuple[str, Any]) -> None:
    name, entry = found
    form = FORMS[name]
    assert form.parse(form.dump(entry)) == entry
    assert form.from_object(name, form.to_object(entry)) == entry
    assert form.restored(form.stored(entry)) == entry


@given(pairs(), field_texts(), field_texts())
def test_a_rewritten_entry_is_one_that_a_file_holds(
    found: tuple[str, Any], old: str, new: str
) -> None:
    name, entry = found
    form = FORMS[name]
    new = " ".join(new.split()) or "x"
    change = (lambda text: text.replace(old, new)) if old else (lambda text: text)
    rewritten = form.rewrite(entry, change, change)
    assert form.parse(form.dump(rewritten)) == rewritten


LINES = {
    "waited": "2026-11-22T08:00:00Z/2026-11-23T09:30:00Z · pending",
    "worked": "w-q8m2ht · 2026-11-25 · Ana <ana@example.org> · 90m · free · the linker · again",
    "used": "p-q8m2ht · 2026-11-25 · ana@example.org · 0.5 · gasket-12",
    "ratings": "r-q8m2ht · 2026-11-25T12:00:00Z · jo@acme.example · 5 · quick",
    "signatures": f"s-q8m2ht · 2026-11-25T12:00:00Z · Jo Silva · {HASH} · 01234567-note.txt",
    "messages": "c-q8m2ht · - · <1@acme.example>",
    "fired": "nobody looked · 2026-11-25T12:00:00Z",
    "commits": f"{HASH[:40]} · 2026-11-25T12:00:00Z · fixes · The linker",
}


@pytest.mark.parametrize("name", [*LINES])
def test_a_line_is_written_as_it_was_read(name: str) -> None:
    form = FORMS[name]
    assert form.dump(form.parse(LINES[name])) == LINES[name]
    assert form.dump(form.parse(form.example.replace("SHA-256", HASH)))


def test_the_parts_of_lines_are_values() -> None:
    work = FORMS["worked"].parse(LINES["worked"])
    assert work == Work(
        "w-q8m2ht", date(2026, 11, 25), "Ana <ana@example.org>", 90, False,
        "the linker · again",
    )  # fmt: skip
    use = FORMS["used"].parse(LINES["used"])
    assert use == Use(
        "p-q8m2ht", date(2026, 11, 25), "ana@example.org", Decimal("0.5"), "gasket-12", ""
    )
    assert FORMS["messages"].parse("body · no · <x>") == Message("body", False, "<x>")
    assert FORMS["waited"].parse(LINES["waited"]) == Wait(
        datetime(2026, 11, 22, 8, tzinfo=UTC), datetime(2026, 11, 23, 9, 30, tzinfo=UTC), "pending"
    )


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("worked", "2026-11-25 · ana · 90m · billable"),
        ("worked", "w-q8m2ht · 2026-11-25 · ana · 90m"),
        ("worked", "w-q8m2ht · 2026-11-25 · ana · 90 · billable · x"),
        ("worked", "w-q8m2ht · 2026-11-25 · ana · 0m · billable · x"),
        ("worked", "w-q8m2ht · 20261125 · ana · 90m · billable · x"),
        ("worked", "w-q8m2ht · 2026-W48-3 · ana · 90m · billable · x"),
        ("worked", "w-q8m2ht · 2026-11-25 · ana · 90m · yes · x"),
        ("worked", "w-q8m2ht · 2026-11-25 ·  · 90m · billable · x"),
        ("worked", "w-q8m2ht · 2026-02-30 · ana · 90m · billable · x"),
        ("worked", "w-q8m2ht · 2026-11-25 · ana · 90m · billable · x\ny"),
        ("worked", "q8m2ht · 2026-11-25 · ana · 90m · billable · x"),
        ("used", "p-q8m2ht · 2026-11-25 · ana · 1e3 · gasket-12 · x"),
        ("used", "p-q8m2ht · 2026-11-25 · ana · 2"),
        ("ratings", "r-q8m2ht · 2026-11-25T12:00:00Z · jo · 6 · x"),
        ("ratings", "r-q8m2ht · 2026-11-25T12:00:00Z · jo · 05 · x"),
        ("signatures", f"s-q8m2ht · 2026-11-25T12:00:00Z · Jo · {HASH[1:]} · note.txt"),
        ("signatures", f"s-q8m2ht · 2026-11-25T12:00:00Z · Jo · {HASH}"),
        ("messages", "c-1 · yes · <x>"),
        ("messages", "body · maybe · <x>"),
        ("messages", "body · yes · "),
        ("waited", "2026-11-22T08:00:00Z · pending"),
        ("waited", "2026-11-22T08:00:00Z/soon · pending"),
        ("fired", "rule"),
        ("commits", f"{HASH[:7]} · 2026-11-25T12:00:00Z · fixes · x"),
        ("commits", f"{HASH[:40]} · 2026-11-25T12:00:00Z · mends · x"),
    ],
)
def test_a_line_that_is_no_entry_makes_the_file_broken(name: str, line: str) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        FORMS[name].parse(line)
    item = line.replace("\n", "\n  ")
    text = f"---\nid: k7f3qz\ntitle: x\n{name}:\n- |-\n  {item}\n---\n"
    with pytest.raises(DocumentError, match=name):
        load(text.encode())


@pytest.mark.parametrize(
    ("name", "given", "message"),
    [
        ("worked", {}, r"worked\[0\].id: this must be a text"),
        (
            "worked",
            {"minutes": 1.5},
            r"worked\[0\].minutes: this must be a whole",
        ),
        ("worked", {"billable": "yes"}, r"worked\[0\].billable: this must be true or false"),
        ("worked", {"who": "a · b"}, r"worked\[0\]: no entry like"),
        ("used", {"quantity": True}, r"used\[0\].quantity: this must be a number"),
        ("ratings", {"rating": 7}, r"ratings\[0\].rating: '7' is not a rating"),
        (
            "messages",
            {"verified": "yes"},
            r"messages\[0\].verified: this must be true",
        ),
    ],
)
def test_a_wrong_object_is_named_with_its_place(
    name: str, given: dict[str, Any], message: str
) -> None:
    form = FORMS[name]
    whole = form.to_object(form.parse(LINES[name])) if given else {}
    with pytest.raises(ValueError, match=message):
        from_object({"id": "k7f3qz", "title": "Red", name: [{**whole, **given}]})


def test_json_has_values_of_the_documented_types() -> None:
    ticket = replace(
        TICKET,
        **{name: (form.parse(LINES[name]),) for name, form in FORMS.items()},  # type: ignore[arg-type]  # by name
    )
    written = to_object(ticket, path=None, updated=None)
    assert [name for name in written if name in FORMS] == [*FORMS]
    assert written["waited"] == [
        {"from": "2026-11-22T08:00:00Z", "to": "2026-11-23T09:30:00Z", "status": "pending"}
    ]
    assert written["worked"][0] == {
        "id": "w-q8m2ht",
        "day": "2026-11-25",
        "who": "Ana <ana@example.org>",
        "minutes": 90,
        "billable": False,
        "text": "the linker · again",
    }
    assert written["used"][0]["quantity"] == 0.5
    assert written["used"][0]["text"] == ""
    assert [*written["ratings"][0]] == ["id", "at", "who", "rating", "text"]
    assert [*written["signatures"][0]] == ["id", "at", "name", "sha256", "attachment"]
    assert written["messages"] == [
        {"comment": "c-q8m2ht", "verified": None, "message_id": "<1@acme.example>"}
    ]
    assert written["commits"][0]["subject"] == "The linker"
    assert written["fired"] == [{"rule": "nobody looked", "anchor": "2026-11-25T12:00:00Z"}]
    assert from_object(written) == load(dump(ticket)).record == ticket


def test_what_people_wrote_is_taken_out_and_the_rest_stays() -> None:
    rating = Rating("r-q8m2ht", NOON, "hunter2 <jo@acme.example>", 5, "not hunter2!")
    signature = Signature("s-q8m2ht", NOON, "hunter2", HASH, "01234567-hunter2.txt")
    ticket = replace(
        TICKET,
        ratings=(rating,),
        signatures=(signature,),
        attachments=("01234567-hunter2.txt",),
        waited=(Wait(NOON, NOON, "hunter2"),),
    )
    cleaned = redact(ticket, "hunter2", "0a" * 8)
    assert cleaned.ratings[0].who == "[redacted] <jo@acme.example>"
    assert cleaned.ratings[0].text == "not [redacted]!"
    assert cleaned.signatures[0].name == "[redacted]"
    assert cleaned.signatures[0].attachment == cleaned.attachments[0] == "01234567-redacted.txt"
    assert cleaned.waited == ticket.waited
    assert load(dump(cleaned)).record == cleaned


def test_every_field_of_entries_has_a_form_of_its_own() -> None:
    assert [*LINES] == [*FORMS] == [*entries()]
    assert BY_NAME["rating"] is BY_NAME["ratings"]
