"""Who may use the API: whoever has a token, in the header ``Authorization`` and nowhere else."""

from tix.quick_typing import TYPE_CHECKING
from tix.web.accounts import Token
from tix.web.api.problems import ProblemError

if TYPE_CHECKING:
    from tix.web.pages import View

_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="tix"'}


def reading(view: "View") -> None:
    """A gate for every token. Raises ProblemError: 401."""
    token = known_token(view, bearer(view.request.headers.get("authorization", "")))
    let_in(view, token)


def writing(view: "View") -> None:
    """A gate for tokens that can write. Raises ProblemError: 401, 403."""
    reading(view)
    refuse_reader(token_of(view))


def let_in(view: "View", token: Token | None) -> None:
    """Who has this token asks. Raises ProblemError: 401."""
    if token is None:
        raise ProblemError(
            401, "a token is needed here, and it must be one that is known",
            hint="Authorization: Bearer TOKEN, of tix serve token add NAME", headers=_CHALLENGE,
        )  # fmt: skip
    view.request.state.token = token
    view.person = token.person


def refuse_reader(token: Token) -> None:
    """Raise ProblemError for a token that can only read: 403."""
    if token.can != "write":
        raise ProblemError(403, f"the token {token.name!r} can only read")


def token_of(view: "View") -> Token:
    """The token of who asks, behind a gate."""
    token = view.request.state.token
    assert isinstance(token, Token)
    return token


def bearer(header: str) -> str:
    """The token in the header; "" if it has none."""
    scheme, _, text = header.strip().partition(" ")
    return text.strip() if scheme.lower() == "bearer" else ""


def known_token(view: "View", text: str) -> Token | None:
    """The token of that text, if there is such a one now. Raises ServeFileError."""
    file = view.service.accounts
    return file.accounts.token(text) if file and text else None
