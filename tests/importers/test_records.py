"""The records in a JSON file."""

import io
import json
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import DeskInFiles
from tix.importers.incoming import ImportInputError
from tix.importers.json_text import BrokenLine
from tix.importers.records import each_record, read_records


def records(folder: Path, data: bytes | str) -> list[object]:
    file = folder / "in.json"
    file.write_bytes(data if isinstance(data, bytes) else data.encode())
    return read_records(file)


@pytest.mark.parametrize(
    "text",
    [
        '[{"a": 1}, {"a": 2}]',
        '{"a": 1}\n{"a": 2}\n',
        '{"a": 1}\r\n\r\n{"a": 2}',
        '[{"a": 1}]\n[{"a": 2}]',
        '\x1e{"a": 1}\n\x1e{"a": 2}\n',
    ],
)
def test_arrays_lines_and_pages_are_all_records(tmp_path: Path, text: str) -> None:
    assert records(tmp_path, text) == [{"a": 1}, {"a": 2}]


def test_one_object_is_one_record(tmp_path: Path) -> None:
    assert records(tmp_path, ' {"a": []} ') == [{"a": []}]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_other_encodings_of_json_are_read(tmp_path: Path, encoding: str) -> None:
    assert records(tmp_path, '["né 😀"]'.encode(encoding)) == ["né 😀"]


def test_numbers_that_python_would_change_or_refuse_are_texts(tmp_path: Path) -> None:
    huge = "9" * 6000
    assert records(tmp_path, f"[12, 1.10, 1e999, NaN, -Infinity, {huge}]") == [
        12,
        "1.10",
        "1e999",
        "NaN",
        "-Infinity",
        huge,
    ]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", r"this isn't JSON: there is nothing in it, line 1 column 1"),
        (b" \n", r"this isn't JSON: there is nothing in it, line 2 column 1"),
        (b'[{"a": 1}, {"a" 2}]', r"this isn't JSON: .* line 1 column 17"),
        (b'{"a": 1,\n "b": 2}\n{"a"\n', r"this isn't JSON: .* line 4 column 1"),
        (b'{"a"\n{"a": 1,\n "b": 2}\n', r"this isn't JSON: .* line 2 column 1"),
        (b"[1]\n[2", r"this isn't JSON: .* line 2 column 3"),
        (b'{"title": "a",\n"b": "\xff" 1}', r"this isn't JSON: .* line 2 column 10"),
        ('["ä"]'.encode("utf-16") + b"\0", r"line 1 isn't UTF-8 text"),
        (b"[" * 100_000, r"the JSON is nested too deeply"),
        (b'{"a":' * 100_000, r"the JSON is nested too deeply"),
    ],
)
def test_what_is_no_json_is_an_error_that_says_where(
    tmp_path: Path, data: bytes, message: str
) -> None:
    with pytest.raises(ImportInputError, match=f"in.json: {message}$"):
        records(tmp_path, data)


def test_a_missing_file_and_a_folder_are_errors(tmp_path: Path) -> None:
    with pytest.raises(ImportInputError, match="there is no such file"):
        read_records(tmp_path / "none.json")
    with pytest.raises(ImportInputError, match="this is a folder") as caught:
        read_records(tmp_path)
    assert caught.value.hint == "for a folder of Markdown files: tix import markdown DIR"
    with pytest.raises(ImportInputError, match="can't be read"):
        read_records(tmp_path / ("x" * 300))
    with pytest.raises(ImportInputError, match="can't be"):
        read_records(Path("a\0b"))


def test_a_dash_is_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    stdin = SimpleNamespace(buffer=io.BytesIO(json.dumps([1]).encode()))
    monkeypatch.setattr("sys.stdin", stdin)
    assert read_records(Path("-")) == [1]


@pytest.mark.parametrize("text", [
    '{"total": 2, "issues": [1, {"issues": [2]}], "names": {"a": [3]}}', ' [1, {"issues": [2]}] ',
    '{"issues":[\n1,{"issues":[2]} ]}', '1\n{"issues": [{"issues": [2]}]}',
])  # fmt: skip
def test_records_are_taken_one_by_one_also_from_inside(tmp_path: Path, text: str) -> None:
    file = tmp_path / "in.json"
    file.write_text(text)
    assert [*each_record(file, "issues")] == [1, {"issues": [2]}]


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: (
    st.lists(inner) | st.dictionaries(st.text("ab"), inner))), st.sampled_from([None, 1]),
)  # fmt: skip
def test_each_is_what_json_reads(value: object, indent: int | None) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder, "in.json")
        file.write_text(json.dumps(value, indent=indent))
        expected = value if isinstance(value, list) else [value]
        assert [*each_record(file)] == expected
        if isinstance(value, dict) and isinstance(value.get("a"), list):
            expected = value["a"]
        assert [*each_record(file, "a")] == expected


@pytest.mark.parametrize("text", [
    '{"issues": [1 2]}', '{"issues": [1], 5}', '{"issues" [1]}', "[1", "[1,",
    '{"issues": [1]', '{"a": 1', '{"issues": [1]}}', "{", "[", '{"issues"',
])  # fmt: skip
def test_what_is_no_json_is_an_error_with_its_place(tmp_path: Path, text: str) -> None:
    file = tmp_path / "in.json"
    file.write_text(text)
    with pytest.raises(ImportInputError, match=r"this isn.t JSON: .*, line 1 column"):
        list(each_record(file, "issues"))


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ('{"a": 1}\n{"a": \n\n{"a": 3}\n', [1, 2, 3]),
        ('{"a": 1}\r\nnonsense\r\n{"a": 3}', [1, 2, 3]),
        ('<<<<<<< one\n{"a": 2}\n=======\n{"a": 4}\n>>>>>>> two\n', [1, 2, 3, 4, 5]),
    ],
)
def test_a_line_that_is_no_json_keeps_no_other_out(
    tmp_path: Path, text: str, lines: list[int]
) -> None:
    file = tmp_path / "in.jsonl"
    file.write_text(text, newline="")
    found = [each.number if isinstance(each, BrokenLine) else each for each in read_records(file)]
    assert len(found) == len(lines)
    assert [each for each in found if isinstance(each, int)] == [
        line for line, each in zip(lines, found, strict=True) if isinstance(each, int)
    ]


_WHOLE = (
    '[\n  {"a": 1},\n  {"a" 2},\n  {"a": 3}\n]',
    '[{"a": 1},\n{"a": 2,\n{"a": 3}]',
    '[\n{"a": 1},\n{"a": "2},\n{"a": 3}\n]\n',
    '[{\n  "a": 1\n}, {\n  "a" 2\n}, {\n  "a": 3\n}]',
    '[\n  {\n    "a": 1\n  },\n  {\n    "a": [{\n      "b": 1}}]\n  },\n  {\n    "a": 3\n  }\n]',
    '[\n  {"a": 1}\n, {"a": 2} x\n, {"a": 3},\n]',
    '[\n  {"a": 1},\n  {"a": "two\nlines"},\n  {"a": 3}\n]',
    '{"n": 3, "issues": [\n  {"a": 1},\n  {"a" 2},\n  {"a": 3}\n]}',
    '{"data": {"issues": [\n  {"a": 1},\n  {"a": tru},\n  {"a": 3}\n]}}',
)


@pytest.mark.parametrize("text", [
    *(text.encode() for text in _WHOLE), b'[{"a": 1}, {"a": "\xff"}, {"a": 3}]',
    b'{"issues": [{"a": 1}, {"a": "\xe4"}, {"a": 3}]}', b'[[{"a": 1}, {"a": "\xe4"}], [{"a": 3}]]',
    b'{"a": 1}\n{"a": "\xff"}\n{"a": 3}',
])  # fmt: skip
def test_a_broken_record_of_an_array_keeps_no_other_out(tmp_path: Path, text: bytes) -> None:
    found = records(tmp_path, text)
    broken = [each for each in found if isinstance(each, BrokenLine)]
    assert len(broken) == 1
    rest = [each for each in found if not isinstance(each, BrokenLine)]
    assert json.dumps(rest).count('{"a": 1}') == json.dumps(rest).count('{"a": 3}') == 1
    assert broken[0].number == text[: text.index(b'"a"', text.index(b'"a"') + 1)].count(b"\n") + (
        0 if b'{\n  "a" 2' in text or b'"b"' in text else 1
    )


@pytest.mark.parametrize("text", [
    '[\n{\n"a": 1\n},\n{\n"a" 2,\n"c": [\n{\n"d": 1\n}\n]\n},\n{\n"a": 3\n}\n]',  # no indentation
    '[{"a": 1}, {"a" 2}, {"a": 3}]',  # no lines
    '[\n  {"a": 1},\n  {"a" 2},\n  {"a": 3}\n',  # cut short
    '[\n  {"a": 1},\n  {"a": 2',
    '[\n  {"a": 1},\n  {"a" "b\n[\n  {"a": 3}\n]"}\n]',  # an array in a text
    '{"title": "A", "comments": [\n  {"a": 1},\n  {"a" 2},\n  {"a": 3}\n]}',  # a ticket
])  # fmt: skip
def test_what_is_not_certain_is_not_taken(tmp_path: Path, text: str) -> None:
    with pytest.raises(ImportInputError, match=r"this isn't JSON: .*, line"):
        records(tmp_path, text)


def test_a_text_in_another_encoding_is_refused_with_what_to_do(tmp_path: Path) -> None:
    text = json.dumps([{"a": "é"}] * 101, ensure_ascii=False, indent=1)
    with pytest.raises(ImportInputError, match="line 3 isn't UTF-8 text") as caught:
        records(tmp_path, text.encode("latin-1"))
    assert caught.value.hint is not None and "iconv" in caught.value.hint


def test_a_comma_behind_the_last_item_is_no_error(tmp_path: Path) -> None:
    assert records(tmp_path, '[{"a": 1},\n{"a": 2},\n]') == [{"a": 1}, {"a": 2}]


@pytest.mark.parametrize("name", ["github", "gitlab", "jira", "taskwarrior", "json"])
def test_every_tracker_s_array_with_a_broken_record_gives_the_rest(
    desk: DeskInFiles, tmp_path: Path, name: str
) -> None:
    items = {
        "github": '{"number": %d, "title": "T", "state": "OPEN"}',
        "gitlab": '{"iid": %d, "title": "T", "state": "opened", "project_id": 1}',
        "jira": '{"key": "A-%d", "fields": {"summary": "T"}}',
        "taskwarrior": '{"uuid": "%d", "description": "T", "entry": "20260101T000000Z"}',
        "json": '{"key": "%d", "title": "T", "state": "open"}',
    }
    one, two, three = (items[name] % number for number in (1, 2, 3))
    text = f"[\n{one},\n{two[:-2]},\n{three}\n]"
    if name == "jira":
        text = f'{{"total": 3, "issues": {text}}}'
    (tmp_path / "in.json").write_text(text)
    said = desk.call("import", name, str(tmp_path / "in.json")).stderr
    assert "2 tickets made" in said and "1 skipped:\n  line 3: it isn't JSON: " in said


def test_a_broken_line_is_skipped_and_named(desk: DeskInFiles, tmp_path: Path) -> None:
    file = tmp_path / "in.jsonl"
    one, two = '{"title": "One", "state": "open"}', '{"title": "Two", "state": "open"}'
    file.write_text(f"{one}\n{one[:20]}\n{two}\n")
    said = desk.call("import", "json", str(file)).stderr
    assert "2 tickets made" in said
    assert "  line 2: it isn't JSON: " in said
