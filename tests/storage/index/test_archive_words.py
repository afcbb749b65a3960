"""The words of the archive, found by parsing few of its files: those that parsing all finds."""

from collections.abc import Callable
from random import Random

import pytest

from tests.conftest import NOW, DeskInFiles
from tests.scale import usual
from tests.storage.index.test_hand_edits import ticket
from tix.frozen import replace
from tix.model.people import Person
from tix.model.record.values import Comment, TeamField
from tix.model.ticket.document import dump
from tix.storage.desk.finding import find
from tix.storage.index import archive_words
from tix.storage.index.row_format import words_of
from tix.storage.index.source_files import parsed
from tix.storage.store.filed import Filed

PEOPLE = ("ana@x.example", "Bo Li <bo@x.example>", "bo@x.example", "jo <>", "Zoë - <zoe@x.example>")
ED = Person("Ed", "e@x")
SAID = (("Bo Li", "bo@x.example"), ("Ed", "e@x"), ("Di", "d@x"), ("", "a@x"), ("A · B", ""))
LABELS = ("ci", "pump", "a b", "#1", "'quoted'", "no: way", "", "über")


def _content(number: int, random: Random) -> bytes:
    labels = (*random.sample(LABELS, random.randrange(3)), f"l{random.randrange(40)}")
    author = Person(*random.choice((*SAID, (f"C{random.randrange(40)}", "bo@x.example"))))
    made = replace(
        ticket(f"a{number:05}", random.choice(("It's: so", "-> there", *["Plain"] * 9))),
        status=random.choice(("closed", "done")),
        requester=random.choice((None, *PEOPLE, f"p{random.randrange(50)}@x.example")),
        assignees=tuple(random.sample(PEOPLE, random.randrange(3))),
        labels=random.choice(((), tuple(filter(None, labels)))),
        milestone=random.choice((None, "1.0")),
        team_fields=random.choice(((), (TeamField("severity", random.choice(LABELS)),))),
        body=random.choice(("", "labels:\n- no\n\n## 2026-11-22T00:10:31Z · B <b@x>  · c-a")),
        comments=(Comment("c-q8m2ht", NOW, author, False, "Yes."),),
    )  # fmt: skip
    return random.choice(_WAYS)(dump(made).decode()).encode()


_WAYS: tuple[Callable[[str], str], ...] = (
    *[lambda text: text] * 20,
    lambda text: text.replace("requester: ", "requester: new\n  "),
    lambda text: text.replace("requester: ", "requester:\n\n  "),
    lambda text: text.replace("- ci\n", "- ci\n  and more\n"),
    lambda text: text.replace("- ci\n", "-  ci \n"),
    lambda text: text.replace("milestone: 1.0", 'milestone: "1.0\nlabels: x"'),
    lambda text: text.replace("milestone: 1.0", "milestone: 1.0\u2028customer: acme"),
    lambda text: text.replace("title: ", "title: x\u2028customer: ada\u2028y: "),
    lambda text: text.replace("title: ", "title: x\rcustomer: ada\ry: "),
    lambda text: text.replace("title: ", "title: 'x\n\n- pump\n"),
    lambda text: text.replace("status: ", "status: \\x61"),
    lambda text: text.replace("status: done", 'status: "d\\x6fne"'),
    lambda text: text.replace("milestone: 1.0", "customer: only-in-broken\nopened: never"),
    lambda text: text.replace("\n", "\r\n"),
    lambda text: text.replace("\n---\n", "\n--- \n"),
    lambda text: text.replace("labels:\n", "labels: [x, y]\nlabels:\n"),
    lambda text: text.replace("labels:\n- ci\n", "labels: [ci,\npump]\n"),
    lambda text: text.replace("- jo <>", "- jo <> # and so on"),
    lambda text: text + "\n<<<<<<< ours\n",
    lambda text: text.replace("\n\n## ", "\n## "),
    lambda text: text.replace("Yes.", "No.\n\n## 2026-11-22T00:10:31Z · Di <d@x> · c-q8m2hu\n\nx"),
    lambda text: text.replace("Yes.", "No.\n\n## 2026-02-30T00:10:31Z · Ed <e@x> · c-q8m2hu\n\nx"),
)  # fmt: skip


@pytest.mark.drawn
@pytest.mark.parametrize("seed", range(usual(20, 5)))
def test_what_was_read_before_tells_what_a_file_says(desk: DeskInFiles, seed: int) -> None:
    random = Random(seed)
    there: dict[str, bytes] = {}
    for number in range(150):
        path = f"archive/2026/11/a{number:05}.md"
        there[path] = _content(number, random)
        place = desk.root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(there[path])
    desk.commit("Much that is done")
    for path in random.sample([*there], 3):  # what isn't committed doesn't count
        (desk.root / path).unlink()
        if random.random() < 0.5:
            (desk.root / path).write_bytes(there[path].replace(b"status", b"stage"))
    expected: dict[str, set[str]] = {}
    for path, data in there.items():
        if isinstance(found := parsed(path, data), Filed):
            for field, text in words_of(found.ticket):
                if archive_words.has_words_of(field):
                    expected.setdefault(field, set()).add(text)
    commit = desk.git("rev-parse", "HEAD").strip()
    for _ in range(2):  # looked for, and as they were kept
        words = archive_words.archive_words(find(desk.root), commit)
        assert words is not None
        assert words.texts == {field: sorted(texts) for field, texts in expected.items()}


def test_a_heading_that_begins_no_comment_hides_nobody_who_said_one(desk: DeskInFiles) -> None:
    said = dump(
        replace(ticket("a00001", "A"), comments=(Comment("c-q8m2ht", NOW, ED, False, "x"),))
    )
    where = desk.root / "archive/2026/11"
    where.mkdir(parents=True)
    (where / "a00000.md").write_bytes(
        said.replace(b"a00001", b"a00000").replace(b"\n\n## ", b"\n## ")
    )
    (where / "a00001.md").write_bytes(said)
    desk.commit("Done")
    words = archive_words.archive_words(find(desk.root), desk.git("rev-parse", "HEAD").strip())
    assert words and words.texts["commenters"] == [str(ED)]
