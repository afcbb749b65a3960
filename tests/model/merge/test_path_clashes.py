"""Files and folders that meet at one path: what stays, and where the rest goes."""

import pytest

from tix.model.merge.path_clashes import PlacedFile, Rank, settled

FOREIGN, OWN, TICKET = Rank.FOREIGN, Rank.OWN, Rank.TICKET
NAME, OTHER = "1a2b3c4d5e6f", "2b3c4d5e6f7a"


def after(*files: tuple[str, Rank, str]) -> list[str]:
    """Where the files are in the end, in their order; the same whatever the order is."""
    held = [PlacedFile(*file) for file in files]
    found = settled(held)
    backwards = settled(held[::-1])
    last = len(held) - 1
    assert {last - number: path for number, path in backwards.items()} == found
    return [found.get(number, one.path) for number, one in enumerate(held)]


@pytest.mark.parametrize("place", ["archive", "archive/2026", "archive/2026/05"])
def test_w1_a_foreign_file_gives_way_to_a_folder_with_tickets(place: str) -> None:
    ticket = "archive/2026/05/aaaaaa.md"
    assert after((place, FOREIGN, NAME), (ticket, TICKET, OTHER)) == [
        f"{place}.in-the-way-1a2b3c4d",
        ticket,
    ]


def test_w2_a_foreign_folder_gives_way_to_a_ticket() -> None:
    ticket = "tickets/2026/11/aaaaaa.md"
    assert after((ticket, TICKET, NAME), (f"{ticket}/deep/a.txt", FOREIGN, OTHER)) == [
        ticket,
        f"{ticket}.in-the-way-2b3c4d5e/deep/a.txt",
    ]


def test_w3_a_ticket_below_another_ones_file_is_filed_beside_it() -> None:
    ticket = "tickets/2026/11/aaaaaa.md"
    below, taken = f"{ticket}/bbbbbb.md", "tickets/2026/11/bbbbbb.md"
    assert after((ticket, TICKET, NAME), (below, TICKET, OTHER)) == [ticket, taken]
    assert after((ticket, TICKET, NAME), (below, TICKET, OTHER), (taken, TICKET, NAME)) == [
        ticket,
        "tickets/2026/11/bbbbbb-2.md",
        taken,
    ]


def test_w4_of_two_files_at_one_path_the_ticket_stays() -> None:
    path = "tickets/2026/11/aaaaaa.md"
    assert after((path, FOREIGN, NAME), (path, TICKET, OTHER)) == [
        f"{path}.in-the-way-1a2b3c4d",
        path,
    ]


def test_w1_and_w2_at_once() -> None:
    outer, inner = "tickets/2026", "tickets/2026/11/aaaaaa.md"
    assert after(
        (outer, FOREIGN, NAME), (inner, TICKET, OTHER), (f"{inner}/notes", FOREIGN, OTHER)
    ) == [f"{outer}.in-the-way-1a2b3c4d", inner, f"{inner}.in-the-way-2b3c4d5e/notes"]


def test_nothing_moves_where_nothing_is_in_the_way() -> None:
    assert (
        settled([PlacedFile("archive/2026/05/a.md", TICKET, NAME), PlacedFile("a", FOREIGN, NAME)])
        == {}
    )
