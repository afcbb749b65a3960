"""``ci`` and what has ``--sync``, in the checkouts and environments that pipelines make."""

import contextlib
import json
import os
import subprocess
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest

from tests.ci.pipelines import Project, finished, job
from tests.remotes.servers import Backend, http
from tix.model.ticket.document import load
from tix.model.ticket.ticket import Ticket


@pytest.fixture
def project(tmp_path: Path, environ: dict[str, str]) -> Project:
    return Project(tmp_path, environ)


def tickets(project: Project) -> list[Ticket]:
    return [load(text.encode()).record for text in project.tickets().values()]


def report(place: Path, failing: list[int], passing: list[int], seconds: float = 1) -> str:
    """A report of tests with these numbers."""
    inside = [f'<failure message="red {n}">trace of {n}</failure>' for n in failing]
    cases = [
        f'<testcase classname="shop.Cart" name="t{n}" time="{seconds}">{failure}</testcase>'
        for n, failure in zip([*failing, *passing], [*inside, *[""] * len(passing)], strict=True)
    ]
    (place / "report.xml").write_text(f'<testsuite name="s">{"".join(cases)}</testsuite>')
    return "report.xml"


@pytest.mark.slow
def test_everything_is_had_from_the_pipeline(project: Project, tmp_path: Path) -> None:
    """Detached, shallow, no HOME, no identity, the desk not fetched yet."""
    place, summary = project.checkout("job"), tmp_path / "summary.md"
    known = {"GITHUB_SHA": project.commit, "GITHUB_STEP_SUMMARY": str(summary)}
    first = ("ci", "junit", report(place, [1, 2], [3]), "--sync", "--json", "--assign", "blame")
    result = finished(job(place, *first, **known))
    assert len(json.loads(result.stdout)["opened"]) == 2
    assert "### Tests" in summary.read_text()
    one, other = tickets(project)
    assert one.opened_by == other.opened_by == "GitHub Actions, unit <ci@tix.invalid>"
    assert one.failing == ("GitHub Actions, unit, main",)
    (seen,) = one.occurrences
    assert (seen.commit, seen.url) == (
        project.commit, "https://github.example/acme/shop/actions/runs/42",
    )  # fmt: skip
    assert project.log("%an %s")[0] == "GitHub Actions, unit 2 tickets: 2 opened"
    home = {"HOME": "/nonexistent/home"}
    second = ("ci", "junit", report(place, [2], [1, 3]), "--sync", "--close-passing")
    finished(job(place, *second, **known, **home))
    assert sorted(ticket.status or "" for ticket in tickets(project)) == ["closed", "open"]
    ident = finished(job(place, "open", "Disk", "--key", "disk", "--sync", **home)).stdout.strip()
    finished(job(place, "comment", ident, "Still full.", "--sync", **home))
    finished(job(place, "close", "--key", "disk", "--sync", **home))
    disk = next(ticket for ticket in tickets(project) if ticket.id == ident)
    assert (disk.status, len(disk.comments), disk.occurrences[0].where) == (
        "closed", 1, "GitHub Actions, unit, main",
    )  # fmt: skip


MANY = pytest.mark.parametrize("count", [4, pytest.param(20, marks=pytest.mark.long)])


@pytest.mark.slow
@MANY
def test_jobs_that_fail_at_once_in_clones_of_their_own_make_one_ticket(
    project: Project, count: int
) -> None:
    places = [project.checkout(f"job{n}") for n in range(count)]
    running = [job(place, "open", "Disk", "--key", "disk", "--sync") for place in places]
    found = {finished(each).stdout for each in running}
    (ticket,) = tickets(project)
    assert found == {f"{ticket.id}\n"}
    assert len({seen.id for seen in ticket.occurrences}) == count
    assert ticket.comments == ()


@pytest.mark.long
@MANY
def test_different_reports_that_overlap_make_one_ticket_a_test(
    project: Project, count: int
) -> None:
    running, times = [], dict.fromkeys(range(6), 0)
    for number in range(count):
        place = project.checkout(f"job{number}")
        failing = [n for n in range(6) if (n + number) % 3]
        for n in failing:
            times[n] += 1
        given = report(place, failing, [n for n in range(6) if n not in failing], 1 + number / 5)
        running.append(job(place, "ci", "junit", given, "--sync", GITHUB_JOB=f"unit{number % 2}"))
    for each in running:
        finished(each)
    found = {ticket.key: ticket for ticket in tickets(project)}
    assert {key: len(ticket.occurrences) for key, ticket in found.items()} == {
        f"test:shop.Cart::t{n}": seen for n, seen in times.items() if seen
    }
    assert not any(ticket.comments for ticket in found.values())


@pytest.mark.slow
def test_a_workspace_that_is_used_again_knows_what_happened_since(project: Project) -> None:
    one, two = (project.checkout(name) for name in ("one", "two"))

    def run(place: Path, branch: str, *, passes: bool) -> str:
        given = report(place, *(([], [1]) if passes else ([1], [])), 1)
        args = ("ci", "junit", given, "--close-passing", "--sync")
        return finished(job(place, *args, GITHUB_REF_NAME=branch)).stdout

    run(one, "main", passes=False)
    run(two, "next", passes=False)
    assert run(one, "main", passes=True).startswith("left")  # it fails elsewhere, as it knows now
    assert run(two, "next", passes=True).startswith("closed")
    assert run(one, "main", passes=False).startswith("reopened")
    (ticket,) = tickets(project)
    assert len(ticket.failing) == 1
    assert not any(each.internal for each in ticket.comments)  # nothing was set aside


@pytest.mark.long
def test_jobs_that_pass_at_once_close_what_they_opened(project: Project, tmp_path: Path) -> None:
    def jobs(name: str, *, passes: bool) -> "list[subprocess.Popen[bytes]]":
        places = [project.checkout(f"{name}{number}") for number in range(3)]
        given = [report(place, *(([], [1]) if passes else ([1], [])), 1) for place in places]
        return [
            job(place, "ci", "junit", each, "--close-passing", "--sync", GITHUB_JOB=f"unit{number}")
            for number, (place, each) in enumerate(zip(places, given, strict=True))
        ]

    for each in jobs("red", passes=False):
        finished(each)
    (ticket,) = tickets(project)
    assert len(ticket.failing) == 3
    here = tmp_path / "here"
    here.mkdir()
    hook = project.remote / "hooks" / "pre-receive"  # nobody is first before all are there
    hook.write_text(
        f'#!/bin/sh\ntouch "{here}/$$"\nn=0\n'
        f'while [ "$(ls "{here}" | wc -l)" -lt 3 ] && [ $n -lt 300 ]; do\n'
        "  n=$((n + 1)); sleep 0.1\ndone\n"
    )
    hook.chmod(0o755)
    said = sorted(finished(each).stdout.split("\t")[0] for each in jobs("green", passes=True))
    assert said == ["closed", "left", "left"]
    (ticket,) = tickets(project)
    assert (ticket.status, ticket.failing) == ("closed", ())


@pytest.mark.slow
def test_what_another_machine_opened_is_closed_by_its_key(project: Project) -> None:
    one, two = (project.checkout(name) for name in ("one", "two"))
    finished(job(two, "close", "--key", "disk", "--sync"))
    finished(job(one, "open", "Disk", "--key", "disk", "--sync"))
    finished(job(two, "close", "--key", "disk", "--sync"))
    assert [ticket.status for ticket in tickets(project)] == ["closed"]
    finished(job(one, "open", "Disk", "--key", "disk", "--sync"))
    assert [ticket.status for ticket in tickets(project)] == ["open"]
    finished(job(two, "ci", "run", "--key", "disk", "--sync", "--", "true"))
    assert [ticket.status for ticket in tickets(project)] == ["closed"]


class TokenOnly(Backend):
    """Takes a token, and says no to everybody else."""

    taken: ClassVar[list[str]] = []
    wanted = f"Basic {b64encode(b'x-access-token:secret-token-1').decode()}"

    def answer(self, body: bytes) -> None:
        if self.headers.get_all("Authorization") == [self.wanted]:
            self.taken.append(self.path)
            super().answer(body)
        else:
            self.send(401, {"WWW-Authenticate": 'Basic realm="desk"'}, b"")


@pytest.fixture
def behind_a_token(project: Project) -> Iterator[str]:
    with http(project.folder, os.environ, handler=TokenOnly) as url:
        yield f"{url}/remote.git"


@pytest.mark.slow
def test_a_token_is_enough_and_stands_in_no_file(project: Project, behind_a_token: str) -> None:
    place = project.checkout("job")
    _git(place, "remote", "set-url", "origin", behind_a_token)
    _git(place, "config", f"http.{behind_a_token}.extraHeader", "Authorization: Basic old")
    _git(place, "remote", "add", "elsewhere", behind_a_token.replace("remote.git", "other.git"))
    without = finished(job(place, "open", "x", "--key", "k", "--sync"), code=1)
    assert "couldn't ask origin whether it has a desk" in without.stderr
    finished(job(place, "open", "x", "--key", "k", "--sync", TIX_TOKEN="secret-token-1"))
    assert [ticket.key for ticket in tickets(project)] == ["k"]
    assert all("other.git" not in path for path in TokenOnly.taken)
    with contextlib.suppress(OSError):
        for path in place.rglob("*"):
            assert not path.is_file() or b"secret-token-1" not in path.read_bytes()


def _git(place: Path, *args: str) -> None:
    import subprocess

    subprocess.run(["git", *args], cwd=place, check=True, capture_output=True)


@pytest.mark.slow
def test_a_remote_that_cannot_be_written_is_an_error_or_softly_a_warning(project: Project) -> None:
    hook = project.remote / "hooks/pre-receive"
    hook.write_text("#!/bin/sh\necho 'tokens of forks only read' >&2\nexit 1\n")
    hook.chmod(0o755)
    place = project.checkout("job")
    args = ("ci", "junit", report(place, [1], []), "--sync")
    assert "forks only read" in finished(job(place, *args), code=4).stderr
    soft = finished(job(place, *args, "--soft"))
    assert "not tracked: origin/tix doesn't take the commits" in soft.stderr
    finished(job(place, *args, "--soft", "--exit-code"), code=1)
    assert tickets(project) == []


def test_what_isnt_committed_is_no_commit_and_what_it_mends_not_flaky(project: Project) -> None:
    code = project.home
    report(code.root, [1], [])
    code.call("ci", "junit", "report.xml", "--where", "here")
    (path,) = (code.root / ".tix").glob("tickets/2*/*/*.md")
    (seen,) = load(path.read_bytes()).record.occurrences
    assert seen.commit == code.git("rev-parse", "HEAD").strip()
    (tracked, *_) = code.git("ls-files").split("\n")
    code.write(tracked, "mended")
    report(code.root, [], [1])
    code.call("ci", "junit", "report.xml", "--where", "here", "--close-passing")
    ticket = load(path.read_bytes()).record
    assert (ticket.status, ticket.labels) == ("closed", ())
    report(code.root, [1], [])
    code.call("ci", "junit", "report.xml", "--where", "here")
    seen_at = {each.commit for each in load(path.read_bytes()).record.occurrences}
    assert seen_at == {seen.commit, ""}
