"""Who a commit is by, as git's stream has it."""

from datetime import UTC, datetime

import pytest

from tix.model.people import Person
from tix.storage.git.identity import Ident

AT = datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "mail"),
    [
        ("Jo\ncommitter Root <root@x> 1 +0000", "jo@acme.example"),
        ("Jo", "jo@acme.example> 1 +0000\nM 100644 inline x"),
        ("J\0o\r\x1b", "jo@acme.example"),
        ("", ""),
    ],
)
def test_whoever_it_is_stays_on_one_line(name: str, mail: str) -> None:
    text = str(Ident(Person(name, mail), "").at(AT))
    assert not any(sign < " " for sign in text)
    assert (text.count("<"), text.count(">")) == (1, 1)
    assert text.endswith("> 1795338000 +0000")


def test_a_name_stays_as_it_is() -> None:
    who = Person("Zoë d’Arc, Dr. (näh) 山田　太郎", "zoë+x@acme.example")
    shown = "Zoë d’Arc, Dr. (näh) 山田　太郎 <zoë+x@acme.example> 7 +0100"
    assert str(Ident(who, "7 +0100")) == shown


def test_no_time_is_before_1970() -> None:
    assert Ident(Person("Jo", ""), "").at(datetime(1960, 1, 1, tzinfo=UTC)).when == "0 +0000"
