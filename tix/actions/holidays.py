"""Writing the holidays of countries and regions into files of the desk (``calendars/PT.txt``)."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date

from tix.errors import UsageError
from tix.frozen import dataclass
from tix.model.promises.holidays import HolidaysError, dump_holidays, path_of, read_holidays
from tix.model.times import day_of
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace
    from tix.storage.store.outcome import Outcome

_YEARS_BACK, _YEARS_AHEAD = 1, 2


class UnknownRegionError(UsageError):
    """The library knows no country or region of that name."""

    def __init__(self, name: str, hint: str | None) -> None:
        super().__init__(f"nobody knows the holidays of {name!r}", hint=hint)


class BrokenHolidaysError(UsageError):
    """A file that is there already can't be read, and isn't written over."""

    def __init__(self, path: str, error: HolidaysError) -> None:
        super().__init__(
            f"{path}:{error.line}: {error.reason}", hint="mend that line, or delete the file"
        )


@dataclass(frozen=True, slots=True)
class HolidaysResult:
    """What was written: the number of new days of each region."""

    outcome: "Outcome"
    added: Mapping[str, int]


def write_holidays(workspace: "Workspace", names: Sequence[str]) -> HolidaysResult:
    """Write the holidays of these countries (``PT``) and regions (``PT-20``), of last year and
    the next two, into a file each.

    A year of which a file has a day stays as it is there: what the desk means by its holidays
    changes only by hand. Raises UnknownRegionError, BrokenHolidaysError.
    """
    today = day_of(workspace.now, workspace.config.timezone)
    years = range(today.year - _YEARS_BACK, today.year + _YEARS_AHEAD + 1)
    known = {_spelled(name): _holidays(_spelled(name), years) for name in names}
    added: dict[str, int] = {}
    with workspace.transaction() as work:
        for name, holidays in known.items():
            path = path_of(name)
            data = work.reader.content(path)
            there = _days_in(path, data)
            kept = {day.year for day in there}
            new = {day: text for day, text in holidays.items() if day.year not in kept}
            added[name] = len(new)
            if new:
                work.put_file(path, dump_holidays(there | new), seen=data)
        changed = ", ".join(name for name, count in added.items() if count)
        return HolidaysResult(work.commit(f"Holidays: {changed}"), added)


def _days_in(path: str, data: bytes | None) -> dict[date, str]:
    try:
        return read_holidays(data or b"")
    except HolidaysError as error:
        raise BrokenHolidaysError(path, error) from None


def _spelled(name: str) -> str:
    return name.strip().upper()


def _holidays(name: str, years: Sequence[int]) -> dict[date, str]:
    """What the library says, in the language of the country. Raises UnknownRegionError."""
    import holidays  # 120 ms, and only this command asks it

    country, _, region = name.partition("-")
    with suppress(NotImplementedError, KeyError):
        known = holidays.country_holidays(country, subdiv=region or None)
        found = holidays.country_holidays(
            country, subdiv=region or None, years=years, language=known.default_language
        )
        return dict(found.items())
    from tix.model.text.nearest import did_you_mean

    regions = holidays.list_supported_countries()
    if country in regions:
        near = did_you_mean(region, regions[country])
        some = ", ".join(f"{country}-{each}" for each in regions[country])
        raise UnknownRegionError(name, near or (some and f"there are {some}"))
    raise UnknownRegionError(name, did_you_mean(country, regions))
