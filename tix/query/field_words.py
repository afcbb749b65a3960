"""Words that are looked for as text, and name a state, a priority or a type of the desk."""

from tix.query.habits import with_marks
from tix.query.lexer import Word, tokens
from tix.query.terms import IS_WORDS
from tix.query.vocabulary import Vocabulary


def terms_meant(text: str, vocabulary: Vocabulary) -> list[tuple[str, str]]:
    """Words of a query that name a state, a priority or a type, each with the term for that.

    Only where words are looked for as text, which a list hardly ever is about.
    """
    config = vocabulary.config
    known = {name.casefold(): f"type:{name}" for name in config.types}
    known |= {name.casefold(): f"priority:{name}" for name in config.priorities}
    known |= {status.name.casefold(): f"status:{status.name}" for status in config.statuses}
    known |= {word: f"is:{word}" for word in IS_WORDS}
    known |= {"closed": "is:done", "all": "--all", "me": "is:mine", "my": "is:mine"}
    words = [t.text for t in with_marks(tokens(text)) if isinstance(t, Word) and not t.quoted]
    return [(word, known[word.casefold()]) for word in words if word.casefold() in known]
