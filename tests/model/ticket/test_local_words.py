"""Words of other languages for statuses, priorities and types."""

from itertools import combinations

import pytest

from tix.model.ticket.other_words import MEANINGS, meaning_of
from tix.model.ticket.priorities import plain_word


@pytest.mark.parametrize("field", MEANINGS)
def test_a_word_means_one_thing_and_is_in_its_plain_form(field: str) -> None:
    words = {own: set(same.split()) - {own} for own, same in MEANINGS[field].items()}
    for one, other in combinations(words.values(), 2):
        assert not one & other
    assert all(plain_word(word) == word for same in words.values() for word in same)


@pytest.mark.parametrize(
    ("field", "text", "meaning"),
    [
        ("status", "In Bearbeitung", "in-progress"),
        ("status", "Cerrada", "closed"),
        ("status", "Résolu", "resolved"),
        ("status", "Решена", "resolved"),
        ("status", "クローズ", "closed"),
        ("status", "已解决", "resolved"),
        ("priority", "Hoch", "high"),
        ("priority", "Inmediata", "urgent"),
        ("type", "Aufgabe", "task"),
        ("type", "バグ", "problem"),
    ],
)
def test_words_as_trackers_have_them(field: str, text: str, meaning: str) -> None:
    assert meaning_of(field, text) == meaning
