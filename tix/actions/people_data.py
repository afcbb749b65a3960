"""What a desk says of a person: how it writes them, and which files do."""

from codecs import getincrementaldecoder
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import chain

from tix.model.changes.person_forms import PersonForms, called, forms_of
from tix.model.config.directory import AmbiguousPersonError, UnknownPersonError
from tix.model.layout import LIMIT, OWN_PATHS, RECORD_FOLDERS
from tix.model.people import parse_person
from tix.model.record.document import DocumentError
from tix.model.record.fields import PERSON
from tix.model.record.kind import RecordKind
from tix.model.record.values import Comment
from tix.model.records.kinds import KINDS, looks_like_record, record_at
from tix.model.ticket.document import load
from tix.model.ticket.fields import TICKET
from tix.model.ticket.paths import is_ticket_path
from tix.quick_typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace
    from tix.model.config.config import Member

_PART, _OVERLAP = 2**20, 2**10
"""A file of more than ``LIMIT`` is searched in parts of so many bytes, and never changed: it would
take several times its size of memory. The overlap is more than a name with an address has."""


def forms_of_person(workspace: "Workspace", who: str) -> PersonForms:
    """How the desk writes a person. Raises AmbiguousPersonError, UnknownPersonError."""
    known = {*workspace.reader.people(), *_in_records(workspace)}
    known |= {str(member.person) for member in workspace.config.people}
    typed = who.strip()
    if "@" not in typed and not called(typed, map(parse_person, known)):
        try:
            typed = workspace.directory.resolve(typed)
        except UnknownPersonError:
            near = workspace.directory.nearest(typed)
            raise UnknownPersonError(who, near, or_new=False) from None
    config = workspace.config
    forms = forms_of(typed, known, [_addresses_of(member) for member in config.people])
    if "@" not in typed and len({*map(config.canonical_person, forms.mails)}) > 1:
        raise AmbiguousPersonError(who, forms.mails)
    return forms


def _addresses_of(member: "Member") -> set[str]:
    """All addresses of somebody in ``tix.yaml``."""
    return {text.casefold() for text in (member.person.mail, *member.aliases) if "@" in text}


def _in_records(workspace: "Workspace") -> Iterator[str]:
    """The people that records name."""
    for kind in KINDS:
        fields = [field for field in kind.fields if field.kind is PERSON]
        for filed in workspace.records(kind).all:
            yield from (text for field in fields for text in field.texts(filed.record))
            yield from (str(comment.author) for comment in filed.record.comments)


def files_of(workspace: "Workspace", forms: PersonForms) -> Iterator[tuple[str, bytes | None]]:
    """Every file of the desk that names somebody, as it stands; None for the text of one that is
    too large to be held as a whole."""
    from tix.storage.desk import files
    from tix.storage.store.file_reader import FileReader

    root, reader = workspace.desk.root, FileReader(workspace.desk)
    for own in OWN_PATHS:
        place = root / own
        walked = [own] if place.is_file() else [p for p, plain in files.walk(root, own) if plain]
        walked += [] if place.is_file() else reader.left_out(own)
        for path in dict.fromkeys(walked):
            file = reader.opened(path)
            if file is None:
                continue
            with file:
                start = file.read(LIMIT + 1)
                if not _is_ours(path, start):
                    continue
                if len(start) > LIMIT:
                    rest = iter(partial(file.read, _PART), b"")
                    if _is_named_in(forms, path) or parts_name_them(forms, start, rest):
                        yield path, None
                elif names_them(forms, path, start):
                    yield path, start


def parts_name_them(forms: PersonForms, start: bytes, rest: Iterable[bytes] = ()) -> bool:
    """Whether a large file names somebody, of which this has been read; the rest follows."""
    decoder = getincrementaldecoder("utf-8")("replace")
    read = (start[place : place + _PART] for place in range(0, len(start), _PART))
    text = ""
    for part in chain(read, rest):
        text = text[-_OVERLAP:] + decoder.decode(part)
        if _is_in(forms, text):
            return True
    return False


def _is_in(forms: PersonForms, text: str) -> bool:
    """Whether a text names somebody; what is no text, by a mail address."""
    if "\0" in text:
        return any(mail in text.lower() for mail in forms.mails)
    return forms.is_in(text)


def names_them(forms: PersonForms, path: str, data: bytes) -> bool:
    """Whether a file names somebody: in its name, or in its text; what is no text, by a mail
    address."""
    if _is_named_in(forms, path):
        return True
    text = text_of(data)
    if text is None:
        return any(mail.encode() in data.lower() for mail in forms.mails)
    return forms.is_in(text)


def _is_named_in(forms: PersonForms, path: str) -> bool:
    return forms.is_in(path.rpartition("/")[2].removesuffix(".md"))


def _is_ours(path: str, data: bytes) -> bool:
    """Whether a file isn't the code's, in a folder called like one of records."""
    if path.partition("/")[0] not in RECORD_FOLDERS:
        return True
    found = record_at(path)
    return found is not None and looks_like_record(found[0], data)


def text_of(data: bytes) -> str | None:
    """A file's text; None if it is none."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


def commits_by(workspace: "Workspace", forms: PersonForms) -> int:
    """How many commits are by the person."""
    git = workspace.desk.git
    if not git.succeeds("rev-parse", "--verify", "--quiet", "HEAD"):
        return 0
    counted = 0
    for mail in forms.mails:
        found = git.line("rev-list", "--count", "-i", "-F", f"--author=<{mail}>", "HEAD")
        counted += int(found or 0)
    return counted


# -- everything of somebody ---------------------------------------------------------------------


def roles_in(kind: RecordKind[Any], record: Any, forms: PersonForms) -> tuple[str, ...]:
    """As what a record names somebody: its fields, ``body``, and comments by their ids."""
    found = [
        field.name
        for field in kind.fields
        if any(map(forms.is_in, field.texts(record))) and field.name != "redacted"
    ]
    for extra in record.team_fields:
        texts = (extra.value,) if isinstance(extra.value, str) else extra.value
        found += [extra.name] * any(map(forms.is_in, texts))
    found += ["body"] * forms.is_in(record.body)
    found += [f"comment {c.id}" for c in record.comments if _is_in_comment(c, forms)]
    return tuple(found)


def _is_in_comment(comment: Comment, forms: PersonForms) -> bool:
    return forms.is_in(str(comment.author)) or forms.is_in(comment.text)


def person_export(workspace: "Workspace", who: str) -> dict[str, Any]:
    """Everything that the desk says of somebody, as what ``json`` can write.

    Raises UnknownPersonError, AmbiguousPersonError.
    """
    from tix.actions.record_data import record_objects
    from tix.actions.ticket_data import ticket_objects
    from tix.storage.store.filed import Filed
    from tix.storage.store.record_files import BrokenRecordError

    forms = forms_of_person(workspace, who)
    filed: list[Filed] = []
    records = []
    others: list[tuple[str, str | None]] = []
    for path, data in files_of(workspace, forms):
        if data is None:
            others.append((path, None))
            continue
        try:
            if is_ticket_path(path):
                filed.append(Filed(load(data).record, path))
            elif found := record_at(path):
                records.append(workspace.records(found[0]).get(found[1]))
            else:
                others.append((path, text_of(data)))
        except (DocumentError, BrokenRecordError):  # it is given as it stands
            others.append((path, text_of(data)))
    others += _in_refs(workspace, forms)
    told = []
    for ticket, shown in zip(filed, ticket_objects(workspace, filed), strict=True):
        told.append({"as": list(roles_in(TICKET, ticket.ticket, forms)), "ticket": shown})
    about = []
    for record in records:
        kind, _ = record_at(record.path) or (TICKET, "")
        [shown] = record_objects(workspace, kind, [record])
        roles = list(roles_in(kind, record.record, forms))
        about.append({"as": roles, "kind": kind.name, "record": shown})
    return {
        "names": list(forms.names),
        "addresses": list(forms.mails),
        "tickets": told,
        "records": about,
        "files": [_file_object(path, text, forms) for path, text in others],
        "commits": commits_by(workspace, forms),
    }


def _in_refs(workspace: "Workspace", forms: PersonForms) -> Iterator[tuple[str, str | None]]:
    """What names somebody among mails in quarantine and in the ledger of what leaves the desk."""
    from contextlib import closing

    from tix.storage.desk.quarantine import REF as QUARANTINE
    from tix.storage.git.objects import ObjectReader
    from tix.storage.outbox.ledger import REF as OUTBOX

    git = workspace.desk.git
    asked = [part for text in (*forms.mails, *forms.written) for part in ("-e", text)]
    for ref in (QUARANTINE, OUTBOX):
        if not git.succeeds("rev-parse", "--verify", "--quiet", ref):
            continue
        found = git.run("grep", "-z", "-l", "-a", "-i", "-F", *asked, ref, codes=(0, 1))
        with closing(ObjectReader(git, LIMIT)) as objects:
            for name in filter(None, found.decode().split("\0")):
                data = objects.read(name) or b""
                if names_them(forms, name, data):
                    yield name, text_of(data)


def _file_object(path: str, text: str | None, forms: PersonForms) -> dict[str, Any]:
    """A file, and the lines that name somebody; None where it is no text, or too large."""
    lines = None if text is None else [line for line in text.splitlines() if forms.is_in(line)]
    return {"path": path, "lines": lines}


def elsewhere(workspace: "Workspace", forms: PersonForms) -> Iterator[str]:
    """Drafts, and what leaves the desk, that name the person still."""
    from tix.storage.desk.quarantine import REF as QUARANTINE
    from tix.storage.outbox.ledger import REF as OUTBOX
    from tix.storage.store.redact import drafts_with

    drafts = {
        str(draft)
        for text in (*forms.mails, *forms.names)
        for draft in drafts_with(workspace.desk, text)
    }
    yield from sorted(drafts)
    for ref in (OUTBOX, QUARANTINE):
        if workspace.desk.git.succeeds("rev-parse", "--verify", "--quiet", ref):
            asked = [part for mail in forms.mails for part in ("-e", mail)]
            if asked and workspace.desk.git.succeeds("grep", "-q", "-i", "-F", *asked, ref):
                yield ref
