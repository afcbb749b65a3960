"""Makes the pictures of pages anew: ``python docs/pictures/make.py`` in a clone with ``.[dev]``.

They are of ``tix demo``, served by ``tix serve``, in a real Chromium.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

HERE = Path(__file__).parent
PAGES = (
    ("list", "/list", "light"),
    ("board", "/board?q=is:open OR is:waiting", "light"),
    ("ticket", "/search?q=Nightly build fails", "light"),
    ("report", "/reports/throughput", "dark"),
)
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
