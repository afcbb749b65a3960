"""Jira's markup as Markdown."""

import time

import pytest

from tix.importers.jira_wiki import as_markdown


@pytest.mark.parametrize(
    ("wiki", "markdown"),
    [
        ("h2. Steps", "## Steps"),
        ("# Open *it*\n## Press {{Save}}\n* and\n** wait", (
            "1. Open **it**\n   1. Press `Save`\n- and\n  - wait")),
        ("{code:java}\nint a = *1*;\n{code}", "```java\nint a = *1*;\n```"),
        ("{code:title=A.java|borderStyle=solid}\nx\n{code}", "```\nx\n```"),
        ("It says {code}h1. *x*{code} here", "It says `h1. *x*` here"),
        ("Log: {noformat}\na\n{noformat} end", "Log: \n```\na\n```\n end"),
        ("{code}\n```\n{code}", "````\n```\n````"),
        ("[docs|https://x.example/d] or [https://y.example]", (
            "[docs](https://x.example/d) or <https://y.example>")),
        ("[t|https://x.example/d|smart-link]", "[t](https://x.example/d)"),
        ("!shot.png|thumbnail! and [^log.txt]", "(shot.png) and (log.txt)"),
        ("Ask [~jo] or [~accountid:5b10]", "Ask @jo or @Ana Lima"),
        ("{quote}No.\nNever.{quote}", "> No.\n> Never."),
        ("bq. No.", "> No."),
        ("||a||b||\n|1|2|", "| a | b |\n|---|---|\n|1|2|"),
        ("{color:#f00}red{color}", "red"),
        ("{panel:title=Note|borderStyle=solid}\nx\n{panel}", "**Note**\n\nx"),
        ("\\{code\\}", "{code}"),
    ],
)  # fmt: skip
def test_markup_becomes_markdown(wiki: str, markdown: str) -> None:
    assert as_markdown(wiki, {"5b10": "Ana Lima"}) == markdown


@pytest.mark.parametrize(
    "text",
    [
        "plain", "2*3*4 = a * b", "5 - 3", "wow!great!", "array[0|1] [TODO]", "--flag", "----",
        "{code}\nnever closed", "a\n\nb\n", "```\n# a comment\n```", "# Title\n[docs](https://x.example)",
    ],
)  # fmt: skip
def test_what_is_none_stays_as_it_is(text: str) -> None:
    assert as_markdown(text) == text


@pytest.mark.parametrize(
    "piece", ["{code:a}", "{code}", "{", "{panel:", "*a", "[a|", "!a.b|", "||"]
)
def test_a_long_text_of_signs_takes_no_long_time(piece: str) -> None:
    begun = time.process_time()
    as_markdown(piece * 100_000)
    assert time.process_time() - begun < 10
