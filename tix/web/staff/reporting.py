"""``/reports``: the desk in numbers and charts."""

import re

from markupsafe import Markup
from starlette.responses import Response

from tix.actions.report import ReportOptions, make_report
from tix.errors import NotFoundError, UsageError
from tix.reports.cells import period_text
from tix.reports.charts import HATCHES, STYLE
from tix.reports.html import sections
from tix.reports.table import REPORTS
from tix.web.pages import Page, View, anybody
from tix.web.staff.tickets import sentence_of

_BY_NAME = {report.name: report for report in REPORTS}


class NoReportError(NotFoundError):
    """There is no report of that name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"there is no report {name!r}", hint="the page of reports has all of them")


def reports(view: View) -> Response:
    """All reports, by name."""
    return view.page("reports.html", reports=REPORTS, report=None, parts="", problem="", period="")


def report(view: View) -> Response:
    """One report, of the tickets that a query selects, in a time."""
    definition = _BY_NAME.get(view.path("name"))
    if definition is None:
        raise NoReportError(view.path("name"))
    params = view.request.query_params
    options = ReportOptions(
        [view.query] if view.query else [], params.get("since") or None,
        params.get("until") or None, params.get("by") or None,
    )  # fmt: skip
    try:
        made = make_report(view.workspace, definition, options).report
    except UsageError as error:
        return view.page(
            "reports.html", 422, reports=REPORTS, report=definition, parts="", period="",
            problem=sentence_of(error),
        )  # fmt: skip
    hatches = re.sub(r' style="[^"]*"', "", HATCHES)  # the style sheet has that
    parts = Markup("\n".join([hatches, *sections(made, "h2")]))  # escaped where it is made
    return view.page(
        "reports.html", reports=REPORTS, report=definition, parts=parts, problem="",
        period=period_text(made),
    )  # fmt: skip


def charts(_: View) -> Response:
    """The style sheet of the charts."""
    return Response(STYLE, media_type="text/css", headers={"cache-control": "max-age=3600"})


ROUTES = (
    Page("/reports", reports),
    Page("/reports/charts.css", charts, gate=anybody),
    Page("/reports/{name}", report),
)
