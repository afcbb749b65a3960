"""Templates: always escaped, in the language of who reads."""

from functools import cache
from gettext import NullTranslations
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from tix import __version__
from tix.quick_typing import Any
from tix.web.markdown import html_of

FOLDER = Path(__file__).parent


@cache
def environment() -> Environment:
    """The templates' environment; one a process."""
    made = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
        auto_reload=False,
    )
    made.globals["version"] = __version__
    made.filters["markdown"] = html_of
    return made


def rendered(template: str, translations: NullTranslations | None = None, **context: Any) -> str:
    """A template with these values, in English or as ``translations`` has it."""
    words = translations or NullTranslations()
    return (
        environment()
        .get_template(template)
        .render(context, _=words.gettext, gettext=words.gettext, ngettext=words.ngettext)
    )
