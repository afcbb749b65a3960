"""Terms of times, dates and numbers: what stands behind the colon becomes bounds."""

from collections.abc import Callable
from datetime import timedelta

from tix.model.dates import Span, is_age_in_days, parse_age, parse_span
from tix.query.fields import Reading
from tix.query.lexer import Word
from tix.query.numbers import parse_number
from tix.query.predicates import DateIn, Node, NumberIn, TimeIn, UpdatedIn, Within
from tix.query.term_values import TermValue

_SECOND = timedelta(seconds=1)
_NO_DATES = {
    **dict.fromkeys(("overdue", "late", "past", "passed", "missed"), "is:overdue"),
    **dict.fromkeys(("any", "some", "set", "yes"), "has:{0}"),
    **dict.fromkeys(("empty", "no", "null", "unset", "never"), "no:{0}"),
    **{unit: f"{{0}}:this-{unit}" for unit in ("week", "month", "quarter", "year")},
}
"""Words in place of a date, and what asks for that."""
_HOW_DATES_LOOK = "dates: 2026-11-25, 2026-11, today, fri, +3d, -2w; ages: <12h, <7d, >3mo"


def _time_term(asked: TermValue) -> Node:
    within = _ages(asked) or _dates(asked, past=True)
    if asked.field.name == "updated":
        return UpdatedIn(within)
    return TimeIn(asked.field.source.name, within)


def date_term(asked: TermValue) -> Node:
    return DateIn(asked.field.source, _dates(asked, past=False), asked.vocabulary.config.timezone)


def _ages(asked: TermValue) -> Within | None:
    """``<7d``: younger than seven days; None if no age is meant."""
    value = asked.value
    ages = [_age(asked, word) for word in (value.low, value.high) if word]
    if ages[0] is None and ages[-1] is None:
        return None
    if None in ages:
        raise asked.context.error("an age and a date don't make a range", value)
    now = asked.vocabulary.now.replace(microsecond=0)
    times = [now - age for age in ages if age is not None]
    if not value.is_range:
        [then] = times
        match value.op:
            case "<":
                return Within(then + _SECOND, None)
            case "<=":
                return Within(then, None)
            case ">":
                return Within(None, then)
            case ">=":
                return Within(None, then + _SECOND)
        name, text = asked.field.name, value.whole.text
        hint = f"{name}:<{text} is less than that ago, {name}:>{text} more"
        raise asked.context.error("an age needs < or > before it", value, hint)
    youngest = times[0] + _SECOND if value.low else None
    oldest = times[-1] if value.high else None
    return _in_order(asked, Within(oldest, youngest))


def _age(asked: TermValue, word: Word) -> timedelta | None:
    try:
        return parse_age(word.text)
    except ValueError as error:
        raise asked.context.error(str(error), word) from None


def _dates(asked: TermValue, past: bool) -> Within:
    value = asked.value
    if value.is_range:
        start = _span(asked, value.low, past).start if value.low else None
        end = _span(asked, value.high, past).end if value.high else None
        return _in_order(asked, Within(start, end))
    span = _span(asked, asked.operand(), past)
    match value.op:
        case "<":
            return Within(None, span.start)
        case "<=":
            return Within(None, span.end)
        case ">":
            return Within(span.end, None)
        case ">=":
            return Within(span.start, None)
    return Within(span.start, span.end)


def _span(asked: TermValue, word: Word, past: bool) -> Span:
    text = word.text
    vocabulary = asked.vocabulary
    if not past and _age(asked, word) is not None:
        if asked.field.source.team:
            hint = f"+{text} is ahead, -{text} is back"
            raise asked.context.error(f"{text!r} can be ahead or back", word, hint)
        if not is_age_in_days(text) and not (asked.value.op or asked.value.is_range):
            raise asked.context.error("an age in hours needs < or > before it", word)
        text = f"+{text}"
    try:
        return parse_span(text, vocabulary.now, vocabulary.config.timezone, past=past)
    except ValueError as error:
        name = asked.field.name
        instead = _NO_DATES.get(word.text.casefold(), "").format(name)
        is_no_use = name == "updated" and not instead.startswith(name)  # every ticket has it
        hint = f"write {instead}" if instead and not is_no_use else _HOW_DATES_LOOK
        raise asked.context.error(str(error), word, hint) from None


def _in_order(asked: TermValue, within: Within) -> Within:
    if within.start and within.end and within.start >= within.end:
        raise asked.context.error("the end comes before the beginning", asked.value)
    return within


def _number_term(asked: TermValue) -> Node:
    found = _between(asked, _parsed_number)
    if asked.field.name == "rating" and not asked.field.source.team and _is_no_rating(found):
        asked.context.warn("a rating is from 1 to 5", lambda: None)
    return found


def _is_no_rating(found: Node) -> bool:
    """Whether one number is asked for that no rating can be."""
    if not isinstance(found, NumberIn) or found.low is None or found.low != found.high:
        return False
    return not 1 <= found.low <= 5


def _length_term(asked: TermValue) -> Node:
    """``worked:>2h``: minutes, as the field has them. Of a ticket without work it has none."""
    found = _between(asked, _parsed_length)
    if isinstance(found, NumberIn) and found.high == 0:
        name = asked.field.name
        raise asked.context.error("nothing is no length of work", asked.value, f"no:{name}")
    return found


def _between(asked: TermValue, parsed: Callable[[TermValue, Word], float]) -> Node:
    value, source = asked.value, asked.field.source
    if value.is_range:
        low = parsed(asked, value.low) if value.low else None
        high = parsed(asked, value.high) if value.high else None
        if low is not None and high is not None and low > high:
            raise asked.context.error("the end comes before the beginning", value)
        return NumberIn(source, low, high)
    number = parsed(asked, asked.operand())
    low = None if value.op in ("<", "<=") else number
    high = None if value.op in (">", ">=") else number
    return NumberIn(source, low, high, value.op == ">", value.op == "<")


def _parsed_length(asked: TermValue, word: Word) -> float:
    from tix.model.work.lengths import LengthError, parse_length  # few fields hold one

    try:
        return parse_length(word.text, least=0)
    except LengthError as error:
        raise asked.context.error(str(error), word) from None


def _parsed_number(asked: TermValue, word: Word) -> float:
    number = parse_number(word.text)
    if number is None:
        raise asked.context.error(f"{word.text!r} is not a number", word)
    return number


_READERS: dict[Reading, Callable[[TermValue], Node]] = {
    Reading.TIME: _time_term,
    Reading.DATE: date_term,
    Reading.NUMBER: _number_term,
    Reading.LENGTH: _length_term,
}


def range_term(asked: TermValue) -> Node:
    """The node of a term whose field holds times, dates or numbers."""
    return _READERS[asked.field.reading](asked)
