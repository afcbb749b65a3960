"""Files with conflict markers, written by git, come apart into what git put into them."""

import subprocess
from pathlib import Path
from random import Random

import pytest

from tix.model.merge.markers import Sides, UnclearMarkersError, split, without_markers

STYLES = ("merge", "--diff3", "--zdiff3")
LINES = (
    "one",
    "two",
    "three",
    "",
    "====",
    "<<<<<<",
    "title: a",
    ">>>>>>>>>>",
    "||| |||",
    "=======x",
)


def merge_file(
    folder: Path, base: bytes, ours: bytes, theirs: bytes, *options: str
) -> tuple[bytes, int]:
    """What ``git merge-file`` prints, and how many conflicts there are."""
    for name, data in (("base", base), ("ours", ours), ("theirs", theirs)):
        (folder / name).write_bytes(data)
    done = subprocess.run(
        ["git", "merge-file", "-p", *options, "ours", "base", "theirs"],
        cwd=folder,
        capture_output=True,
    )
    assert done.returncode < 128, done.stderr
    return done.stdout, done.returncode


def some_file(rng: Random, before: list[str]) -> list[str]:
    lines = list(before)
    for _ in range(rng.randint(1, 4)):
        at = rng.randint(0, len(lines))
        lines[at : at + rng.randint(0, 2)] = rng.choices(LINES, k=rng.randint(0, 2))
    return lines


def written(lines: list[str], newline: str, final: bool) -> bytes:
    return (newline.join(lines) + (newline if final and lines else "")).encode()


def ending(data: bytes) -> bytes:
    """The file without its last line end, which git adds where a conflict is at the end."""
    return data.removesuffix(b"\n").removesuffix(b"\r")


@pytest.mark.parametrize("style", STYLES)
def test_the_sides_are_what_git_takes_for_a_side(tmp_path: Path, style: str) -> None:
    conflicts = 0
    for seed in range(30):
        rng = Random(f"{style} {seed}")
        newline = rng.choice(["\n", "\r\n"])
        base = rng.choices(LINES, k=rng.randint(0, 12))
        versions = [
            written(lines, newline, rng.random() < 0.8)
            for lines in (base, some_file(rng, base), some_file(rng, base))
        ]
        size = rng.choice([7, 8, 15, 32])
        options = [*([] if style == STYLES[0] else [style]), f"--marker-size={size}"]
        base_text, ours, theirs = versions
        marked, count = merge_file(tmp_path, base_text, ours, theirs, *options)
        sides = split(marked)
        if not count:
            assert sides is None
            continue
        conflicts += 1
        assert sides is not None, marked
        for option, side in (("--ours", sides.ours), ("--theirs", sides.theirs)):
            clean, _ = merge_file(tmp_path, base_text, ours, theirs, option, *options)
            assert ending(side) == ending(clean)
        assert (sides.base is not None) == (style != STYLES[0])
    assert conflicts > 10


def test_the_base_is_what_all_had_if_git_shows_it(tmp_path: Path) -> None:
    base, ours, theirs = b"a\nb\nc\n", b"a\nours\nc\n", b"a\ntheirs\nc\n"
    marked, _ = merge_file(tmp_path, base, ours, theirs, "--diff3")
    assert split(marked) == Sides(base, ours, theirs)


def test_a_base_that_one_conflict_does_not_show_is_no_base() -> None:
    text = b"<<<<<<<\na\n|||||||\nb\n=======\nc\n>>>>>>>\n<<<<<<<\nd\n=======\ne\n>>>>>>>\n"
    assert split(text) == Sides(None, b"a\nd\n", b"c\ne\n")


def test_longer_markers_within_a_side_stay_there() -> None:
    inner = b"<<<<<<<<< x\n1\n=========\n2\n>>>>>>>>> y\n"
    text = b"<<<<<<< a\n||||||| b\n" + inner + b"=======\ntheirs\n>>>>>>> c\n"
    assert split(text) == Sides(inner, b"", b"theirs\n")
    assert split(inner) == Sides(None, b"1\n", b"2\n")


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"Title\n=======\n",
        b"<<<<<<< a\nours\n=======\ntheirs\n",
        b"<<<<<<< a\nours\n>>>>>>> b\n",
        b"<<<<<<<a\nours\n=======\ntheirs\n>>>>>>> b\n",
        b"\\<<<<<<< a\nours\n=======\ntheirs\n>>>>>>> b\n",
        b"<<<<<<< a\nours\n========\ntheirs\n>>>>>>> b\n",
    ],
)
def test_what_is_no_whole_conflict_is_text(text: bytes) -> None:
    assert split(text) is None


def test_a_heading_underlined_like_a_marker_is_text_outside_of_a_conflict() -> None:
    before, after = b"Summary\n=======\n\n", b">>>>>>> quoted\nDetails\n=======\n"
    text = before + b"<<<<<<< a\nx\n=======\ny\n>>>>>>> b\n" + after
    assert split(text) == Sides(None, before + b"x\n" + after, before + b"y\n" + after)


def test_a_heading_underlined_like_a_marker_within_a_conflict_is_not_guessed_at() -> None:
    text = b"text\n<<<<<<< a\nSummary\n=======\nx\n=======\ny\n>>>>>>> b\n"
    with pytest.raises(UnclearMarkersError) as caught:
        split(text)
    assert caught.value.line == 2


def test_the_last_line_may_lack_its_end() -> None:
    text = b"<<<<<<< a\nx\n=======\ny\n>>>>>>> b"
    assert split(text) == Sides(None, b"x\n", b"y\n")


def test_lines_are_compared_without_ends_and_markers() -> None:
    text = b"a\r\n<<<<<<< HEAD\r\nb\r\n||||||||| 1\n=======\nc\n>>>>>>> x\n"
    assert without_markers(text) == {b"a", b"b", b"c", b""}
