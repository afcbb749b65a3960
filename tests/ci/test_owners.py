"""Who gets a new ticket: CODEOWNERS as GitHub and GitLab read it, blame, somebody."""

from pathlib import Path

import pytest

from tests.ci.pipelines import Project
from tests.ci.test_junit import ci, failing, suite
from tests.conftest import BOB, NOW, DeskInFiles
from tix.ci.codeowners import owners_of, parse
from tix.model.ticket.document import load
from tix.model.ticket.ticket import Ticket

GITHUB = r"""
# the rest
*       @acme/everybody
*.js    @js-owner #This is an inline comment.
*.go docs@example.com
/build/logs/ @doctocat
docs/* docs@example.com
apps/ @octocat
/docs/ @doctocat
/scripts/ @doctocat @octocat
**/logs @logger
/apps/github
/apps/my\ code/ @spacer
"""

GITLAB = r"""
[Documentation] @docs-team
docs/
README.md
!docs/internal/

^[Database][2]
model/db/ @dba

[Ruby] @ruby
*.rb
/config/*.rb @ops @@maintainers
"""


@pytest.mark.parametrize(
    ("path", "owners"),
    [
        ("readme.txt", ["@acme/everybody"]),
        ("src/a.js", ["@js-owner"]),
        ("x/y.go", ["docs@example.com"]),
        ("build/logs/a/b.txt", ["@logger"]),
        ("docs/a.txt", ["@doctocat"]),
        ("x/docs/a.txt", ["@acme/everybody"]),  # docs/* is from the root
        ("lib/apps/x.js", ["@octocat"]),
        ("apps/github/x.py", []),  # nobody's, the later line counts
        ("apps/my code/x.py", ["@spacer"]),
        ("deep/down/logs", ["@logger"]),
        ("scripts/run.sh", ["@doctocat", "@octocat"]),
    ],
)
def test_codeowners_as_github_reads_it(path: str, owners: list[str]) -> None:
    assert list(owners_of(path, parse(GITHUB))) == owners


@pytest.mark.parametrize(
    ("path", "owners"),
    [
        ("docs/a/b.txt", ["@docs-team"]),
        ("docs/internal/b.txt", []),
        ("app/model/db/x.sql", ["@dba"]),
        ("config/x.rb", ["@ops"]),
        ("app/config/x.rb", ["@ruby"]),
        ("docs/x.rb", ["@docs-team", "@ruby"]),
        ("other.c", []),
    ],
)
def test_codeowners_as_gitlab_reads_it(path: str, owners: list[str]) -> None:
    assert list(owners_of(path, parse(GITLAB))) == owners


def test_odd_lines_break_nothing() -> None:
    odd = "[\n\\\n!\n**\n/\n[x]\n* @\n???\n[[a]] @b\n" + "*" * 500 + " @x\n"
    for path in ("a", "a/b/c" * 30):
        owners_of(path, parse(odd))


@pytest.fixture
def project(tmp_path: Path, environ: dict[str, str]) -> Project:
    return Project(tmp_path, environ)


def assignees(code: DeskInFiles) -> list[tuple[str, ...]]:
    paths = sorted((code.root / ".tix").glob("tickets/2*/*/*.md"))
    found: list[Ticket] = [load(path.read_bytes()).record for path in paths]
    return [ticket.assignees for ticket in found]


RED = suite(failing("test_discount", classname="tests.test_cart"))


def test_owners_are_whom_the_desk_knows_else_as_they_are_written(project: Project) -> None:
    code = project.home
    code.write(".github/CODEOWNERS", "*.py @ana @stranger dev@example.org @acme/nobody\n")
    (code.root / ".tix/tix.yaml").write_text(
        "format: 1\npeople:\n- {name: Ana Lima, mail: ana@example.org, aliases: [ana]}\n"
    )
    result = code.call("ci", "junit", "-", "--assign", "codeowners", stdin=RED)
    assert assignees(code) == [("ana@example.org", "stranger <>", "dev@example.org")]
    assert "no team nobody: nobody is assigned for @acme/nobody" in result.stderr


def test_who_wrote_the_failing_line_gets_it(project: Project) -> None:
    code = project.home
    code.write(
        "tests/test_cart.py", "def test_discount():\n    assert 90 == 89\n\n\ndef x(): 1 / 0\n"
    )
    code.commit("Another", at=NOW, by=BOB)
    trace = "<failure message='m'>tests/test_cart.py:5: ZeroDivisionError</failure>"
    one = f'<testcase classname="tests.test_cart" name="a">{trace}</testcase>'
    red = f'<testsuite name="pytest">{one}</testsuite>'
    code.call("ci", "junit", "-", "--assign", "blame", stdin=red)
    assert assignees(code) == [("bob@example.org",)]


def test_a_part_of_the_repository_is_tested_in_its_own_folder(project: Project) -> None:
    code = project.home
    code.write("service/tests/test_till.py", "def test_a():\n    assert 0\n")
    code.write("CODEOWNERS", "/service/ @till-team\n")
    code.commit("A service", at=NOW, by=BOB)
    trace = "<failure message='m'>tests/test_till.py:2: AssertionError</failure>"
    red = (
        f'<testsuite name="pytest"><testcase classname="t" name="%s">{trace}</testcase></testsuite>'
    )
    inside = DeskInFiles(code.root / "service", code.environ)
    for how in ("blame", "codeowners"):
        inside.call("ci", "junit", "-", "--assign", how, stdin=red % how)
    assert sorted(assignees(code)) == [("bob@example.org",), ("till-team <>",)]


@pytest.mark.slow
def test_where_nobody_is_known_that_is_said(project: Project) -> None:
    code = project.home
    for how, said in (("codeowners", "no CODEOWNERS file"), ("blame", "isn't known")):
        red = suite(failing(how, classname="Nowhere"))
        assert said in code.call("ci", "junit", "-", "--assign", how, stdin=red).stderr
    assert assignees(code) == [(), ()]
    wrong = code.call("ci", "junit", "-", "--assign", "nobody-at-all", stdin=RED, code=None)
    assert wrong.code and "nobody-at-all" in wrong.stderr
    assert len(assignees(code)) == 2


def test_somebody_who_was_named_gets_it(desk: DeskInFiles) -> None:
    run = desk.with_environ(GITHUB_ACTIONS="true", GITHUB_ACTOR="octocat")
    nobody = desk.call("ci", "junit", "-", "--assign", "actor", "--dry-run", stdin=RED)
    assert "isn't known: nobody is assigned" in nobody.stderr
    ci(run, suite(failing("other")), "--assign", "actor", "-l", "a,b")
    (path,) = desk.root.glob("tickets/2*/*/*.md")
    ticket = load(path.read_bytes()).record
    assert (ticket.assignees, ticket.labels) == (("octocat <>",), ("a", "b"))
    path.unlink()
    ci(desk, RED, "--assign", "bob@example.org")
    (path,) = desk.root.glob("tickets/2*/*/*.md")
    assert load(path.read_bytes()).record.assignees == ("bob@example.org",)
