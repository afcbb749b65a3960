"""How well tickets fit the words of a search, and which passage is shown."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tix.model.people import Person
from tix.model.ticket import Comment, Ticket
from tix.query.ranking import passage, score, spans

ANA = Person("Ana", "ana@example.org")


def ticket(
    title: str = "x", body: str = "", labels: tuple[str, ...] = (), comments: tuple[str, ...] = ()
) -> Ticket:
    said = tuple(
        Comment(f"c-aaaaa{number}", datetime(2026, 11, 22, tzinfo=UTC), ANA, False, text)
        for number, text in enumerate(comments)
    )
    return Ticket("k7f3qz", title, body=body, labels=labels, comments=said)


def test_title_before_labels_before_text_before_comments() -> None:
    places = [
        ticket(title="the linker fails"),
        ticket(labels=("linker",)),
        ticket(body="the linker fails"),
        ticket(comments=("the linker fails",)),
        ticket(),
    ]
    scores = [score(each, ["linker"]) for each in places]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == 5
    assert scores[-1] == 0


def test_more_matches_count_for_more_but_never_for_more_than_a_better_place() -> None:
    once, often = ticket(body="linker"), ticket(body="linker " * 20)
    assert score(once, ["linker"]) < score(often, ["linker"])
    assert score(often, ["linker"]) < score(ticket(title="linker", body="linker"), ["linker"])


def test_a_whole_word_counts_for_more_than_a_part_of_one() -> None:
    assert score(ticket(title="mail"), ["mail"]) > score(ticket(title="mailbox"), ["mail"])


def test_an_id_counts_from_three_characters_on() -> None:
    assert score(ticket(), ["k7f"]) > 0
    assert score(ticket(), ["#k7f3qz"]) > 0
    assert score(ticket(), ["k7"]) == 0


def test_the_passage_is_the_line_with_most_words() -> None:
    found = passage(ticket(body="one\n two\nthree two one\none two three"), ["two", "one"])
    assert found is not None
    assert found.line == "three two one"


def test_the_text_goes_before_comments() -> None:
    one = ticket(body="a linker", comments=("linker linker",))
    found = passage(one, ["linker"])
    assert found is not None
    assert (found.line, found.comment) == ("a linker", None)
    found = passage(one, ["linker", "error"])
    assert found is not None
    assert found.comment is None


def test_a_comment_says_whose_it_is() -> None:
    one = ticket(body="nothing", comments=("also nothing", "so\nthe linker!"))
    found = passage(one, ["linker"])
    assert found is not None
    assert (found.line, found.comment) == ("the linker!", one.comments[1])


def test_no_passage_where_only_the_title_matches() -> None:
    assert passage(ticket(title="linker", body="text"), ["linker"]) is None
    assert passage(ticket(body="text"), []) is None


def test_a_phrase_may_go_over_the_end_of_a_line() -> None:
    found = passage(ticket(body="a\nthe linker\nerror, again"), ["linker error"])
    assert found is not None
    assert found.line == "the linker"


@pytest.mark.parametrize(
    ("text", "terms", "expected"),
    [
        ("a Linker, LINKER", ["linker"], [(2, 8), (10, 16)]),
        ("linker  error", ["linker error"], [(0, 13)]),
        ("aaa", ["aa"], [(0, 2)]),
        ("abcd", ["abc", "bcd"], [(0, 4)]),
        ("abcd", ["ab", "cd"], [(0, 2), (2, 4)]),
        ("Straße!", ["strasse"], [(0, 6)]),
        ("Straße!", ["se"], [(4, 6)]),
        ("İx", ["x"], [(1, 2)]),
        ("a.c abc", ["a.c"], [(0, 3)]),
        ("", ["a"], []),
        ("text", [], []),
    ],
)
def test_spans(text: str, terms: list[str], expected: list[tuple[int, int]]) -> None:
    assert spans(text, terms) == expected


@given(st.text("aAßİ .\n", max_size=30), st.lists(st.text("aßi.s", min_size=1, max_size=3)))
def test_spans_are_in_order_and_hold_the_words(text: str, words: list[str]) -> None:
    terms = [word.casefold() for word in words]
    found = spans(text, terms)
    ends = [0, *(end for _, end in found)]
    for (start, end), before in zip(found, ends, strict=False):
        assert before <= start < end <= len(text)
        assert any(term in text[start:end].casefold() for term in terms)
    for term in terms:
        assert (term in text.casefold()) == bool(spans(text, [term]))
