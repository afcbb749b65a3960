"""When is tried again, whose lease holds, what still holds when it is sent, how many answers."""

import json
from datetime import UTC, datetime, timedelta

from tix.frozen import replace
from tix.model.config.config import Config
from tix.model.notices.current import current
from tix.model.notices.limiting import Most, beyond
from tix.model.notices.message import Message
from tix.model.notices.retrying import leased_keys, tried
from tix.model.notices.stored import message_bytes, message_of, read_message
from tix.model.people import Person
from tix.model.record.values import Comment
from tix.model.ticket.ticket import Ticket

NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)
KEY = "ab" * 16
MESSAGE = Message(
    KEY, "k7f3qz", ("answered",), (KEY,), "mail", "jo@acme.example", "answer", ("c-abcdef",),
    NOW, NOW,
)  # fmt: skip
SAID = Comment("c-abcdef", NOW, Person("Ana", "ana@example.org"), False, "Yes.")
TICKET = Ticket("k7f3qz", "Printer", status="open", comments=(SAID,))


def test_a_temporary_no_is_tried_again_after_1_5_and_15_minutes_then_hourly_for_3_days() -> None:
    message, now, pauses = MESSAGE, NOW, []
    while (again := tried(message, "busy", now)) is not None:
        pauses.append(int((again.due - now).total_seconds() // 60))
        message, now = again, again.due
    assert pauses[:5] == [1, 5, 15, 60, 60]
    assert len(pauses) == 75
    assert now - NOW >= timedelta(days=3)


def test_a_lease_of_another_holds_for_36_minutes_of_looking_at_it() -> None:
    leases = [("n1", (KEY,), NOW)]
    late = NOW + timedelta(days=9)
    assert leased_keys(leases, (), {"n1": 35 * 60.0}, late) == {KEY}
    assert leased_keys(leases, (), {"n1": 36 * 60.0}, NOW - timedelta(days=9)) == set()


def test_without_a_clock_it_holds_for_its_own_time_and_an_hour() -> None:
    leases = [("n1", (KEY,), NOW)]
    assert leased_keys(leases, (), {"n1": None}, NOW + timedelta(minutes=59)) == {KEY}
    assert leased_keys(leases, (), {}, NOW + timedelta(minutes=60)) == set()


def test_ones_own_from_before_a_crash_holds_nothing() -> None:
    assert leased_keys([("n1", (KEY,), NOW)], ("n1",), {"n1": 0.0}, NOW) == set()


def test_what_is_gone_or_internal_isnt_sent() -> None:
    config = Config()
    assert current(MESSAGE, TICKET, config) == MESSAGE
    assert current(MESSAGE, None, config) is None
    assert current(MESSAGE, replace(TICKET, comments=()), config) is None
    internal = replace(TICKET, comments=(replace(SAID, internal=True),))
    assert current(MESSAGE, internal, config) is None
    notice = replace(MESSAGE, purpose="notice", events=("commented",))
    assert current(notice, internal, config) == notice  # without its text
    both = replace(MESSAGE, events=("opened", "answered"))
    assert current(both, internal, config) == replace(both, comments=())


def test_that_it_is_done_isnt_sent_once_it_is_open_again() -> None:
    done = replace(MESSAGE, purpose="resolved", events=("done",), comments=())
    assert current(done, TICKET, Config()) is None
    assert current(done, replace(TICKET, status="closed"), Config()) == done


def test_automatic_answers_are_counted_by_sender_and_in_all() -> None:
    def to(number: int, name: str = "jo") -> Message:
        key = f"{number:032x}"
        return replace(
            MESSAGE, key=key, keys=(key,), purpose="acknowledge", to=f"{name}@acme.example"
        )

    most = Most(to_one_an_hour=2, to_one_a_day=3, to_all_an_hour=4)
    four = [to(n) for n in range(4)]
    assert list(beyond(four, (), most, NOW)) == [m.key for m in four[2:]]
    known = [("JO@acme.example", NOW - timedelta(hours=hours)) for hours in (2, 3, 30)]
    assert list(beyond(four, known, most, NOW)) == [m.key for m in four[1:]]
    others = [to(n, f"who{n}") for n in range(6)]
    assert len(list(beyond(others, (), most, NOW))) == 2
    assert list(beyond([MESSAGE] * 9, (), most, NOW)) == []  # answers of people aren't counted


def test_a_message_is_read_as_it_was_written() -> None:
    for message in (MESSAGE, replace(MESSAGE, error="é\n", who="Zoë", since=NOW, tries=3)):
        assert read_message(message_bytes(message)) == message


def test_what_isnt_as_it_should_be_is_no_message() -> None:

    found = json.loads(message_bytes(MESSAGE))
    for changes in (
        {"to": "jo@acme.example\nBcc: eve@example.org"}, {"to": ""}, {"to": 3}, {"key": "x"},
        {"keys": ["../../x"]}, {"by": "fax"}, {"purpose": "spam"}, {"ticket": "../x"},
        {"tries": -1}, {"tries": "x"}, {"at": "soon"}, {"due": None}, {"error": 5},
        {"to": "a" * 5000}, {"to": "jo @acme.example"},
    ):  # fmt: skip
        assert message_of({**found, **changes}) is None, changes
    for data in (b"", b"[]", b"{", b"[" * 100000, b"\xff", b"null"):
        assert read_message(data) is None


def test_who_wants_to_be_left_alone_is_but_for_a_day_at_the_most() -> None:
    for wait, minutes in ((0, 1), (7200, 120), (9e6, 24 * 60)):
        again = tried(MESSAGE, "busy", NOW, timedelta(seconds=wait))
        assert again is not None and again.due - NOW == timedelta(minutes=minutes)
