"""Days with the month in words of another language: ``5. Dezember 2026``, ``2026年12月5日``.

The languages are those of ``local_columns``; the names of months those of the Unicode CLDR
(https://cldr.unicode.org). A beginning of three letters or more stands for the whole, if no other
month of any of these languages begins so.
"""

import re
from functools import cache

from tix.model.text.accents import without_accents

_MONTHS = """
    januar februar märz april mai juni juli august september oktober november dezember
    jänner feber maerz apr mai jun jul aug sept okt nov dez
    janvier février mars avril mai juin juillet août septembre octobre novembre décembre
    enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
    janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro
    gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre
    januari februari maart april mei juni juli augustus september oktober november december
    jan feb mrt apr mei jun jul aug sep okt nov dec
    jan feb mrz apr mai jun jul aug sep okt nov dez
    stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia
    styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad grudzień
    января февраля марта апреля мая июня июля августа сентября октября ноября декабря
    январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь
    """  # noqa: E501 (a line is the months of a language)
_WEEKDAYS = """
    montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag
    lundi mardi mercredi jeudi vendredi samedi dimanche
    lunes martes miércoles jueves viernes sábado domingo
    segunda terça quarta quinta sexta
    segunda-feira terça-feira quarta-feira quinta-feira sexta-feira
    lunedì martedì mercoledì giovedì venerdì sabato domenica
    maandag dinsdag woensdag donderdag vrijdag zaterdag zondag
    poniedziałek wtorek środa czwartek piątek sobota niedziela
    понедельник вторник среда четверг пятница суббота воскресенье
    """
"""They may stand before a day without a comma."""

_SHORTEST = 3

_CLOCK = r"""(?:[,\s]*(?:um|à|a\ las|às|alle\ ore|alle|om|o|в)?\s*(?<!\d)
    (?P<hour>\d{1,2})\s?[:.h]\s?(?P<minute>\d\d)(?::(?P<second>\d\d))?
    \s*(?P<half>[ap]\.?\ ?m\.?)?\s*(?:uhr|h)?)?"""
_IN_WORDS = re.compile(
    rf"""(?:(?P<before>[^\W\d]+(?:-feira)?)(?P<mark>[.,]*)\s+)?    # Samstag,
    (?P<day>\d{{1,2}})(?:\.|er|º|°|ª)?[\s/-]*(?:de\s+)?          # 1er, 5 de
    (?P<month>[^\W\d]{{3,}})\.?,?[\s/-]*(?:del?\s+)?             # déc.
    (?P<year>\d{{4}}|(?<=[/-])\d\d)(?:\s*(?:г\.?|r\.|года|roku))?
    {_CLOCK}""",
    re.IGNORECASE | re.VERBOSE,
)
_IN_SIGNS = re.compile(
    r"""(?P<year>\d{4})\s?年\s?(?P<month>\d{1,2})\s?月\s?(?P<day>\d{1,2})\s?日
    (?:\s*[(（][^)）]*[)）])?
    (?:\s*(?P<half>午前|午後|上午|下午)?\s*(?P<hour>\d{1,2})(?::|時|时|点)(?P<minute>\d\d)分?
    (?::?(?P<second>\d\d)秒?)?)?""",
    re.VERBOSE,
)
_AFTERNOON = ("午後", "下午", "p")


def as_iso(text: str) -> str | None:
    """Such a day, or a time on it, in the form of ISO 8601; None for any other text."""
    text = text.strip()
    if match := _IN_SIGNS.fullmatch(text):
        month = int(match["month"])
    elif (match := _IN_WORDS.fullmatch(text)) and _may_stand_before(match):
        month = month_of(match["month"])
    else:
        return None
    if not month:
        return None
    year = int(match["year"]) + (2000 if len(match["year"]) == 2 else 0)
    day = f"{year:04}-{month:02}-{int(match['day']):02}"
    if not match["hour"]:
        return day
    hour = int(match["hour"])
    if half := match["half"]:
        hour = hour % 12 + 12 * half.casefold().startswith(_AFTERNOON)
    return f"{day}T{hour:02}:{match['minute']}:{match['second'] or '00'}"


def month_of(name: str) -> int:
    """From 1 to 12; 0 for a word that is no month, and one that may be two."""
    found = _beginnings().get(_plain(name), set())
    return next(iter(found)) if len(found) == 1 else 0


@cache
def _beginnings() -> dict[str, set[int]]:
    """The months that begin so, by each beginning; a whole name stands for its month alone."""
    found: dict[str, set[int]] = {}
    names = _MONTHS.split()
    for at, name in enumerate(names):
        plain = _plain(name)
        for length in range(_SHORTEST, len(plain)):
            found.setdefault(plain[:length], set()).add(at % 12 + 1)
    return found | {_plain(name): {at % 12 + 1} for at, name in enumerate(names)}


def _may_stand_before(match: re.Match[str]) -> bool:
    """Whether a word before a day is a weekday, or one that a comma or a dot sets apart."""
    word = match["before"]
    return not word or bool(match["mark"]) or _plain(word) in set(map(_plain, _WEEKDAYS.split()))


def _plain(name: str) -> str:
    return without_accents(name.casefold())
