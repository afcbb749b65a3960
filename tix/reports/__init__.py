"""Reports: counts and times of many tickets, as values (pure), and the formats they come in."""

NAMES = {
    "summary": "summary",
    "throughput": "throughput",
    "trends": "trends",
    "resolution": "resolution",
    "backlog": "backlog",
    "ageing": "ageing",
    "workload": "workload",
    "agents": "people",
    "customers": "people",
    "channels": "people",
    "labels": "labels",
    "topics": "topics",
    "reopened": "reopened",
    "promises": "promises",
    "response": "response",
    "satisfaction": "satisfaction",
    "work": "work",
}
"""All reports by name (``table.REPORTS``), and the module of each: a run needs one of them. The
first is the one that people get who name none."""

FORMAT_NAMES = ("json", "csv", "markdown", "html")
"""The formats of a report that isn't a table (``formats.FORMATS``)."""

UNITS = ("day", "week", "month", "year")
"""What reports on time may count by."""
