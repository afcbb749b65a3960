"""Who is meant by what a person types."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tix.errors import TixError
from tix.model.config.config import Config, Member, Team, TeamFieldType
from tix.model.config.directory import (
    AmbiguousPersonError,
    Directory,
    NobodyIsMeError,
    UnknownPersonError,
    about,
    people_in,
)
from tix.model.config.reader import load_config
from tix.model.people import Person, parse_person, person_key
from tix.model.record.values import Comment, TeamField
from tix.model.ticket.ticket import Ticket
from tix.model.times import parse_time

CONFIG = Config(
    people=(
        Member(Person("Ana Lima", "ana@example.org"), ("al", "ana.lima@home.example")),
        Member(Person("Bob Reis", "bob@example.org"), ("rabbit",)),
    ),
    teams=(Team("Ops", ("ana@example.org", "bob@example.org")), Team("Support Desk", ())),
)
SEEN = (
    "ana@example.org",
    "Ana Lima <ana@example.org>",
    "ana.smith@acme.example",
    "Jo Ek <jo@acme.example>",
    "sudoforge <>",
    "ops",
    "ana.lima@home.example",
)
DESK = Directory(CONFIG, SEEN, me="bob@example.org")


@pytest.mark.parametrize(
    ("who", "written"),
    [
        ("ana@example.org", "ana@example.org"),
        ("ANA@Example.org", "ana@example.org"),
        ("Ana Lima", "ana@example.org"),
        ("al", "ana@example.org"),
        ("ana.lima@home.example", "ana@example.org"),
        ("Ana Lima <ana.lima@home.example>", "ana@example.org"),
        ("rab", "bob@example.org"),
        ("bob", "bob@example.org"),
        ("lima", "ana@example.org"),
        ("reis", "bob@example.org"),
        ("jo", "jo@acme.example"),
        ("jo@", "jo@acme.example"),
        ("Jo Ek", "jo@acme.example"),
        ("sudoforge", "sudoforge <>"),
        ("sudo", "sudoforge <>"),
        ("sudoforge <>", "sudoforge <>"),
        ("ops", "Ops"),
        ("op", "Ops"),
        ("support", "Support Desk"),
        ("me", "bob@example.org"),
        (" me ", "bob@example.org"),
    ],
)
def test_name_alias_address_login_team_or_beginning_is_resolved(who: str, written: str) -> None:
    assert DESK.resolve(who) == written


def test_accents_are_put_aside_only_where_nobody_is_written_so() -> None:
    zoe, jose = "Zoë Ruiz <zr@example.org>", "José Álvarez <ja@example.org>"
    desk = Directory(CONFIG, [*SEEN, zoe, jose], others=lambda: ["Jose Reis <jr@example.org>"])
    assert desk.resolve("zoe") == desk.resolve("ZOË") == "zr@example.org"
    assert desk.resolve("alvarez") == desk.resolve("jose alvarez") == "ja@example.org"
    assert desk.resolve("jose") == "jr@example.org"
    assert desk.matches("ruíz") == {"zr@example.org"}
    assert desk.matches("zoe@example.org") == frozenset()
    with pytest.raises(UnknownPersonError):
        desk.resolve("zora")


def test_whole_login_beats_the_beginning_of_another_address() -> None:
    assert DESK.resolve("ana") == "ana@example.org"
    assert DESK.resolve("ana.s") == "ana.smith@acme.example"


def test_alias_of_the_same_person_is_no_ambiguity() -> None:
    assert DESK.resolve("ana.l") == "ana@example.org"


@pytest.mark.parametrize(
    "who", ["eve@new.example", "Eve Noor <eve@new.example>", "root@localhost", "<eve@new.example>"]
)
def test_mail_address_of_nobody_here_is_taken_as_it_is(who: str) -> None:
    assert DESK.resolve(who) == who


@pytest.mark.parametrize(
    "who",
    ["", " ", "zoe", "@", "a@", "a@b@c", "zed <>", "<>", "x@y\x1b.org", "Z\n<z@z.example>"],
)
def test_what_is_nobody_and_no_address_is_refused(who: str) -> None:
    with pytest.raises(UnknownPersonError) as caught:
        DESK.resolve(who)
    assert caught.value.exit_code == 1
    assert caught.value.hint


@pytest.mark.parametrize("who", ["John Doe", "Jürgen O’Neill-Meyer", "山田 太郎"])
def test_a_full_name_of_nobody_here_is_taken_as_it_is(who: str) -> None:
    assert DESK.resolve(who) == f"{who} <>"


def test_whom_only_commits_know_are_asked_for_last() -> None:
    asked: list[str] = []

    def others() -> list[str]:
        asked.append("")
        return ["John Doe <john@doe.example>", "Ana Other <ana@other.example>"]

    desk = Directory(Config(), ["ana@example.org"], None, others)
    assert desk.resolve("ana") == "ana@example.org"
    assert not asked
    for who in ("John Doe", "john", "doe"):
        assert desk.resolve(who) == "john@doe.example"
    assert desk.matches("john doe") == {"john@doe.example"}
    assert len(asked) == 1
    with pytest.raises(UnknownPersonError) as caught:
        desk.resolve("jon doe")
    assert caught.value.hint == "did you mean 'john doe'?"


@pytest.mark.parametrize(("who", "near"), [("anna lima", "ana lima"), ("rabit", "rabbit")])
def test_refusal_names_the_nearest(who: str, near: str) -> None:
    with pytest.raises(UnknownPersonError) as caught:
        DESK.resolve(who)
    assert caught.value.hint == f"did you mean {near!r}?"


def test_ambiguous_beginning_lists_the_candidates() -> None:
    with pytest.raises(AmbiguousPersonError) as caught:
        DESK.resolve("an")
    assert caught.value.hint == "one of Ana Lima <ana@example.org>, ana.smith@acme.example"
    assert caught.value.exit_code == 1


@pytest.mark.parametrize(
    ("who", "other"),
    [
        ("an", "Ana Limbo <ana.limao@acme.example>"),
        ("ana.l", "Ana Limbo <ana.limao@acme.example>"),
        ("lim", "Ana Limbo <ana.limao@acme.example>"),
        ("lima", "Bo <lima2@acme.example>"),  # an address begins so, as a word of a name does
    ],
)
@pytest.mark.parametrize("is_quick", [True, False])
def test_a_beginning_that_somebody_has_whom_only_customers_know_means_neither(
    who: str, other: str, is_quick: bool
) -> None:
    seen = ["Ana Lima <ana.lima@example.org>"]
    find = (lambda part: about(part, seen)) if is_quick else None
    desk = Directory(Config(), seen, None, lambda: [other], find)
    with pytest.raises(AmbiguousPersonError) as caught:
        desk.resolve(who)
    assert caught.value.hint == f"one of {', '.join(sorted([*seen, other]))}"


def test_one_person_with_two_addresses_is_told_how_to_be_one() -> None:
    both = ["Jo Novak <jo@acme.example>", "Jo Novak <jo@home.example>"]
    with pytest.raises(AmbiguousPersonError) as caught:
        Directory(Config(), both).resolve("jo nov")
    assert caught.value.hint == (
        f"one of {', '.join(both)}; if that is one person: people: [{{name: Jo Novak,"
        " mail: jo@acme.example, aliases: [jo@home.example]}] in tix.yaml"
    )
    jo = Member(parse_person(both[0]), ("jo@home.example",))
    assert Directory(Config(people=(jo,)), both).resolve("jo nov") == "jo@acme.example"


def test_a_name_that_yaml_would_read_otherwise_is_quoted_in_that_hint() -> None:
    both = [f"Novak, Jo: #2 <jo@{domain}.example>" for domain in ("acme", "home")]
    hint = AmbiguousPersonError("jo", both).hint or ""
    config = load_config(hint.partition("if that is one person: ")[2].removesuffix(" in tix.yaml"))
    jo = Member(parse_person(both[0]), ("jo@home.example",))
    assert config.people == (jo,)


def test_me_without_an_address_is_an_error_that_says_what_to_do() -> None:
    nobody = Directory(CONFIG, SEEN)
    assert nobody.me is None
    assert nobody.matches("me") == frozenset()
    with pytest.raises(NobodyIsMeError) as caught:
        nobody.resolve("me")
    assert "user.email" in (caught.value.hint or "")


def test_me_is_the_person_who_has_the_address_as_an_alias() -> None:
    desk = Directory(CONFIG, (), me="ana.lima@home.example")
    assert desk.me == "ana@example.org"
    assert "ana@example.org" in desk.matches("me")


def test_me_who_is_in_no_file_is_known() -> None:
    desk = Directory(Config(), (), me="eve@new.example")
    assert desk.resolve("me") == "eve@new.example"
    assert desk.resolve("eve") == "eve@new.example"
    assert desk.matches("me") == {"eve@new.example"}


def test_matches_are_all_keys_that_tickets_may_hold() -> None:
    assert DESK.matches("ana") == {"ana@example.org", "al", "ana.lima@home.example"}
    assert DESK.matches("an") == DESK.matches("ana") | {"ana.smith@acme.example"}
    assert DESK.matches("nobody") == frozenset()
    assert DESK.matches("") == frozenset()
    assert DESK.matches("me") == {"bob@example.org", "rabbit"}


def test_team_matches_itself_and_its_members() -> None:
    assert DESK.matches("Ops") == {"ops"} | DESK.matches("ana lima") | DESK.matches("bob")
    assert DESK.matches("support desk") == {"support desk"}


def test_bare_name_of_one_person_with_an_address_is_that_person() -> None:
    desk = Directory(Config(), ("Jo Ek", "Jo Ek <jo@acme.example>"))
    assert desk.resolve("jo ek") == "jo@acme.example"
    assert desk.matches("jo") == {"jo ek", "jo@acme.example"}


def test_bare_name_of_two_people_with_addresses_is_ambiguous() -> None:
    desk = Directory(Config(), ("Jo <a@x.example>", "Jo <b@x.example>"))
    with pytest.raises(AmbiguousPersonError):
        desk.resolve("jo")


def test_names_for_completion_are_what_can_be_typed() -> None:
    names = dict(DESK.names())
    assert names["ana@example.org"] == "Ana Lima <ana@example.org>"
    assert names["sudoforge"] == "sudoforge"
    assert names["Ops"] == "Ops (team)"
    assert list(DESK.names()) == sorted(DESK.names())
    for typed in names:
        DESK.resolve(typed)


def test_people_in_a_ticket_are_all_whom_it_names() -> None:
    config = Config(fields=(TeamFieldType("approver", "user"), TeamFieldType("env", "text")))
    comment = Comment("c-q8m2ht", parse_time("2026-11-22"), Person("C", "c@x.example"), False, "hi")
    ticket = Ticket(
        "k7f3qz",
        "t",
        requester="r@x.example",
        opened_by="o@x.example",
        assignees=("a@x.example",),
        watchers=("w@x.example",),
        comments=(comment,),
        team_fields=(TeamField("approver", "p@x.example"), TeamField("env", "prod")),
    )
    assert {person_key(text) for text in people_in(ticket, config)} == {
        f"{letter}@x.example" for letter in "aworcp"
    }


WRITINGS = st.sampled_from(
    ("ana", "Ana <a@x.example>", "a@x.example", "Bo Ek <b@y.example>", "bo ek", "cy <>", "Z", "")
)

PARTS = st.sampled_from(("a", "x", "b@", "a@x.example.org", "lima", "REIS", "@bo", "@", "ek"))


@given(st.lists(WRITINGS), st.text(max_size=12) | WRITINGS)
def test_what_resolves_is_found_by_its_written_form(seen: list[str], who: str) -> None:
    desk = Directory(Config(), seen)
    try:
        written = desk.resolve(who)
    except TixError:
        return
    assert desk.resolve(written) == written
    if desk.matches(who):
        assert parse_person(written).key in desk.matches(who)


@given(st.lists(WRITINGS), st.lists(WRITINGS), st.text(max_size=12) | WRITINGS | PARTS)
def test_who_is_meant_is_told_without_a_look_at_everybody(
    seen: list[str], others: list[str], who: str
) -> None:
    def answer(desk: Directory) -> str:
        try:
            return desk.resolve(who)
        except TixError as error:
            return f"{type(error).__name__}: {error} {error.hint}"

    whole = Directory(CONFIG, seen, "bob@example.org", lambda: others)
    quick = Directory(
        CONFIG, seen, "bob@example.org", lambda: others, lambda part: about(part, seen)
    )
    assert answer(quick) == answer(whole)


def test_whom_somebody_names_with_an_address_is_not_looked_for_among_everybody() -> None:
    def read(_: str) -> str:
        raise AssertionError

    desk = Directory(Config(), map(read, SEEN), None, tuple, lambda part: about(part, SEEN))
    assert desk.resolve("new@example.org") == "new@example.org"
    assert desk.resolve("Lima") == "ana@example.org"


def test_bare_name_that_two_people_with_addresses_have_is_neither() -> None:
    desk = Directory(Config(), ("Jo", "Jo <a@x.example>", "Jo <b@x.example>"))
    assert desk.matches("a@x.example") == {"a@x.example"}
    assert desk.matches("jo") == {"jo", "a@x.example", "b@x.example"}
