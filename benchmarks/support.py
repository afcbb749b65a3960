"""Making a desk a support desk: 500 customers, calendars, 20 promises."""

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
    """Add customers and promises to a desk, in a commit."""
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
