"""What is new in a reply."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tix.mail.quoting import new_text

REPLIES = {
    "top": ("Works.\n\nOn Sat, 21 Nov 2026, Ana <a@b.example> wrote:\n> Well?\n", "Works."),
    "top, broken line": (
        "Works.\n\nOn Sat, 21 Nov 2026 at 10:00, Ana\n<a@b.example> wrote:\n\n> Well?\n",
        "Works.",
    ),
    "bottom": ("On Sat, Ana <a@b.example> wrote:\n> Well?\n\nWorks.\n", "Works."),
    "German": ("Geht.\n\nAm 21.11.2026 um 10:00 schrieb Ana:\n> Und?\n", "Geht."),
    "French": ("Oui.\n\nLe 21 nov. 2026 à 10:00, Ana a écrit :\n> Alors ?\n", "Oui."),
    "Portuguese": ("Sim.\n\nEm sáb., 21 de nov. de 2026, Ana escreveu:\n> E?\n", "Sim."),
    "Spanish": ("Sí.\n\nEl 21 nov 2026, Ana escribió:\n> ¿Y?\n", "Sí."),
    "not marked": ("Works.\n\nOn Sat, Ana <a@b.example> wrote:\nWell?\n", "Works.\n\nOn Sat, Ana"),
    "Outlook": (
        "Works.\n\nFrom: Ana <a@b.example>\nSent: Saturday\nTo: Jo\nSubject: x\n\nWell?\n",
        "Works.",
    ),
    "Outlook, a rule": (
        "Works.\n\n________________________________\nFrom: Ana\nSent: Saturday\nTo: Jo\n\nWell?",
        "Works.",
    ),
    "original message": ("Works.\n\n-----Original Message-----\nFrom: Ana\n\nWell?", "Works."),
    "between": (
        "Hi,\n\n> First?\nYes.\n\n> Second?\nNo.\n\n> Bye\n",
        "Hi,\n\n> First?\nYes.\n\n> Second?\nNo.",
    ),
    "signature": ("Works.\n-- \nJo Silva\nAcme Ltd\n", "Works."),
    "telephone": ("Works.\n\nSent from my iPhone\n", "Works."),
    "only quoted": ("> Well?\n", "> Well?"),
    "no reply at all": ("Just words.\n\nTwo paragraphs.\n", "Just words.\n\nTwo paragraphs."),
    "a colon": ("From: what I see.\nTo: you\n", "From: what I see.\nTo: you"),
}  # fmt: skip


@pytest.mark.parametrize("name", REPLIES)
def test_what_is_new(name: str) -> None:
    text, expected = REPLIES[name]
    found = new_text(text)
    if name == "not marked":  # nothing shows where the quote ends
        assert found.startswith("Works.")
    else:
        assert found == expected


@given(st.lists(st.sampled_from(["> q", "new", "", "-- ", "On Mon, A wrote:", "From: x"])))
def test_something_is_left_where_something_was(lines: list[str]) -> None:
    text = "\n".join(lines)
    assert bool(new_text(text).strip()) is bool(text.strip())
    if lines.count("new") and not {"From: x", "-- ", "On Mon, A wrote:"} & set(lines):
        assert new_text(text).count("new") == lines.count("new")
