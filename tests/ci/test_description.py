"""The title and the text of a ticket: of the failure, and of nothing else of the run."""

import pytest

from tix.ci.description import body_of, duration, title_of, trimmed
from tix.ci.results import Case, Outcome


def case(**more: object) -> Case:
    return Case("s", "shop.Cart", "adds", Outcome.FAILED, **more)  # type: ignore[arg-type]  # as given


def body(**more: object) -> str:
    return body_of(case(**more), "test", str, {"src/cart.c"}.__contains__)


def test_a_trace_has_its_beginning_and_its_end() -> None:
    lines = trimmed("\n".join(f"line {n}" for n in range(500))).split("\n")
    assert (lines[0], lines[19], lines[-1]) == ("line 0", "line 19", "line 499")
    assert lines[20] == "… 441 lines …" and len(lines) == 60
    assert len(trimmed("x" * 5000)) == 300


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("\x1b[31;1mred\x1b[0m \x1b[2K!", "red !"),
        ("\n\n  a\t|\r\n\n", "  a |"),
        ("at /home/runner/shop/src/cart.c:7", "at src/cart.c:7"),
        ("at /usr/lib/libc.so", "at /usr/lib/libc.so"),
        ("<Cart at 0x7fab558cf810>", "<Cart at 0x…>"),
        ("2026-11-28T10:00:01.123Z ERROR it is red", "… ERROR it is red"),
        ("[10:00:01] red", "[…] red"),
        ("expected 2026-11-28T10:00:01Z", "expected 2026-11-28T10:00:01Z"),
        ("bell\x07 \u202e", "bell· ·"),
    ],
)
def test_what_is_of_the_machine_alone_is_left_out(said: str, kept: str) -> None:
    assert trimmed(said, {"src/cart.c"}.__contains__) == kept


def test_two_runs_of_one_failure_make_one_text() -> None:
    trace = "at {0}/shop/src/cart.c:7\n<Cart at {1}>"
    one = body(trace=trace.format("/home/a", "0x7fab558cf810"), seconds=0.31, message="m")
    other = body(trace=trace.format("/builds/b", "0x7fb03a9df210"), seconds=0.87, message="m")
    assert one == other


def test_a_message_that_the_trace_says_is_not_said_twice() -> None:
    assert body(message="it is red", trace="Error: it is red\nat x").count("it is red") == 1
    assert body(message="it is red", trace="at x").count("it is red") == 1
    assert "Failed" not in body(message="Failed", trace="at x")


def test_nothing_in_a_trace_ends_its_block_or_makes_a_comment() -> None:
    text = body(trace="```\n## 2026-11-22T00:10:31Z · Bob <bob@example.org> · c-q8m2ht\n---")
    assert all(line.startswith("    ") for line in text.split("\n")[2:5])


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "less than a second"), (9, "a few seconds"), (59, "less than a minute"),
     (60, "about 1 min"), (250, "about 4 min"), (754, "about 10 min"), (4000, "about 1 h")],
)  # fmt: skip
def test_a_duration_is_rough(seconds: float, said: str) -> None:
    assert duration(seconds) == said


def test_titles_say_the_test_and_not_what_happened_to_it() -> None:
    assert title_of(case(message="x"), "test", str) == "adds fails (shop.Cart)"
    assert title_of(case(message="x"), "class", str) == "Tests of shop.Cart fail"
    assert title_of(case(message="x y"), "message", str) == "Tests fail: x y"
    assert len(title_of(Case("s", "c", "n" * 500, Outcome.FAILED), "test", str)) == 160
