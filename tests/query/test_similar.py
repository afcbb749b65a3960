"""Which titles are taken for the same problem, and which aren't."""

from collections import Counter
from collections.abc import Iterable, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tix.demo.stories import STORIES
from tix.model.ticket.ticket import Ticket
from tix.query.similar import LIKELY, Rarity, likeness, most_alike, rarest, title_tokens

DESK = [Ticket(f"a000{n:02}", story.title, labels=story.labels) for n, story in enumerate(STORIES)]
COUNTS = Counter(token for ticket in DESK for token in title_tokens(ticket))


def counts(tokens: Iterable[str]) -> Mapping[str, int]:
    return {token: COUNTS[token] for token in tokens}


def best(title: str, body: str = "", labels: tuple[str, ...] = ()) -> tuple[float, str]:
    new = Ticket("zzzzzz", title, body=body, labels=labels)
    found = most_alike(new, DESK, len(DESK), counts, least=0)
    return found[0].value, found[0].ticket.title


@pytest.mark.parametrize(
    ("new", "known"),
    [
        ("Nightly build fails on arm64", "Nightly build fails on arm64"),
        ("nightly BUILD is failing on ARM64 again", "Nightly build fails on arm64"),
        ("Printer at pier 3 doesn't print", "Printer at pier 3 prints blank boarding passes"),
        ("Wrong currency on invoice", "Invoice shows the wrong currency"),
        ("Seat map stays empty in Firefox", "Seat map stays empty in Safari"),
    ],
)
def test_the_same_problem_in_other_words_is_likely(new: str, known: str) -> None:
    value, title = best(new)
    assert title == known
    assert value >= LIKELY


@pytest.mark.parametrize(
    "new",
    [
        "Login fails with error 500",
        "Write the release notes of 4.3",
        "Printer at pier 5 prints blank boarding passes",
        "Upgrade Python to 3.12",
        "Status page down",
        "The date picker is broken",
        "Write docs",
        "On the in of a",
        "日本語の題",
        "++",
    ],
)
def test_what_shares_some_words_is_not_likely(new: str) -> None:
    assert best(new)[0] < LIKELY


def test_no_two_tickets_of_the_demo_desk_are_taken_for_one_but_what_is_asked_often() -> None:
    for ticket in DESK:
        others = most_alike(ticket, DESK, len(DESK), counts, LIKELY)
        alike = [ticket, *(each.ticket for each in others)]
        is_asked_often = all(each.title.endswith("for our accountant?") for each in alike)
        assert is_asked_often or not others, ticket.title


def test_a_title_is_as_much_like_itself_as_can_be() -> None:
    for ticket in DESK:
        assert likeness(ticket, ticket, Rarity(len(DESK), COUNTS)) == 1


def test_text_and_labels_add_to_what_the_titles_say() -> None:
    bare = best("Nightly build red")
    told = best("Nightly build red", body="It fails on arm64.")
    labelled = best("Nightly build red", labels=("ci",))
    assert bare[1] == told[1] == labelled[1]
    assert bare[0] < labelled[0] < told[0] < 1


def test_rare_words_count_for_more_than_common_ones() -> None:
    rarity = Rarity(1000, {"linker": 2, "the": 800, "fails": 300, "with": 700, "disk": 900})
    new = Ticket("zzzzzz", "the linker fails")
    rare = likeness(new, Ticket("aaaaa1", "linker with disk"), rarity)
    common = likeness(new, Ticket("aaaaa2", "the disk fails with"), rarity)
    assert rare > common > 0


@given(st.lists(st.text("ab 1ß日-", min_size=1, max_size=12), min_size=2, max_size=6))
def test_likeness_is_between_nought_and_one(titles: list[str]) -> None:
    desk = [Ticket(f"a0000{n}", title) for n, title in enumerate(titles)]
    known = Counter(token for ticket in desk for token in title_tokens(ticket))
    for one in desk:
        for other in desk:
            assert 0 <= likeness(one, other, Rarity(len(desk), known)) <= 1
        found = most_alike(
            one, desk, len(desk), lambda tokens: {token: known[token] for token in tokens}, 0.3
        )
        assert one.id not in [each.ticket.id for each in found]
        assert [each.value for each in found] == sorted((e.value for e in found), reverse=True)


def test_candidates_are_looked_for_by_the_rarest_words() -> None:
    known = {"the": 900, "build": 60, "arm64": 7, "nightly": 30, "gone": 0}
    words = ("the", "nightly", "build", "arm64", "gone", "new")
    assert rarest(words, known, 100) == ("arm64", "nightly", "build")
    assert rarest(words, known, 5) == ("arm64",)
    assert rarest(("gone", "new"), known, 100) == ()
