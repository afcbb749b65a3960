"""The table of reports. A new report is a file beside this one with a ``Definition``, its place
here, and one in ``tix.reports.NAMES``."""

from tix.reports.ageing import AGEING
from tix.reports.backlog import BACKLOG
from tix.reports.labels import LABELS
from tix.reports.people import AGENTS, CHANNELS, CUSTOMERS
from tix.reports.promises import PROMISES
from tix.reports.reopened import REOPENED
from tix.reports.report import Definition
from tix.reports.resolution import RESOLUTION
from tix.reports.response import RESPONSE
from tix.reports.satisfaction import SATISFACTION
from tix.reports.summary import SUMMARY
from tix.reports.throughput import THROUGHPUT
from tix.reports.topics import TOPICS
from tix.reports.trends import TRENDS
from tix.reports.work import WORK
from tix.reports.workload import WORKLOAD

REPORTS: tuple[Definition, ...] = (
    SUMMARY,
    THROUGHPUT,
    TRENDS,
    RESOLUTION,
    BACKLOG,
    AGEING,
    WORKLOAD,
    AGENTS,
    CUSTOMERS,
    CHANNELS,
    LABELS,
    TOPICS,
    REOPENED,
    PROMISES,
    RESPONSE,
    SATISFACTION,
    WORK,
)
"""All reports; the first is the one that people get who name none."""
