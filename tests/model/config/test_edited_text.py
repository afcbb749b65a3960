"""Setting one value in a settings file."""

import pytest

from tix.model.config.edited_text import as_yaml, with_setting

TEXT = """\
# What we agreed on.
format: 1
name: Acme support   # our name
queries:
  mine: assignee:me  # mine
  hot: |
    priority:urgent
types: [a, b]
priorities:
- low
- high
teams: {support: [ana]}
empty:
# the end
"""


@pytest.mark.parametrize(
    ("path", "value", "old", "new"),
    [
        ("name", "Harbour", "name: Acme support   #", "name: Harbour   #"),
        ("queries.mine", "is:open", "mine: assignee:me  #", "mine: is:open  #"),
        ("queries.hot", "is:hot", "hot: |\n    priority:urgent\n", "hot: is:hot\n"),
        ("queries.new", "x", "    priority:urgent\n", "    priority:urgent\n  new: x\n"),
        ("types", "[c]", "[a, b]", "[c]"),
        ("priorities", "[p1, p2]", "priorities:\n- low\n- high\n", "priorities: [p1, p2]\n"),
        ("teams.web", "[bob]", "[ana]}", "[ana], web: [bob]}"),
        ("teams.support", None, "{support: [ana]}", "{}"),
        ("empty", "x", "empty:\n", "empty: x\n"),
        ("empty.a", "x", "empty:\n", "empty:\n  a: x\n"),
        ("timezone", "UTC", "# the end\n", "# the end\ntimezone: UTC\n"),
        ("defaults.type", "a", "# the end\n", "# the end\ndefaults:\n  type: a\n"),
        ("name", None, "name: Acme support   # our name\n", ""),
        ("queries.mine", None, "  mine: assignee:me  # mine\n", ""),
        ("nothing", None, "", ""),
        ("nothing.there", None, "", ""),
    ],
)
def test_only_the_value_changes(path: str, value: str | None, old: str, new: str) -> None:
    names = tuple(path.split("."))
    assert with_setting(TEXT, names, value) == TEXT.replace(old, new, 1) or not old
    windows = TEXT.replace("\n", "\r\n")
    assert with_setting(windows, names, value) == with_setting(TEXT, names, value).replace(
        "\n", "\r\n"
    )


def test_an_empty_file_and_one_without_an_end() -> None:
    assert with_setting("", ("name",), "x") == "name: x\n"
    assert with_setting("a: b", ("name",), "x") == "a: b\nname: x\n"
    assert with_setting("q:\n  a: b", ("q", "c"), "x") == "q:\n  a: b\n  c: x\n"


def test_values_as_they_are_typed() -> None:
    assert as_yaml("yes") == "yes" and as_yaml("is:open: x") == '"is:open: x"'
    assert as_yaml("a, b,c", is_list=True) == "[a, b, c]"
    assert as_yaml("{type: choice, choices: [a, b]}") == "{type: choice, choices: [a, b]}"
