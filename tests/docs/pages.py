"""What tests of the documentation read: its pages, their links, headings and examples."""

import re
from collections.abc import Iterator
from pathlib import Path

import click

from tix.cli import cli

ROOT = Path(__file__).parent.parent.parent
PAGES = tuple(
    sorted(
        path.relative_to(ROOT).as_posix()
        for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("examples/*.md"))
    )
)

_FENCE = re.compile(r"^(`{3,})([a-z]*)\n(.*?)^\1$", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
_LINK = re.compile(r"\]\(([^()\s]+)\)")
_PLACEHOLDER = re.compile(
    r"(?<![\w@])(?!OR\b|AND\b)[A-Z][A-Z-]{1,}(?![\w/])|…|\[|%[A-Z]|<[a-z@.]+>"
)


def text_of(page: str) -> str:
    """A page's text."""
    return (ROOT / page).read_text()


def prose_of(page: str) -> str:
    """A page without its blocks of code."""
    return _FENCE.sub("", text_of(page))


def links_of(page: str) -> list[str]:
    """Where a page's links lead."""
    return _LINK.findall(_SPAN.sub("", prose_of(page)))


def spans_of(page: str) -> list[str]:
    """What a page has between backticks, as a reader sees it."""
    return [match[2].replace("\\|", "|").strip() for match in _SPAN.finditer(prose_of(page))]


def anchors_of(page: str) -> set[str]:
    """The anchors of a page's headings, as forges make them."""
    found: set[str] = set()
    for heading in re.findall(r"^#+ +(.+)$", prose_of(page), re.MULTILINE):
        shown = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
        slug = re.sub(r"[^\w\- ]", "", shown.lower()).replace(" ", "-")
        number = 0
        while (anchor := f"{slug}-{number}" if number else slug) in found:
            number += 1
        found.add(anchor)
    return found


def blocks_of(page: str) -> list[tuple[str, str]]:
    """A page's blocks of code: the language, and the text."""
    return [(match[2], match[3]) for match in _FENCE.finditer(text_of(page))]


def examples_of_page(page: str) -> Iterator[str]:
    """The commands that a page shows, as a person would copy them."""
    for language, block in blocks_of(page):
        if language in ("", "sh"):  # a ``console`` is a session: ``test_sessions.py``
            yield from _commands(block)
    for span in spans_of(page):
        if _is_example(span):
            yield span


def _is_example(span: str) -> bool:
    """Whether it is more than the name of a command (``tix sync``, ``tix open --key``)."""
    words = span.split()
    if words[0] not in ("tix", "git") or "tix" not in words[:2] or _PLACEHOLDER.search(span):
        return False
    return len(words) > 2 and not (len(words) == 3 and words[2].startswith("-"))


def _commands(block: str) -> Iterator[str]:
    prompted = re.findall(r"^\$ (.*(?:\\\n.*)*)$", block, re.MULTILINE)
    lines = prompted or re.findall(r"^(?:\w+=\$\()?tix .*$", block, re.MULTILINE)
    for line in lines:
        if not _PLACEHOLDER.search(line):
            yield without_remark(line)


def examples_of_help() -> Iterator[tuple[str, str]]:
    """Every command, and the examples in its ``--help``; those of a group, too."""
    for name, command in _click_commands(cli):
        _, _, examples = re.sub(r"Examples?:\n", "Examples:\n", command.help or "").partition(
            "Examples:\n"
        )
        lines = re.sub(r"\\\n *", "", examples.replace("\b", ""))
        for line in filter(None, map(str.strip, lines.split("\n"))):
            yield name, without_remark(line)


def _click_commands(group: click.Command) -> Iterator[tuple[str, click.Command]]:
    assert isinstance(group, click.Group)
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield name, command
        if isinstance(command, click.Group):
            yield from ((f"{name} {below}", each) for below, each in _click_commands(command))


def without_remark(line: str) -> str:
    """A command without what is said of it, three blanks or more behind it."""
    return re.split(r" {3,}(?=\S)(?!.*['\"]$)", line)[0].rstrip()


def rows_of(page: str, heading: str) -> list[list[str]]:
    """The cells of the first table below a heading."""
    section = text_of(page).split(heading, 1)[1]
    table = re.search(r"(?:^\|.*\n)+", section, re.MULTILINE)
    assert table is not None
    return [
        [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", row.strip()[1:-1])]
        for row in table[0].splitlines()[2:]
    ]
