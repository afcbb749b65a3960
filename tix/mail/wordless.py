"""What stands for the text of a message that has none: an invitation's words, or that it is
encrypted.

Of a calendar (RFC 5545) it is what the first event says: its name, when and where it is, and its
description. The file itself is an attachment all the same.
"""

import re
from collections.abc import Iterator, Sequence

_LONG = 100_000
"""Characters of a calendar that are looked at."""

_METHODS = {
    "REQUEST": "Invitation",
    "CANCEL": "Cancelled",
    "REPLY": "Answer",
    "COUNTER": "Proposal",
}
_ANSWERS = {"ACCEPTED": "Accepted", "DECLINED": "Declined", "TENTATIVE": "Tentative"}
_SMIME = ("application/pkcs7-mime", "application/x-pkcs7-mime")

_Line = tuple[str, str, str]
"""The name of a property, its parameters, and its value as written."""


def words_of_calendar(text: str) -> str:
    """What a calendar's first event says; "" if it says nothing."""
    lines = list(_lines(text[:_LONG]))
    event = _event(lines)
    name = _value(event, "SUMMARY")
    when = " to ".join(filter(None, (_time(event, "DTSTART"), _time(event, "DTEND"))))
    if not (name or when):
        return ""
    kind = _METHODS.get(_value(lines, "METHOD").upper(), "Event")
    if kind == "Answer":
        said = re.search(r"PARTSTAT=([A-Z]+)", _parameters(event, "ATTENDEE"))
        kind = _ANSWERS.get(said[1] if said else "", kind)
    found = [f"{kind}: {name}" if name else kind]
    found += [f"When: {when}"] if when else []
    found += [f"Where: {place}"] if (place := _value(event, "LOCATION")) else []
    description = _value(event, "DESCRIPTION").strip()
    return "\n".join(found) + (f"\n\n{description}" if description else "")


def words_of_cipher(kinds: Sequence[str]) -> str:
    """That a message of parts of these kinds can't be read here; "" if that isn't so."""
    if any(kind in _SMIME for kind in kinds):
        return "(This message is encrypted, or signed as a whole, with S/MIME.)"
    if "application/pgp-encrypted" in kinds:
        return "(This message is encrypted with PGP.)"
    return ""


def _lines(text: str) -> Iterator[_Line]:
    for line in re.sub(r"\r?\n[ \t]", "", text).splitlines():
        head, colon, value = _cut(line)
        if colon:
            name, _, parameters = head.partition(";")
            yield name.strip().upper(), parameters, value.strip()


def _cut(line: str) -> tuple[str, str, str]:
    """A line before and behind its colon; one in quotes belongs to a parameter."""
    match = re.match(r'((?:"[^"]*"|[^":])*)(:)(.*)', line)
    return (match[1], match[2], match[3]) if match else (line, "", "")


def _event(lines: Sequence[_Line]) -> list[_Line]:
    """The properties of the first event, without those of its alarms."""
    found: list[_Line] = []
    within: list[str] = []
    for line in lines:
        name, _, value = line
        if name == "BEGIN":
            within.append(value.upper())
        elif name == "END":
            if within and within.pop() == "VEVENT":
                break
        elif within and within[-1] == "VEVENT":
            found.append(line)
    return found


def _value(lines: Sequence[_Line], name: str) -> str:
    written = next((value for each, _, value in lines if each == name), "")
    return re.sub(r"\\(.)", lambda m: "\n" if m[1] in "nN" else m[1], written)


def _parameters(lines: Sequence[_Line], name: str) -> str:
    return next((parameters for each, parameters, _ in lines if each == name), "").upper()


def _time(event: Sequence[_Line], name: str) -> str:
    """A time as people read it, in the zone that it names."""
    found = next(((p, v) for each, p, v in event if each == name), ("", ""))
    match = re.fullmatch(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d\d(Z?))?", found[1])
    if match is None:
        return ""
    day = f"{match[1]}-{match[2]}-{match[3]}"
    if match[4] is None:
        return day
    zone = re.search(r'TZID="?([^";:]+)', found[0])
    named = "UTC" if match[6] else (zone[1] if zone else "")
    return f"{day} {match[4]}:{match[5]} {named}".strip()
