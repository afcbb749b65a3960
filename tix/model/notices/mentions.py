"""Whom a text mentions: ``@ana``, ``@support``, ``@ana@example.org``.

What stands behind the ``@`` is a person's alias, login (the part of their address before its
``@``), whole address, or name without blanks, or a team's name, of ``tix.yaml``; whole, without
case. Who only stands in a team has a login and an address. What is quoted (``>``) or code doesn't
count, nor does what two people are called.
"""

import re
from collections.abc import Iterator

from tix.model.config.config import Config
from tix.model.people import parse_person

_MENTION = re.compile(r"(?<![\w@./+\\-])@(\w[\w.+'’-]{0,99}(?:@[\w.-]{0,200}\w)?)")
_TAIL = re.compile(r"['’]\w*$|[.+'’-]$")
"""What may belong to the sentence rather than to the name."""

_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
_TAILS = 4
"""How much of the sentence is taken off a name, at the most."""


class Mentions:
    """Finds whom texts mention, by what a desk calls people and teams."""

    def __init__(self, config: Config) -> None:
        self._called: dict[str, set[str]] = {}
        self._mails = {m.person.key: m.person.mail for m in config.people if m.person.mail}
        for member in config.people:
            person = member.person
            names = {person.mail, person.mail.partition("@")[0], person.name.replace(" ", "")}
            for alias in member.aliases:
                names |= {alias, parse_person(alias).mail.partition("@")[0]}
            for name in names - {""}:
                self._called.setdefault(name.casefold(), set()).add(person.mail or str(person))
        for person in (parse_person(who) for team in config.teams for who in team.members):
            for name in {person.mail, person.mail.partition("@")[0]} - {""}:
                known = config.canonical_person(person.mail)
                self._called.setdefault(name.casefold(), set()).add(self._mails.get(known, known))
        for team in config.teams:
            self._called[team.name.casefold()] = {team.name}

    def __call__(self, text: str) -> tuple[str, ...]:
        """The people, as tickets write them, and teams that a text mentions, each once."""
        if "@" not in text:
            return ()
        return tuple(dict.fromkeys(self._found(_spoken(text))))

    def _found(self, text: str) -> Iterator[str]:
        for match in _MENTION.finditer(text):
            word = match[1].casefold()
            for _ in range(_TAILS):
                if len(who := self._called.get(word, ())) == 1:
                    yield from who
                    break
                word = _TAIL.sub("", word)


def _spoken(text: str) -> str:
    """A text without what it quotes, and without code."""
    lines: list[str] = []
    fence, is_code = "", True  # an indented line is code behind an empty one, or at the beginning
    for line in text.split("\n"):
        found = _FENCE.match(line)
        if fence:
            if found and found[1].startswith(fence) and not line.strip(" `~"):
                fence = ""
            continue
        is_code = is_code and (not line.strip() or line.startswith(("    ", "\t")))
        if found:
            fence = found[1]
        lines.append("" if found or is_code or line.startswith(">") else line)
        is_code = is_code or not line.strip()
    return "\n\n".join(map(_without_code, "\n".join(lines).split("\n\n")))


def _without_code(paragraph: str) -> str:
    """A paragraph without what stands between two runs of as many backticks (CommonMark 6.1), in
    time that grows with its length alone."""
    runs = list(re.finditer("`+", paragraph))
    ends: dict[int, int] = {}
    later: dict[int, int] = {}
    for number in reversed(range(len(runs))):
        length = len(runs[number][0])
        if length in later:
            ends[number] = later[length]
        later[length] = number
    kept, at, number = [], 0, 0
    while number < len(runs):
        if number in ends:
            kept.append(paragraph[at : runs[number].start()])
            number = ends[number]
            at = runs[number].end()
        number += 1
    return " ".join((*kept, paragraph[at:]))
