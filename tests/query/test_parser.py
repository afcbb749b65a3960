"""What a query's text means: the tree, the errors and where they point."""

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.query.desk import CONFIG, VOCABULARY, ask
from tests.query.trees import TREES, Tree
from tests.scale import usual
from tix.model.config.config import SavedQuery
from tix.query.error import QueryError
from tix.query.parser import MAX_DEPTH, MAX_FIELDS, MAX_LENGTH, MAX_TERMS, parse
from tix.query.predicates import And, Contains, Not, OneOf, Or, Source
from tix.query.query import Query
from tix.query.vocabulary import Vocabulary
from tix.query.words import Words


def text(*tokens: str, prefix: bool = False) -> Contains:
    return Contains("text", Words(tokens, prefix))


A, B, C = text("a"), text("b"), text("c")
STATUS = Source("status")


@pytest.mark.parametrize(
    ("query", "root"),
    [
        ("", And(())),
        ("  \n ", And(())),
        ("a", A),
        ("A", A),
        ("a b", And((A, B))),
        ("a\tb", And((A, B))),
        ("a AND b", And((A, B))),
        ("a OR b", Or((A, B))),
        ("a b OR c", Or((And((A, B)), C))),
        ("a OR b c", Or((A, And((B, C))))),
        ("(a OR b) c", And((Or((A, B)), C))),
        ("((a))", A),
        ("(a b) c", And((And((A, B)), C))),
        ("-aa b", And((Not(text("aa")), B))),
        ('-"a" b', And((Not(A), B))),
        ("-(a b)", Not(And((A, B)))),
        ("--a", Not(Not(A))),
        ("a or b", Or((A, B))),
        ('a "or" b', And((A, text("or"), B))),
        ('"a b"', text("a", "b")),
        ('-"a b"', Not(text("a", "b"))),
        ('"OR"', text("or")),
        (r'"say \"hi\" c:\\d"', text("say", "hi", "c", "d")),
        ('24"', text("24")),
        ("a-b", text("a", "b")),
        ("main()", text("main")),
        ("(main())", text("main")),
        ("a,b", text("a", "b")),
        ("deploy*", text("deploy", prefix=True)),
        ('"then deploy*"', text("then", "deploy", prefix=True)),
        ("de*ploy", text("de", "ploy")),
        ("*deploy", text("deploy")),
        ("std::vector", text("std", "vector")),
        ("type::vector", text("type", "vector")),
        ("https://example.org/x?y=1", text("https", "example", "org", "x", "y", "1")),
        ("12:30", text("12", "30")),
        ("ana@example.org", text("ana", "example", "org")),
        ("@", Contains("text", Words((), literal="@"))),
        ("*", Contains("text", Words((), literal="*"))),
        ("status:open", OneOf(STATUS, frozenset({"open"}))),
        ("Status:OPEN", OneOf(STATUS, frozenset({"open"}))),
        ('status:"open"', OneOf(STATUS, frozenset({"open"}))),
        ("status:open,pending", OneOf(STATUS, frozenset({"open", "pending"}))),
        ("(status:open)", OneOf(STATUS, frozenset({"open"}))),
        ("-status:open", Not(OneOf(STATUS, frozenset({"open"})))),
        ("sort:due", And(())),
        ("a sort:due b", And((A, B))),
        ("STRASSE", text("strasse")),
        ("Straße", text("strasse")),
    ],
)
def test_tree(query: str, root: object) -> None:
    assert parse(query, VOCABULARY).root == root


@pytest.mark.parametrize(
    ("query", "place", "sentence", "hint"),
    [
        ("a stauts:open", "stauts", "no field is called 'stauts'", "did you mean 'status:'?"),
        ("zzz:x", "zzz", "no field is called 'zzz'", 'quotes: "zzz:x"'),
        ("-(a zzz:x)", "zzz", "no field", None),
        ("status:opne", "opne", "no status is called 'opne'", "'open'"),
        ("status:open,opne", "opne", "no status is called 'opne'", "'open'"),
        ("status:open|closed", "open|closed", "no status is called", "status:open,closed"),
        ("status:done", "done", "no status is called 'done'", "is:done"),
        ("type:bug", "bug", "no type is called 'bug'", "incident, request"),
        ("priority:hihg", "hihg", "no priority is called 'hihg'", "'high'"),
        ("priority:>=hihg", "hihg", "no priority is called 'hihg'", "'high'"),
        ("priority:high..low", "high..low", "the end comes before the beginning", None),
        ("severity:s4", "s4", "no severity is called 's4'", "s1"),
        ("is:opne", "opne", "no ticket can be 'opne'", "'open'"),
        ("is:resolved", "resolved", "no ticket can be 'resolved'", "status:resolved"),
        ("has:atachment", "atachment", "no field is called 'atachment'", "'attachment'"),
        ("has:is", "is", "no field is called 'is'", None),
        ("sort:-priorty", "-priorty", "tickets can't be sorted by 'priorty'", "'priority'"),
        ("sort:is", "is", "tickets can't be sorted by 'is'", None),
        ("sort:>due", ">due", "sort: needs the name", None),
        ("-sort:due", "sort:due", "can't be negated", None),
        ("opened:2026-02-30", "2026-02-30", "'2026-02-30' is not in the calendar", None),
        ("opened:soon", "soon", "'soon' is not a date", "ages: <12h"),
        ("worked:0m", "0m", "nothing is no length of work", "no:worked"),
        ("worked:<=0h", "<=0h", "nothing is no length of work", "no:worked"),
        ("opened:7d", "7d", "an age needs < or > before it", "opened:<7d"),
        ("opened:<7m", "7m", "minutes or months", None),
        ("opened:<99999999d", "99999999d", "more than a thousand years", None),
        ("opened:2d..today", "2d..today", "an age and a date", None),
        ("opened:7d..1d", "7d..1d", "the end comes before the beginning", None),
        ("opened:2026-11..2026-10", "2026-11..2026-10", "the end comes before", None),
        ("opened:>=", "", "a value of opened is missing here", None),
        ("opened:..", "", "a value of opened is missing here", None),
        ("opened:>=a..b", ">=a..b", ">= and .. don't go together", None),
        ('opened:<""', '<""', "nothing between the quotes", None),
        ("due:12h", "12h", "an age in hours needs < or > before it", None),
        ("renewal:<7d", "7d", "'7d' can be ahead or back", "+7d is ahead"),
        ("points:x", "x", "'x' is not a number", None),
        ("points:5..3", "5..3", "the end comes before", None),
        ("environment:>prod", ">prod", "environment can't be compared with >", "tix.yaml"),
        ("label:>ci", ">ci", "label can't be compared with >", "quotes"),
        ("id:xyzu", "xyzu", "'xyzu' is not the beginning of an id", None),
        ("id:k7f3qzz", "k7f3qzz", "not the beginning of an id", None),
        ("link:block", "block", "neither a kind of link nor an id", "'blocks'"),
        ('link:"blocks !"', '"blocks !"', "'!' is not the beginning of an id", None),
        ("parent:!", "!", "not the beginning of an id", None),
        ("label:", "", "a value of label is missing here", '"label:"'),
        ("label:,a", ",", "a value of label is missing here", None),
        ("label:a,", "", "a value of label is missing here", None),
        ("label: a", " ", "a value of label is missing here", None),
        ("(label:)", ")", "a value of label is missing here", None),
        ('label:""', '""', "there is nothing between the quotes", None),
        ('""', '""', "there is nothing between the quotes", None),
        ('" "', '" "', "there is nothing between the quotes", None),
        ('a "b', '"', "this quote isn't closed", None),
        ('label:"b', '"', "this quote isn't closed", None),
        ('"a"b', '"', "there has to be a blank behind the quote", None),
        ('label:"a"b', '"', "there has to be a blank behind the quote", None),
        ('label:"a".b', '"', "there has to be a blank behind the quote", None),
        ("(a", "(", "this parenthesis isn't closed", None),
        ("a)", ")", "this parenthesis isn't opened anywhere", None),
        ("()", "()", "there is nothing to look for in here", None),
        ("a (sort:due)", "(sort:due)", "there is nothing to look for in here", None),
        ("a OR", "OR", "there is nothing behind this OR", '"OR"'),
        ("OR a", "OR", "there is nothing before this OR", None),
        ("a OR OR b", "OR", "there is nothing behind this OR", None),
        ("a OR sort:due", "OR", "there is nothing behind this OR", None),
        ("AND a", "AND", "AND needs something on both sides", None),
        ("a AND", "AND", "AND needs something on both sides", None),
        ("a AND OR b", "AND", "AND needs something on both sides", None),
        ("a - b", "-", "there is nothing behind this -", None),
        ("a -", "-", "there is nothing behind this -", None),
        ("(-)", "-", "there is nothing behind this -", None),
        ("@nothing", "@nothing", "no saved query is called 'nothing'", None),
        ("@urgnet", "@urgnet", "no saved query is called 'urgnet'", "'urgent'"),
    ],
)
def test_error_points_at_the_place(query: str, place: str, sentence: str, hint: str | None) -> None:
    with pytest.raises(QueryError) as caught:
        parse(query, VOCABULARY)
    error = caught.value
    assert sentence in error.sentence
    assert query[error.start : error.end] == place
    assert error.exit_code == 2
    if hint:
        assert hint in (error.hint or "")


def test_error_in_a_saved_query_shows_that_query() -> None:
    for query in ("@wrong", "@outer"):
        with pytest.raises(QueryError) as caught:
            ask(query)
        assert caught.value.sentence == "in @wrong: no field is called 'stauts'"
        assert caught.value.text == "label:ci stauts:open"


def test_saved_query_that_contains_itself_is_an_error() -> None:
    with pytest.raises(QueryError, match=r"can't contain itself \(@loop -> @pool -> @loop\)"):
        ask("@loop")


def test_saved_query_counts_as_one_part() -> None:
    inner = ask("priority:urgent OR is:overdue").root
    assert ask("a", "@urgent").root == And((A, inner))
    assert ask("-@Urgent").root == Not(inner)
    assert ask("a", "@empty").root == And((A, And(())))


def test_users_saved_query_comes_before_the_desks() -> None:
    vocabulary = Vocabulary(
        CONFIG, VOCABULARY.directory, VOCABULARY.now, {}, (SavedQuery("urgent", "mine"),)
    )
    assert parse("@urgent", vocabulary).root == text("mine")


def test_saved_queries_that_multiply_are_stopped() -> None:
    bombs = [SavedQuery("b0", "x x x x x x x x x x")]
    bombs += [SavedQuery(f"b{n}", f"@b{n - 1} " * 10) for n in range(1, 12)]
    vocabulary = Vocabulary(CONFIG, VOCABULARY.directory, VOCABULARY.now, {}, tuple(bombs))
    with pytest.raises(QueryError, match=f"more than {MAX_TERMS}"):
        parse("@b11", vocabulary)


@pytest.mark.parametrize("sign", ["(", "-", "-(", "(-"])
def test_deep_nesting_is_an_error_and_no_crash(sign: str) -> None:
    with pytest.raises(QueryError, match="nested too deeply"):
        parse(sign * 10_000 + "a" + ")" * 10_000, VOCABULARY)
    reasonable = sign * (MAX_DEPTH // 2)
    parse(reasonable + "a" + ")" * reasonable.count("("), VOCABULARY)


@given(TREES)
@settings(max_examples=usual(300), deadline=None)
def test_every_tree_is_read_again_as_it_was_written(tree: Tree) -> None:
    assert parse(tree.text, VOCABULARY).root == tree.node


ODD = st.text(
    alphabet=st.sampled_from('ab:"()-,.<>=*@\\ \t\n0123456789OR\x00\x1b\u202eéß日٣')
) | st.lists(
    st.sampled_from(
        ["status:", "open", "OR", "AND", "-", "(", ")", '"', "opened:", "<7d", "..", "@urgent",
         "sort:", "due", "is:", "has:", "priority:", ">=", "high", ",", " ", "points:", "5",
         "renewal:", "2026-11-25", "link:", "id:", "none", "*", "label:", "a b", "updated:", "+3d"]
    )
).map("".join)  # fmt: skip


@given(ODD)
@example("a" * 5000)
@settings(max_examples=usual(2000), deadline=None)
def test_any_text_is_a_query_or_a_query_error(odd: str) -> None:
    for given_as in (odd, [odd], odd.split("b")):
        try:
            assert isinstance(parse(given_as, VOCABULARY), Query)
        except QueryError as error:
            assert 0 <= error.start <= error.end <= len(error.text) + 1
            assert str(error).count("\n") == 2


@pytest.mark.parametrize(
    "odd", ['"', "(", "-", ",", "..", "a:", "label:x ", "label:x,", "@urgent ", "t", "assignee:z,"]
)
def test_ten_kilobytes_of_anything_take_less_than_a_second(odd: str) -> None:
    started = time.process_time()
    for given_as in (odd * (10_000 // len(odd)), ["label:" + odd * (10_000 // len(odd))]):
        try:
            parse(given_as, VOCABULARY)
        except QueryError as error:
            assert str(error)
    assert time.process_time() - started < 1


def test_very_many_fields_are_stopped_and_words_are_not() -> None:
    with pytest.raises(QueryError, match=f"more than {MAX_FIELDS} fields"):
        ask(" OR ".join(["is:blocked"] * (MAX_FIELDS + 1)))
    with pytest.raises(QueryError, match=f"more than {MAX_FIELDS} fields"):
        ask('"::" ' * (MAX_FIELDS + 1))
    ask(" OR ".join(f"x{number}" for number in range(4 * MAX_FIELDS)))
    ask(" OR ".join(["id:k7f3qz"] * (4 * MAX_FIELDS)))
    ask("label:" + ",".join(f"x{number}" for number in range(4 * MAX_FIELDS)))


def test_a_very_long_query_is_stopped() -> None:
    with pytest.raises(QueryError, match=f"more than {MAX_LENGTH} characters"):
        ask("x" * (MAX_LENGTH + 1))
