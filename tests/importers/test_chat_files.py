"""Chats in files of their own forms: JSON, tables, web pages and captions."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from tests.conftest import NOW
from tests.importers.test_transcripts import DAY, LISBON, TWO, _read, _said
from tix.importers.transcripts import NoTranscriptError, read_transcript
from tix.quick_typing import Any

_AT = 1795334520
"""2026-11-22T08:02:00Z."""

_SLACK: list[dict[str, Any]] = [
    {"type": "message", "user": "U1", "text": "It is dead.", "ts": f"{_AT}.000100",
     "user_profile": {"real_name": "Jo", "name": "jo1"}},
    {"type": "message", "subtype": "channel_join", "user": "U2", "text": "<@U2> has joined",
     "ts": f"{_AT + 30}.0"},
    {"type": "message", "user": "U2", "text": "Which one?", "ts": f"{_AT + 60}.000100",
     "user_profile": {"real_name": "Ana Lima", "display_name": "ana"}},
]  # fmt: skip
_TELEGRAM = {
    "name": "Jo", "type": "personal_chat", "id": 1,
    "messages": [
        {"id": 1, "type": "service", "date": "2026-11-22T08:00:00", "actor": "Jo",
         "action": "phone_call", "text": ""},
        {"id": 2, "type": "message", "date": "2026-11-22T03:02:00", "date_unixtime": str(_AT),
         "from": "Jo", "text": ["It is ", {"type": "bold", "text": "dead"}, "."],
         "text_entities": [{"type": "plain", "text": "It is "}]},
        {"id": 3, "type": "message", "date": "2026-11-22T08:03:00", "from": "Ana Lima",
         "text": "Which one?"},
    ],
}  # fmt: skip
_DISCORD = {
    "guild": {"id": "1", "name": "G"},
    "messages": [
        {"id": "3", "type": "Default", "timestamp": "2026-11-22T08:02:00.123+00:00",
         "content": "It is dead.", "author": {"id": "9", "name": "jo1", "nickname": "Jo"}},
        {"id": "4", "type": "Reply", "timestamp": "2026-11-22T09:03:00.1+01:00",
         "content": "Which one?", "author": {"id": "8", "name": "ana", "nickname": "Ana Lima"}},
    ],
}  # fmt: skip
_TEAMS = {
    "value": [
        {"messageType": "message", "createdDateTime": "2026-11-22T08:03:00.1Z",
         "from": {"application": None, "user": {"id": "x", "displayName": "Ana Lima"}},
         "body": {"contentType": "html", "content": "<p>Which one?</p>"}},
        {"messageType": "message", "createdDateTime": "2026-11-22T08:02:00Z",
         "from": {"user": {"displayName": "Jo"}}, "body": {"content": "It is dead."}},
        {"messageType": "systemEventMessage", "createdDateTime": "2026-11-22T08:01:00Z",
         "from": None, "body": {"content": "<systemEventMessage/>"}},
    ],
}  # fmt: skip
_INTERCOM = {
    "type": "conversation", "created_at": _AT,
    "source": {"body": "<p>It is dead.</p>", "author": {"type": "user", "name": "Jo"}},
    "conversation_parts": {"conversation_parts": [
        {"part_type": "comment", "body": "<p>Which one?</p>", "created_at": _AT + 60,
         "author": {"type": "admin", "name": "Ana Lima"}},
        {"part_type": "close", "body": None, "created_at": _AT + 70,
         "author": {"name": "Ana Lima"}},
    ]},
}  # fmt: skip
_LIVECHAT = {"chats": [{
    "users": [{"id": "a", "name": "Jo"}, {"id": "b", "name": "Ana Lima"}],
    "thread": {"events": [
        {"type": "message", "text": "It is dead.", "author_id": "a",
         "created_at": "2026-11-22T08:02:00.0Z"},
        {"type": "system_message", "text": "transferred", "created_at": "2026-11-22T08:02:30Z"},
        {"type": "message", "text": "Which one?", "author_id": "b",
         "created_at": "2026-11-22T08:03:00.0Z"},
    ]},
}]}  # fmt: skip
_ZENDESK = {"history": [
    {"type": "chat.memberjoin", "name": "Jo", "timestamp": "2026-11-22T08:01:00Z"},
    {"type": "chat.msg", "name": "Jo", "msg": "It is dead.", "timestamp": "2026-11-22T08:02:00Z"},
    {"type": "chat.msg", "name": "Ana Lima", "msg": "Which one?",
     "timestamp": "2026-11-22T08:03:00Z"},
]}  # fmt: skip
_MESSENGER = {"messages": [
    {"sender_name": "Ana Lima", "timestamp_ms": (_AT + 60) * 1000, "content": "Which one?"},
    {"sender_name": "Jo", "timestamp_ms": _AT * 1000, "content": "It is dead."},
]}  # fmt: skip
_SIGNAL = [
    {"sent_at": _AT * 1000, "source": "Jo", "body": "It is dead.", "type": "incoming"},
    {"sent_at": (_AT + 60) * 1000, "source": "Ana Lima", "body": "Which one?"},
]


@pytest.mark.parametrize(
    "chat",
    [
        _SLACK, _TELEGRAM, _DISCORD, _TEAMS, _INTERCOM, _LIVECHAT, _ZENDESK, _MESSENGER, _SIGNAL,
    ],
    ids=[
        "slack", "telegram", "discord", "teams", "intercom", "livechat", "zendesk", "messenger",
        "signal",
    ],
)  # fmt: skip
def test_json_of_each_says_the_same(chat: object) -> None:
    assert _said(json.dumps(chat)) == TWO


def test_lines_of_json_and_tables_say_the_same() -> None:
    lines = [{"time": at, "who": who, "text": text} for at, who, text in TWO]
    assert _said("\n".join(map(json.dumps, lines))) == TWO
    rows = "1,Jo,2026-11-22T08:02:00Z,It is dead.,\n2,Ana Lima,2026-11-22T08:03:00Z,Which one?,\n"
    assert _said(f"AuthorID,Author,Date,Content,Attachments\n{rows}") == TWO
    german = "22.11.2026 08:02;Jo;It is dead.\n22.11.2026 08:03;Ana Lima;Which one?\n"
    assert _said(f"Date;Name;Message\n{german}") == TWO


def test_mentions_links_and_files_are_told_and_joining_is_counted() -> None:
    said = {
        **_SLACK[0],
        "text": "<@U2> see <https://x.example/a|the page> &amp; <#C1|help> <!here>",
    }
    assert _said(json.dumps([said, _SLACK[2]]))[0][2] == (
        "@Ana Lima see the page (https://x.example/a) & #help @here"
    )
    file = {**_SLACK[0], "text": "", "files": [{"name": "error.png"}]}
    assert _said(json.dumps([file]))[0][2] == "[error.png]"
    assert _read(json.dumps(_SLACK)).own == _read(json.dumps(_TELEGRAM)).own == 1


def test_json_without_a_message_is_refused() -> None:
    for text in ('{"a": 1}', "[]", "[1, 2", '[{"name": "Jo"}]', "[" * 100_000):
        with pytest.raises(NoTranscriptError):
            _read(text)


def _message(classes: str, clock: str, *inner: str) -> str:
    date = f'<div class="pull_right date details" title="22.11.2026 {clock} UTC+00:00">x</div>'
    return f'<div class="message {classes}"><div class="body">{date}{"".join(inner)}</div></div>'


def _div(classes: str, text: str) -> str:
    return f'<div class="{classes}">\n{text}\n</div>'


def test_a_page_of_telegram_and_other_pages() -> None:
    forwarded = _div("forwarded body", f"{_div('from_name', 'Bob')}{_div('text', 'Which one?')}")
    page = "".join((
        '<!DOCTYPE html>\n<html><head><title>x</title></head><body><div class="history">',
        f'<div class="message service">{_div("body details", "22 November 2026")}</div>',
        _message("default clearfix", "08:02:00", _div("from_name", "Jo"),
                 _div("text", "It is <b>dead</b>.<br>Really &amp; so")),
        _message("default clearfix joined", "08:02:30", _div("title bold", "Photo")),
        _message("default clearfix", "08:03:00", _div("from_name", "Ana Lima"),
                 _div("reply_to details", "In reply to"), forwarded),
    ))  # fmt: skip
    assert _said(page) == [
        (f"{DAY}08:02:00", "Jo", "It is dead.\nReally & so"),
        (f"{DAY}08:02:30", "Jo", "[Photo]"),
        TWO[1],
    ]
    assert _read(page).own == 1
    mail = "<html><body><p><b>Jo</b> (08:02): It is dead.</p><p>Ana Lima (08:03): Which one?</p>"
    assert _said(mail) == TWO


@pytest.mark.parametrize(
    "text",
    [
        (
            "WEBVTT\n\nNOTE x\n\nid/1-0\n00:00:05.000 --> 00:00:06.000\n<v Jo>It is</v>\n\n"
            "00:00:06.000 --> 00:00:08.000\n<v Jo>dead.</v>\n\n"
            "01:05.000 --> 01:08.000\n<v.loud Ana Lima>Which <i>one</i>?</v>\n"
        ),
        (
            "WEBVTT\r\n\r\n1\r\n00:00:05.000 --> 00:00:08.000\r\nJo: It is\r\ndead.\r\n\r\n"
            "2\r\n00:01:05.000 --> 00:01:08.000\r\nAna Lima: Which one?\r\n"
        ),
        (
            "1\n00:00:05,0 --> 00:00:08,0\nJo: It is\n\n2\n00:00:08,0 --> 00:00:09,0\ndead.\n\n"
            "3\n00:01:05,000 --> 00:01:08,000\nAna Lima: Which one?\n"
        ),
        "0:0:5.0 --> 0:0:8.2\nJo\nIt is\ndead.\n\n0:1:5.0 --> 0:1:8.2\nAna Lima\nWhich one?\n",
        "Jo   0:05\nIt is\ndead.\n\nAna Lima   1:05\nWhich one?\n",
        "Jo\n5 seconds\n0:05\nIt is\ndead.\nAna Lima\n1 minute 5 seconds\n1:05\nWhich one?",
    ],
)
def test_times_of_a_recording_count_from_its_beginning(text: str) -> None:
    began = datetime(2026, 11, 20, 14, tzinfo=UTC)
    found = read_transcript(text, "call.vtt", NOW, LISBON, began)
    assert [(m.at, m.who, m.text) for m in found.messages] == [
        (began + timedelta(seconds=5), "Jo", "It is\ndead."),
        (began + timedelta(seconds=65), "Ana Lima", "Which one?"),
    ]
    assert not found.is_timeless
    unknown = _read(text)
    assert unknown.is_timeless and unknown.source == found.source
    assert unknown.messages[-1].at == NOW
    assert unknown.messages[0].at == NOW - timedelta(minutes=1)


def test_a_recording_may_take_hours() -> None:
    found = _read("Jo   0:05\nx\n\nAna   31:05\ny\n\nJo   1:01:05\nz")
    assert [NOW - m.at for m in found.messages] == [
        timedelta(hours=1, minutes=1), timedelta(minutes=30), timedelta(0),
    ]  # fmt: skip


def test_subtitles_without_speakers_are_refused() -> None:
    lines = "\n\n".join(f"00:00:0{n}.0 --> 00:00:0{n}.9\nwords {n}\nmore {n}" for n in range(8))
    with pytest.raises(NoTranscriptError):
        _read(f"WEBVTT\n\n{lines}")


def test_captions_lose_no_words_and_sounds_say_nothing() -> None:
    cues = [
        "Welcome all", "<v Jo>It is dead.", "so at the end of it: nothing", "[Music]\nhm",
        "Really <v Ana Lima>Which one?</v>",
    ]  # fmt: skip
    text = "\n\n".join(f"00:00:0{n}.000 --> 00:00:0{n}.900\n{cue}" for n, cue in enumerate(cues))
    chat = _read(f"WEBVTT\n\n{text}\n")
    assert chat.before == "Welcome all"
    assert [(m.who, m.text) for m in chat.messages] == [
        ("Jo", "It is dead.\nso at the end of it: nothing\n[Music]\nhm\nReally"),
        ("Ana Lima", "Which one?"),
    ]


def test_json_keeps_what_people_say_whatever_its_type_and_counts_what_nobody_does() -> None:
    chat = [
        {"type": "customer_service_reply", "from": "Jo", "text": "a", "date": "2026-11-22T08:02Z"},
        {"type": "member_message", "from": "Ana", "text": "b", "date": "2026-11-22T08:03Z"},
        {"type": "service_message", "from": "Ana", "text": "x", "date": "2026-11-22T08:03Z"},
        {"text": "nobody's", "date": "2026-11-22T08:04Z"},
    ]
    found = _read(json.dumps(chat))
    assert [(m.who, m.text) for m in found.messages] == [("Jo", "a"), ("Ana", "b")]
    assert found.own == 2


def test_the_id_of_a_message_in_json_is_nobodys() -> None:
    chat = [
        {"id": 1, "user_id": 2, "text": "a", "date": "2026-11-22T08:02Z"},
        {"id": 2, "user_id": 1, "nick": "Ana", "text": "b", "date": "2026-11-22T08:03Z"},
    ]
    assert [m.who for m in _read(json.dumps(chat)).messages] == ["2", "Ana"]


def test_json_is_in_the_order_of_time_by_any_offset_and_within_a_second() -> None:
    def order(*times: str) -> list[str]:
        chat = [{"from": "Jo", "text": f"{n}", "date": at} for n, at in enumerate(times)]
        return [m.text for m in _read(json.dumps(chat)).messages]

    assert order("2026-11-22T10:02:00+02:00", "2026-11-22T09:00:00+00:00") == ["0", "1"]
    assert order("2026-11-22T08:00Z", "2026-11-22T04:30:00-03:30") == ["0", "1"]
    newest_first = ("2026-11-22T10:02:00Z", "2026-11-22T10:02:00Z", "2026-11-22T10:01:00Z")
    assert order(*newest_first) == ["2", "1", "0"]


@pytest.mark.parametrize("header", ["Date,Who,Text", "Date,Text,Who"])
def test_a_text_in_a_table_may_have_delimiters_that_nobody_quoted(header: str) -> None:
    cells = {"Date": "2026-11-22 08:02", "Who": "Jo", "Text": "It is, well, dead"}
    row = ",".join(cells[name] for name in header.split(","))
    assert [m.text for m in _read(f"{header}\n{row}\n{row},,\n").messages] == [
        "It is, well, dead"
    ] * 2
