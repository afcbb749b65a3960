"""The ways by which git reaches a remote: a path, file://, git://, http(s)://, ssh."""

import contextlib
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import ANA, BOB
from tests.remotes import servers
from tests.remotes.conftest import FIRST, Team, tip

Address = Callable[[str], str]
"""The URL of the remote by a transport of that name."""


@pytest.fixture
def address(team: Team) -> Iterator[Address]:
    team.bare.git("config", "http.receivepack", "true")
    with contextlib.ExitStack() as stack:

        def give(kind: str) -> str:
            folder = team.folder
            if kind == "path":
                return str(team.bare.root)
            if kind == "git":
                base = stack.enter_context(servers.daemon(folder, team.environ))
            elif kind == "http":
                base = stack.enter_context(servers.http(folder, team.environ))
            elif kind == "https":
                pem = servers.certificate(folder)
                base = stack.enter_context(servers.http(folder, team.environ, pem=pem))
            else:
                base = {"file": f"file://{folder}", "ssh": f"ssh://git@desk.example{folder}"}[kind]
            return f"{base}/remote.git"

        yield give


@pytest.fixture
def reached(team: Team) -> Team:
    """The team, whose git knows the certificate and has an ssh that stays on this machine."""
    variables = {
        "GIT_SSL_CAINFO": str(team.folder / "both.pem"),
        "GIT_SSH_COMMAND": servers.ssh(team.folder),
    }
    return Team(team.folder, {**team.environ, **variables}, team.branch)


@pytest.mark.parametrize(
    "kind", ["path", "file", "git", "http", pytest.param("https", marks=pytest.mark.long), "ssh"]
)
def test_two_people_sync(kind: str, reached: Team, address: Address) -> None:
    if kind == "https" and not shutil.which("openssl"):
        pytest.skip("no openssl")
    url = address(kind)
    ana, bob = (reached.clone(who.name.split()[0], who=who, url=url) for who in (ANA, BOB))
    for clone in (ana, bob):
        clone.call("comment", FIRST, f"By {clone.environ['GIT_AUTHOR_NAME']}")
        assert "1 ticket (a1aaaa) went out" in clone.call("sync").stderr
    assert "1 ticket (a1aaaa) came in" in ana.call("sync").stderr
    assert tip(ana) == tip(bob) == reached.tip()
    assert reached.has("By Ana Lima")
    assert reached.has("By Bob Reis")


@pytest.mark.long
def test_certificate_that_nobody_vouches_for(team: Team, address: Address) -> None:
    if not shutil.which("openssl"):
        pytest.skip("no openssl")
    ana = team.clone("ana")
    ana.git("remote", "set-url", "origin", address("https"))
    said = ana.call("sync", code=1).stderr
    assert "origin can't be reached: " in said
    assert "certificate" in said


def test_server_that_only_lets_read_is_named_a_refusal(team: Team) -> None:
    with servers.http(team.folder, team.environ, handler=servers.ReadOnly) as base:
        ana = team.clone("ana", url=f"{base}/remote.git")
        assert "nothing new" in ana.call("sync").stderr
        ana.call("comment", FIRST, "Mine")
        said = ana.call("sync", code=4).stderr
    assert "origin/main doesn't take the commits: " in said
    assert "error: 403" in said
    assert "your work is committed here" in said


_BANNER = "printf 'Welcome\\n*****\\n\\nNo fatal: words here\\nWarning: old\\n' >&2"


@pytest.mark.parametrize(
    ("ssh", "reason"),
    [
        ("echo 'git@desk.example: Permission denied (publickey).' >&2", "Permission denied"),
        ("echo 'Host key verification failed.' >&2", "Host key verification failed"),
        ("echo 'ERROR: Repository not found.' >&2", "Repository not found"),
        (f"{_BANNER}; echo 'Host key verification failed.' >&2", "Host key verification failed"),
        (f"{_BANNER}; echo 'Permission denied.' >&2; echo '****' >&2", "Permission denied"),
    ],
)
def test_reason_that_ssh_gives_is_shown(ssh: str, reason: str, team: Team, tmp_path: Path) -> None:
    ana = team.clone("ana")
    ana.git("remote", "set-url", "origin", "ssh://git@desk.example/x.git")
    program = servers.ssh(tmp_path, f"{ssh}; exit 255")
    said = ana.with_environ(GIT_SSH_COMMAND=program).call("sync", code=1).stderr
    assert f"tix: origin can't be reached: {reason}" in said.replace("git@desk.example: ", "")


def test_passwords_are_not_asked_for_where_nobody_can_answer(team: Team) -> None:
    ana = team.clone("ana")
    with servers.http(team.folder, team.environ, handler=servers.Locked) as base:
        ana.git("remote", "set-url", "origin", f"{base}/remote.git")
        said = ana.run("sync", code=1).stderr
    assert "origin can't be reached: could not read Username" in said
