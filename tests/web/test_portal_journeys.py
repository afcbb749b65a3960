"""What customers do in the portal, from end to end in a real browser, and how it looks there."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.web.browser import Person, needs_chromium
from tests.web.test_attacks import PAYLOADS
from tests.web.test_portal import JO, Portal, json_of, portal

__all__ = ("portal",)

pytestmark = [pytest.mark.long, needs_chromium]

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}


def signed_in(browser: Any, portal: Portal, mail: str, **options: Any) -> tuple[Person, Any]:
    """Somebody who has pressed the button behind a link, on their list of requests."""
    person = Person(browser, portal.served, **options)
    tab = person.open(portal.link(mail))
    tab.get_by_role("button", name="Sign in").click()
    tab.wait_for_url("**/portal/tickets")
    return person, tab


def ticket_of(portal: Portal, title: str) -> Any:
    (ident,) = portal.desk.call("list", "--all", f'"{title}"', "--ids").lines
    return json_of(portal.desk, ident)


@pytest.mark.parametrize("options", [PHONE, {"java_script_enabled": False}], ids=["phone", "no-js"])
def test_a_customer_asks_gets_an_answer_rates_and_signs(
    browser: Any, portal: Portal, options: dict[str, Any], tmp_path: Path
) -> None:
    has_scripts = "java_script_enabled" not in options
    title = f"The lamp flickers {has_scripts}"
    mail = f"lamp{has_scripts}@acme.example".lower()
    (tmp_path / "lamp.txt").write_text("flicker")
    visitor = Person(browser, portal.served, **options)
    tab = visitor.open("/portal/")
    tab.get_by_role("link", name="New request").first.click()
    tab.get_by_label("Your e-mail").fill(mail)
    tab.get_by_label("Subject").fill(title)
    tab.get_by_label("Description").fill("Since *yesterday*.")
    tab.get_by_label("Files").set_input_files(tmp_path / "lamp.txt")
    tab.get_by_role("button", name="Send").click()
    tab.get_by_role("heading", name="Thank you").wait_for()
    visitor.close()

    ident = ticket_of(portal, title)["id"]
    portal.desk.call("comment", ident, "We will send Bob.")
    portal.desk.call("comment", ident, "Bob has no time.", "--internal")
    person, tab = signed_in(browser, portal, mail, **options)
    tab.get_by_role("link", name=title).click()
    tab.get_by_text("We will send Bob.").wait_for()
    assert tab.get_by_text("no time").count() == 0
    assert tab.get_by_role("link", name="lamp.txt").count() == 1
    tab.get_by_label("Your answer").fill("Fine.")
    tab.get_by_role("button", name="Send").click()
    tab.get_by_role("article").filter(has_text="Fine.").wait_for()
    assert tab.get_by_label("Your answer").input_value() == ""
    tab.get_by_role("radio", name="5").check()
    tab.get_by_label("Why").fill("Quick")
    tab.get_by_role("button", name="Rate").click()
    tab.get_by_text("5 / 5").wait_for()
    tab.get_by_label("Your name").fill("Jo Silva")
    if has_scripts:
        box = tab.get_by_label("Signature")
        box.scroll_into_view_if_needed()
        place = box.bounding_box()
        tab.mouse.move(place["x"] + 20, place["y"] + 20)
        tab.mouse.down()
        tab.mouse.move(place["x"] + 120, place["y"] + 60, steps=5)
        tab.mouse.up()
    tab.get_by_role("button", name="Sign", exact=True).click()
    tab.get_by_text("Signed by Jo Silva").wait_for()
    tab.get_by_role("button", name="Close").click()
    tab.get_by_role("button", name="Close").wait_for(state="detached")
    tab.wait_for_load_state()
    if "viewport" in options:
        assert tab.evaluate("document.documentElement.scrollWidth") <= options["viewport"]["width"]
    person.close()
    ticket = ticket_of(portal, title)
    assert ticket["status"] == "closed"
    assert [each["rating"] for each in ticket["ratings"]] == [5]
    assert [each["name"] for each in ticket["signatures"]] == ["Jo Silva"]
    files = [each["name"] for each in ticket["attachments"]]
    assert any("signature" in name for name in files) is has_scripts


def lose_the_answer(route: Any) -> None:
    """Send a browser's request, and never tell it what came of that."""
    sent = route.request
    answer = httpx.post(sent.url, content=sent.post_data_buffer, headers=sent.all_headers())
    assert answer.status_code == 303
    route.abort()


def test_what_was_typed_is_there_until_it_was_sent(browser: Any, portal: Portal) -> None:
    person = Person(browser, portal.served)
    tab = person.open("/portal/new")
    tab.keyboard.press("n")  # no key leads a customer to the pages of the staff
    tab.get_by_label("Subject").fill("Draft of mine")
    tab.get_by_label("Description").fill("A long text")
    tab.reload()
    assert tab.get_by_label("Description").input_value() == "A long text"
    tab.get_by_label("Your e-mail").fill("not-whole@acme")
    with tab.expect_navigation():
        tab.get_by_role("button", name="Send").click()
    tab.get_by_role("alert").wait_for()
    assert tab.get_by_label("Description").input_value() == "A long text"
    tab.get_by_label("Your e-mail").fill(JO)
    tab.route("**/portal/new", lose_the_answer)
    with tab.expect_event("requestfailed"):
        tab.get_by_role("button", name="Send").click()  # it is taken, but the answer gets lost
    assert len(portal.desk.call("list", "--ids", '"Draft of mine"').lines) == 1
    tab.unroute_all()
    tab.goto("/portal/new")
    assert tab.get_by_label("Description").input_value() == "A long text"
    tab.get_by_label("Your e-mail").fill(JO)
    tab.get_by_role("button", name="Send").click()
    tab.get_by_role("heading", name="Thank you").wait_for()
    assert len(portal.desk.call("list", "--ids", '"Draft of mine"').lines) == 1
    tab.goto("/portal/new")
    assert tab.get_by_label("Description").input_value() == ""
    person.close()


def test_articles_are_named_while_a_subject_is_typed(browser: Any, portal: Portal) -> None:
    portal.desk.call("kb", "add", "Change the toner", "--set", "public=yes", "-b", "Open the lid.")
    person = Person(browser, portal.served)
    tab = person.open("/portal/new")
    tab.get_by_label("Subject").press_sequentially("toner is empty")
    tab.get_by_role("link", name="Change the toner").wait_for()
    person.close()


def test_nothing_that_customers_write_is_run_even_without_a_policy(
    browser: Any, portal: Portal
) -> None:
    payloads = [each.replace("alert(1)", "window.hacked=1") for each in PAYLOADS]
    said = "\n\n".join(payloads)
    ident = portal.desk.open(" ".join(said.split()), "-r", JO, "-b", said)
    person, tab = signed_in(browser, portal, JO, bypass_csp=True)
    fetched: list[str] = []
    tab.on("request", lambda request: fetched.append(request.url))
    for payload in payloads:
        portal.desk.call("comment", ident, payload)
    for path in (f"/portal/t/{ident}", "/portal/tickets"):
        tab.goto(path)
        assert tab.evaluate("window.hacked") is None
    for payload in payloads:
        tab.goto(f"/portal/search?q={payload}")
        assert tab.evaluate("window.hacked") is None
        tab.goto("/portal/new")
        tab.get_by_label("Subject").fill(payload)
        assert tab.evaluate("window.hacked") is None
    assert all(url.startswith(portal.served.base) for url in fetched)
    person.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_and_320_pixels_are_enough(
    browser: Any, portal: Portal, scheme: str
) -> None:
    package = pytest.importorskip("axe_playwright_python")
    axe = (Path(package.__file__).parent / "axe.min.js").read_text()
    portal.desk.call("kb", "add", f"Read {scheme}", "--set", "public=yes", "-b", "# Title\n\nText")
    ident = portal.desk.open("Axe", "-r", JO, "-b", "`code` and\n\n| a | b |\n|---|---|\n| 1 | 2 |")
    portal.desk.call("comment", ident, "https://example.org/" + "long" * 40)
    person, tab = signed_in(
        browser, portal, JO, color_scheme=scheme, bypass_csp=True,
        viewport={"width": 320, "height": 700},
    )  # fmt: skip
    wrong = []
    for path in ("/portal/", "/portal/new", "/portal/new?sent=k7f3qz", "/portal/sign-in",
                 "/portal/enter?token=x", "/portal/kb", f"/portal/kb/read-{scheme}",
                 "/portal/search?q=read", "/portal/tickets", f"/portal/t/{ident}",
                 "/portal/nothing"):  # fmt: skip
        tab.goto(path)
        tab.evaluate(axe)
        found = tab.evaluate("axe.run()")["violations"]
        wrong += [(path, each["id"], each["nodes"][0]["html"][:200]) for each in found
                  if each["impact"] in ("serious", "critical")]  # fmt: skip
        assert tab.evaluate("document.documentElement.scrollWidth") <= 320, path
    person.close()
    assert not wrong, wrong
