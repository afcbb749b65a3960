"""``people`` and ``teams`` of ``tix.yaml``; imported only where they stand there."""

from collections.abc import Sequence

from tix.frozen import replace
from tix.model.config.config import Member, Team
from tix.model.config.source import ConfigSource, Entries, nearest_hint, shown, values_by_name
from tix.model.people import Person, parse_person, person_key
from tix.model.text.yaml_nodes import Node, Scalar

_NO_HANDLE = frozenset(("", "me", "none"))


def read_people(source: ConfigSource) -> tuple[Member, ...]:
    """The people, in their order. Raises ConfigError."""
    node = source.given["people"]
    members = []
    owners: dict[str, Member] = {}
    for item in source.items(node, "people"):
        member = _member(source, item)
        source.note(f"people.{member.person.key}", item)
        _check_handles(source, item, member, owners)
        members.append(member)
    for item, member in zip(source.items(node, "people"), members, strict=True):
        owner = owners.get(member.person.name.casefold(), member)
        if owner is not member:
            raise source.error(item, _two_people(member.person.name, owner, member))
    return tuple(members)


def _member(source: ConfigSource, node: Node) -> Member:
    if isinstance(node, Scalar):
        member = Member(parse_person(source.text(node, "a person")))
    else:
        member = _member_in_full(source, source.entries(node, "a person"))
    name, mail = member.person.name, member.person.mail
    if not name and not mail:
        reason = "this person has neither name nor mail"
        raise source.error(node, reason, "like Ana Lima <ana@example.org>")
    if any(sign in name for sign in "<>\n"):
        raise source.error(node, f"{shown(name)} can't be a person's name")
    if mail and not _is_address(mail):
        raise source.error(node, f"{shown(mail)} is no mail address")
    return member


def _is_address(mail: str) -> bool:
    """Whether there is ``@`` with something on both sides, and neither blanks nor ``<>,;``."""
    return "@" in mail[1:-1] and mail.split() == [mail] and not any(sign in mail for sign in "<>,;")


def _member_in_full(source: ConfigSource, entries: Entries) -> Member:
    source.check_names(entries, ("name", "mail", "aliases", "notify"), "property of a person")
    given = values_by_name(entries)
    texts = {
        key: source.text(node, key).strip()
        for key, node in given.items()
        if key not in ("aliases", "notify")
    }
    person = Person(texts.get("name", ""), texts.get("mail", ""))
    member = Member(person, _aliases(source, given.get("aliases")))
    if "notify" not in given:
        return member
    from tix.model.config.notify import read_notify  # few people say how

    source.note(f"people.{person.key}.notify", given["notify"])
    return replace(member, notify=read_notify(source, given["notify"], person))


def _aliases(source: ConfigSource, node: Node | None) -> tuple[str, ...]:
    if node is None:
        return ()
    return tuple(source.text(item, "an alias").strip() for item in source.items(node, "aliases"))


def _check_handles(
    source: ConfigSource, node: Node, member: Member, owners: dict[str, Member]
) -> None:
    """Check that each mail address or alias means one person; names may be shared."""
    for key in (member.person.key, *map(person_key, member.aliases)):
        if key in _NO_HANDLE:
            raise source.error(node, f"{shown(key)} can't be what a person is called")
        if (owner := owners.setdefault(key, member)) is not member:
            raise source.error(node, _two_people(key, owner, member))


def read_teams(source: ConfigSource, people: Sequence[Member]) -> tuple[Team, ...]:
    """The teams, in their order; their members may be any of ``people``. Raises ConfigError."""
    handles = _handles(people)
    teams = []
    for key, value in source.setting("teams"):
        name = source.word(key, "team")
        if key.value.casefold() in handles:
            raise source.error(
                key, f"{shown(name)} is a person already, so no team can have the name"
            )
        members = (_team_member(source, item, handles) for item in source.items(value, name))
        teams.append(Team(name, tuple(dict.fromkeys(members))))
    return tuple(teams)


def _team_member(source: ConfigSource, node: Node, handles: dict[str, list[Person]]) -> str:
    text = source.text(node, "a team's member").strip()
    found = handles.get(person_key(text), [])
    if len(found) > 1:
        raise source.error(node, f"{shown(text)} can be two people", "write the mail address")
    if found:
        return found[0].mail or str(found[0])
    if not parse_person(text).mail:
        hint = nearest_hint(text, handles) or "write a mail address, or add them to people"
        raise source.error(node, f"nobody in people is called {shown(text)}", hint)
    return parse_person(text).mail


def _two_people(called: str, one: Member, other: Member) -> str:
    return f"{shown(called)} is two people: {one.person} and {other.person}"


def _handles(people: Sequence[Member]) -> dict[str, list[Person]]:
    """The handles of people, without case, and everybody each can mean."""
    handles: dict[str, list[Person]] = {}
    for member in people:
        for text in {member.person.key, member.person.name, *map(person_key, member.aliases)}:
            if text:
                handles.setdefault(text.casefold(), []).append(member.person)
    return handles
