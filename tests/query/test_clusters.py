"""Which tickets are taken for the same problem, told several times."""

import time
from itertools import combinations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.scale import scaled
from tix.demo.stories import STORIES
from tix.model.ticket.ticket import Ticket
from tix.query.clusters import Cluster, clusters

PROBLEMS = {
    "printer": (
        ("Printer on the second floor jams", "Paper gets stuck when printing on both sides."),
        ("Paper jam in printer, 2nd floor", "It is stuck again, double-sided pages."),
        ("printer jams again", "Second floor, the big one. Paper stuck in the duplex unit."),
        ("Jammed printer", "Paper stuck, can't pull it out."),
    ),
    "vpn": (
        ("VPN disconnects every few minutes", "Since Monday the tunnel drops."),
        ("VPN drops all the time", "I get disconnected from the VPN every ten minutes at home."),
        ("VPN connection keeps dropping", ""),
        ("Cannot stay connected to VPN", "It disconnects after a few minutes."),
    ),
    "mail": (
        ("Password reset mail never arrives", "I clicked on forgot password three times."),
        ("No password reset email", "Nothing in spam either."),
        ("Forgot password: reset mail doesn't come", ""),
        ("Can't reset my password", "The reset mail doesn't arrive."),
    ),
    "tax": (
        ("Invoice shows the wrong VAT", "It says 19 % but should be 7 %."),
        ("Wrong VAT on invoice 2026-118", "The rate should be 7 %"),
        ("Invoices with incorrect VAT", "Our last three invoices have a wrong VAT rate."),
    ),
    "scanner": (
        ("Barcode scanner doesn't read labels", "In the warehouse, gate 3."),
        ("Scanner at gate 3 won't read barcodes", ""),
        ("Barcode scanner not reading", "Labels from the new supplier"),
    ),
    "drucker": (
        ("Drucker druckt nur leere Seiten", "Seit gestern kommen nur leere Seiten."),
        ("Leere Seiten aus dem Drucker", ""),
        ("Der Drucker gibt leere Seiten aus", "im Büro 12"),
    ),
    "nihongo": (
        ("夜間ビルドが失敗します", ""),
        ("夜間ビルドが失敗しました", "また失敗"),
        ("夜間ビルド失敗", ""),
    ),
}
"""Problems as several people told them."""


def asked_often(title: str) -> str:
    """What the demo desk is asked in several tickets; "" for any other."""
    return "accountant" if title.endswith("for our accountant?") else ""


def told() -> dict[str, tuple[str, Ticket]]:
    """Tickets by id, each with the problem that it tells; those of the demo desk tell their own."""
    lines = [(name, *each) for name, tellings in PROBLEMS.items() for each in tellings]
    lines += [
        (asked_often(story.title) or story.title, story.title, story.body) for story in STORIES
    ]
    Random(3).shuffle(lines)
    return {
        f"k{place:05}": (name, Ticket(f"k{place:05}", title, body=body))
        for place, (name, title, body) in enumerate(lines)
    }


TOLD = told()


def pairs(found: list[Cluster]) -> set[frozenset[str]]:
    return {frozenset(pair) for each in found for pair in combinations(each.ids, 2)}


def test_most_tellings_of_a_problem_are_found_and_most_that_is_found_belongs_together() -> None:
    right = {
        frozenset(pair) for pair in combinations(TOLD, 2) if len({TOLD[one][0] for one in pair}) < 2
    }
    found = pairs(clusters(ticket for _, ticket in TOLD.values()))
    assert len(found & right) >= 0.85 * len(right)
    assert len(found & right) >= 0.85 * len(found)


def test_a_rare_word_or_two_in_common_make_no_problem_of_two_tickets() -> None:
    once = [story for story in STORIES if not asked_often(story.title)]
    tickets = [Ticket(f"k{n:05}", s.title, body=s.body) for n, s in enumerate(once)]
    assert [each.title for each in clusters(tickets)] == ["Find out why refunds can run twice"]


NOT_ONE_PROBLEM = (
    ("web: support emojis", "In the markdown preview beside a comment, by a javascript library."),
    ("highlight code", "By a javascript library, in the markdown preview beside a comment."),
    (
        "push fails with error 128",
        "Over ssh, key by the agent, with a host alias and a jump proxy.",
    ),
    (
        "one address for each remote",
        "Over ssh, with a host alias and a jump proxy, key by the agent.",
    ),
)
"""Wishes and faults of one part of a program, as a tracker has them."""


def test_what_a_part_of_a_program_is_called_in_texts_makes_no_problem_of_two_tickets() -> None:
    others = [Ticket(f"k{n:05}", s.title, body=s.body) for n, s in enumerate(STORIES)]
    tickets = [Ticket(f"z{n}", t, body=body) for n, (t, body) in enumerate(NOT_ONE_PROBLEM)]
    assert not {t.id for t in tickets} & {i for c in clusters(others + tickets) for i in c.ids}


@pytest.mark.parametrize("titles", [("Help!", "Question"), ("Please help", "Kitchen")])
def test_what_has_a_title_that_says_nothing_goes_by_its_text(titles: tuple[str, str]) -> None:
    others = [Ticket(f"k{n:05}", s.title, body=s.body) for n, s in enumerate(STORIES)]
    texts = ("The coffee machine in the kitchen leaks.", "Our coffee machine is leaking, kitchen.")
    tickets = [
        Ticket(f"z{n}", t, body=b) for n, (t, b) in enumerate(zip(titles, texts, strict=True))
    ]
    assert {"z0", "z1"} in [{*c.ids} for c in clusters(others + tickets)]


def test_a_problem_is_seen_among_few_tickets_of_which_most_tell_it() -> None:
    titles = ("VPN drops every 5 minutes", "vpn drops all the time", "The VPN keeps dropping")
    vpn = [Ticket(f"v{n}", title, body="the tunnel") for n, title in enumerate(titles)]
    assert [{*c.ids} for c in clusters(vpn)] == [{"v0", "v1", "v2"}]
    others = ("Order a new screen", "Broken chair in room 4", "Please add Jo to the list")
    more = [Ticket(f"o{n}", title) for n, title in enumerate(others)]
    assert [{*c.ids} for c in clusters(vpn + more)] == [{"v0", "v1", "v2"}]


def test_what_fails_everywhere_is_one_problem_however_the_places_are_called() -> None:
    others = [Ticket(f"k{n:05}", s.title, body=s.body) for n, s in enumerate(STORIES)]
    count = 2 * len(others)
    alerts = [Ticket(f"z{n:05}", f"Backup of host{n}x failed") for n in range(count)]
    assert {ticket.id for ticket in alerts} in [{*c.ids} for c in clusters(others + alerts)]


def test_a_cluster_tells_what_it_is_about() -> None:
    tickets = [
        Ticket(f"k0000{n}", title, body=body) for n, (title, body) in enumerate(PROBLEMS["printer"])
    ]
    [found] = clusters([*tickets, Ticket("zzzzzz", "Order coffee")])
    assert {"k00000", "k00001", "k00002"} <= {*found.ids}
    assert found.title == next(t.title for t in tickets if t.id == found.ids[0])
    assert "printer" in found.words
    assert any(word.startswith("jam") for word in found.words)


def test_the_largest_comes_first_and_small_ones_can_be_left_out() -> None:
    tickets = [ticket for _, ticket in TOLD.values()]
    sizes = [len(each.ids) for each in clusters(tickets)]
    assert sizes == sorted(sizes, reverse=True)
    assert min(sizes) == 2
    assert [len(each.ids) for each in clusters(tickets, 4)] == [n for n in sizes if n >= 4]


def test_what_comes_back_with_another_number_is_the_same() -> None:
    notes = [Ticket(f"n{n:05}", f"Release notes of 4.{n}") for n in range(30)]
    [found] = clusters([*notes, Ticket("zzzzzz", "Printer on fire")])
    assert sorted(found.ids) == [ticket.id for ticket in notes]


def test_a_few_tickets_are_enough_and_one_or_none_make_no_cluster() -> None:
    one, other = Ticket("a", "VPN drops"), Ticket("b", "vpn dropping")
    assert [each.ids for each in clusters([one, other, Ticket("c", "Printer jams")])] == [
        ("a", "b")
    ]
    assert clusters([one]) == clusters([]) == []
    assert clusters([Ticket("a", ""), Ticket("b", "…"), Ticket("c", "!")]) == []


@given(st.permutations([ticket for _, ticket in TOLD.values()]))
def test_the_order_of_the_tickets_makes_no_difference(tickets: list[Ticket]) -> None:
    assert clusters(tickets) == clusters(ticket for _, ticket in TOLD.values())


@given(st.lists(st.tuples(st.text("ab 1ß日-\n", max_size=12), st.text("ab 1ß\n", max_size=12))))
def test_a_ticket_is_in_one_cluster_at_most(texts: list[tuple[str, str]]) -> None:
    tickets = [Ticket(f"a{n:05}", title, body=body) for n, (title, body) in enumerate(texts)]
    ids = [ident for each in clusters(tickets) for ident in each.ids]
    assert len(ids) == len({*ids})
    assert {*ids} <= {ticket.id for ticket in tickets}


@pytest.mark.slow
@pytest.mark.parametrize("kinds", [1, 60])
def test_many_alike_take_no_time_of_their_pairs(kinds: int) -> None:
    tellings = [each for of_one in PROBLEMS.values() for each in of_one]
    random = Random(1)
    tickets = []
    for number in range(scaled(1000, least=1000)):
        title, body = tellings[number % min(kinds, len(tellings))]
        more = random.choices(["alpha", "beta", "gamma", "delta", "epsilon"], k=2)
        tickets.append(Ticket(f"{number:06}", f"{title} {' '.join(more)} {number}", body=body))
    start = time.process_time()
    found = clusters(tickets)
    assert time.process_time() - start < 10 * max(1.0, len(tickets) / 10_000)
    assert sum(len(each.ids) for each in found) > 0.9 * len(tickets)
