"""Commits of the code talk to tickets: scan, hook, start, and commands on a ticket's branch."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import DeskInFiles


class CodeInFiles:
    """A repository of code with a desk beside it, for somebody who uses git and tix there."""

    def __init__(self, desk: DeskInFiles) -> None:
        self.desk, self.root, self._count = desk, desk.root, 0

    def git(self, *args: str, code: int = 0, **environ: str) -> str:
        done = subprocess.run(
            ["git", *args], cwd=self.root, capture_output=True, text=True,
            env={**self.desk.environ, **environ},
        )  # fmt: skip
        assert done.returncode == code, done.stderr
        return done.stdout.strip() + done.stderr

    def commit(self, message: str, *, at: str = "", code: int = 0) -> str:
        """A commit that changes a file of its own; its name."""
        self._count += 1
        (self.root / f"f{self._count}.c").write_text(f"{self._count}\n")
        self.git("add", ".")
        when = {"GIT_AUTHOR_DATE": at, "GIT_COMMITTER_DATE": at} if at else {}
        self.git("commit", "--quiet", "-m", message, code=code, **when)
        return self.git("rev-parse", "HEAD")

    def show(self, ident: str) -> Any:
        return json.loads(self.desk.call("show", ident, "--json").stdout)

    def commits(self, ident: str) -> list[str]:
        return [each["commit"] for each in self.show(ident)["commits"]]


@pytest.fixture
def code(tmp_path: Path, desk: DeskInFiles) -> Iterator[CodeInFiles]:
    """Code on main with one commit, and an empty desk on its own branch."""
    root = tmp_path / "code"
    root.mkdir()
    programs = tmp_path / "programs"
    programs.mkdir()
    tix = programs / "tix"
    tix.write_text(f'#!/bin/sh\nexec {sys.executable} -m tix "$@"\n')
    tix.chmod(0o755)
    package = str(Path(__file__).parents[2])
    environ = {
        **{name: value for name, value in desk.environ.items() if name != "TIX_NOW"},
        "PATH": f"{programs}:{os.environ['PATH']}", "PYTHONPATH": package,
    }  # fmt: skip
    made = CodeInFiles(DeskInFiles(root, environ))
    made.git("init", "--quiet", "--initial-branch=main")
    made.commit("The code")
    made.desk.call("init")
    yield made


@pytest.mark.slow
def test_scan_lists_commits_and_closes_what_is_on_the_main_branch(code: CodeInFiles) -> None:
    fixed, named = code.desk.open("Build fails"), code.desk.open("Other")
    code.git("switch", "--quiet", "-c", "work")
    one = code.commit(f"Linker\n\nFixes: {fixed}\nRefs: {named}")
    two = code.commit(f"More ({named}), and (notone) or (zzzzzz)")
    code.desk.call("scan")
    assert code.commits(fixed) == [one]
    assert sorted(code.commits(named)) == sorted([one, two])
    assert code.show(fixed)["status"] == "open"
    assert set(code.show(named)["commits"][0]) >= {"commit", "at", "subject"}
    head = code.desk.git("rev-parse", "refs/heads/tix")
    code.desk.call("scan")
    assert code.desk.git("rev-parse", "refs/heads/tix") == head

    code.git("switch", "--quiet", "main")
    code.git("merge", "--quiet", "--ff-only", "work")
    done = json.loads(code.desk.call("scan", "--json").stdout)
    assert done == {"linked": [fixed], "closed": [fixed]}
    ticket = code.show(fixed)
    assert (ticket["status"], ticket["resolution"]) == ("closed", f"fixed by {one[:10]} Linker")

    code.desk.call("reopen", fixed)
    assert json.loads(code.desk.call("scan", "--json").stdout)["closed"] == []
    code.commit(f"Really\n\nResolves {fixed}")
    assert json.loads(code.desk.call("scan", "HEAD~1..HEAD", "--json").stdout)["closed"] == [fixed]


@pytest.mark.slow
def test_a_commit_that_is_reworded_amended_or_squashed_is_listed_once(code: CodeInFiles) -> None:
    ident = code.desk.open("Build fails")
    code.git("switch", "--quiet", "-c", "work")
    code.commit(f"One\n\nRefs: {ident}", at="@1764300000 +0000")
    code.desk.call("scan")
    code.git("commit", "--quiet", "--amend", "-m", f"Reworded\n\nFixes: {ident}")
    code.desk.call("scan")
    [listed] = code.show(ident)["commits"]
    assert (listed["commit"], listed["subject"]) == (code.git("rev-parse", "HEAD"), "Reworded")

    code.commit(f"Two\n\nRefs: {ident}", at="@1764300060 +0000")
    code.desk.call("scan")
    assert len(code.commits(ident)) == 2
    code.git("reset", "--quiet", "--soft", "HEAD~2")
    code.git("commit", "--quiet", "-m", f"Both\n\nFixes: {ident}")
    code.desk.call("scan")
    assert code.commits(ident) == [code.git("rev-parse", "HEAD")]


@pytest.mark.slow
def test_two_commits_of_one_second_are_two(code: CodeInFiles) -> None:
    ident = code.desk.open("Build fails")
    for number in "12":
        code.commit(f"{number}\n\nRefs: {ident}", at="@1764300000 +0000")
    code.desk.call("scan")
    assert len(code.commits(ident)) == 2


@pytest.mark.slow
def test_another_main_branch(code: CodeInFiles) -> None:
    ident = code.desk.open("Build fails")
    code.desk.call("config", "set", "--desk", "main_branch", "release")
    code.commit(f"Fix\n\nFixes: {ident}")
    code.desk.call("scan")
    assert code.show(ident)["status"] == "open"
    code.git("branch", "release")
    code.desk.call("scan")
    assert code.show(ident)["status"] == "closed"


def test_wrong_ranges_and_desks_without_code(code: CodeInFiles, desk: DeskInFiles) -> None:
    assert "names no commits" in code.desk.call("scan", "nope..HEAD", code=2).stderr
    assert code.desk.call("scan", "--", "--output=x", code=2).stderr.startswith("tix: ")
    desk.open("A")
    assert "repository of its own" in desk.call("scan", code=2).stderr
    assert desk.call("hook", "install", code=2).stderr.startswith("tix: ")


@pytest.mark.slow
def test_a_desk_among_code(tmp_path: Path, code: CodeInFiles) -> None:
    root = tmp_path / "tree"
    root.mkdir()
    tree = CodeInFiles(DeskInFiles(root, code.desk.environ))
    tree.git("init", "--quiet", "--initial-branch=main")
    tree.commit("The code")
    tree.desk.call("init", "--in-tree")
    ident = tree.desk.open("Fix the door")
    tree.desk.open(f"A title that says fixes {ident}")
    tree.desk.call("scan")
    assert tree.show(ident)["status"] == "open"
    tree.commit(f"Door\n\nFixes: {ident}")
    tree.desk.call("scan")
    assert tree.show(ident)["status"] == "closed"


@pytest.mark.slow
def test_hooks_do_it_with_every_commit(code: CodeInFiles) -> None:
    ident = code.desk.open("Build fails")
    code.desk.call("hook", "install")
    assert "no such ticket" in code.git("commit", "--allow-empty", "-m", "x\n\nFixes: zzzzzz")
    code.git("switch", "--quiet", "-c", "work")
    code.commit(f"One\n\nFixes: {ident}")
    assert len(code.commits(ident)) == 1
    code.git("commit", "--quiet", "--amend", "-m", f"Reworded\n\nFixes: {ident}")
    assert code.commits(ident) == [code.git("rev-parse", "HEAD")]
    code.git("switch", "--quiet", "main")
    code.commit("Meanwhile")
    code.git("switch", "--quiet", "work")
    code.git("rebase", "--quiet", "main")
    assert code.commits(ident) == [code.git("rev-parse", "HEAD")]
    code.git("switch", "--quiet", "main")
    code.git("merge", "--quiet", "work")
    assert code.show(ident)["status"] == "closed"


@pytest.mark.slow
def test_hooks_call_the_tix_that_made_them_where_none_is_on_the_path(
    code: CodeInFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ident = code.desk.open("Build fails")
    monkeypatch.setattr(sys, "executable", str(tmp_path / "programs/python"))
    code.desk.call("hook", "install")
    bare = f"{Path(shutil.which('git') or '').parent}:/usr/bin:/bin"
    code.git("commit", "--allow-empty", "-m", f"One\n\nFixes: {ident}", PATH=bare)
    assert code.show(ident)["status"] == "closed"
    program = tmp_path / "programs/tix"
    good = program.rename(tmp_path / "elsewhere")
    assert "Fixes" in code.git("commit", "--allow-empty", "-m", "Fixes: zzzzzz", PATH=bare)
    program.write_text(f"#!{tmp_path}/gone/python\n")  # as after an update of Python
    program.chmod(0o755)
    (tmp_path / "path").mkdir()
    good.rename(tmp_path / "path/tix")
    code.desk.call("reopen", ident)
    path = f"{tmp_path}/path:{bare}"
    code.git("commit", "--allow-empty", "-m", f"Two\n\nFixes: {ident}", PATH=path)
    assert code.show(ident)["status"] == "closed"


@pytest.mark.slow
@pytest.mark.parametrize("by", ["hook", "scan"])
def test_the_resolution_names_the_commit_as_it_is_after_an_amend(
    code: CodeInFiles, by: str
) -> None:
    ident = code.desk.open("Build fails")
    if by == "hook":
        code.desk.call("hook", "install")
    code.commit(f"Linker\n\nFixes: {ident}")
    code.desk.call("scan")
    code.git("commit", "--quiet", "--amend", "-m", f"The linker\n\nFixes: {ident}")
    code.desk.call("scan")
    ticket, head = code.show(ident), code.git("rev-parse", "HEAD")
    assert (ticket["status"], code.commits(ident)) == ("closed", [head])
    assert ticket["resolution"] == f"fixed by {head[:10]} The linker"


OTHER = '#!/bin/sh\necho "$(basename "$0") $*" >>"$(git rev-parse --git-common-dir)/called"\n'


@pytest.mark.slow
@pytest.mark.parametrize("place", ["usual", "tracked", "global"])
def test_hooks_of_others_are_called_first_and_come_back(
    code: CodeInFiles, tmp_path: Path, place: str
) -> None:
    folder = {"usual": code.root / ".git/hooks", "tracked": code.root / ".husky",
              "global": tmp_path / "everybodys"}[place]  # fmt: skip
    folder.mkdir(exist_ok=True)
    for name in ("post-commit", "commit-msg", "pre-commit", "post-rewrite"):
        (folder / name).write_text(OTHER + ("cat >>.git/called\n" * (name == "post-rewrite")))
        (folder / name).chmod(0o755)
    if place != "usual":
        scope = "--local" if place == "tracked" else "--global"
        code.git("config", scope, "core.hooksPath", ".husky" if scope == "--local" else str(folder))
    code.git("add", ".")
    code.git("commit", "--quiet", "--allow-empty", "-m", "hooks")
    (code.root / ".git/called").unlink()
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    settings = code.git("config", "--list", "--show-scope")
    ident = code.desk.open("Build fails")
    code.desk.call("hook", "install")
    code.desk.call("hook", "install")
    if place != "usual":
        assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    code.commit(f"One\n\nFixes: {ident}")
    code.git("commit", "--quiet", "--amend", "-m", f"Two\n\nFixes: {ident}")
    called = (code.root / ".git/called").read_text()
    for name in ("pre-commit", "commit-msg", "post-commit", "post-rewrite amend"):
        assert name in called
    assert code.git("rev-parse", "HEAD") in called  # what post-rewrite reads reaches both
    assert code.show(ident)["status"] == "closed"

    code.desk.call("hook", "remove")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert code.git("config", "--list", "--show-scope") == settings
    assert not (code.root / ".git/tix/hooks").exists()


@pytest.mark.slow
def test_hooks_of_others_in_the_home_folder_are_named_and_called_first(code: CodeInFiles) -> None:
    folder = Path(code.desk.environ["HOME"], "hooks")
    folder.mkdir()
    (folder / "post-commit").write_text(OTHER)
    (folder / "post-commit").chmod(0o755)
    code.git("config", "--global", "core.hooksPath", "~/hooks")
    assert "after those of others: post-commit" in code.desk.call("hook", "install").stderr
    code.commit("One")
    assert (code.root / ".git/called").read_text() == "post-commit \n"


@pytest.mark.slow
def test_a_tool_that_puts_our_hook_aside_is_called_once_and_leaves_no_trace(
    code: CodeInFiles,
) -> None:
    """As ``pre-commit install`` does, which then calls the other hook as NAME.legacy."""
    ident = code.desk.open("Build fails")
    hook = code.root / ".git/hooks/post-commit"
    script = f'{OTHER}[ ! -x "$0.legacy" ] || "$0.legacy" "$@"\n'
    hook.write_text(script)
    hook.chmod(0o755)
    code.desk.call("hook", "install")
    hook.rename(f"{hook}.legacy")
    hook.write_text(script)
    hook.chmod(0o755)
    code.commit(f"One\n\nRefs: {ident}")
    assert len(code.commits(ident)) == 1
    assert (code.root / ".git/called").read_text() == "post-commit \n"
    code.desk.call("hook", "install")
    code.commit(f"Two\n\nRefs: {ident}")
    assert len(code.commits(ident)) == 2
    assert (code.root / ".git/called").read_text() == "post-commit \n" * 2
    code.desk.call("hook", "remove")
    left = [path for path in hook.parent.iterdir() if path.suffix != ".sample"]
    assert (left, hook.read_text()) == ([hook], script)


@pytest.mark.slow
@pytest.mark.parametrize("how", ["renamed", "elsewhere"])
def test_who_scans_hears_that_another_tool_took_the_place_of_the_hooks(
    code: CodeInFiles, how: str
) -> None:
    """As lefthook, which renames what it finds, and husky, which makes git look elsewhere, do."""
    code.desk.call("hook", "install")
    hooks = code.root / ".git/hooks"
    if how == "renamed":
        for path in hooks.glob("post-*[a-z]"):
            path.rename(f"{path}.old")
    else:
        code.git("config", "core.hooksPath", ".husky/_")
    start = code.desk.open("A")
    for args in (["scan"], ["scan", "--rewritten"], ["start", start]):
        assert "'tix hook install' lets git call both" in code.desk.call(*args, stdin="\n").stderr
    code.desk.call("hook", "install")
    assert "tix hook install" not in code.desk.call("scan").stderr
    code.desk.call("hook", "remove")
    assert "tix hook install" not in code.desk.call("scan").stderr


HOOK_MANAGERS = {
    "lefthook": ("lefthook.yml", """\
commit-msg: {commands: {a: {run: "echo msg >>.git/called; ! grep -q WRONG {1}"}}}
post-commit: {commands: {a: {run: "echo post >>.git/called"}}}
post-rewrite: {commands: {a: {run: "echo rewrite >>.git/called"}}}
"""),
    "pre-commit": (".pre-commit-config.yaml", """\
default_install_hook_types: [commit-msg, post-commit, post-rewrite]
repos:
- repo: local
  hooks:
  - {id: a, name: a, language: system, stages: [commit-msg],
     entry: "sh -c 'echo msg >>.git/called; ! grep -q WRONG $0'"}
  - {id: b, name: b, language: system, stages: [post-commit], always_run: true,
     entry: sh -c 'echo post >>.git/called'}
  - {id: c, name: c, language: system, stages: [post-rewrite], always_run: true,
     entry: sh -c 'echo rewrite >>.git/called'}
"""),
}  # fmt: skip


@pytest.mark.long
@pytest.mark.parametrize("is_first", [True, False])
@pytest.mark.parametrize("manager", HOOK_MANAGERS)
def test_beside_hook_managers(code: CodeInFiles, manager: str, is_first: bool) -> None:
    """The programs themselves: installed before tix, and after it."""
    name, settings = HOOK_MANAGERS[manager]
    (code.root / name).write_text(settings)
    program = str(Path(sys.executable).parent / manager)
    ident = code.desk.open("Build fails")
    if not is_first:
        code.desk.call("hook", "install")
    subprocess.run(
        [program, "install"], cwd=code.root, check=True, env=code.desk.environ, capture_output=True
    )
    if is_first or "lets git call both" in code.desk.call("scan").stderr:
        code.desk.call("hook", "install")
    code.commit(f"One\n\nRefs: {ident}")
    code.git("commit", "--quiet", "--amend", "-m", f"Two\n\nRefs: {ident}")
    assert code.commits(ident) == [code.git("rev-parse", "HEAD")]
    called = (code.root / ".git/called").read_text().split()
    assert called == ["msg", "post", "msg", "post", "rewrite"]
    code.commit(f"WRONG {ident}", code=1)
    code.desk.call("hook", "remove")
    assert not [
        path for path in (code.root / ".git/hooks").iterdir() if b"tix" in path.read_bytes()
    ]


def test_a_hook_of_others_that_refuses_a_commit_still_does(code: CodeInFiles) -> None:
    hook = code.root / ".git/hooks/commit-msg"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 7\n")
    hook.chmod(0o755)
    code.desk.call("hook", "install")
    code.commit("No", code=1)


def test_commits_work_without_tix(code: CodeInFiles) -> None:
    code.desk.call("hook", "install")
    code.git("commit", "--quiet", "--allow-empty", "-m", "x", PATH="/usr/bin:/bin")


def test_init_remove_takes_hooks_out(code: CodeInFiles) -> None:
    code.desk.call("hook", "install")
    code.desk.call("init", "--remove")
    assert not [path for path in (code.root / ".git/hooks").glob("*") if path.suffix != ".sample"]


@pytest.mark.slow
def test_start_claims_and_makes_or_finds_the_branch(code: CodeInFiles) -> None:
    ident = code.desk.open("Nightly build fails on arm64: ld")
    said = code.desk.call("start", ident[:4]).stderr
    branch = f"{ident}-nightly-build-fails-on-arm64-ld"
    assert f"new branch {branch}" in said
    assert code.git("branch", "--show-current") == branch
    assert code.show(ident)["status"] == "in-progress"
    code.git("switch", "--quiet", "main")
    code.desk.call("start", ident)
    assert code.git("branch", "--show-current") == branch
    assert f"branches   {branch}\n" in code.desk.call("show", ident).stdout
    code.git("pack-refs", "--all")
    assert f"branches   {branch}\n" in code.desk.call("show", ident).stdout


@pytest.mark.slow
@pytest.mark.parametrize("place", ["usual", "tracked", "global"])
def test_start_switches_with_the_hooks_that_the_user_has(
    code: CodeInFiles, tmp_path: Path, place: str
) -> None:
    folder = {"usual": code.root / ".git/hooks", "tracked": code.root / ".husky",
              "global": tmp_path / "everybodys"}[place]  # fmt: skip
    folder.mkdir(exist_ok=True)
    (folder / "post-checkout").write_text(OTHER)
    (folder / "post-checkout").chmod(0o755)
    if place == "tracked":
        code.git("config", "core.hooksPath", ".husky")
    elif place == "global":
        code.git("config", "--global", "core.hooksPath", str(folder))
    code.desk.call("start", code.desk.open("Nightly build fails"))
    assert "post-checkout" in (code.root / ".git/called").read_text()


@pytest.mark.slow
def test_start_and_hooks_need_no_home(code: CodeInFiles) -> None:
    ident = code.desk.open("Nightly build fails")
    environ = {name: code.desk.environ[name] for name in ("PATH", "PYTHONPATH")}
    pipeline = DeskInFiles(code.root, {**environ, "CI": "true"})
    assert f"new branch {ident}-" in pipeline.run("start", ident).stderr
    assert pipeline.run("hook", "install").code == 0


@pytest.mark.slow
def test_on_a_tickets_branch_it_is_meant(code: CodeInFiles) -> None:
    ident = code.desk.open("Nightly build fails")
    for args in (["comment", "-m", "x"], ["close"], ["status", "pending"], ["comment"]):
        assert code.desk.call(*args, code=2).stderr.startswith("tix: say which ticket")
    code.desk.call("start", ident)
    assert f"{ident} is meant" in code.desk.call("comment", "-m", "On it.").stderr
    code.desk.call("status", "pending")
    assert code.show(ident)["status"] == "pending"
    assert "1 open" in code.desk.call("status").stdout
    code.desk.call("close", "-m", "Done.")
    shown = code.show(ident)
    assert (shown["status"], [c["text"] for c in shown["comments"]]) == (
        "closed",
        ["On it.", "Done."],
    )


def test_start_in_a_desk_of_its_own_only_claims(desk: DeskInFiles) -> None:
    ident = desk.open("A")
    assert "no code beside it" in desk.call("start", ident).stderr
    assert json.loads(desk.call("show", ident, "--json").stdout)["status"] == "in-progress"
