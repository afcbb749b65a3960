"""Makes the pictures anew: ``python docs/pictures/make.py`` in a clone with ``.[dev]``.

They are of ``tix demo``: its pages as ``tix serve`` serves them, in a real Chromium, and what
commands draw at a real terminal.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from terminal import session

HERE = Path(__file__).parent
PAGES = (
    ("list", "/list", "light"),
    ("board", "/board?q=is:open OR is:waiting", "light"),
    ("ticket", "/search?q=Nightly build fails", "light"),
    ("report", "/reports/throughput", "dark"),
)
TERMINALS = {
    "terminal-list": (("list",), ("next", "--limit", "3")),
    "terminal-board": (("board", "is:open"),),
    "terminal-show": (("show", "y8c"),),
    "terminal-report": (("report", "throughput"),),
}
ROWS, COLUMNS = 34, 100
SIZE = {"width": 1180, "height": 720}


def main() -> None:
    """Make all of them."""
    with tempfile.TemporaryDirectory() as folder:
        environ = {**os.environ, "PYTHONPATH": str(HERE.parents[1]), "XDG_STATE_HOME": folder}
        tix = [sys.executable, "-m", "tix"]
        subprocess.run([*tix, "demo", f"{folder}/desk"], env=environ, check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
        server = subprocess.Popen(
            [*tix, "serve", "--port", "0"], cwd=f"{folder}/desk", env=environ, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            assert server.stdout is not None
            entry = server.stdout.readline().strip()
            with sync_playwright() as playwright:
                found = shutil.which("chromium")
                browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
                take(browser, entry)
                for name, commands in TERMINALS.items():
                    page = browser.new_page(device_scale_factor=1.5)
                    desk = Path(folder, "desk")
                    page.set_content(session(commands, tix, desk, environ, (ROWS, COLUMNS)))
                    page.locator("pre").screenshot(path=HERE / f"{name}.png")
                browser.close()
        finally:
            server.terminate()
            server.wait()


def take(browser: Browser, entry: str) -> None:
    """Take the pictures of a served desk."""
    first = browser.new_context(base_url=entry.partition("/enter")[0])
    first.new_page().goto(entry)
    state = first.storage_state()
    for name, path, scheme in PAGES:
        context = browser.new_context(
            base_url=entry.partition("/enter")[0], storage_state=state, viewport=SIZE,
            color_scheme="dark" if scheme == "dark" else "light",
        )  # fmt: skip
        page = context.new_page()
        page.goto(path)
        if name == "ticket":
            page.locator(".hits a").first.click()
        page.wait_for_timeout(400)
        page.screenshot(path=HERE / f"{name}.png")


if __name__ == "__main__":
    main()
