"""People as tickets write them: ``ana@example.org``, ``Ana Lima <ana@example.org>``, ``bob <>``."""

from functools import lru_cache

from tix.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody, by name and mail address; either can be empty, not both."""

    name: str
    mail: str

    def __str__(self) -> str:
        if self.name:
            return f"{self.name} <{self.mail}>"
        return self.mail

    @property
    def key(self) -> str:
        """The same for every spelling of a person: the address, else the name, without case."""
        return (self.mail or self.name).casefold()

    @property
    def label(self) -> str:
        """A short text that readers know them by."""
        return self.name or self.mail


@lru_cache(maxsize=2000)
def parse_person(text: str) -> Person:
    """Any text is a person: ``Name <mail>``, else an address if it has ``@``, else a name."""
    text = text.strip()
    if text[-1:] == ">" and text.count("<") == text.count(">") == 1:
        name, _, mail = text[:-1].partition("<")
        name, mail = name.strip(), mail.strip()
        if name or mail:
            return Person(name, mail)
    return Person("", text) if "@" in text else Person(text, "")


def person_key(text: str) -> str:
    """``parse_person(text).key``, faster for a bare address."""
    return text.casefold() if "<" not in text and " " not in text else parse_person(text).key


RULES = Person("tix rules", "rules@tix.invalid")
"""Who says what the desk's rules say, and opens what they open."""

PIPELINES = Person("tix ci", "ci@tix.invalid")
"""Who says what follows from a ticket's occurrences."""

MAIL = Person("tix mail", "mail@tix.invalid")
"""Who says what is to be known of a message beside its text."""

BY_THEMSELVES = (RULES, PIPELINES, MAIL)
"""Whose comments say the same, under the same id, in every clone that makes them."""


def pseudonym(letters: str) -> Person:
    """Who stands for somebody whom the desk has forgotten; six letters or digits."""
    return Person(f"Forgotten {letters}", f"forgotten-{letters}@tix.invalid")


def is_pseudonym(mail: str) -> bool:
    """Whether an address stands for somebody whom the desk has forgotten."""
    return mail.startswith("forgotten-") and mail.endswith("@tix.invalid")


FORGOTTEN = r"\bForgotten [0-9a-z]{6}\b|\bforgotten-[0-9a-z]{6}(?:@tix\.invalid)?\b"
"""What stands for somebody in a text: the pseudonym, its address, or the name of a record."""


def names_forgotten(text: str) -> bool:
    """Whether a pseudonym stands in a text."""
    import re  # only where a note that was signed has changed

    return re.search(FORGOTTEN, text) is not None
