"""Countries, and tax numbers with their letters."""

import pytest

from tix.model.work.countries import country_code, vat_number


@pytest.mark.parametrize(
    ("text", "code"),
    [("PT", "PT"), (" pt ", "PT"), ("UK", "GB"), ("EL", "GR"), ("Portugal", None), ("NY", None),
     ("", None), ("XX", None)],
)  # fmt: skip
def test_a_country(text: str, code: str | None) -> None:
    assert country_code(text) == code


@pytest.mark.parametrize(
    ("number", "country", "expected"),
    [("501 964 843", "PT", "PT501964843"), ("de 123", "DE", "DE123"), ("EL123", "GR", "EL123"),
     ("123", "GR", "EL123"), ("XX123456789", "FR", "FRXX123456789"), ("DE123", "CH", "DE123"),
     ("XI123", "GB", "XI123")],
)  # fmt: skip
def test_a_tax_number_begins_with_its_country(number: str, country: str, expected: str) -> None:
    assert vat_number(number, country) == expected
