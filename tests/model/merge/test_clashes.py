"""Two different tickets with one id."""

from tests.model.merge.cases import BASE
from tests.model.merge.people import after
from tix.frozen import replace
from tix.model.ids import is_id
from tix.model.merge.clashes import is_same_ticket, parted
from tix.model.merge.files import merge_files
from tix.model.record.notes import Aside, asides_of, note
from tix.model.ticket.document import dump, load

LATER = replace(BASE, title="Another one", opened=after(1))


def test_the_later_ticket_gets_a_new_id_the_same_everywhere() -> None:
    earlier, renamed = parted(BASE, LATER)
    assert (earlier, renamed) == parted(LATER, BASE)
    assert earlier == BASE
    assert renamed == replace(LATER, id=renamed.id)
    assert is_id(renamed.id)
    assert renamed.id not in (BASE.id, parted(BASE, replace(LATER, opened_by="bo"))[1].id)


def test_its_new_id_does_not_follow_from_what_changes() -> None:
    assert parted(BASE, replace(LATER, title="T"))[1].id == parted(BASE, LATER)[1].id


def test_a_ticket_that_knows_no_opening_is_the_later_one() -> None:
    assert parted(replace(BASE, opened=None), LATER)[0] == LATER


def test_its_merge_notes_stay_merge_notes() -> None:
    aside = Aside("title", "A")
    renamed = parted(BASE, replace(LATER, comments=(note(LATER, aside),)))[1]
    assert set(asides_of(renamed)) == {aside}


def test_the_same_opening_is_the_same_ticket() -> None:
    assert is_same_ticket(BASE, replace(BASE, title="T"))
    assert not is_same_ticket(BASE, LATER)
    assert not is_same_ticket(BASE, replace(BASE, opened_by="bo"))


def test_the_same_source_is_the_same_ticket() -> None:
    one, other = replace(BASE, source="event:1"), replace(LATER, source="event:1")
    assert is_same_ticket(one, other)
    assert not is_same_ticket(one, replace(other, source="event:2"))
    assert not is_same_ticket(one, replace(other, id="m3k9vd"))
    assert not is_same_ticket(one, replace(other, key="disk"))
    assert not is_same_ticket(replace(one, source=""), replace(other, source=""))


def test_the_same_key_is_the_same_ticket_and_the_earlier_opening_stays() -> None:
    one, other = replace(BASE, key="disk"), replace(LATER, key="disk", opened_by="bo")
    assert is_same_ticket(one, other)
    assert not is_same_ticket(one, replace(other, key="disc"))
    assert not is_same_ticket(one, replace(other, id="m3k9vd"))
    assert not is_same_ticket(replace(one, key=""), replace(other, key=""))
    for base in (None, b""):  # git's driver gets an empty file where there is no base
        merged = merge_files(base, dump(one), dump(other))
        assert merged == merge_files(base, dump(other), dump(one))
        assert load(merged.data).record == replace(
            one, title="Build fails", comments=(note(one, Aside("title", "Another one")),)
        )
