"""How texts write a person, and what stands there after they were forgotten."""

import pytest

from tix.model.changes.person_forms import PersonForms, forms_of
from tix.model.people import Person

JO = PersonForms(("Jo Novak", "Jo"), ("jo.novak@acme.example", "jo@acme.example"))
BY = Person("Forgotten k7f3qz", "forgotten-k7f3qz@tix.invalid")


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("Jo Novak <jo@acme.example>", "Forgotten k7f3qz <forgotten-k7f3qz@tix.invalid>"),
        ("Jo <JO@acme.example>", "Forgotten k7f3qz <forgotten-k7f3qz@tix.invalid>"),
        ("jo@acme.example", "forgotten-k7f3qz@tix.invalid"),
        ("Jo", "Forgotten k7f3qz"),
        ("Jo <>", "Forgotten k7f3qz <>".replace("<>", "<forgotten-k7f3qz@tix.invalid>")),
        ("Call jo novak, or Novak, Jo.", "Call Forgotten k7f3qz, or Forgotten k7f3qz."),
        ("Jo\nNovak called", "Forgotten k7f3qz\n called"),
        ("jo-novak and Jo_Novak.pdf", "forgotten-k7f3qz and forgotten-k7f3qz.pdf"),
        ("x?to=jo%40acme.example&a", "x?to=forgotten-k7f3qz@tix.invalid&a"),
        ("mail: jo.novak@acme.example.", "mail: forgotten-k7f3qz@tix.invalid."),
    ],
)
def test_what_is_replaced(text: str, after: str) -> None:
    assert JO.is_in(text)
    assert JO.replaced(text, BY) == after
    assert not JO.is_in(JO.replaced(text, BY))


@pytest.mark.parametrize(
    "text",
    ["Jo called", "xjo@acme.example", "jo@acme.example.org", "jo@acme.examples", "Jo Novakova",
     "Banjo Novak", "novak@acme.example", ""],
)  # fmt: skip
def test_what_is_somebody_else(text: str) -> None:
    assert not JO.is_in(text)
    assert JO.replaced(text, BY) == text


def test_the_forms_of_a_person() -> None:
    known = ["Jo Novak <jo@acme.example>", "jo@acme.example", "J. Novak <JO@acme.example>",
             "Jo Novak <other@x.example>", "Ann <ann@x.example>"]  # fmt: skip
    assert forms_of("jo@acme.example", known) == PersonForms(
        ("J. Novak", "Jo Novak"), ("jo@acme.example",)
    )
    assert forms_of("Jo Novak", known).mails == ("jo@acme.example", "other@x.example")
    assert forms_of("Eve <>", known) == PersonForms(("Eve",), ())


def test_a_name_is_known_with_other_accents() -> None:
    known = ["Zoë Quandt <zoe@x.example>", "zoe quandt <>", "Zoe Quant <other@x.example>", "<>"]
    for typed in ("Zoe Quandt", "ZOË QUANDT", "Zoe\u0308 Quandt"):
        found = forms_of(typed, known)
        assert found.mails == ("zoe@x.example",)
        assert {"Zoë Quandt", "zoe quandt"} <= {*found.names}


def test_a_name_without_accents_that_another_has_is_the_other_s() -> None:
    known = ["Zoë Quandt <zoe@x.example>", "Zoe Quandt <other@x.example>", "Zoë <zoe@x.example>"]
    forms = forms_of("zoe@x.example", known)
    assert not forms.is_in("Zoe Quandt")
    assert forms.is_in("Zoe\u0308 Quandt")
    assert forms_of("Zoe Quandt", known).mails == ("other@x.example", "zoe@x.example")
