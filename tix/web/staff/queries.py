"""``/queries``: queries are saved under names, and taken away, as by ``tix query``."""

from starlette.responses import Response

from tix.actions.config import set_desk_setting, set_user_setting
from tix.errors import TixError
from tix.web.pages import Page, View
from tix.web.staff.tickets import asked, sentence_of, tickets
from tix.web.statuses import status_of


def save(view: View) -> Response:
    """Save a query under a name, or take the one that has it away (``remove``).

    It is everybody's if the form says so; only who runs the service has queries of their own here.
    """
    name, query = _name(view.text("name")), view.text("q").strip()
    if view.text("remove"):
        name, query = _name(view.text("remove")), ""
    elif not name or not query:
        return tickets(view, "Give the query, and a name for it.", 422)
    try:
        _set(view, name, query)
    except TixError as error:
        status = status_of(error)
        return tickets(view, sentence_of(error), status if status >= 500 else 422)
    again = str(asked(view))
    return view.see(f"/list?{again}" if again else "/list")


def _name(typed: str) -> str:
    return typed.strip().removeprefix("@")


def _set(view: View, name: str, query: str) -> None:
    workspace = view.workspace
    if query:
        workspace.query(query)  # one that can't be read isn't saved
    if view.is_operator and "everybody" not in view.form:
        path = workspace.user_config.path
        home = {"XDG_CONFIG_HOME": str(path.parent.parent)} if path else {}
        set_user_setting(workspace, home, f"queries.{name}", query)
    else:
        set_desk_setting(workspace, f"queries.{name}", query)


ROUTES = (Page("/queries", save, ("POST",)),)
