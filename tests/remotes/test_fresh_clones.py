"""``git clone``, ``tix list``: no set-up step, whatever the clone has of the repository."""

import json
import re
import time

import pytest

from tests.conftest import DeskInFiles
from tests.remotes.conftest import FIRST, SECOND, THIRD, Team, beside, tip

ALL = [FIRST, SECOND, THIRD]


def ids(clone: DeskInFiles) -> list[str]:
    return clone.call("list", "--ids").stdout.split()


def url(team: Team) -> str:
    return f"file://{team.bare.root}"


@pytest.mark.long
@pytest.mark.parametrize("options", [(), ("--depth", "1"), ("--filter=blob:none",)])
def test_desk_of_its_own(options: tuple[str, ...], team: Team) -> None:
    clone = team.clone("fresh", *options, url=url(team))
    assert ids(clone) == ALL
    clone.call("comment", FIRST, "From the fresh clone")
    assert "1 ticket (a1aaaa) went out" in clone.call("sync").stderr


@pytest.mark.long
@pytest.mark.parametrize(
    "options", [(), ("--filter=blob:none",), ("--depth", "1", "--no-single-branch")]
)
def test_desk_beside_code(options: tuple[str, ...], code_team: Team) -> None:
    clone = code_team.clone("fresh", *options, url=url(code_team))
    assert ids(clone) == ALL
    assert clone.git("status", "--porcelain") == ""
    clone.call("comment", FIRST, "From the fresh clone")
    assert "synced with origin/tix: 1 ticket (a1aaaa) went out" in clone.call("sync").stderr
    assert tip(beside(clone)) == code_team.tip()


@pytest.mark.parametrize("options", [("--single-branch",), ("--depth", "1")])
def test_clone_without_the_branch_gets_it(options: tuple[str, ...], code_team: Team) -> None:
    clone = code_team.clone("fresh", *options, url=url(code_team))
    result = clone.call("list", "--ids")
    assert result.stdout.split() == ALL and result.stderr == ""
    assert "there is a desk already" in clone.call("init").stderr
    clone.call("comment", FIRST, "From the fresh clone")
    assert "synced with origin/tix: 1 ticket (a1aaaa) went out" in clone.call("sync").stderr
    remote = json.loads(clone.call("status", "--json").stdout)["remote"]
    assert (remote["ahead"], remote["behind"]) == (0, 0)


@pytest.fixture
def machine(code_team: Team) -> DeskInFiles:
    """A shallow clone as machines make them: HEAD is detached, and nobody has a home or a name."""
    clone = code_team.clone("ci", "--depth", "1", url=url(code_team))
    clone.git("checkout", "--quiet", "--detach")
    without = ("HOME", "GIT_CONFIG_GLOBAL", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME")
    left = {name: value for name, value in clone.environ.items() if name not in without}
    return DeskInFiles(clone.root, {**left, "CI": "true"})


@pytest.mark.slow
def test_commands_just_work_in_continuous_integration(machine: DeskInFiles) -> None:
    ident = machine.run("open", "The build fails").stdout.strip()
    assert machine.run("list", "--ids").stdout.split() == [*ALL, ident]
    said = machine.run("show", ident).stdout
    assert "by CI <ci@tix.invalid>" in said
    assert "there is a desk already" in machine.run("init").stderr
    assert f"1 ticket ({ident}) went out" in machine.run("sync").stderr


@pytest.fixture
def apart(team: Team) -> DeskInFiles:
    """The same of a desk in a repository of its own, where a pipeline runs on ``main``."""
    clone = team.clone("ci", "--depth", "1", url=url(team))
    clone.git("checkout", "--quiet", "--detach")
    clone.git("branch", "--quiet", "-D", "main")
    return clone.with_environ(CI="true")


@pytest.mark.parametrize("command", [["sync"], ["claim", FIRST], ["tick"]])
def test_a_pipeline_on_a_branch_syncs_that(
    command: list[str], apart: DeskInFiles, team: Team
) -> None:
    ident = apart.call("open", "The build fails").stdout.strip()
    bob = team.clone("bob")
    bob.call("comment", SECOND, "Meanwhile")
    bob.call("sync")
    apart.call(*command)
    assert apart.git("symbolic-ref", "HEAD").strip() == "refs/heads/main"
    assert apart.git("rev-parse", "origin/main") == apart.git("rev-parse", "HEAD")
    assert ident in team.bare.git("ls-tree", "-r", "--name-only", "main")


@pytest.mark.parametrize("why", ["a person", "proposed", "merged", "two", "ahead", "elsewhere"])
def test_what_is_meant_by_a_detached_head_isnt_guessed(why: str, apart: DeskInFiles) -> None:
    clone = apart
    if why == "a person":
        clone = apart.with_environ(CI="")
    elif why == "proposed":  # from a fork's own main
        clone = apart.with_environ(GITHUB_ACTIONS="true", GITHUB_HEAD_REF="main")
        apart.write("notes.txt", "Not reviewed")
        apart.commit("A proposal")
        clone.call("comment", FIRST, "It fails")
    elif why == "merged":
        apart.git("checkout", "--quiet", "-b", "fix")
        apart.call("comment", FIRST, "On a branch")
        apart.git("checkout", "--quiet", "--detach", "origin/main")
        apart.git("merge", "--quiet", "--no-ff", "fix")
    elif why == "two":
        apart.git("update-ref", "refs/remotes/origin/next", "HEAD")
    elif why == "ahead":
        tree = apart.git("rev-parse", "HEAD^{tree}").strip()
        made = apart.git("commit-tree", "-p", "HEAD", "-m", "Apart", tree).strip()
        apart.git("update-ref", "refs/heads/main", made)
    else:
        apart.git("update-ref", "refs/heads/main", "HEAD")
        apart.git("worktree", "add", "--quiet", "../beside", "main")
    before = apart.git("for-each-ref")
    assert "HEAD is detached" in clone.call("sync", code=4).stderr
    assert clone.call("sync", "--dry-run", code=4).stdout == ""
    assert apart.git("for-each-ref") == before


@pytest.mark.parametrize("command", ["init", "sync", "list"])
def test_to_look_needs_no_name(command: str, machine: DeskInFiles) -> None:
    nobody = machine.with_environ(CI="")
    nobody.run(command)
    assert nobody.run("list", "--ids").stdout.split() == ALL
    said = nobody.run("open", "New", code=1).stderr
    hint = said.rpartition("hint: ")[2].strip()
    named = {
        name: value.strip("'")
        for name, value in re.findall(r"(\w+)=('[^']*'|\S+)", hint.removeprefix("export "))
    }
    nobody.with_environ(**named).run("open", "New")


def test_without_a_desk_a_machine_needs_a_name_before_anything_is_made(
    machine: DeskInFiles,
) -> None:
    machine.git("remote", "remove", "origin")
    before = machine.git("for-each-ref")
    said = machine.with_environ(CI="false").run("init", code=1).stderr
    assert "git doesn't know who you are" in said and machine.git("for-each-ref") == before
    assert "made a desk" in machine.run("init").stderr


def test_a_remote_that_does_not_answer_is_waited_for_some_seconds(
    machine: DeskInFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tix.console.session._PATIENCE", 0.3)
    machine.git("remote", "set-url", "origin", "ssh://example.invalid/x")
    machine.git("remote", "add", "second", "ssh://example.invalid/y")
    slow = machine.with_environ(GIT_SSH_COMMAND="sleep 30; :")
    before = time.monotonic()
    said = slow.call("list", code=1).stderr
    assert time.monotonic() - before < 10
    assert said.startswith("tix: there is no desk in ")
    assert "couldn't ask origin whether it has a desk already: no answer within 0.3 sec" in said
    assert said.endswith("; make one, or get the one that the remote has: tix init\n")


@pytest.mark.long
@pytest.mark.parametrize("options", [("--single-branch",), ("--depth", "1")])
@pytest.mark.parametrize("command", [["sync"], ["claim", "a1a"]])
def test_commands_that_talk_to_the_remote_ask_it(
    command: list[str], options: tuple[str, ...], code_team: Team
) -> None:
    clone = code_team.clone("fresh", *options, url=url(code_team))
    assert "synced with origin/tix: " in clone.call(*command).stderr
    assert ids(clone) == ALL


@pytest.mark.long
def test_no_desk_there_either(tree_team: Team) -> None:
    tree_team.bare.git("update-ref", "refs/heads/code", tree_team.tip() + "~2")
    clone = tree_team.clone("fresh", "--branch", "code", url=url(tree_team))
    assert "there is no desk in" in clone.call("sync", code=1).stderr


@pytest.mark.long
def test_desk_in_a_subfolder(tree_team: Team) -> None:
    ana = tree_team.clone("ana")
    ana.git("rm", "--quiet", "-r", "tix.yaml", "tickets", "archive", "attachments")
    ana.commit("No desk here")
    ana.call("init", "ops", "--in-tree")
    ident = DeskInFiles(ana.root / "ops", ana.environ).open("In the folder")
    ana.git("push", "--quiet")
    clone = tree_team.clone("fresh")
    assert ids(DeskInFiles(clone.root / "ops/tickets", clone.environ)) == [ident]
    assert "there is no desk" in clone.call("list", code=1).stderr
    assert clone.call("-C", "ops", "list", "--ids").stdout.split() == [ident]


@pytest.mark.long
def test_fresh_clone_with_the_branch_on_several_remotes(code_team: Team) -> None:
    clone = code_team.clone("fresh", "--origin", "one")
    clone.git("remote", "add", "two", str(code_team.bare.root))
    clone.git("fetch", "--quiet", "two")
    said = clone.call("list", code=4).stderr
    assert said == (
        "tix: several remotes have a branch tix: one, two\n"
        "hint: choose one: git branch tix one/tix\n"
    )
    clone.git("branch", "tix", "one/tix")
    assert ids(clone) == ALL
    assert "synced with one/tix" in clone.call("sync").stderr


def test_a_shallow_clone_says_where_its_history_begins(team: Team, ana: DeskInFiles) -> None:
    ana.call("comment", FIRST, "News")
    ana.call("customer", "add", "Acme")
    ana.call("sync")
    clone = team.clone("fresh", "--depth", "1", url=url(team))
    for command in (["log"], ["inbox", "--all"], ["list", "updated:<9d"], ["report", "throughput"],
                    ["customer", "log", "acme"]):  # fmt: skip
        said = clone.call(*command).stderr
        assert said.count("this clone is shallow: everything up to 2026-11-22T09:00:00Z") == 1
    assert "shallow" not in clone.call("list").stderr
    cure = said.strip().rpartition("(")[2].rstrip(")")
    assert cure == "git fetch --unshallow origin main"
    clone.git(*cure.split()[1:])
    done = clone.call("log")
    assert "shallow" not in done.stderr
    assert "shallow" not in ana.call("log").stderr


def test_a_shallow_clone_of_code_is_told_of_the_desks_branch(code_team: Team) -> None:
    clone = code_team.clone("fresh", "--depth", "1", url=url(code_team))
    clone.call("init")
    assert (clone.root / ".git/shallow").exists()  # the code's history is cut, the desk's isn't
    assert "shallow" not in clone.call("log").stderr
