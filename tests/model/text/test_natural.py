"""Words in the order in which people read them."""

from hypothesis import given
from hypothesis import strategies as st

from tix.model.text.natural import natural


def test_numbers_sort_by_their_size() -> None:
    words = ["1.9", "1.10", "1.10-rc2", "1.10-rc10", "a", "A1", "a2", "a10", "b", "v2", "v10"]
    mixed = words[::-1]
    assert sorted(mixed, key=natural) == words
    assert natural("1" * 5000) < natural("1" * 5001)
    assert natural("007") < natural("8") and natural("7") != natural("07")


@given(st.lists(st.text()))
def test_any_texts_can_be_sorted(words: list[str]) -> None:
    turned = words[::-1]
    assert sorted(words, key=natural) == sorted(turned, key=natural)
