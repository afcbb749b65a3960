"""Reports of each runner, counted and named."""

from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tix.ci.junit import read_junit
from tix.ci.keys import key_of
from tix.ci.rerun import command_for
from tix.ci.results import Case, Outcome

DATA = Path(__file__).parent.parent / "data" / "junit"
FILES = sorted(path.name for path in DATA.glob("*.xml"))


def read(name: str) -> list[Case]:
    cases: list[Case] = []
    with (DATA / name).open("rb") as file:
        read_junit(name, file, cases.append, 10_000_000)
    return cases


def counted_otherwise(name: str) -> Counter[str]:
    """An independent reading: what the elements and the attribute ``status`` of each test say."""
    found: Counter[str] = Counter()
    for case in ElementTree.parse(DATA / name).iter("testcase"):
        if case.find("failure") is not None:
            found["failed"] += 1
        elif case.find("error") is not None:
            found["errored"] += 1
        elif case.find("skipped") is not None or case.get("status") in (
            "notrun", "disabled", "Skipped", "Inconclusive",
        ):  # fmt: skip
            found["skipped"] += 1
        else:
            found["passed"] += 1
    return found


def test_every_file_is_described() -> None:
    page = (DATA / "README.md").read_text()
    assert len(FILES) == 20
    assert all(f"`{name}`" in page for name in FILES)


@pytest.mark.parametrize("name", FILES)
def test_tests_are_counted_as_by_an_independent_reading(name: str) -> None:
    assert Counter(case.outcome.value for case in read(name)) == counted_otherwise(name)


BAD = {
    "pytest.xml": {
        "test:tests.test_cart::test_discount": "pytest tests/test_cart.py::test_discount",
        "test:tests.test_cart::test_names[<x>]": "pytest 'tests/test_cart.py::test_names[<x>]'",
        "test:tests.test_cart.TestTotals::test_counts[2]":
            "pytest 'tests/test_cart.py::TestTotals::test_counts[2]'",
        "test:tests.test_cart::test_reads_the_price_list":
            "pytest tests/test_cart.py::test_reads_the_price_list",
    },
    "jest.xml": {
        "test:cart::cart reads the price list": "npx jest -t '^cart reads the price list$'",
        'test:cart::cart applies a discount of 10 % to "books" & more':
            "npx jest -t '^cart applies a discount of 10 % to \"books\" & more$'",
        "test:cart::cart names <x>": "npx jest -t '^cart names <x>$'",
    },
    "vitest.xml": {
        "test:vitest/cart.test.ts::cart > reads the price list":
            "npx vitest run vitest/cart.test.ts -t 'cart reads the price list'",
    },
    "node.xml": {
        'test:cart::applies a discount of 10 % to "books" & more': "node --test "
            "--test-name-pattern 'applies a discount of 10 % to \"books\" & more$'",
        "test:cart > with names::names <x>": "node --test --test-name-pattern 'names <x>$'",
        "test:order::adds up": "node --test --test-name-pattern 'adds up$'",
        "test:reads the price list": "node --test --test-name-pattern 'reads the price list$'",
    },
    "bun.xml": {
        'test:tests/cart.test.ts > cart::applies a discount of 10 % to "books" & more':
            "bun test tests/cart.test.ts "
            "-t 'cart applies a discount of 10 % to \"books\" & more$'",
        "test:tests/cart.test.ts > cart > with names::names <x>":
            "bun test tests/cart.test.ts -t 'cart with names names <x>$'",
        "test:tests/cart.test.ts::reads the price list":
            "bun test tests/cart.test.ts -t 'reads the price list$'",
        "test:tests/order.test.ts > cart::adds up":
            "bun test tests/order.test.ts -t 'cart adds up$'",
    },
    "deno.xml": {
        "test:./tests/cart_test.ts::with names > names <x>":
            "deno test tests/cart_test.ts --filter 'with names'",
    },
    "playwright.xml": {
        "test:cart.spec.ts [chromium]::cart › names <x>":
            "npx playwright test cart.spec.ts -g 'cart names <x>$' --project chromium",
        "test:cart.spec.ts [chromium]::reads the price list":
            "npx playwright test cart.spec.ts -g 'reads the price list$' --project chromium",
        "test:cart.spec.ts [firefox]::cart › adds up":
            "npx playwright test cart.spec.ts -g 'cart adds up$' --project firefox",
        "test:cart.spec.ts [firefox]::cart › names <x>":
            "npx playwright test cart.spec.ts -g 'cart names <x>$' --project firefox",
    },
    "mocha-junit.xml": {
        "test:cart::cart reads the price list":
            "npx mocha mocha/cart.js --fgrep 'cart reads the price list'",
    },
    "mocha-xunit.xml": {
        "test:cart::reads the price list":
            "npx mocha mocha/cart.js --fgrep 'cart reads the price list'",
    },
    "surefire.xml": {
        "test:org.example.CartTest::discount": "mvn test '-Dtest=org.example.CartTest#discount'",
    },
    "gradle.xml": {
        "test:org.example.CartTest::discount": "gradle test --tests org.example.CartTest.discount",
    },
    "gotestsum.xml": {
        "test:example.org/shop::TestNames/<x>": "go test example.org/shop -run '^TestNames$/^<x>$'",
    },
    "phpunit.xml": {
        "test:CartTest::testDiscount":
            "vendor/bin/phpunit --filter '::testDiscount$' tests/CartTest.php",
        'test:CartTest::testNames with data set "angle "<x>""':
            "vendor/bin/phpunit --filter testNames tests/CartTest.php",
    },
    "ctest.xml": {
        "test:discount": "ctest -R '^discount$' --output-on-failure",
        "test:names.<a & b>": "ctest -R '^names\\.<a & b>$' --output-on-failure",
    },
    "catch2.xml": {
        "test:cart_tests.global::reads the price list": "./cart_tests 'reads the price list'",
    },
    "nunit.xml": {
        "test:Shop.CartTests::Discount":
            "dotnet test --filter FullyQualifiedName=Shop.CartTests.Discount",
    },
    "nextest.xml": {
        "test:shop::cart::discount": "cargo nextest run -E 'package(shop) and test(=discount)'",
    },
}  # fmt: skip
TRACKED = {"tests/test_cart.py", "vitest/cart.test.ts", "mocha/cart.js", "tests/CartTest.php"}


@pytest.mark.parametrize("name", [*BAD])
def test_a_failing_test_has_a_key_and_a_command(name: str) -> None:
    bad = [case for case in read(name) if case.outcome.is_bad]
    is_file = TRACKED.__contains__
    found = {key_of(case, "test", is_file): command_for(case, is_file) for case in bad}
    assert BAD[name].items() <= found.items()
    assert len(found) == len(bad)


def test_a_test_that_passed_when_it_was_run_again_is_flaky_and_not_failing() -> None:
    (flaky,) = (case for case in read("nextest.xml") if case.is_flaky)
    assert (flaky.name, flaky.outcome) == ("opens_the_till", Outcome.PASSED)
    (failed,) = (case for case in read("nextest.xml") if case.name == "discount")
    assert failed.trace.count("panicked") == 1  # that of the reruns is left out


def test_a_test_of_jest_outside_of_suites_has_a_name_alone() -> None:
    case = Case("undefined", " works", " works", Outcome.FAILED, dialect="jest")
    assert key_of(case) == "test:works"
