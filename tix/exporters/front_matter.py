"""Front matter that other tools read as the texts it holds, by python-frontmatter.

PyYAML would write an emoji as ``\\U0001F600``, so the values are written in tix's own style, with
quotes around what YAML takes for something else than text (``no``, ``1.10``, a date).
"""

from collections.abc import Mapping

import frontmatter
from frontmatter.default_handlers import YAMLHandler
from yaml.nodes import ScalarNode
from yaml.resolver import Resolver

from tix.model.text.scalars import dump_scalar


class _TextHandler(YAMLHandler):
    """One field a line, one item of a list a line, everything text."""

    def export(self, metadata: Mapping[str, object], **_: object) -> str:
        """The lines between the ``---``."""
        return "\n".join(
            f"{_scalar(name)}:{_items(value) if isinstance(value, list) else ' ' + _scalar(value)}"
            for name, value in metadata.items()
        )


def with_front_matter(fields: Mapping[str, str | list[str]], text: str) -> str:
    """A Markdown file with these fields and this text, of which every character is kept."""
    post = frontmatter.Post("")  # it would strip the text, so that is put behind by hand
    post.metadata = dict(fields)
    front = frontmatter.dumps(post, handler=_TextHandler())
    return f"{front}\n\n{text}\n" if text else f"{front}\n"


def _items(texts: list[object]) -> str:
    return "".join(f"\n- {_scalar(text)}" for text in texts)


def _scalar(value: object) -> str:
    text = str(value)
    written = dump_scalar(text)
    return f'"{text}"' if written == text and not _is_text(text) else written


def _is_text(plain: str) -> bool:
    """Whether YAML 1.1 takes it for text without quotes."""
    tag = Resolver().resolve(ScalarNode, plain, (True, False))  # type: ignore[no-untyped-call]  # stubs
    return bool(tag == "tag:yaml.org,2002:str")
