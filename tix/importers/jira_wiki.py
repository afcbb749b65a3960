"""Jira's wiki markup as Markdown: the texts of its CSV, and of version 2 of its API.

What isn't clear stays as it is, and so does a text that is Markdown already.
https://jira.atlassian.com/secure/WikiRendererHelpAction.jspa?section=all
"""

import re
from collections.abc import Callable, Mapping, Sequence

_CODE = re.compile(r"\{(code|noformat)(?::([^}\n]{0,200}))?\}")
_MARKDOWN = re.compile(r"^ {0,3}```|\]\((?:https?://|#)", re.MULTILINE)
"""What Markdown has and the markup hasn't."""

_QUOTE = re.compile(r"\{quote\}(.*?)\{quote\}", re.DOTALL)
_HEADING = re.compile(r"\s*h([1-6])\.\s+(.*)")
_ITEM = re.compile(r"\s*([*#-]+)\s+(\S.*)")
_COLOURED = re.compile(r"\{color(?::[^}\n]{0,40})?\}")
_PANEL = re.compile(r"\{panel(?::([^}\n]{0,200}))?\}")
_BOLD = re.compile(r"(?<![\w*\\])\*(?=[^\s*])([^*\n]*[^\s*])\*(?![\w*])")
_MONO = re.compile(r"\{\{([^{}\n]+)\}\}")
_LINK = re.compile(r"\[([^\[\]|\n]+)\|((?:https?|ftp|mailto):[^\[\]|\s]+)(?:\|[^\[\]\n]*)?\]")
_ADDRESS = re.compile(r"\[((?:https?|ftp)://[^\[\]|\s]+|mailto:[^\[\]|\s]+)\]")
_FILE = re.compile(r"\[\^([^\[\]\n]+)\]|!([^\s!|][^!|\n]*\.\w{2,4})(?:\|[^!\n]*)?!")
_MENTION = re.compile(r"\[~(?:accountid:)?([^\[\]\s]+)\]")
_ESCAPED = re.compile(r"\\([{}\[\]|!-])")

_HELD = re.compile("\0(\\d+)\0")
"""Where code stands while the rest is changed; no text has a NUL."""


def as_markdown(wiki: str, names: Mapping[str, str] | None = None) -> str:
    """A text in Markdown; ``names`` are those of accounts that it may mention by their ids."""
    held: list[str] = []

    def hold(text: str) -> str:
        held.append(text)
        return f"\0{len(held) - 1}\0"

    text = _with_code(wiki, hold)
    if _MARKDOWN.search(text):
        return wiki
    text = _MONO.sub(lambda found: hold(f"`{found[1]}`"), text)
    text = _QUOTE.sub(lambda found: f"\n{_quoted(found[1].strip())}\n", text)
    text = _PANEL.sub(_titled, _COLOURED.sub("", text))
    text = _inline(text, names or {})
    text = _ESCAPED.sub(r"\1", "\n".join(_lines(text.split("\n"))))
    while _HELD.search(text):
        text = _HELD.sub(lambda found: held[int(found[1])], text)
    return text.strip("\n") if text != wiki else text


def _with_code(wiki: str, hold: Callable[[str], str]) -> str:
    """The text with what ``hold`` gives for each piece of code in it; one that isn't closed is
    none."""
    parts: list[str] = []
    unclosed: set[str] = set()
    at = 0
    for found in _CODE.finditer(wiki):
        if found.start() < at or found[1] in unclosed:
            continue
        end = wiki.find(closing := f"{{{found[1]}}}", found.end())
        if end < 0:
            unclosed.add(found[1])
            continue
        parts.append(wiki[at : found.start()])
        at = end + len(closing)
        code = _code(wiki[found.end() : end], found[2] or "")
        is_block = "\n" in code
        if is_block and not (found.start() == 0 or wiki[found.start() - 1] == "\n"):
            parts.append("\n")
        parts.append(hold(code))
        if is_block and wiki[at : at + 1] not in ("", "\n"):
            parts.append("\n")
    return "".join((*parts, wiki[at:]))


def _code(text: str, told: str) -> str:
    """Code within a line, or a block of it, with its language where that is told."""
    if "\n" not in text and "`" not in text:
        return f"`{text}`" if text.strip() else ""
    language = told.partition("|")[0]
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    inner = text.strip("\n")
    return f"{fence}{'' if '=' in language else language}\n{inner}\n{fence}"


def _titled(panel: re.Match[str]) -> str:
    """The title of a panel, in bold; the other end of it is nothing."""
    told = dict(part.partition("=")[::2] for part in (panel[1] or "").split("|"))
    return f"*{told['title']}*\n" if told.get("title") else ""


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def _lines(lines: Sequence[str]) -> list[str]:
    """Headings, lists, quotes and tables, line by line."""
    made: list[str] = []
    for line in lines:
        if heading := _HEADING.fullmatch(line):
            made.append(f"{'#' * int(heading[1])} {heading[2]}")
        elif item := _ITEM.fullmatch(line):
            made.append(_item(item[1], item[2]))
        elif re.match(r"\s*bq\. ", line):
            made.append(_quoted(line.strip()[4:]))
        elif line.strip().startswith("||"):
            row = [cell.strip() for cell in re.split(r"\|\|?", line.strip().strip("|"))]
            made += [f"| {' | '.join(row)} |", f"|{'---|' * len(row)}"]
        else:
            made.append(line)
    return made


def _item(signs: str, text: str) -> str:
    """An item of a list; its signs are those of all lists that it is in. A line of dashes alone is
    a rule, and has no text."""
    indent = "".join("   " if sign == "#" else "  " for sign in signs[:-1])
    return f"{indent}{'1.' if signs[-1] == '#' else '-'} {text}"


def _inline(text: str, names: Mapping[str, str]) -> str:
    text = _MENTION.sub(lambda found: f"@{names.get(found[1], found[1])}", text)
    text = _LINK.sub(r"[\1](\2)", text)
    text = _ADDRESS.sub(r"<\1>", text)
    text = _FILE.sub(lambda found: f"({found[1] or found[2]})", text)
    return _BOLD.sub(r"**\1**", text)
