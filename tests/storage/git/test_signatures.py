"""Signatures, made and checked by the real git and ssh-keygen: good, foreign, bad, none, odd."""

import subprocess
from pathlib import Path

import pytest

from tests.conftest import ANA, DeskInFiles
from tests.signing import Keys, make_keys
from tix.errors import TixError
from tix.storage.git.signatures import (
    BadCommitNameError,
    State,
    examined,
    signed,
    states,
    unverified,
)


@pytest.fixture
def keys(desk: DeskInFiles, tmp_path: Path) -> Keys:
    return make_keys(desk, tmp_path / "keys")


def test_a_good_signature_names_its_signer(keys: Keys) -> None:
    found = keys.state(keys.commit("one"))
    assert (found.state, found.signer, found.is_good) == (State.GOOD, ANA.mail, True)
    assert found.key.startswith("SHA256:")
    assert str(found) == f"signed by {ANA.mail}"


def test_a_key_that_nobody_trusts_is_not_good(keys: Keys) -> None:
    found = keys.state(keys.commit("one", "mallory"))
    assert (found.state, found.signer, found.is_good) == (State.UNTRUSTED, "", False)
    assert str(found) == f"signed, but not by a trusted key ({found.key})"


def test_a_commit_changed_after_it_was_signed_is_bad(keys: Keys) -> None:
    found = keys.state(keys.rewritten(keys.commit("one"), b"\n\none", b"\n\nONE"))
    assert (found.state, str(found)) == (State.BAD, "BAD signature")


def test_a_commit_without_a_signature(keys: Keys) -> None:
    found = keys.state(keys.commit("one", None))
    assert (found.state, str(found)) == (State.NONE, "not signed")


def test_text_that_looks_like_a_signature_is_none(keys: Keys) -> None:
    raw = keys.git.run("cat-file", "commit", keys.commit("one"))
    signature = raw[raw.index(b"gpgsig ") : raw.index(b"\n\n")].decode()
    commit = keys.commit(f"two\n\n{signature}", None)
    assert keys.state(commit).state is State.NONE
    assert signed(keys.git, [commit]) == frozenset()


def test_a_kind_of_signature_that_git_does_not_know(keys: Keys) -> None:
    good = keys.commit("one")
    odd = keys.rewritten(good, b"-----BEGIN SSH SIGNATURE", b"-----BEGIN MY SIGNATURE")
    found = states(keys.git, [odd, good])
    assert (found[odd].state, found[good].state) == (State.UNCHECKED, State.GOOD)
    assert "doesn't know this kind" in found[odd].reason
    assert signed(keys.git, [odd, good]) == {odd, good}


def test_without_a_list_of_signers_nothing_is_good_and_it_says_why(keys: Keys) -> None:
    commit = keys.commit("one")
    keys.desk.git("config", "--unset", "gpg.ssh.allowedSignersFile")
    found = keys.state(commit)
    assert found.state is State.UNCHECKED
    assert "git config gpg.ssh.allowedSignersFile" in found.reason
    keys.desk.git("config", "gpg.ssh.allowedSignersFile", "/nowhere/allowed")
    found = keys.state(commit)
    assert (found.state, found.is_good) == (State.UNTRUSTED, False)
    assert "can't be read (/nowhere/allowed)" in found.reason


def test_without_the_program_nothing_is_called_bad(keys: Keys) -> None:
    commit = keys.commit("one")
    keys.desk.git("config", "gpg.ssh.program", "no-such-keygen")
    found = keys.state(commit)
    assert found.state is State.UNCHECKED
    assert "there is no program 'no-such-keygen'" in found.reason


def test_the_key_was_not_valid_at_that_time(keys: Keys, tmp_path: Path) -> None:
    commit = keys.commit("one")
    mail, _, key = (keys.folder / "allowed").read_text().partition(" ")
    (tmp_path / "old").write_text(f'{mail} valid-before="20200101" {key}')
    keys.desk.git("config", "gpg.ssh.allowedSignersFile", str(tmp_path / "old"))
    found = keys.state(commit)
    assert (found.state, found.reason) == (State.UNTRUSTED, "the key wasn't valid at that time")


def test_a_revoked_key_is_not_good(keys: Keys, tmp_path: Path) -> None:
    commit = keys.commit("one")
    public = str(keys.folder / "ana.pub")
    subprocess.run(["ssh-keygen", "-q", "-k", "-f", str(tmp_path / "krl"), public], check=True)
    keys.desk.git("config", "gpg.ssh.revocationFile", str(tmp_path / "krl"))
    assert not keys.state(commit).is_good


def test_a_replaced_commit_is_judged_by_what_it_is(keys: Keys) -> None:
    bad = keys.rewritten(good := keys.commit("one"), b"\n\none", b"\n\nONE")
    keys.desk.git("replace", bad, good)
    assert keys.state(bad).state is State.BAD


def test_a_commit_that_is_not_here(keys: Keys) -> None:
    found = keys.state("0" * 40)
    assert (found.state, found.reason) == (State.UNCHECKED, "the commit isn't here")
    assert signed(keys.git, ["0" * 40]) == frozenset()


@pytest.mark.parametrize("name", ["HEAD", "--all", "", "abc", "a" * 40 + "\n"])
def test_only_names_of_commits_are_taken(keys: Keys, name: str) -> None:
    with pytest.raises(BadCommitNameError):
        states(keys.git, [name])


def test_the_desk_cannot_choose_who_is_trusted(keys: Keys) -> None:
    """A list of signers, a git config and a program within the desk count for nothing."""
    commit = keys.commit("one", "mallory")
    keys.desk.write(".gitconfig", "[gpg.ssh]\n\tallowedSignersFile = allowed_signers\n")
    keys.desk.write("allowed_signers", f"{ANA.mail} {(keys.folder / 'mallory.pub').read_text()}")
    program = keys.desk.write("ssh-keygen", "#!/bin/sh\ntouch ran\nexit 0\n")
    program.chmod(0o755)
    assert not keys.state(commit).is_good
    assert not (keys.desk.root / "ran").exists()


def test_unverified_lists_all_but_the_good_ones(keys: Keys) -> None:
    start = keys.commit("start", None)
    keys.commit("good")
    foreign = keys.commit("foreign", "mallory")
    unsigned = keys.commit("unsigned", None)
    found = unverified(examined(keys.git, f"{start}..HEAD"))
    assert [each.commit for each in found] == [unsigned, foreign]
    assert [each.signature.state for each in found] == [State.NONE, State.UNTRUSTED]
    assert (found[0].author, found[0].subject) == (ANA, "unsigned")
    assert str(found[0]) == f"{unsigned[:7]} by Ana Lima <ana@example.org>: not signed"
    assert unverified(examined(keys.git, "HEAD..HEAD")) == []


def test_unverified_looks_at_both_sides_of_a_merge(keys: Keys) -> None:
    start = keys.commit("start")
    keys.desk.git("checkout", "--quiet", "-b", "side")
    hidden = keys.commit("hidden", None)
    keys.desk.git("checkout", "--quiet", "-")
    keys.commit("here")
    keys.desk.git(
        "-c", f"user.signingKey={keys.folder / 'ana'}", "merge", "-S", "--quiet", "-m", "m", "side"
    )
    assert [each.commit for each in unverified(examined(keys.git, f"{start}..HEAD"))] == [hidden]


def test_the_root_of_every_desk_needs_no_signature(keys: Keys) -> None:
    root = keys.desk.git("rev-list", "--max-parents=0", "HEAD").strip()
    listed = [each.commit for each in unverified(examined(keys.git, "HEAD"))]
    assert listed
    assert root not in listed
    forged = keys.rewritten(root, b"The root", b"A root")
    assert [each.commit for each in unverified(examined(keys.git, forged))] == [forged]


def test_a_range_that_is_none_is_an_error(keys: Keys) -> None:
    for odd in ("nowhere..HEAD", "--output=odd"):
        with pytest.raises(TixError):
            unverified(examined(keys.git, odd))
    assert not (keys.desk.root / "odd").exists()


def test_more_commits_than_one_git_looks_at(keys: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tix.storage.git.signatures._BATCH", 2)
    start = keys.commit("start")
    names = [keys.commit(str(number), ("ana", "mallory", None)[number % 3]) for number in range(7)]
    seen: list[tuple[int, int]] = []
    found = unverified(
        examined(keys.git, f"{start}..HEAD", lambda done, total: seen.append((done, total)))
    )
    assert [each.commit for each in found] == [n for i, n in enumerate(names) if i % 3][::-1]
    assert seen == [(2, 5), (4, 5), (5, 5)]


def test_one_commit_that_git_dies_of_does_not_hide_the_others(
    keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = keys.commit("one")
    odd = keys.rewritten(good, b"-----BEGIN SSH SIGNATURE", b"-----BEGIN MY SIGNATURE")
    monkeypatch.setattr(
        "tix.storage.git.signatures._KINDS", ((b"-----BEGIN ", "ssh"),)
    )  # as if git knew it
    found = states(keys.git, [odd, good])
    assert found[good].state is State.GOOD
    assert not found[odd].is_good
    assert found[odd].reason
