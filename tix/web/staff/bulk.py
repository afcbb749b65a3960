"""``/bulk``: the tickets that are selected in a list are changed alike, in one commit."""

from collections.abc import Iterator, Sequence

from starlette.responses import Response

from tix.actions.edit import Edits, edit_fields
from tix.actions.status import set_status
from tix.actions.workflow import WorkflowError
from tix.errors import TixError
from tix.web.desk import DeskWorkspace
from tix.web.pages import Page, View
from tix.web.staff.tickets import asked, sentence_of, tickets
from tix.web.statuses import status_of

_SET = ("status", "priority", "assignees", "milestone")
_EMPTIED = ("assignees", "milestone")
_NONE = "none"
"""What is typed, as in a query, to leave nothing in one of ``_EMPTIED``."""


def bulk(view: View) -> Response:
    """Change the selected tickets as ``tix edit`` and ``tix close`` do; all of them, or none."""
    workspace, words, edits = view.workspace, view.texts("id"), _edits(view)
    if not words or not edits:
        return tickets(view, "Select tickets, and what is to become of them.", 422)
    try:
        _change(workspace, workspace.ids(words), edits)
    except WorkflowError as error:
        return tickets(view, "Nothing was changed.", 422, error.told)
    except TixError as error:
        status = status_of(error)
        return tickets(view, sentence_of(error), status if status >= 500 else 422)
    query = str(asked(view))
    return view.see(f"/list?{query}" if query else "/list")


def _edits(view: View) -> Edits:
    return Edits(
        [(name, text) for name in _SET if (text := _typed(view, name)) is not None],
        list(_items(view, "add_labels")),
        list(_items(view, "remove_labels")),
        comment=view.text("comment").strip(),
        is_form=True,
    )


def _typed(view: View, name: str) -> str | None:
    """What a field is to be, "" for nothing; None if it stays."""
    text = view.text(name).strip()
    if name in _EMPTIED and text.casefold() == _NONE:
        return ""
    return text or None


def _items(view: View, name: str) -> Iterator[tuple[str, str]]:
    if text := view.text(name).strip(" ,\t"):
        yield "labels", text


def _change(workspace: DeskWorkspace, idents: Sequence[str], edits: Edits) -> None:
    """Change them. A status alone, or with a comment, is what ``tix close`` does."""
    if edits.names == ["status"]:
        status = workspace.field_editor(()).status(edits.settings[0][1])
        set_status(workspace, idents, status, comment=edits.comment or None, is_form=True)
    else:
        edit_fields(workspace, idents, edits)


ROUTES = (Page("/bulk", bulk, ("POST",)),)
