"""The setting that syncs after every change, in the foreground, or not at all."""

from pathlib import Path

import pytest

from tests.conftest import DeskInFiles


@pytest.fixture
def shared(desk: DeskInFiles, tmp_path: Path) -> DeskInFiles:
    """The desk with a remote that has its branch."""
    desk.git("init", "--quiet", "--bare", str(tmp_path / "hub.git"))
    desk.git("remote", "add", "origin", str(tmp_path / "hub.git"))
    desk.call("sync")
    return desk


def remote_tip(desk: DeskInFiles) -> str:
    return desk.git("ls-remote", "origin", "refs/heads/main").split("\t")[0]


def tip(desk: DeskInFiles) -> str:
    return desk.git("rev-parse", "HEAD").strip()


def settle(desk: DeskInFiles, text: str) -> None:
    (desk.root / "tix.yaml").write_text("format: 1\nname: harbour\n" + text)


def test_without_the_setting_nothing_is_sent(shared: DeskInFiles) -> None:
    before = remote_tip(shared)
    shared.open("Nightly build fails")
    assert remote_tip(shared) == before != tip(shared)


def test_the_desk_can_ask_for_it(shared: DeskInFiles) -> None:
    settle(shared, "sync_after_write: yes\n")
    done = shared.call("open", "Nightly build fails")
    ident = done.stdout.strip()
    assert remote_tip(shared) == tip(shared)
    assert f"1 ticket ({ident}) went out" in done.stderr
    assert done.stdout == f"{ident}\n"  # what scripts read stays as it is


@pytest.mark.parametrize(("desks", "users", "sent"), [("yes", "no", False), ("no", "yes", True)])
def test_the_users_own_setting_goes_before_the_desks(
    shared: DeskInFiles, desks: str, users: str, sent: bool
) -> None:
    settle(shared, f"sync_after_write: {desks}\n")
    folder = Path(shared.environ["XDG_CONFIG_HOME"], "tix")
    folder.mkdir(parents=True)
    (folder / "config.yaml").write_text(f"sync_after_write: {users}\n")
    shared.open("Nightly build fails")
    assert (remote_tip(shared) == tip(shared)) is sent


def test_commands_that_write_nothing_talk_to_nobody(shared: DeskInFiles) -> None:
    settle(shared, "sync_after_write: yes\n")
    ident = shared.open("Nightly build fails")
    shared.git("remote", "set-url", "origin", "/nonexistent")
    for command in (["list"], ["show", ident], ["status", ident, "open"]):
        assert "synced" not in shared.call(*command).stderr


def test_a_sync_that_fails_is_a_warning_and_the_change_is_kept(shared: DeskInFiles) -> None:
    settle(shared, "sync_after_write: yes\n")
    shared.git("remote", "set-url", "origin", "/nonexistent")
    done = shared.call("open", "Nightly build fails")
    assert "not synced: origin can't be reached" in done.stderr
    assert "Nightly build fails" in shared.call("list").stdout
    assert shared.git("status", "--porcelain", "tickets") == ""


def test_a_desk_without_a_remote_just_works(desk: DeskInFiles) -> None:
    settle(desk, "sync_after_write: yes\n")
    done = desk.call("open", "Nightly build fails")
    assert "sync" not in done.stderr


@pytest.mark.slow
def test_what_others_did_comes_in_with_it(shared: DeskInFiles, tmp_path: Path) -> None:
    ident = shared.open("Nightly build fails")
    settle(shared, "sync_after_write: yes\n")
    shared.call("sync")
    shared.git("clone", "--quiet", str(tmp_path / "hub.git"), str(tmp_path / "bob"))
    bob = DeskInFiles(tmp_path / "bob", shared.environ)
    bob.call("comment", ident, "It is the linker")
    shared.call("comment", ident, "Still failing")
    shown = shared.call("show", ident).stdout
    assert "It is the linker" in shown
    assert "Still failing" in shown
