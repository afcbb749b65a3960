"""Answers that are ready: tix reply try, and comment --reply."""

import json

import pytest

from tests.conftest import DeskInFiles

RESOLVED = """\
---
title: Resolved
subject: "Re: {{ ticket.title }}"
---

Hello {{ ticket.requester.first_name }},

{{ customer.name|default('your team') }} wrote of {{ ticket.title }}: {{ ticket.resolution }}
{% for comment in ticket.comments %}
> {{ comment.text }}
{% endfor %}
{{ agent.name }}, {{ desk.name }}
"""


@pytest.fixture
def ready(desk: DeskInFiles) -> DeskInFiles:
    desk.write("replies/resolved.md", RESOLVED)
    desk.write("replies/resolved.pt.md", "---\ntitle: Resolvido\n---\n\nOlá, {{ ticket.id }}.\n")
    desk.write("customers/acme.md", "---\nname: Acme Ltd.\nlanguage: pt_BR\n---\n")
    desk.write("tix.yaml", "format: 1\nname: Harbour desk\n")
    desk.commit("ready")
    return desk


def test_a_reply_is_filled_in(ready: DeskInFiles) -> None:
    ident = ready.open("Printer", "-r", "Jo Novak <jo@x.example>", "--set", "resolution=New drum.")
    ready.call("comment", ident, "Paper jams.")
    ready.call("comment", ident, "They never pay.", "--internal")
    found = json.loads(ready.call("reply", "try", "resolved", ident, "--json").stdout)
    assert found["subject"] == "Re: Printer"
    assert "Hello Jo,\n\nyour team wrote of Printer: New drum." in found["text"]
    assert "> Paper jams." in found["text"]
    assert "never pay" not in found["text"], "internal comments stay inside"
    assert found["text"].endswith("Ana Lima, Harbour desk")
    before = ready.git("rev-parse", "HEAD")
    ready.call("comment", ident, "--reply", "res")
    assert ready.git("rev-parse", "HEAD^") == before
    shown = json.loads(ready.call("show", ident, "--json").stdout)
    assert shown["comments"][-1]["text"] == found["text"]
    said = ready.call("comment", ident, "x", "--reply", "res", code=2).stderr
    assert "--reply and a text" in said


def test_a_missing_value_is_an_error_and_nothing_is_written(ready: DeskInFiles) -> None:
    ident = ready.open("Printer", "-r", "Jo Novak <jo@x.example>")
    before = ready.git("rev-parse", "HEAD")
    said = ready.call("comment", ident, "--reply", "resolved", code=4).stderr
    assert "the reply resolved: ticket.resolution is missing (line 3 of its text)" in said
    assert f"tix edit {ident} --set resolution=VALUE" in said
    assert ready.git("rev-parse", "HEAD") == before
    said = ready.call("reply", "try", "resolvd", ident, code=3).stderr
    assert "there is no reply 'resolvd'" in said


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        ("ticket.due", "tix edit ID --set due=VALUE; or |default('…') in it"),
        ("ticket.order", "tix edit ID --set order=VALUE; or |default('…') in it"),
        (
            "ticket.warranty",
            "tix edit ID --set warranty=VALUE --new-field, if that is a field of yours",
        ),
        ("ticket.requester", "tix edit ID --set requester=VALUE"),
        ("ticket.requestor", "did you mean ticket.requester?"),
        ("ticket.created", "did you mean ticket.opened?"),
        ("ticket.assignee", "did you mean ticket.assignees?"),
        ("ticket.opened_by.first_nam", "did you mean ticket.opened_by.first_name?"),
        ("ticket.worked", "docs/replies.md"),
        ("ticket.resolved", "docs/replies.md"),
        ("ticket.body", "docs/replies.md"),
        ("customer.plan", "tix customer edit acme --set plan=VALUE"),
        ("customer.contacts", "docs/replies.md"),
        ("agent.nam", "did you mean agent.name?"),
        ("agent.phone", "docs/replies.md"),
        ("self", "docs/replies.md"),
    ],
)
def test_a_missing_value_is_supplied_as_the_hint_says(
    ready: DeskInFiles, value: str, hint: str
) -> None:
    ready.write("replies/asks.md", f"---\ntitle: Asks\n---\n\n{{{{ {value} }}}}\n")
    ready.write("tix.yaml", "format: 1\nfields:\n  order: {type: text}\n")
    ready.commit("asks")
    ident = ready.open("Printer", "-c", "acme")
    said = ready.call("reply", "try", "asks", ident, code=4).stderr
    assert f"{value} is missing" in said
    assert f"hint: {hint.replace('ID', ident)}" in said


def test_a_reply_comes_in_the_customers_language(ready: DeskInFiles) -> None:
    ident = ready.open("Printer", "-c", "acme")
    assert ready.call("reply", "try", "resolved", ident).stdout == f"Olá, {ident}.\n"
    assert ready.call("reply", "list", "--ids").lines == ["resolved", "resolved.pt"]


def test_a_reply_can_be_changed_in_the_editor_first(ready: DeskInFiles) -> None:
    ident = ready.open("Printer", "-c", "acme")
    edits = ready.with_environ(EDITOR="sh -c 'sed -i s/Olá/Oi/ \"$1\"' sh")
    edits.call("comment", ident, "--reply", "resolved", "-e")
    shown = json.loads(ready.call("show", ident, "--json").stdout)
    assert shown["comments"][-1]["text"] == f"Oi, {ident}."


def test_check_names_what_no_reply_can_put_in(ready: DeskInFiles) -> None:
    ready.call("customer", "edit", "acme", "--set", "floor=2", "--new-field")
    text = (
        "Dear {{ requester }} {{ ticket.ours }} {{ customer.ours|default('x') }}\n"
        "{% for each in comments %}{{ each.text }} {{ loop.index }}{% endfor %}{{ rate.one }}\n"
        "{{ agent.first_name }} {{ agent.phone }} {{ desk.name }} {{ invoice.number }}\n"
        "{{ ticket.nosuch }} {{ ticket.requester.phone }} {{ ticket.title.x }}\n"
        "{% if ticket.later %}{{ ticket.later }}{% endif %}{{ ticket.waited }}\n"
        "{{ customer.floor }} {{ customer.rate }}\n"
        "{{ ticket['title'] }} {{ ticket['other'] }} {{ ticket['requester']['age'] }}\n"
        "{{ ticket['later2']|d('x') }} {{ ticket.title[:3] }}\n"
    )
    path = "replies/odd.md"
    ready.open("It has the field", "--set", "ours=1", "--new-field")
    ready.write(path, f'---\ntitle: Odd\nsubject: "{{{{ titel.x }}}}"\n---\n\n{text}')
    assert ready.call("check").stdout.splitlines() == [
        f"{path}:{line}: warning: no reply has {value!r}: docs/replies.md says what one can put in"
        for line, value in (
            (3, "titel"),
            (6, "requester"),
            (8, "agent.phone"),
            (9, "ticket.nosuch"),
            (9, "ticket.requester.phone"),
            (9, "ticket.title.x"),
            (10, "ticket.waited"),
            (11, "customer.rate"),
            (12, "ticket.other"),
            (12, "ticket.requester.age"),
        )
    ]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (("-b", "Hi\n{{ ticket.nosuch }}"), "no reply has 'ticket.nosuch'"),
        (("-b", "{{ ticket['nosuch'] }}"), "no reply has 'ticket.nosuch'"),
        (("-b", "{{ ticket.title"), "(line 1 of its text)"),
        (("--set", "subject={{ titel }}"), "no reply has 'titel'"),
    ],
)
def test_what_can_not_be_filled_in_is_told_when_it_is_written(
    ready: DeskInFiles, given: tuple[str, ...], told: str
) -> None:
    added = ready.call("reply", "add", "Odd", *given)
    assert "tix: the reply odd: " in added.stderr and told in added.stderr
    assert told in ready.call("reply", "edit", "resolved", *given).stderr
    assert ready.call("reply", "add", "Fine", "-b", "Hi {{ agent.name }}").stderr.count("\n") == 1


def test_check_names_what_is_no_template(ready: DeskInFiles) -> None:
    ready.call("check")
    ready.write("replies/bad.md", "---\ntitle: B\nsubject: '{{'\n---\n\none\n{{ 2 * 'x' }}\n")
    said = ready.call("check", code=4).stdout
    assert "replies/bad.md:3: " in said
    assert "replies/bad.md:7: a template can't use *" in said


def test_people_are_called_by_the_names_that_the_desk_knows(ready: DeskInFiles) -> None:
    ready.write("customers/beta.md", "---\nname: Beta\ncontacts:\n- Bo Ek <bo@b.example>\n---\n")
    ready.open("Other", "-r", "Jo Novak <jo@x.example>")
    text = "{{ ticket.requester.first_name }}, {{ ticket.assignees|join }} is on it"
    ready.call("reply", "add", "Seen", "-b", text)
    for mail, customer, name in (("jo@x.example", "", "Jo"), ("bo@b.example", "beta", "Bo")):
        ident = ready.open(
            "Printer", "-r", mail, "-a", "me", *["-c", customer][: 2 * bool(customer)]
        )
        said = ready.call("reply", "try", "seen", ident).stdout
        assert said == f"{name}, Ana Lima is on it\n"
    ident = ready.open("Printer", "-r", "new@x.example")
    said = ready.call("reply", "try", "seen", ident, code=4).stderr
    assert f"tix edit {ident} --set requester='NAME <MAIL>'" in said
