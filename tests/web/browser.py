"""A real Chromium for tests, of which each is skipped by name where there is none."""

import contextlib
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from tests.web.conftest import Served

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)

needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium here")


@contextlib.contextmanager
def chromium() -> Iterator[Any]:
    """A browser, without windows."""
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield browser
        browser.close()


class Person:
    """Somebody at a browser, with windows that share a session; all that went wrong is kept."""

    def __init__(self, browser: Any, served: Served, **options: Any) -> None:
        self.context = browser.new_context(base_url=served.base, **options)
        self.context.set_default_timeout(30_000)  # a busy machine is not a slow page
        self.errors: list[str] = []
        self.base = served.base

    def sign_in(self, client: Any) -> "Person":
        """Take over a session that begins elsewhere."""
        self.context.add_cookies([
            {"name": name, "value": value, "url": str(client.base_url)}
            for name, value in client.cookies.items()
        ])  # fmt: skip
        return self

    def open(self, path: str) -> Any:
        """A new tab with that page."""
        tab = self.context.new_page()
        tab.on("pageerror", lambda error: self.errors.append(str(error)))
        tab.on("console", self._hear)
        tab.goto(path)
        return tab

    def _hear(self, message: Any) -> None:
        if message.type == "error" and "status of 4" not in message.text:
            self.errors.append(message.text)

    def close(self) -> None:
        """Close all windows. Fails if a script did, or the policy was broken."""
        self.context.close()
        errors = [error for error in self.errors if "ERR_CONNECTION" not in error]
        assert not errors, errors
