"""The files of ``examples/ci``: what they run is run, in the checkout and with the variables that
each system makes."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

import tix
from tests.ci.pipelines import RUN, Project
from tix.model.ticket.document import load
from tix.model.ticket.ticket import Ticket

EXAMPLES = Path(__file__).parent.parent.parent / "examples" / "ci"
DATA = Path(__file__).parent.parent / "data"
RED = (
    '<testsuite name="pytest"><testcase classname="tests.test_cart" name="test_discount">'
    '<failure message="m"/></testcase></testsuite>'
)


@pytest.fixture
def project(tmp_path: Path, environ: dict[str, str]) -> Project:
    return Project(tmp_path, environ)


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """A PATH on which tix is this tix, and pip, pytest and the like write what they would."""
    folder = tmp_path / "bin"
    folder.mkdir()
    package = Path(tix.__file__).parent.parent
    scripts = {
        "tix": f'PYTHONPATH="{package}" exec "{sys.executable}" -m tix "$@"',
        "pip": "exit 0",
        "pytest": f"""mkdir -p test-results; printf '%s' '{RED}' >"${{1#*=}}"; exit 1""",
    }
    for name, script in scripts.items():
        (folder / name).write_text(f"#!/bin/sh\n{script}\n")
        (folder / name).chmod(0o755)
    return folder


def shell(command: str, place: Path, programs: Path, environ: Mapping[str, str]) -> str:
    """Run a line as a runner does; what it says on standard error."""
    done = subprocess.run(
        ["sh", "-e", "-c", command], cwd=place, capture_output=True, text=True, timeout=60,
        env={"PATH": f"{programs}:{os.environ['PATH']}", **environ},
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    return done.stderr


def tickets(project: Project) -> list[Ticket]:
    return [load(text.encode()).record for text in project.tickets().values()]


def test_the_page_names_every_file() -> None:
    page = (EXAMPLES / "README.md").read_text()
    names = {path.name for path in EXAMPLES.iterdir()} - {"README.md"}
    assert len(names) == 6 and all(f"| `{name}` |" in page for name in names)


@pytest.mark.slow
def test_github_actions(project: Project, programs: Path) -> None:
    workflow = yaml.safe_load((EXAMPLES / "github-actions.yml").read_text())
    assert workflow[True] == {"push": {"branches": ["main"]}, "pull_request": None}  # "on"
    test = workflow["jobs"]["test"]
    assert test["permissions"] == {"contents": "write"}
    assert workflow["permissions"] == {"contents": "read"}
    place = project.checkout("job")
    for step in test["steps"]:
        if "run" in step:
            shell(step["run"], place, programs, {**RUN, "GITHUB_SHA": project.commit})
    (ticket,) = tickets(project)
    assert ticket.failing == ("GitHub Actions, unit, main",) and ticket.labels == ("ci",)
    assert "cancelled" in test["steps"][-1]["if"]


@pytest.mark.slow
def test_gitlab_ci(project: Project, programs: Path) -> None:
    job = yaml.safe_load((EXAMPLES / "gitlab-ci.yml").read_text())["test"]
    variables = {"GITLAB_CI": "true", "CI": "true", "CI_JOB_NAME": "test",
                 "CI_COMMIT_REF_NAME": "main", "CI_COMMIT_SHA": project.commit,
                 "CI_JOB_URL": "https://gitlab.example/-/jobs/7", "TIX_TOKEN": "x"}  # fmt: skip
    place = project.checkout("job")
    for line in [*job["script"], *job["after_script"]]:
        shell(line, place, programs, variables)
    (ticket,) = tickets(project)
    assert ticket.failing == ("GitLab CI, test, main",)
    assert ticket.opened_by == "GitLab CI, test <ci@tix.invalid>"
    assert ticket.occurrences[0].url == "https://gitlab.example/-/jobs/7"


@pytest.mark.slow
def test_circleci(project: Project, programs: Path) -> None:
    config = yaml.safe_load((EXAMPLES / "circleci.yml").read_text())
    assert config["workflows"]["tests"]["jobs"] == ["test"]
    steps = config["jobs"]["test"]["steps"]
    place = project.checkout("job")
    subprocess.run(["git", "switch", "--quiet", "-C", "main"], cwd=place, check=True)
    variables = {"CIRCLECI": "true", "CI": "true", "CIRCLE_JOB": "test", "CIRCLE_BRANCH": "main",
                 "CIRCLE_SHA1": project.commit, "CIRCLE_USERNAME": "ana",
                 "CIRCLE_BUILD_URL": "https://circleci.example/7"}  # fmt: skip
    runs = [step["run"] for step in steps if "run" in step]
    for run in runs:
        shell(run if isinstance(run, str) else run["command"], place, programs, variables)
    assert runs[-1]["when"] == "always"  # also after tests that failed
    assert (place / steps[-1]["store_test_results"]["path"] / "report.xml").is_file()
    (ticket,) = tickets(project)
    assert ticket.failing == ("CircleCI, test, main",)
    assert ticket.opened_by == "CircleCI, test <ci@tix.invalid>"
    assert ticket.occurrences[0].url == "https://circleci.example/7"


@pytest.mark.slow
def test_jenkins(project: Project, programs: Path) -> None:
    text = (EXAMPLES / "Jenkinsfile").read_text()
    assert text.count("{") == text.count("}") and text.count("(") == text.count(")")
    lines = re.findall(r"^\s*sh '(.*)'$", text, re.MULTILINE)
    assert len(lines) == 3 and "usernameColonPassword" in text
    place = project.checkout("job")
    (place / ".venv/bin").mkdir(parents=True)
    for name in ("pytest", "tix"):
        (place / ".venv/bin" / name).symlink_to(programs / name)
    for line in lines[1:]:
        shell(line, place, programs, {**_jenkins(project), "TIX_TOKEN": "ana:x"})
    _is_of_jenkins(project)


@pytest.mark.long
@pytest.mark.skipif(shutil.which("groovy") is None, reason="Groovy isn't installed")
def test_the_jenkinsfile_is_groovy(project: Project, programs: Path) -> None:
    place = project.checkout("job")
    venv = (
        f'mkdir -p "$3/bin"; for each in pip pytest tix; do ln -s {programs}/$each "$3/bin"; done'
    )
    (programs / "python3").write_text(f"#!/bin/sh\n{venv}\n")
    (programs / "python3").chmod(0o755)
    run = DATA / "jenkins" / "run.groovy"
    done = subprocess.run(
        ["groovy", run, EXAMPLES / "Jenkinsfile"], cwd=place, capture_output=True, text=True,
        env={"PATH": f"{programs}:{os.environ['PATH']}", "HOME": str(project.folder),
             **_jenkins(project)},
    )  # fmt: skip
    assert done.returncode == 1 and "Traceback" not in done.stderr, done.stderr
    assert "tix ci junit report.xml" in done.stderr
    _is_of_jenkins(project)


def _jenkins(project: Project) -> dict[str, str]:
    return {"JENKINS_URL": "https://jenkins.example/", "JOB_NAME": "shop/main",
            "BRANCH_NAME": "main", "GIT_COMMIT": project.commit,
            "BUILD_URL": "https://jenkins.example/7/"}  # fmt: skip


def _is_of_jenkins(project: Project) -> None:
    (ticket,) = tickets(project)
    assert ticket.failing == ("Jenkins, shop, main",)
    assert ticket.opened_by == "Jenkins, shop <ci@tix.invalid>"


@pytest.mark.slow
def test_a_hook_before_each_push(project: Project, programs: Path) -> None:
    work = project.home
    hook = work.root / ".git/hooks/pre-push"
    hook.write_text((EXAMPLES / "pre-push").read_text())
    hook.chmod(0o755)
    tests = work.write("run-tests.sh", "#!/bin/sh\necho red; exit 1\n")
    tests.chmod(0o755)
    push = "git push --quiet origin HEAD:refs/heads/feature"
    environ = {**work.environ}
    assert "red" in _pushed(push, work.root, programs, environ, fails=True)
    (ticket,) = _here(work.root)
    assert (ticket.key, ticket.status) == ("pre-push", "open")
    tests.write_text("#!/bin/sh\nexit 0\n")
    _pushed(push, work.root, programs, environ, fails=False)
    assert [each.status for each in _here(work.root)] == ["closed"]


def _pushed(
    command: str, place: Path, programs: Path, environ: Mapping[str, str], *, fails: bool
) -> str:
    done = subprocess.run(
        ["sh", "-c", command], cwd=place, capture_output=True, text=True, timeout=60,
        env={**environ, "PATH": f"{programs}:{os.environ['PATH']}"},
    )  # fmt: skip
    assert (done.returncode != 0) is fails, done.stderr
    return done.stdout + done.stderr


def _here(root: Path) -> list[Ticket]:
    paths = (root / ".tix").glob("tickets/2*/*/*.md")
    return [load(path.read_bytes()).record for path in sorted(paths)]


@pytest.mark.slow
def test_a_cron_line(project: Project, programs: Path, tmp_path: Path) -> None:
    (line,) = (
        line for line in (EXAMPLES / "crontab").read_text().split("\n")
        if line and not line.startswith("#")
    )  # fmt: skip
    command = line.split(None, 5)[5]
    home = tmp_path / "cron-home"
    subprocess.run(["git", "clone", "--quiet", project.url, home / "shop"], check=True)
    (home / "shop/build.sh").write_text("#!/bin/sh\necho no compiler; exit 1\n")
    (home / "shop/build.sh").chmod(0o755)
    names = {"GIT_AUTHOR_NAME": "Cron", "GIT_AUTHOR_EMAIL": "cron@example.org"}
    names |= {"GIT_COMMITTER_NAME": "Cron", "GIT_COMMITTER_EMAIL": "cron@example.org"}
    subprocess.run(
        ["sh", "-c", command], cwd=home, timeout=60, check=False,
        env={"HOME": str(home), "PATH": f"{programs}:{os.environ['PATH']}", **names},
    )  # fmt: skip
    (ticket,) = tickets(project)
    assert (ticket.key, ticket.failing) == ("nightly-build", ("nightly",))
    assert "no compiler" in (home / "nightly.log").read_text()
