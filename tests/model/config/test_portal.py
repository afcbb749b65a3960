"""``portal`` in ``tix.yaml``."""

import pytest

from tix.model.config.portal import PortalSettings
from tix.model.config.reader import load_config
from tix.model.config.shown import settings
from tix.model.config.source import ConfigError

FIELDS = "fields: {room: text, device: {type: choice, choices: [a, b]}, who: user}\n"


def test_what_is_asked_follows_from_the_type() -> None:
    text = f"{FIELDS}portal: {{fields: [room], types: {{incident: [device, room], request: []}}}}\n"
    config = load_config(text)
    assert config.portal == PortalSettings(
        ("room",), (("incident", ("device", "room")), ("request", ()))
    )
    assert config.portal.asked("incident") == ("room", "device")
    assert config.portal.asked("request") == config.portal.asked("") == ("room",)
    shown = {each.name: each.value for each in settings(config)}
    assert shown["portal.fields"] == "room"
    assert shown["portal.types.incident"] == "device, room"


def test_without_it_nothing_is_asked() -> None:
    assert load_config(FIELDS).portal is None
    assert load_config(f"{FIELDS}portal:\n").portal is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("portal: {fields: [rom]}", "none of the desk's fields"),
        ("portal: {fields: [who]}", "is a person"),
        ("portal: {fields: room}", "must be a list"),
        ("portal: {types: {incidents: []}}", "no type of this desk"),
        ("portal: {types: [incident]}", "types"),
        ("portal: {types: {incident: [status]}}", "none of the desk's fields"),
        ("portal: {field: [room]}", "no setting of portal"),
        ("portal: [room]", "portal"),
    ],
)
def test_what_is_wrong_is_said(text: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        load_config(f"{FIELDS}{text}\n")
