"""Texts of Jira: those of the third version of its API are trees, others its markup. Both are
written as Markdown.

Atlassian Document Format, https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime

from tix.importers.jira_wiki import as_markdown
from tix.importers.plain_values import lf, objects, text_of
from tix.quick_typing import Any

_OF_CODE = "\0"
"""Stands before each line of code but the first while blank lines are folded; no text has one."""

_MARKS = {"strong": "**", "em": "*", "code": "`", "strike": "~~"}


def text(value: Any, names: Mapping[str, str] | None = None) -> str:
    """A text in Jira's markup, or what a tree of the Atlassian Document Format says, as Markdown.

    ``names`` are those of accounts, by their ids.
    """
    if not isinstance(value, dict):
        return as_markdown(text_of(value), names)
    return lf(re.sub(r"\n{3,}", "\n\n", _block(value, ""))).strip().replace(_OF_CODE, "")


def _block(node: Any, indent: str) -> str:
    if not isinstance(node, dict):
        return ""
    content = _content(node)
    match node.get("type"):
        case "text":
            return _marked(node)
        case "hardBreak":
            return "\n"
        case "mention" | "emoji" | "status":
            return text_of(_attribute(node, "text")) or text_of(_attribute(node, "shortName"))
        case "inlineCard" | "blockCard" | "embedCard":
            return text_of(_attribute(node, "url"))
        case "date":
            return _day(_attribute(node, "timestamp"))
        case "media" | "mediaInline":
            name = text_of(_attribute(node, "alt")) or text_of(_attribute(node, "url"))
            return f"({name})" if name else ""
        case "mediaSingle" | "mediaGroup":
            return f"{' '.join(filter(None, (_block(each, indent) for each in content)))}\n\n"
        case "expand" | "nestedExpand":
            title = text_of(_attribute(node, "title"))
            inner = _inline(content, indent)
            return f"**{title}**\n\n{inner}" if title else inner
        case "taskList" | "decisionList":
            return "".join(_item(_sign(each), each, indent) for each in content) + "\n"
        case "table":
            return f"{_table(content)}\n\n"
        case "rule":
            return "---\n\n"
        case "heading":
            level = _attribute(node, "level")
            signs = "#" * (min(max(level, 1), 6) if isinstance(level, int) else 1)
            return f"{signs} {_inline(content, indent)}\n\n"
        case "paragraph":
            return f"{_inline(content, indent)}\n\n"
        case "codeBlock":
            return _code(text_of(_attribute(node, "language")), _inline(content, ""))
        case "blockquote" | "panel":
            inner = _inline(content, indent).strip()
            return "\n".join(f"> {line}".rstrip() for line in inner.split("\n")) + "\n\n"
        case "bulletList" | "orderedList" as kind:
            before = (
                "- " if kind == "bulletList" else f"{n}. " for n in range(1, len(content) + 1)
            )
            items = (_item(sign, each, indent) for sign, each in zip(before, content, strict=True))
            return "".join(items) + "\n"
    return _inline(content, indent)


def _code(language: str, code: str) -> str:
    """Lines of code, each as it stands, in a fence that none of them is."""
    fence = "`" * max(3, 1 + max(map(len, re.findall("`{3,}", code)), default=0))
    lines = code.split("\n")
    return f"{fence}{language}\n" + f"\n{_OF_CODE}".join(lines) + f"\n{fence}\n\n"


def _table(rows: list[Any]) -> str:
    """Rows of a table; Markdown's first row is its header."""
    lines = [_row(_content(row)) for row in rows]
    if rows:
        lines.insert(1, "|" + " --- |" * max(1, len(_content(rows[0]))))
    return "\n".join(lines)


def _row(cells: list[Any]) -> str:
    texts = (
        " ".join(_inline(_content(cell), "").split()).replace("|", "\\|").replace(_OF_CODE, "")
        for cell in cells
    )
    return f"| {' | '.join(texts)} |"


def _sign(node: Any) -> str:
    """What stands before an item of a list of tasks or decisions."""
    if not isinstance(node, dict) or node.get("type") != "taskItem":
        return "- "
    return "- [x] " if _attribute(node, "state") == "DONE" else "- [ ] "


def _day(stamp: object) -> str:
    """A day that is written in milliseconds since 1970."""
    try:
        return datetime.fromtimestamp(int(str(stamp)) / 1000, UTC).date().isoformat()
    except (ValueError, OverflowError, OSError):
        return ""


def _item(sign: str, node: Any, indent: str) -> str:
    inner = _block(node, indent).strip().replace("\n\n", "\n")
    return f"{sign}{inner}".replace("\n", "\n" + " " * len(sign)) + "\n"


def _content(node: Any) -> list[Any]:
    content = node.get("content") if isinstance(node, dict) else None
    return content if isinstance(content, list) else []


def _attribute(node: Any, name: str) -> Any:
    """An attribute of a node; None if it isn't there."""
    attributes = node.get("attrs") if isinstance(node, dict) else None
    return attributes.get(name) if isinstance(attributes, dict) else None


def _inline(content: list[Any], indent: str) -> str:
    return "".join(_block(each, indent) for each in content)


def _marked(node: dict[str, Any]) -> str:
    shown = node.get("text") if isinstance(node.get("text"), str) else ""
    for mark in objects(node.get("marks")):
        kind = mark.get("type")
        if kind == "link":
            shown = f"[{shown}]({text_of(_attribute(mark, 'href'))})"
        elif sign := _MARKS.get(str(kind)):
            shown = f"{sign}{shown}{sign}"
    return str(shown)
