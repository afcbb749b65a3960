"""How a page is answered: what goes wrong on the way, and what is done afterwards."""

import sqlite3
import time
from pathlib import Path

import pytest
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from tests.conftest import ANA, DeskInFiles
from tix.storage.desk.user_config import UserConfig
from tix.web.markdown import html_of
from tix.web.pages import Page, View, _answered, anybody
from tix.web.service import Service
from tix.web.settings import ServeSettings


@pytest.fixture
def view(desk: DeskInFiles, tmp_path: Path) -> View:
    settings = ServeSettings(desk.root, "127.0.0.1", 8650, ANA, UserConfig(), tmp_path / "state")
    scope = {"type": "http", "method": "GET", "path": "/x", "headers": [], "query_string": b""}
    return View(Service(settings, lambda _: None), Request(scope), FormData(), b"")


@pytest.mark.parametrize(("fails", "status"), [(0, 200), (1, 200), (2, 500)])
def test_a_damaged_index_is_thrown_away_once_and_the_page_answered_again(
    view: View, desk: DeskInFiles, fails: int, status: int
) -> None:
    desk.open("Outlives its index")
    index = desk.root / ".git" / "tix" / "index"
    seen: list[set[str]] = []

    def page(view: View) -> Response:
        assert len(view.workspace.reader.find(None, view.workspace.config)) == 1
        seen.append({file.name for file in index.glob("*.db")})
        if len(seen) <= fails:
            raise sqlite3.DatabaseError("database disk image is malformed")
        return PlainTextResponse("fine")

    assert _answered(Page("/x", page, gate=anybody), view).status_code == status
    assert len(seen) == min(fails, 1) + 1
    assert not fails or not seen[0] & seen[1], "it was made anew"


@pytest.mark.parametrize("marks", ["![", "[a](", "*a ", "<", "|a", "&", "~~a", "`x"])
def test_a_text_that_is_made_to_take_long_is_shown_as_it_is(marks: str) -> None:
    began = time.process_time()
    found = html_of(marks * (100_000 // len(marks)))
    assert time.process_time() - began < 0.3
    assert found.startswith("<pre")
    usual = html_of(f"**bold**\n\n{marks * 99} and [more](https://example.org)\n" * 30)
    assert "<strong>" in usual
