"""How the staff's pages look and what assistive technology finds, by axe-core in a browser."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.web.browser import Person, needs_chromium
from tests.web.conftest import Served
from tests.web.test_staff import _PNG, opened

pytestmark = [pytest.mark.long, needs_chromium]

PAGES = (
    "/", "/list", "/list?q=priority:>", "/board", "/inbox", "/search?q=axe", "/new", "/t/{id}",
    "/t/{id}?history=1", "/t/{id}/sign", "/customers", "/customers/acme", "/assets",
    "/assets/printer-12", "/kb", "/kb/reset-a-password", "/reports", "/reports/throughput",
    "/reports/backlog", "/reports/summary", "/list?columns=id,title,labels,requester",
    "/reports/labels", "/login", "/nothing", "/t/zzzzzz",
)  # fmt: skip


@pytest.fixture(scope="module")
def ident(served: Served, staff: httpx.Client) -> str:
    """A ticket that has something in every part of its page."""
    for kind, title in (("customers", "Acme"), ("assets", "Printer 12"),
                        ("kb", "Reset a password")):  # fmt: skip
        staff.post(f"/{kind}", data={"title": title})
    served.desk.call("reply", "add", "Thanks", "-b", "Thank you.")
    other = opened(staff, "Axe falls again", labels="axe")
    word, letters = "Donaudampfschifffahrt" * 12, "x" * 60
    opened(staff, f"Axe {word}", labels=f"axe, {letters}", description=f"{word} `{word}`")
    made = opened(
        staff, "Axe falls", labels="axe", priority="urgent", due="2026-01-01", assignees="ana",
        description="# A heading\n\n- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n`code`"
        f"\n\n```\n{word} {word}\n```\n\n|{' wide |' * 40}\n|{'---|' * 40}\n",
    )  # fmt: skip
    served.desk.call("link", made, "blocks", other)
    staff.post(f"/t/{made}/comment", data={"comment": "> quoted\n\nPublic"})
    staff.post(f"/t/{made}/comment", data={"comment": "Internal", "internal": "yes"},
               files={"files": ("a.png", _PNG)})  # fmt: skip
    staff.post(f"/t/{other}", data={"status": "pending", "was.status": "open"})
    return made


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(
    browser: Any, served: Served, staff: httpx.Client, ident: str, scheme: str
) -> None:
    package = pytest.importorskip("axe_playwright_python")
    axe = (Path(package.__file__).parent / "axe.min.js").read_text()
    ana = Person(
        browser, served, color_scheme=scheme, bypass_csp=True,
        viewport={"width": 1280 if scheme == "light" else 320, "height": 800},
    ).sign_in(staff)  # fmt: skip
    wrong = []
    for path in PAGES:
        tab = ana.open(path.format(id=ident))
        tab.evaluate(axe)
        found = tab.evaluate("axe.run({resultTypes: ['violations']})")
        wrong += [
            (path, each["id"], each["impact"], [node["html"][:120] for node in each["nodes"][:3]])
            for each in found["violations"]
            if each["impact"] in ("serious", "critical", "moderate")
        ]
        tab.close()
    assert not wrong, "\n".join(map(str, wrong))
    ana.context.close()


@pytest.mark.parametrize("width", [320, 768])
def test_no_page_is_wider_than_the_screen(
    browser: Any, served: Served, staff: httpx.Client, ident: str, width: int
) -> None:
    ana = Person(browser, served, viewport={"width": width, "height": 640}).sign_in(staff)
    for path in PAGES:
        tab = ana.open(path.format(id=ident))
        wide = tab.evaluate(
            "[document.documentElement.scrollWidth, ...[...document.querySelectorAll('main *')]"
            ".filter((e) => e.getBoundingClientRect().right > innerWidth + 1"
            " && !e.closest('.scroll, .board, .prose table, pre, .report, [role=listbox]'))"
            ".map((e) => e.outerHTML.slice(0, 90))]"
        )
        assert wide == [width], (path, wide[:4])
        lanes = "[...document.querySelectorAll('.lane')]"
        assert not tab.evaluate(f"{lanes}.some((e) => e.scrollWidth > e.clientWidth)"), path
        tab.close()
    ana.close()


def test_the_keyboard_reaches_everything(
    browser: Any, served: Served, staff: httpx.Client, ident: str
) -> None:
    ana = Person(browser, served).sign_in(staff)
    for path in ("/list", "/board", f"/t/{ident}", "/new", f"/t/{ident}/sign"):
        tab = ana.open(path)
        wanted = tab.evaluate(
            "window.left = new Set([...document.querySelectorAll('a[href], button, input, select,"
            " textarea, summary')].filter((e) => e.checkVisibility() && e.type !== 'hidden'));"
            " left.size"
        )
        for _ in range(wanted + 30):
            tab.keyboard.press("Tab")
            tab.evaluate("left.delete(document.activeElement)")
        left = tab.evaluate("[...left].map((e) => e.outerHTML.slice(0, 100))")
        assert not left, (path, left)
        tab.close()
    ana.close()


def test_paper_has_the_ticket_and_not_the_tools(
    browser: Any, served: Served, staff: httpx.Client, ident: str
) -> None:
    ana = Person(browser, served).sign_in(staff)
    tab = ana.open(f"/t/{ident}")
    tab.emulate_media(media="print")
    assert tab.get_by_role("heading", name="Axe falls", exact=True).is_visible()
    assert not tab.get_by_role("button", name="Add comment").is_visible()
    assert not tab.get_by_role("navigation", name="Pages").is_visible()
    ana.close()
