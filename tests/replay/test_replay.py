"""The replay itself: the same program twice is the same, and another is found out."""

import sys
from pathlib import Path

import pytest

from tests.replay.player import CHAPTERS, CHECKOUT, HERE, STAGE, first_difference, play
from tests.scale import scaled

SHORT = HERE / "chapters/short.sh"
SOME = CHAPTERS[:: -(-len(CHAPTERS) // scaled(len(CHAPTERS), 2))]

OTHER = f"""\
#!/bin/sh
[ "$1" != close ] || set -- comment "$2" 'Closed?'
PYTHONPATH={STAGE}:{CHECKOUT} exec {sys.executable} -P -m tix "$@"
"""
"""A tix that doesn't close tickets."""


@pytest.mark.long
def test_a_program_is_the_same_twice_and_another_is_found_out(tmp_path: Path) -> None:
    once = play(SHORT, CHECKOUT, tmp_path / "one")
    assert len(once) > 10
    assert first_difference(once, play(SHORT, CHECKOUT, tmp_path / "two")) is None

    other = tmp_path / "tix"
    other.write_text(OTHER)
    other.chmod(0o755)
    difference = first_difference(once, play(SHORT, other, tmp_path / "six"))
    assert difference is not None
    assert "$ tix close" in difference.splitlines()[0]
    assert "\n-status: closed" in difference


@pytest.mark.long
@pytest.mark.parametrize("chapter", SOME, ids=lambda path: path.stem)
def test_every_chapter_is_the_same_twice(chapter: Path, tmp_path: Path) -> None:
    once = play(chapter, CHECKOUT, tmp_path / "one")
    assert first_difference(once, play(chapter, CHECKOUT, tmp_path / "two")) is None
