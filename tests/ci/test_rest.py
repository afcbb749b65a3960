"""The list of the ticket for failures for which there was no room."""

from tix.ci.failure import Failure
from tix.ci.rest import listed_keys, rest_failure, with_listed


def failure(test: str, key: str = "") -> Failure:
    return Failure(key or f"test:{test}", f"{test} fails", test, str)


def test_the_list_names_each_failure_and_its_key_where_that_says_more() -> None:
    odd = (
        failure("a"),
        failure("Till", "class:Till"),
        failure("x · y"),
        failure("ruff: F401 in a.py", "sarif:ruff:F401:a.py: `os` · unused"),
    )
    body = rest_failure(odd).body()
    assert body == (
        "More tests fail than get tickets of their own:\n\n"
        "- a\n- Till · class:Till\n- x - y · test:x · y\n"
        "- ruff: F401 in a.py · sarif:ruff:F401:a.py: `os` · unused\n"
    )
    assert listed_keys(body) == {each.key for each in odd}


def test_what_people_write_around_the_list_stays() -> None:
    body = rest_failure([failure("a"), failure("b")]).body()
    told = f"Ana looks at it.\n\n{body}\nSee the wiki.\n"
    assert with_listed(told, [failure("b")]) == told
    assert with_listed(told, [failure("c")]) == told.replace("- b\n", "- b\n- c\n")
    anew = with_listed(told, [failure("c")], anew=True)
    assert anew == told.replace("- a\n- b\n", "- c\n")
    assert with_listed("", [failure("c")]) == "\n- c\n"


def test_a_list_has_an_end() -> None:
    body = rest_failure([failure(f"t{n}") for n in range(250)]).body()
    assert len(listed_keys(body)) == 200 and body.endswith("- t199\n- and 50 more\n")
    assert with_listed(body, [failure("t200")]).endswith("- t199\n- and 51 more\n")
