"""The error of a query that can't be read: a sentence, the query, and a mark under the place."""

from tix.errors import UsageError

_ROOM = 60
"""How many columns of the query are shown before and after the place."""

_LONGEST_SENTENCE = 200


class QueryError(UsageError):
    """A query that can't be read.

    ``sentence`` says why; ``text[start:end]`` is the place in the query. ``str()`` has three lines:
    the sentence, the query (or as much of it as fits) and a mark under the place.
    """

    def __init__(
        self, sentence: str, text: str, start: int, end: int, *, hint: str | None = None
    ) -> None:
        if len(sentence) > _LONGEST_SENTENCE:  # it may quote a word of the query
            sentence = sentence[:_LONGEST_SENTENCE] + "…"
        super().__init__(f"{sentence}\n{_pointed_at(text, start, end)}", hint=hint)
        self.sentence = sentence
        self.text = text
        self.start = start
        self.end = end


def _pointed_at(text: str, start: int, end: int) -> str:
    text = "".join(c if c.isprintable() else "�" if not c.isspace() else " " for c in text)
    before, place, after = text[:start], text[start:end], text[end:]
    if len(before) > _ROOM:
        before = "…" + before[-_ROOM:]
    if len(place) > _ROOM:
        place, after = place[:_ROOM] + "…", ""
    if len(after) > _ROOM:
        after = after[:_ROOM] + "…"
    mark = " " * _width(before) + "^" * max(1, _width(place))
    return f"  {before}{place}{after}\n  {mark}"


def _width(text: str) -> int:
    if text.isascii():
        return len(text)
    from wcwidth import wcswidth  # only an error about a query in other scripts needs it

    return max(0, wcswidth(text))
