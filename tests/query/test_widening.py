"""The query with stars that is offered where nothing was found."""

import pytest

from tix.query.widening import with_stars


@pytest.mark.parametrize(
    ("query", "longer"),
    [
        ("deploy", "deploy*"),
        ("linker error OR crash", "linker* error* OR crash*"),
        ('"connection refus"', '"connection refus*"'),
        ("(a OR b) c", "(a* OR b*) c*"),
        ("link -win label:ci title:x", "link* -win label:ci title:x"),
        ("deploy* link", "deploy* link*"),
        ('deploy* "link*"', None),
        ("a -(b c)", None),
        ("++ main() 日本", None),
        ("print or wind", "print* or wind*"),
        ("link NOT win", "link* NOT win"),
        ("link not (win)", None),
        ("snake_case", "snake_case*"),
        ("@saved label:ci", None),
        ("", None),
    ],
)
def test_with_stars(query: str, longer: str | None) -> None:
    assert with_stars(query) == longer
