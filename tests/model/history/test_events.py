"""What commits tell of a ticket: its changes, and when it was in which status."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tix.frozen import replace
from tix.model.config.config import Config, Group
from tix.model.history.events import (
    Change,
    Event,
    Span,
    changes_between,
    moves,
    reopened_times,
    resolved_times,
    spans_of,
)
from tix.model.people import Person
from tix.model.record.values import Comment, TeamField
from tix.model.ticket.ticket import Ticket

CONFIG = Config()
ANA = Person("Ana", "ana@example.org")
DAY0 = datetime(2026, 11, 1, 8, tzinfo=UTC)


def day(number: float) -> datetime:
    return DAY0 + timedelta(days=number)


def events_of(
    versions: Sequence[tuple[datetime, Ticket | None]], *, ident: str = "k7f3qz"
) -> list[Event]:
    """The events, newest first, of commits that left the ticket like this at these times."""
    events, before = [], None
    for at, version in versions:
        changes = changes_between(before, version)
        events.append(Event(ident, at, ANA, "c0ffee", "", changes))
        before = version
    return events[::-1]


def status_spans(ticket: Ticket, events: Sequence[Event], config: Config) -> tuple[Span, ...]:
    """What the commits in these events, newest first, tell."""
    return spans_of(ticket, moves(events), lambda: max(event.at for event in events), config)


def days_of(*versions: tuple[datetime, Ticket | None], now: Ticket | None = None) -> list[str]:
    """``["0 open", "2 resolved"]``: the day and status of each span; ``now`` isn't committed."""
    ticket = now or versions[-1][1]
    assert ticket
    return shown(status_spans(ticket, events_of(versions), CONFIG))


def shown(spans: Sequence[Span]) -> list[str]:
    return [f"{(span.start - DAY0) / timedelta(days=1):g} {span.status}" for span in spans]


NEW = Ticket("k7f3qz", "Broken", status="open", since=day(0), opened=day(0))


def moved(ticket: Ticket, status: str, when: datetime) -> Ticket:
    """The ticket as the command ``status`` leaves it."""
    resolved = closed = None
    if status == "resolved":
        resolved = ticket.resolved or when
    elif status == "closed":
        resolved, closed = ticket.resolved, when
    return replace(ticket, status=status, since=when, resolved=resolved, closed=closed)


RESOLVED = moved(NEW, "resolved", day(2))


def test_changes_name_every_field_body_and_comment_that_differs() -> None:
    comment = Comment("c-q8m2ht", day(1), ANA, internal=True, text="secret")
    new = replace(
        NEW,
        title="Mended",
        labels=("ci",),
        team_fields=(TeamField("room", "12"),),
        body="Text",
        comments=(comment,),
    )
    assert changes_between(NEW, new) == (
        Change("title", ("Broken",), ("Mended",)),
        Change("labels", (), ("ci",)),
        Change("room", (), ("12",)),
        Change("body", (), ("Text",)),
        Change("comment c-q8m2ht (internal)", (), ("secret",)),
    )
    assert changes_between(new, new) == ()
    assert {c.field for c in changes_between(NEW, None)} == {
        "id",
        "title",
        "status",
        "since",
        "opened",
    }


def test_a_ticket_without_history_has_its_stamps() -> None:
    assert shown(status_spans(RESOLVED, (), CONFIG)) == ["0 open", "2 resolved"]
    closed = moved(RESOLVED, "closed", day(5))
    assert shown(status_spans(closed, (), CONFIG)) == ["0 open", "2 closed"]
    assert shown(status_spans(NEW, (), CONFIG)) == ["0 open"]


def test_a_ticket_without_any_time_has_no_spans() -> None:
    assert status_spans(Ticket("k7f3qz", "x", status="open"), (), CONFIG) == ()
    assert status_spans(Ticket("k7f3qz", "x"), (), CONFIG) == ()


def test_a_ticket_without_stamps_has_had_its_status_since_it_was_opened() -> None:
    ticket = Ticket("k7f3qz", "x", status="pending", opened=day(3))
    assert shown(status_spans(ticket, (), CONFIG)) == ["3 pending"]


def test_reopened_and_resolved_again() -> None:
    again = moved(RESOLVED, "in-progress", day(3))
    done = moved(again, "closed", day(7))
    spans = status_spans(
        done,
        events_of([(day(0), NEW), (day(2), RESOLVED), (day(3), again), (day(7), done)]),
        CONFIG,
    )
    assert shown(spans) == ["0 open", "2 resolved", "3 in-progress", "7 closed"]
    assert [span.group for span in spans] == [Group.ACTIVE, Group.DONE, Group.ACTIVE, Group.DONE]
    assert resolved_times(done, spans) == (day(2), day(7))
    assert reopened_times(spans) == (day(3),)


def test_from_resolved_to_closed_is_no_new_resolution() -> None:
    closed = moved(RESOLVED, "closed", day(5))
    spans = status_spans(
        closed, events_of([(day(0), NEW), (day(2), RESOLVED), (day(5), closed)]), CONFIG
    )
    assert shown(spans) == ["0 open", "2 resolved", "5 closed"]
    assert resolved_times(closed, spans) == (day(2),)


def test_commits_of_the_same_second_keep_their_order() -> None:
    done = moved(NEW, "resolved", day(0))
    reopened = moved(done, "open", day(0))
    assert days_of((day(0), NEW), (day(0), done)) == ["0 open", "0 resolved"]
    assert days_of((day(0), NEW), (day(0), done), (day(0), reopened)) == [
        "0 open",
        "0 resolved",
        "0 open",
    ]


def test_events_in_the_wrong_order_come_out_right() -> None:
    ticket = moved(RESOLVED, "open", day(3))
    versions = [(day(0), NEW), (day(2), RESOLVED), (day(3), ticket)]
    oldest_first = events_of(versions)[::-1]
    assert shown(status_spans(ticket, oldest_first, CONFIG)) == ["0 open", "2 resolved", "3 open"]


def test_an_import_counts_from_the_days_that_its_stamps_name() -> None:
    imported = Ticket("k7f3qz", "x", status="closed", opened=day(0), closed=day(4))
    assert days_of((day(300), imported)) == ["0 open", "4 closed"]
    both = replace(imported, resolved=day(3), since=day(4))
    assert days_of((day(300), both)) == ["0 open", "3 closed"]
    reopened = moved(both, "open", day(301))
    assert days_of((day(300), both), (day(301), reopened)) == ["0 open", "3 closed", "301 open"]
    still_open = Ticket("k7f3qz", "x", status="in-progress", opened=day(0))
    assert days_of((day(300), still_open)) == ["0 in-progress"]


def test_a_hand_edit_without_stamps_counts_from_its_commit() -> None:
    edited = replace(NEW, status="resolved")
    assert days_of((day(0), NEW), (day(6), edited)) == ["0 open", "6 resolved"]
    back = replace(edited, status="open")
    assert days_of((day(0), NEW), (day(6), edited), (day(8), back)) == [
        "0 open",
        "6 resolved",
        "8 open",
    ]


def test_a_hand_edit_that_left_an_old_stamp_behind_keeps_the_reopening() -> None:
    reopened = replace(RESOLVED, status="open")  # its "resolved" stays in the file
    again = replace(reopened, status="resolved")
    assert days_of((day(0), NEW), (day(2), RESOLVED), (day(4), reopened), (day(9), again)) == [
        "0 open",
        "2 resolved",
        "4 open",
        "9 resolved",
    ]


def test_a_hand_edit_with_stamps_counts_from_them_however_late_its_commit() -> None:
    assert days_of((day(0), NEW), (day(9), RESOLVED)) == ["0 open", "2 resolved"]


def test_a_change_that_is_not_committed_yet_counts_from_its_stamp() -> None:
    assert days_of((day(0), NEW), now=RESOLVED) == ["0 open", "2 resolved"]


def test_a_change_without_stamps_or_commit_counts_from_the_last_commit() -> None:
    titled = replace(NEW, title="Other")
    by_hand = replace(titled, status="closed")
    assert days_of((day(0), NEW), (day(3), titled), now=by_hand) == ["0 open", "3 closed"]
    no_stamps = Ticket("k7f3qz", "x", status="open")
    spans = days_of((day(1), no_stamps), now=replace(no_stamps, status="closed"))
    assert spans == ["1 open", "1 closed"]


def test_a_stamp_put_right_by_hand_has_the_last_word() -> None:
    earlier = replace(RESOLVED, resolved=day(1), since=day(1))
    assert days_of((day(0), NEW), (day(2), RESOLVED), (day(3), earlier)) == [
        "0 open",
        "1 resolved",
    ]
    later = replace(RESOLVED, resolved=day(2.5), since=day(2.5))
    assert days_of((day(0), NEW), (day(2), RESOLVED), (day(3), later)) == [
        "0 open",
        "2.5 resolved",
    ]


def test_a_status_that_a_merge_set_aside_does_not_count() -> None:
    taken = moved(NEW, "in-progress", day(1))  # on one side
    resolved = moved(NEW, "resolved", day(2))  # on the other
    events = [
        Event("k7f3qz", day(2), ANA, "b", "", changes_between(NEW, resolved)),
        Event("k7f3qz", day(1), ANA, "a", "", changes_between(NEW, taken)),
        *events_of([(day(0), NEW)]),
    ]
    assert shown(status_spans(taken, events, CONFIG)) == ["0 open", "1 in-progress"]
    merged = Event("k7f3qz", day(3), ANA, "m", "", changes_between(resolved, taken))
    assert shown(status_spans(taken, [merged, *events], CONFIG)) == ["0 open", "1 in-progress"]


def test_resolved_on_both_sides_counts_from_the_earlier() -> None:
    one, other = moved(NEW, "resolved", day(1)), moved(NEW, "resolved", day(2))
    merged = replace(other, resolved=day(1))
    events = [
        Event("k7f3qz", day(2), ANA, "b", "", changes_between(NEW, other)),
        Event("k7f3qz", day(1), ANA, "a", "", changes_between(NEW, one)),
        *events_of([(day(0), NEW)]),
    ]
    spans = status_spans(merged, events, CONFIG)
    assert shown(spans) == ["0 open", "1 resolved"]
    assert resolved_times(merged, spans) == (day(1),)


def test_a_clock_that_is_slow_leaves_the_ticket_as_its_file_says() -> None:
    fast = moved(NEW, "resolved", day(2))
    slow = moved(fast, "open", day(1))  # reopened after that, by a clock a day behind
    assert days_of((day(0), NEW), (day(2), fast), (day(1), slow))[-1].endswith("open")


def test_deleted_and_brought_back_is_no_change_of_status() -> None:
    assert days_of((day(0), NEW), (day(2), RESOLVED), (day(3), None), (day(4), RESOLVED)) == [
        "0 open",
        "2 resolved",
    ]
    by_hand = replace(NEW, status="pending")  # "since" isn't true any more
    assert days_of((day(0), NEW), (day(2), by_hand), (day(3), None), (day(4), by_hand)) == [
        "0 open",
        "2 pending",
    ]


def test_a_broken_version_changes_nothing() -> None:
    events = events_of([(day(0), NEW), (day(2), RESOLVED)])
    broken = Event("k7f3qz", day(1), ANA, "bad", "", ())
    assert shown(status_spans(RESOLVED, [events[0], broken, events[1]], CONFIG)) == [
        "0 open",
        "2 resolved",
    ]


def test_an_unknown_status_is_done_if_the_ticket_has_stamps() -> None:
    odd = replace(NEW, status="wontfix")
    assert [s.group for s in status_spans(odd, (), CONFIG)] == [Group.ACTIVE]
    done = replace(odd, resolved=day(3), since=day(3))
    spans = status_spans(done, events_of([(day(0), NEW), (day(3), done)]), CONFIG)
    assert [(s.status, s.group) for s in spans] == [
        ("open", Group.ACTIVE),
        ("wontfix", Group.DONE),
    ]
    reopened = moved(done, "open", day(5))
    spans = status_spans(
        reopened, events_of([(day(0), NEW), (day(3), done), (day(5), reopened)]), CONFIG
    )
    assert resolved_times(reopened, spans) == (day(3),)
    stamped_later = replace(odd, resolved=day(0))
    spans = status_spans(stamped_later, events_of([(day(0), odd), (day(3), stamped_later)]), CONFIG)
    assert spans[-1].group is Group.DONE


def test_a_status_line_taken_out_by_hand_leaves_what_the_stamps_say() -> None:
    bare = replace(NEW, status=None)
    assert days_of((day(0), NEW), (day(2), bare)) == ["0 open", "2 None"]


def test_a_ticket_done_at_an_unknown_time_has_no_time_of_resolution() -> None:
    done = Ticket("k7f3qz", "x", status="closed", opened=day(0))
    assert resolved_times(done, status_spans(done, (), CONFIG)) == ()
    assert resolved_times(done, status_spans(done, events_of([(day(9), done)]), CONFIG)) == ()
    at_once = replace(done, closed=day(0))
    assert resolved_times(at_once, status_spans(at_once, (), CONFIG)) == (day(0),)


STATUSES = [status.name for status in CONFIG.statuses]


def lives(shortest: int) -> st.SearchStrategy[list[tuple[int, str]]]:
    """What happens to a ticket: after how many hours it gets which status."""
    return st.lists(st.tuples(st.integers(shortest, 3), st.sampled_from(STATUSES)), max_size=8)


def lived(life: Sequence[tuple[int, str]]) -> tuple[list[tuple[datetime, Ticket]], list[Span]]:
    """The versions that commands leave behind, and the spans as somebody watching notes them."""
    groups = {"pending": Group.WAITING, "resolved": Group.DONE, "closed": Group.DONE}
    versions = [(DAY0, NEW)]
    noted = [Span(DAY0, "open", Group.ACTIVE)]
    for hours, status in life:
        at, ticket = versions[-1]
        at += timedelta(hours=hours)
        if status != ticket.status:
            versions.append((at, moved(ticket, status, at)))
            noted.append(Span(at, status, groups.get(status, Group.ACTIVE)))
    return versions, noted


@given(lives(0))
def test_spans_are_what_somebody_watching_would_note(life: list[tuple[int, str]]) -> None:
    versions, noted = lived(life)
    assert list(status_spans(versions[-1][1], events_of(versions), CONFIG)) == noted


@given(lives(1), st.lists(st.integers(0, 100), min_size=9, max_size=9))
def test_spans_are_the_same_however_late_the_commits(
    life: list[tuple[int, str]], delays: list[int]
) -> None:
    versions, noted = lived(life)
    late: list[tuple[datetime, Ticket | None]] = []
    for (at, version), delay in zip(versions, delays, strict=False):
        committed = at + timedelta(hours=delay)
        late.append((max([committed, *(before for before, _ in late)]), version))
    assert list(status_spans(versions[-1][1], events_of(late), CONFIG)) == noted


@given(lives(1))
def test_without_history_the_time_of_the_resolution_is_right(life: list[tuple[int, str]]) -> None:
    versions, noted = lived([step for step in life if step[1] != "closed"])
    ticket = versions[-1][1]
    spans = status_spans(ticket, (), CONFIG)
    assert spans[-1].status == ticket.status
    if noted[-1].group is Group.DONE:
        assert resolved_times(ticket, spans) == resolved_times(ticket, noted)[-1:]
    else:
        assert resolved_times(ticket, spans) == ()


TIMES = st.none() | st.integers(0, 5).map(day)
VERSIONS = st.builds(
    Ticket,
    st.just("k7f3qz"),
    st.just("x"),
    status=st.none() | st.sampled_from([*STATUSES, "wontfix"]),
    since=TIMES,
    opened=TIMES,
    resolved=TIMES,
    closed=TIMES,
)


@given(st.lists(st.tuples(st.integers(0, 5).map(day), st.none() | VERSIONS), max_size=6), VERSIONS)
def test_whatever_the_history_spans_are_in_order_and_end_with_what_the_file_says(
    versions: list[tuple[datetime, Ticket | None]], now: Ticket
) -> None:
    spans = status_spans(now, events_of(versions), CONFIG)
    assert list(spans) == sorted(spans, key=lambda span: span.start)
    kinds = [(span.status, span.group) for span in spans]
    assert all(a != b for a, b in pairwise(kinds))
    if spans:
        assert kinds[-1] == (now.status, CONFIG.group_of(now))
    else:
        assert not now.opened
