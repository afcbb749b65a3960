"""What pages show of a terminal is what a terminal shows: every command, and every line."""

from pathlib import Path

import pytest

from tests.docs.terminal import Terminal, session_of

_PAGES = ("docs/tutorial.md", "docs/team-guide.md")


@pytest.mark.parametrize("page", _PAGES)
def test_a_page_shows_what_happens(page: str, tmp_path: Path, environ: dict[str, str]) -> None:
    home = tmp_path / "home"
    terminal = Terminal(home, environ)
    for command, shown in session_of(page):
        real = terminal.type(command)
        assert terminal.is_as_shown(shown, real), "\n".join([f"{page}: {command}", *real])
