"""Which runner wrote a report in JUnit's XML, and what its tests are called where that is odd."""

from collections.abc import Mapping, Sequence

_NAMES = {
    "pytest tests": "pytest",
    "pytest": "pytest",
    "jest tests": "jest",
    "vitest tests": "vitest",
    "Mocha Tests": "mocha",
    "bun test": "bun",
    "deno test": "deno",
    "nextest-run": "nextest",
}


_OF_PLAYWRIGHT = frozenset(("id", "name", "tests", "failures", "skipped", "errors", "time"))
_OF_NODE = frozenset(("name", "time", "classname", "failure", "file"))


def dialect_of_suite(name: str, attributes: Mapping[str, str]) -> str:
    """Who wrote a report, by an element ``testsuites`` or ``testsuite``; "" if it doesn't tell."""
    if found := _NAMES.get(attributes.get("name", "")):
        return found
    if any("surefire" in value for value in attributes.values()):
        return "maven"
    if name == "testsuites" and attributes.keys() >= _OF_PLAYWRIGHT:
        return "playwright"  # whose suites have the project's name as their host's
    if name == "testsuite" and "assertions" in attributes and "warnings" in attributes:
        return "phpunit"
    return ""


def dialect_of_property(attributes: Mapping[str, str]) -> str:
    """The same, by a property of a suite."""
    return "go" if attributes.get("name") == "go.version" else ""


def as_of_node(
    attributes: Mapping[str, str], suites: Sequence[str]
) -> tuple[dict[str, str], list[str]]:
    """A test of Node's own runner, whose class is always ``test``: what tells it from others is its
    file, where that is said, and the suites around it. Node escapes quotes twice."""
    named = {name: text.replace("&quot;", '"') for name, text in attributes.items()}
    file = named.get("file", "")
    return named | {"classname": ""}, [" > ".join(filter(None, (file, *suites)))]


def as_of_bun(attributes: Mapping[str, str]) -> dict[str, str]:
    """A test of Bun: two files may have the same class, which names the innermost suite first."""
    suites = filter(None, reversed(attributes.get("classname", "").split(" > ")))
    named = " > ".join(filter(None, (attributes.get("file", ""), *suites)))
    return {**attributes, "classname": named}


def as_of_playwright(attributes: Mapping[str, str], project: str) -> dict[str, str]:
    """A test of Playwright, whose class is its file: what tells it from the same one in another
    browser is its project."""
    file = attributes.get("classname", "")
    return {**attributes, "file": file, "classname": f"{file} [{project}]" if project else file}


def dialect_of_case(attributes: Mapping[str, str]) -> str:
    """The same, by a test."""
    status = attributes.get("status", "")
    if "class" in attributes and "assertions" in attributes:
        return "phpunit"
    if attributes.get("classname") == "test" and attributes.keys() <= _OF_NODE:
        return "node"
    if attributes.get("classname", "").endswith(".global") and status == "run":
        return "catch2"
    if "assertions" in attributes and status in ("Passed", "Failed", "Skipped", "Inconclusive"):
        return "nunit"
    if status in ("run", "fail", "notrun", "disabled") and (
        attributes.get("classname") == attributes.get("name")
    ):
        return "ctest"
    return ""
