"""``Idempotency-Key``: what a client sends again, since it didn't see the answer, is done once.

The key is kept with what was asked for before anything is done, and the answer after it
(draft-ietf-httpapi-idempotency-key-header). So a service that was killed in between knows the
request again: what it makes has an id that was chosen, and kept, before.
"""

import json
from collections.abc import Callable
from hashlib import sha256

from starlette.responses import Response

from tix.model.ids import derived_id
from tix.quick_typing import TYPE_CHECKING
from tix.storage.desk.lock import exclusive
from tix.web.api.gate import token_of
from tix.web.api.problems import ProblemError

if TYPE_CHECKING:
    from tix.web.kept import Kept
    from tix.web.pages import View

_SECONDS = 7 * 24 * 3600
_LONGEST = 255
_KIND = "request"


class Attempt:
    """A request that has a key: ``seed`` is the same each time it is tried."""

    def __init__(self, seed: str, keep: Callable[[str], None], ident: str | None) -> None:
        self.seed = seed
        self._keep, self._ident = keep, ident

    def ident(self, is_taken: Callable[[str], bool]) -> tuple[str, bool]:
        """The id of the ticket that it makes, and whether an earlier try may have made it."""
        if self._ident is not None:
            return self._ident, True
        ident = derived_id(self.seed, is_taken)
        self._keep(ident)
        return ident, False


def once(view: "View", act: Callable[[Attempt | None], Response]) -> Response:
    """What a request's first try answers; without a key, it is done each time.

    Only what was done is remembered: a refusal isn't, so that it can be put right and tried again.
    Raises ProblemError: 422 for a key that another request has.
    """
    key = view.request.headers.get("idempotency-key")
    if key is None:
        return act(None)
    if not 0 < len(key) <= _LONGEST:
        raise ProblemError(422, f"an Idempotency-Key has 1 to {_LONGEST} characters")
    scope = sha256(f"{token_of(view).digest}\n{key}".encode()).hexdigest()
    lock = view.service.settings.state_path.with_suffix(".requests")
    with exclusive(lock):  # the same request may come to another worker, too
        return _answered(view, view.service.kept, scope, act)


def _answered(
    view: "View", kept: "Kept", scope: str, act: Callable[[Attempt | None], Response]
) -> Response:
    asked = f"{view.request.method} {view.request.url.path}\n".encode() + view.body
    told: dict[str, object] = {"asked": sha256(asked).hexdigest()}
    if known := kept.get(_KIND, scope):
        before = json.loads(known)
        if before["asked"] != told["asked"]:
            raise ProblemError(422, "another request has had this Idempotency-Key")
        if "status" in before:
            headers = {**before["headers"], "idempotency-replayed": "true"}
            return Response(before["body"], before["status"], headers)
        told = before
    else:
        kept.put(_KIND, scope, json.dumps(told), _SECONDS)

    def keep(ident: str) -> None:
        told["ticket"] = ident
        kept.put(_KIND, scope, json.dumps(told), _SECONDS)

    ident = told.get("ticket")
    answer = act(Attempt(f"request {scope}", keep, ident if isinstance(ident, str) else None))
    if answer.status_code < 400:
        shown = {
            name: answer.headers[name]
            for name in ("content-type", "location", "etag")
            if name in answer.headers
        }
        body = bytes(answer.body).decode()
        told |= {"status": answer.status_code, "headers": shown, "body": body}
        kept.put(_KIND, scope, json.dumps(told), _SECONDS)
    return answer
