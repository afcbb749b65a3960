"""Merging lists of entries: the cases E1 to E4 of docs/merge-rules.md."""

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from tests.model.merge.test_secrets import SALT
from tests.scale import usual
from tix.frozen import replace
from tix.model.merge.tickets import merge_tickets
from tix.model.record.notes import asides_of
from tix.model.ticket.document import load
from tix.model.ticket.entries import CommitLink, Message, Rating, Wait, Work
from tix.model.ticket.redaction import redact
from tix.model.ticket.ticket import Ticket

DAY = date(2026, 11, 25)
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
ANA = "Ana Lima <ana@example.org>"


def work(ident: str, minutes: int = 60, text: str = "", day: date = DAY) -> Work:
    return Work(f"w-{ident}", day, ANA, minutes, True, text)


ONE, TWO, THREE, FOUR = (work(letter * 6) for letter in "abcd")


def with_work(*entries: Work) -> Ticket:
    return Ticket("k7f3qz", "Red", worked=entries)


def merged(base: Ticket | None, ours: Ticket, theirs: Ticket) -> Ticket:
    one, other = merge_tickets(base, ours, theirs), merge_tickets(base, theirs, ours)
    assert one.ticket == other.ticket, "it matters which side is ours"
    return one.ticket


def notes(ticket: Ticket) -> set[tuple[str, str]]:
    return {(aside.field, aside.value) for aside in asides_of(ticket)}


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "expected"),
    [
        ((ONE,), (ONE, TWO), (ONE, THREE), (ONE, TWO, THREE)),  # E1
        ((ONE,), (replace(ONE, minutes=5),), (ONE, TWO), (replace(ONE, minutes=5), TWO)),
        ((ONE, TWO), (TWO,), (ONE, TWO, THREE), (TWO, THREE)),  # E2
        ((ONE, TWO), (), (ONE, TWO), ()),
        ((ONE,), (TWO,), (replace(ONE, text="x"),), (replace(ONE, text="x"), TWO)),
        ((), (TWO, ONE), (ONE,), (ONE, TWO)),
    ],
)
def test_entries_are_merged_by_id(
    base: tuple[Work, ...],
    ours: tuple[Work, ...],
    theirs: tuple[Work, ...],
    expected: tuple[Work, ...],
) -> None:
    ticket = merged(with_work(*base), with_work(*ours), with_work(*theirs))
    assert ticket.worked == expected
    assert notes(ticket) == set()


def test_what_both_sides_changed_is_one_line_and_the_other_a_note() -> None:
    """E3."""
    longer, shorter = replace(ONE, text="the linker"), replace(ONE, minutes=90)
    ticket = merged(with_work(ONE, TWO), with_work(longer, TWO), with_work(shorter, TWO, THREE))
    assert ticket.worked == (longer, TWO, THREE)
    assert notes(ticket) == {
        ("worked", "w-aaaaaa · 2026-11-25 · Ana Lima <ana@example.org> · 90m · billable")
    }
    settled = merged(ticket, replace(ticket, worked=(shorter, TWO, THREE)), ticket)
    assert settled.worked == (shorter, TWO, THREE)
    again = replace(ticket, worked=(shorter, TWO, THREE), comments=())
    assert notes(merged(ticket, again, replace(ticket, title="Blue"))) == set()


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (CommitLink("a" * 40, NOON, "fixed", "a"), CommitLink("a" * 40, NOON, "refs", "longer")),
        (CommitLink("a" * 40, NOON, "refs", "b"), CommitLink("a" * 40, NOON, "refs", "a")),
        (
            CommitLink("a" * 40, NOON + timedelta(1), "fixes", "a"),
            CommitLink("a" * 40, NOON, "fixes", "b"),
        ),
    ],
)
def test_of_two_versions_of_a_commit_one_counts_on_whichever_side(
    ours: CommitLink, theirs: CommitLink
) -> None:
    ticket = Ticket("k7f3qz", "Red")
    found = merged(ticket, replace(ticket, commits=(ours,)), replace(ticket, commits=(theirs,)))
    assert found.commits == (ours,)
    assert notes(found) == set()


def test_two_entries_with_one_id_are_kept_apart_while_they_are_merged() -> None:
    """E4."""
    other = replace(ONE, text="somebody copied the line")
    ticket = merged(with_work(ONE), with_work(ONE, other), with_work(ONE, TWO))
    assert set(ticket.worked) == {ONE, other, TWO}


def test_of_waits_with_one_beginning_the_earlier_end_counts() -> None:
    early = Wait(NOON, NOON + timedelta(hours=1), "pending")
    late = replace(early, end=NOON + timedelta(hours=2))
    other = Wait(NOON + timedelta(hours=5), NOON + timedelta(hours=6), "pending")
    base = Ticket("k7f3qz", "Red")
    ticket = merged(base, replace(base, waited=(late,)), replace(base, waited=(early, other)))
    assert ticket.waited == (early, other)
    assert notes(ticket) == set()


def test_a_message_that_two_clones_took_in_is_one_and_trusted_as_little_as_by_either() -> None:
    base = Ticket("k7f3qz", "Red")
    sure = Message("c-q8m2ht", True, "<1@acme.example>")
    ours = replace(base, messages=(sure,))
    theirs = replace(base, messages=(replace(sure, verified=None), Message("body", None, "<0@x>")))
    assert merged(base, ours, theirs).messages == (
        Message("body", None, "<0@x>"),
        replace(sure, verified=None),
    )


def test_what_was_taken_out_of_an_entry_stays_out() -> None:
    """Also where the other side has changed the same entry since."""
    rating = Rating("r-aaaaaa", NOON, "jo@acme.example", 4, "my password is opensesame1 ok")
    base = Ticket("k7f3qz", "Red", ratings=(rating,))
    ours = redact(base, "opensesame1", SALT)
    changed = replace(rating, rating=3, text=f"{rating.text}, and more of it")
    ticket = merged(base, ours, replace(base, ratings=(changed,)))
    assert "opensesame1" not in str(ticket)
    assert "and more of it" in str(ticket)
    by_hand = replace(base, ratings=(replace(rating, text="my password is [redacted] ok"),))
    ticket = merged(base, by_hand, replace(base, ratings=(changed,)))
    assert "opensesame1" not in str(ticket)


@pytest.mark.drawn
@pytest.mark.parametrize("seed", range(usual(240)))
def test_clones_that_gossip_lose_no_entry_and_double_none(seed: int) -> None:
    """Three clones work apart on one ticket and merge in any order: what each added and nobody
    removed is there once, in all of them."""
    rng = Random(seed)
    base = with_work(ONE)
    clones = [base, base, base]
    past = {(0, 1): base, (0, 2): base, (1, 2): base}
    added: set[Work] = {ONE}
    for step in range(rng.randint(2, 6)):
        at = rng.randrange(3)
        new = work(f"e{at}{step}aaa", rng.randint(1, 90))
        added.add(new)
        clones[at] = replace(clones[at], worked=(*clones[at].worked, new))
        if rng.random() < 0.5:
            one, other = sorted(rng.sample(range(3), 2))
            both = merged(past[one, other], clones[one], clones[other])
            clones[one] = clones[other] = past[one, other] = both
    final = clones[0]
    for clone in clones[1:]:
        final = merged(base, final, clone)
    assert sorted(final.worked, key=str) == sorted(added, key=str)
    assert notes(final) == set()


def test_a_list_that_one_side_left_alone_stays_in_its_order() -> None:
    text = "---\nid: k7f3qz\ntitle: Red\nworked:\n- {}\n- {}\n---\n"
    lines = [f"w-{c * 6} · 2026-11-25 · ana@example.org · 5m · free" for c in "ba"]
    ticket = load(text.format(*lines).encode()).record
    assert merged(ticket, ticket, replace(ticket, title="Blue")).worked == ticket.worked
