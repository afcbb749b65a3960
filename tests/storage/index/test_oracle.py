"""What the index finds, against the predicates: the same for any query, and any past of a desk."""

from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.model.strategies import tickets as odd_tickets
from tests.query.desk import CONFIG, VOCABULARY
from tests.query.trees import TREES, Tree, random_facts, random_ticket
from tests.scale import scaled, usual
from tix.frozen import replace
from tix.model.config.directory import about
from tix.model.ticket.ticket import Ticket
from tix.query.facts import Facts
from tix.query.order import sort_key
from tix.query.parser import parse
from tix.query.ranking import score
from tix.storage.desk.desk import Desk
from tix.storage.index import fill, row_format
from tix.storage.index.build import State
from tix.storage.index.databases import connect
from tix.storage.index.reader import IndexReader
from tix.storage.index.refresh import Changes, fold, write_delta
from tix.storage.index.source_files import PathState
from tix.storage.store.filed import Filed

NOBODYS = Desk(Path("/nowhere"), "", Path("/nowhere/.git"), Path("/nowhere/.git"))


class Indexed:
    """Tickets by their paths, and an index of them that went through the same changes."""

    def __init__(self, folder: Path, random: Random) -> None:
        self.folder = folder
        self.tickets: dict[str, Ticket] = {}
        self._random = random
        self._files: list[Path] = []
        self._state = State("", {}, {}, {}, None, 1, 0, 0, unchecked=False)

    def build(self, tickets: list[Ticket]) -> None:
        """A base with these tickets."""
        self.tickets = {_path(ticket, number): ticket for number, ticket in enumerate(tickets)}
        self.tickets = dict(sorted(self.tickets.items()))
        self._files = [self._new_file()]
        database = fill.writable(str(self._files[0]))
        filed = (Filed(ticket, path) for path, ticket in self.tickets.items())
        counts = fill.fill(database, fill.rows(filed, 1), 1)
        database.close()
        self._state = replace(self._state, next_number=counts.next_number)

    def change(self, path: str, ticket: Ticket | None) -> None:
        """A ticket at a path, or none any more, as a delta takes it in."""
        if ticket is None:
            self.tickets.pop(path, None)
        else:
            self.tickets[path] = ticket
        found = PathState(path, None if ticket is None else Filed(ticket, path))
        new = self._new_file()
        base, *delta = self._files
        connection = connect(base, *delta)
        what = Changes((found,), self._state)
        self._state = write_delta(connection, new, what, has_old=bool(delta))
        connection.close()
        self._files = [base, new]

    def fold(self) -> None:
        """A new base of both."""
        if len(self._files) > 1:
            new = self._new_file()
            fold(self._files[0], self._files[1], new)
            self._files = [new]

    def reader(self) -> IndexReader:
        """What answers from the index."""
        return IndexReader(NOBODYS, connect(*self._files), has_delta=len(self._files) > 1)

    def expected(self, text: str, facts: Facts) -> list[str]:
        """The paths that the predicates find, in the usual order."""
        query = parse(text, VOCABULARY)
        facts = replace(
            facts, archived=frozenset(t.id for p, t in self.tickets.items() if _archived(p))
        )
        found = [(t, p) for p, t in self.tickets.items() if query.matches(t, facts)]
        rank = sort_key((), CONFIG)
        found.sort(key=lambda each: (rank(each[0]), each[1]))
        return [path for _, path in found]

    def _new_file(self) -> Path:
        return self.folder / f"{self._random.getrandbits(64):x}.db"


def _archived(path: str) -> bool:
    return path.startswith("archive/")


def _path(ticket: Ticket, number: int) -> str:
    return f"{'archive' if number % 4 == 3 else 'tickets'}/2026/11/{ticket.id}.md"


def _lived(folder: Path, seed: int, changes: int) -> Indexed:
    """A desk with a past: tickets, changes, a fold somewhere among them."""
    random = Random(seed)
    indexed = Indexed(folder, random)
    indexed.build([_ticket(random) for _ in range(random.randrange(16))])
    for _ in range(changes):
        new = _ticket(random)
        paths = sorted(indexed.tickets)
        path = random.choice(paths) if paths and random.random() < 0.7 else _path(new, 0)
        stem = path.rpartition("/")[2].removesuffix(".md")
        indexed.change(path, None if random.random() < 0.3 else replace(new, id=stem))
        if random.random() < 0.1:
            indexed.fold()
    return indexed


def _ticket(random: Random) -> Ticket:
    """A random ticket whose id isn't often one of the four that queries ask for."""
    ticket = random_ticket(random)
    if random.random() < 0.3:
        return ticket
    return replace(ticket, id="k" + "".join(random.choices("0123456789abcdef", k=5)))


def _check(indexed: Indexed, text: str, facts: Facts) -> None:
    reader = indexed.reader()
    query = parse(text, VOCABULARY)
    numbers = reader.find(query.root, CONFIG, facts)
    found = [filed.path for filed in reader.heads(numbers)]
    assert found == indexed.expected(text, facts), text
    _check_parts(reader, numbers)
    assert reader.count(query.root, facts) == len(found)
    terms = query.text_terms
    if terms and all(term.words.literal is None for term in terms):
        best, count = reader.best(query.root, facts, terms, None)
        assert count == len(best) == len(numbers)
        scores = {number: fits for fits, number in best}
        for number, filed in zip(numbers, reader.wholes(numbers), strict=True):
            assert scores[number] == score(filed.ticket, terms), text


def _one(column: str, text: str | None) -> list[tuple[str, str]]:
    return [(column, text)] if text else []


def _check_parts(reader: IndexReader, numbers: list[int]) -> None:
    """What reads less than whole tickets says what they say."""
    wholes = list(reader.wholes(numbers))
    bare = [Filed(replace(f.ticket, comments=()), f.path, len(f.ticket.comments)) for f in wholes]
    assert list(reader.uncommented(numbers)) == bare
    for filed, (ident, title, texts) in zip(wholes, reader.texts(numbers), strict=True):
        one = filed.ticket
        of_comments = [("comments", comment.text) for comment in one.comments]
        every = [("body", one.body), *of_comments, *_one("resolution", one.resolution)]
        assert (ident, title, [(c, t) for t, c, _ in texts]) == (one.id, one.title, every)
    names = dict.fromkeys(extra.name for f in wholes for extra in f.ticket.team_fields)
    assert reader.team_fields_in(numbers) == tuple(names)
    for seen, filed in zip(map(row_format.glance, reader.columns(numbers, row_format.GLANCE)),
                           wholes, strict=True):  # fmt: skip
        for name in row_format.GLANCE:
            assert getattr(seen, name) == getattr(filed.ticket, name)


def _check_words(indexed: Indexed) -> None:
    """The directory's people and the words of fields are those of the tickets that are there."""
    reader = indexed.reader()
    every = [pair for ticket in indexed.tickets.values() for pair in row_format.words_of(ticket)]
    for name in ("labels", "status", "type", "customer"):
        assert reader.words(name) == {text for field, text in every if field == name}
    assert reader.people() == {text for field, text in every if field in row_format.PEOPLE}
    named = map(str.casefold, sorted(reader.people())[:3])
    for part in ("an", "@", ".example", "é", "nobody", "_", *named):
        assert reader.people_about(part) == {*about(part, reader.people())}
    team = {field.removeprefix("fields.") for field, _ in every if field.startswith("fields.")}
    assert reader.team_fields() == team


@given(st.integers(0, 10**6), st.integers(0, 8), st.lists(TREES, min_size=10, max_size=10))
@settings(max_examples=usual(60), deadline=None)
def test_the_index_finds_what_the_predicates_find(
    tmp_path_factory: pytest.TempPathFactory, seed: int, changes: int, trees: list[Tree]
) -> None:
    _compare(tmp_path_factory.mktemp("desk"), seed, changes, trees)


@pytest.mark.long
@given(st.integers(0, 10**9), st.integers(0, 40), st.lists(TREES, min_size=20, max_size=20))
@settings(max_examples=scaled(2000), deadline=None)
def test_the_index_finds_what_the_predicates_find_after_many_changes(
    tmp_path_factory: pytest.TempPathFactory, seed: int, changes: int, trees: list[Tree]
) -> None:
    _compare(tmp_path_factory.mktemp("desk"), seed, changes, trees)


def _compare(folder: Path, seed: int, changes: int, trees: list[Tree]) -> None:
    indexed = _lived(folder, seed, changes)
    facts = random_facts(Random(seed))
    for tree in trees:
        _check(indexed, tree.text, facts)
    _check_words(indexed)


@given(odd_tickets())
@settings(max_examples=usual(200), deadline=None)
def test_a_ticket_comes_out_of_the_index_as_it_went_in(ticket: Ticket) -> None:
    database = fill.writable(":memory:")
    path = f"tickets/2026/11/{ticket.id}.md"
    fill.fill(database, fill.rows([Filed(ticket, path)], 1), 1)
    reader = IndexReader(NOBODYS, database, has_delta=False)
    [filed] = reader.wholes([1])
    assert filed.ticket == ticket
    [head] = reader.heads([1])
    assert head.ticket == replace(ticket, body="", comments=())
    assert head.comment_count == len(ticket.comments)
