"""Transcripts of chats: the forms that they come in, dates in any order, hostile text."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import NOW
from tix.importers.transcripts import NoTranscriptError, Transcript, read_transcript

LISBON = ZoneInfo("Europe/Lisbon")


def _read(text: str, zone: ZoneInfo = LISBON, now: datetime = NOW) -> Transcript:
    return read_transcript(text, "chat.txt", now, zone)


def _said(text: str) -> list[tuple[str, str, str]]:
    return [(m.at.isoformat()[:19], m.who, m.text) for m in _read(text).messages]


DAY = "2026-11-22T"
TWO = [(f"{DAY}08:02:00", "Jo", "It is dead."), (f"{DAY}08:03:00", "Ana Lima", "Which one?")]


@pytest.mark.parametrize(
    "text",
    [
        "[08:02] Jo: It is dead.\n[08:03] Ana Lima: Which one?",
        "[08:02:00] Jo: It is dead.\r\n[08:03:00] Ana Lima: Which one?\r\n",
        "08:02 Jo: It is dead.\n08:03 Ana Lima: Which one?\n",
        "8:02 AM - Jo: It is dead.\n8:03 AM - Ana Lima: Which one?\n",
        "08:02 <Jo> It is dead.\n08:03 <@Ana Lima> Which one?",
        "[08:02] <Jo> It is dead.\n[08:02] *** Bob joined\n[08:03] <Ana Lima> Which one?",
        "Jo (08:02): It is dead.\nAna Lima (08:03): Which one?",
        "Jo [08:02]: It is dead.\nAna Lima [08:03]: Which one?",
        "Jo (22/11/2026 08:02): It is dead.\nAna Lima (22/11/2026 08:03): Which one?",
        "[2026-11-22 08:02] Jo: It is dead.\n[2026-11-22 08:03] Ana Lima: Which one?",
        "[2026-11-22T08:02:00Z] Jo: It is dead.\n[2026-11-22T09:03:00+01:00] Ana Lima: Which one?",
        "(8:02:00 AM) Jo: It is dead.\n(8:03:00 AM) Ana Lima: Which one?\n(8:04 AM) *** Jo left",
        # copied from Telegram and Discord
        "Jo, [22.11.2026 08:02]\nIt is dead.\n\nAna Lima, [22.11.2026 08:03]\nWhich one?",
        "Jo, [Nov 22, 2026 at 8:02:00 AM]:\nIt is dead.\n\nAna Lima, [22 Nov 2026 at 8:03 AM]:\nWhich one?",  # noqa: E501
        "Jo — 22/11/2026 08:02\nIt is dead.\nAna Lima — Today at 8:03 AM\nWhich one?",
        # WhatsApp on Android: Portugal, the United States, Germany, the Netherlands, France
        "22/11/2026, 08:02 - Jo: It is dead.\n22/11/2026, 08:03 - Ana Lima: Which one?",
        "11/22/26, 8:02 AM - Jo: It is dead.\n11/22/26, 8:03 AM - Ana Lima: Which one?",
        "11/22/26, 8:02\u202fAM - Jo: It is dead.\n11/22/26, 8:03\u202fAM - Ana Lima: Which one?",
        "22.11.26, 08:02 - Jo: It is dead.\n22.11.26, 08:03 - Ana Lima: Which one?",
        "22-11-2026 08:02 - Jo: It is dead.\n22-11-2026 08:03 - Ana Lima: Which one?",
        "22/11/2026 à 08:02 - Jo: It is dead.\n22/11/2026 à 08:03 - Ana Lima: Which one?",
        # WhatsApp on iOS
        "[22/11/2026, 08:02:00] Jo: It is dead.\n\u200e[22/11/2026, 08:03:00] Ana Lima: Which one?",
        "[11/22/26, 8:02:00\u202fAM] ~\u202fJo: It is dead.\n[11/22/26, 8:03:00 AM] Ana Lima: Which one?",  # noqa: E501
        "[22.11.26, 08:02:00] Jo: It is dead.\n[22.11.26, 08:03:00] Ana Lima: Which one?",
        # copied from Teams and Slack
        "[08:02] Jo\nIt is dead.\n[08:03] Ana Lima\nWhich one?\n",
        "[22/11 08:02] Jo\nIt is dead.\n\n[22/11 08:03] Ana Lima\nWhich one?\n",
        "[Today 8:02 AM] Jo\n    It is dead.\n[Today 8:03 AM] Ana Lima\n    Which one?",
        "Jo  8:02 AM\nIt is dead.\nAna Lima  8:03 AM\nWhich one?\n",
        "Jo\n  8:02 AM\nIt is dead.\nAna Lima\n  8:03 AM\nWhich one?",
        "8:02 AM | Jo: It is dead.\n8:03 AM | Ana Lima: Which one?",
        "Jo, 8:02 AM\nIt is dead.\n\nAna Lima, 8:03 AM\nWhich one?",
        "08:02:00\t From  Jo  to  Everyone:\n\tIt is dead.\n08:03:00\t From  Ana Lima  to  Jo(DM):\n\tWhich one?",  # noqa: E501
        "08:02:00 From Jo to Everyone : It is dead.\n08:03:00 From Ana Lima to Jo: Which one?",
        "08:02:00\t From Jo : It is dead.\n08:03:00\t From Ana Lima : Which one?",
        "08:02:00\tJo:\tIt is dead.\n08:03:00\tAna Lima:\tWhich one?",
        "Jo, Nov 22, 8:02 AM\nIt is dead.\n\nAna Lima, 22 Nov, 8:03 AM\nWhich one?",
        "Jo, Sun 8:02 AM\nIt is dead.\n\nAna Lima, Sun, Nov 22, 8:03 AM\nWhich one?",
        "[Sun 08:02] Jo: It is dead.\n[Nov. 22 08:03] Ana Lima: Which one?",
        "Jo  [8:02 AM]\nIt is dead.\n\nAna Lima  [8:03 AM]\nWhich one?",
        "Jo:palm_tree:  8:02 AM\nIt is dead.\nAna Lima:office::+1:  8:03 AM\nWhich one?",
        "Jo:palm_tree:\n  8:02 AM\nIt is dead.\nAna Lima\n  8:03 AM\nWhich one?",
        # copied from Discord in a browser
        "Jo\n \u2014 \nToday at 8:02 AM\nIt is dead.\nAna Lima\n \u2014 \n22/11/2026 08:03\nWhich one?",  # noqa: E501
        # WeeChat's log
        "2026-11-22 08:02:00\tJo\tIt is dead.\n2026-11-22 08:02:30\t-->\tbob (b@h) has joined #a\n2026-11-22 08:03:00\tAna Lima\tWhich one?",  # noqa: E501
        # a name, a time and a text, each on its line
        "Jo\n08:02\nIt is dead.\nAna Lima\n08:03\nWhich one?",
        "Jo\n\n22/11/2026 08:02\n\nIt is dead.\n\nAna Lima\n\n22/11/2026 08:03\n\nWhich one?",
        "08:02\nJo\nIt is dead.\n\n08:03\nAna Lima\nWhich one?",
        "Jo\nSunday, November 22, 2026 at 8:02 AM\nIt is dead.\nAna Lima\n[8:03]\nWhich one?",
        # WhatsApp in Finland, Denmark, Indonesia, Korea, Taiwan, Hungary, Bulgaria, Egypt, Greece
        "22.11.2026 klo 8.02 - Jo: It is dead.\n22.11.2026 klo 8.03 - Ana Lima: Which one?",
        "[22.11.2026 08.02.00] Jo: It is dead.\n[22.11.2026 08.03.00] Ana Lima: Which one?",
        "22/11/26 08.02 - Jo: It is dead.\n22/11/26 08.03 - Ana Lima: Which one?",
        "2026. 11. 22. 오전 8:02, Jo : It is dead.\n2026. 11. 22. 오전 8:03, Ana Lima : Which one?",
        "2026/11/22 上午8:02 - Jo: It is dead.\n2026/11/22 上午8:03 - Ana Lima: Which one?",
        "2026. 11. 22. 8:02 - Jo: It is dead.\n2026. 11. 22. 8:03 - Ana Lima: Which one?",
        "22.11.26 г., 8:02 - Jo: It is dead.\n22.11.26 г., 8:03 - Ana Lima: Which one?",
        "٢٢/١١/٢٠٢٦، ٨:٠٢ ص - Jo: It is dead.\n٢٢/١١/٢٠٢٦، ٨:٠٣ ص - Ana Lima: Which one?",
        "22/11/26, 8:02 π.μ. - Jo: It is dead.\n22/11/26, 8:03 π.μ. - Ana Lima: Which one?",
        "22/11/26, 8:02 a.\u00a0m. - Jo: It is dead.\n22/11/26, 8:03 a. m. - Ana Lima: Which one?",
        # other languages and zones
        "[heute 08:02] Jo: It is dead.\n[22 nov. 2026 à 08:03] Ana Lima: Which one?",
        "[08:02 UTC] Jo: It is dead.\n[09:03 CET] Ana Lima: Which one?",
        "[Sun, 22 Nov 2026 08:02:00 +0000] Jo: It is dead.\n[22.11.26 08:03] Ana Lima: Which one?",
        # other signs around the same
        "08h02 Jo : It is dead.\n08h03 Ana Lima : Which one?",
        "- [08:02] **Jo**: It is dead.\n- [08:03] **Ana Lima**: Which one?",
        "**[08:02] Jo:** It is dead.\n**[08:03] Ana Lima:** Which one?",
        "[08:02] Jo: It is dead.\n[08:03] Ana Lima：Which one?",
        "[08.02] Jo: It is dead.\n[08.03] Ana Lima: Which one?",
        "[Jo, 08:02]: It is dead.\n[Ana Lima, 08:03]: Which one?",
        "[08:02] Jo> It is dead.\n[08:03] Ana Lima> Which one?",
        "[08:02] Jo - It is dead.\n[08:03] Ana Lima - Which one?",
        "[08:02][Jo]: It is dead.\n[08:03][Ana Lima]: Which one?",
        "08:02 | Jo | It is dead.\n08:03 | Ana Lima | Which one?",
        "| Jo | 08:02 | It is dead.\n| Ana Lima | 08:03 | Which one?",
        "2026-11-22 08:02:00\tJo\tIt is dead.\n2026-11-22 08:03:00\tAna Lima\tWhich one?",
        "Jo, 08:02: It is dead.\nAna Lima, 08:03: Which one?",
        "Jo 8:02 AM\nIt is dead.\n\nAna Lima 8:03 AM\nWhich one?",
        "08:02 Jo\nIt is dead.\n08:03 Ana Lima\nWhich one?",
        "Jo 08:02\nIt is dead.\n\nAna Lima 08:03\nWhich one?",
        # sigtop's text of Signal
        (
            "From: Jo (+351912345678)\nType: incoming\nSent: 22 Nov 2026 08:02\n\nIt is dead.\n\n"
            "From: Ana Lima\nSent: Sun, 22 Nov 2026 08:03:00 +0000\n\nWhich one?\n"
        ),
    ],
)
def test_each_form_says_the_same(text: str) -> None:
    assert _said(text) == TWO


def test_a_message_goes_on_to_the_next_and_files_and_the_chats_own_lines_are_told() -> None:
    text = (
        "22/11/2026, 08:00 - Messages and calls are end-to-end encrypted.\n"
        '22/11/2026, 08:01 - Jo created group "Printers"\n'
        "22/11/2026, 08:02 - Jo: It is dead.\nAnd it smells.\n\n12:30 is too late\n"
        "22/11/2026, 08:02 - Jo: <Media omitted>\n"
        "22/11/2026, 08:04 - Ana left\n"
        "22/11/2026, 08:05 - +351 912 345 678: IMG-1.jpg (file attached)\n"
    )
    found = _read(text)
    assert _said(text) == [
        (f"{DAY}08:02:00", "Jo", "It is dead.\nAnd it smells.\n\n12:30 is too late"),
        (f"{DAY}08:02:01", "Jo", "[Media omitted]"),
        (f"{DAY}08:05:00", "+351 912 345 678", "IMG-1.jpg (file attached)"),
    ]
    assert found.own == 3
    assert found.speakers == ("Jo", "+351 912 345 678")
    ios = (
        "[22/11/2026, 08:01:00] Printers: \u200eMessages and calls are end-to-end encrypted.\n"
        "[22/11/2026, 08:02:00] Jo: \u200eimage omitted\n"
        "[22/11/2026, 08:02:00] Jo: \u200e<attached: 0001-PHOTO.jpg>\n"
    )
    assert [m.text for m in _read(ios).messages] == [
        "[image omitted]",
        "[attached: 0001-PHOTO.jpg]",
    ]
    assert _read(ios).own == 1


@pytest.mark.parametrize("dash", ["\u2013", "\u2014"])
def test_a_line_of_an_agenda_in_a_message_is_no_message(dash: str) -> None:
    agenda = f"Agenda:\nStandup {dash} 10:30\nRetro {dash} 11:00\nBeer {dash} 18:00"
    slack = f"Ana  8:02 AM\n{agenda}\nBo  8:03 AM\nok"
    expected = [(f"{DAY}08:02:00", "Ana", agenda), (f"{DAY}08:03:00", "Bo", "ok")]
    assert _said(slack) == _said(slack.replace("  8", " \u2014 8")) == expected
    hosts = f"Ana  8:02 AM\nweb {dash} 10:30\ndb {dash} 11:00\nand then nothing.\nBo  8:03 AM\nok"
    assert [(who, text.count("\n")) for _, who, text in _said(hosts)] == [("Ana", 2), ("Bo", 0)]


@pytest.mark.parametrize(
    ("chat", "said"),
    [
        ("22/11/2026, 08:{} - {}: {}\n", "plan:\n10:00 - opening\n11:00 - closing"),
        ("[22/11/2026, 08:{}:00] {}: {}\n", "log:\n[10:02:33] server started"),
        ("[08:{}] {}: {}\n", "they said\n> [07:59] Bob: earlier\n> [07:59] Bob left"),
    ],
)
def test_what_is_written_less_than_messages_are_is_no_line_of_the_chat(
    chat: str, said: str
) -> None:
    text = chat.format("02", "Jo", said) + chat.format("03", "Ana", "ok")
    assert [(m.who, m.text) for m in _read(text).messages] == [("Jo", said), ("Ana", "ok")]


def test_where_a_chat_was_exported_from_is_nobodys_word() -> None:
    text = "[08:02] Jo: It is dead.\n[08:03] Ana: ok\n---\nstill\n---\nExported from Acme, Inc.\n"
    chat = _read(text)
    assert [m.text for m in chat.messages] == ["It is dead.", "ok\n---\nstill"]
    assert chat.own == 1


def test_a_heading_without_a_text_is_kept_in_the_message_above() -> None:
    assert _said("Jo  8:02 AM\nIt is dead.\nBo  8:03 AM\n\nAna Lima  8:03 AM\nWhich one?") == [
        (TWO[0][0], "Jo", "It is dead.\nBo  8:03 AM"),
        TWO[1],
    ]
    assert _read("Bo  8:01 AM\n\nJo  8:02 AM\nIt is dead.").before == "Bo  8:01 AM"


def test_a_text_above_the_first_message_is_kept() -> None:
    assert _read("Chat 4711 with support\n\n[08:02] Jo: Hi\n").before == "Chat 4711 with support"


@pytest.mark.parametrize(
    ("dates", "expected", "read_as"),
    [
        (["13/11/2026", "14/11/2026"], ["2026-11-13", "2026-11-14"], None),
        (["11/13/2026", "11/14/2026"], ["2026-11-13", "2026-11-14"], None),
        (["1/2/2026", "2/2/2026"], ["2026-02-01", "2026-02-02"], "day/month/year"),
        (["9/11/2026", "10/11/2026"], ["2026-11-09", "2026-11-10"], "day/month/year"),
        (["12/11/2026", "1/12/2026"], ["2026-11-12", "2026-12-01"], None),
        (["8/9/2026", "9/8/2026"], ["2026-08-09", "2026-09-08"], None),  # else it goes back
        (["5/12/2025", "12/5/2026"], ["2025-12-05", "2026-05-12"], None),
        (["2/12/2026", "3/12/2026"], ["2026-02-12", "2026-03-12"], None),  # else it is ahead
        (["5/5/2026", "6/6/2026"], ["2026-05-05", "2026-06-06"], None),
        (["2026/2/1", "2026/2/2"], ["2026-02-01", "2026-02-02"], None),
        (["29.2.24", "1.3.24"], ["2024-02-29", "2024-03-01"], None),
    ],
)
def test_dates_are_read_in_the_order_that_fits_all_of_them(
    dates: list[str], expected: list[str], read_as: str | None
) -> None:
    now = datetime(2026, 11, 22 if expected[-1] < "2026-11-23" else 30, 9, tzinfo=UTC)
    if expected[-1] > "2026-11-30":
        now = datetime(2026, 12, 2, 9, tzinfo=UTC)
    found = _read("\n".join(f"{day}, 08:02 - Jo: x" for day in dates), now=now)
    assert [m.at.date().isoformat() for m in found.messages] == expected
    assert found.read_as == read_as


def test_the_month_comes_first_with_a_12_hour_clock() -> None:
    found = _read("2/1/26, 8:02 AM - Jo: x\n2/2/26, 8:02 AM - Jo: y\n")
    assert [m.at.date().isoformat() for m in found.messages] == ["2026-02-01", "2026-02-02"]
    assert found.read_as == "month/day/year"


def test_days_with_names_are_the_latest_such() -> None:
    found = _read("Jo, Nov 27, 10:03 AM\nx\nAna, Fri 10:04 AM\ny\nAna, Sat., 9:00\nz")
    assert [(m.at.date().isoformat(), m.who) for m in found.messages] == [
        ("2025-11-27", "Jo"), ("2026-11-20", "Ana"), ("2026-11-21", "Ana"),
    ]  # fmt: skip
    partly = _read("Jo, Nov 20, 8:03 AM\nx\nAna, 8:04 AM\ny")
    assert [m.at.day for m in partly.messages] == [20, 22]
    with pytest.raises(NoTranscriptError, match="'Nov 31' is no date"):
        _read("Jo, Nov 31, 10:03 AM\nx")


@pytest.mark.parametrize(
    "said", ["Jo, Feb 29, 10:03 AM\nx\nAna, Mar 1, 10:04 AM\ny", "29/2, 10:03 - Jo: x"]
)
def test_29_february_without_a_year_is_of_the_last_leap_year(said: str) -> None:
    assert _read(said).messages[0].at.date().isoformat() == "2024-02-29"


def test_a_date_above_messages_is_that_of_the_clocks_below() -> None:
    intercom = (
        "Conversation with Jo\nStarted on November 19, 2026 at 08:02 AM\n\n"
        "---\nNovember 20, 2026\n---\n\n11:58 PM | Jo: a\n\n12:03 AM | Ana: b\n\n"
        "---\nNovember 22, 2026\n---\n\n08:03 AM | Jo: c"
    )
    assert _said(intercom) == [
        ("2026-11-20T23:58:00", "Jo", "a"),
        ("2026-11-21T00:03:00", "Ana", "b"),
        ("2026-11-22T08:03:00", "Jo", "c"),
    ]
    zendesk = (
        "Chat started on 2026-07-20 11:58 PM (UTC)\n\n(11:58:33 PM) *** Jo joined the chat ***\n"
        "(11:59:33 PM) Jo: a\n(12:03:20 AM) Ana: b\n"
    )
    assert [at for at, _, _ in _said(zendesk)] == ["2026-07-20T23:59:33", "2026-07-21T00:03:20"]
    slack = "Friday, November 20th\n\nJo\n  8:02 AM\na\n\nToday\nAna\n  8:03 AM\nb\n"
    assert [at[:10] for at, _, _ in _said(slack)] == ["2026-11-20", "2026-11-22"]


@pytest.mark.parametrize(
    "days",
    [
        ("--- Log opened Sun Nov 20 08:00:00 2026", "--- Day changed Sat Nov 21 2026"),
        ("Session Start: Sun Nov 20 08:00:00 2026", "Session Time: Sat Nov 21 00:00:00 2026"),
        ("**** BEGIN LOGGING AT Sun Nov 20 08:00:00 2026", "--- Day changed Sat Nov  21 2026"),
    ],
)
def test_the_days_of_an_irc_log_are_those_of_its_clocks(days: tuple[str, str]) -> None:
    text = f"{days[0]}\n08:02 < Jo> a\n08:03 -!- bob has joined\n{days[1]}\n08:02 <@Ana> b\n"
    assert _said(text) == [("2026-11-20T08:02:00", "Jo", "a"), ("2026-11-21T08:02:00", "Ana", "b")]
    assert _read(text).before == ""


@pytest.mark.parametrize(
    "end",
    ["--- Log closed Fri Nov 20 09:00:00 2026", "Session Close: Sun Nov 22 09:00:00 2026",
     "**** ENDING LOGGING AT Fri Nov 20 09:00:00 2026"],
)  # fmt: skip
def test_the_line_that_closes_an_irc_log_is_nobodys(end: str) -> None:
    again = "--- Log opened Sat Nov 21 08:00:00 2026\n08:01 -!- bob has joined\n"
    begin = "--- Log opened Fri Nov 20 08:00:00 2026\n"
    text = f"{begin}08:02 <Jo>\ta\n{end}\n{again}08:02 <Ana>\tb\n{end}\n"
    assert [(who, said) for _, who, said in _said(text)] == [("Jo", "a"), ("Ana", "b")]
    assert _said(text)[1][0] == "2026-11-21T08:02:00"
    assert len(_said("08:02 <Jo> Bought it\n--- mine Mon Nov 23 2026\n")[0][2].split("\n")) == 2


def test_a_date_that_somebody_said_is_no_heading() -> None:
    said = "[08:02] Jo\n22 November 2025\n\n[08:03] Ana Lima\nWhich one?\n"
    assert _said(said) == [(f"{DAY}08:02:00", "Jo", "22 November 2025"), TWO[1]]
    assert _said("08:02 Jo: It is dead.\n10.30\n08:03 Ana Lima: Which one?")[0][2].endswith("10.30")


@pytest.mark.parametrize(
    "text",
    [
        "Jo: It is dead.\nAna Lima: Which one?\n",
        "**Jo:** It is dead.\n\n**Ana Lima:** Which one?\n",
        "<Jo> It is dead.\n<Ana Lima> Which one?",
        '[{"role": "Jo", "content": "It is dead."}, {"role": "Ana Lima", "content": "Which one?"}]',
    ],
)
def test_a_chat_without_times_is_of_now_or_of_when_it_began(text: str) -> None:
    found = _read(text)
    assert [(m.who, m.text) for m in found.messages] == [each[1:] for each in TWO]
    assert found.messages[-1].at == NOW
    assert found.is_timeless
    began = datetime(2026, 11, 20, 14, tzinfo=UTC)
    at_time = read_transcript(text, "chat.txt", NOW, LISBON, began)
    assert (at_time.messages[0].at, at_time.is_timeless) == (began, False)
    assert at_time.source == found.source


def test_what_somebody_does_on_irc_is_said_and_what_the_server_says_isnt() -> None:
    log = (
        "08:01 * Now talking in #help\n08:02 <Jo> It is dead.\n08:03 * jo kicks the printer\n"
        "08:04  * @Jo sighs\n08:05 * Bob waves\n08:06 <Ana> Ah.\n08:07 * jo has joined #help\n"
        "08:08 * Ana sets mode +o Jo\n08:09 * Jo (~jo@x) has quit (bye)\n"
        "08:10 * Jo is now known as j\n"
    )
    found = _read(log)
    assert [(m.who, m.text) for m in found.messages] == [
        ("Jo", "It is dead."), ("Jo", "kicks the printer"), ("Jo", "sighs"), ("Ana", "Ah."),
    ]  # fmt: skip
    assert found.own == 6


def test_what_stands_before_a_colon_may_be_nobody() -> None:
    chat = "Customer: Hi\nNote: it is red\nhttps://x: y\nAgent: Which?\nCustomer: this: the blue\n"
    assert [(m.who, m.text) for m in _read(chat).messages] == [
        ("Customer", "Hi\nNote: it is red\nhttps://x: y"), ("Agent", "Which?"),
        ("Customer", "this: the blue"),
    ]  # fmt: skip
    for text in (
        "From: Jo\nTo: Ana\nSubject: x\n\nHello: you\n",
        "format: 1\nteams: x\npeople: y\n",
        "Dear all,\nplease note that: it is dead\nBest: Jo\n",
        "Jo: It is dead.\n",
    ):
        with pytest.raises(NoTranscriptError):
            _read(text)


def test_small_letters_of_am_are_no_sign_of_the_month_first() -> None:
    found = _read("2/1/26, 8:02 am - Jo: x\n2/2/26, 8:02 am - Jo: y\n")
    assert [m.at.date().isoformat() for m in found.messages] == ["2026-01-02", "2026-02-02"]


def test_files_that_whatsapp_left_out_are_told_in_any_language() -> None:
    text = (
        "[22.11.26, 08:02:00] Jo: \u200eBild weggelassen\n"
        "\u200e[22.11.26, 08:02:20] Jo: \u200eNachrichten sind verschlüsselt.\n"
        "[22.11.26, 08:03:00] Ana: Welches? \u200e<Diese Nachricht wurde bearbeitet>\n"
        "[22.11.26, 08:04:00] Jo: \u200eimagen omitida\n"
    )
    found = _read(text)
    assert [m.text for m in found.messages] == [
        "[Bild weggelassen]",
        "Welches?",
        "[imagen omitida]",
    ]
    assert found.own == 1


def test_clocks_that_may_count_from_a_recordings_beginning_are_told() -> None:
    assert _read("00:02:33\tJo:\tx\n").may_count
    began = datetime(2026, 11, 20, 14, tzinfo=UTC)
    counted = read_transcript("00:02:33\tJo:\tx\n", "chat.txt", NOW, LISBON, began)
    assert counted.messages[0].at.isoformat()[:19] == "2026-11-20T14:02:33"
    assert not counted.may_count
    for text in ("01:02:33\tJo:\tx", "[00:02] Jo: x", "[12:02:33 AM] Jo: x"):
        assert not _read(text).may_count
    assert not _read("22/11/2026, 00:02:33 - Jo: x").may_count


def test_clocks_without_a_date_are_of_the_last_days() -> None:
    """The last one isn't ahead of now, and going back means that a midnight lies between."""
    late = _read("[23:59] Jo: a\n[00:01] Jo: b\n[08:59] Jo: c\n[08:58] Ana: d\n")
    assert [m.at.isoformat()[:16] for m in late.messages] == [
        "2026-11-21T23:59", "2026-11-22T00:01", "2026-11-22T08:59", "2026-11-22T08:59",
    ]  # fmt: skip
    assert late.messages[-1].at > late.messages[-2].at
    yesterday = _read("[21:00] Jo: a\n")
    assert yesterday.messages[0].at.isoformat()[:16] == "2026-11-21T21:00"
    kolkata = read_transcript("[14:00] Jo: a", "x", NOW, ZoneInfo("Asia/Kolkata"))
    assert kolkata.messages[0].at.isoformat()[:16] == "2026-11-22T08:30"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "chat.txt: no line says who said something when"),
        ("Dear all,\nit is 10:02.\n", "chat.txt: no line says"),
        ("[25:99] Jo: x", "no line says"),
        ("[10:02] : x", "no line says"),
        ("x\n45/45/2026, 10:02 - Jo: x", "chat.txt:2: '45/45/2026' is no date"),
        ("1/1/1700, 10:02 - Jo: x", "is no date"),
    ],
)
def test_what_is_no_transcript_is_refused(text: str, says: str) -> None:
    with pytest.raises(NoTranscriptError) as error:
        _read(text)
    assert says in str(error.value)


def test_the_same_transcript_has_the_same_source_and_another_one_another() -> None:
    text = "[08:02] Jo: It is dead.\n"
    assert _read(text).source == _read(text.replace("\n", "\r\n") + "\n").source
    assert _read(text).source != _read(text.replace("dead", "alive")).source
    assert _read(text, now=NOW.replace(day=23)).source == _read(text).source


_PIECES = st.sampled_from(
    ["[10:02] ", "10:02 ", "22/11/2026, 10:02 - ", "Jo", ": ", "Ana Lima", "<", ">", "\n", "\u200e",
     "(10:02)", " · ", "## 2026-11-22T00:10:31Z · x <y> · c-abcdef", "AM", "99/99/9999", "\0", "  ",
     "<<<<<<< ", "---\n", "\u202e", "[0:00 pm] x: ", "0:00 AM", "31/2/24, 1:1", "é", "[", "]",
     "<!DOCTYPE html>", '<div class="message default">', '<div class="from_name">', "<![x", "<?",
     '<div class="date" title="22.11.2026 10:02">', "WEBVTT\n", "00:01:00 --> 00:02:00\n", "0:05",
     "999:59", "22 November 2026\n", "text,author,date\n", '[{"text": "x", "from": "Jo"}',
     ",", "{", "}"]
)  # fmt: skip


@given(st.lists(_PIECES, max_size=40).map("".join))
def test_no_text_breaks_the_reader(text: str) -> None:
    try:
        found = _read(text)
    except NoTranscriptError:
        return
    times = [message.at for message in found.messages]
    assert times == sorted(set(times))
    for message in found.messages:
        assert message.who.strip() and not set(message.who) & set("<>·\n\0")
        assert message.text


def test_long_lines_and_many_messages_take_no_time() -> None:
    line = "Jo " * 200_000
    assert _read(f"[08:02] Jo: {line}\n{line}").messages[0].text.count("Jo") == 400_000
    many = _read("\n".join(f"[08:02] Jo: {n}" for n in range(3000)))
    assert len(many.messages) == 3000
