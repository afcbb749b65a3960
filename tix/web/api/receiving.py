"""``POST /api/v1/receive``: events of other systems, as ``tix receive`` takes them in.

The sender is known by a token that can write: as bearer, or in GitLab's header for secrets. Who can
send no token signs with a secret that stands in ``dispatch.yaml`` under ``receive``: GitHub, and
senders of Standard Webhooks.
"""

import time
from collections.abc import Mapping

from starlette.responses import Response

from tix.actions.status import done_status
from tix.console.dispatching import names_of_desk
from tix.frozen import replace
from tix.mail.dispatch_file import read_dispatch
from tix.model.config.config import Group
from tix.quick_typing import TYPE_CHECKING
from tix.web.accounts import Token
from tix.web.api.gate import bearer, known_token, let_in, refuse_reader, token_of
from tix.web.api.hooks import Hook, read_hook
from tix.web.api.lists import answer, page_answer
from tix.web.api.problems import ProblemError
from tix.webhooks.incoming import LARGEST
from tix.webhooks.receive import NoSuchKeyError, event_object, receive_event
from tix.webhooks.signing import BadSecretError, is_signed, is_signed_by_github

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace
    from tix.web.pages import View
    from tix.webhooks.incoming import IncomingEvent

_DONE, _OPEN = "done", "open"


def sending(view: "View") -> None:
    """A gate for systems that tell of events. Raises ProblemError: 401, 403."""
    headers = view.request.headers
    text = bearer(headers.get("authorization", "")) or headers.get("x-gitlab-token", "")
    let_in(view, known_token(view, text) if text else _signer(view, _named(view)))
    refuse_reader(token_of(view))


def _signer(view: "View", headers: Mapping[str, str]) -> Token | None:
    """Who has signed the request, as a token that can write; None: nobody who is known."""
    path = view.service.settings.accounts_path
    if path is None or not {"webhook-signature", "x-hub-signature-256"} & {*headers}:
        return None
    names = names_of_desk(view.workspace_of(None).desk)
    dispatch = read_dispatch(path.with_name("dispatch.yaml"), names)
    for each in dispatch.receive if dispatch else ():
        if _has_signed(each.secret.value(), headers, view.body):
            return Token(each.name, "write", f"signed by {each.name}", "")
    return None


def _has_signed(secret: str, headers: Mapping[str, str], body: bytes) -> bool:
    if "x-hub-signature-256" in headers:
        return is_signed_by_github(secret, headers, body)
    try:
        return is_signed(secret, headers, body, int(time.time()))
    except BadSecretError:  # another sender's, of another kind
        return False


def _named(view: "View") -> Mapping[str, str]:
    return {name.lower(): value for name, value in view.request.headers.items()}


def receive(view: "View") -> Response:
    """Take in what was told; told again, it does nothing."""
    headers = _named(view)
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise ProblemError(415, "an event must be application/json")
    if len(view.body) > LARGEST:
        raise ProblemError(413, f"an event has at most {LARGEST // 2**20} MB")
    hook = read_hook(headers, view.body)
    told = [_taken_in(view.workspace, event, hook) for event in hook.events]
    if hook.is_many:
        return page_answer(told, None)
    if not told:
        return answer(_ignored(None, hook.kind), 202)
    return answer(told[-1])


def _taken_in(workspace: "Workspace", event: "IncomingEvent", hook: Hook) -> dict[str, object]:
    try:
        if hook.is_foreign and event.type == "ticket.status":
            event = _in_own_words(workspace, event)
        return event_object(receive_event(workspace, event))
    except NoSuchKeyError:
        if not hook.optional:
            raise
        return _ignored(event.id, event.type)


def _in_own_words(workspace: "Workspace", event: "IncomingEvent") -> "IncomingEvent":
    """An event whose status is a word of the desk."""
    config = workspace.config
    is_done = event.status == _DONE
    status = done_status(config, "closed") if is_done else config.first_status(Group.ACTIVE)
    return replace(event, status=status)


def _ignored(ident: str | None, kind: str) -> dict[str, object]:
    return {"result": "ignored", "id": ident, "type": kind, "ticket": None, "comment": None}
