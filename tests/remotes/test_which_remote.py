"""Which remote a desk syncs with, and which branch of it."""

import subprocess

import pytest

from tests.conftest import DeskInFiles
from tests.remotes.conftest import FIRST, Team, tip
from tests.remotes.servers import ssh


def other(team: Team, name: str = "other") -> Team:
    """Another repository, with the same desk."""
    folder = team.folder / name
    folder.mkdir()
    team.bare.git("clone", "--quiet", "--bare", ".", str(folder / "remote.git"))
    return Team(folder, team.environ, team.branch)


def add(clone: DeskInFiles, name: str, team: Team) -> None:
    clone.git("remote", "add", name, str(team.bare.root))


def upstream(clone: DeskInFiles) -> str:
    return clone.git("for-each-ref", "--format=%(upstream:short)", "refs/heads/main").strip()


@pytest.mark.long
def test_the_branchs_own_remote_goes_before_others(team: Team, ana: DeskInFiles) -> None:
    add(ana, "aaa", other(team))
    ana.call("comment", FIRST, "x")
    assert "synced with origin/main: 1 ticket" in ana.call("sync").stderr


@pytest.mark.long
def test_named_remote_is_used_once_and_changes_no_setting(team: Team, ana: DeskInFiles) -> None:
    backup = other(team)
    add(ana, "backup", backup)
    ana.call("comment", FIRST, "x")
    assert (
        "synced with backup/main: 1 ticket (a1aaaa) went out" in ana.call("sync", "backup").stderr
    )
    assert (backup.tip(), upstream(ana)) == (tip(ana), "origin/main")
    assert "synced with origin/main: 1 ticket (a1aaaa) went out" in ana.call("sync").stderr


@pytest.mark.long
def test_upstream_in_another_remote_with_a_branch_of_another_name(
    team: Team, ana: DeskInFiles
) -> None:
    theirs = other(team)
    theirs.bare.git("branch", "tickets/all")
    add(ana, "theirs", theirs)
    ana.git("fetch", "--quiet", "theirs")
    ana.git("branch", "--set-upstream-to", "theirs/tickets/all")
    ana.call("comment", FIRST, "x")
    before = theirs.tip("main")
    assert "synced with theirs/tickets/all: 1 ticket" in ana.call("sync").stderr
    assert (theirs.tip("tickets/all"), theirs.tip("main")) == (tip(ana), before)


@pytest.mark.long
def test_origin_goes_before_others_where_no_upstream_is_set(team: Team, ana: DeskInFiles) -> None:
    add(ana, "aaa", other(team))
    ana.git("branch", "--unset-upstream")
    assert "synced with origin/main" in ana.call("sync").stderr
    assert upstream(ana) == "origin/main"


@pytest.mark.long
def test_push_default_goes_before_origin(team: Team, ana: DeskInFiles) -> None:
    add(ana, "aaa", other(team))
    ana.git("branch", "--unset-upstream")
    ana.git("config", "remote.pushDefault", "aaa")
    assert "synced with aaa/main" in ana.call("sync").stderr


@pytest.mark.long
def test_the_only_remote_needs_no_name(team: Team) -> None:
    ana = team.clone("ana", "--origin", "forge")
    ana.git("branch", "--unset-upstream")
    assert "synced with forge/main" in ana.call("sync").stderr


def test_renamed_remote(team: Team, ana: DeskInFiles) -> None:
    ana.git("remote", "rename", "origin", "forge")
    ana.call("comment", FIRST, "x")
    assert "synced with forge/main: 1 ticket (a1aaaa) went out" in ana.call("sync").stderr


@pytest.mark.long
def test_remote_renamed_in_the_configuration_alone(team: Team, ana: DeskInFiles) -> None:
    ana.git("config", "--rename-section", "remote.origin", "remote.forge")
    assert "synced with forge/main" in ana.call("sync").stderr
    assert ana.git("config", "branch.main.remote").strip() == "forge"


def test_several_without_a_sign_are_named_and_the_choice_is_remembered(
    team: Team, ana: DeskInFiles
) -> None:
    ana.git("remote", "rename", "origin", "one")
    add(ana, "two", other(team))
    ana.git("branch", "--unset-upstream")
    said = ana.call("sync", code=4).stderr
    assert said == (
        "tix: there are several remotes (one, two), and nothing says which one to use\n"
        "hint: tix sync one (the first sync remembers it for the branch main)\n"
    )
    ana.call("sync", "two")  # nothing goes out, and it is remembered
    assert "synced with two/main" in ana.call("sync").stderr


@pytest.mark.long
def test_dry_run_remembers_no_choice(team: Team, ana: DeskInFiles) -> None:
    ana.git("branch", "--unset-upstream")
    ana.call("sync", "--dry-run")
    assert upstream(ana) == ""


def test_no_remote(ana: DeskInFiles) -> None:
    ana.git("remote", "remove", "origin")
    said = ana.call("sync", code=1).stderr
    assert said == (
        "tix: this repository has no remote, so there is nobody to sync with\n"
        "hint: git remote add origin URL\n"
    )


@pytest.mark.long
@pytest.mark.parametrize("name", ["nobody", "--upload-pack=touch x", "-x", "", "../x", "/tmp"])
def test_unknown_name_is_wrong_usage(name: str, team: Team, ana: DeskInFiles) -> None:
    said = ana.call("sync", "--", name, code=2).stderr
    assert f"there is no remote {name!r}" in said
    assert "hint: there is origin" in said


def test_remote_with_a_leading_dash_is_never_used(team: Team, ana: DeskInFiles) -> None:
    config = ana.root / ".git" / "config"
    config.write_text(
        config.read_text()
        + f'[remote "--upload-pack=touch pwned"]\n\turl = {team.bare.root}\n'
        + '[branch "main"]\n\tremote = --upload-pack=touch pwned\n'
    )
    assert "synced with origin/main" in ana.call("sync").stderr
    assert "no remote" in ana.call("sync", "--", "--upload-pack=touch pwned", code=2).stderr
    assert not (ana.root / "pwned").exists()


@pytest.mark.long
def test_several_urls_for_pushing_are_all_pushed_to(team: Team, ana: DeskInFiles) -> None:
    mirror = other(team)
    for url in (team.bare.root, mirror.bare.root):
        ana.git("remote", "set-url", "--add", "--push", "origin", str(url))
    ana.call("comment", FIRST, "x")
    ana.call("sync")
    assert team.tip() == mirror.tip() == tip(ana)


@pytest.mark.long
def test_url_rewritten_in_the_users_settings(team: Team, ana: DeskInFiles) -> None:
    ana.git("remote", "set-url", "origin", "forge:remote.git")
    ana.git("config", f"url.{team.folder}/.insteadOf", "forge:")
    assert "nothing new" in ana.call("sync").stderr


@pytest.mark.long
@pytest.mark.parametrize(
    "url", ["-x", "--upload-pack=touch pwned", "ext::sh -c 'touch pwned'", "ssh://-oProxyCommand=touch${IFS}pwned/x"]
)  # fmt: skip
def test_hostile_url_runs_nothing(url: str, ana: DeskInFiles) -> None:
    ana.git("config", "remote.origin.url", url)
    said = ana.call("sync", code=1).stderr
    assert said.startswith("tix: origin can't be reached: ")
    assert not (ana.root / "pwned").exists()


@pytest.mark.long
def test_users_own_program_for_ssh_in_the_clones_settings(team: Team, ana: DeskInFiles) -> None:
    ana.git("remote", "set-url", "origin", f"desk.example:{team.bare.root}")
    ana.git("config", "core.sshCommand", ssh(team.folder))
    ana.call("comment", FIRST, "x")
    ana.call("sync")
    assert team.has("## 2026-11-22")


@pytest.mark.long
def test_other_branches_and_tags_stay_at_home(team: Team, ana: DeskInFiles) -> None:
    ana.git("branch", "private")
    ana.git("tag", "-m", "mine", "v1")
    ana.git("config", "push.followTags", "true")
    ana.git("config", "remote.origin.push", "refs/heads/*:refs/heads/*")
    team.bare.git("tag", "theirs")
    ana.call("comment", FIRST, "x")
    ana.call("sync")
    listed = team.bare.git("for-each-ref", "--format=%(refname)").split()
    assert listed == ["refs/heads/main", "refs/tags/theirs"]
    assert ana.git("tag").split() == ["v1"]


@pytest.mark.long
def test_the_clones_fetch_head_and_other_remotes_refs_stay(team: Team, ana: DeskInFiles) -> None:
    ana.git("fetch", "--quiet")
    before = (ana.root / ".git/FETCH_HEAD").read_text()
    team.bare.git("branch", "code")
    ana.call("sync")
    assert (ana.root / ".git/FETCH_HEAD").read_text() == before
    refs = subprocess.run(["git", "branch", "-r"], cwd=ana.root, capture_output=True, text=True)
    assert "origin/code" not in refs.stdout


@pytest.mark.long
def test_relative_path_means_the_same_as_to_git(team: Team, ana: DeskInFiles) -> None:
    ana.git("remote", "set-url", "origin", "../remote.git")
    ana.call("comment", FIRST, "x")
    ana.call("sync")
    assert team.tip() == tip(ana)


@pytest.mark.long
def test_relative_path_beside_code(code_team: Team) -> None:
    ana = code_team.clone("ana")
    ana.git("remote", "set-url", "origin", "../remote.git")
    ana.call("comment", FIRST, "x")
    (ana.root / "src").mkdir(exist_ok=True)
    assert "1 ticket (a1aaaa) went out" in ana.call("-C", "src", "sync").stderr
