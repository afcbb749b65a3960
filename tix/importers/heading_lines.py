"""Fields in the first lines of a Markdown file without front matter, below its heading.

    # Fix the build
    **Status:** in progress
    - **Owner**: @ana
    Priority: P1

A line is a name, with or without a bullet and in bold or not, a colon and the value; several may
stand in one with bars between. A line of text goes on with the value before it; a blank line, a
rule and whatever else isn't text ends them.
"""

import re

from tix.importers.foreign_names import names_of, plain_name
from tix.importers.foreign_words import Words

_FIELD = re.compile(
    r"(?:[-*+][ \t]+)?(?P<mark>\*\*|__|)(?P<name>[^\W\d_][\w /-]{0,30}?)"
    r"(?:[ \t]*:(?P=mark)|(?P=mark)[ \t]*:)(?:[ \t]+(?P<value>.*))?"
)
_HEADING = re.compile(r"# .*\n+")
_OTHER_BLOCK = re.compile(r"\s*(?:#|-|\*(?!\*)|\+|>|\||```|~~~|___|\d+[.)] |$)")
"""What begins a line that isn't a paragraph's."""
_SIGNS = ("status", "priority")
"""Fields of which one with a known word makes a ticket of such a file."""


def fields_in_lines(text: str, words: Words) -> tuple[dict[str, str], str] | None:
    """The fields by name, and the text without their lines; None if these aren't a ticket's."""
    text = text.removeprefix("\ufeff").lstrip("\n")
    heading = _HEADING.match(text)
    if heading is None:
        return None
    head = heading[0]
    lines = text[len(head) :].split("\n")
    found: dict[str, str] = {}
    name = ""
    for number, line in enumerate(lines):
        parts = line.split(" | ") if line.count("**") > 2 else [line]
        fields = [_FIELD.fullmatch(part.strip()) for part in parts]
        if all(fields):
            for field in filter(None, fields):
                name = field["name"]
                values = (found.get(name, ""), _plain(field["value"] or ""))
                found[name] = ", ".join(filter(None, values))
        elif _OTHER_BLOCK.match(line):
            lines = lines[number:]
            break
        elif name:
            found[name] = f"{found[name]} {line.strip()}"
        else:
            return None
    else:
        lines = []
    rest = "\n".join(lines).strip("\n")
    return (found, f"{head.rstrip()}\n\n{rest}") if _is_a_ticket(found, words) else None


def _plain(value: str) -> str:
    """A value without the signs around it: of code, of a line's end."""
    text = value.strip().removesuffix("\\").strip()
    code = re.fullmatch(r"`([^`]+)`", text)
    return code[1] if code else text


def _is_a_ticket(fields: dict[str, str], words: Words) -> bool:
    told = {plain_name(name): value for name, value in fields.items()}
    return any(
        words.find(sign, told[name]).word
        for sign in _SIGNS
        for name in names_of(sign)
        if told.get(name)
    )
