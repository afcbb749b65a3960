"""Continuous integration: which system runs this, and what it says about the run.

Each system says so in environment variables that its documentation names:

- GitHub Actions (and Gitea, Forgejo): https://docs.github.com/actions/reference/variables-reference
- GitLab CI: https://docs.gitlab.com/ci/variables/predefined_variables/
- Jenkins: https://www.jenkins.io/doc/book/pipeline/jenkinsfile/#using-environment-variables
- CircleCI: https://circleci.com/docs/reference/variables/
- Azure Pipelines: https://learn.microsoft.com/azure/devops/pipelines/build/variables
- Buildkite: https://buildkite.com/docs/pipelines/configure/environment-variables
- Woodpecker: https://woodpecker-ci.org/docs/usage/environment
- Drone: https://docs.drone.io/pipeline/environment/reference/
"""

from collections.abc import Callable, Mapping

from tix.frozen import dataclass

Environ = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Pipeline:
    """A run of a job; "" is what the system doesn't say.

    ``actor`` is who set it off, ``url`` the address of the run, ``commit`` what it has checked out,
    ``branch`` a branch or tag.
    """

    system: str
    job: str = ""
    commit: str = ""
    branch: str = ""
    url: str = ""
    actor: str = ""

    @property
    def place(self) -> str:
        """System, job and branch: where something fails."""
        return ", ".join(filter(None, (self.system, self.job, self.branch)))

    @property
    def name(self) -> str:
        """System and job: who makes commits, if nobody is configured."""
        return ", ".join(filter(None, (self.system, self.job)))


def pipeline(environ: Environ) -> Pipeline | None:
    """The run that these environment variables describe; None outside any that is known."""
    for is_here, read in _SYSTEMS:
        if is_here(environ):
            found = read(environ)
            return Pipeline(
                found.system,
                _plain(found.job),
                _plain(found.commit),
                _plain(found.branch),
                _address(found.url),
                _plain(found.actor),
            )
    return None


def _plain(text: str) -> str:
    """One line without the signs that separate the parts of an entry or of a commit's author."""
    words = text.replace("·", "-").replace("<", "").replace(">", "").split()
    return " ".join(words)[:200]


def _address(url: str) -> str:
    """An address, if it is one without blanks."""
    return url if url.startswith(("https://", "http://")) and len(url.split()) == 1 else ""


def _first(environ: Environ, *names: str) -> str:
    """The first of these variables that says anything."""
    return next((environ[name] for name in names if environ.get(name)), "")


def _short_ref(ref: str) -> str:
    """``main`` of ``refs/heads/main``, and the like."""
    for prefix in ("refs/heads/", "refs/tags/", "refs/", "origin/"):
        ref = ref.removeprefix(prefix)
    return ref


def _is_set(name: str) -> Callable[[Environ], bool]:
    return lambda environ: environ.get(name, "").lower() not in ("", "false", "0")


def _github(environ: Environ) -> Pipeline:
    server, repository = environ.get("GITHUB_SERVER_URL", ""), environ.get("GITHUB_REPOSITORY", "")
    run, attempt = environ.get("GITHUB_RUN_ID", ""), environ.get("GITHUB_RUN_ATTEMPT", "")
    url = f"{server}/{repository}/actions/runs/{run}" if server and repository and run else ""
    if url and attempt not in ("", "1"):
        url += f"/attempts/{attempt}"
    branch = _first(environ, "GITHUB_HEAD_REF", "GITHUB_REF_NAME")
    named = {"GITEA_ACTIONS": "Gitea Actions", "FORGEJO_ACTIONS": "Forgejo Actions"}
    system = next((named[name] for name in named if environ.get(name)), "GitHub Actions")
    actor = _first(environ, "GITHUB_TRIGGERING_ACTOR", "GITHUB_ACTOR")
    job = environ.get("GITHUB_JOB", "")
    return Pipeline(system, job, environ.get("GITHUB_SHA", ""), branch, url, actor)


def _gitlab(environ: Environ) -> Pipeline:
    return Pipeline(
        "GitLab CI",
        environ.get("CI_JOB_NAME", ""),
        environ.get("CI_COMMIT_SHA", ""),
        _first(environ, "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME", "CI_COMMIT_REF_NAME"),
        _first(environ, "CI_JOB_URL", "CI_PIPELINE_URL"),
        environ.get("GITLAB_USER_LOGIN", ""),
    )


def _jenkins(environ: Environ) -> Pipeline:
    job, branch = environ.get("JOB_NAME", ""), environ.get("BRANCH_NAME", "")
    if branch:  # a multibranch job is called after its branch, slashes escaped
        job = job.removesuffix(f"/{branch}").removesuffix(f"/{branch.replace('/', '%2F')}")
    named = _first(environ, "CHANGE_BRANCH", "BRANCH_NAME", "GIT_LOCAL_BRANCH", "GIT_BRANCH")
    return Pipeline(
        "Jenkins",
        job,
        environ.get("GIT_COMMIT", ""),
        _short_ref(named),
        _first(environ, "BUILD_URL", "RUN_DISPLAY_URL"),
        _first(environ, "BUILD_USER_ID", "CHANGE_AUTHOR"),
    )


def _circleci(environ: Environ) -> Pipeline:
    return Pipeline(
        "CircleCI",
        environ.get("CIRCLE_JOB", ""),
        environ.get("CIRCLE_SHA1", ""),
        _first(environ, "CIRCLE_BRANCH", "CIRCLE_TAG"),
        environ.get("CIRCLE_BUILD_URL", ""),
        environ.get("CIRCLE_USERNAME", ""),
    )


def _azure(environ: Environ) -> Pipeline:
    collection = _first(environ, "SYSTEM_COLLECTIONURI", "SYSTEM_TEAMFOUNDATIONCOLLECTIONURI")
    project, build = environ.get("SYSTEM_TEAMPROJECT", ""), environ.get("BUILD_BUILDID", "")
    url = ""
    if collection and project and build:
        project = project.replace(" ", "%20")
        url = f"{collection.rstrip('/')}/{project}/_build/results?buildId={build}"
    named = _first(environ, "SYSTEM_PULLREQUEST_SOURCEBRANCH", "BUILD_SOURCEBRANCH")
    return Pipeline(
        "Azure Pipelines",
        _first(environ, "SYSTEM_JOBDISPLAYNAME", "SYSTEM_JOBNAME", "BUILD_DEFINITIONNAME"),
        environ.get("BUILD_SOURCEVERSION", ""),
        _short_ref(named) or environ.get("BUILD_SOURCEBRANCHNAME", ""),
        url,
        environ.get("BUILD_REQUESTEDFOR", ""),
    )


def _buildkite(environ: Environ) -> Pipeline:
    url, job = environ.get("BUILDKITE_BUILD_URL", ""), environ.get("BUILDKITE_JOB_ID", "")
    return Pipeline(
        "Buildkite",
        _first(environ, "BUILDKITE_LABEL", "BUILDKITE_STEP_KEY", "BUILDKITE_PIPELINE_SLUG"),
        environ.get("BUILDKITE_COMMIT", "").removeprefix("HEAD"),
        _first(environ, "BUILDKITE_BRANCH", "BUILDKITE_TAG"),
        f"{url}#{job}" if url and job else url,
        _first(environ, "BUILDKITE_BUILD_CREATOR", "BUILDKITE_BUILD_AUTHOR"),
    )


def _woodpecker(environ: Environ) -> Pipeline:
    return Pipeline(
        "Woodpecker",
        _first(environ, "CI_WORKFLOW_NAME", "CI_STEP_NAME"),
        environ.get("CI_COMMIT_SHA", ""),
        _first(environ, "CI_COMMIT_SOURCE_BRANCH", "CI_COMMIT_BRANCH", "CI_COMMIT_TAG"),
        _first(environ, "CI_PIPELINE_URL", "CI_STEP_URL"),
        _first(environ, "CI_PIPELINE_AUTHOR", "CI_COMMIT_AUTHOR"),
    )


def _drone(environ: Environ) -> Pipeline:
    return Pipeline(
        "Drone",
        _first(environ, "DRONE_STAGE_NAME", "DRONE_STEP_NAME"),
        environ.get("DRONE_COMMIT_SHA", ""),
        _first(environ, "DRONE_SOURCE_BRANCH", "DRONE_BRANCH", "DRONE_TAG"),
        environ.get("DRONE_BUILD_LINK", ""),
        _first(environ, "DRONE_BUILD_TRIGGER", "DRONE_COMMIT_AUTHOR"),
    )


def _is_woodpecker(environ: Environ) -> bool:
    return "woodpecker" in (environ.get("CI"), environ.get("CI_SYSTEM_NAME"))


_SYSTEMS: tuple[tuple[Callable[[Environ], bool], Callable[[Environ], Pipeline]], ...] = (
    (_is_set("GITHUB_ACTIONS"), _github),
    (_is_set("GITLAB_CI"), _gitlab),
    (_is_woodpecker, _woodpecker),  # it sets DRONE_ variables, too, for older plugins
    (_is_set("DRONE"), _drone),
    (_is_set("CIRCLECI"), _circleci),
    (_is_set("TF_BUILD"), _azure),
    (_is_set("BUILDKITE"), _buildkite),
    (_is_set("JENKINS_URL"), _jenkins),
)
"""How each is recognised, and read. Jenkins comes last: what runs inside others sets it, too."""
