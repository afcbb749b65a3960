"""What other tools write is understood, or answered with the right word."""

import pytest

from tests.query.desk import ask
from tix.query.error import QueryError

SAME = [
    ("tag:ci", "label:ci"),
    ("tags:ci,arm64", "label:ci,arm64"),
    ('tag:"good first issue"', 'label:"good first issue"'),
    ("owner:ana.l", "assignee:ana.l"),
    ("author:bob", "by:bob"),
    ("creator:bob", "opened_by:bob"),
    ("reporter:jo", "requester:jo"),
    ("created:2026", "opened:2026"),
    ("created:>=2026-11-01", "opened:>=2026-11-01"),
    ("modified:today", "updated:today"),
    ("deadline:..fri", "due:..fri"),
    ("pri:high", "priority:high"),
    ("state:open", "is:open"),
    ("state:closed", "is:done"),
    ("state:wip", "status:wip"),
    ("is:closed", "is:done"),
    ("no:assignee", "-has:assignee"),
    ("no:milestone,due", "(-has:milestone OR -has:due)"),
    ("has:tag", "has:label"),
    ("sort:created", "sort:opened"),
    ("sort:created-desc", "sort:-opened"),
    ("sort:updated-asc", "sort:updated"),
    ("assignee:@me", "assignee:me"),
    ("assignee:@al", "assignee:al"),
    ("-author:@me", "-by:me"),
    ("!label:ci", "-label:ci"),
    ("!(label:ci x)", "-(label:ci x)"),
    ("NOT label:ci", "-label:ci"),
    ("x NOT crash", "x -crash"),
    ("not label:ci", "-label:ci"),
    ("NOT (label:ci OR is:mine)", "-(label:ci OR is:mine)"),
    ("label:ci or label:arm64", "label:ci OR label:arm64"),
    ("label:ci || is:mine", "label:ci OR is:mine"),
    ("label:ci and is:mine", "label:ci is:mine"),
    ("label:ci && -is:mine", "label:ci -is:mine"),
    ("crash or hang", "crash OR hang"),
    ("depends_on:k7f", "depends-on:k7f"),
    ("blocked_by:k7f", "blocked-by:k7f"),
    ('link:"blocked-by k7f"', "blocked-by:k7f"),
    ("link:child", "child:*"),
]


@pytest.mark.parametrize(("typed", "meant"), SAME)
def test_the_same_is_meant(typed: str, meant: str) -> None:
    assert (ask(typed).root, ask(typed).sort) == (ask(meant).root, ask(meant).sort)
    assert ask(*typed.split()).root == ask(typed).root or '"' in typed


@pytest.mark.parametrize(
    "text",
    [
        "not found",
        "or",
        "crash or",
        "or crash",
        '"or"',
        "a | b",
        "R&D",
        "yes or",
        "!=",
        "and",
        "NOT",
        "title is wrong",
        "label in red",
        "order by mail",
    ],
)
def test_a_word_stays_one(text: str) -> None:
    assert not ask(text).warnings


ANSWERED = [
    ("label=ci", "label:ci"),
    ("label!=ci", "-label:ci"),
    ("tag=ci", "label:ci"),
    ("priority=high", "priority:high"),
    ("priority>=high", "priority:>=high"),
    ("status == open", "status:VALUE"),
    ("assignee = ana", "assignee:VALUE"),
    ("status != open", "-status:VALUE"),
    ("prio>1", "'priority:>VALUE'; no priority is called '1' (known: low, normal"),
    ("status!=opne", "-status:VALUE; no status is called 'opne' (did you mean 'open'?)"),
    ("opened>7d", "'opened:>7d', to search"),
    ("+ci", "label:ci"),
    ("!crash", "-crash"),
    ("@me", "is:mine"),
    ("project:x", "label:, milestone: and customer:"),
    ("due.before:today", "due:<today"),
    ("due.none:", "value of due.none is missing"),
    ("assignee.not:ana", "-assignee:ana"),
    ("involves:ana", "assignee:WHO"),
    ("limit:5", "--limit"),
    ("is:ready", "-is:blocked"),
    ("is:assigned", "has:assignee"),
    ("is:pr", "tickets only"),
    ("label in (ci, x)", "label:A,B"),
    ("assignee is empty", "assignee:none"),
    ("assignee is not empty", "assignee:*"),
    ("crash order by created", "sort:opened"),
    ("assignee:nobody", "assignee:none"),
    ("is:unresolved", "is:open"),
    ("crash -l ci", "label:LABEL"),
    ("-a", "assignee:WHO"),
    ("-larm64", "-l arm64"),
    ("-phigh", "-p high"),
    ("-sopen", "-s open"),
    ("-ame", "-a me"),
    ("x -abob", "-a bob"),
    ("-mgold", None),
    ("-linker", None),
    ("-pending", None),
    ('-"larm64"', None),
    ("-x", '-"x"'),
]


@pytest.mark.parametrize(("typed", "word"), ANSWERED)
def test_the_right_word_is_named(typed: str, word: str | None) -> None:
    if word is None:
        assert not ask(typed).warnings
        return
    with pytest.raises(QueryError) as caught:
        ask(*typed.split(" "))
    assert word in f"{caught.value} {caught.value.hint}"


def test_what_is_long_is_cut() -> None:
    with pytest.raises(QueryError) as caught:
        ask(f"label={'x' * 20_000}")
    assert len(f"{caught.value}{caught.value.hint}") < 500


def test_programs_compare_things_that_are_no_fields() -> None:
    for text in ("x=1", "1<2", '"priority=high"', "end=5", "std::vector=a", "c++", "+1", "a=b"):
        assert not ask(text).warnings
