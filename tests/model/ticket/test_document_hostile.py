"""No file, however odd, makes reading fail in another way than with a line and a reason."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, composite

from tests.model.strategies import ODD_TEXTS
from tests.scale import scaled, usual
from tix.frozen import replace
from tix.model.record.document import DocumentError
from tix.model.ticket.document import Document, load

LONGEST = 1.0
"""Seconds of this process's time that reading or writing may take."""

PIECES = (
    "- ", "- a\n", "[", "[a, ", "[]", "]", "{", "{a: b, ", "}", "? ", "? a\n", ": ", ":", ",",
    "&a ", "&a [", "*a ", "*a, ", "!a ", "!!binary ", "!<tag:x> ", "%YAML 1.1\n", "%TAG ! a\n",
    "<<: *a\n", "<<: a\n", "--- ", "---\n", "...\n", "# a\n", "#", "|", ">", "|\n  a\n", ">-\n a\n",
    "'", '"', "''", '"\\x41', '"\\ud800"', '"\\U00110000"', "\\", "@", "`", "\t", " ", "  ", "\n",
    "\r", "\r\n", "\n ", "\0", "\x01", "\x7f", "\x85", "\u2028", "\ufeff", "\ufffe", "😀", "é",
    "a", "a ", "a: ", "a: b\n", "a:\n", "id: ", "id: k7f3qz\n", "title: x\n", "due: 2026-02-30\n",
    "due: 0000-00-00\n", "opened: 99999-01-01\n", "since: 2026-01-01T25:00:00Z\n", "due: 1e999\n",
    "labels:\n", "labels: [", "links:\n- blocks k7f3qz\n", "n: 0x_\n", "n: 1:20\n", "n: .inf\n",
    "n: " + "9" * 5000 + "\n", "<<<<<<< a\n", "=======\n", ">>>>>>> b\n", "a" * 2000, "'a' : b\n",
)  # fmt: skip
"""Of these, and of many of one of them, the generated front matters are made."""


@composite
def front_matters(draw: DrawFn) -> bytes:
    """Something between two lines of dashes, most often not a ticket's fields."""
    parts = [draw(st.sampled_from(["", "id: k7f3qz\ntitle: x\n", "\ufeff", "x: ", "x:\n"]))]
    pieces = draw(st.lists(st.sampled_from(PIECES + ODD_TEXTS), max_size=12))
    parts += [piece * draw(st.sampled_from([1, 1, 1, 2, 7, 40, 3000, 30000])) for piece in pieces]
    text = "".join(parts)[: draw(st.sampled_from([70_000, 65_000, 2000]))]
    if draw(st.booleans()):
        text = text.replace("\n", "\r\n")
    data = f"---\n{text}\n---\n\nBody\n".encode(errors="surrogatepass")
    cut = draw(st.none() | st.integers(0, 200))
    return data if cut is None else data[:cut] + draw(st.binary(max_size=4)) + data[cut:]


def _read(data: bytes) -> Document | None:
    """The document, or None if it is refused; anything else, or slowness, is a failure."""
    start = time.process_time()
    try:
        document = load(data)
    except DocumentError as error:
        assert 1 <= error.line <= data.count(b"\n") + 1
        assert error.reason
        assert len(error.reason) < 2000
        document = None
    assert time.process_time() - start < LONGEST
    return document


def _check(data: bytes) -> None:
    document = _read(data)
    if document is not None:
        assert document.save(document.record) == data


@given(front_matters())
@settings(max_examples=usual(1000))
def test_a_front_matter_is_read_or_refused(data: bytes) -> None:
    _check(data)


@pytest.mark.long
@given(front_matters())
@settings(max_examples=scaled(10_000, 2_000))
def test_many_front_matters_are_read_or_refused(data: bytes) -> None:
    _check(data)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    _check(data)
    _check(b"---\n" + data)


@pytest.mark.parametrize(
    "before", ["", "x: ", "x: [", "x: {", "x:\n- ", 'x: "', "x: '", "x: |\n  "]
)
def test_64_kb_of_anything_take_less_than_a_second(before: str) -> None:
    for piece in PIECES:
        count = 63_000 // len((piece).encode())
        _check(f"---\nid: k7f3qz\ntitle: x\n{before}{piece * count}\n---\n".encode())


MANY = "".join(
    f"\n## 2026-11-22T00:10:31Z · Bob Reis <bob@example.org> · c-q{number:05}\n\ntext {number}\n"
    for number in range(5000)
)


def test_five_thousand_comments_are_read_and_written_in_time() -> None:
    document = _read(f"---\nid: k7f3qz\ntitle: x\n---\n\nBody\n{MANY}".encode())
    assert document is not None
    comments = document.record.comments
    assert len(comments) == 5000
    start = time.process_time()
    document.save(replace(document.record, comments=(*comments[:2500], *comments[2501:])))
    assert document.near_misses() == []
    assert time.process_time() - start < 4 * LONGEST


@pytest.mark.long
@pytest.mark.parametrize(
    "line",
    ["a\n", "\n", "## \n", "\\\\## \n", "<<<<<<< \n", "## 2026-11-22T00:10:31Z · ", "\\", "· ", "#",
     "<", "c-aaaa ", "## 2026-11-22T00:10:31Z · a <b> · c-q8m2ht\n", " \n", "=======\n>>>>>>> a\n"],
)  # fmt: skip
def test_a_body_of_a_megabyte_is_read_and_written_in_time(line: str) -> None:
    body = line * (1_000_000 // len(line))
    document = _read(f"---\nid: k7f3qz\ntitle: x\n---\n\n{body}\n".encode())
    assert document is not None
    start = time.process_time()
    document.near_misses()
    document.save(replace(document.record, body=document.record.body + "more"))
    assert time.process_time() - start < 4 * LONGEST


def test_a_list_that_fills_the_front_matter_changes_in_time() -> None:
    items = "".join(f"- {number:x}\n" for number in range(9000))
    document = _read(f"---\nid: k7f3qz\ntitle: x\nlabels:\n{items}---\n".encode())
    assert document is not None
    labels = document.record.labels
    start = time.process_time()
    document.save(replace(document.record, labels=(*labels[::2], "new")))
    assert time.process_time() - start < LONGEST
