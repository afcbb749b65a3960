"""A record's file: bytes to record and back, changing only the lines that are meant to change.

``load`` reads; ``Document.save`` writes a changed ticket into the same text, so that hand-written
YAML comments, unknown fields, odd spacing, CRLF, a BOM and a missing final newline stay.
``docs/file-format.md`` is the format's description.
"""

from tix.frozen import dataclass
from tix.model.layout import LIMIT as LIMIT  # that of every record's file
from tix.model.record import comments
from tix.model.record.front_matter import FRONT_MATTER_LIMIT as FRONT_MATTER_LIMIT
from tix.model.record.front_matter import FrontMatter
from tix.model.record.kind import R, RecordKind
from tix.model.record.values import Comment
from tix.model.text.yaml_nodes import YamlError
from tix.quick_typing import Any, Generic

_TOO_LARGE = "it has over 16 MB, which is too much for {}"
_TOO_LONG = "the fields have over 64 kB"
_NO_END = "the fields have no end: a line '---' is missing"


class DocumentError(ValueError):
    """The file can't be read as a record. ``line`` counts from 1."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Document(Generic[R]):
    """A record together with the text that it was read from.

    ``head`` is the opening line, ``front`` the fields, ``tail`` all behind them, the closing line
    first; ``data`` are the file's bytes.
    """

    kind: RecordKind[R]
    record: R
    bom: bool
    newline: str
    head: str
    front: FrontMatter
    tail: str
    data: bytes

    def save(self, record: R) -> bytes:
        """The file's bytes, updated to the record's values.

        Raises ValueError for what the format can't hold (the reader would refuse it too).
        """
        old = self.record
        front, is_sure = self.front.with_fields(old, record)
        tail = self.tail
        if (record.body, record.comments) != (old.body, old.comments):
            tail = self._tail_with(record)
        data = self._bytes(front, tail)
        if is_sure and tail is self.tail:
            return data
        as_meant = self._front_reads_as if tail is self.tail else self._reads_as
        if not as_meant(data, record):
            # What stood between two fields has become a part of one: a comment below a block
            # scalar, say. The values matter more than the way they were written.
            blank = FrontMatter(self.kind, "", self.newline)
            front, _ = blank.with_fields(self.kind.blank, record)
            data = self._bytes(front, tail)
            _verify(self.kind, data, record)
        return data

    def _bytes(self, front: str, tail: str) -> bytes:
        return _encode(("\ufeff" if self.bom else "") + self.head + front + tail)

    def _reads_as(self, data: bytes, record: R) -> bool:
        try:
            return load(self.kind, data, name=record.id).record == record
        except DocumentError:
            return False

    def _front_reads_as(self, data: bytes, record: R) -> bool:
        """``_reads_as`` where body and comments are as they were, and needn't be read again."""
        try:
            _, front, tail = _parts(data.decode().removeprefix("\ufeff"))
            if tail != self.tail or "<<<<<<<" in front:
                return self._reads_as(data, record)
            values = FrontMatter(self.kind, front, self.newline).values(complete=True)
        except (DocumentError, YamlError):
            return False
        return self.kind.made(values, record.id, record.body, record.comments) == record

    def line_of(self, name: str, item: int | None = None) -> int:
        """The number (from 1) of the file's line where a field stands; 1 if it isn't there.

        ``item``: the line of that item (from 0) of the field's list.
        """
        place = self.front.place_of(name, item)
        return 1 if place is None else self.front.text.count("\n", 0, place) + 2

    def comment_lines(self) -> list[int]:
        """Numbers of the file's lines where its comments begin."""
        _, *rest = comments.cut(_lines(self).read)
        return [self._first_line + section.start for section in rest]

    def near_misses(self) -> list[int]:
        """Numbers of the file's lines that look like a comment's heading and aren't one."""
        if self.tail.count("#") == 2 * len(self.record.comments):
            return []  # they all belong to the headings
        return [self._first_line + number for number in comments.near_misses(_lines(self).read)]

    @property
    def body_line(self) -> int:
        """The number of the file's line where its text begins."""
        below = self.tail.split("\n")[1:]
        return self._first_line + next((n for n, line in enumerate(below) if line.strip()), 0)

    @property
    def _first_line(self) -> int:
        """The number of the file's first line below the front matter."""
        return self.front.text.count("\n") + 3

    # -- body and comments ------------------------------------------------------------------

    def _tail_with(self, record: R) -> str:
        """The tail, updated to the record's body and comments; unchanged parts keep their bytes.

        But for a line that somebody wrote by hand and that together with the new text would look
        like a conflict.
        """
        lines = _lines(self)
        cr = self.newline.removesuffix("\n")
        raw = lines.raw
        if raw and not lines.final_newline:
            raw = [*raw[:-1], raw[-1] + cr]
        body, *rest = comments.cut(lines.read)
        kept: dict[Comment | None, list[list[str]]] = {}
        for section in rest:
            kept.setdefault(section.comment, []).append(raw[section.start - 1 : section.end])
        if record.body == self.record.body:
            out = raw[body.start : body.end]
        else:
            out = [line + cr for line in comments.lines_of(record.body)]
        for comment in record.comments:
            if kept.get(comment):
                out += kept[comment].pop(0)
            else:
                texts = ["", comments.heading(comment), *comments.lines_of(comment.text)]
                out += [line + cr for line in texts]
        if "<<<<<<<" in self.tail and comments.conflict_marker(out) is not None:
            out = comments.with_markers_escaped(out)
        text = "\n".join(out)
        if out and (lines.final_newline or out[-1] in ("", cr)):  # an empty line needs its end
            return f"{lines.closing}{text}\n"
        return lines.closing + text.removesuffix(cr)


@dataclass(frozen=True, slots=True)
class _Lines:
    """A document's tail, line by line: as written, and as read (without CR in a CRLF file)."""

    closing: str
    raw: list[str]
    read: list[str]
    final_newline: bool


def _lines(document: Document[Any]) -> _Lines:
    closing, newline, text = document.tail.partition("\n")
    if not text:
        return _Lines(closing + (newline or document.newline), [], [], final_newline=True)
    raw = text.removesuffix("\n").split("\n")
    read = raw
    if document.newline == "\r\n":
        read = text.replace("\r\n", "\n").removesuffix("\n").split("\n")
    return _Lines(closing + newline, raw, read, text.endswith("\n"))


def _encode(text: str) -> bytes:
    if "\0" in text:
        raise ValueError("a NUL character can't be kept in a file")
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise ValueError("the text isn't valid UTF-8") from None


def _verify(kind: RecordKind[R], data: bytes, record: R) -> None:
    """Check that the bytes read back as the record that was meant; else refuse to write them."""
    try:
        read = load(kind, data, name=record.id).record
    except DocumentError as error:
        raise ValueError(error.reason) from None
    if read != record:
        wrong = [f.name for f in kind.fields if f.of(read) != f.of(record)] or ["its text"]
        raise ValueError(f"{wrong[0]} holds something that {kind.one}'s file can't")


def dump(kind: RecordKind[R], record: R) -> bytes:
    """The bytes of a new record's file, in the canonical form. Raises ValueError."""
    empty = FrontMatter(kind, "", "\n")
    return Document(kind, kind.blank, False, "\n", "---\n", empty, "---\n", b"").save(record)


def load(kind: RecordKind[R], data: bytes, *, name: str = "", complete: bool = True) -> Document[R]:
    """Read a record's file. Raises DocumentError with the line and the reason.

    ``name`` is that of the file, without ``.md``: of most kinds a record's id.

    Without ``complete`` what the kind needs may be missing (a template), and is then empty.
    """
    if len(data) > LIMIT:
        raise DocumentError(1, _TOO_LARGE.format(kind.one))
    text = _decode(data)
    bom = text.startswith("\ufeff")
    text = text[bom:]
    head, front, tail = _parts(text)
    if "<<<<<<<" in text and (number := comments.conflict_marker(text.split("\n"))) is not None:
        raise DocumentError(number + 1, "an unresolved merge conflict begins here")
    newline = "\r\n" if head.endswith("\r\n") else "\n"
    fields = FrontMatter(kind, front, newline)
    try:
        values = fields.values(complete=complete)
    except YamlError as error:
        raise DocumentError(front.count("\n", 0, error.offset) + 2, error.reason) from None
    below = tail[tail.find("\n") :] if "\n" in tail else ""
    if newline == "\r\n":
        below = below.replace("\r\n", "\n")
    body, said = comments.read(below.removesuffix("\n"))
    record = kind.made(values, name, body, said)
    return Document(kind, record, bom, newline, head, fields, tail, data)


def _decode(data: bytes) -> str:
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise DocumentError(line, "this isn't UTF-8 text") from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise DocumentError(line, "the character U+0000 isn't allowed")
    return text


def _parts(text: str) -> tuple[str, str, str]:
    """The opening line, the lines of the fields, and everything from the closing line on."""
    inner = text.find("\n") + 1
    if not inner or text[:inner].rstrip() != "---":
        raise DocumentError(1, "the first line must be '---', then the fields")
    close = inner - 1
    while True:
        close = text.find("\n---", close) + 1
        if not close:
            too_long = text.rfind("\n") + 1 - inner > FRONT_MATTER_LIMIT
            raise DocumentError(1, _TOO_LONG if too_long else _NO_END)
        end = text.find("\n", close)
        if text[close : None if end < 0 else end].rstrip() == "---":
            break
    front = text[inner:close]
    if len(front) > FRONT_MATTER_LIMIT // 4 and len(front.encode()) > FRONT_MATTER_LIMIT:
        raise DocumentError(1, _TOO_LONG)
    return text[:inner], front, text[close:]
