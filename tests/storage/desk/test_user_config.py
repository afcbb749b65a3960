"""The user's own settings: every mistake names file, line and the right word."""

import stat
from pathlib import Path

import pytest

from tix.model.config.config import SavedQuery
from tix.model.text import yaml_strict
from tix.storage.desk.user_config import (
    UnreadableUserConfigError,
    UserConfig,
    UserConfigError,
    config_path,
    load,
)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "tix").mkdir()
    return tmp_path


def read(home: Path, text: str | bytes) -> UserConfig:
    data = text if isinstance(text, bytes) else text.encode()
    (home / "tix/config.yaml").write_bytes(data)
    return load({"XDG_CONFIG_HOME": str(home)})


def complaint(home: Path, text: str | bytes) -> tuple[str, str | None]:
    """What is said about a mistake, without the file's name, and the hint."""
    with pytest.raises(UserConfigError) as caught:
        read(home, text)
    before, reason = str(caught.value).split("config.yaml:", 1)
    assert before == f"{home}/tix/"
    return reason, caught.value.hint


def test_settings_are_read_with_their_lines(home: Path) -> None:
    config = read(
        home,
        """\
# mine
me: ana@old.example
query: is:mine sort:due
columns: [id, title, due]

color: never
queries:
  today: "due:today"
  hot: priority:>=high
""",
    )
    assert config == UserConfig(
        me="ana@old.example",
        query="is:mine sort:due",
        columns=("id", "title", "due"),
        color="never",
        queries=(SavedQuery("today", "due:today"), SavedQuery("hot", "priority:>=high")),
        path=home / "tix/config.yaml",
    )
    assert config.lines == {
        "me": 2, "query": 3, "columns": 4, "color": 6, "queries": 7,
        "queries.today": 8, "queries.hot": 9,
    }  # fmt: skip


def test_columns_can_be_written_as_on_the_command_line(home: Path) -> None:
    assert read(home, "columns: id, title,due").columns == ("id", "title", "due")


@pytest.mark.parametrize("text", ["", "# nothing\n", "\ufeff", "me:\nquery: ~\nqueries:\n"])
def test_what_is_not_said_is_as_without_a_file(home: Path, text: str) -> None:
    assert read(home, text) == load({"XDG_CONFIG_HOME": str(home)})
    assert read(home, text) == UserConfig(path=home / "tix/config.yaml")


def test_a_missing_file_is_no_mistake(tmp_path: Path) -> None:
    assert load({"XDG_CONFIG_HOME": str(tmp_path)}) == UserConfig(path=tmp_path / "tix/config.yaml")


@pytest.mark.parametrize(
    ("text", "reason", "hint"),
    [
        ("me: a\ncolour: never\n", "2: 'colour' is no setting", "did you mean 'color'?"),
        ("color: alway\n", "1: color can't be 'alway'", "did you mean 'always'?"),
        ("query: [a]\n", "1: query must be one text", None),
        ("columns: {a: b}\n", "1: columns must be a list, like [id, title, status]", None),
        ("columns:\n- [a]\n", "2: a column must be one text", None),
        ("queries: mine\n", "1: queries must be 'name: value' lines", None),
        ("queries:\n  a b: c\n", "2: 'a b' can't be a query's name", "letters, 0-9, _ . -"),
        ("queries:\n  a: b\n  A: c\n", "3: 'A' stands here twice", None),
        ("queries:\n  a:\n", "2: the query a is empty", "mine: assignee:me is:open"),
        ("me: &a b\n", "1: an anchor (&name) isn't allowed; quote a text that begins with &", None),
        ("me: a\nme: b\n", "2: 'me' stands here twice", None),
        ("- a\n", "1: this must be fields, each 'name: value' on its line", None),
        (b"me: a\nquery: \xff\n", "2: this isn't UTF-8 text", None),
        (b"#" * (1024 * 1024 + 1), "1: this is over 1 MB", None),
    ],
)  # fmt: skip
def test_a_mistake_names_file_line_and_the_right_word(
    home: Path, text: str | bytes, reason: str, hint: str | None
) -> None:
    assert complaint(home, text) == (reason, hint)


def test_a_folder_in_its_place_is_told(home: Path) -> None:
    (home / "tix/config.yaml").mkdir()
    with pytest.raises(UnreadableUserConfigError, match=r"config\.yaml can't be read: is a dir"):
        load({"XDG_CONFIG_HOME": str(home)})


@pytest.mark.parametrize(
    ("environ", "path"),
    [
        ({"XDG_CONFIG_HOME": "/x", "HOME": "/h"}, "/x/tix/config.yaml"),
        ({"HOME": "/h"}, "/h/.config/tix/config.yaml"),
        ({"XDG_CONFIG_HOME": "", "HOME": "/h"}, "/h/.config/tix/config.yaml"),
        ({"XDG_CONFIG_HOME": "relative", "HOME": "/h"}, "/h/.config/tix/config.yaml"),
        ({}, None),
    ],
)
def test_the_file_is_in_the_xdg_folder(environ: dict[str, str], path: str | None) -> None:
    assert config_path(environ) == (Path(path) if path else None)


def test_somebody_without_a_home_has_no_settings() -> None:
    assert load({}) == UserConfig()


def test_a_text_is_parsed_once_and_says_the_same_afterwards(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    environ = {"XDG_CONFIG_HOME": str(home), "XDG_CACHE_HOME": str(home / "cache")}
    (home / "cache").mkdir()
    text = "columns: [id, due]\nqueries:\n  hot: priority:>=high\n"
    (home / "tix/config.yaml").write_text(text)
    first = load(environ)
    assert stat.S_IMODE((home / "cache/tix").stat().st_mode) == 0o700
    with monkeypatch.context() as patch:
        patch.setattr(yaml_strict, "read_mapping", None)
        assert load(environ) == first
        assert load(environ).lines == first.lines
    assert read(home, text.replace("hot", "warm")).queries[0].name == "warm"
    assert load(environ).queries[0].name == "warm"
