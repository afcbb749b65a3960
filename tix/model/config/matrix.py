"""``matrix`` in ``tix.yaml``: which impact and urgency make which priority."""

from collections.abc import Iterator

from tix.model.config.config import Config, MatrixCell
from tix.model.config.source import ConfigSource, nearest_hint, shown
from tix.model.text.yaml_nodes import Node


def read_matrix(source: ConfigSource, known: Config) -> tuple[MatrixCell, ...]:
    """The cells, in the order of the file. ``known`` has the desk's words. Raises ConfigError."""
    return tuple(_cells(source, known))


def _cells(source: ConfigSource, known: Config) -> Iterator[MatrixCell]:
    for key, row in source.setting("matrix"):
        impact = _word(source, known, "impact", key)
        entries = source.entries(row, f"matrix.{impact}")
        source.check_twice((name.value, name) for name, _ in entries)
        for name, value in entries:
            urgency = _word(source, known, "urgency", name)
            yield MatrixCell(impact, urgency, _word(source, known, "priority", value))


def _word(source: ConfigSource, known: Config, field: str, node: Node) -> str:
    word = source.text(node, f"the {field}")
    if not known.takes_word(field, word):
        words = known.words_of(field) or ()
        raise source.error(node, f"{shown(word)} is no {field} of this desk",
                           nearest_hint(word, words))  # fmt: skip
    return word
