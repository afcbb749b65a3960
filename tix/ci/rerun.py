"""How to run just one test, by who wrote the report. What can't be said well isn't said."""

import re
from collections.abc import Callable
from shlex import quote

from tix.ci.keys import IsFile, TestName, file_of, name_of, never
from tix.ci.results import Case


def command_for(case: Case, is_file: IsFile = never) -> str:
    """The command for a shell that runs just this test; "" if that isn't known."""
    named = name_of(case, is_file)
    dialect = case.dialect or ("gradle" if _JAVA.search(case.trace) else "")
    make = _COMMANDS.get(dialect)
    return make(case, named, file_of(case, is_file)) if make and named.name else ""


_JAVA = re.compile(r"\([\w$]+\.(?:java|kt|groovy|scala):\d+\)")


def _pytest(case: Case, named: TestName, file: str) -> str:
    if not file:
        return f"pytest -k {quote(re.sub(r'[^A-Za-z0-9_].*', '', named.name))}"
    module = file.removesuffix(".py").replace("/", ".")
    classes = [part for part in named.group.removeprefix(module).split(".") if part]
    if not named.group.startswith(module):
        classes = [part for part in named.group.split(".") if part[:1].isupper()]
    return f"pytest {quote('::'.join([file, *classes, case.name]))}"


def _jest(_: Case, named: TestName, file: str) -> str:
    return f"npx jest{_path(file)} -t {quote(f'^{_escaped(named.name)}$')}"


def _vitest(_: Case, named: TestName, file: str) -> str:
    titles = named.name.replace(" > ", " ")
    return f"npx vitest run{_path(file or named.group)} -t {quote(_escaped(titles))}"


def _mocha(case: Case, _: TestName, file: str) -> str:
    whole = case.name if case.name.endswith(case.classname) else f"{case.classname} {case.name}"
    return f"npx mocha{_path(file)} --fgrep {quote(whole)}"


def _node(_: Case, named: TestName, file: str) -> str:
    return f"node --test --test-name-pattern {quote(f'{_escaped(named.name)}$')}{_path(file)}"


def _bun(_: Case, named: TestName, file: str) -> str:
    suites = named.group.split(" > ")[1:]
    titles = _escaped(" ".join((*suites, named.name)))
    return f"bun test{_path(file)} -t {quote(f'{titles}$')}"


def _deno(_: Case, named: TestName, file: str) -> str:
    test = named.name.partition(" > ")[0]  # a step runs with the test that it is of
    return f"deno test{_path(file)} --filter {quote(test)}"


def _playwright(_: Case, named: TestName, file: str) -> str:
    project = re.search(r" \[(.+)\]$", named.group)
    only = f" --project {quote(project[1])}" if project else ""
    titles = _escaped(named.name.replace(" › ", " "))
    return f"npx playwright test{_path(file)} -g {quote(f'{titles}$')}{only}"


def _maven(_: Case, named: TestName, __: str) -> str:
    method = re.sub(r"[^\w$].*", "", named.name)
    return f"mvn test {quote(f'-Dtest={named.group}#{method}')}"


def _gradle(_: Case, named: TestName, __: str) -> str:
    method = re.sub(r"[\[({].*", "", named.name).strip()
    return f"gradle test --tests {quote(f'{named.group}.{method}')}"


def _go(case: Case, named: TestName, _: str) -> str:
    levels = "/".join(f"^{_escaped(part)}$" for part in named.name.split("/"))
    return f"go test {quote(case.classname)} -run {quote(levels)}"


def _nextest(case: Case, named: TestName, _: str) -> str:
    package = case.classname.partition("::")[0]
    return f"cargo nextest run -E {quote(f'package({package}) and test(={named.name})')}"


def _phpunit(_: Case, named: TestName, file: str) -> str:
    method = named.name.partition(" with data set ")[0]
    pattern = f"::{method}$" if method == named.name else method
    return f"vendor/bin/phpunit --filter {quote(pattern)}{_path(file)}"


def _ctest(_: Case, named: TestName, __: str) -> str:
    return f"ctest -R {quote(f'^{_escaped(named.name)}$')} --output-on-failure"


def _catch2(case: Case, named: TestName, _: str) -> str:
    name = named.name.partition("/")[0].replace(",", "\\,")
    return f"./{quote(case.classname.partition('.')[0])} {quote(name)}"


def _nunit(_: Case, named: TestName, __: str) -> str:
    method = named.name.partition("(")[0]
    return f"dotnet test --filter {quote(f'FullyQualifiedName={named.group}.{method}')}"


def _escaped(text: str) -> str:
    """A text as a regular expression that matches just it, in any of these languages."""
    return re.sub(r"[.*+?^${}()|\[\]\\]", r"\\\g<0>", text)


def _path(file: str) -> str:
    return f" {quote(file)}" if file else ""


_COMMANDS: dict[str, Callable[[Case, TestName, str], str]] = {
    "pytest": _pytest,
    "jest": _jest,
    "vitest": _vitest,
    "mocha": _mocha,
    "node": _node,
    "bun": _bun,
    "deno": _deno,
    "playwright": _playwright,
    "maven": _maven,
    "gradle": _gradle,
    "go": _go,
    "nextest": _nextest,
    "phpunit": _phpunit,
    "ctest": _ctest,
    "catch2": _catch2,
    "nunit": _nunit,
}
