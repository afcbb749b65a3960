"""The beginnings of texts."""

from tix.model.notices.excerpt import excerpt


def test_a_long_text_is_cut_between_words() -> None:
    assert excerpt("word " * 200, 50) == f"{'word ' * 9}word …"
    assert excerpt("x" * 200, 50) == f"{'x' * 50} …"
    assert excerpt("  short  ", 50) == "short"
