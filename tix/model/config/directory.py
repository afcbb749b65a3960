"""Finding people by what somebody types: ``me``, ``ana``, ``ana@ex``.

A desk knows the people and teams of its ``tix.yaml``, everybody who is named in its tickets, and
the user; who is none of them may be somebody whom only commits or customers' records name. Somebody
is found by the first of these rules that anybody meets:

1. the whole name, alias, mail address or login, or a team's name;
2. the part of a mail address before its ``@``;
3. the beginning of a name, alias, mail address, login or team's name;
4. the beginning of a later word of a name (``lima`` for Ana Lima);
5. either, with other accents or none (``zoe`` for Zoë).

Whom a beginning means is looked for among all of them, so that it never means one of several.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property

from tix.errors import TixError
from tix.frozen import dataclass
from tix.model.config.config import Config
from tix.model.people import Person, parse_person, person_key
from tix.model.ticket.ticket import Ticket

ME = "me"


def is_me(who: str) -> bool:
    """Whether the text is ``me``, or ``@me`` as in GitHub."""
    return who in (ME, f"@{ME}")


# A string: re compiles it when it is needed, which most runs never do.
_MAIL = r"[^\s@<>(),;:\"\\\[\]]+@[^\s@<>(),;:\"\\\[\]]+"


_FULL_NAME = r"[^\W\d_][\w.'’-]*( [^\W\d_][\w.'’-]*)+"


_NOBODY = ("", "none", "nobody", "noone", "no-one", "unassigned", "null")


class UnknownPersonError(TixError):
    """The desk knows nobody by that name, and it is no mail address either. ``or_new``: whether it
    could have been somebody new."""

    def __init__(self, who: str, near: str | None, *, or_new: bool = True) -> None:
        from tix.model.records.known_by import looks_like_number  # only where it isn't known

        whole = "write a whole mail address" + " for somebody new" * or_new
        hint = f"did you mean {near!r}?" if near else whole
        if or_new and who.casefold() in _NOBODY:
            hint = "to take somebody away: tix assign ID --none, or --set FIELD="
        elif looks_like_number(who):
            hint = f"whose number it is: tix customer show '{who}'; here goes an address or a name"
        elif or_new and who[:1] in "+-" and len(who) > 1:
            hint = "to add, or take away, one of several: tix assign --add ID WHO, or --remove"
        super().__init__(f"nobody that this desk knows is called {who!r}", hint=hint)


class AmbiguousPersonError(TixError):
    """Several people match."""

    def __init__(self, who: str, candidates: Iterable[str]) -> None:
        shown = list(candidates)
        people = list(map(parse_person, shown))
        hint = f"one of {', '.join(shown)}"
        names = {person.name.casefold() for person in people}
        if len(people) > 1 == len(names) and all(who.name and who.mail for who in people):
            from tix.model.text.scalars import dump_scalar  # few are two

            called, mail, *others = (
                dump_scalar(text, flow=True)
                for text in (people[0].name, *(person.mail for person in people))
            )
            one = f"{{name: {called}, mail: {mail}, aliases: [{', '.join(others)}]}}"
            hint += f"; if that is one person: people: [{one}] in tix.yaml"
        super().__init__(f"{who!r} can be several people", hint=hint)


class NobodyIsMeError(TixError):
    """``me`` was typed, but git has no mail address of the user."""

    def __init__(self) -> None:
        super().__init__(
            "it isn't known who 'me' is: git has no mail address of yours",
            hint="git config --global user.email you@example.org",
        )


@dataclass(frozen=True, slots=True)
class _Entry:
    """A person or a team. ``keys`` are all the keys that tickets may hold for it."""

    written: str
    shown: str
    handles: frozenset[str]
    logins: frozenset[str]
    keys: frozenset[str]


_Rules = tuple[Callable[[_Entry, str], bool], ...]

_WHOLE: _Rules = (
    lambda known, who: who in known.handles,
    lambda known, who: who in known.logins,
)
_RULES: _Rules = (
    *_WHOLE,
    lambda known, who: any(handle.startswith(who) for handle in known.handles),
    lambda known, who: any(
        word.startswith(who) for handle in known.handles for word in handle.split()
    ),
)


class Directory:
    """Everybody a desk knows.

    ``seen`` are people as tickets write them; ``me`` is the user (git's mail address), if known, or
    what finds that out. Neither is looked at before somebody is asked for; ``others`` only when
    those are not who is meant. ``about`` gives those of ``seen`` that ``about`` below would find,
    if there is a quicker way.
    """

    def __init__(
        self,
        config: Config,
        seen: Iterable[str] = (),
        me: str | Callable[[], str | None] | None = None,
        others: Callable[[], Iterable[str]] = tuple,
        about: Callable[[str], Iterable[str]] | None = None,
    ) -> None:
        self._others = others
        self._about = about
        self._config = config
        self._seen = seen
        self._asked_me = me

    @cached_property
    def _me(self) -> str | None:
        return self._asked_me() if callable(self._asked_me) else self._asked_me

    @cached_property
    def _known(self) -> tuple[_Entry, ...]:
        return self._entries(self._seen)

    def _entries(self, seen: Iterable[str]) -> tuple[_Entry, ...]:
        teams = _teams(self._config)
        people = _people(self._config, seen, self._me, set(teams))
        return (*people, *teams.values())

    @property
    def me(self) -> str | None:
        """The user as tickets write them; None if that isn't known."""
        if self._me is None:
            return None
        key = self._config.canonical_person(self._me)
        return next((k.written for k in self._known if key in k.keys), self._me)

    def resolve(self, who: str) -> str:
        """The text that a ticket holds for ``who``.

        That is the mail address of a person who has one, else ``login <>``, or a team's name. A
        mail address that nobody here has is taken as it is, with or without a name before it, and
        so is a full name that is close to nobody's.
        Raises NobodyIsMeError, AmbiguousPersonError or UnknownPersonError.
        """
        who = who.strip()
        if is_me(who):
            if self.me is None:
                raise NobodyIsMeError
            return self.me
        found = self._find_one(who)
        if len(found) > 1:
            raise AmbiguousPersonError(who, sorted(k.shown for k in found))
        if found:
            return found[0].written
        is_mail = re.fullmatch(_MAIL, parse_person(who).mail) and who.isprintable()
        if is_mail and who[:1] not in "+-":
            return who
        near, name = self.nearest(who), who.removesuffix(" <>")
        if re.fullmatch(_FULL_NAME, name) and not (near and _is_slip(name, near)):
            return f"{name} <>"
        raise UnknownPersonError(who, near)

    def matches(self, who: str) -> frozenset[str]:
        """The keys (``tix.model.people.person_key``) of all who can be meant; a team with members.

        Empty if the desk knows nobody like that, or doesn't know who ``me`` is.
        """
        who = who.strip()
        if is_me(who):
            return self._keys_of_me()
        return frozenset(key for known in self._find(who) for key in known.keys)

    def nearest(self, who: str) -> str | None:
        """A name, alias, address or team that is close to the text."""
        from tix.model.text.nearest import nearest

        folded = who.casefold()
        everybody = (*self._known, *self._known_by_others)
        for choices in (
            [handle for known in everybody for handle in known.handles],
            [word for known in everybody for h in known.handles for word in h.split()],
            [login for known in everybody for login in known.logins],
        ):
            if near := nearest(folded, sorted(choices)):
                return near
        return None

    def names(self) -> tuple[tuple[str, str], ...]:
        """Sorted pairs of a word that can be typed and the person it means, for completion."""
        return tuple(sorted((k.written.removesuffix(" <>"), k.shown) for k in self._known))

    def _keys_of_me(self) -> frozenset[str]:
        if self._me is None:
            return frozenset()
        key = self._config.canonical_person(self._me)
        return next((k.keys for k in self._known if key in k.keys), frozenset({key}))

    @cached_property
    def _known_by_others(self) -> tuple[_Entry, ...]:
        """Everybody, and those whom only ``others`` knows."""
        teams = _teams(self._config).values()
        return self._entries([*(e.shown for e in self._known if e not in teams), *self._others()])

    def _find(self, who: str) -> list[_Entry]:
        """Whom a text means; those whom nothing but commits know only if it is nobody else."""
        return (
            self._among(self._known, who)
            or self._among(self._known_by_others, who)
            or self._written_alike(who)
        )

    def _written_alike(self, who: str) -> list[_Entry]:
        """Those whom nobody's keyboard could name better: Zoë for ``zoe``."""
        return [] if "@" in who else self._among(self._known_by_others, who, (_is_alike,))

    def _find_one(self, who: str) -> list[_Entry]:
        """The same without a look at everybody, if there is a quicker way; their entries may lack
        other spellings. All whom a beginning may mean, by whatever they are known."""
        part = person_key(who) if "<" in who else who.casefold().removeprefix("@")
        seen = [*self._about(part)] if self._about and part else None
        known = self._known if seen is None else self._entries(seen)
        if whole := self._among(known, who, _WHOLE):
            return whole
        if seen is None:
            everybody = self._known_by_others
        else:
            everybody = self._entries([*seen, *about(part, self._others())])
        near, found = self._among(known, who), self._among(everybody, who)
        written = {each.written for each in found}
        found += [each for each in near if each.written not in written]
        return found or self._written_alike(who)

    def _among(self, everybody: Sequence[_Entry], who: str, rules: _Rules = _RULES) -> list[_Entry]:
        folded = who.casefold()
        folded = folded.removeprefix("@")
        if not folded:
            return []
        if "<" in folded:
            key = person_key(who)
            return [known for known in everybody if key in known.keys][:1]
        for rule in rules:
            if found := [known for known in everybody if rule(known, folded)]:
                return found
        return []


def about(part: str, people: Iterable[str]) -> list[str]:
    """All texts about those who may be meant by ``part``: it stands, without case, in one of them.

    Whatever rule somebody is found by, what was typed stands in a text about them.
    """
    texts = list(people)
    keys = {person_key(text) for text in texts if part in text.casefold()}
    return [text for text in texts if person_key(text) in keys] if keys else []


def _is_alike(known: _Entry, who: str) -> bool:
    """Whether a name or a word of it begins so, accents aside."""
    from tix.model.text.accents import without_accents  # only for who isn't known

    plain = without_accents(who)
    names = (without_accents(handle) for handle in known.handles)
    return any(word.startswith(plain) for name in names for word in (name, *name.split()))


def _is_slip(name: str, near: str) -> bool:
    """Whether one full name is most likely a slip of the pen for another."""
    from difflib import SequenceMatcher  # only for who isn't known

    return SequenceMatcher(None, name.casefold(), near.casefold()).ratio() > _ALIKE


_ALIKE = 0.8


def people_in(ticket: Ticket, config: Config) -> Iterator[str]:
    """Everybody that a ticket names, as written there."""
    yield from ticket.assignees
    yield from ticket.watchers
    yield from (text for text in (ticket.requester, ticket.opened_by) if text)
    yield from (str(comment.author) for comment in ticket.comments)
    for field in ticket.team_fields:
        declared = config.team_field_type(field.name)
        if declared and declared.type == "user":
            yield from (field.value,) if isinstance(field.value, str) else field.value


def _people(
    config: Config, seen: Iterable[str], me: str | None, teams: set[str]
) -> Iterator[_Entry]:
    """The people of the configuration and those of the tickets, each once."""
    canonical: dict[str, str] = {}
    writings: dict[str, list[Person]] = {}
    for member in config.people:
        key = canonical.setdefault(member.person.key, member.person.key)
        called = [member.person, *map(parse_person, member.aliases)]
        writings.setdefault(key, []).extend(called)
        for person in called:
            canonical.setdefault(person.key, key)
    for text in sorted({*seen, *((me,) if me else ())}):
        person = parse_person(text)
        key = canonical.setdefault(person.key, person.key)
        if key and key not in teams:
            writings.setdefault(key, []).append(person)
    for key, owner in _bare_names(writings).items():
        writings[owner] += writings.pop(key)
    for key, called in writings.items():
        yield _person(key, called)


def _bare_names(writings: dict[str, list[Person]]) -> dict[str, str]:
    """Keys of people who are written without address, but have the name of just one who has one.

    Each with that one's key.
    """
    owners: dict[str, set[str]] = {}
    for key, called in writings.items():
        if any(person.mail for person in called):
            for person in called:
                owners.setdefault(person.name.casefold(), set()).add(key)
    return {
        key: next(iter(owners[key]))
        for key, called in writings.items()
        if not any(person.mail for person in called) and len(owners.get(key, ())) == 1
    }


def _person(key: str, writings: Iterable[Person]) -> _Entry:
    """One person from all the ways to write them; the one with the key leads, if it has a name."""
    people = sorted(set(writings), key=lambda p: (p.key != key, not p.name, str(p)))
    first = people[0]
    return _Entry(
        written=first.mail or f"{first.name} <>",
        shown=str(first) if first.mail else first.name,
        handles=frozenset(t.casefold() for p in people for t in (p.name, p.mail) if t),
        logins=frozenset(p.mail.partition("@")[0].casefold() for p in people if p.mail),
        keys=frozenset({key, *(p.key for p in people)}),
    )


def _teams(config: Config) -> dict[str, _Entry]:
    """Each team under its key; its keys are its own and its members'."""
    teams = {}
    for team in config.teams:
        key = person_key(team.name)
        members = {config.canonical_person(member) for member in team.members}
        aliases = {
            person_key(alias)
            for member in config.people
            if member.person.key in members
            for alias in member.aliases
        }
        teams[key] = _Entry(
            written=team.name,
            shown=f"{team.name} (team)",
            handles=frozenset({team.name.casefold()}),
            logins=frozenset(),
            keys=frozenset({key} | members | aliases),
        )
    return teams
