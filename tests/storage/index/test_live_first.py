"""A reader that knows the live folder only, and one that knows everything: the same answers."""

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from tests.conftest import ANA, DeskInFiles
from tests.scale import usual
from tests.storage.index.test_hand_edits import IDS, World, ticket
from tix.errors import TixError
from tix.frozen import replace
from tix.model.config.config import Config
from tix.model.record.values import TeamField
from tix.model.ticket.document import dump
from tix.model.ticket.ticket import LINK_KINDS, Link
from tix.query.facts import backlinks_of
from tix.storage.desk.finding import find
from tix.storage.index import archive_tree
from tix.storage.index.build import MEMORY, build
from tix.storage.index.damage import clear
from tix.storage.index.databases import live_generations, ticket_generations
from tix.storage.index.live_first import LiveFirstReader
from tix.storage.index.open import open_live_first
from tix.storage.index.reader import IndexReader
from tix.storage.store.worktree_status import WorkTreeQuery

CONFIG = Config()
KEYS = ("ci/build 7", "it's", 'say "no"', "a: b", "x")
ODD = ("id", "escaped", "folded", "crlf", "quoted", "body", "broken")


class ArchiveWorld(World):
    """A desk whose archived tickets point at others, have keys, and aren't all well-formed."""

    def _content(self, ident: str) -> bytes:
        random = self.random
        links = {Link(random.choice(LINK_KINDS[:2]), random.choice(IDS)) for _ in range(2)}
        made = replace(
            ticket(ident, f"Number {random.randrange(1000, 9999)}"),
            links=tuple(sorted(links, key=str)),
            key=random.choice((None, *KEYS)),
            assignees=(str(ANA),) if random.random() < 0.5 else (),
            requester=random.choice((None, "jo <>", *_spellings(random))),
            labels=(f"l{random.randrange(30)}",),
            team_fields=(TeamField(f"f{random.randrange(20)}", "ana-x"),),
            status=random.choice(("open", "closed")),
        )
        return _written(dump(made), random)

    def in_archive(self) -> None:
        """A file of the archive changes, is new, or goes, and that is committed or not."""
        place = self.some("archive")
        match self.random.randrange(4):
            case 0:
                place.unlink()
            case 1:
                place.write_bytes(self._content(self.random.choice(IDS)))
            case 2:
                self._write(
                    place.with_name(f"{self.random.choice(IDS)}.md"), self._content("newabc")
                )
            case _:
                place.write_bytes(self._content(place.stem))
        if self.random.random() < 0.7:
            self.commit()

    def archive_one(self) -> None:
        place = self.some()
        target = Path(str(place).replace("/tickets/", "/archive/", 1))
        if not place.is_symlink():
            self._write(target, place.read_bytes())
            place.unlink()
            self.commit()


def _spellings(random: Random) -> tuple[str, ...]:
    """A customer's address, and with a name or another before it."""
    mail = f"c{random.randrange(30)}@x.example"
    return mail, f"Cy <{mail}>", f"Cyan Lee <{mail}>"


def _written(data: bytes, random: Random) -> bytes:
    """The same ticket in another of YAML's ways to write it, or a broken one."""
    text = data.decode()
    match random.choice((*ODD, *[""] * 6)):
        case "escaped":
            text = text.replace("- blocks a", '- "blocks \\x61"', 1).replace('\\x61"', "\\x61", 1)
            text = "\n".join(f'{line}"' if "\\x61" in line else line for line in text.split("\n"))
        case "folded":
            text = text.replace("- depends-on ", "- depends-on\n  ")
        case "crlf":
            text = text.replace("\n", "\r\n")
        case "quoted":
            text = "\n".join(
                f"'id': {line[4:]}" if line[:4] == "id: " else line for line in text.split("\n")
            )
        case "body":
            text += "\nkey: it blocks all, \\users\nid: zzz\n"
        case "broken":
            text = text.replace("title:", "title", 1)
    return text.encode()


def _readers(desk: DeskInFiles) -> tuple[LiveFirstReader, IndexReader]:
    there = find(desk.root)

    def whole() -> IndexReader:
        look = WorkTreeQuery(there)
        state = look.state()
        connection, _ = build(there, state, look.since, MEMORY, None)
        return IndexReader(there, connection, has_delta=False, commit=state.commit)

    first = open_live_first(there, WorkTreeQuery(there), None, whole)
    assert isinstance(first, LiveFirstReader)
    return first, whole()


def _said(ask: Callable[[], object]) -> object:
    try:
        return ask()
    except TixError as error:
        return type(error), str(error)


def _answers(reader: IndexReader) -> dict[str, object]:
    """What a reader says, without the numbers that tickets have in its index."""
    whole = reader.ids()
    asked = dict.fromkeys((*whole, *IDS, "newabc", "zzz", "a", "ab", "abc", ""))
    to_do = reader.find(None, CONFIG, to_do=True, only_live=True)
    live = reader.find(None, CONFIG, only_live=True)
    near = {filed.ticket.id for filed in reader.heads(live)}
    every = reader.find(None, CONFIG)
    paths = [filed.path for filed in reader.heads(every)]
    texts = reader.texts_by_number("assignees")
    texted = zip(reader.heads(texts), texts.values(), strict=True)
    return {
        "ids": whole,
        "to do": [filed.path for filed in reader.heads(to_do)],
        "live": [filed.path for filed in reader.wholes(live)],
        "all": paths,
        "in them": [(*each, list(texts)) for *each, texts in reader.texts(every)],
        "texts": sorted((filed.path, text) for filed, text in texted),
        "mixed": list(reader.columns([*live, *every, *to_do], ("path", "title"))),
        "count": (reader.count(None), reader.count(None, only_live=True), reader.filed()),
        "broken": (reader.broken_live(), reader.broken()),
        "lengths": reader.prefix_lengths(whole),
        "resolve": {each: _said(lambda each=each: reader.resolve(each)) for each in asked},  # type: ignore[misc]
        "get": {each: _said(lambda each=each: reader.get(each)) for each in whole},  # type: ignore[misc]
        "paths": {each: sorted(reader.paths_with(each)) for each in asked},
        "by id": {each: each in reader.by_id([each]) for each in asked},
        "at": reader.at_paths(paths),
        "pointing": {each: sorted(t.id for t in reader.pointing_at(each)) for each in IDS},
        "keys": {key: sorted(filed.path for filed in reader.with_key(key)) for key in KEYS},
        "words": [sorted(reader.words(field)) for field in ("assignees", "labels", "key", "title")],
        "people": reader.people(),
        "about": [reader.people_about(part, ("f1", "f2")) for part in ("ana", "c1", "jo", "z")],
        "named": [reader.named([f"c{n}@x.example"]) for n in range(30)],
        "newest": reader.newest_assigned(),
        "team fields": (sorted(reader.team_fields()), reader.team_fields_in(live)),
        "backlinks": {each: links for each, links in _links(reader, live).items() if each in near},
        "concerning": sorted(reader.concerning(paths, lambda who: "ana" in who)),
    }


def _links(reader: IndexReader, live: list[int]) -> dict[str, tuple[Link, ...]]:
    return backlinks_of(reader.with_links(CONFIG, live))


@pytest.mark.drawn
@pytest.mark.parametrize("seed", range(usual(8, 3)))
def test_the_archive_answers_the_same_before_it_is_indexed(
    desk: DeskInFiles, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive_tree, "LARGE_ARCHIVE", 0)
    world = ArchiveWorld(desk, Random(seed))
    steps = (
        world.in_archive, world.archive_one, world.edit_in_place, world.new, world.delete,
        world.break_text, world.commit, world.reset, world.go_back, world.move_to_another_month,
    )  # fmt: skip
    for _ in range(8):
        first, whole = _readers(desk)
        expected = _answers(whole)
        for question, answer in _answers(first).items():
            assert answer == expected[question], (question, world.log)
        world.log.append(world.random.choice(steps).__name__)
        getattr(world, world.log[-1])()


WORDS = (
    "ana", "-ana", "me", "xyzzy", "Number", "*umb*", "9999", "blocks", "users", "pump", "a:",
    "over", "label:l1", "label:l2*", "label:nothing", "label:l1,l2", "milestone:1.0",
    "priority:high", "f1:ana-x", "f19:x", "no:f3", "has:f4", "is:open", "is:done", "is:blocked",
    "is:mine", "status:open", "assignee:me", "-assignee:ana", "assignee:ana@", "requester:jo",
    "requester:c1", "from:c2@x", "watcher:bob", "opened_by:ana", "parent:abc", "blocks:abcx42",
    "id:abc", "abcx42", "bbcy42", "or", "updated:..1d", "closed:2026", "is:archived",
    "-is:broken", "key:x", "tag:l3", "sort:updated", "due:..", "severity:minor",
    "assignees:none", "people:ana", "title:number", "-l", "l1", "-a", "jo",
)  # fmt: skip
"""What is typed behind a command, in any order."""

WHO = ("me", "an", "jo", "c1", "x", "ana@tix.example", "new@x.example")


@pytest.mark.drawn
@pytest.mark.parametrize("seed", range(usual(12, 3)))
def test_commands_say_the_same_before_the_archive_is_indexed(
    desk: DeskInFiles, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    random = Random(seed)
    world = ArchiveWorld(desk, random)
    for _ in range(random.randrange(6)):
        random.choice((world.in_archive, world.archive_one, world.new, world.commit))()
    there = find(desk.root)
    for _ in range(15):
        command = random.choice((*["list"] * 5, "next", "show", "assign"))
        words = random.sample(WORDS, random.choice((1, 1, 1, 2, 3)))
        if command == "assign":
            words = [random.choice(IDS)[:4], "--dry-run", random.choice(WHO)]
        elif command == "show":
            words = [random.choice(IDS)[:4]]
        elif command == "list":
            words += random.choice((*[()] * 3, ("--json",), ("--ids",), ("--table",), ("--all",)))
        said = []
        for large in (0, 1_000_000):
            monkeypatch.setattr(archive_tree, "LARGE_ARCHIVE", large)
            clear(there)
            done = desk.call(command, *words, code=None)
            said.append((done.code, done.stdout, done.stderr))
        assert said[0] == said[1], (command, words, world.log)


@pytest.mark.slow
def test_the_first_commands_leave_a_large_archive_alone(
    desk: DeskInFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive_tree, "LARGE_ARCHIVE", 0)
    desk.write("tix.yaml", "format: 1\nfields:\n  severity: {type: choice, choices: [minor]}\n")
    desk.commit("A field")
    there = find(desk.root)
    old = desk.open("The pump leaks")
    desk.call("close", old)
    desk.call("archive", old)
    clear(there)
    new = desk.open("The pump leaks again", "-l", "leak", "--set", "severity=minor")
    for words in (
        ("list",), ("list", "--ids"), ("show", old[:4]), ("show", new), ("status",), (),
        ("comment", new[:4], "Still."), ("comment", old, "It was the seal."),
        ("status", new[:4], "in-progress"), ("edit", new, "--add", "label=pump"),
        ("list", "label:pump"), ("list", "is:open", "Pump"), ("list", "-p", "normal", "sort:due"),
        ("list", "-is:blocked"), ("list", "updated:..1d"), ("list", "--json"), ("next",),
        ("list", "--columns", "id,severity", "severity:minor"), ("assign", new, "me"),
        ("list", "-a", "me"), ("list", "is:mine"), ("list", "-assignee:ana@", "or", "leaks"),
        ("open", "Oil is low", "-a", "ana@"), ("list", "-watcher:nobody-is-called-so"),
        ("list", "-label:nothing-is-called-so"), ("list", "no:due", "author:ana@"),
        ("list", "label:no-such-label"), ("list", "seal"), ("list", "nothing-says-so"),
        ("list", "-a", "nobody-is-called-so"), ("list", "assignee:new@x.example", "leaks"),
    ):  # fmt: skip
        desk.call(*words)
        assert ticket_generations(there).read() is None, words
    assert live_generations(there).read() is not None
    found = desk.call("search", "pump").stdout.splitlines()
    assert {line.split("\t")[0] for line in found} == {new, old}
    assert ticket_generations(there).read() is not None
    assert live_generations(there).read() is None


def test_a_small_archive_is_indexed_at_once(desk: DeskInFiles) -> None:
    desk.open("The pump leaks")
    desk.call("list")
    assert ticket_generations(find(desk.root)).read() is not None


def test_what_is_wrong_in_the_archive_is_told_by_who_asks_for_more_than_the_list(
    desk: DeskInFiles,
) -> None:
    place = desk.root / "archive/2026/11/k7f3qz.md"
    place.parent.mkdir(parents=True)
    place.write_bytes(dump(ticket("k7f3qz", "Not done")))
    place.with_name("m3kabc.md").write_text("no ticket")
    desk.commit("By hand")
    assert (
        desk.call("list").stderr == "no open tickets; tix list --all shows those in the archive\n"
    )
    assert desk.call("list", "is:open").stdout == ""
    assert "k7f3qz" in desk.call("list", "--all").stdout
    assert "m3kabc.md" in desk.call("list", "--all").stderr
    assert "in the archive, but it isn't done" in desk.call("check", code=None).stdout
