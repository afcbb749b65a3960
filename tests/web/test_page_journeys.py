"""More of what people do on the pages, from end to end in a real browser.

All journeys, of 25 that there are to be:

1-13. ``test_journeys``: a ticket is opened, commented on and closed; triage by keyboard; many
    closed at once; two editors; a card dragged and moved by keys; a move that the workflow forbids;
    nine tabs; a restart under what was typed; a restart under an open page; completion by keys; a
    delivery note signed on the operator's device; everything without JavaScript; signing out.
14-17. ``test_portal_journeys``: a customer asks, gets an answer, rates and signs, on a phone and
    without JavaScript; what was typed stays until it was sent; articles before a request is sent.
18-28. Here: a contact and the firm's tickets; previews; a report on paper; a saved query; the dark;
    the keys' help; an article made public; a template; the inbox; two who edit one customer; triage
    on a phone.
"""

from typing import Any

import httpx
import pytest

from tests.conftest import BOB
from tests.web.browser import Person, needs_chromium
from tests.web.conftest import Served
from tests.web.test_journeys import shell, soon, status
from tests.web.test_portal import JO, MAX, PNG, Portal, portal
from tests.web.test_portal_journeys import PHONE, signed_in
from tests.web.test_staff import opened

__all__ = ("portal",)

pytestmark = [pytest.mark.long, needs_chromium]


def test_a_contact_sees_the_tickets_of_the_firm(browser: Any, portal: Portal) -> None:
    portal.desk.call("open", "Of Jo", "-r", JO)
    portal.desk.call("open", "Of Max", "-r", MAX)
    contact, theirs = signed_in(browser, portal, MAX)
    theirs.get_by_role("link", name="Of Max").wait_for()
    theirs.get_by_role("link", name="Of Jo").click()
    theirs.get_by_label("Your answer").fill("I speak for Jo.")
    theirs.get_by_role("button", name="Send").click()
    theirs.get_by_role("article").filter(has_text="I speak for Jo.").wait_for()
    contact.close()
    person, own = signed_in(browser, portal, JO)
    own.get_by_role("link", name="Of Jo").wait_for()
    assert own.get_by_role("link", name="Of Max").count() == 0
    person.close()


def test_files_are_previewed(ana: Person, staff: httpx.Client) -> None:
    ident = opened(staff, "With files")
    tab = ana.open(f"/t/{ident}")
    tab.get_by_label("Files").set_input_files([
        {"name": "photo.png", "mimeType": "image/png", "buffer": PNG},
        {"name": "log.txt", "mimeType": "text/plain", "buffer": b"on off on"},
        {"name": "page.html", "mimeType": "text/html", "buffer": b"<script>x</script>\0"},
    ])  # fmt: skip
    tab.get_by_role("button", name="Add comment").click()
    image = tab.get_by_role("img", name="photo.png")
    image.wait_for()
    soon(lambda: image.evaluate("(img) => img.complete && img.naturalWidth > 0"))
    tab.get_by_text("Preview").click()
    tab.get_by_text("on off on").wait_for()
    assert tab.locator(".files .preview, .files details").count() == 2, "a page isn't shown"
    staff.post(f"/t/{ident}/comment", data={"comment": "Meanwhile"})
    tab.get_by_text("Meanwhile").wait_for()
    assert tab.get_by_text("on off on").is_visible(), "what was unfolded stays so"


def test_a_report_is_printed_with_its_chart(ana: Person, staff: httpx.Client) -> None:
    opened(staff, "Counted", labels="printed")
    tab = ana.open("/reports/summary")
    tab.emulate_media(media="print", color_scheme="light")
    chart = tab.locator(".report svg:visible").first
    assert chart.is_visible() and chart.bounding_box()["width"] > 200
    assert not tab.locator(".top").is_visible() and not tab.locator("form.query").is_visible()
    assert len(tab.pdf(format="A4")) > 5000


def test_a_query_is_saved_used_and_removed(ana: Person, staff: httpx.Client) -> None:
    opened(staff, "Kept in view", labels="kept-query")
    tab = ana.open("/list?q=label:kept-query")
    tab.get_by_text("Save this query").click()
    tab.get_by_label("Name").fill("kept")
    tab.get_by_role("button", name="Save query").click()
    tab.get_by_role("link", name="kept", exact=True).wait_for()
    tab.goto("/list")
    tab.get_by_role("link", name="kept", exact=True).click()
    tab.get_by_role("link", name="Kept in view").wait_for()
    assert tab.get_by_label("Query", exact=True).input_value() == "@kept"
    tab.get_by_text("Columns", exact=True).click()
    tab.get_by_label("Columns").fill("id,title,opened_by")
    tab.get_by_role("button", name="Show").click()
    tab.locator("th.c-opened_by").wait_for()
    tab.get_by_text("Save this query").click()
    tab.get_by_role("button", name="Remove kept").click()
    tab.get_by_role("link", name="kept", exact=True).wait_for(state="detached")


def test_the_pages_follow_the_systems_colours(browser: Any, ana: Person, staff: Any) -> None:
    ident = opened(staff, "By night")
    tab = ana.open(f"/t/{ident}")
    seen = {}
    for scheme in ("light", "dark"):
        tab.emulate_media(color_scheme=scheme)
        colours = tab.evaluate(
            "[getComputedStyle(document.documentElement).backgroundColor,"
            " getComputedStyle(document.body).color].map((c) => c.match(/\\d+/g).map(Number))"
        )
        seen[scheme] = [sum(each[:3]) for each in colours]
    assert seen["light"][0] > 600 > 300 > seen["light"][1]
    assert seen["dark"][0] < 150 < 450 < seen["dark"][1]


def test_the_keys_help_and_lead_everywhere(ana: Person) -> None:
    tab = ana.open("/")
    keys = tab.keyboard
    keys.press("?")
    tab.get_by_role("dialog", name="Keys").wait_for()
    tab.get_by_role("dialog").get_by_text("a new ticket").wait_for()
    keys.press("Escape")
    for key, path in (("l", "/list"), ("b", "/board"), ("i", "/inbox"), ("k", "/kb"),
                      ("r", "/reports"), ("c", "/customers"), ("h", "/")):  # fmt: skip
        keys.press("g")
        keys.press(key)
        tab.wait_for_url(f"{ana.base}{path}")
    keys.press("n")
    tab.wait_for_url("**/new")
    assert tab.evaluate("document.activeElement.tagName") != "TEXTAREA"
    tab.get_by_label("Title").focus()
    keys.type("?n")
    assert tab.get_by_label("Title").input_value() == "?n", "keys are typed in fields"


def test_an_article_is_seen_by_customers_once_it_is_public(browser: Any, portal: Portal) -> None:
    with portal.served.client() as client:
        client.get(portal.served.entry)
        staff = Person(browser, portal.served).sign_in(client)
        tab = staff.open("/kb")
        tab.get_by_label("Add").fill("Quiet hours")
        tab.get_by_role("button", name="Add").click()
        tab.wait_for_url("**/kb/quiet-hours")
        visitor = Person(browser, portal.served)
        page = visitor.open("/portal/search?q=quiet")
        assert page.get_by_role("link", name="Quiet hours").count() == 0
        tab.get_by_label("Public").select_option("yes")
        with tab.expect_navigation():
            tab.get_by_role("button", name="Save", exact=True).click()
        page.reload()
        page.get_by_role("link", name="Quiet hours").click()
        page.get_by_role("heading", name="Quiet hours").wait_for()
        tab.get_by_label("Public").select_option("no")
        with tab.expect_navigation():
            tab.get_by_role("button", name="Save", exact=True).click()
        assert page.reload().status == 404
        visitor.close()
        staff.close()


def test_a_ticket_begins_with_a_template(ana: Person, served: Served) -> None:
    text = "---\ntype: incident\npriority: high\n---\n\nSince when?\n"
    served.desk.write("templates/outage.md", text)
    served.desk.commit("a template")
    tab = ana.open("/new")
    tab.get_by_label("Begin with").select_option("outage")
    tab.get_by_role("button", name="Use template").click()
    tab.wait_for_url("**template=outage*")
    assert tab.get_by_label("Description").input_value().strip() == "Since when?"
    tab.get_by_label("Title").fill("Radar is down")
    tab.get_by_role("button", name="Open ticket").click()
    tab.get_by_role("heading", name="Radar is down").wait_for()
    assert tab.get_by_label("Priority").input_value() == "high"


def test_the_inbox_is_read(ana: Person, served: Served, staff: httpx.Client) -> None:
    ident = opened(staff, "Watched closely", assignees="ana@example.org")
    staff.post("/inbox", data={})
    shell(served.desk, "comment", ident, "News from Bob")
    tab = ana.open("/inbox")
    tab.get_by_text("News from Bob").wait_for()
    tab.get_by_role("button", name="Mark all as seen").click()
    tab.get_by_text("Nothing new on your tickets.").wait_for()
    shell(served.desk, "comment", ident, "More from Bob")
    tab.get_by_text("More from Bob").wait_for()
    tab.get_by_role("link", name="Watched closely").click()
    tab.wait_for_url(f"**/t/{ident}")


def test_two_edit_one_customer(ana: Person, served: Served, staff: httpx.Client) -> None:
    place = staff.post("/customers", data={"title": "Two Docks"}).headers["location"]
    tab = ana.open(place)
    tab.get_by_label("Language").fill("de")
    bob = served.desk.as_(BOB)
    bob.call("customer", "edit", "two-docks", "--set", "language=pt", "-b", "Bob called.")
    tab.get_by_text("What you are typing stays").wait_for()  # said once, however often it changes
    assert tab.get_by_label("Language").input_value() == "de"
    tab.get_by_role("button", name="Save", exact=True).click()
    tab.get_by_text("Somebody else changed language meanwhile").wait_for()
    tab.locator(".body").get_by_text("Bob called.").wait_for()
    assert tab.get_by_role("article", name="Merge note").count() == 1


def test_triage_on_a_phone(browser: Any, served: Served, staff: httpx.Client) -> None:
    ident = opened(staff, "From the train", labels="phone")
    person = Person(browser, served, **PHONE).sign_in(staff)
    tab = person.open("/list?q=label:phone")
    tab.get_by_role("link", name="From the train").tap()
    tab.get_by_label("Status", exact=True).select_option("in-progress")
    with tab.expect_navigation():
        tab.get_by_role("button", name="Save", exact=True).tap()
    assert status(served, ident) == "in-progress"
    tab.get_by_label("Comment", exact=True).fill("On my way")
    tab.get_by_role("button", name="Add comment").tap()
    tab.get_by_role("article", name="Ana Lima").wait_for()
    for path in (f"/t/{ident}", "/list", "/board", "/new"):
        tab.goto(path)
        assert tab.evaluate("document.documentElement.scrollWidth") <= tab.viewport_size["width"]
    person.close()
