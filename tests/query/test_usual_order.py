"""The order without a query is the order of an empty query."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from tix.model.config import Config
from tix.model.ticket import Ticket
from tix.query.order import sort_key
from tix.query.usual_order import usual_key

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)

times = st.integers(-40, 40).map(lambda hours: NOON + timedelta(hours=hours, minutes=-720))
days = st.integers(-2, 2).map(lambda n: NOON.date() + timedelta(days=n))
ends = st.sampled_from([date.min, date.max, datetime.max.replace(tzinfo=UTC)])
tickets = st.builds(
    Ticket,
    st.text("abc", min_size=6, max_size=6),
    st.just("title"),
    priority=st.sampled_from([None, "low", "normal", "high", "urgent", "odd"]),
    due=st.none() | times | days | ends,
    opened=st.none() | times,
)


@given(st.lists(tickets), st.sampled_from(["UTC", "Asia/Tokyo", "America/New_York"]))
def test_same_as_the_order_of_queries(found: list[Ticket], zone: str) -> None:
    config = Config(timezone=ZoneInfo(zone))
    expected = sorted(found, key=sort_key((), config))
    assert sorted(found, key=lambda ticket: usual_key(ticket, config)) == expected
