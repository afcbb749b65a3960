"""What was taken out of one version stays out of all of them."""

from hashlib import blake2b

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.model.merge.cases import BASE, merge, notes, put
from tests.model.merge.people import ANA, NOW, after, versions
from tests.scale import usual
from tix.frozen import replace
from tix.model.merge.files import MergeConflictError, RedactionConflictError, merge_files
from tix.model.people import Person
from tix.model.record.notes import Aside, note
from tix.model.record.occurrences import Occurrence
from tix.model.record.rewriting import with_texts
from tix.model.record.taken_out import TakenOutText, TooMuchError, items_for, parse_item, without
from tix.model.record.values import Comment, TeamField
from tix.model.ticket.document import dump, load
from tix.model.ticket.fields import TICKET
from tix.model.ticket.redaction import redact, remembering
from tix.model.ticket.ticket import Ticket

SALT = "0123456789abcdef"
SECRET = "hunter2hunter"


def commented(ticket: Ticket, text: str) -> Ticket:
    comment = Comment("c-aaaaaa", NOW, ANA, False, text)
    return replace(ticket, comments=(*ticket.comments, comment))


FULL = put(
    title=f"Login with {SECRET} fails",
    requester=f"{SECRET} <jo@acme.example>",
    customer=SECRET,
    assignees=(f"{SECRET}@example.org",),
    watchers=(f"x{SECRET}y",),
    labels=("ci", SECRET),
    resolution=f"it was {SECRET}",
    key=f"k-{SECRET}",
    source=f"json:{SECRET}",
    occurrences=(Occurrence(NOW, f"at {SECRET}", SECRET),),
    attachments=(f"b1946ac9-{SECRET}.log",),
    team_fields=(TeamField("room", SECRET), TeamField("codes", ("a", f"b{SECRET}"))),
    body=f"pw {SECRET} yy",
    comments=(
        Comment("c-aaaaaa", NOW, Person(SECRET, f"{SECRET}@x.org"), False, f"é{SECRET}é"),
        note(BASE, Aside("title", f"old {SECRET}")),
    ),
)


def has(ticket: Ticket) -> bool:
    return SECRET.encode() in dump(ticket)


def test_redacted_everywhere_and_notes_stay_notes() -> None:
    cleaned = redact(FULL, SECRET, SALT)
    assert not has(cleaned)
    assert notes(cleaned) == {("title", "old [redacted]")}
    assert cleaned.attachments == ("b1946ac9-redacted.log",)
    assert cleaned.redacted == items_for(SECRET, SALT)
    assert redact(cleaned, "nothing of it", SALT) == cleaned


def test_an_item_is_what_the_format_says() -> None:
    digest = blake2b(f"{SALT}{SECRET}".encode(), digest_size=10).hexdigest()
    assert items_for(SECRET, SALT) == (f"13:{SALT}:{digest}",)
    assert [items_for(text, SALT) for text in ("hunter2", "123456789012")] == [("short",)] * 2
    for bad in ("", "Short", f"7:{SALT}:{digest}", f"1025:{SALT}:{digest}", f"8:{SALT}:{digest}0"):
        with pytest.raises(ValueError, match="LENGTH:SALT:HASH"):
            parse_item(bad)


@pytest.mark.parametrize("base", [None, BASE])
def test_a_version_from_before_brings_nothing_back(base: Ticket | None) -> None:
    """Its history was rewritten, so the base is none, or one from before the secret."""
    merged = merge(base, redact(FULL, SECRET, SALT), put(FULL, priority="high"))
    assert not has(merged.ticket)
    assert merged.ticket.priority == "high"
    assert merged.ticket.comments[0].text == "é[redacted]é"
    assert merged.ticket.redacted == items_for(SECRET, SALT)


def test_what_somebody_wrote_anew_is_found_as_well() -> None:
    base = put(body=SECRET)
    ours = redact(base, SECRET, SALT)
    merged = merge(base, ours, commented(put(base, title="Other"), f"it was {SECRET}!"))
    assert merged.ticket.comments[0].text == "it was [redacted]!"


def test_a_merge_never_removes_an_item() -> None:
    base = put(redacted=(*items_for("another one", SALT), "short"))
    left, right = redact(put(base, body=SECRET), SECRET, SALT), put(base, redacted=(), title="New")
    assert merge(base, left, right).ticket.redacted == (*base.redacted, *items_for(SECRET, SALT))


def test_a_long_text_is_remembered_in_pieces_and_found_whole() -> None:
    key = "\n".join(f"{n:03}" + "ä9xQ" * 14 for n in range(70))
    items = items_for(key, SALT)
    assert len(items) > 3 and [parse_item(item) for item in items] == list(items)
    assert TakenOutText(items).clean(f"<{key}>") == "<[redacted]>"


def test_the_work_is_bounded() -> None:
    with pytest.raises(TooMuchError):
        TakenOutText(f"{length}:{SALT}:{'0' * 20}" for length in range(8, 90))
    same = TakenOutText(f"8:{SALT}:{number:020x}" for number in range(1500))
    assert same.clean("x" * 1000) == "x" * 1000
    large = TakenOutText(f"{length}:{SALT}:{'0' * 20}" for length in range(1000, 1020))
    with pytest.raises(TooMuchError):
        large.clean("x" * 10_000_000)
    many = put(redacted=tuple(f"{n}:{SALT}:{'0' * 20}" for n in range(8, 90)))
    with pytest.raises(RedactionConflictError):
        merge_files(dump(BASE), dump(put(many, title="A")), dump(put(title="B")))


def test_without_a_base_a_short_text_is_for_a_person() -> None:
    base = put(body="pin 1234")
    ours, theirs = redact(base, "1234", SALT), put(base, title="Other")
    assert ours.redacted == ("short",)
    with pytest.raises(MergeConflictError, match="short text"):
        merge_files(None, dump(ours), dump(theirs))
    assert merge(base, ours, theirs).ticket.body == "pin [redacted]"


def test_nor_does_a_base_help_from_before_the_text() -> None:
    theirs = commented(BASE, "pin 1234")
    ours = redact(theirs, "1234", SALT)
    with pytest.raises(MergeConflictError, match="short text"):
        merge_files(dump(BASE), dump(ours), dump(theirs))
    beside = put(title="Other")
    assert merge(BASE, ours, beside).ticket.comments[0].text == "pin [redacted]"


def test_what_was_taken_out_by_hand_leaves_the_notes() -> None:
    base, ours = put(body="pw hunter2 yy"), put(body="pw [redacted] yy")
    noted = note(base, Aside("body", "pw hunter2"))
    merged = merge(base, ours, put(base, comments=(noted,)))
    assert b"hunter2" not in dump(merged.ticket)
    both = (put(base, comments=(noted,)), put(ours, comments=(noted,)))
    assert b"hunter2" not in dump(merge(both[0], both[1], put(both[0], title="Other")).ticket)


def test_nor_does_it_come_to_new_notes() -> None:
    base = put(body="pw hunter2 yy", title="A")
    ours, theirs = put(body="pw [redacted] yy", title="Long"), put(base, title="hunter2")
    assert b"hunter2" not in dump(merge(base, put(ours, title="Longer than that"), theirs).ticket)


def test_beside_a_broken_side_the_items_hold() -> None:
    clean = redact(put(body=f"pw {SECRET}"), SECRET, SALT)
    broken = dump(put(body=f"pw {SECRET}, and")).replace(b"title: ", b"title: [")
    assert SECRET.encode() not in merge_files(None, broken, dump(clean)).data


@settings(max_examples=usual(100), deadline=None)
@given(st.text(), st.text(), st.text(min_size=4, max_size=40))
def test_windows_find_what_redact_replaces(before: str, behind: str, secret: str) -> None:
    items = items_for(secret, SALT)
    if items != ("short",):
        text = f"{before}{secret}{behind}{secret}{secret}"
        assert TakenOutText(items).clean(text) == without(text, secret)


KEY = "the key is key-1"


@settings(max_examples=usual(100), deadline=None)
@given(st.integers(0, 2**63).map(versions))
def test_whatever_people_do_it_stays_out_whichever_side_is_ours(three: tuple[Ticket, ...]) -> None:
    base, ours, theirs = three
    ours = remembering(redact(ours, KEY, SALT), KEY, SALT)
    for known in (base, None):
        merged = merge(known, ours, theirs).ticket
        assert KEY.encode() not in dump(merged)
        assert merged.redacted == items_for(KEY, SALT)
        assert merge(theirs, merged, theirs).ticket.redacted == merged.redacted


def test_a_ticket_without_items_costs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tix.model.merge.secrets.with_texts", None)
    merge(BASE, put(title="A"), put(title="B"))


def test_nothing_changes_where_nothing_is_found() -> None:
    odd = put(labels=("a", "a"), comments=(Comment("c-aaaaaa", after(1), ANA, False, "x"),) * 2)
    assert with_texts(TICKET, odd, str, str) == odd
    assert load(dump(FULL)).record == FULL
