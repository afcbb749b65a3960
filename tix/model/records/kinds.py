"""The table of kinds of records. A new kind is a new module beside this one, and a row here."""

import re

from tix.model.record.kind import RecordKind
from tix.model.record.kind import is_name as is_name  # as who knows kinds looks for it
from tix.model.record.kind import path_of as path_of
from tix.model.records.article import ARTICLE
from tix.model.records.asset import ASSET
from tix.model.records.attempts import ATTEMPTS
from tix.model.records.customer import CUSTOMER
from tix.model.records.invoice import INVOICE
from tix.model.records.reply import REPLY
from tix.quick_typing import Any

KINDS: tuple[RecordKind[Any], ...] = (CUSTOMER, ASSET, ARTICLE, REPLY, INVOICE, ATTEMPTS)
"""The kinds beside tickets."""

BY_NAME = {name: kind for kind in KINDS for name in dict.fromkeys((kind.name, kind.command_name))}
BY_FOLDER = {kind.folder: kind for kind in KINDS}


def record_at(path: str) -> tuple[RecordKind[Any], str] | None:
    """The kind and the name of the record that is filed at a path of the desk; None: none is."""
    folder, slash, file = path.partition("/")
    kind = BY_FOLDER.get(folder)
    name = file.removesuffix(".md")
    if kind is None or not slash or name == file or not is_name(kind, name):
        return None
    return kind, name


def looks_like_record(kind: RecordKind[Any], data: bytes) -> bool:
    """Whether a file says what each record of a kind says.

    Where a desk is among code, a folder of that name may be the code's own. What has conflict
    markers is a record, as long as it is one on some side.
    """
    needed = b"|".join(name.encode() for name in kind.needed)
    start = data.removeprefix(b"\xef\xbb\xbf")[:3]
    fields = re.search(rb"(?m)^(?:" + needed + rb"):", data[:65536])
    return start in (b"---", b"<<<") and fields is not None


def named(kind: RecordKind[Any], name: str) -> str:
    """A record for people: ``customer acme-ltd``."""
    return f"{kind.name} {name}"


def name_for(title: str) -> str:
    """The name of a record's file, from what it is called: ``Acme Ltd.`` is ``acme-ltd``.

    One without an ASCII letter or digit gets a name made from a hash of it, and ``AUX``, which
    Windows keeps for itself, is ``aux-1``.
    """
    import unicodedata  # only what is new gets a name

    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().casefold()
    words = re.findall("[a-z0-9]+", plain)
    if not words:
        from hashlib import sha256  # loads OpenSSL

        return sha256(title.encode(errors="surrogatepass")).hexdigest()[:12]
    name = "-".join(words)[:60].strip("-")
    return f"{name}-1" if is_reserved(name) else name


def is_new_name(kind: RecordKind[Any], name: str) -> bool:
    """Whether a new record of that kind can be called so, on every system."""
    return is_name(kind, name) and not is_reserved(name)


def is_reserved(name: str) -> bool:
    """Whether Windows takes a file of that name for a device, whatever stands behind a dot."""
    return re.fullmatch(r"(?:aux|con|nul|prn|(?:com|lpt)[0-9])(?:\..*)?", name) is not None
