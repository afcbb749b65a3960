"""tix called from a hook of git's: who makes the commit around it isn't who uses tix."""

import sys
from pathlib import Path

import tix
from tests.conftest import ANA, BOB, DeskInFiles
from tests.storage.conftest import make_code

_OF_BOB = ("--author", f"{BOB.name} <{BOB.mail}>", "--date", "2001-02-03T04:05:06Z")


def test_a_ticket_is_the_users_own_and_of_now(tmp_path: Path, environ: dict[str, str]) -> None:
    code = make_code(tmp_path / "code", environ)
    code.call("init")
    hook = code.root / ".git/hooks/pre-commit"
    package = Path(tix.__file__).parent.parent
    hook.write_text(
        f"#!/bin/sh\nPYTHONPATH='{package}' '{sys.executable}' -m tix open 'From a hook'\n"
    )
    hook.chmod(0o755)
    code.write("main.c", "int main() {}\n")
    code.git("add", "main.c")
    del environ["TIX_NOW"]
    command = ("commit", "--quiet", "--message", "By Bob", *_OF_BOB)
    DeskInFiles(code.root, environ).git(*command)
    assert (
        code.git("log", "-1", "--format=%an %ad", "--date=short").strip() == "Bob Reis 2001-02-03"
    )
    made = code.git("log", "-1", "--format=%an <%ae>%n%cn <%ce>%n%ad%n%cd", "--date=short", "tix")
    author, committer, *dates = made.splitlines()
    assert author == committer == str(ANA)
    assert not any(date.startswith("2001") for date in dates)
    (ticket,) = code.root.glob(".tix/tickets/*/*/*.md")
    assert f"opened_by: {ANA}" in ticket.read_text()


def test_who_sets_names_for_all_that_git_does_is_who_they_say(desk: DeskInFiles) -> None:
    bob = desk.as_(BOB).with_environ(GIT_PREFIX="")  # as an alias of git's has it
    ident = bob.open("Mine")
    assert f"opened_by: {BOB}" in desk.file_of(ident).read_text()
