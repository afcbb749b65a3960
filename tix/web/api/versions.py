"""Versions: ``ETag``, ``If-None-Match``, and ``If-Match`` held against a ticket's file while the
lock is held.

An answer's version is that of its bytes. A ticket's begins with that of its file, whoever wrote
it, and of that alone a change must know: so what follows from other tickets or from the time
(links from the other end, promises) makes an answer a new one, and yet no change collide. A
report names the moment in which it was made: its version is that of the rest, and a weak one.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256

from starlette.responses import Response

from tix.quick_typing import TYPE_CHECKING
from tix.storage.desk.files import read
from tix.storage.desk.user_config import UserConfig
from tix.web.api.problems import ProblemError
from tix.web.desk import DeskWorkspace

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace
    from tix.storage.store.transaction import Transaction
    from tix.web.pages import View


class CheckedWorkspace(DeskWorkspace):
    """A workspace whose changes are made only if a ticket still is as the client has seen it."""

    expected: tuple[str, str] | None = None
    """A ticket, and the header ``If-Match``."""

    @contextmanager
    def transaction(self, *, is_dry: bool = False) -> "Iterator[Transaction]":
        """As ever, but first of all the version is looked at. Raises ProblemError: 412."""
        with super().transaction(is_dry=is_dry) as work:
            if self.expected is not None:
                ident, header = self.expected
                _refuse_other(_of(self, work.reader.path_of(ident)), header)
            yield work


def checked_workspace(view: "View", ident: str) -> CheckedWorkspace:
    """A workspace for changing a ticket, if the request's ``If-Match`` holds then."""
    known = view.workspace
    workspace = CheckedWorkspace(known.desk, view.person, UserConfig(), known.fixed_now)
    header = view.request.headers.get("if-match")
    if header is not None:
        workspace.expected = ident, header
        _refuse_other(etag_of(workspace, ident), header)  # also where nothing would change
    return workspace


def etag_of(workspace: "Workspace", ident: str) -> str:
    """The version of a ticket's file. Raises NoSuchTicketError."""
    return _of(workspace, workspace.files.get(ident).path)


def _of(workspace: "Workspace", path: str) -> str:
    return f'"{_short(read(workspace.desk.root, path))}"'


def _short(data: bytes) -> str:
    return sha256(data).hexdigest()[:32]


def with_version(answer: Response, of_file: str = "") -> Response:
    """The answer with its ``ETag``, which begins with that of the file that it is made of."""
    body = _short(bytes(answer.body))
    answer.headers["etag"] = f'"{of_file.strip(_QUOTE)}.{body}"' if of_file else f'"{body}"'
    return answer


def with_weak_version(answer: Response, told: str) -> Response:
    """The answer with an ``ETag`` of what it tells, where its bytes name the moment besides."""
    answer.headers["etag"] = f'{_WEAK}"{_short(told.encode())}"'
    return answer


_QUOTE, _WEAK = '"', "W/"


def unless_known(view: "View", answer: Response) -> Response:
    """An answer to a GET; 304 where the client has just that (RFC 9110, 13.1.2)."""
    if answer.status_code != 200:
        return answer
    if "etag" not in answer.headers:
        answer = with_version(answer)
    answer.headers["cache-control"] = "private, no-cache"
    answer.headers["vary"] = "Authorization"
    header = view.request.headers.get("if-none-match", "")
    known = [each.strip().removeprefix(_WEAK) for each in header.split(",")]
    if known != ["*"] and answer.headers["etag"].removeprefix(_WEAK) not in known:
        return answer
    names = ("etag", "cache-control", "vary")
    return Response(status_code=304, headers={name: answer.headers[name] for name in names})


def _refuse_other(now: str, header: str) -> None:
    """Raise ProblemError if none of the header's versions is of the file (RFC 9110, 13.1.1)."""
    known = [each.strip().strip(_QUOTE).partition(".")[0] for each in header.split(",")]
    if known == ["*"] or now.strip(_QUOTE) in known:
        return
    raise ProblemError(
        412, "the ticket has changed since", hint="get it anew, and send its ETag as If-Match"
    )
