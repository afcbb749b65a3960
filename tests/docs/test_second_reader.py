"""The page of the format, read by somebody who knows nothing else, gives what tix reads."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.docs.second_reader import BrokenFileError, read
from tests.scale import scaled
from tix.model.record.document import DocumentError
from tix.model.ticket.document import load
from tix.model.times import format_time

_HEADING = "## 2026-11-22T10:00:00Z · Bob <b@x> · c-q8m2ht"
_LINES = st.sampled_from(
    [
        *[
            "",
            "",
            "",
            " ",
            "text",
            "---",
            "--- ",
            "---\t\x0c",
            "---x",
            "\u0085",
            "\u2028x",
            "\r",
            "\\",
        ],
        *["<<<<<<<", "<<<<<<< a", "<<<<<<<\tb", "\\<<<<<<< d", "=======", "======= ", "=======\r"],
        *[">>>>>>>", ">>>>>>> c", ">>>>>>>\r", "x\r", f"{_HEADING} ", f"\\{_HEADING}"],
        *[_HEADING, _HEADING, f"{_HEADING} · internal", f"\\\\{_HEADING}"],
        "## 2026-02-30T10:00:00Z · Bob <b@x> · c-q8m2ht",
        "## 2026-11-22T24:00:00Z · B <> · c-q8m2ht",
        "## 2026-11-22T10:00:00Z ·  <> · c-abcdefghjkmn",
        "## 2026-11-22T10:00:00Z · a\u2028b\r <m> · c-abcdef",
    ]
)
_ENDS = st.sampled_from(["\n", "\n", "\r\n"])
_FIRST = st.sampled_from(
    ["---\n", "---\n", "---\r\n", "--- \t\u2003\n", "----\n", "\ufeff---\n", "\n"]
)
_FRONT = "id: k7f3qz\ntitle: x\n"
_CLOSING = st.sampled_from(["---\n", "---\n", "---", "--- \r\n", "---\u2028\n", "---y\n"])


@st.composite
def _files(draw: st.DrawFn) -> bytes:
    end = draw(_ENDS)
    below = end.join(draw(st.lists(_LINES, max_size=12)))
    first = draw(_FIRST)
    front = _FRONT.replace("\n", "\r\n") if first.endswith("\r\n") else _FRONT
    text = first + front + draw(_CLOSING) + below + draw(st.sampled_from(["", "\n", "\r\n"]))
    return text.encode()


def _compare(data: bytes) -> None:
    try:
        front, body, said = read(data)
    except BrokenFileError:
        with pytest.raises(DocumentError):
            load(data)
        return
    if front.replace("\r", "") + "\n" != _FRONT:
        return  # a fence has become a part of it: that is for YAML to say
    ticket = load(data).record
    assert ticket.body == body
    assert [
        (format_time(c.at), c.author.name, c.author.mail, c.id, c.internal, c.text)
        for c in ticket.comments
    ] == [(s.at, s.name, s.mail, s.ident, s.internal, s.text) for s in said]


@given(_files())
def test_the_page_and_the_program_read_the_same(data: bytes) -> None:
    _compare(data)


@pytest.mark.long
@settings(max_examples=scaled(20_000))
@given(_files())
def test_they_read_the_same_many_times(data: bytes) -> None:
    _compare(data)
