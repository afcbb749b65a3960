"""What went wrong, as ``application/problem+json`` (RFC 9457)."""

import json
from collections.abc import Mapping
from http import HTTPStatus

from starlette.responses import Response

from tix.errors import TixError
from tix.quick_typing import TYPE_CHECKING
from tix.web.statuses import status_of

if TYPE_CHECKING:
    from tix.web.pages import View


class ProblemError(TixError):
    """A request that is refused with a status of its own."""

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        hint: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail, hint=hint)
        self.status, self.headers = status, headers


def problem_of(error: TixError) -> Response:
    """The answer that tells an error."""
    if isinstance(error, ProblemError):
        return problem(error.status, str(error), error.hint, error.headers)
    return problem(status_of(error), str(error), error.hint)


def failed(_: "View", status: int, said: str, hint: str | None) -> Response:
    """How a page of the API tells of its errors."""
    return problem(status, said, hint)


def problem(
    status: int, detail: str, hint: str | None = None, headers: Mapping[str, str] | None = None
) -> Response:
    """A status, what is wrong in one sentence, and the next step."""
    told = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
    told |= {"detail": detail} | ({"hint": hint} if hint else {})
    return Response(
        json.dumps(told, ensure_ascii=False), status, headers, "application/problem+json"
    )
