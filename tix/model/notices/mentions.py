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

_MENTION = re.compile(r"(?<![\w@./+\\-])@(\w[\w.+'’-]*(?:@[\w.-]*\w)?)")
_TAIL = re.compile(r"['’]\w*$|[.+'’-]$")
"""What may belong to the sentence rather than to the name."""

_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
_CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)


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
            word, shorter = "", match[1].casefold()
            while word != shorter:
                word = shorter
                if len(who := self._called.get(word, ())) == 1:
                    yield from who
                    break
                shorter = _TAIL.sub("", word)


def _spoken(text: str) -> str:
    """A text without what it quotes, and without code."""
    lines: list[str] = []
    fence = ""
    for line in text.split("\n"):
        found = _FENCE.match(line)
        if fence:
            if found and found[1].startswith(fence) and not line.strip(" `~"):
                fence = ""
            continue
        if found:
            fence = found[1]
        elif not line.startswith((">", "    ", "\t")):
            lines.append(line)
        else:
            lines.append("")
    return _CODE.sub(" ", "\n".join(lines))
