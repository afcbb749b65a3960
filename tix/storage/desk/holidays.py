"""The holidays that a desk's calendars name, read from its files."""

from collections.abc import Mapping
from datetime import date

from tix.errors import TixError
from tix.model.config.config import Config
from tix.model.layout import CALENDARS
from tix.model.promises.holidays import (
    MOST,
    looks_like_holidays,
    path_of,
    readable_holidays,
    region_at,
)
from tix.storage.desk.desk import Desk
from tix.storage.desk.files import read
from tix.storage.desk.left_out import LeftOutFiles


def holiday_files(desk: Desk, config: Config) -> dict[str, bytes | None]:
    """The file of each region that a calendar names; None where it can't be read."""
    regions = dict.fromkeys(name for calendar in config.calendars for name in calendar.regions)
    left_out = LeftOutFiles(desk, CALENDARS)
    return {region: _content(desk, left_out, region) for region in regions}


def holidays_in(files: Mapping[str, bytes | None]) -> dict[str, frozenset[date]]:
    """The days in these files, as far as they can be read: ``tix check`` says what can't."""
    return {name: frozenset(readable_holidays(data or b"")[0]) for name, data in files.items()}


def _content(desk: Desk, left_out: LeftOutFiles, region: str) -> bytes | None:
    try:
        return read(desk.root, path_of(region), MOST)
    except FileNotFoundError:
        return left_out.read(path_of(region))
    except (OSError, TixError):
        return None


def is_the_codes(desk: Desk, path: str) -> bool:
    """Whether a file in the folder of calendars, where a desk is among code, is no file of
    holidays."""
    if not path.startswith(f"{CALENDARS}/"):
        return False
    if region_at(path) is None:
        return True
    try:
        return not looks_like_holidays(read(desk.root, path, MOST))
    except (OSError, TixError):  # gone, say
        return False
