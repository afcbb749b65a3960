"""The manual pages, made of the help of the commands: ``tix.1``, ``tix-open.1``, ``git-tix.1``.

They are written when tix is built (``setup.py``), in the man macros that groff and mandoc know.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import click

from tix.frozen import dataclass

SUMMARY = "tickets as Markdown files in git"
_EXIT_CODES = (
    ("0", "done, also if there was nothing to do or to show"),
    ("1", "it failed, or names somebody or a word that the desk doesn't know"),
    ("2", "wrong usage"),
    ("3", "no such ticket, or the beginning of several ids"),
    ("4", "something needs a person"),
)


@dataclass(frozen=True, slots=True)
class Edition:
    """What the pages are about: a version, and the day on which it was built."""

    version: str
    day: date


def manual_pages(
    cli: click.Group,
    sections: Sequence[tuple[str, Sequence[tuple[str, str]]]],
    edition: Edition,
) -> dict[str, str]:
    """Each page by the name of its file.

    ``sections`` are the commands by purpose, each with its line of help.
    """
    top = click.Context(cli, info_name="tix")
    summaries = {name: help_ for _, part in sections for name, help_ in part}
    pages = {f"{name}.1": _top_page(top, name, sections, edition) for name in ("tix", "git-tix")}
    for name, summary in summaries.items():
        command = cli.get_command(top, name)
        assert command is not None, name
        pages[f"tix-{name}.1"] = _page(command, top, name, summary, edition)
    return pages


def _top_page(
    top: click.Context,
    name: str,
    sections: Sequence[tuple[str, Sequence[tuple[str, str]]]],
    edition: Edition,
) -> str:
    lines = [*_head(name, SUMMARY, edition)]
    lines += [".B tix", r"[\fB\-C\fR \fIDIR\fR] \fICOMMAND\fR [\fIARGUMENT\fR ...]", ".br"]
    lines += [".B git tix", r"\fICOMMAND\fR [\fIARGUMENT\fR ...]"]
    lines += [".SH DESCRIPTION", *_text(
        "tix keeps each ticket as a Markdown file with YAML front matter in a git repository. "
        "History, assignment and collaboration come from commits and merges. "
        "Type tix alone to see what to type next."
    )]  # fmt: skip
    for title, part in sections:
        lines.append(f'.SS "{_escaped(title)}"')
        for each, help_ in part:
            lines += [".TP", rf"\fBtix\-{_escaped(each)}\fR(1)", *_text(help_)]
    lines += [".SH OPTIONS", *_options(top.command, top)]
    lines += [".SH EXIT STATUS"]
    for code, meaning in _EXIT_CODES:
        lines += [".TP", f".B {code}", *_text(meaning)]
    lines += [".SH SEE ALSO", r"\fBgit\fR(1)"]
    return "\n".join(lines) + "\n"


def _page(
    command: click.Command, top: click.Context, name: str, summary: str, edition: Edition
) -> str:
    context = click.Context(command, info_name=name, parent=top)
    lines = [*_head(f"tix-{name}", summary, edition), *_usage(command, context)]
    about, examples = _help(command)
    lines += [".SH DESCRIPTION", *about]
    below: Mapping[str, click.Command] = getattr(command, "commands", {})
    if options := [*_options(command, context)]:
        lines += [".SH OPTIONS", *options]
    for each, part in below.items():
        inner = click.Context(part, info_name=each, parent=context)
        lines += [f'.SH "{_escaped(f"tix {name} {each}".upper())}"', *_usage(part, inner), ".PP"]
        lines += [*_help(part)[0], *_options(part, inner)]
        examples += _help(part)[1]
    if examples:
        lines += [".SH EXAMPLES", ".nf", *map(_line, examples), ".fi"]
    lines += [".SH SEE ALSO", r"\fBtix\fR(1)"]
    return "\n".join(lines) + "\n"


def _head(name: str, summary: str, edition: Edition) -> Iterator[str]:
    title, source = _escaped(name.upper()), _escaped(f"tix {edition.version}")
    yield f'.TH "{title}" "1" "{edition.day}" "{source}" "tix"'
    yield ".SH NAME"
    yield rf"{_escaped(name)} \- {_escaped(summary)}"
    yield ".SH SYNOPSIS"


def _usage(command: click.Command, context: click.Context) -> Iterator[str]:
    yield rf"\fB{_escaped(context.command_path)}\fR"
    yield _escaped(" ".join(command.collect_usage_pieces(context)))


def _help(command: click.Command) -> tuple[list[str], list[str]]:
    """The paragraphs of a command's help as lines of the page, and its examples as they are."""
    about: list[str] = []
    examples: list[str] = []
    for paragraph in (command.help or "").strip().split("\n\n"):
        lines = paragraph.replace("\b\n", "").split("\n")
        if re.fullmatch("Examples?:", lines[0].strip()):
            examples += [line.removeprefix("  ") for line in lines[1:]]
            continue
        if about:
            about.append(".PP")
        if "\b" in paragraph:
            about += [".nf", *map(_line, lines), ".fi"]
        else:
            about += _text(" ".join(line.strip() for line in lines))
    return about, examples


def _options(command: click.Command, context: click.Context) -> Iterator[str]:
    for param in command.get_params(context):
        record = param.get_help_record(context) if isinstance(param, click.Option) else None
        if record is None:
            continue
        names, help_ = record
        yield ".TP"
        yield rf"\fB{_escaped(names)}\fR"
        yield from _text(help_ or " ")


def _text(text: str) -> list[str]:
    """A paragraph, a sentence on each line."""
    sentences = re.sub(r"(?<=[.?!]) +(?=[A-Z])", "\n", " ".join(text.split()))
    return [_line(sentence) for sentence in sentences.split("\n")]


def _line(text: str) -> str:
    """A line of text that isn't taken for a request."""
    escaped = _escaped(text.rstrip())
    return rf"\&{escaped}" if escaped.startswith((".", "'")) else escaped


_SPECIAL = {
    "\\": r"\e", "-": r"\-", "'": r"\(aq", '"': r"\(dq", "`": r"\(ga", "^": r"\(ha", "~": r"\(ti",
    "…": r"\&...", "·": r"\(bu", "→": r"\(->", "“": r"\(lq", "”": r"\(rq", "–": r"\(en",
}  # fmt: skip


def _escaped(text: str) -> str:
    """Text whose characters are those of the source, so that it can be copied from the page."""
    return "".join(_SPECIAL.get(character, character) for character in text)
