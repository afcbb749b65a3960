"""Whoever has a new mail address goes on where they were, once ``tix.yaml`` knows of both."""

import json

import pytest

from tests.conftest import ANA, BOB, DeskInFiles
from tix.model.people import Person

NEW = Person("Ana Lima-Reis", "ana@new.example")


@pytest.mark.parametrize("now", [ANA.mail, NEW.mail], ids=["old stays", "new one"])
def test_undo_and_inbox_go_on(desk: DeskInFiles, now: str) -> None:
    other = NEW.mail if now == ANA.mail else ANA.mail
    ident = desk.open("Ana's", "-a", ANA.mail)
    desk.call("inbox")
    desk.as_(BOB).call("comment", ident, "News")
    ana = desk.as_(NEW)
    assert "nothing of yours" in ana.call("undo", code=1).stderr
    desk.write(
        "tix.yaml", f"format: 1\npeople:\n- name: Ana\n  mail: {now}\n  aliases: [{other}]\n"
    )
    assert json.loads(ana.call("status", "--json").stdout)["news"] == [ident]
    news = json.loads(ana.call("inbox", "--json").stdout)
    assert [each["ticket"] for each in news["tickets"]] == [ident]
    assert news["from"] is not None
    assert json.loads(desk.call("inbox", "--json").stdout)["tickets"] == []  # has been seen
    assert f"{ident}: Ana's" in ana.call("undo").stderr  # opened under the other address


def test_undo_works_with_settings_that_cannot_be_read(desk: DeskInFiles) -> None:
    ident = desk.open("Mine")
    desk.write("tix.yaml", "shiny: yes\n")
    assert f"took back: {ident}" in desk.call("undo").stderr
