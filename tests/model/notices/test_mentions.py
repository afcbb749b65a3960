"""Whom a text mentions."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tix.model.config.reader import load_config
from tix.model.notices.mentions import Mentions

CONFIG = load_config(
    "people:\n"
    "- {name: Ana Lima, mail: ana@example.org, aliases: [al, ana@old.example]}\n"
    "- {name: Bob Reis, mail: b.reis@example.org}\n"
    "- {name: Info, mail: info@example.org}\n"
    "- {name: Info Two, mail: info@two.example}\n"
    "- Zoe\n"
    "teams: {support: [ana@example.org, eve@example.org], back-office: [al, EVE@example.org]}\n"
)
ANA, BOB = "ana@example.org", "b.reis@example.org"


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("@ana can you look?", (ANA,)),
        ("Thanks, @Ana.", (ANA,)),
        ("(@al) and @al", (ANA,)),
        ("@ana's printer", (ANA,)),
        ("@b.reis.", (BOB,)),
        ("@AnaLima, @bobreis: please", (ANA, BOB)),
        ("@ana@example.org, @ana@old.example", (ANA,)),
        ("@support and @back-office.", ("support", "back-office")),
        ("@zoe", ("Zoe <>",)),
        ("first line\n@ana\nlast", (ANA,)),
        ("@eve and @Eve@example.org", ("eve@example.org",)),
        ("@info", ()),
        ("@info@two.example", ("info@two.example",)),
        ("write to ana@example.org", ()),
        ("x@ana and /@ana and @@ana", ()),
        ("@anna @an @supporters", ()),
        ("> @ana said so\nyes", ()),
        ("`@ana` and ``a ` @ana``", ()),
        ("a stray ` here\n\n@ana and ` there", (ANA,)),
        ("`` @ana ` @bobreis", (ANA, BOB)),
        ("`x` @ana ``y``", (ANA,)),
        ("```\n@ana\n```\n@bobreis", (BOB,)),
        ("~~~ sh\n@ana\n```\n~~~", ()),
        ("    @ana in code", ()),
        ("text\n\n    @ana in code\n    @ana\n\n    @ana\n@bobreis", (BOB,)),
        ("- an item\n    @ana in it", (ANA,)),
        ("@", ()),
        ("@b.reis-", (BOB,)),
        ("@ana–@bobreis", (ANA, BOB)),
    ],
)
def test_who_is_mentioned(text: str, who: tuple[str, ...]) -> None:
    assert Mentions(CONFIG)(text) == who


def test_where_nobody_is_known_nobody_is_mentioned() -> None:
    assert Mentions(load_config("format: 1\n"))("@ana") == ()


@given(st.text(alphabet="@ana.`> '’-\n~s+\\/", max_size=60))
def test_any_text_can_be_asked(text: str) -> None:
    assert set(Mentions(CONFIG)(text)) <= {ANA}
    assert not Mentions(CONFIG)("\n".join(f"> {line}" for line in text.split("\n")))


@pytest.mark.parametrize(
    "text",
    [
        "@x " + " ".join("`" * n for n in range(1, 1000)),
        "@" + "a'" * 100_000,
        "@ana's.' " * 20_000,
        "@" * 500_000,
        "```\n~~~\n" * 50_000,
        "@a@" * 100_000,
    ],
    ids=range(6),
)
def test_an_odd_text_takes_no_longer_than_another(text: str) -> None:
    began = time.process_time()
    Mentions(CONFIG)(text)
    assert time.process_time() - began < 2
