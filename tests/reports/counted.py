"""Every figure of every report once more, counted one by one from what ``tix export json`` prints.

Slow and plain: nothing of the program is used but the clusters of similar tickets, of which only
the figures are counted again.
"""

from __future__ import annotations

import math
import re
import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from tix.query.clusters import clusters

Row = dict[str, Any]
Sections = dict[str, list[Row]]
Json = dict[str, Any]

ZONE = ZoneInfo("Europe/Lisbon")
DONE = ("resolved", "closed")
STATUSES = ("open", "in-progress", "pending", "resolved", "closed")
TYPES = ("incident", "request", "question", "problem", "task")
PRIORITIES = ("urgent", "high", "normal", "low")
PEOPLE = {
    "ana@desk.example": "Ana Lima",
    "ana@home.example": "Ana Lima",
    "bob@desk.example": "Bob Reis",
    "cy@desk.example": "Cy Dent",
}
CUSTOMERS = ("acme-ltd", "bolt-gmbh", "rio-sa")
AGES = {"<1d": 1, "1-3d": 3, "3-7d": 7, "1-4w": 28, "4-13w": 91, "13-52w": 364, ">52w": 10**6}


def mail(text: str) -> str:
    """The address in ``Name <address>``."""
    return (re.search(r"<(.*)>", text) or re.search("(.*)", text))[1].lower()  # type: ignore[index]


def person(text: str) -> str:
    """Whose address it is, or the text."""
    return PEOPLE.get(mail(text), text)


def as_read(text: str) -> tuple[list[object], str]:
    """A key for the order in which people read: without case, and numbers by their size."""
    parts = re.split("([0-9]+)", text.casefold())
    return [int(part) if place % 2 else part for place, part in enumerate(parts)], text


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def seconds(span: timedelta) -> int:
    return int(span.total_seconds())


def quantile(values: Iterable[int], percent: int) -> int | None:
    """By the standard library's."""
    known = sorted(values)
    if len(known) < 2:
        return known[0] if known else None
    exact = statistics.quantiles([Fraction(v) for v in known], n=100, method="inclusive")
    return math.floor(exact[percent - 1] + Fraction(1, 2))


def share(part: int, whole: int) -> int | None:
    return math.floor(Fraction(100 * part, whole) + Fraction(1, 2)) if whole else None


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), ZONE).astimezone(UTC)


@dataclass(frozen=True)
class Ticket:
    """A ticket, and what happened to it by its stamps and its waits."""

    json: Json
    now: datetime

    def __getattr__(self, name: str) -> Any:
        return self.json[name]

    @property
    def customer(self) -> str | None:
        """The name of the file, if it is one's: case doesn't count."""
        said: str | None = self.json["customer"]
        return said.lower() if said and said.lower() in CUSTOMERS else said

    @cached_property
    def start(self) -> datetime:
        return at(self.json["opened"])

    @cached_property
    def is_done(self) -> bool:
        return self.json["status"] in DONE

    @cached_property
    def done_spells(self) -> list[tuple[datetime, datetime | None]]:
        """When it was done; from ``resolved`` to ``closed`` is one time."""
        spells: list[tuple[datetime, datetime | None]] = [
            (at(wait["from"]), at(wait["to"]))
            for wait in self.json["waited"]
            if wait["status"] in DONE
        ]
        if self.is_done:
            spells.append((at(self.json["since"]), None))
        found: list[tuple[datetime, datetime | None]] = []
        for begin, end in spells:
            if found and found[-1][1] == begin:
                found[-1] = found[-1][0], end
            else:
                found.append((begin, end))
        return found

    @property
    def resolved_at(self) -> list[datetime]:
        return [begin for begin, _ in self.done_spells]

    @property
    def reopened_at(self) -> list[datetime]:
        return [end for _, end in self.done_spells if end is not None]

    def is_open_at(self, when: datetime) -> bool:
        """Whether it is so at the last moment before then."""
        if self.start >= when:
            return False
        return not any(b < when and (e is None or e >= when) for b, e in self.done_spells)

    @cached_property
    def asker(self) -> str:
        return mail(self.json["requester"] or self.json["opened_by"])

    @cached_property
    def answer(self) -> int | None:
        """Seconds to the first public comment of somebody else; what is automatic is nobody."""
        nobody = {person(self.asker), "monitor@desk.example"}
        said = [
            at(c["at"])
            for c in self.json["comments"]
            if not c["internal"]
            and person(mail(c["by"])) not in nobody
            and not mail(c["by"]).endswith(".invalid")
        ]
        return seconds(min(said) - self.start) if said else None

    @cached_property
    def took(self) -> int | None:
        return seconds(self.resolved_at[-1] - self.start) if self.is_done else None

    @cached_property
    def people(self) -> list[str | None]:
        return sorted({person(text) for text in self.json["assignees"]}) or [None]  # type: ignore[return-value]

    def age(self, when: datetime) -> str:
        days = max(timedelta(), when - self.start) / timedelta(days=1)
        return next(name for name, end in AGES.items() if days < end)


class Counted:
    """The reports of a desk, or of a period of it."""

    def __init__(
        self,
        exported: Sequence[Json],
        now: datetime,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> None:
        self.now = now
        self.since, self.until = since, until
        self.tickets = [Ticket(each, now) for each in exported]

    def within(self, when: datetime) -> bool:
        return (self.since is None or self.since <= when) and (
            self.until is None or when < self.until
        )

    def touches(self, day: date) -> bool:
        """Whether any of the day is in the period."""
        after = self.since is None or self.since < midnight(day + timedelta(1))
        return after and (self.until is None or midnight(day) < self.until)

    @property
    def opened_in(self) -> list[Ticket]:
        return [t for t in self.tickets if self.within(t.start)]

    # -- groups ---------------------------------------------------------------------------------

    def by(
        self, words: Callable[[Ticket], Iterable[str | None]], tickets: Sequence[Ticket]
    ) -> dict[str | None, list[Ticket]]:
        found: dict[str | None, list[Ticket]] = {}
        for ticket in tickets:
            for word in words(ticket):
                found.setdefault(word, []).append(ticket)
        return found

    def by_person(self, tickets: Sequence[Ticket]) -> dict[str | None, list[Ticket]]:
        found = self.by(lambda t: t.people, tickets)
        return {who: found[who] for who in sorted(found, key=lambda w: (w is None, w))}

    def by_word(
        self, name: str, known: Sequence[str], tickets: Sequence[Ticket]
    ) -> dict[str | None, list[Ticket]]:
        found = self.by(lambda t: [t.json[name]], tickets)
        others = sorted((w for w in found if w is not None and w not in known), key=as_read)
        order = [*known, *others, *([None] if None in found else [])]
        return {word: found.get(word, []) for word in order}

    # -- how things stand -----------------------------------------------------------------------

    def summary(self) -> Sections:
        tickets = self.opened_in
        undone = [t for t in tickets if not t.is_done]
        figures = {
            "tickets": len(tickets),
            "open": len(undone),
            "waiting": sum(t.status == "pending" for t in tickets),
            "overdue": sum(self.late(t) is not None for t in undone),
            "unassigned": sum(t.people == [None] for t in undone),
            "done": len(tickets) - len(undone),
        }

        def counts(name: str, groups: dict[str | None, list[Ticket]]) -> list[Row]:
            return [
                {
                    name: word,
                    "open": sum(not t.is_done for t in having),
                    "done": sum(t.is_done for t in having),
                    "total": len(having),
                }
                for word, having in groups.items()
            ]

        oldest = sorted(undone, key=lambda t: (t.start, t.id))[:5]
        late = [
            (midnight(date.fromisoformat(t.due) + timedelta(1)), t.id, t)
            for t in undone
            if self.late(t) is not None
        ]
        return {
            "Tickets": [{"figure": name, "count": n} for name, n in figures.items()],
            "By status": counts("status", self.by_word("status", STATUSES, tickets)),
            "By priority": counts("priority", self.by_word("priority", PRIORITIES, tickets)),
            "By type": counts("type", self.by_word("type", TYPES, tickets)),
            "By assignee": counts("assignee", self.by_person(tickets)),
            "Oldest open": [
                {
                    "id": t.id,
                    "title": t.title,
                    "opened": t.opened,
                    "age": seconds(self.now - t.start),
                }
                for t in oldest
            ],
            "Longest overdue": [
                {"id": t.id, "title": t.title, "due": t.due, "overdue_by": seconds(self.now - end)}
                for end, _, t in sorted(late, key=lambda each: each[:2])[:5]
            ],
        }

    def late(self, ticket: Ticket) -> timedelta | None:
        if ticket.due is None or ticket.is_done:
            return None
        over = self.now - midnight(date.fromisoformat(ticket.due) + timedelta(1))
        return over if over >= timedelta() else None

    def ageing(self) -> Sections:
        undone = [t for t in self.opened_in if not t.is_done]
        columns = self._priority_columns(undone)
        return {
            "Open tickets by age": [
                {
                    "age": name,
                    "open": sum(t.age(self.now) == name for t in undone),
                    **{
                        column: sum(t.age(self.now) == name and t.priority == word for t in undone)
                        for column, word in columns.items()
                    },
                }
                for name in AGES
            ]
        }

    def _priority_columns(self, tickets: Sequence[Ticket]) -> dict[str, str | None]:
        return {
            f"priority:{word}" if word else "no_priority": word
            for word in self.by_word("priority", PRIORITIES, tickets)
        }

    def workload(self) -> Sections:
        undone = [t for t in self.opened_in if not t.is_done]
        columns = self._priority_columns(undone)
        groups = self.by_person(undone)
        rows = []
        for who in sorted(groups, key=lambda w: (w is None, -len(groups[w]))):
            having = groups[who]
            first = min(having, key=lambda t: (t.start, t.id))
            counts = {c: sum(t.priority == w for t in having) for c, w in columns.items()}
            rows.append(
                {
                    "assignee": who,
                    "open": len(having),
                    **counts,
                    "overdue": sum(self.late(t) is not None for t in having),
                    "oldest": first.id,
                    "oldest_age": seconds(self.now - first.start),
                }
            )
        return {"Open tickets by assignee": rows}

    def labels(self) -> Sections:
        groups = self.by(lambda t: {*t.labels} or {None}, self.opened_in)
        rows: list[Row] = []
        for label, having in groups.items():
            undone = [t for t in having if not t.is_done]
            first = min(undone, key=lambda t: (t.start, t.id), default=None)
            rows.append(
                {
                    "label": label,
                    "open": len(undone),
                    "done": len(having) - len(undone),
                    "total": len(having),
                    "oldest_open": first and first.id,
                    "oldest_age": first and seconds(self.now - first.start),
                }
            )
        rows.sort(
            key=lambda r: (r["label"] is None, -r["open"], -r["total"], as_read(r["label"] or ""))
        )
        return {"Tickets by label": rows}

    # -- over time ------------------------------------------------------------------------------

    def stretches(
        self, unit: str, since: datetime, until: datetime
    ) -> list[tuple[str, datetime, datetime]]:
        """The named stretches of the calendar that the time touches, cut to it."""
        name = {"day": "%Y-%m-%d", "week": "%G-W%V", "month": "%Y-%m", "year": "%Y"}[unit]
        found: dict[str, tuple[datetime, datetime]] = {}
        day = since.astimezone(ZONE).date()
        while midnight(day) < until:
            begin, end = max(midnight(day), since), min(midnight(day + timedelta(1)), until)
            word = day.strftime(name)
            found[word] = (found.get(word, (begin,))[0], end)
            day += timedelta(1)
        return [(word, *ends) for word, ends in found.items()]

    def end_of(self, unit: str, when: datetime) -> datetime:
        """Of the whole stretch that it is in."""
        near = self.stretches(unit, when - timedelta(800), when + timedelta(800))
        return next(end for _, begin, end in near if begin <= when < end)

    def whole(self, unit: str | None) -> tuple[str, list[tuple[str, datetime, datetime]]]:
        since = self.since or min(t.start for t in self.tickets)
        until = self.until or self.now
        length = min(until, self.now) - since
        if unit is None:
            limits = (("day", 31), ("week", 183), ("month", 3653))
            unit = next((u for u, days in limits if length <= timedelta(days)), "year")
        end = self.end_of(unit, self.now)
        return unit, self.stretches(unit, since, min(self.until or end, end))

    def moved(self, begin: datetime, end: datetime) -> dict[str, int]:
        def count(times: Iterable[datetime]) -> int:
            return sum(begin <= when < end for when in times)

        return {
            "opened": count(t.start for t in self.tickets),
            "resolved": count(w for t in self.tickets for w in t.resolved_at),
            "reopened": count(w for t in self.tickets for w in t.reopened_at),
            "open_at_end": sum(t.is_open_at(end) for t in self.tickets),
        }

    def throughput(self, unit: str | None = None) -> Sections:
        unit, rows = self.whole(unit)
        return {f"Each {unit}": [{"period": w, **self.moved(b, e)} for w, b, e in rows]}

    def backlog(self, unit: str | None = None) -> Sections:
        unit, rows = self.whole(unit)
        lines = []
        for word, _, end in rows:
            still = [t.age(min(end, self.now)) for t in self.tickets if t.is_open_at(end)]
            ages = {f"age:{age}": still.count(age) for age in AGES}
            lines.append({"period": word, "open_at_end": len(still), **ages})
        return {f"Open tickets by age at the end of each {unit}": lines}

    def trends(self, unit: str = "week") -> Sections:
        current_end = self.end_of(unit, self.now)
        until = min(self.until or current_end, current_end)
        far = min(t.start for t in self.tickets) - timedelta(800)
        every = self.stretches(unit, far, current_end + timedelta(800))
        whole = {word: (begin, end) for word, begin, end in every}
        if self.since is not None:
            rows = self.stretches(unit, self.since, until)
        else:
            first = min(t.start for t in self.tickets)
            rows = self.stretches(unit, first, until)[-13:]
            rows[0] = (rows[0][0], whole[rows[0][0]][0], rows[0][2])
        words = [word for word, _, _ in every]
        lines, times = [], []
        for word, begin, end in rows:
            here = self.moved(begin, end)
            before = self.moved(*whole[words[words.index(word) - 1]])
            compare = (begin, end) == whole[word] and end <= self.now
            line: Row = {"period": word}
            for name, count in here.items():
                line[name] = count
                line[f"{name}_change"] = count - before[name] if compare else None
            lines.append(line)
            inside = type(self)([], self.now, begin, end)
            times.append({"period": word, **inside.all_times(self.tickets)})
        return {f"Each {unit}": lines, f"Times each {unit}": times}

    # -- how long it took -----------------------------------------------------------------------

    def times(self, tickets: Iterable[Ticket]) -> Row:
        tickets = [*tickets]
        answers = [t.answer for t in tickets if self.within(t.start) and t.answer is not None]
        done = [t.took for t in tickets if t.took is not None and self.within(t.resolved_at[-1])]
        return {
            "answered": len(answers),
            "answer_median": quantile(answers, 50),
            "answer_p90": quantile(answers, 90),
            "resolved": len(done),
            "resolution_median": quantile(done, 50),
            "resolution_p90": quantile(done, 90),
        }

    def all_times(self, tickets: Iterable[Ticket]) -> Row:
        """The same, and what only a desk with promises knows."""
        return self.times(tickets)

    def resolution(self) -> Sections:
        def grouped(
            name: str, groups: dict[str | None, list[Ticket]], known: Sequence[str]
        ) -> list[Row]:
            rows = [{name: word, **self.times(having)} for word, having in groups.items()]
            return [r for r in rows if r["answered"] or r["resolved"] or r[name] in known]

        priorities = self.by_word("priority", PRIORITIES, self.tickets)
        return {
            "Overall": [self.times(self.tickets)],
            "By priority": grouped("priority", priorities, PRIORITIES),
            "By assignee": grouped("assignee", self.by_person(self.tickets), ()),
        }

    def _tables(self, name: str, groups: dict[str | None, list[Ticket]]) -> Sections:
        rows: list[Row] = []
        past = self.until is not None and self.until <= self.now
        for word, having in groups.items():
            counts = {
                "opened": sum(self.within(t.start) for t in having),
                "open": sum(
                    t.is_open_at(self.until) if past and self.until else not t.is_done
                    for t in having
                ),
                "resolved": sum(self.within(w) for t in having for w in t.resolved_at),
                "reopened": sum(self.within(w) for t in having for w in t.reopened_at),
            }
            if any(counts.values()):
                rows.append({name: word, **counts})
        rows.sort(
            key=lambda r: (
                r[name] is None,
                *(-n for n in list(r.values())[1:]),
                as_read(r[name] or ""),
            )
        )
        timed = [{name: r[name], **self.all_times(groups[r[name]])} for r in rows]
        return {
            f"Tickets by {name}": rows,
            f"Times by {name}": [r for r in timed if r["answered"] or r["resolved"]],
        }

    def agents(self) -> Sections:
        return self._tables("assignee", self.by_person(self.tickets))

    def customers(self) -> Sections:
        return self._tables("customer", self.by(lambda t: [t.customer], self.tickets))

    def channels(self) -> Sections:
        return self._tables("channel", self.by(lambda t: [t.channel], self.tickets))

    # -- topics and reopenings ------------------------------------------------------------------

    def topics(self) -> Sections:
        second = self.now + timedelta(seconds=1)
        end = min(self.until or second, second)
        start = self.since or end - timedelta(weeks=13)
        both = [t for t in self.tickets if start - (end - start) <= t.start < end]

        def trend(having: Sequence[Ticket]) -> dict[str, int]:
            new = [t for t in having if t.start >= start]
            before = len(having) - len(new)
            return {
                "opened": len(new),
                "before": before,
                "change": len(new) - before,
                "open": sum(not t.is_done for t in new),
            }

        groups = self.by(lambda t: {*t.labels} or {None}, both)
        labels: list[Row] = [{"label": label, **trend(having)} for label, having in groups.items()]
        labels.sort(
            key=lambda r: (r["label"] is None, -r["opened"], -r["before"], r["label"] or "")
        )
        problems = []
        for cluster in clusters(both):
            having = [t for t in both if t.id in cluster.ids]
            problems.append(
                {
                    "problem": cluster.title,
                    **trend(having),
                    "customers": len({t.customer for t in having} - {None}),
                    "newest": max(having, key=lambda t: (t.start, t.id)).id,
                }
            )
        problems.sort(key=lambda r: (-r["opened"], -r["before"], r["problem"], r["newest"]))
        return {"Labels": labels, "Repeated problems": problems[:20]}

    def reopened(self) -> Sections:
        found = [
            (t, begin, end)
            for t in self.tickets
            for begin, end in t.done_spells
            if self.within(begin)
        ]

        def shares(mine: Sequence[tuple[Ticket, datetime, datetime | None]]) -> Row:
            undone = sum(end is not None for _, _, end in mine)
            return {"resolutions": len(mine), "reopened": undone, "share": share(undone, len(mine))}

        def grouped(
            name: str, words: Sequence[str | None], of: Callable[[Ticket], Iterable[str | None]]
        ) -> list[Row]:
            rows = [
                {name: word, **shares([each for each in found if word in of(each[0])])}
                for word in words
            ]
            return [row for row in rows if row["resolutions"]]

        after = [seconds(end - begin) for _, begin, end in found if end is not None]
        types = list(self.by_word("type", TYPES, self.tickets))
        people = list(self.by_person(self.tickets))
        again = [(t, [w for w in t.reopened_at if self.within(w)]) for t in self.tickets]
        again = [each for each in again if each[1]]
        again.sort(
            key=lambda each: (-len(each[1]), -each[0].reopened_at[-1].timestamp(), each[0].id)
        )
        return {
            "Overall": [
                {**shares(found), "median": quantile(after, 50), "p90": quantile(after, 90)}
            ],
            "By type": grouped("type", types, lambda t: [t.type]),
            "By assignee": grouped("assignee", people, lambda t: t.people),
            "Reopened tickets": [
                {
                    "id": t.id,
                    "title": t.title,
                    "times": len(when),
                    "last": t.reopened_at[-1].strftime("%Y-%m-%dT%H:%M:%SZ"),
                    "status": t.status,
                }
                for t, when in again[:20]
            ],
        }

    # -- ratings and work -----------------------------------------------------------------------

    def satisfaction(self) -> Sections:
        last: dict[tuple[str, str], tuple[Ticket, Json]] = {}
        for t in self.tickets:
            for rating in sorted(t.ratings, key=lambda r: (r["at"], r["id"])):
                last[t.id, mail(rating["who"])] = t, rating
        found = [(t, r) for t, r in last.values() if self.within(at(r["at"]))]

        def figures(having: Sequence[Ticket]) -> Row:
            ids = {t.id for t in having}
            given = [r["rating"] for t, r in found if t.id in ids]
            done = [t for t in having if t.is_done and self.within(t.resolved_at[-1])]
            good = sum(n >= 4 for n in given)
            rated = sum(bool(t.ratings) for t in done)
            return {
                "ratings": len(given),
                "good": good,
                "share": share(good, len(given)),
                "median": quantile(given, 50),
                "done": len(done),
                "rated": rated,
                "rate": share(rated, len(done)),
            }

        def grouped(name: str, groups: dict[str | None, list[Ticket]]) -> list[Row]:
            rows = [{name: word, **figures(having)} for word, having in groups.items()]
            rows = [r for r in rows if r["ratings"] or r["done"]]
            return sorted(
                rows, key=lambda r: (r[name] is None, -r["ratings"], -r["done"], str(r[name]))
            )

        bad = sorted(
            ((t, r) for t, r in found if r["rating"] <= 2),
            key=lambda each: (each[1]["at"], each[1]["id"]),
            reverse=True,
        )
        stars = [r["rating"] for _, r in found]
        return {
            "Overall": [figures(self.tickets)],
            "Ratings": [{"rating": str(n), "count": stars.count(n)} for n in (5, 4, 3, 2, 1)],
            "By customer": grouped("customer", self.by(lambda t: [t.customer], self.tickets)),
            "By assignee": grouped("assignee", self.by_person(self.tickets)),
            "Ratings of 1 and 2": [
                {
                    "id": t.id,
                    "title": t.title,
                    **{name: r[name] for name in ("rating", "who", "at", "text")},
                }
                for t, r in bad[:20]
            ],
        }

    def work(self) -> Sections:
        found = [
            (t, entry, date.fromisoformat(entry["day"])) for t in self.tickets for entry in t.worked
        ]
        found = [each for each in found if self.touches(each[2])]

        def figures(mine: Iterable[tuple[Ticket, Json, date]]) -> Row:
            mine = [*mine]
            worked = sum(entry["minutes"] for _, entry, _ in mine)
            billable = sum(entry["minutes"] for _, entry, _ in mine if entry["billable"])
            return {
                "worked": worked,
                "billable": billable,
                "share": share(billable, worked),
                "tickets": len({t.id for t, _, _ in mine}),
            }

        def grouped(name: str, of: Callable[[Ticket, Json], str | None]) -> list[Row]:
            words = {of(t, entry) for t, entry, _ in found}
            rows = [
                {name: word, **figures(e for e in found if of(e[0], e[1]) == word)}
                for word in words
            ]
            return sorted(rows, key=lambda r: (r[name] is None, -r["worked"], r[name] or ""))

        totals = {t.id: 0 for t, _, _ in found}
        for t, entry, _ in found:
            totals[t.id] += entry["minutes"]
        spread = {"median": quantile(totals.values(), 50), "p90": quantile(totals.values(), 90)}
        weeks = []
        if found:
            monday = min(day for _, _, day in found)
            monday -= timedelta(monday.weekday())
            while monday <= max(day for _, _, day in found):
                inside = [e for e in found if monday <= e[2] < monday + timedelta(7)]
                weeks.append({"week": monday.strftime("%G-W%V"), **figures(inside)})
                monday += timedelta(7)
        most = sorted(totals, key=lambda ident: (-totals[ident], ident))[:20]
        tickets = {t.id: t for t in self.tickets}
        return {
            "Overall": [{**figures(found), **spread}],
            "By person": grouped("person", lambda _, entry: person(entry["who"])),
            "By customer": grouped("customer", lambda t, _: t.customer),
            "Each week": weeks,
            "Most worked on": [
                {
                    "id": ident,
                    "title": tickets[ident].title,
                    "customer": tickets[ident].customer,
                    "worked": totals[ident],
                    "billable": figures(e for e in found if e[0].id == ident)["billable"],
                }
                for ident in most
            ],
        }
