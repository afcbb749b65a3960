"""Bugs of git-bug, in repositories made as it makes them: commits with packs of operations."""

import json
import subprocess
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tix.importers import git_bug
from tix.importers.foreign_words import Words
from tix.importers.incoming import ImportInputError
from tix.model.config.config import Config

DATA = Path(__file__).parent.parent / "data" / "git-bug"
NOON = 1772366400  # 2026-03-01T12:00:00Z


class BugsInFiles:
    """A repository with bugs, written by git alone."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir()
        self.git("init", "--quiet")

    def git(self, *args: str, text: str = "") -> str:
        return subprocess.run(
            ["git", "-c", "user.name=x", "-c", "user.email=x@x.invalid", *args], cwd=self.root,
            input=text, text=True, capture_output=True, check=True,
        ).stdout.strip()  # fmt: skip

    def commit(self, files: dict[str, str], *parents: str) -> str:
        blobs = {
            name: self.git("hash-object", "-w", "--stdin", text=t) for name, t in files.items()
        }
        lines = "".join(f"100644 blob {blob}\t{name}\n" for name, blob in blobs.items())
        tree = self.git("mktree", text=lines)
        return self.git("commit-tree", tree, *(f"-p{parent}" for parent in parents), text="x")

    def person(self, name: str, mail: str = "") -> str:
        version = json.dumps({"version": 2, "name": name, "email": mail})
        ident = sha256(version.encode()).hexdigest()
        self.git("update-ref", f"refs/identities/{ident}", self.commit({"version": version}))
        return ident

    def pack(
        self, clock: int, author: str, *operations: dict[str, Any], parents: tuple[str, ...] = ()
    ) -> str:
        ops = ",".join(map(compact, operations))
        content = f'{{"author":{{"id":"{author}"}},"ops":[{ops}]}}'
        return self.commit({"version-4": "", f"edit-clock-{clock}": "", "ops": content}, *parents)

    def bug(self, create: dict[str, Any], commit: str, place: str = "refs/bugs") -> str:
        ident = op_id(create)
        self.git("update-ref", f"{place}/{ident}", commit)
        return ident


def compact(operation: dict[str, Any]) -> str:
    return json.dumps(operation, separators=(",", ":"), ensure_ascii=False)


def op_id(operation: dict[str, Any]) -> str:
    return sha256(compact(operation).encode()).hexdigest()


def op(kind: int, minutes: int, **given: Any) -> dict[str, Any]:
    return {"type": kind, "timestamp": NOON + 60 * minutes, "nonce": f"n{minutes}", **given}


@pytest.fixture
def bugs(tmp_path: Path) -> BugsInFiles:
    return BugsInFiles(tmp_path / "repo")


def test_operations_are_played_in_their_order(bugs: BugsInFiles) -> None:
    ana, bob = bugs.person("Ana Lima", "ana@example.org"), bugs.person("bob")
    create = op(1, 0, title="Crash", message="It crashes", files=None)
    said = op(3, 1, message="Why? ünïcode", files=None)
    first = bugs.pack(1, ana, create)
    one = bugs.pack(2, bob, said, op(5, 2, added=["ci", "arm64"], removed=[]), parents=(first,))
    other = bugs.pack(3, ana, op(2, 3, title="Crash on start", was="Crash"), parents=(first,))
    merged = bugs.pack(4, ana, op(6, 4, target=op_id(said), message="Why so?", files=None),
                       op(6, 5, target=op_id(create), message="It crashed"),
                       op(5, 6, added=[], removed=["ci"]), op(4, 7, status=2), op(99, 8),
                       parents=(one, other))  # fmt: skip
    ident = bugs.bug(create, merged)
    found = git_bug.read(bugs.root, Words(Config()))
    assert found.skipped == ()
    [ticket] = (item.ticket for item in found.items)
    assert (ticket.title, ticket.body, ticket.status) == ("Crash on start", "It crashed", "closed")
    assert (ticket.opened, ticket.opened_by) == (
        datetime(2026, 3, 1, 12, tzinfo=UTC), "Ana Lima <ana@example.org>",
    )  # fmt: skip
    assert ticket.closed == datetime(2026, 3, 1, 12, 7, tzinfo=UTC)
    assert (ticket.labels, ticket.source) == (("arm64",), f"git-bug:{ident}")
    assert [(str(c.author), c.text) for c in ticket.comments] == [("bob <>", "Why so?")]


def test_packs_of_one_time_are_played_by_their_hashes(bugs: BugsInFiles) -> None:
    ana = bugs.person("Ana")
    create = op(1, 0, title="Crash", message="")
    first = bugs.pack(1, ana, create)
    titles = [op(2, 3, title=f"Crash {name}", was="Crash") for name in "abcdef"]
    packs = [bugs.pack(2, ana, title, parents=(first,)) for title in titles]
    bugs.bug(create, bugs.pack(3, ana, parents=tuple(packs)))
    [ticket] = (item.ticket for item in git_bug.read(bugs.root, Words(Config())).items)
    hashes = {
        sha256(f'{{"author":{{"id":"{ana}"}},"ops":[{compact(each)}]}}'.encode()).hexdigest(): each
        for each in titles
    }
    assert ticket.title == hashes[max(hashes)]["title"]


@pytest.mark.parametrize("bare", [False, True])
def test_bugs_that_older_versions_wrote(tmp_path: Path, bare: bool) -> None:
    root = tmp_path / "repo"
    for args in (
        ("init", "--quiet", *["--bare"] * bare, str(root)),
        ("-C", str(root), "fetch", "--quiet", str(DATA / "format-1.bundle"), "refs/*:refs/*"),
    ):
        subprocess.run(["git", *args], check=True)
    if bare:
        (root / "config").unlink()  # git needs none
    found = git_bug.read(root, Words(Config()))
    [ticket] = (item.ticket for item in found.items)
    assert (ticket.title, ticket.body, ticket.status) == ("Crash at start", "It crashes", "closed")
    assert (ticket.labels, ticket.opened_by) == (("arm64",), "Ana Lima <ana@example.org>")
    assert [c.text for c in ticket.comments] == ["A second thought, ünïcode"]


def test_bugs_of_a_remote_come_in_too_and_ones_own_go_before(bugs: BugsInFiles) -> None:
    ana = bugs.person("Ana")
    mine, theirs = op(1, 0, title="Mine", message=""), op(1, 1, title="Theirs", message="")
    first = bugs.pack(1, ana, mine)
    bugs.bug(mine, first, "refs/remotes/origin/bugs")
    bugs.bug(mine, bugs.pack(2, ana, op(2, 2, title="Mine, later"), parents=(first,)))
    bugs.bug(theirs, bugs.pack(1, ana, theirs), "refs/remotes/origin/bugs")
    found = git_bug.read(bugs.root, Words(Config()))
    assert {item.ticket.title for item in found.items} == {"Mine, later", "Theirs"}


def test_what_is_no_bug_is_skipped_and_named(bugs: BugsInFiles) -> None:
    ana = bugs.person("Ana")
    good = op(1, 0, title="Good", message="")
    bugs.bug(good, bugs.pack(1, ana, good))
    for number, content in enumerate(["{", '{"ops":[]}', '{"author":{"id":"x"},"ops":[7]}', "[]"]):
        commit = bugs.commit({"ops": content, "edit-clock-1": ""})
        bugs.git("update-ref", f"refs/bugs/{number:040x}", commit)
    _without_object(
        bugs, bugs.bug(op(1, 1), bugs.pack(2, ana, parents=(bugs.pack(1, ana, op(1, 1)),)))
    )
    found = git_bug.read(bugs.root, Words(Config()))
    assert [item.ticket.title for item in found.items] == ["Good"]
    assert len(found.skipped) == 5
    assert all(skipped.why for skipped in found.skipped)


def _without_object(bugs: BugsInFiles, ident: str) -> None:
    """Lose the first commit of a bug."""
    lost = bugs.git("rev-parse", f"refs/bugs/{ident}^")
    (bugs.root / ".git/objects" / lost[:2] / lost[2:]).unlink()


def test_no_repository_and_no_bugs(tmp_path: Path, bugs: BugsInFiles) -> None:
    for path in (tmp_path, tmp_path / "nowhere", bugs.root):
        with pytest.raises(ImportInputError):
            git_bug.read(path, Words(Config()))
