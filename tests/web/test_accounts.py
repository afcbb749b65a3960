"""``serve.yaml``: tokens and accounts, kept as hashes."""

import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tix.web.accounts import (
    NameInUseError,
    NoSuchAccountError,
    ServeFile,
    ServeFileError,
    ShortPasswordError,
)

pytest.importorskip("argon2")

NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)


@pytest.fixture
def file(tmp_path: Path) -> ServeFile:
    return ServeFile(tmp_path / "tix" / "serve.yaml", tmp_path / "desk")


def test_only_a_hash_of_a_token_is_kept_and_nobody_else_can_read_it(file: ServeFile) -> None:
    text = file.add_token("crm", "write", NOW)
    assert text not in file.path.read_text()
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600
    token = file.accounts.token(text)
    assert token is not None
    assert (token.name, token.can, token.person.name) == ("crm", "write", "crm")
    assert file.accounts.token(text + "x") is None
    assert file.accounts.token("") is None


def test_a_token_that_is_taken_away_ends_at_once_for_whoever_has_the_file_open(
    file: ServeFile,
) -> None:
    text = file.add_token("crm", "read", NOW)
    other = ServeFile(file.path, file.path.parents[1] / "desk")
    assert other.accounts.token(text)
    file.remove_token("CRM")
    assert other.accounts.token(text) is None
    with pytest.raises(NoSuchAccountError):
        file.remove_token("crm")


def test_names_are_given_once_and_another_desk_has_its_own(file: ServeFile) -> None:
    text = file.add_token("crm", "read", NOW)
    with pytest.raises(NameInUseError):
        file.add_token("Crm", "write", NOW)
    other = ServeFile(file.path, file.path.parents[1] / "other")
    assert other.accounts.token(text) is None
    other.add_token("crm", "write", NOW)
    assert file.accounts.token(text)


def test_a_password_signs_in_by_any_spelling_of_the_address(file: ServeFile) -> None:
    file.add_user("Ana Lima <ana@example.org>", "correct horse", NOW)
    assert "correct horse" not in file.path.read_text()
    user = file.signed_in(" ANA@example.org", "correct horse")
    assert user is not None
    assert user.who == "Ana Lima <ana@example.org>"
    assert file.signed_in("ana@example.org", "correct hors") is None
    assert file.signed_in("bo@example.org", "") is None
    with pytest.raises(ShortPasswordError):
        file.add_user("bo@example.org", "1234567", NOW)
    file.remove_user("ana@example.org")
    assert file.signed_in("ana@example.org", "correct horse") is None


@pytest.mark.parametrize(
    "text",
    [
        "format: 2\ndesks: []\n",
        "desks:\n- desk: /x\n  tokens:\n  - name: a\n",
        "desks:\n- desk: /x\n  tokens:\n  - {name: a, can: all, sha256: b, since: c}\n",
        "tokens: []\n",
        "desks: [\n",
    ],
)
def test_what_is_wrong_in_the_file_is_said_with_its_line(file: ServeFile, text: str) -> None:
    file.path.parent.mkdir()
    file.path.touch(0o600)
    file.path.write_text(text)
    with pytest.raises(ServeFileError, match="line"):
        _ = file.accounts
    with pytest.raises(ServeFileError):
        file.add_token("crm", "read", NOW)
    assert file.path.read_text() == text


def test_a_file_that_others_can_read_is_refused(file: ServeFile) -> None:
    file.add_token("crm", "read", NOW)
    file.path.chmod(0o640)
    with pytest.raises(ServeFileError, match="others may read it"):
        _ = file.accounts
    with pytest.raises(ServeFileError, match="others may read it"):
        file.add_token("more", "read", NOW)


def test_odd_names_come_back_as_they_are(file: ServeFile) -> None:
    names = ["a: b", 'say "hi"', "- x", "#1", "null", "Zoë ✓", "back\\slash"]
    texts = [file.add_token(name, "read", NOW) for name in names]
    again = ServeFile(file.path, file.path.parents[1] / "desk").accounts
    assert [token.name for token in again.tokens] == names
    assert all(again.token(text) for text in texts)
