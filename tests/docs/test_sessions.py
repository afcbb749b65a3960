"""What pages show of a terminal is what a terminal shows: every command, and every line.

``pytest tests/docs --update-golden`` writes what has changed into the pages; then look at it.
"""

from pathlib import Path

import pytest

from tests.docs.pages import ROOT, text_of
from tests.docs.terminal import Terminal, sessions_of, with_sessions

_REPOSITORY = (
    "git init --quiet shop", "cd shop", "git commit --quiet --allow-empty -m Shop",
    "echo Norway >trace.log",
)  # fmt: skip
_BEFORE = {
    "README.md": {
        0: ("tix demo harbour", "cd harbour"),
        1: ("cd ..", *_REPOSITORY),
        2: ("cd ../harbour",),
    },
    "docs/tutorial.md": {},
    "docs/team-guide.md": {},
    "docs/support-desk.md": {},
}
"""The pages with sessions, and what is typed before each of them without being shown."""


@pytest.mark.parametrize("page", _BEFORE)
def test_a_page_shows_what_happens(
    page: str, tmp_path: Path, environ: dict[str, str], request: pytest.FixtureRequest
) -> None:
    terminal = Terminal(tmp_path / "home", environ)
    text = text_of(page)
    sessions, wrong = sessions_of(text), []
    for number, session in enumerate(sessions):
        for command in _BEFORE[page].get(number, ()):
            terminal.type(command)
        for place, (command, shown) in enumerate(session):
            real = terminal.type(command)
            if not terminal.is_as_shown(shown, real):
                session[place] = (command, terminal.as_the_page_says(real))
                wrong.append("\n".join((f"{page}: {command}", *real)))
    if request.config.getoption("--update-golden"):
        (ROOT / page).write_text(with_sessions(text, sessions))
    else:
        assert not wrong, "\n\n".join(wrong)
