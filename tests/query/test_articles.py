"""Which articles fit a problem, in a desk with few tickets."""

from collections import Counter

import pytest

from tix.frozen import replace
from tix.model.records.article import ARTICLE, Article
from tix.query.articles import fitting, problem_tokens
from tix.query.similar import Rarity


def article(name: str, title: str, body: str, *labels: str) -> Article:
    return replace(ARTICLE.blank, id=name, title=title, body=body, labels=labels)


ARTICLES = (
    article("password", "How to reset a password", "Click on forgot password.", "login"),
    article("vpn", "VPN setup on a Mac", "Install the profile.", "vpn"),
    article("printer", "Printer jams: who looks after it", "Open the flap.", "printer"),
    article("returns", "Return policy", "Within 30 days."),
    article("radio", "Incidents on the radio", "Say where, what, how many.", "incident"),
    article("doors", "出入口の鍵", "窓口で。"),
)


def best(title: str, told: tuple[str, ...] = ()) -> str | None:
    """The article that is offered, in a desk where these titles stand already."""
    counts = Counter(word for each in told for word in problem_tokens(each))
    words = {word: counts[word] for word in problem_tokens(title)}
    found = fitting(title, ARTICLES, Rarity(len(told), words))
    return found[0].article.id if found else None


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Please reset my password", "password"),
        ("I forgot my password", "password"),
        ("The VPN on my Mac drops", "vpn"),
        ("printer jams again", "printer"),
        ("The setup wizard on a page breaks", None),
        ("Fix it on a page", None),
        ("How to get to the airport", None),
        ("My Mac is slow", None),
        ("VPN drops", "vpn"),
        ("Return parcels", None),
        ("Release policy", None),
        ("Rent radios", None),
        ("Radio incident", "radio"),
        ("Password forgotten", "password"),
        ("need to send back, what is the return policy?", "returns"),
        ("Since we have the new phones, does the policy say who returns the old ones?", "returns"),
        ("My parents return on Sunday, so who will look after our old dog meanwhile?", None),
        ("入力", None),
        ("鍵と出入口", "doors"),
    ],
)
def test_the_small_words_of_a_young_desk_count_for_little(title: str, name: str | None) -> None:
    assert best(title) == name


def test_the_problem_that_most_people_have_has_its_article_still() -> None:
    told = ("Password reset",) * 8 + ("Printer jams", "Order a screen", "Broken chair") * 8
    assert best("reset of my password", told) == "password"


def test_a_problem_that_was_told_before_has_its_article_still() -> None:
    told = ("Please reset my password", "Password reset", "I forgot my password", "No password")
    assert best("cannot reset password for Jo", told) == "password"
