"""How well tickets fit the words of a search, and which passage is shown."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tix.model.people import Person
from tix.model.record.values import Comment, TeamField
from tix.model.ticket.ticket import Ticket
from tix.query.predicates import Contains
from tix.query.ranking import passage, score, spans
from tix.query.words import words_of

ANA = Person("Ana", "ana@example.org")


def ticket(
    title: str = "x",
    body: str = "",
    labels: tuple[str, ...] = (),
    comments: tuple[str, ...] = (),
    resolution: str | None = None,
) -> Ticket:
    said = tuple(
        Comment(f"c-aaaaa{number}", datetime(2026, 11, 22, tzinfo=UTC), ANA, False, text)
        for number, text in enumerate(comments)
    )
    return Ticket("k7f3qz", title, body=body, labels=labels, comments=said, resolution=resolution)


def terms(*words: str, where: str = "text") -> list[Contains]:
    return [Contains(where, words_of(word)) for word in words]


def test_title_before_labels_before_people_before_text_before_comments() -> None:
    places = [
        ticket(title="the linker fails"),
        ticket(labels=("linker",)),
        Ticket("k7f3qz", "x", assignees=("Linker <l@example.org>",)),
        ticket(body="the linker fails"),
        ticket(comments=("the linker fails",)),
        ticket(),
    ]
    scores = [score(each, terms("linker")) for each in places]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == 6
    assert scores[-1] == 0


def test_resolution_and_other_fields_count_as_much_as_the_text() -> None:
    in_text = score(ticket(body="linker"), terms("linker"))
    assert score(ticket(resolution="a linker"), terms("linker")) == in_text
    other = Ticket("k7f3qz", "x", team_fields=(TeamField("tool", ("ar", "linker")),))
    assert score(other, terms("linker")) == in_text


def test_each_place_counts_once_for_each_word() -> None:
    once, often = ticket(body="linker"), ticket(body="linker " * 20)
    assert score(once, terms("linker")) == score(often, terms("linker"))
    both = ticket(title="linker", body="error linker")
    assert score(both, terms("linker", "error")) == 8 + 2 + 2


def test_a_word_for_one_place_counts_there_only() -> None:
    both = ticket(title="linker", body="linker")
    assert score(both, terms("linker", where="body")) == 2


def test_an_id_counts_from_three_characters_on() -> None:
    assert score(ticket(), terms("k7f")) == 5
    assert score(ticket(), terms("#k7f3qz")) == 5
    assert score(ticket(), terms("k7")) == 0


def test_the_passage_is_the_line_with_most_words() -> None:
    found = passage(ticket(body="one\n two\nthree two one\none two three"), terms("two", "one"))
    assert found is not None
    assert found.line == "three two one"


def test_a_line_of_a_comment_that_has_more_goes_before_the_text() -> None:
    one = ticket(body="linker", comments=("no", "linker\nlinker error", "error linker"))
    found = passage(one, terms("linker", "error"))
    assert found is not None
    assert (found.line, found.comment) == ("linker error", one.comments[1])


def test_the_text_goes_before_comments() -> None:
    one = ticket(body="a linker", comments=("linker linker",))
    for wanted in (terms("linker"), terms("linker", "error")):
        found = passage(one, wanted)
        assert found is not None
        assert (found.line, found.column, found.comment) == ("a linker", "body", None)


def test_a_comment_says_whose_it_is() -> None:
    one = ticket(body="nothing", comments=("also nothing", "so\nthe linker!"))
    found = passage(one, terms("linker"))
    assert found is not None
    assert (found.line, found.column) == ("the linker!", "comments")
    assert found.comment == one.comments[1]


def test_a_resolution_is_a_passage() -> None:
    found = passage(ticket(body="text", resolution="a new linker"), terms("linker"))
    assert found is not None
    assert (found.line, found.column, found.comment) == ("a new linker", "resolution", None)


def test_no_passage_where_only_the_title_matches() -> None:
    assert passage(ticket(title="linker", body="text linkers"), terms("linker")) is None
    assert passage(ticket(body="linker"), terms("linker", where="title")) is None
    assert passage(ticket(body="linker"), terms("linker", where="comments")) is None
    assert passage(ticket(body="text"), []) is None


def test_a_phrase_may_go_over_the_end_of_a_line() -> None:
    found = passage(ticket(body="a\nthe linker\nerror, again"), terms("linker error"))
    assert found is not None
    assert found.line == "the linker"


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("a Linker, LINKER", ["linker"], [(2, 8), (10, 16)]),
        ("linker  error", ["linker error"], [(0, 13)]),
        ("aa aaa", ["aa"], [(0, 2)]),
        ("aa aaa", ["aa*"], [(0, 2), (3, 5)]),
        ("ba a a", ["a a"], [(3, 6)]),
        ("a b c", ["a b", "b c"], [(0, 5)]),
        ("Straße!", ["strasse"], [(0, 6)]),
        ("Straße!", ["stras*"], [(0, 5)]),
        ("Straße!", ["se"], []),
        ("İx Résumé", ["ix", "resume"], [(0, 2), (3, 9)]),
        ("Re\u0301sume\u0301s", ["resume*"], [(0, 8)]),
        ("a.c abc", ["a.c"], [(0, 3)]),
        ("日本語です", ["本語"], [(1, 3)]),
        ("ﾊﾞｸﾞ \u1112\u1161\u11ab", ["バグ", "한"], [(0, 4), (5, 8)]),
        ("go 🚀🚀", ["🚀"], [(3, 4), (4, 5)]),
        ("c += 1  =>\n x", ["+=", "=> {"], [(2, 4)]),
        ("x  =>\n {", ["=> {"], [(3, 8)]),
        ("x =>{", ["=> {"], []),
        ("x  =>\n {{", ["=>"], [(3, 5)]),
        ("“ ” …", ["…"], [(4, 5)]),
        ("", ["a"], []),
        ("text", [], []),
    ],
)
def test_spans(text: str, words: list[str], expected: list[tuple[int, int]]) -> None:
    assert spans(text, terms(*words)) == expected


@given(st.text("aAßİ .\n日", max_size=30), st.lists(st.text("aßi.s日", min_size=1, max_size=3)))
def test_spans_are_in_order_and_hold_the_words(text: str, words: list[str]) -> None:
    wanted = terms(*words)
    found = spans(text, wanted)
    ends = [0, *(end for _, end in found)]
    for (start, end), before in zip(found, ends, strict=False):
        assert before <= start < end <= len(text)
        assert any(term.words.is_in(text[start:end]) for term in wanted)
    for term in wanted:
        assert term.words.is_in(text) == bool(spans(text, [term]))
