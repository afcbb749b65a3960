"""What reads like a chat and is none: logs, mails, agendas, forms."""

import pytest

from tests.importers.test_transcripts import DAY, TWO, _read, _said
from tix.importers.transcripts import NoTranscriptError


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-22 08:02:00 INFO: started\n2026-11-22 08:02:01 ERROR: disk full\n",
        "2026-11-22 08:02:00 info: started\n2026-11-22 08:02:01 info: done\n",
        "[08:02:00] [main/INFO]: Loading\n[08:02:01] [main/WARN]: Missing\n",
        "[2026-11-22 08:02:00] production.ERROR: SQLSTATE\n",
        "2026-11-22 08:02:00.123  INFO 12 --- [main] c.e.App : Started\n",
        "2026/11/22 08:02:00 [error] 7#7: *1 open() failed\n2026/11/22 08:02:01 [warn] 7#7: *1 x\n",
        "2026-11-22 08:02:00.123 UTC [123] LOG:  ready\n2026-11-22 08:02:01.123 UTC [123] FATAL:  no\n",  # noqa: E501
        "08:02:00.123 [main] DEBUG com.x.Foo - hello: x\n08:02:01.123 [main] INFO com.x.Foo - a: y\n",  # noqa: E501
        "2026-11-22 08:02:00\tERROR\tdisk\n2026-11-22 08:02:01\tINFO\tok\n",
        "2026-11-22 08:02:00 | ERROR | disk\n2026-11-22 08:02:01 | INFO | ok\n",
        "2026-11-22 08:02:00 app.db: ERROR disk\n2026-11-22 08:02:01 app.web: INFO ok\n",
        "Nov 22 08:02:00 web sshd[123]: Failed password\nNov 22 08:02:00 web kernel: usb 1-1: new\n",  # noqa: E501
        "11-22 08:02:00.123  1234  1234 E Runtime: FATAL\n11-22 08:02:00.123  1234  99 I Zygote: ok\n",  # noqa: E501
        "[2026-11-22 08:02:00,123] {task.py:1} INFO - Dep: ok\n",
    ],
)
def test_a_programs_log_is_no_chat(text: str) -> None:
    with pytest.raises(
        NoTranscriptError, match=r"chat\.txt: this is a program's log, no chat"
    ) as no:
        _read(text)
    assert no.value.hint == "as it is: tix open TITLE -F FILE"


@pytest.mark.parametrize("key", ["level", "severity", "levelname"])
def test_a_log_in_json_is_no_chat(key: str) -> None:
    line = f'{{"{key}": "info", "time": "2026-11-22T08:02:00Z", "msg": "started", "name": "api"}}\n'
    with pytest.raises(NoTranscriptError, match="no line says"):
        _read(line * 2)


def test_a_chat_in_json_with_levels_of_its_own_is_one() -> None:
    """What one message has beside others is no log's, nor is how bad something is."""
    line = '{"user": "jo", "severity": "high", "level": 3, "text": "Dead.", "ts": "1795334520.0"}\n'
    assert len(_read(line + line.replace('"high"', '"critical"')).messages) == 2
    with pytest.raises(NoTranscriptError, match="no line says"):
        _read(line.replace("3", "30", 1) * 2)
    with pytest.raises(NoTranscriptError, match="no line says"):
        _read(line.replace("3", "30", 1) * 2 + line)


@pytest.mark.parametrize(
    "text",
    [
        "[08:02] Jo: ERROR 5 is on the display.",
        "[08:02] Jo: It says:\n[08:02:01] ERROR: disk full\n[08:03] Jo: and then\n[08:04] Ana: ok",
        "[08:02] Info: How can we help?\n[08:03] Jo: Dead.\n[08:04] Info: So?\n[08:05] Info: ?a",
        "[08:02] Logan: Hi\n[08:03] Alertina: Hi",
        "[08:02] error-bot: Red.\n[08:03] alert-bot: Full.\n[08:04] Jo: So?\n[08:05] error-bot: .",
        "[08:02] Jo: It says\n[08:03] Jo: ERROR disk\n[08:04] Jo: ERROR disk\n[08:05] Ana: WARN?",
        "[08:02] Jo: Hi\n[08:03] Ana: Hi\n[08:04] Ben: It is dead.\n[08:05] Cy: Dead?",
        "2026-11-22 08:00 Jo: a\n2026-11-22 08:05 Ana: b\n2026-11-22 09:00 Al: c\n2026-11-22 09:10 Ed: d",  # noqa: E501
    ],
)
def test_a_chat_about_a_log_or_with_such_a_name_is_one(text: str) -> None:
    assert len(_read(text).messages) == text.count("\n") + 1


@pytest.mark.parametrize(
    "text",
    [
        (
            "From: Jo <jo@x.example>\nTo: s@x.example\nSubject: printer\n"
            "Date: Sun, 22 Nov 2026 08:02:00 +0000\n\nIt is dead.\n"
        ),
        (
            "Von: Jo <jo@x.example>\nGesendet: Sonntag, 22. November 2026 08:02\nAn: Support\n"
            "Betreff: Drucker\n\nEr ist tot.\n"
        ),
        (
            "Return-Path: <jo@x.example>\r\nReceived: from a by b;\r\n\tSun, 22 Nov 2026 08:02:00 +0000\r\n"  # noqa: E501
            "From: Jo <jo@x.example>\r\nMIME-Version: 1.0\r\n\r\n[08:02] Jo: a\r\n[08:03] Ana: b\r\n"  # noqa: E501
        ),
    ],
)
def test_a_mail_is_no_chat(text: str) -> None:
    with pytest.raises(NoTranscriptError, match=r"chat\.txt: this is a mail, no chat") as no:
        _read(text)
    assert no.value.hint and "tix mail receive < FILE" in no.value.hint


def test_a_thread_of_mails_is_one_with_the_oldest_first() -> None:
    """Mail programs write the newest above what it answers."""
    mail = "From: {}\nSent: Sunday, 22 November 2026 08:0{}\nTo: X\nSubject: printer\n\n{}\n\n"
    text = mail.format("Ana Lima", 3, "Which one?") + mail.format("Jo", 2, "It is dead.")
    assert _said(text) == TWO
    assert [at for at, _, _ in _said("22/11/2026, 08:03 - Jo: b\n22/11/2026, 08:02 - Jo: a\n")] == [
        f"{DAY}08:02:00", f"{DAY}08:03:00",
    ]  # fmt: skip


def test_who_says_one_thing_each_is_no_chat() -> None:
    agenda = "10:00 Opening: hi\n10:30 Break: coffee\n11:00 Talk: x\n12:00 Lunch: y\n"
    with pytest.raises(NoTranscriptError, match="nobody in it says anything twice"):
        _read(agenda)
    with pytest.raises(NoTranscriptError, match="nobody in it says anything twice"):
        _read(f"22 November 2026\n{agenda}")
    with pytest.raises(NoTranscriptError, match="this is an agenda, no chat"):
        _read("10:00 Welcome: all\n10:30 Budget: numbers\n")
    assert len(_read("Jo: How many?\nAna: 12\nJo: Thanks\n").messages) == 3
    for two in ("Ana: Which asset?\nJo: 4711\n", "Jo: help\nAna: 👍\n", "Jo: …\nAna: Hi\n"):
        assert len(_read(two).messages) == 2
    assert len(_read("10:00 Jo: help me\n10:30 Ana: coming\n").messages) == 2
    assert len(_read(agenda.replace("Lunch", "Talk")).messages) == 4


def test_one_message_that_quotes_a_mail_is_a_chat() -> None:
    assert len(_read("[08:02] Jo: They wrote\nSubject: Hello\n").messages) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Name: Jo\nDevice: x\nFault: y\n",
        "Device: HP\nFault: dead\nEmail: jo@x.example\n",
        "Given: a user\nWhen: they log in\nThen: ok\nGiven: another\nWhen: they do\n",
        "Q: How do I reset it?\nA: Press it.\nQ: And then?\nA: Wait.\n",
        "services:\n  web:\n    command: x\n    user: y\n  db:\n    command: z\n",
        "Kitchen: broken tap\nRoom: 12\n",
        "Aisle: 12\nShelf: top\n",
        "Valve: closed\nReading: 4.2\n",
        "Floor: 2\nRoom: 12\nFloor: 3\nRoom: 14\n",
        "Name: Jo\nDevice: x\nName: Ana\nDevice: y\nPhone: 1\nFault: dead\n",
    ],
)
def test_a_form_is_no_chat(text: str) -> None:
    with pytest.raises(NoTranscriptError, match="no line says"):
        _read(text)
