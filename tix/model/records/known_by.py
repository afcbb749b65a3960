"""What tells a record besides its name: the number that a telephone shows, the address of who
writes, the serial number on a machine. Each rule takes a field's value and what somebody typed."""

import re


def same_text(value: str, typed: str) -> bool:
    """The same but for blanks and case."""
    return plain(value) == plain(typed)


def same_person(value: str, typed: str) -> bool:
    """A person by their whole address or name."""
    from tix.model.people import parse_person

    person = parse_person(value)
    return plain(typed) in {plain(value), plain(person.mail), plain(person.name)} - {""}


def at_domain(value: str, typed: str) -> bool:
    """A mail address at or below a domain; one where anybody can have an address tells nothing."""
    from tix.model.records.mail_domains import domain_of, is_below, own_domain

    domain, own = domain_of(typed), own_domain(value)
    return bool(domain and own) and is_below(domain, own)


_SHORTEST = 6
"""Of fewer digits a number is an extension, or any number."""

_WITH_AREA = 9
"""Of so many digits a number has the code of its area, whether it begins with a zero or not."""

_NUMBER = (
    r"[\d\s()+./\u2010-\u2015-]+(?:[,;]?\s*(?:extension|ext|x|#)[.:=]?\s*\d+)?(?:\s*\([^()\d]+\))?"
)
"""With an extension, and what it is for: ``030 5550199 (work)``."""

_COUNTRY = (
    r"1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]"
    r"|(?:2[1-689]|3[578]|42|5[09]|6[7-9]|8[03578]|9[679])\d"
)
"""Codes of countries (ITU-T E.164): none begins another."""


def same_number(value: str, typed: str) -> bool:
    """A telephone number, or one of several, with the code of its country or without.

    Without the code of its area a number is another one: each area may have it.
    """
    if not looks_like_number(typed):
        return False
    wanted = _dialled(typed)
    return any(_is_same(number, wanted) for number in _numbers(value))


def _numbers(value: str) -> list[tuple[str, str]]:
    """The number of a value, or each of several: ``030 7654321 / 0171 2345678``, where a slash or
    comma in one number has the code of an area at one side only."""
    parts = re.split("[/,;]", value)
    numbers = [_dialled(part) for part in parts]
    is_each = all(map(looks_like_number, parts)) and (
        all(begun for begun, _ in numbers)
        or not any(begun or len(digits) < _WITH_AREA for begun, digits in numbers)
    )
    return numbers if is_each else [_dialled(value)]


def _is_same(number: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether two numbers, as ``_dialled`` gives them, are one."""
    both = sorted((number, other), key=lambda number: len(number[1]))
    (begun, digits), (longer_begun, longer) = both
    if len(digits) < _SHORTEST or not longer.endswith(digits):
        return False
    front = longer.removesuffix(digits)
    if not front:
        return {begun, longer_begun} != {"+", "0"}
    if begun == "+" or longer_begun == "0":
        return False
    has_code = longer_begun == "+" or begun == "0" or len(digits) >= _WITH_AREA
    if begun == "0" and front + digits[0] == "36":  # Hungary's numbers begin with 06
        return True
    return has_code and re.fullmatch(f"(?:{_COUNTRY})0?", front) is not None


def looks_like_number(text: str) -> bool:
    """Whether a text can be a telephone number, and nothing else."""
    is_one = re.fullmatch(_NUMBER, text.strip(), re.IGNORECASE) is not None
    return is_one and len(_dialled(text)[1]) >= _SHORTEST


def _dialled(text: str) -> tuple[str, str]:
    """What a number begins with, ``+`` for the code of a country (or ``00``), a single ``0``, or
    neither, and the digits behind that, without an extension."""
    number = re.split(r"[^\W\d_]|#", text.replace("(0)", ""), maxsplit=1)[0]
    digits = "".join(filter(str.isdigit, number))
    if number.strip(" (").startswith("+") or digits.startswith("00"):
        return "+", digits.lstrip("0")
    return ("0", digits[1:]) if digits.startswith("0") else ("", digits)


def plain(text: str) -> str:
    """A text without regard to blanks and case."""
    return " ".join(text.split()).casefold()
