"""``urgency_weights`` of ``tix.yaml``: what makes a ticket urgent, and how much."""

import re

from tix.model.config.config import URGENCY
from tix.model.config.source import ConfigSource, shown
from tix.model.text.yaml_nodes import Node


def read_weights(source: ConfigSource) -> tuple[tuple[str, float], ...]:
    """The usual weights, with those that the desk changes. Raises ConfigError."""
    entries = source.setting("urgency_weights")
    usual = dict(URGENCY)
    source.check_names(entries, usual, "term of urgency")
    given = {key.value: _weight(source, key.value, node) for key, node in entries}
    return tuple((usual | given).items())


def _weight(source: ConfigSource, name: str, node: Node) -> float:
    written = source.text(node, f"the weight of {name}")
    if not re.fullmatch(r"-?[0-9]{1,6}(\.[0-9]{1,6})?", written):
        hint = f"{name}: {dict(URGENCY)[name]:g}"
        raise source.error(node, f"{shown(written)} is no weight", hint)
    return float(written)
