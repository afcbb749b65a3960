"""Markdown of tickets, comments and articles as HTML that is harmless, whoever wrote it.

CommonMark with tables and lines struck out (markdown-it-py), HTML in it shown as text; then cleaned
by nh3, whose list of what may stay is short. Images aren't loaded: they become links.
"""

from functools import cache

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

from tix.quick_typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.renderer import RendererHTML
    from markdown_it.token import Token
    from markdown_it.utils import EnvType, OptionsDict

_TAGS = {
    "a", "blockquote", "br", "code", "del", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li",
    "ol", "p", "pre", "s", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
"""Of these, ``pre`` and ``table`` may be wider than the page: keys reach them, to scroll."""

_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
_LONGEST = 200_000
"""Characters of a text from which HTML is made; what is longer is shown as it is."""

_MARKS, _MOST_MARKS = "[!*_`~<&|", 10_000
"""Each of these costs time. Nobody writes so many, but who wants pages to take long."""


def html_of(text: str) -> Markup:
    """The HTML of a text of Markdown."""
    if len(text) > _LONGEST or sum(map(text.count, _MARKS)) > _MOST_MARKS:
        return Markup('<pre tabindex="0">{}</pre>').format(text)
    return Markup(
        nh3.clean(
            _reader().render(text), tags=_TAGS, attributes=_ATTRIBUTES,
            url_schemes={"http", "https", "mailto"}, link_rel="noopener noreferrer nofollow",
            set_tag_attribute_values={tag: {"tabindex": "0"} for tag in ("pre", "table")},
        )
    )  # fmt: skip


@cache
def _reader() -> MarkdownIt:
    made = MarkdownIt("commonmark", {"html": False, "breaks": True})
    made.enable(["table", "strikethrough"])
    made.add_render_rule("image", _image)
    return made


def _image(
    self: "RendererHTML",
    tokens: "Sequence[Token]",
    place: int,
    options: "OptionsDict",
    env: "EnvType",
) -> str:
    """An image as a link to it: what is fetched from elsewhere tells who reads."""
    token: Any = tokens[place]
    text = self.renderInlineAsText(token.children or [], options, env) or token.attrs.get("src")
    return str(Markup('<a href="{}">{}</a>').format(token.attrs.get("src", ""), text))
