"""Which tickets wait for others."""

from tix.model.config.config import Config
from tix.model.ticket.ticket import Link, Ticket
from tix.query.facts import waits

A, B, C = "aaaaaa", "bbbbbb", "cccccc"


def ticket(ident: str, status: str, *links: tuple[str, str]) -> Ticket:
    return Ticket(ident, "t", status=status, links=tuple(Link(*link) for link in links))


def test_blocked_by_a_link_at_either_end() -> None:
    tickets = [
        ticket(A, "open", ("depends-on", B)),
        ticket(B, "open", ("blocks", C)),
        ticket(C, "pending"),
    ]
    assert {one for one, _ in waits(tickets, Config())} == {A, C}


def test_done_blocker_blocks_nobody() -> None:
    tickets = [ticket(A, "open", ("depends-on", B)), ticket(B, "closed", ("blocks", C))]
    assert waits([*tickets, ticket(C, "open")], Config()) == frozenset()


def test_done_ticket_is_not_blocked() -> None:
    tickets = [ticket(A, "resolved", ("depends-on", B)), ticket(B, "open", ("blocks", A))]
    assert waits(tickets, Config()) == frozenset()


def test_unknown_tickets_other_links_and_links_to_itself_block_nobody() -> None:
    tickets = [
        ticket(A, "open", ("depends-on", C), ("depends-on", A), ("relates-to", B)),
        ticket(B, "open", ("parent", A), ("blocks", C)),
    ]
    assert waits(tickets, Config()) == frozenset()
