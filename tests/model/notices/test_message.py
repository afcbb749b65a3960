"""Keys of messages, and the ``Message-ID`` that carries them."""

from datetime import UTC, datetime

from tix.frozen import replace
from tix.model.notices.event import Event
from tix.model.notices.message import Message, key_in_message_id, message_key
from tix.model.people import Person

AT = datetime(2026, 11, 28, 9, tzinfo=UTC)
ANSWERED = Event("answered", "k7f3qz", "c-abcdef", Person("Ana", "ana@example.org"), AT)


def message_of(key: str) -> Message:
    return Message(
        key, "k7f3qz", ("answered",), (key,), "mail", "bob@example.org", "answer", (), AT, AT
    )


def test_a_key_follows_from_ticket_event_recipient_and_what_happened() -> None:
    key = message_key(ANSWERED, "bob@example.org")
    assert len(key) == 32
    others = (
        replace(ANSWERED, ticket="m3k9vd"),
        replace(ANSWERED, kind="commented"),
        replace(ANSWERED, what="c-ghjkmn"),
    )
    keys = {message_key(event, "bob@example.org") for event in others}
    assert len(keys | {key, message_key(ANSWERED, "eve@example.org")}) == 5


def test_a_key_doesnt_depend_on_who_and_when() -> None:
    later = replace(ANSWERED, by=None, at=datetime(2027, 1, 1, tzinfo=UTC), to=("ana",))
    assert message_key(later, "bob@example.org") == message_key(ANSWERED, "bob@example.org")


def test_parts_of_a_key_dont_run_into_each_other() -> None:
    one = replace(ANSWERED, ticket="a", kind="bc")
    other = replace(ANSWERED, ticket="ab", kind="c")
    assert message_key(one, "x") != message_key(other, "x")


def test_a_message_id_carries_the_key() -> None:
    key = message_key(ANSWERED, "bob@example.org")
    ident = message_of(key).message_id("example.org")
    assert ident == f"<tix.{key}@example.org>"
    assert key_in_message_id(ident) == key
    assert key_in_message_id(f" {ident.upper()} ") == key


def test_other_message_ids_carry_none() -> None:
    key = "0" * 32
    for text in ("", "<>", "<a@b>", f"<{key}@example.org>", f"<tix.{key}0@b>", f"<tix.{key[1:]}g>"):
        assert key_in_message_id(text) is None
