"""CSV cells that no spreadsheet runs."""

import pytest

from tix.model.text.formulas import without_formula


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM", "\tx", "\rx"])
def test_a_csv_cell_is_no_formula(text: str) -> None:
    assert without_formula(text) == "'" + text


@pytest.mark.parametrize("text", ["", "a=b", "1-1", "'"])
def test_a_harmless_csv_cell_stays(text: str) -> None:
    assert without_formula(text) == text
