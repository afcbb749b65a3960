"""The portal's words: every one is translated, and the browser's wish is heard."""

import ast
import re
from pathlib import Path

import pytest

import tix
from tix.web.portal.words import FOLDER, translations_for

pytest.importorskip("babel")

_WEB = Path(tix.__file__).parent / "web"


def said() -> set[str]:
    """Every text that the portal's templates and modules have translated."""
    found = set()
    for path in (*(_WEB / "templates/portal").glob("*.html"), _WEB / "templates/base.html"):
        found |= set(re.findall(r"_\('([^']*)'\)", path.read_text()))
    for path in (_WEB / "portal").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                if name in ("_", "gettext"):
                    found.add(node.args[0].value)
    return found


@pytest.mark.parametrize("language", ["de", "pt"])
def test_every_text_is_translated(language: str) -> None:
    words = translations_for(language)
    texts = said()
    assert len(texts) > 50
    same = {text for text in texts if words.gettext(text) == text}
    assert same <= {"E-mail", "Support"}, same
    catalogue = (FOLDER / f"{language}.po").read_text()
    gone = set(re.findall(r'^msgid "(.+)"$', catalogue, re.MULTILINE)) - texts
    assert not gone


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "en"), ("de", "de"), ("pt-BR,pt;q=0.9", "pt"), ("fr, de;q=0.5, en;q=0.7", "en"),
        ("fr;q=1, de;q=0.2", "de"), ("de;q=0", "en"), ("xx;q=nan,;;;,de;q=x", "en"), ("*", "en"),
        ("en-GB,en;q=0.9,de;q=0.8", "en"), ("../de", "en"),
    ],
)  # fmt: skip
def test_the_language_is_the_one_that_is_wanted_most(accepted: str, language: str) -> None:
    assert translations_for(accepted).gettext("en") == language
