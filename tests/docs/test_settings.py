"""Every example of settings in the pages is taken by the file that it belongs into."""

from pathlib import Path

import pytest

from tests.conftest import DeskInFiles
from tests.docs.pages import PAGES, blocks_of
from tix.mail.dispatch_file import parse

_BLOCKS = [
    pytest.param(block, id=f"{page}-{number}")
    for page in PAGES
    for number, (language, block) in enumerate(blocks_of(page))
    if language == "yaml"
]
_TEAMS = """\
teams: {field: [ana@example.org], facilities: [ana@example.org], leads: [ana@example.org],
        infra: [ana@example.org]}
calendars: {office: {hours: {mon-fri: 09:00-17:00}}}
promises: [{name: usual, calendar: office, first_response: 1h}]
"""
"""What the rules of a page name."""


@pytest.mark.parametrize("block", _BLOCKS)
def test_an_example_of_settings_is_taken(desk: DeskInFiles, block: str) -> None:
    if "smtp:" in block or "desks:" in block:
        started = block if "desks:" in block else f"format: 1\ndesks:\n- desk: /srv/desk\n{block}"
        assert len(parse(Path("dispatch.yaml"), started.replace("whsec_…", "whsec_" + "a" * 44)))
    elif "\n  on: " in block:
        desk.write("tix.yaml", f"format: 1\n{_TEAMS}")
        desk.write("rules.yaml", block)
        desk.call("rules")
    elif block.startswith("me:"):
        settings = Path(desk.environ["XDG_CONFIG_HOME"]) / "tix/config.yaml"
        settings.parent.mkdir(parents=True)
        settings.write_text(block)
        desk.call("config", "user")
        desk.call("list")
    else:
        desk.write("calendars/PT.txt", "2026-12-25 Natal\n2027-12-25 Natal\n")
        desk.write("tix.yaml", block if block.startswith("format:") else f"format: 1\n{block}")
        desk.call("config")
        assert "tix.yaml" not in desk.call("check").stdout


def test_there_are_examples() -> None:
    assert len(_BLOCKS) > 15
