"""What the parser found in ``tix.yaml`` is kept, and counts only for exactly that text."""

from pathlib import Path

import pytest

from tests.conftest import DeskInFiles
from tix.model.config.reader import load_config
from tix.model.text import yaml_strict
from tix.model.text.yaml_nodes import Mapping, YamlError
from tix.storage.desk.config_cache import reading

NESTED = """\
format: 1
name: Ops
statuses:
  open: active
  waiting: waiting
  done: done
fields:
  severity: {type: choice, choices: [a, b]}
people:
- name: Ana Lima
  mail: ana@example.org  # on call
  aliases: [al, "tab\\there"]
"""

DEPTH = 8


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """The file in which the nodes of NESTED are kept."""
    reading(tmp_path / "config.json")(NESTED, DEPTH)
    return tmp_path / "config.json"


def parses(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that come to the parser from now on."""
    texts = []
    parse = yaml_strict.read_mapping

    def noting(text: str, *, depth: int) -> Mapping:
        texts.append(text)
        return parse(text, depth=depth)

    monkeypatch.setattr(yaml_strict, "read_mapping", noting)
    return texts


def test_a_text_is_parsed_once_and_its_nodes_are_the_same(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = yaml_strict.read_mapping(NESTED, depth=DEPTH)
    parsed = parses(monkeypatch)
    assert reading(kept)(NESTED, DEPTH) == expected
    assert parsed == []


@pytest.mark.parametrize(
    "text", [NESTED + "\n", NESTED.replace("Ops", "Oqs"), NESTED.replace("a, b", "b, a")]
)
def test_another_text_is_parsed(kept: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    parsed = parses(monkeypatch)
    assert reading(kept)(text, DEPTH) == yaml_strict.read_mapping(text, depth=DEPTH)
    assert text in parsed


def test_another_version_of_tix_parses_again(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tix.storage.desk.config_cache.__version__", "999")
    parsed = parses(monkeypatch)
    reading(kept)(NESTED, DEPTH)
    assert parsed == [NESTED]


@pytest.mark.slow
def test_no_byte_of_the_file_is_trusted(kept: Path) -> None:
    expected = yaml_strict.read_mapping(NESTED, depth=DEPTH)
    data = kept.read_bytes()
    for place in range(len(data)):
        kept.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        assert reading(kept)(NESTED, DEPTH) == expected, place
    for end in range(0, len(data), 7):
        kept.write_bytes(data[:end])
        assert reading(kept)(NESTED, DEPTH) == expected, end


def test_a_damaged_file_is_written_anew(kept: Path) -> None:
    data = kept.read_bytes()
    kept.write_bytes(data[:100])
    reading(kept)(NESTED, DEPTH)
    assert kept.read_bytes() == data


def test_a_link_or_a_folder_in_its_place_does_no_harm(kept: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("theirs")
    kept.unlink()
    kept.symlink_to(elsewhere)
    assert reading(kept)(NESTED, DEPTH).entries
    assert elsewhere.read_text() == "theirs"
    kept.unlink()
    kept.mkdir()
    assert reading(kept)(NESTED, DEPTH).entries


def test_where_nothing_can_be_kept_it_is_parsed(tmp_path: Path) -> None:
    assert reading(tmp_path / "no" / "folder" / "config.json")(NESTED, DEPTH).entries
    assert not (tmp_path / "no").exists()


def test_errors_are_not_kept(tmp_path: Path) -> None:
    for _ in range(2):
        with pytest.raises(YamlError):
            reading(tmp_path / "config.json")("a: {b: 1\n", DEPTH)
    assert list(tmp_path.iterdir()) == []


def test_plain_texts_need_no_file(tmp_path: Path) -> None:
    reading(tmp_path / "config.json")("format: 1\nname: Ops\n", DEPTH)
    assert list(tmp_path.iterdir()) == []


def test_the_configuration_and_its_lines_are_the_same(desk: DeskInFiles) -> None:
    desk.write("tix.yaml", NESTED)
    first = desk.call("config").stdout
    assert (desk.root / ".git" / "tix" / "config.json").is_file()
    assert desk.call("config").stdout == first
    assert desk.call("config", "--json").stdout.count("severity")
    read = reading(desk.root / ".git" / "tix" / "config.json")
    assert load_config(NESTED, read) == load_config(NESTED)
    assert load_config(NESTED, read).lines == load_config(NESTED).lines


def test_the_line_of_an_error_is_the_same(desk: DeskInFiles) -> None:
    desk.write("tix.yaml", NESTED.replace("type: choice", "type: choise"))
    first = desk.call("list", code=1).stderr
    assert "tix.yaml:8:" in first
    assert desk.call("list", code=1).stderr == first
