"""What tells a customer besides its name."""

import pytest

from tix.model.records.known_by import at_domain, same_number

BERLIN = "+49 30 555 0199"


@pytest.mark.parametrize(
    ("value", "typed"),
    [
        (BERLIN, "0049 (0)30 / 555-0199"),
        (BERLIN, "030 5550199"),
        (BERLIN, "30 555 0199"),
        ("030 5550199 (Jo's desk)", "+49305550199"),
        ("030 5550199", "49305550199"),
        ("030 5550199 ext. 12", "+49 30 5550199 x7"),
        ("+351 21 555 0101", "21 555 0101"),
        ("+39 06 555 0199", "06 5550199"),
        ("(212) 555-0101", "1-212-555-0101"),
        ("555 0199", "5550199"),
        ("+354 555 0199", "555 0199"),
        (BERLIN, "030–5550199"),
        (BERLIN, "030 5550199 (work)"),
        ("+36 1 555 0199", "06 1 555 0199"),
        ("06 1 555 0199", "0036 1 555 0199"),
        ("030 7654321 / 0171 2345678", "+49 171 2345678"),
        ("030 7654321 (desk); 0171 2345678 (Jo)", "030 7654321"),
        ("212-555-0101, 212-555-0142", "+1 212 555 0142"),
    ],
)
def test_a_number_has_its_countrys_code_or_not(value: str, typed: str) -> None:
    assert same_number(value, typed)


@pytest.mark.parametrize(
    ("value", "typed"),
    [
        ("555 0199", BERLIN),
        (BERLIN, "555 0199"),
        ("030 555 0199", "555 0199"),
        ("20 5550 0142", "5550 0142"),
        ("555 0199", "550199"),
        ("555 0199", "5550199 Solutions"),
        ("0199", "0199"),
        ("+30 555 0199", "030 555 0199"),
        ("+30 555 0199", BERLIN),
        ("at the gate", "ext. 12"),
        ("030 7654321 / 0171 2345678", "030 2345678"),
        ("033203 / 765432-100", "765432100"),
        ("+49 33203 / 765432-100", "765432100"),
        ("+36 1 555 0199", "06 555 0199"),
        ("030 555 0199", "555 0199 (work)"),
    ],
)
def test_numbers_that_only_end_alike_are_two(value: str, typed: str) -> None:
    assert not same_number(value, typed)


@pytest.mark.parametrize(
    ("value", "is_below"),
    [("acme.example", True), ("@Acme.Example.", True), ("example", False), ("gmail.com", False)],
)
def test_an_address_is_below_a_domain_of_ones_own(value: str, is_below: bool) -> None:
    assert at_domain(value, "x@post.acme.example") is is_below
    assert not at_domain(value, "x@gmail.com")
