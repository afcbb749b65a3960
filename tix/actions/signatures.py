"""Who signed the commits of tickets."""

from collections.abc import Mapping, Sequence

from tix.frozen import dataclass
from tix.quick_typing import TYPE_CHECKING, Any
from tix.storage.git.signatures import Signature, states
from tix.storage.history.events import commits_of
from tix.storage.history.log import Commit

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace


@dataclass(frozen=True, slots=True)
class SignedChange:
    """A named change of a ticket, with its commit and that commit's signature."""

    name: str
    commit: Commit
    signature: Signature


def verify(workspace: "Workspace", commits: Sequence[str]) -> Mapping[str, Signature]:
    """The signature of each commit; each costs a run of gpg or ssh-keygen."""
    with workspace.progress("checking signatures") as advance:
        return states(workspace.desk.git, commits, advance)


def signed_changes(
    workspace: "Workspace", idents: Sequence[str]
) -> Mapping[str, Sequence[SignedChange]]:
    """The last change and the opening of each ticket; none for one that isn't committed yet."""
    ends: dict[str, dict[str, Commit]] = {}
    for ident in idents:
        if commits := commits_of(workspace.desk, ident):
            ends[ident] = {"last change": commits[0], "opening": commits[-1]}
    names = {commit.name for both in ends.values() for commit in both.values()}
    signatures = verify(workspace, sorted(names))
    return {
        ident: [
            SignedChange(name, commit, signatures[commit.name]) for name, commit in both.items()
        ]
        for ident, both in ends.items()
    }


def signature_object(signature: Signature) -> dict[str, Any]:
    """The signature as what ``json`` can write (``docs/json.md``)."""
    return {
        "state": signature.state.value,
        "signer": signature.signer or None,
        "key": signature.key or None,
        "reason": signature.reason or None,
    }
