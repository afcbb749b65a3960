"""Random versions of one ticket: a base, and what two people independently made of it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from tests.model.strategies import comments, tickets
from tix.model import changes
from tix.model.config import Config
from tix.model.people import Person
from tix.model.ticket import Link, Ticket
from tix.values import replace

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
ANA = Person("Ana Lima", "ana@example.org")
JO = Person("", "jo@acme.example")

_WORDS = st.sampled_from(["", "a", "b", "longer", "longer still", "lines\nof\ntext"])
_LINE = st.sampled_from(["one", "two", "three", "- [ ] a", "- [x] a", "", "[redacted]"])
_TEXT = st.lists(_LINE, max_size=5).map("\n".join)
_MINUTES = st.integers(0, 3000)


def plain_tickets() -> st.SearchStrategy[Ticket]:
    """Tickets as tix writes them."""
    return st.builds(
        Ticket,
        id=st.just("k7f3qz"),
        title=st.sampled_from(["Build fails", "Nightly build fails"]),
        status=st.just("open"),
        since=st.just(NOW),
        priority=st.sampled_from([None, "low", "normal", "high"]),
        requester=st.just(str(JO)),
        labels=st.lists(st.sampled_from("abcd"), max_size=3, unique=True).map(tuple),
        opened=st.just(NOW),
        opened_by=st.just(str(ANA)),
        body=_TEXT,
        comments=st.lists(comments(), max_size=2, unique_by=lambda c: c.id).map(
            lambda items: tuple(sorted(items, key=lambda c: (c.at, c.id)))
        ),
    )


@st.composite
def edited(draw: st.DrawFn, ticket: Ticket) -> Ticket:
    """What a person makes of a ticket in a few steps."""
    for _ in range(draw(st.integers(0, 4))):
        ticket = draw(_step(ticket))
    return ticket


def _step(ticket: Ticket) -> st.SearchStrategy[Ticket]:
    def put(**values: Any) -> Ticket:
        return replace(ticket, **values)

    steps: list[st.SearchStrategy[Ticket]] = [
        st.builds(lambda t: put(title=t), st.sampled_from(["Build", "Build broken", "Fails"])),
        st.builds(
            lambda p: put(priority=p), st.sampled_from([None, "low", "high", "urgent", "own word"])
        ),
        st.builds(lambda t: put(type=t), st.sampled_from([None, "task", "incident", "own"])),
        st.builds(lambda m: put(milestone=m), st.sampled_from([None, "1.0", "2.0"])),
        st.builds(lambda d: put(due=d), st.none() | st.dates() | st.just(NOW)),
        st.builds(
            lambda s: put(labels=s),
            st.lists(st.sampled_from("abcde"), max_size=3, unique=True).map(tuple),
        ),
        st.builds(
            lambda k, i: changes.add_link(ticket, Link(k, i)),
            st.sampled_from(["parent", "blocks", "duplicates"]),
            st.sampled_from(["m3k9vd", "x4w2aa", "b2b2b2"]),
        ),
        st.builds(
            lambda s, m, r: changes.set_status(ticket, s, Config(), _after(m), r),
            st.sampled_from(["open", "in-progress", "pending", "resolved", "closed"]),
            _MINUTES,
            st.sampled_from([None, "fixed", "won't do"]),
        ),
        st.builds(
            lambda i, w, m, t: changes.add_comment(ticket, i, w, t, _after(m)),
            st.sampled_from(["c-aaaaaa", "c-bbbbbb", "c-cccccc"]),
            st.sampled_from([ANA, JO]),
            _MINUTES,
            _TEXT,
        ).filter(lambda t: len({c.id for c in t.comments}) == len(t.comments)),
        st.builds(lambda b: put(body=b), _TEXT),
        st.builds(
            lambda v: changes.set_team_field(ticket, "severity", v),
            st.sampled_from([None, "minor", "major", ("a", "b"), ("b", "c", "d")]),
        ),
    ]
    if ticket.comments:
        one = st.sampled_from(ticket.comments)
        steps += [
            st.builds(lambda c, t: changes.edit_comment(ticket, c.id, t), one, _TEXT),
            st.builds(lambda c: changes.remove_comment(ticket, c.id), one),
        ]
    return st.one_of(steps)


def _after(minutes: int) -> datetime:
    return NOW + timedelta(minutes=minutes)


@st.composite
def versions(draw: st.DrawFn) -> tuple[Ticket, Ticket, Ticket]:
    """A base and two versions that people made of it."""
    base = draw(plain_tickets())
    return base, draw(edited(base)), draw(edited(base))


@st.composite
def wild_versions(draw: st.DrawFn) -> tuple[Ticket, Ticket, Ticket]:
    """Three unrelated tickets that share an id and an opening."""
    base, ours, theirs = draw(tickets()), draw(tickets()), draw(tickets())
    same: dict[str, Any] = {"id": base.id, "opened": base.opened, "opened_by": base.opened_by}
    return base, replace(ours, **same), replace(theirs, **same)
