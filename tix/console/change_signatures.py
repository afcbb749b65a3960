"""Who signed a ticket's last change and its opening, for ``tix show``."""

from collections.abc import Mapping, Sequence

from tix.console.session import Session
from tix.console.signature_text import verified
from tix.frozen import dataclass
from tix.model.people import parse_person
from tix.storage.git.signatures import Signature
from tix.storage.history.events import commits_of
from tix.storage.history.log import Commit

_SHORT_COMMIT = 7


@dataclass(frozen=True, slots=True)
class SignedChange:
    """One of the two: its name, the commit in words, and its signature."""

    name: str
    commit: str
    signature: Signature

    def __str__(self) -> str:
        return f"{self.commit}: {self.signature}"


def signed_changes(
    session: Session, idents: Sequence[str], *, exact: bool
) -> Mapping[str, Sequence[SignedChange]]:
    """By ticket; nothing for one that isn't committed yet. ``exact``: whole names."""
    ends: dict[str, dict[str, Commit]] = {}
    for ident in idents:
        if commits := commits_of(session.desk, ident):
            ends[ident] = {"last change": commits[0], "opening": commits[-1]}
    names = {commit.name for both in ends.values() for commit in both.values()}
    signatures = verified(session, sorted(names))
    return {
        ident: [
            SignedChange(name, _named(session, commit, exact), signatures[commit.name])
            for name, commit in both.items()
        ]
        for ident, both in ends.items()
    }


def _named(session: Session, commit: Commit, exact: bool) -> str:
    if exact:
        return f"{commit.name} by {commit.author}"
    author = parse_person(session.config.person_label(str(commit.author))).label
    return f"{commit.name[:_SHORT_COMMIT]} by {author}"
