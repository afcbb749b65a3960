"""How people want to be told of things, as tix.yaml says it."""

import pytest

from tix.model.config.config import Member
from tix.model.config.notify import Notify
from tix.model.config.reader import ConfigError, load_config
from tix.model.config.shown import settings
from tix.model.merge.config_text import merge_config


def member(notify: str, mail: str = "ana@example.org") -> Member:
    text = f"people:\n- {{name: Ana Lima, mail: '{mail}', notify: {notify}}}\n"
    return load_config(text).people[0]


@pytest.mark.parametrize(
    ("written", "notify"),
    [
        ("mail", Notify()),
        ("none", Notify("none")),
        ("ana-phone", Notify("ana-phone")),
        ("{by: none}", Notify("none")),
        ("{digest: 08:00}", Notify(digest=480)),
        ("{digest: '8:00', quiet: 22:00-07:00}", Notify(digest=480, quiet=(1320, 420))),
        ("{quiet: 00:00-24:00}", None),
        ("{quiet: 18:00 - 24:00}", Notify(quiet=(1080, 1440))),
        ("{by: phone, events: [assigned, due-soon]}", Notify("phone", events=("assigned",
                                                                               "due-soon"))),
    ],
)  # fmt: skip
def test_what_somebody_chose(written: str, notify: Notify | None) -> None:
    if notify is None:
        with pytest.raises(ConfigError):
            member(written)
        return
    assert member(written).notify == notify


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("{by: none, digest: 08:00}", "nothing at all"),
        ("{digest: 25:00}", "no time of day"),
        ("{digest: 06:30, quiet: 22:00-07:00}", "in the quiet time"),
        ("{quiet: 22:00}", "no part of a day"),
        ("{quiet: 22:00-22:00}", "all day or never"),
        ("{events: []}", "empty list"),
        ("{events: [asigned]}", "no event"),
        ("{events: [asked, Asked]}", "no event"),
        ("{events: [asked, asked]}", "twice"),
        ("{bye: mail}", "no setting of notify"),
        ("{by: [mail]}", "one text"),
        ("{by: 'two  words'}", "can't be a way"),
        ("[mail]", "'name: value'"),
    ],
)
def test_what_cannot_be_chosen(written: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said) as error:
        member(written)
    assert error.value.line == 2


@pytest.mark.parametrize("written", ["mail", "{digest: 08:00}"])
def test_who_has_no_address_gets_no_mail(written: str) -> None:
    with pytest.raises(ConfigError, match="no mail address"):
        member(written, mail="")
    assert member("{by: phone}", mail="").notify == Notify("phone")


def test_a_quiet_time_goes_round_midnight() -> None:
    night, evening = Notify(quiet=(1320, 420)), Notify(quiet=(1080, 1440))
    assert [night.is_quiet_at(at) for at in (1319, 1320, 0, 419, 420)] == [
        False,
        *[True] * 3,
        False,
    ]
    assert [evening.is_quiet_at(at) for at in (1079, 1080, 1439, 0)] == [False, True, True, False]


def test_config_shows_it_with_its_line() -> None:
    text = (
        "people:\n- name: Ana Lima\n  mail: ana@example.org\n"
        "  notify: {by: phone, digest: 08:00, quiet: 22:00-7:00, events: [asked]}\n"
    )
    shown = {each.name: each for each in settings(load_config(text))}
    notify = shown["people.ana@example.org.notify"]
    assert notify.value == "phone; digest 08:00; quiet 22:00-07:00; events: asked"
    assert notify.line == 4


def test_two_people_who_choose_at_once_are_merged() -> None:
    base = "people:\n- name: Ana\n  mail: a@example.org\n- name: Bob\n  mail: b@example.org\n"
    ours = base.replace("a@example.org\n", "a@example.org\n  notify: {digest: 08:00}\n")
    theirs = base + "  notify: none\n"
    merged = merge_config(base.encode(), ours.encode(), theirs.encode())
    assert merged is not None
    people = load_config(merged.decode()).people
    assert [each.notify for each in people] == [Notify(digest=480), Notify("none")]
