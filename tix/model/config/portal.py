"""``portal`` in ``tix.yaml``: what customers are asked when they send a request.

::

    portal:
      fields: [room]                             # of everybody
      types: {incident: [device], request: []}   # what can be chosen, and what is asked then
"""

from tix.frozen import dataclass
from tix.model.config.config import Config
from tix.model.config.source import ConfigSource, nearest_hint, shown, values_by_name
from tix.model.text.yaml_nodes import Node


@dataclass(frozen=True, slots=True)
class PortalSettings:
    """The names of ``fields`` that everybody is asked for; ``types`` of requests that can be
    chosen, each with the further fields that it is asked for."""

    fields: tuple[str, ...] = ()
    types: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def asked(self, type_name: str) -> tuple[str, ...]:
        """The names of the fields that a request of that type is asked for."""
        return tuple(dict.fromkeys((*self.fields, *dict(self.types).get(type_name, ()))))


def read_portal_settings(source: ConfigSource, config: Config) -> PortalSettings:
    """The settings; ``config`` has the desk's fields and types. Raises ConfigError."""
    entries = source.setting("portal")
    source.check_names(entries, ("fields", "types"), "setting of portal")
    given = values_by_name(entries)
    known, types = {field.name: field for field in config.fields}, config.types

    def names(node: Node) -> tuple[str, ...]:
        return tuple(name(item) for item in source.items(node, "the fields"))

    def name(node: Node) -> str:
        text = source.text(node, "a field")
        if text not in known:
            raise source.error(
                node, f"{shown(text)} is none of the desk's fields", nearest_hint(text, known)
            )
        if known[text].type == "user":
            raise source.error(node, f"{text} is a person, and customers don't know the desk's")
        return text

    found: list[tuple[str, tuple[str, ...]]] = []
    for key, node in source.entries(given["types"], "types") if "types" in given else ():
        if key.value not in types:
            hint = nearest_hint(key.value, types)
            raise source.error(key, f"{shown(key.value)} is no type of this desk", hint)
        found.append((key.value, names(node)))
    return PortalSettings(names(given["fields"]) if "fields" in given else (), tuple(found))
