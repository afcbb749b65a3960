"""How texts write one person: names, addresses, and what is made of them in names of files."""

import re
from collections.abc import Collection, Iterable, Sequence
from functools import cached_property
from unicodedata import combining, normalize

from tix.frozen import dataclass
from tix.model.people import Person, parse_person
from tix.model.records.kinds import name_for


@dataclass(frozen=True)
class PersonForms:
    """The names and mail addresses of one person, as tickets write them.

    A name of one word is only found where it stands for the person: beside an address, or alone in
    a field; in a sentence it could be anything. Names are found without their accents, too (but for
    spellings that are ``of_others``), and addresses as links have them.
    """

    names: tuple[str, ...]
    mails: tuple[str, ...]
    of_others: tuple[str, ...] = ()

    def is_in(self, text: str) -> bool:
        """Whether a text names the person."""
        if text.strip().casefold() in self._alone:
            return True
        return any(pattern.search(text) for pattern in self._patterns)

    def replaced(self, text: str, by: Person) -> str:
        """A text with another person in place of this one."""
        folded = text.strip().casefold()
        if folded in self._alone:
            return by.mail if "@" in folded else by.name
        for pattern in self._together:
            text = pattern.sub(str(by), text)
        for pattern in self._mails:
            text = pattern.sub(by.mail, text)
        for pattern in self._names:
            text = pattern.sub(lambda found: _like(found[0], by.name), text)
        return text

    def is_partly_in(self, text: str) -> bool:
        """Whether a text has one of several words of their names, such as the first name alone."""
        return self._part is not None and self._part.search(text) is not None

    @cached_property
    def written(self) -> Sequence[str]:
        """The names, and how keyboards without their letters and other systems write them."""
        forms = dict.fromkeys(form for name in self.names for form in _spellings(name))
        return tuple(form for form in forms if form not in self.of_others)

    @cached_property
    def _part(self) -> "re.Pattern[str] | None":
        """Any such word, as it is written; small ones like *de* aren't telling."""
        names = (name.split() for name in self.written)
        words = {word for few in names if len(few) > 1 for word in few}
        telling = [re.escape(word) for word in words if len(word) > 1 and not word.islower()]
        return re.compile(rf"(?<!\w)(?:{'|'.join(sorted(telling))})(?!\w)") if telling else None

    @cached_property
    def _alone(self) -> frozenset[str]:
        """Whole texts that are the person, without case."""
        return frozenset(text.casefold() for text in (*self.written, *self.mails))

    @cached_property
    def _patterns(self) -> Sequence["re.Pattern[str]"]:
        return (*self._together, *self._mails, *self._names)

    @cached_property
    def _together(self) -> Sequence["re.Pattern[str]"]:
        """A name with an address, or with none as a login has it, behind."""
        names = "|".join(_words(name, r"\s+") for name in self.written)
        if not names:
            return ()
        ends = "|".join((*map(re.escape, self.mails), ""))
        return (re.compile(rf"(?<!\w)(?:{names})[ \t]*<(?:{ends})>", re.IGNORECASE),)

    @cached_property
    def _mails(self) -> Sequence["re.Pattern[str]"]:
        return [
            re.compile(rf"(?<![\w.+%-]){mail_pattern(mail)}(?![\w-]|\.\w)", re.IGNORECASE)
            for mail in self.mails
        ]

    @cached_property
    def _names(self) -> Sequence["re.Pattern[str]"]:
        """A name alone; one with another address behind it is somebody else of that name."""
        theirs = "|".join(map(re.escape, self.mails))
        others = rf"(?![ \t]*<(?!(?:{theirs})>)[^<>\n]+@[^<>\n]+>)"
        return [
            re.compile(rf"(?<!\w)(?:{form})(?!\w){others}", re.IGNORECASE)
            for name in self.written
            for form in _forms(name.split())
        ]


def mail_pattern(mail: str) -> str:
    """A pattern of an address, also as a link has it: ``jo%40acme.example``."""
    return re.escape(mail).replace("@", "(?:@|%40)")


_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "oe", "å": "aa",
                          "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "Ø": "Oe", "Å": "Aa"})  # fmt: skip


def _spellings(name: str) -> Iterable[str]:
    """A name as it is written, with letters and accents together and apart (names of files from a
    Mac), and without accents."""
    composed, apart = normalize("NFC", name), normalize("NFD", name)
    yield from (name, composed, apart)
    yield "".join(char for char in apart if not combining(char))
    yield composed.translate(_UMLAUTS)


def _forms(words: Sequence[str]) -> Iterable[str]:
    """Patterns of a name of several words: in order, with dashes as in names of files, or the last
    word first behind a comma."""
    if len(words) < 2:
        return
    yield r"[\s._-]+".join(map(re.escape, words))
    first = _words(" ".join(words[:-1]), r"\s+")
    yield rf"{re.escape(words[-1])},\s+{first}"
    plain = name_for(" ".join(words))
    if "-" in plain:
        yield re.escape(plain)


def _words(name: str, between: str) -> str:
    return between.join(map(re.escape, name.split()))


def _like(found: str, name: str) -> str:
    """The new name, written as the old one was: with dashes, or over a line's end."""
    if not re.search(r"\s", found) and re.search("[._-]", found):
        return name_for(name)
    return f"{name}\n" if "\n" in found else name


def called(name: str, people: Iterable[Person]) -> list[Person]:
    """Those of that name, without case, and written with the same accents or with others."""
    asked = _folded(name)
    return [p for p in people if p.name and not asked.isdisjoint(_folded(p.name))]


def _folded(name: str) -> frozenset[str]:
    return frozenset(text.casefold() for text in _spellings(name))


def forms_of(who: str, known: Iterable[str], same: Iterable[Collection[str]] = ()) -> PersonForms:
    """The forms of a person among all that are known, each as written.

    By their address; of one who is named without, everybody of that name, with accents or without,
    whose address is one. ``same`` are addresses, in lower case, that belong to one person each.
    """
    asked, named = parse_person(who), list[Person]()
    people = [parse_person(text) for text in known]
    mails = {asked.mail.casefold()} - {""}
    if not mails:
        named = called(asked.name, people)
        mails = {person.mail.casefold() for person in named} - {""}
    mails = mails.union(*(one for one in same if not mails.isdisjoint(one)))
    named += (person for person in people if person.mail.casefold() in mails)
    names = {asked.name, *(person.name for person in named)} - {""}
    others = {p.name.casefold() for p in people if p.mail and p.mail.casefold() not in mails}
    spellings = {form for name in names for form in _spellings(name)} - names
    return PersonForms(
        tuple(sorted(names, key=lambda n: (-len(n), n))),
        tuple(sorted(mails)),
        tuple(sorted(form for form in spellings if form.casefold() in others)),
    )
