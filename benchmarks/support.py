"""Making a desk a support desk: 500 customers, calendars, 20 promises, 50 rules."""

from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

from benchmarks.lives import CUSTOMERS
from tix.model.records.kinds import name_for

COUNT = 500
_PLANS = ("gold", "silver", "bronze", "")
_PRIORITIES = ("urgent", "high", "normal", "low")
_CALENDARS = """\
calendars:
  office:
    timezone: Europe/Lisbon
    hours: {mon-thu: 09:00-13:00 14:00-18:00, fri: 09:00-15:00}
    day: 8h
    holidays: [12-25, 01-01]
  nights: {timezone: Europe/Berlin, hours: {mon-sun: 00:00-06:00 22:00-24:00}}
  york: {timezone: America/New_York, hours: {mon-fri: 09:00-17:00}}
"""


def become_support(root: Path, git: Callable[..., str]) -> None:
    """Add customers, promises and rules to a desk, in a commit."""
    rng = Random(1)
    folder = root / "customers"
    folder.mkdir()
    for number in range(COUNT):
        name = CUSTOMERS[number] if number < len(CUSTOMERS) else f"Customer {number}"
        plan = rng.choice(_PLANS)
        lines = [f"name: {name}", *([f"plan: {plan}"] if plan else [])]
        lines += ["domains:", f"- c{number}.example"]
        text = "\n".join(["---", *lines, "---", ""])
        (folder / f"{name_for(name)}.md").write_text(text)
    with (root / "tix.yaml").open("a") as settings:
        settings.write("\n".join([_CALENDARS.rstrip(), "promises:", *_promises(), ""]))
    (root / "rules.yaml").write_text("".join(_rules()))
    git("add", "--all")
    git("commit", "--quiet", "--message", "A support desk")


def _promises() -> Iterator[str]:
    """Twenty of them, the last of which is for every ticket."""
    whens = [f"plan:{plan} priority:{p}" for plan in _PLANS[:3] for p in _PRIORITIES]
    whens += [f"label:{label} -type:task" for label in ("ci", "arm64", "docs", "ui", "api", "db")]
    whens += ["type:problem", ""]
    for number, when in enumerate(whens[:20], 1):
        calendar = ("office", "nights", "york")[number % 3]
        yield f"- name: promise-{number}"
        if when:
            yield f"  when: {when}"
        yield f"  calendar: {calendar}"
        yield f"  first_response: {number}h"
        yield f"  next_response: {2 * number}h"
        yield f"  resolution: {number}d"
        yield "  warn: 30m"


_EVENTS = ("opened", "changed priority", "asked", "answered", "done", "reopened")
_TIMES = ("1h after opened", "5bd after since", "30m before first_response", "14d after resolved")


def _rules() -> Iterator[str]:
    """Thirty on events and twenty at times, none of which ever finds its label."""
    for number in range(50):
        is_timed = number >= 30
        place = number % (len(_TIMES) if is_timed else len(_EVENTS))
        yield f"- name: rule {number}\n"
        if is_timed:
            yield f"  at: {_TIMES[place]}\n  from: 2026-10-01T00:00:00Z\n"
        else:
            yield f"  on: {_EVENTS[place]}\n"
        yield f"  when: is:open (ferry OR harbour) label:rule-{number}\n"
        yield "  then: {add-label: seen, priority: high, comment: internal It was looked at.}\n"
