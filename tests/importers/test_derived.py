"""Ids that follow from where a ticket comes from."""

from hypothesis import given
from hypothesis import strategies as st

from tix.importers.derived import derived_comment_id, fingerprint
from tix.model.ids import derived_id, is_comment_id, is_id


def _free(_: str) -> bool:
    return False


@given(st.text())
def test_every_source_has_an_id_that_is_always_the_same(source: str) -> None:
    assert is_id(derived_id(source, _free))
    assert derived_id(source, _free) == derived_id(source, _free)
    assert is_comment_id(derived_comment_id(source, "1", _free))


def test_ids_are_these_in_every_version() -> None:
    """Clones with different versions of tix must agree: a change here splits tickets in two."""
    assert derived_id("github:git-bug/git-bug#185", _free) == "rc74cx"
    assert derived_comment_id("github:git-bug/git-bug#185", "IC_1", _free) == "c-j0tvfq"


def test_a_taken_id_is_followed_by_another() -> None:
    first = derived_id("x", _free)
    second = derived_id("x", {first}.__contains__)
    assert second != first
    assert derived_id("x", {first, second}.__contains__) not in (first, second)
    comment = derived_comment_id("x", "1", _free)
    assert derived_comment_id("x", "1", {comment}.__contains__) != comment


def test_two_thousand_sources_have_two_thousand_ids() -> None:
    assert len({derived_id(f"github:acme/site#{n}", _free) for n in range(2000)}) == 2000


def test_a_fingerprint_is_short_and_tells_texts_apart() -> None:
    assert len(fingerprint("a")) == 8
    assert fingerprint("a") != fingerprint("b")
