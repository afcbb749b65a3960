"""Templates of answers: what they can say, what they can't, and what they cost at most."""

import pytest

from tix.model.text.template import LIMIT, TemplateError, Values, looked_at, render

WHO = Values("ticket.requester", {"name": "Jo Novak", "mail": "jo@acme.example"}, "Jo Novak")
TICKET = Values(
    "ticket",
    {"id": "k7f3qz", "title": "Printer", "labels": ("ci", "hall"), "items": "3", "due": None,
     "requester": WHO, "body": "x" * 150_000},
)  # fmt: skip
VALUES = {"ticket": TICKET}


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("Hello {{ ticket.requester }},", "Hello Jo Novak,"),
        ("{{ ticket.requester.mail }} {{ ticket['id'] }}", "jo@acme.example k7f3qz"),
        ("{{ ticket.labels|join('/') }} {{ ticket.title|upper }}", "ci/hall PRINTER"),
        ("{{ ticket.items }}", "3"),
        ("{{ ticket.due|default('soon') }}", "soon"),
        ("{% if ticket.due %}due{% else %}no{% endif %}", "no"),
        ("{% if ticket.due == 'x' or customer %}a{% endif %}b", "b"),
        ("{% for l in ticket.labels %}{{ loop.index }}{{ l }} {% endfor %}", "1ci 2hall "),
        ("{# nothing #}{{ ticket.title[:3] }}{{ 'yes' if ticket.title == 'Printer' }}", "Priyes"),
        ("{{ ticket.body|truncate(10) }}", "xxxxxxx..."),
        ("no template { % }", "no template { % }"),
    ],
)
def test_what_a_template_can_say(source: str, text: str) -> None:
    looked_at(source)
    assert render(source, VALUES) == text


@pytest.mark.parametrize(
    ("source", "line", "reason", "missing"),
    [
        ("a\n{{ ticket.due }}", 2, "ticket.due is missing", "ticket.due"),
        ("{{ ticket.milestone|upper }}", 1, "ticket.milestone is missing", "ticket.milestone"),
        ("{{ customer.plan }}", 1, "customer is missing", "customer"),
        ("{{ ticket.requester.phone }}", 1, "ticket.requester.phone is missing",
         "ticket.requester.phone"),
        ("{% for c in ticket.comments %}{% endfor %}", 1, "ticket.comments is missing",
         "ticket.comments"),
        ("{{ ticket.labels }}", 1, "a list is put in by |join", None),
        ("{{ ticket.__class__ }}", 1, "ticket.__class__ is missing", "ticket.__class__"),
        ("\n\n{{ ticket.body }}", 1, "more than 100 kB come out of it", None),
    ],
)  # fmt: skip
def test_what_is_missing_or_too_much_is_an_error(
    source: str, line: int, reason: str, missing: str | None
) -> None:
    looked_at(source)
    with pytest.raises(TemplateError) as found:
        render(source, VALUES)
    assert (found.value.line, found.value.reason, found.value.missing) == (line, reason, missing)


@pytest.mark.parametrize(
    "source",
    [
        "{{ 'a' * 1000000000 }}", "{{ 9 ** 9 ** 9 }}", "{{ range(9) }}", "{{ ''.join(x) }}",
        "{{ '%1000000000d' % 1 }}", "{{ 'a'|center(1000000000) }}", "{{ 'a' ~ 'b' }}",
        "{{ 'a'|replace('a', 'aa') }}", "{{ 'a'|indent(1000000000) }}", "{% set a = 1 %}",
        "{% macro a() %}{% endmacro %}", "{% include 'x' %}", "{% import 'x' as y %}",
        "{% extends 'x' %}", "{% block a %}{% endblock %}", "{{ lipsum() }}", "{{ ",
        "{% for a in b %}{% for c in b %}{% endfor %}{% endfor %}", "{% if %}", "{{ a|attr('b') }}",
        "{% for a in b recursive %}{% endfor %}", "{{ 'a'|format(1) }}", "{{ a is mapping }}",
        "{% raw %}" + "x" * LIMIT + "{% endraw %}", "{% filter upper %}a{% endfilter %}",
    ],
)  # fmt: skip
def test_what_a_template_cant_do(source: str) -> None:
    with pytest.raises(TemplateError):
        looked_at(source)
    with pytest.raises(TemplateError):
        render(source, VALUES)


@pytest.mark.parametrize(
    "source",
    [
        "{% for a in ticket.body %}{% endfor %}",
        "{{ ticket.labels|join(ticket.body) }}",
        "{% for l in ticket.labels %}{{ ticket.body }}{% endfor %}",
        "{{ [ticket.body, ticket.body]|join }}",
        "{{ ticket.body|sort }}",
    ],
)
def test_what_costs_too_much_ends(source: str) -> None:
    with pytest.raises(TemplateError):
        render(source, VALUES)


@pytest.mark.parametrize(
    "source",
    [
        "{% for l in ticket.labels %}{% if ticket.body|title == 'x' %}{% endif %}{% endfor %}",
        "{% if ticket.body in ticket.body %}{% endif %}",
        "{% if ticket.body[1:] %}{% endif %}",
        "{% if ticket.body is lower %}{% endif %}",
    ],
)
def test_what_nobody_sees_costs_too(source: str) -> None:
    assert not render(source, VALUES)
    with pytest.raises(TemplateError, match="it looks at more than"):
        render(source * 30, VALUES)


@pytest.mark.parametrize(
    "source",
    [
        "{{ ticket.title" + "|lower" * 14_000 + " }}",
        "{% if ticket %}" * 120 + "{% endif %}" * 120,
        "{{ " + "9" * 5_000 + " }}",
        "{{ ticket.title }}" * 5_000,
        "{% for l in [" + "1," * 20_000 + "] %}{% endfor %}",
    ],
)
def test_a_template_that_is_too_deep_or_too_long_is_named(source: str) -> None:
    with pytest.raises(TemplateError, match=r"too deeply|too long|at the most"):
        looked_at(source)


def test_a_list_without_doubles_is_a_list() -> None:
    assert render("{{ ticket.labels|unique|length }}", VALUES) == "2"
