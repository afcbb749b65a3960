"""``require_signed``: only commits with a good signature come in and go out. Real ssh keys."""

import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest

from tests.conftest import ANA, BOB, NOW, DeskInFiles
from tests.remotes.conftest import FIRST, SECOND, Team, beside, show, tip
from tix.model.people import Person

pytestmark = pytest.mark.skipif(not shutil.which("ssh-keygen"), reason="no ssh-keygen")


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a key for Ana, one for Bob, one for Mallory, and who is trusted."""
    folder = tmp_path_factory.mktemp("keys")
    trusted = []
    for name, who in (("Ana", ANA), ("Bob", BOB), ("Mallory", None)):
        command = [
            "ssh-keygen",
            "-q",
            "-t",
            "ed25519",
            "-N",
            "",
            "-C",
            "",
            "-f",
            str(folder / name),
        ]
        subprocess.run(command, check=True)
        if who:
            trusted.append(f"{who.mail} {(folder / f'{name}.pub').read_text()}")
    (folder / "allowed").write_text("".join(trusted))
    return folder


def signing(clone: DeskInFiles, keys: Path, name: str) -> DeskInFiles:
    """The clone, where every commit is signed with that key, and Ana and Bob are trusted."""
    for setting, value in (
        ("gpg.format", "ssh"),
        ("commit.gpgsign", "true"),
        ("user.signingKey", str(keys / name)),
        ("gpg.ssh.allowedSignersFile", str(keys / "allowed")),
    ):
        clone.git("config", setting, value)
    return clone


def require(clone: DeskInFiles, wanted: str = "yes") -> None:
    """Let the desk require signatures, as a person would."""
    path = clone.root / "tix.yaml"
    lines = path.read_text().split("\n")
    kept = [line for line in lines if not line.startswith(("require_signed", "# require_signed"))]
    path.write_text("\n".join([*kept[:-1], f"require_signed: {wanted}", ""]))


@pytest.fixture
def signed(team: Team, ana: DeskInFiles, bob: DeskInFiles, keys: Path) -> DeskInFiles:
    """Ana's clone of a desk that requires signatures; so does Bob's, and both sign."""
    signing(ana, keys, "Ana")
    signing(bob, keys, "Bob")
    require(ana)
    ana.call("sync")
    bob.call("sync")
    return ana


@pytest.mark.long
def test_good_signatures_pass_and_merges_are_signed(
    team: Team, signed: DeskInFiles, bob: DeskInFiles
) -> None:
    bob.call("comment", FIRST, "From Bob")
    bob.call("sync")
    signed.call("comment", FIRST, "From Ana")
    signed.file_of(SECOND).write_text(show(signed, SECOND).replace("Slow", "Very slow"))
    signed.call("sync")
    assert "From Bob" in show(signed, FIRST)
    letters = signed.git("log", "--format=%G?", "-5").split()
    assert letters == ["G"] * 5  # the merge, two edits, Bob's, and the setting
    bob.call("sync")
    assert tip(bob) == tip(signed) == team.tip()


@pytest.mark.long
def test_claim_is_signed(team: Team, signed: DeskInFiles) -> None:
    signed.call("claim", FIRST)
    assert signed.git("log", "--format=%G?", "-1").strip() == "G"
    assert team.tip() == tip(signed)


@pytest.mark.long
@pytest.mark.parametrize("name", ["nobody", "Mallory"])
def test_incoming_commit_without_a_good_signature_is_refused_with_its_author(
    name: str, team: Team, signed: DeskInFiles, keys: Path
) -> None:
    mallory = team.clone("mallory", who=Person("Mallory", "m@example.org"))
    if name != "nobody":
        signing(mallory, keys, name)
    require(mallory, "no")
    mallory.git("commit", "--quiet", "--all", "--message", "Off", by=Person("M", "m@example.org"))
    mallory.call("comment", FIRST, "From Mallory")
    mallory.git("push", "--quiet")
    before = tip(signed)
    said = signed.call("sync", code=4).stderr
    why = "not signed" if name == "nobody" else "signed, but not by a trusted key"
    assert "tix.yaml requires signed commits, and origin/main has some without" in said
    assert f"by Mallory <m@example.org>: {why}" in said
    assert (
        "hint: ask their authors to sign them, or take them in yourself: git merge origin/main"
        in said
    )
    assert (tip(signed), signed.git("status", "--porcelain")) == (before, "")
    assert signed.call("sync", code=4).stderr == said  # the setting here still holds


@pytest.mark.long
def test_taking_them_in_is_a_way_out(team: Team, signed: DeskInFiles) -> None:
    carl = team.clone("carl", who=Person("Carl", "carl@example.org"))
    require(carl, "no")
    carl.git("commit", "--quiet", "--all", "--message", "Off")
    carl.call("comment", FIRST, "From Carl")
    carl.git("push", "--quiet")
    signed.call("comment", FIRST, "Mine")
    signed.call("sync", code=4)
    signed.git("merge", "--quiet", "--no-edit", "origin/main")
    signed.call("sync")
    assert team.tip() == tip(signed)


def test_own_commits_without_a_signature_stay_here(team: Team, signed: DeskInFiles) -> None:
    signed.git("config", "commit.gpgsign", "false")
    signed.call("comment", FIRST, "Forgot to sign")
    theirs = team.tip()
    said = signed.call("sync", code=4).stderr
    assert "and what you made here has some without a good signature: " in said
    assert "by Ana Lima <ana@example.org>: not signed" in said
    assert (
        "hint: git config commit.gpgsign true, then in the desk: git rebase -f --gpg-sign\n" in said
    )
    assert team.tip() == theirs
    signed.git("config", "commit.gpgsign", "true")  # as the hint says
    signed.git("rebase", "--quiet", "-f", "--gpg-sign")
    assert "1 ticket (a1aaaa) went out" in signed.call("sync").stderr


@pytest.mark.long
def test_many_are_counted(team: Team, signed: DeskInFiles) -> None:
    signed.git("config", "commit.gpgsign", "false")
    for number in range(5):
        signed.call("comment", FIRST, f"{number}")
    assert signed.call("sync", code=4).stderr.count("not signed") == 3
    assert "not signed and 2 more\n" in signed.call("sync", "--dry-run", code=4).stderr


@pytest.mark.long
def test_history_from_before_the_setting_is_taken_as_it_is(team: Team, signed: DeskInFiles) -> None:
    clone = team.clone("fresh")
    assert "nothing new" in clone.call("sync").stderr


@pytest.mark.long
def test_beside_code(code_team: Team, keys: Path) -> None:
    ana = signing(code_team.clone("ana", who=ANA), keys, "Ana")
    ana.call("list")
    require(beside(ana))
    ana.call("sync")
    assert code_team.has("require_signed: yes")
    ana.call("comment", FIRST, "Signed")
    assert "1 ticket (a1aaaa) went out" in ana.call("sync").stderr


@pytest.mark.slow
def test_a_key_that_has_expired_since_is_told(
    team: Team, signed: DeskInFiles, bob: DeskInFiles, keys: Path
) -> None:
    allowed = (keys / "allowed").read_text()
    bobs = next(line for line in allowed.splitlines() if line.startswith(BOB.mail))
    limited = bobs.replace(" ", ' namespaces="git",valid-before="20261121Z" ', 1)
    own = team.folder / "allowed"
    own.write_text(allowed.replace(bobs, limited))
    signed.git("config", "gpg.ssh.allowedSignersFile", str(own))
    bob.at(NOW - timedelta(days=9)).call("comment", FIRST, "Of last week, as he says")
    bob.git("push", "--quiet")
    for option in ("--dry-run", "--all"):
        said = signed.call("sync", option).stderr
        assert "came in with an expired key: " in said
        assert "by Bob Reis <bob@example.org>: signed by bob@example.org" in said
        assert "its key was valid until 2026-11-21" in said
    assert "expired" not in signed.call("sync").stderr
    bob.call("comment", FIRST, "Of today")
    bob.git("push", "--quiet")
    assert "not by a trusted key" in signed.call("sync", code=4).stderr
