"""Staff: the people and the members of teams that ``tix.yaml`` names (M3)."""

from tix.model.config.config import Config


def staff_keys(config: Config) -> frozenset[str]:
    """The keys of those who work on the desk."""
    members = [str(member.person) for member in config.people]
    members += [who for team in config.teams for who in team.members]
    return frozenset(map(config.canonical_person, members))
