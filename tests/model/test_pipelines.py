"""Systems of continuous integration, recognised by the variables that they document."""

import pytest

from tix.model.pipelines import Pipeline, pipeline

RUNS = {
    "GitHub Actions": (
        {
            "GITHUB_ACTIONS": "true", "GITHUB_JOB": "test", "GITHUB_SHA": "c0ffee",
            "GITHUB_REF_NAME": "7/merge", "GITHUB_HEAD_REF": "fix-it", "GITHUB_RUN_ID": "42",
            "GITHUB_SERVER_URL": "https://github.com", "GITHUB_REPOSITORY": "acme/shop",
            "GITHUB_RUN_ATTEMPT": "2", "GITHUB_ACTOR": "ana", "CI": "true",
        },
        ("test", "fix-it", "https://github.com/acme/shop/actions/runs/42/attempts/2", "ana"),
    ),
    "GitLab CI": (
        {
            "GITLAB_CI": "true", "CI_JOB_NAME": "unit: 1/2", "CI_COMMIT_SHA": "c0ffee",
            "CI_COMMIT_REF_NAME": "main", "CI_JOB_URL": "https://gitlab.example/-/jobs/7",
            "GITLAB_USER_LOGIN": "ana",
        },
        ("unit: 1/2", "main", "https://gitlab.example/-/jobs/7", "ana"),
    ),
    "Jenkins": (
        {
            "JENKINS_URL": "https://jenkins.example/", "JOB_NAME": "shop/feature%2Fx",
            "BRANCH_NAME": "feature/x", "GIT_COMMIT": "c0ffee", "GIT_BRANCH": "origin/feature/x",
            "BUILD_URL": "https://jenkins.example/job/shop/7/", "BUILD_USER_ID": "ana",
        },
        ("shop", "feature/x", "https://jenkins.example/job/shop/7/", "ana"),
    ),
    "CircleCI": (
        {
            "CIRCLECI": "true", "CIRCLE_JOB": "test", "CIRCLE_SHA1": "c0ffee",
            "CIRCLE_BRANCH": "main",
            "CIRCLE_BUILD_URL": "https://circleci.com/gh/acme/shop/7", "CIRCLE_USERNAME": "ana",
        },
        ("test", "main", "https://circleci.com/gh/acme/shop/7", "ana"),
    ),
    "Azure Pipelines": (
        {
            "TF_BUILD": "True", "SYSTEM_JOBDISPLAYNAME": "Test", "BUILD_SOURCEVERSION": "c0ffee",
            "BUILD_SOURCEBRANCH": "refs/heads/feature/x", "BUILD_SOURCEBRANCHNAME": "x",
            "SYSTEM_COLLECTIONURI": "https://dev.azure.com/acme/", "SYSTEM_TEAMPROJECT": "The Shop",
            "BUILD_BUILDID": "7", "BUILD_REQUESTEDFOR": "Ana Lima",
        },
        ("Test", "feature/x", "https://dev.azure.com/acme/The%20Shop/_build/results?buildId=7",
         "Ana Lima"),
    ),
    "Buildkite": (
        {
            "BUILDKITE": "true", "BUILDKITE_LABEL": "test", "BUILDKITE_COMMIT": "c0ffee",
            "BUILDKITE_BRANCH": "main",
            "BUILDKITE_BUILD_URL": "https://buildkite.com/acme/shop/builds/7",
            "BUILDKITE_JOB_ID": "j", "BUILDKITE_BUILD_CREATOR": "Ana Lima",
        },
        ("test", "main", "https://buildkite.com/acme/shop/builds/7#j", "Ana Lima"),
    ),
    "Woodpecker": (
        {
            "CI": "woodpecker", "CI_WORKFLOW_NAME": "test", "CI_COMMIT_SHA": "c0ffee",
            "CI_COMMIT_BRANCH": "main", "CI_PIPELINE_URL": "https://ci.example/repos/1/pipeline/7",
            "CI_COMMIT_AUTHOR": "ana", "DRONE": "true",
        },
        ("test", "main", "https://ci.example/repos/1/pipeline/7", "ana"),
    ),
    "Drone": (
        {
            "DRONE": "true", "DRONE_STAGE_NAME": "test", "DRONE_COMMIT_SHA": "c0ffee",
            "DRONE_BRANCH": "main", "DRONE_BUILD_LINK": "https://drone.example/acme/shop/7",
            "DRONE_COMMIT_AUTHOR": "ana",
        },
        ("test", "main", "https://drone.example/acme/shop/7", "ana"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("system", [*RUNS])
def test_a_run_is_read_from_its_variables(system: str) -> None:
    environ, (job, branch, url, actor) = RUNS[system]
    found = pipeline(environ)
    assert found == Pipeline(system, job, "c0ffee", branch, url, actor)
    assert found.place == f"{system}, {job}, {branch}"
    assert found.name == f"{system}, {job}"


def test_outside_there_is_none() -> None:
    assert pipeline({"CI": "true", "HOME": "/home/ana"}) is None
    assert pipeline({"GITHUB_ACTIONS": "false"}) is None


def test_nothing_of_a_run_breaks_an_entry_or_a_name() -> None:
    found = pipeline(
        {"GITLAB_CI": "1", "CI_JOB_NAME": "a · b\n<c>", "CI_JOB_URL": "javascript:alert(1)"}
    )
    assert found == Pipeline("GitLab CI", "a - b c")
