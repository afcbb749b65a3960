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
    "a date and an address": (
        "Works.\n\n21.11.2026, 10.00, \"Ana - Desk\" <a@b.example>:\n\nWell?\n", "Works."),
    "Norwegian, broken in the address": (
        "Ja.\n\ntir. 21. nov. 2026 kl. 10:00 skrev Ana <a@b.example\n>:\n\n> Vel?\n", "Ja."),
    "Finnish": (
        "On.\n\npe 20. marraskuuta 2026 klo 10.00 Ana\n<a@b.example> kirjoitti:\n\nNo?\n", "On."),
    "a name before the word, broken": (
        "Geht.\n\nAna Lima <a@b.example> schrieb am Fr., 28.\nApr. 2026 um 11:53 Uhr:\n\n> Und?\n",
        "Geht."),
    "a name and an address, not marked": (
        "Works.\n\nAna Lima <a@b.example> wrote:\n\nWell?\n", "Works."),
    "a day, a name and an address": (
        "Works.\n\n2026/11/21 Ana via Desk <a@b.example>\n\n> Well?\n", "Works."),
    "a telephone of Norway": (
        "Ja.\n\nSendt fra min iPad\n\nDen 15. jun. 2026 kl. 20.42 skrev Ana <a@b.example>:\n\nVel?",
        "Ja."),
    "what somebody says of an address": (
        "Our <a@b.example> wrote: it fails.\nSo it is.\n\n> Well?\n",
        "Our <a@b.example> wrote: it fails.\nSo it is."),
    "Japanese": ("はい。\n\n2026年11月21日(土) 10:00 Ana <a@b.example>:\n> どう？\n", "はい。"),
    "a time above a quote": ("Works.\n\n2026.11.21. 10:00, Ana írta:\n> Nos?\n", "Works."),
    "no colon": ("Yes.\n\n---- On Sat, 21 Nov 2026 10:00 a@b.example wrote ----\n\nWell?", "Yes."),
    "Danish": (
        "Ja.\n\nFra: Ana <a@b.example>\nSendt: lørdag\nTil: Jo\nEmne: x\n\nNå?\n", "Ja."),
    "a title of its own": (
        "Ja.\n\n-------- Beskjed --------\nFra: Ana\nTil: Jo\nEmne: x\n\nNå?\n", "Ja."),
    "a list's footer": (
        "> Well?\n\nWorks.\n\n____\nusers mailing list\nhttps://lists.example/users\n",
        "Works."),
    "a short line above a broken one": (
        "Yes.\n21.11.2026 10:00 Ana <\na@b.example> написал:\n\n> Well?\n", "Yes."),
    "a count above": ("Failed 3 times\nOn Monday, Ana <a@b.example> wrote:\n> Well?\n",
                      "Failed 3 times"),
    "a day above": ("On 3 of 5 it works.\n21.11.2026 10:00 Ana <a@b.example>:\n> Well?\n",
                    "On 3 of 5 it works."),
    "a telephone above a quote": (
        "Works.\n\nSent from my iPhone\n\nOn 21 Nov 2026, Ana <a@b.example> wrote:\n> Well?\n",
        "Works."),
    "a quoted line that was broken": (
        "Works.\n\n> " + "Does it work " * 6 + "with\nthe new one?\n> Ana\n", "Works."),
    "a short answer between quotes": (
        "> Red, or blue?\nblue\n> And when?\nNow.\n", "> Red, or blue?\nblue\n> And when?\nNow."),
    "times in the text": (
        "At 10:00:\nit broke.\n\n2026-11-21 10:00, as Jo <jo@b.example> said: broken\n",
        "At 10:00:\nit broke.\n\n2026-11-21 10:00, as Jo <jo@b.example> said: broken"),
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
