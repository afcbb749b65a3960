"""The names of people whom tickets name by their addresses alone."""

from collections.abc import Iterable

from tix.model.people import parse_person, person_key
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace


class KnownNames:
    """What ``tix.yaml`` calls people; else the names that tickets, else customers' records, else
    commits, have beside their addresses. Looked up when somebody is to be shown, and kept."""

    def __init__(self, workspace: "Workspace") -> None:
        self._workspace = workspace
        self._found: dict[str, str] = {}

    def label(self, text: str) -> str:
        """The shortest text that readers know the person by: a name, else as it is written."""
        label = self._workspace.config.person_label(text)
        if label != text or not _is_address(text):
            return label.removesuffix(" <>")
        self.learn([text])
        return self._found[person_key(text)] or text

    def learn(self, texts: Iterable[str]) -> None:
        """Look several up at once."""
        config = self._workspace.config
        keys = {
            person_key(text)
            for text in texts
            if _is_address(text) and config.person_label(text) == text
        } - self._found.keys()
        if not keys:
            return
        names = _names(self._workspace.reader.named(keys), keys)
        if (missing := keys - names.keys()) and self._workspace.has_customers:
            from tix.actions.customer_names import contacts  # few desks have any

            names |= _names(contacts(self._workspace), missing)
        if missing := keys - names.keys():
            names |= _names(self._workspace.commit_authors, missing)
        self._found |= {key: names.get(key, "") for key in keys}


def _is_address(text: str) -> bool:
    return "@" in text and "<" not in text and " " not in text


def _names(people: Iterable[str], keys: Iterable[str]) -> dict[str, str]:
    """The longest name that each key has there; of equals the first. An address is none, also
    where git was given it for want of a name."""
    wanted, found = set(keys), dict[str, str]()
    for text in sorted(people):
        person = parse_person(text)
        is_name = person.name.isprintable() and person.name and not _is_address(person.name)
        if is_name and person.key in wanted:
            found[person.key] = max(found.get(person.key, ""), person.name, key=len)
    return found
