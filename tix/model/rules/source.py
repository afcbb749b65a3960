"""``rules.yaml`` as a list of rules whose parts are checked for their shape when asked for."""

from collections.abc import Callable

from tix.errors import NeedsPersonError, TixError
from tix.model.config.source import ConfigSource
from tix.model.layout import RULES_FILE
from tix.model.text.yaml_nodes import Mapping, Node, Scalar, Sequence

_LIST = "rules"


class RulesError(NeedsPersonError):
    """``rules.yaml`` has something that tix can't accept. ``line`` counts from 1."""

    def __init__(self, line: int, reason: str, hint: str | None = None) -> None:
        super().__init__(f"{RULES_FILE}:{line}: {reason}", hint=hint)
        self.line = line
        self.reason = reason


def read_rules(text: str, depth: int) -> Mapping:
    """The list that the file is, as the one entry of a mapping. Raises YamlError."""
    from tix.model.text.yaml_strict import read_list  # imports PyYAML; its result is cached

    return as_mapping(read_list(text, depth=depth))


def as_mapping(rules: Sequence) -> Mapping:
    """A list as the one entry of a mapping, as which settings are read."""
    key = Scalar(_LIST, rules.start, rules.start, plain=True)
    return Mapping(((key, rules),), rules.start, rules.end, flow=False)


class RulesSource(ConfigSource):
    """The file. Its errors name it."""

    def __init__(self, text: str, read: Callable[[str, int], Mapping] | None = None) -> None:
        super().__init__(text, read or read_rules)

    def failure(self, line: int, reason: str, hint: str | None = None) -> TixError:
        """An error about a line of this file."""
        return RulesError(line, reason, hint)

    @property
    def rules(self) -> tuple[Node, ...]:
        """The rules, in the order of the file."""
        return self.items(self.given[_LIST], "rules.yaml")
