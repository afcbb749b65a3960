"""Pages: a plain function for each, with what it is given and how its errors are told."""

import secrets
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from functools import cached_property
from urllib.parse import quote

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from tix.errors import TixError
from tix.frozen import dataclass
from tix.model.people import Person
from tix.quick_typing import TYPE_CHECKING, Any
from tix.storage.desk.user_config import UserConfig
from tix.web.desk import DeskWorkspace
from tix.web.rendering import rendered
from tix.web.statuses import status_of
from tix.web.syncing import NotSynced, not_synced, should_sync
from tix.web.who import staff_asking

if TYPE_CHECKING:
    from tix.web.service import Service

_FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")
_TEXTS = ("title", "description", "body", "comment", "subject", "text", "why")
"""The fields of forms in which people write."""

_SECRET = ("password", "token")

SAVED = "tix-saved"
"""The cookie that names a form of which the text has been committed."""

_FILES = 50
_FIELDS = 5_000
_FIELD = 10_000_000
"""Bytes of a form's field; the whole is bounded by ``guard``."""

_SESSION = 14 * 24 * 3600
"""Seconds."""


class View:
    """One request, as a page's function sees it.

    ``person`` is who asks, once a gate has found out. ``form`` and ``body`` are what was sent.
    """

    def __init__(
        self, service: "Service", request: Request, form: FormData, body: bytes, *,
        again: bool = False,
    ) -> None:  # fmt: skip
        self._is_again = again
        self.service, self.request, self.form, self.body = service, request, form, body
        self.person: Person | None = None
        self.wants_sync = False
        """Whether something was written that a sync is to send. Known once it is answered."""
        self._opened: list[DeskWorkspace] = []

    # -- what was asked ----------------------------------------------------------------------

    @property
    def query(self) -> str:
        """``?q=``."""
        return self.request.query_params.get("q", "").strip()

    def path(self, name: str) -> str:
        """A part of the path."""
        return str(self.request.path_params[name])

    def text(self, name: str) -> str:
        """A field of the form, with line ends as in files and without NUL, which no file can hold
        and nobody sees; "" if it isn't there."""
        value = self.form.get(name)
        return value.replace("\r\n", "\n").replace("\0", "") if isinstance(value, str) else ""

    def texts(self, name: str) -> list[str]:
        """All the fields of that name."""
        return [value for value in self.form.getlist(name) if isinstance(value, str)]

    @cached_property
    def once(self) -> str:
        """The key of the form: one that was sent has one, and a page gives one to a new form."""
        return self.text("once")[:100] or secrets.token_urlsafe(12)

    # -- the desk ------------------------------------------------------------------------------

    @cached_property
    def workspace(self) -> DeskWorkspace:
        """The desk as it stands now, for who asks."""
        return self.workspace_of(self.person)

    def workspace_of(self, person: Person | None) -> DeskWorkspace:
        """The same for somebody else."""
        settings = self.service.settings
        own = self.service.user_config() if person == settings.operator else UserConfig()
        workspace = self.service.thread.workspace(person, own, settings.now)
        if self.request.method not in ("GET", "HEAD"):  # a stream opens one after the other
            self._opened.append(workspace)
        return workspace

    @property
    def is_operator(self) -> bool:
        """Whether who started the service asks: their own settings hold, and can be changed."""
        return self.person == self.service.settings.operator

    def starts_over(self, error: Exception) -> bool:
        """Whether an error means that the index is damaged, which is thrown away now, so that the
        request can be answered once more; never after a write."""
        from tix.storage.index.damage import clear, is_damage  # hardly ever

        if self._is_again or "workspace" not in vars(self) or self.workspace.has_written:
            return False
        return is_damage(error) and clear(self.workspace.desk)

    def leave(self) -> None:
        """Let git pack in the background what was written, if it is time; see to its sync."""
        for workspace in self._opened:
            if workspace.has_written:
                from tix.storage.store.upkeep import tidy_up

                tidy_up(workspace.desk)
                wanted = self.service.user_config().sync_after_write
                self.wants_sync = self.wants_sync or should_sync(workspace, wanted)

    @property
    def not_synced(self) -> NotSynced | None:
        """Why the latest sync after a write failed, if it did."""
        try:
            return not_synced(self.service.kept)
        except sqlite3.Error:  # that the state can't be read is told elsewhere
            return None

    @property
    def sent(self) -> list[tuple[str, str, bool]]:
        """The fields of the form, which no error may lose, without secrets: name, value, and
        whether somebody has written it."""
        return [
            (name, value, name in _TEXTS and bool(value.strip()))
            for name, value in self.form.multi_items()
            if isinstance(value, str) and name not in _SECRET
        ]

    @property
    def brought_files(self) -> str:
        """The field in which files came; "" if there were none."""
        files = ((n, v) for n, v in self.form.multi_items() if not isinstance(v, str))
        return next((name for name, file in files if file.filename), "")

    # -- sessions ------------------------------------------------------------------------------

    def session(self, realm: str) -> str | None:
        """Whose session of that realm the request has."""
        token = self.request.cookies.get(self.service.settings.cookie(realm))
        return self.service.state.session(realm, token) if token else None

    def with_session(self, answer: Response, realm: str, who: str, path: str = "/") -> Response:
        """The answer, which begins a new session."""
        settings = self.service.settings
        token = self.service.state.begin_session(realm, who, _SESSION)
        answer.set_cookie(
            settings.cookie(realm), token, max_age=_SESSION, path=path,
            secure=settings.is_secure, httponly=True, samesite="lax",
        )  # fmt: skip
        return answer

    def without_session(self, answer: Response, realm: str, path: str = "/") -> Response:
        """The answer, which ends the session."""
        name = self.service.settings.cookie(realm)
        if token := self.request.cookies.get(name):
            self.service.state.end_session(token)
        answer.delete_cookie(name, path=path, httponly=True, samesite="lax")
        return answer

    # -- answers -------------------------------------------------------------------------------

    def page(self, template: str, status: int = 200, **context: Any) -> Response:
        """A page made of a template."""
        return HTMLResponse(rendered(template, view=self, **context), status)

    def see(self, path: str) -> Response:
        """Go to a page of ours: 303."""
        return RedirectResponse(path, 303)


Function = Callable[[View], Response]
Gate = Callable[[View], Response | None]
Failed = Callable[[View, int, str, str | None], Response]


def page_of_error(view: View, status: int, said: str, hint: str | None) -> Response:
    """An error as a page: a sentence, and the next step."""
    return view.page("error.html", status, code=status, said=said, hint=hint)


def anybody(_: View) -> None:
    """A gate that lets everybody in."""


def staff_only(view: View) -> Response | None:
    """A gate for those who work on the desk; others are sent to ``/login``."""
    if _is_staff(view):
        return None
    return view.see("/login")


def staff_data(view: View) -> Response | None:
    """The same for what scripts of a page ask for: 401."""
    return None if _is_staff(view) else Response("sign in first\n", 401, media_type="text/plain")


def _is_staff(view: View) -> bool:
    view.person = staff_asking(view)
    return view.person is not None


@dataclass(frozen=True)
class Page:
    """A path, and the function that answers there."""

    path: str
    function: Function
    methods: tuple[str, ...] = ("GET",)
    gate: Gate = staff_only
    failed: Failed = page_of_error
    takes_forms: bool = True
    """Whether a form is read as one; else it is a body like any other."""

    def route(self, service: "Service") -> Route:
        """The same for Starlette."""
        return Route(self.path, _endpoint(service, self), methods=list(self.methods))


def routes(service: "Service", pages: Sequence[Page]) -> list[Route]:
    """The same for several."""
    return [page.route(service) for page in pages]


def _endpoint(service: "Service", page: Page) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        try:
            view = View(service, request, *await _sent(request, page))
        except HTTPException as error:
            return await _refused(View(service, request, FormData(), b""), page, error)
        except OSError as error:  # no room for files
            said = f"this couldn't be put on the disk: {(error.strerror or str(error)).lower()}"
            refused = HTTPException(503, said, {"connection": "close"})
            return await _refused(View(service, request, FormData(), b""), page, refused)
        try:
            return await service.thread.run(lambda: _answered(page, view))
        finally:
            if view.wants_sync:
                service.syncing.ask()
            await request.close()

    return answer


async def _sent(request: Request, page: Page) -> tuple[FormData, bytes]:
    """What a request brings: a form, or another body. Raises HTTPException."""
    if request.method in ("GET", "HEAD"):
        return FormData(), b""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if page.takes_forms and kind in _FORMS:
        form = await request.form(max_files=_FILES, max_fields=_FIELDS, max_part_size=_FIELD)
        return form, b""
    return FormData(), await request.body()


async def _refused(view: View, page: Page, error: HTTPException) -> Response:
    """The answer to a request that can't be read: it is too large, or no form."""
    answer = await view.service.thread.run(
        lambda: page.failed(view, error.status_code, str(error.detail), None)
    )
    for name, value in (error.headers or {}).items():
        answer.headers[name] = value
    return answer


def _answered(page: Page, view: View) -> Response:
    """What a page answers, errors too, and what is to be done afterwards. Runs in the desk's
    thread."""
    try:
        return _told(page, view)
    finally:
        view.leave()


def _told(page: Page, view: View) -> Response:
    """What a page answers, errors too."""
    try:
        refused = page.gate(view)
        return refused if refused is not None else _saved(view, page.function(view))
    except HTTPException as error:
        return page.failed(view, error.status_code, error.detail, None)
    except TixError as error:
        return page.failed(view, status_of(error), str(error), error.hint)
    except OSError as error:
        said = (error.strerror or str(error)).lower()
        view.service.log(f"{view.request.method} {view.request.url.path}: {said}")
        hint = "whoever runs the service mends that; then send this again"
        return page.failed(view, 503, f"the desk can't be used just now: {said}", hint)
    except Exception as error:
        if view.starts_over(error):
            second = View(view.service, view.request, view.form, view.body, again=True)
            try:
                return _answered(page, second)
            finally:
                view.wants_sync = second.wants_sync
        if isinstance(error, sqlite3.OperationalError):
            view.service.log(f"{view.request.method} {view.request.url.path}: {error}")
            said = f"the service's own files can't be used just now: {error}"
            return page.failed(view, 503, said, "whoever runs the service frees the disk")
        view.service.log_failure(view.request.method, view.request.url.path, error)
        return page.failed(view, 500, "something went wrong that shouldn't", None)


def _saved(view: View, answer: Response) -> Response:
    """The answer; if a form was taken whose text the browser keeps, it says so in a cookie."""
    keep = view.form.get("keep")
    if isinstance(keep, str) and keep and answer.status_code < 400:
        answer.set_cookie(SAVED, quote(keep[:200], safe=""), max_age=300, samesite="lax")
    return answer
