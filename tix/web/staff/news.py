"""``/inbox``: what others have changed on one's tickets."""

from starlette.responses import Response

from tix.actions.inbox import inbox, take_as_seen
from tix.console.event_text import sentences, who
from tix.web.pages import Page, View

_MOST = 100
"""Tickets on the page."""


def news(view: View) -> Response:
    """The news since one last looked."""
    workspace = view.workspace
    since = view.request.query_params.get("since") or None
    found = inbox(workspace, since=since)
    tickets = [
        (each.ticket, each.title, [
            (who(workspace, event), workspace.local_time(event.at),
             list(sentences(workspace, event, comments=True)))
            for event in each.events
        ])
        for each in found.news[:_MOST]
    ]  # fmt: skip
    return view.page(
        "inbox.html", tickets=tickets, count=len(found.news), note=found.start.note,
        at=workspace.local_time(found.start.at) if found.start.at else "", tip=found.tip,
    )  # fmt: skip


def seen(view: View) -> Response:
    """Take all of it as seen, if nothing has come since the page was made."""
    found = inbox(view.workspace)
    if found.tip == view.text("tip"):
        take_as_seen(view.workspace, found)
    return view.see("/inbox")


ROUTES = (Page("/inbox", news), Page("/inbox", seen, ("POST",)))
