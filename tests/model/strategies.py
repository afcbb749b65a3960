"""Hypothesis strategies for tickets and the texts in them, for the tests of all layers."""

from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

from tix.model.ids import ALPHABET, LETTERS
from tix.model.people import Person
from tix.model.record.entries import QUANTITY, SEPARATOR
from tix.model.record.occurrences import Occurrence, seen
from tix.model.record.values import Comment, TeamField
from tix.model.ticket.entries import (
    EFFECTS,
    CommitLink,
    Firing,
    Message,
    Rating,
    Signature,
    Use,
    Wait,
    Work,
)
from tix.model.ticket.ticket import LINK_KINDS, Link, Ticket

HEADING = "## 2026-11-22T00:10:31Z · Bob Reis <bob@example.org> · c-q8m2ht"

ODD_TEXTS = (
    "", " ", "~", "null", "no", "1.10", "0123", "12:30:45", "2026-02-30", "<<", "=", "[]", "{}",
    "- a", "-", "?", "? a", ":", ": a", "a: b", "a:", "a #b", "#b", "&a", "*a", "!a", "%a", "@a",
    "`a`", "|", ">", '"', "'", "\\", "\\n", "---", "...", "a\nb", "\n", " a", "a ", "\ta", "a\tb",
    "a\r", "\r", "\x1b[31mred", "\x07", "\x7f", "\x85", "\xa0", "\u200b", "\u2028", "\u202eabc",
    "\ufeff", "\uffff", "😀", "👩‍👩‍👧", "日本語", "שלום", "e\u0301", "a, b", "[a]", "{a}", "a]",
    "http://example.org/#a", "it's", 'say "hi"', "# a", "<b>", "x" * 300,
)  # fmt: skip
"""Texts that a front matter could trip over."""

ODD_LINES = (
    "", " ", "---", "# a", "## b", "text", "```", "- [ ] task", HEADING, f"{HEADING} · internal",
    f"{HEADING} ", f" {HEADING}", HEADING.replace("-11-", "-13-"), HEADING.replace("Bob Reis", ""),
    "<<<<<<< ours", "<<<<<<<", "<<<<<<<\r", "=======", ">>>>>>> theirs", "||||||| base", "\r",
    "id: k7f3qz", "\ufeff", "\u2028", "\x85", "\x0c", "<!-- a -->",
)  # fmt: skip
"""Lines that the part below the front matter could trip over."""


def plain_texts(max_size: int = 20) -> st.SearchStrategy[str]:
    """Any text that a file can hold: no NUL, no lone surrogates."""
    alphabet = st.characters(exclude_characters="\0", exclude_categories=["Cs"])
    return st.text(alphabet, max_size=max_size)


def field_texts() -> st.SearchStrategy[str]:
    """Texts for fields: odd ones more often than not."""
    return st.sampled_from(ODD_TEXTS) | plain_texts()


def names(max_size: int = 20) -> st.SearchStrategy[str]:
    """Texts that aren't blank, for titles and names of fields."""
    return field_texts().map(lambda text: text[:max_size]).filter(lambda text: text.strip() != "")


def texts() -> st.SearchStrategy[str]:
    """Texts of several lines, with lines that look like something else behind backslashes."""
    special = st.builds(
        lambda count, line: "\\" * count + line, st.integers(0, 3), st.sampled_from(ODD_LINES)
    )
    return st.lists(special | plain_texts(), max_size=6).map("\n".join)


def times() -> st.SearchStrategy[datetime]:
    """Whole seconds in UTC."""
    return st.datetimes(timezones=st.just(UTC)).map(lambda when: when.replace(microsecond=0))


def ids() -> st.SearchStrategy[str]:
    """Ticket ids."""
    rest = st.text(ALPHABET, min_size=5, max_size=5)
    return st.builds(lambda first, more: first + more, st.sampled_from(LETTERS), rest)


def people() -> st.SearchStrategy[Person]:
    """People as the heading of a comment can hold them."""
    part = field_texts().filter(lambda text: not set("<>\n") & set(text))
    return st.builds(Person, part, part)


def comments() -> st.SearchStrategy[Comment]:
    """Comments with odd texts and authors."""
    return st.builds(
        Comment,
        id=ids().map(lambda ident: f"c-{ident}"),
        at=times(),
        author=people(),
        internal=st.booleans(),
        text=texts(),
    )


def occurrences() -> st.SearchStrategy[Occurrence]:
    """Occurrences as tix writes them: by id, counted, and as an older version did."""
    part = field_texts().map(lambda text: seen(datetime(2026, 1, 1), text, "", "", "").where)
    marks = st.one_of(
        st.tuples(st.just(""), st.integers(1, 999)), st.tuples(ids().map("o-{}".format), st.just(1))
    )
    return st.builds(
        lambda at, where, commit, url, mark: Occurrence(at, where, commit, url, *mark),
        times(), part, part, part, marks,
    )  # fmt: skip


def entries() -> dict[str, st.SearchStrategy[Any]]:
    """For each field of a ticket that holds entries, any entry that a line can hold."""
    line = field_texts().filter(lambda text: not {"\n", "\r"} & set(text))
    part = line.filter(lambda text: bool(text.strip()) and SEPARATOR not in f" {text} ")
    last = line.filter(lambda text: bool(text.strip()))
    numbers = st.decimals(-99999, 99999, places=4).map(lambda n: QUANTITY.parse(f"{n:f}"))
    sha1, sha256 = (st.text("0123456789abcdef", min_size=n, max_size=n) for n in (40, 64))
    ident = st.builds("{}-{}".format, st.sampled_from("wprs"), ids())
    return {
        "waited": st.builds(Wait, times(), times(), last),
        "worked": st.builds(
            Work, ident, st.dates(), part, st.integers(1, 999999), st.booleans(), line
        ),
        "used": st.builds(Use, ident, st.dates(), part, numbers, part, line),
        "ratings": st.builds(Rating, ident, times(), part, st.integers(1, 5), line),
        "signatures": st.builds(Signature, ident, times(), part, sha256, last),
        "messages": st.builds(
            Message,
            st.just("body") | ids().map("c-{}".format),
            st.sampled_from([True, False, None]),
            last,
        ),
        "fired": st.builds(Firing, part, times()),
        "commits": st.builds(CommitLink, sha1, times(), st.sampled_from(EFFECTS), line),
    }


def links() -> st.SearchStrategy[Link]:
    """Links of any kind."""
    return st.builds(Link, st.sampled_from(LINK_KINDS), ids())


def _many(items: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(items, max_size=4).map(tuple)


def team_fields() -> st.SearchStrategy[tuple[TeamField, ...]]:
    """Fields that tix doesn't know, each name once."""
    built_in = frozenset(Ticket.__dataclass_fields__)
    name = names().filter(lambda text: text not in built_in)
    values = field_texts() | st.lists(field_texts(), min_size=1, max_size=4).map(tuple)
    fields = st.lists(st.builds(TeamField, name, values), max_size=3, unique_by=lambda f: f.name)
    return fields.map(tuple)


def tickets() -> st.SearchStrategy[Ticket]:
    """Any ticket that a file can hold."""
    text = st.none() | field_texts()
    time = st.none() | times()
    return st.builds(
        Ticket,
        id=ids(),
        title=names(300),
        status=text,
        since=time,
        type=text,
        priority=text,
        requester=text,
        customer=text,
        assignees=_many(field_texts()),
        watchers=_many(field_texts()),
        labels=_many(field_texts()),
        milestone=text,
        due=time | st.dates(),
        opened=time,
        opened_by=text,
        resolved=time,
        closed=time,
        resolution=text,
        key=text,
        occurrences=st.lists(occurrences(), max_size=3).map(tuple),
        links=st.lists(links(), max_size=3).map(tuple),
        attachments=_many(field_texts()),
        source=text,
        **{name: st.lists(each, max_size=2).map(tuple) for name, each in entries().items()},
        redacted=_many(st.sampled_from(["short", f"8:{'0a' * 8}:{'1f' * 10}"])),
        team_fields=team_fields(),
        body=texts(),
        comments=st.lists(comments(), max_size=3, unique_by=lambda c: c.id).map(tuple),
    )
