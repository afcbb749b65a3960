"""Messages without a text: what an invitation says, and that something is encrypted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tix.mail.message import read_mail
from tix.mail.wordless import words_of_calendar

INVITATION = """\
BEGIN:VCALENDAR
METHOD:REQUEST
BEGIN:VTIMEZONE
TZID:Europe/Lisbon
DTSTART:19700101T000000
END:VTIMEZONE
BEGIN:VEVENT
SUMMARY;LANGUAGE=en:Visit\\, to
  the printer
DTSTART;TZID="Europe/Lisbon":20261201T100000
DTEND;TZID="Europe/Lisbon":20261201T113000
LOCATION:Room 2\\; east
DESCRIPTION:Bring paper.\\nAnd ink.
BEGIN:VALARM
DESCRIPTION:REMINDER
END:VALARM
END:VEVENT
END:VCALENDAR
"""
SAID = """\
Invitation: Visit, to the printer
When: 2026-12-01 10:00 Europe/Lisbon to 2026-12-01 11:30 Europe/Lisbon
Where: Room 2; east

Bring paper.
And ink."""
REPLY = """\
METHOD:REPLY
BEGIN:VEVENT
ATTENDEE;PARTSTAT=DECLINED;CN="Jo: Park":mailto:jo@acme.example
SUMMARY:Visit
DTSTART;VALUE=DATE:20261201
END:VEVENT
"""


@pytest.mark.parametrize(
    ("calendar", "said"),
    [
        (INVITATION, SAID),
        (REPLY, "Declined: Visit\nWhen: 2026-12-01"),
        ("BEGIN:VEVENT\nDTSTART:20261201T100000Z", "Event\nWhen: 2026-12-01 10:00 UTC"),
        ("BEGIN:VTODO\nSUMMARY:x\nEND:VTODO", ""),
    ],
)
def test_an_invitation_speaks(calendar: str, said: str) -> None:
    assert words_of_calendar(calendar) == said


@given(st.text())
def test_whatever_it_is_it_is_read(text: str) -> None:
    assert isinstance(words_of_calendar(f"BEGIN:VEVENT\n{text}\nDTSTART:{text}"), str)


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("text/calendar; method=REQUEST", SAID),
        ("application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m", "S/MIME"),
    ],
)
def test_it_stands_for_the_text_that_isnt_there(kind: str, said: str) -> None:
    mail = read_mail(f"From: jo@acme.example\nContent-Type: {kind}\n\n{INVITATION}".encode())
    assert said in mail.text
    assert len(mail.files) == 1
