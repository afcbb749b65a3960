"""What anybody may have put into a desk, and real shells that complete it: nothing is run."""

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.commands.shells import START, Completing, needs, with_tix_on_path
from tests.conftest import DeskInFiles
from tix.model.ticket.ticket import Ticket

LABELS = (
    "a$(touch P)",
    "b`touch P`",
    "c;touch P;",
    "h\\;touch P;",
    "d'$(touch P)'",
    'e"$(touch P)"',
    "f\\",
    "g&touch P|touch P&",
    "i!touch!P!",
    "j<(touch P)",
    "k${x:=$(touch P)}",
    "l~ {u,v} * ?",
    "m #$((x=1))",
    "n:$(touch P)",
    "o=$(touch P)",
    "p%F{red}",
    "q\\\\'r",
    "r=s$(touch P)",
    "s'`P`'",
    "v-w x",
    "y$(touch P)1",
    "y$(touch P)2",
)
CONFIG = """\
format: 1
people:
- name: "$(touch P)"
  mail: z@example.org
  aliases: ["u$(touch P)"]
queries:
  t.x-y: text:"$(touch P)"
"""

OTHERS = (
    ("list", "@t", "@t.x-y"),
    ("assign k7f3qz", "u", "u$(touch P)"),
    ("open --template", "w", "with blank"),
    ("show", "k7", "k7f3qz"),
)
"""Other things that are completed: the command, what is typed, the word."""


@pytest.fixture
def hostile(desk: DeskInFiles, tmp_path: Path) -> DeskInFiles:
    opened = datetime(2026, 11, 20, tzinfo=UTC)
    title = "$(touch P) `touch P` ; touch P"
    desk.write("tix.yaml", CONFIG)
    desk.write("templates/w$(touch P).md", "x")
    desk.write("templates/with blank.md", "x")
    desk.add(Ticket(id="k7f3qz", title=title, status="open", labels=LABELS, opened=opened))
    return with_tix_on_path(desk, tmp_path / "bin")


def words(shell: Completing, typed: str) -> Sequence[str]:
    """The arguments that tix is given when a line is completed, its quotes closed, and run."""
    return shell.run(_open_quote(shell.completed(typed), shell.name))


def _open_quote(line: str, shell: str) -> str:
    quote, escaped = "", False
    for character in line:
        if escaped or (character == "\\" and (quote != "'" or shell == "fish")):
            escaped = not escaped
        elif character in ("'", '"') and quote in ("", character):
            quote = "" if quote else character
    return quote


def offers() -> list[tuple[str, str, str]]:
    """What is typed behind ``tix``, and what it can become: command, word, completed word."""
    found = []
    for beginning in dict.fromkeys(label[0] for label in LABELS):
        labels = [label for label in LABELS if label[0] == beginning]
        common = os.path.commonprefix(labels)  # noqa: RUF071 (no paths)
        found.append(("list", f"label:{beginning}", f"label:{common}"))
    return [*found, *OTHERS]


@pytest.mark.slow
@pytest.mark.parametrize("quote", ["", "'", '"'])
@pytest.mark.parametrize("shell", [pytest.param(shell, marks=needs(shell)) for shell in START])
def test_a_completed_word_is_what_was_offered_or_what_was_typed(
    hostile: DeskInFiles, shell: str, quote: str
) -> None:
    check(hostile, shell, quote, [*offers()[:5], *OTHERS])


@pytest.mark.long
@pytest.mark.parametrize("quote", ["", "'", '"'])
@pytest.mark.parametrize("shell", [pytest.param(shell, marks=needs(shell)) for shell in START])
def test_every_completed_word_is_what_was_offered_or_what_was_typed(
    hostile: DeskInFiles, shell: str, quote: str
) -> None:
    check(hostile, shell, quote, offers()[5:])


def check(
    desk: DeskInFiles, shell: str, quote: str, words_typed: Sequence[tuple[str, str, str]]
) -> None:
    """Complete each word behind that quote."""
    completing = Completing(desk, shell)
    try:
        for command, typed, offered in words_typed:
            found = words(completing, f"tix {command} {quote}{typed}")[-1]
            wanted = (offered,) if _must_be_offered(shell, quote, offered) else (offered, typed)
            assert found in wanted
    finally:
        completing.close()
    assert not list(desk.root.glob("P*"))


def _must_be_offered(shell: str, quote: str, word: str) -> bool:
    """zsh and fish can quote anything; bash can't quote all that it would have to."""
    if shell != "bash":
        return True
    return not quote and not set(word) & set("\\`")


@needs("bash")
def test_bash_runs_nothing_within_a_command_within_a_command(hostile: DeskInFiles) -> None:
    completing = Completing(hostile, "bash")
    try:
        for before, behind in [("`", "`"), ('"$(', ')"'), ("$'a\\'' `", "`")]:
            for typed in ("label:b", "label:c", "label:h"):
                completing.completed(f"true {before}tix list {typed}")
                completing.run(behind)
    finally:
        completing.close()
    assert not list(hostile.root.glob("P*"))
