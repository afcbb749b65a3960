"""How many automatic answers go out at the most (M4): a loop ends by it, whoever closes it."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from tix.frozen import dataclass
from tix.model.notices.message import Message

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Most:
    """The most acknowledgements: to one sender an hour and a day, and to all an hour."""

    to_one_an_hour: int = 1
    to_one_a_day: int = 10
    to_all_an_hour: int = 200


def beyond(
    messages: Iterable[Message], earlier: Iterable[tuple[str, datetime]], most: Most, now: datetime
) -> Iterator[str]:
    """The keys of the acknowledgements that are too many.

    ``earlier`` are those that went out or wait: to whom, and when that was decided.
    """
    known = [(to.casefold(), at) for to, at in earlier if at > now - _DAY]
    for message in messages:
        if message.purpose == "acknowledge":
            to = message.to.casefold()
            hour = [who for who, at in known if at > now - _HOUR]
            day = [who for who, _ in known]
            if (
                hour.count(to) >= most.to_one_an_hour
                or day.count(to) >= most.to_one_a_day
                or len(hour) >= most.to_all_an_hour
            ):
                yield message.key
            else:
                known.append((to, now))
