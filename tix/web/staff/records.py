"""``/customers``, ``/assets`` and ``/kb``: records, each kind by the same code."""

from collections.abc import Mapping, Sequence
from functools import partial

from starlette.responses import Response

from tix.actions.edit import Edits
from tix.actions.find_records import find_records
from tix.actions.record_data import computed
from tix.actions.records import add_record, edit_record, note_call
from tix.errors import TixError, UsageError
from tix.frozen import dataclass
from tix.model.people import parse_person
from tix.model.record import notes
from tix.model.record.fields import PERSON
from tix.model.record.kind import RecordKind
from tix.model.records.article import ARTICLE
from tix.model.records.asset import ASSET
from tix.model.records.customer import CUSTOMER
from tix.quick_typing import Any
from tix.web.desk import DeskWorkspace
from tix.web.pages import Page, View
from tix.web.staff.fields import FormField, changed
from tix.web.staff.joining import as_seen, told
from tix.web.staff.tickets import sentence_of


@dataclass(frozen=True)
class Place:
    """A kind of records, where its pages are, and which columns its list has."""

    kind: RecordKind[Any]
    path: str
    title: str
    columns: Sequence[str]


_PLACES = (
    Place(CUSTOMER, "/customers", "Customers", ("plan", "contract", "open", "hours")),
    Place(ASSET, "/assets", "Assets", ("kind", "customer", "location", "stock", "minimum")),
    Place(ARTICLE, "/kb", "Articles", ("public", "labels", "reviewed")),
)


def listed(place: Place, view: View, problem: str = "", status: int = 200) -> Response:
    """The records that a query selects."""
    workspace, kind = view.workspace, place.kind
    try:
        found, query = find_records(workspace, kind, view.query)
    except UsageError as error:
        return view.page(
            "records.html", 422, place=place, rows=(), problem=sentence_of(error), warnings=()
        )
    records = [filed.record for filed in found]
    known = computed(workspace, kind, records)
    rows = [
        (r.id, kind.title_of(r), [_shown(kind, r, known.get(r.id, {}), n) for n in place.columns])
        for r in sorted(records, key=lambda r: kind.title_of(r).casefold())
    ]
    return view.page(
        "records.html", status, place=place, rows=rows, problem=problem, warnings=query.warnings
    )


def _shown(kind: RecordKind[Any], record: Any, known: Mapping[str, Any], name: str) -> str:
    if name in kind.computed:
        value = known.get(name)
        return "" if value is None else str(value)
    return ", ".join(kind.by_name[name].texts(record))


def add(place: Place, view: View) -> Response:
    """Add a record with that title, and go there."""
    try:
        done = add_record(view.workspace, place.kind, view.text("title"), Edits())
    except TixError as error:
        return listed(place, view, sentence_of(error), 422)
    return view.see(f"{place.path}/{done.record.id}")


def shown(
    place: Place, view: View, problem: str = "", status: int = 200, *, said: Sequence[str] = ()
) -> Response:
    """A record with its fields, its text and comments, and what tickets say of it.

    ``said`` is what was just done, ``problem`` why it wasn't.
    """
    workspace, kind, name = view.workspace, place.kind, view.path("name")
    record = workspace.records(kind).get(name).record
    around = _AROUND.get(kind.name)
    return view.page(
        "record.html", status, place=place, record=record, said=said, title=kind.title_of(record),
        fields=_fields(kind, record), problem=problem, person=partial(_person, workspace),
        around=around(workspace, record) if around else {},
        known=computed(workspace, kind, [record]).get(name, {}),
        given={each: view.text(each) for each in view.form} if problem else {},
    )  # fmt: skip


def _person(workspace: DeskWorkspace, text: str) -> str:
    if text == str(notes.AUTHOR):
        return "Merge note"
    return parse_person(workspace.names.label(text)).label or text


def _fields(kind: RecordKind[Any], record: Any) -> list[FormField]:
    return [
        FormField(
            field.name, field.name.replace("_", " ").capitalize(), _value(kind, record, field.name),
            ("no", "yes") if field.name == "public" else (),
            "people" if field.kind is PERSON else "", field.help,
        )
        for field in kind.fields
        if field.editable
    ]  # fmt: skip


def _value(kind: RecordKind[Any], record: Any, name: str) -> str:
    """A field's value as one types it."""
    if name == "body":
        return str(record.body)
    field = kind.by_name.get(name)
    return ", ".join(field.texts(record)) if field else str(record.team_field(name) or "")


def _of_customer(workspace: DeskWorkspace, record: Any) -> dict[str, Any]:
    from tix.actions.customer_page import customer_page

    page = customer_page(workspace, record)
    figures = [("open", str(page.figures.open)), ("hours this month", str(page.figures.hours))]
    if page.figures.satisfaction is not None:
        figures.append(("satisfied", f"{page.figures.satisfaction:.0%}"))
    repeated = [(each.ids[0], each.title, len(each.ids)) for each in page.repeated]
    return {
        "figures": figures,
        "covered": ", ".join(page.covered) or page.why_not or "",
        "groups": [("Open", page.open[:50]), ("Done", page.done[:20])],
        "repeated": repeated,
        "assets": page.assets,
    }


def _of_asset(workspace: DeskWorkspace, record: Any) -> dict[str, Any]:
    from tix.actions.customer_page import tickets_about

    return {"groups": [("Tickets", tickets_about(workspace, record.id)[:50])]}


_AROUND = {"customer": _of_customer, "asset": _of_asset}


def edit(place: Place, view: View) -> Response:
    """Change fields or the text as they were seen, or add a note; what others have changed
    meanwhile is merged."""
    workspace, kind, name = view.workspace, place.kind, view.path("name")
    names = ["body", *(field.name for field in kind.fields if field.editable)]
    new = changed(names, view.text, view.form.__contains__)
    try:
        if view.text("comment").strip():
            note_call(workspace, kind, name, view.text("comment"), is_form=True)
        said = _joined(workspace, kind, name, new) if new else []
    except UsageError as error:
        return shown(place, view, sentence_of(error), 422)
    workspace.reread()
    return shown(place, view, said=said) if said else view.see(f"{place.path}/{name}")


def _joined(
    workspace: DeskWorkspace, kind: RecordKind[Any], name: str, new: Mapping[str, tuple[str, str]]
) -> list[str]:
    """Make the changes, each of which has what was seen; what to say of a merge."""
    settings = [(each, value) for each, (_, value) in new.items() if each != "body"]
    edits = Edits(settings, text=new["body"][1] if "body" in new else None)
    seen, value_of = {each: was for each, (was, _) in new.items()}, partial(_value, kind)
    editor = workspace.field_editor((), kind=kind)
    done = edit_record(workspace, kind, name, edits, as_it_was=as_seen(seen, editor, value_of))
    return told(done.before, done.record, seen, value_of)


ROUTES = tuple(
    page
    for place in _PLACES
    for page in (
        Page(place.path, partial(listed, place)),
        Page(place.path, partial(add, place), ("POST",)),
        Page(f"{place.path}/{{name}}", partial(shown, place)),
        Page(f"{place.path}/{{name}}", partial(edit, place), ("POST",)),
    )
)
