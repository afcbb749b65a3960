"""``workflow`` in ``tix.yaml``: for types of tickets, which status leads where and what each needs.

``docs/workflow.md`` is the page for users.
"""

from collections.abc import Iterator

from tix.frozen import dataclass
from tix.model.config.config import Config, Group
from tix.model.config.source import ConfigSource, Entries, nearest_hint, shown, values_by_name
from tix.model.text.yaml_nodes import Node, Scalar
from tix.model.ticket.fields import BY_NAME

INVOICE_PAID, CHILDREN_DONE = "invoice-paid", "children-done"
NOT_FIELDS = (INVOICE_PAID, CHILDREN_DONE)
"""What a status can need beside values of fields."""

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Workflow:
    """The workflow of a type of tickets. ``moves`` has for a status those to which it leads, all
    if it isn't named; ``needs`` has for a status what a ticket needs to get it."""

    type: str
    moves: tuple[tuple[str, Words], ...] = ()
    needs: tuple[tuple[str, Words], ...] = ()

    def leads_to(self, status: str | None) -> Words | None:
        """The statuses to which one leads; None: to all."""
        return next((to for name, to in self.moves if name == status), None)

    def needed_for(self, status: str | None) -> Words:
        """What a ticket needs to get a status."""
        return next((needs for name, needs in self.needs if name == status), ())


def read_workflow(source: ConfigSource, known: Config) -> tuple[Workflow, ...]:
    """The workflows, in the order of the file; ``known`` has the desk's words.

    Raises ConfigError.
    """
    return tuple(_workflows(source, known))


def _workflows(source: ConfigSource, known: Config) -> Iterator[Workflow]:
    for key, node in source.setting("workflow"):
        name = _word(source, key, "type", known.types)
        entries = source.entries(node, f"workflow.{name}")
        source.check_names(entries, ("from", "needs"), "part of a workflow")
        given = values_by_name(entries)
        moves = [*_by_status(source, known, given.get("from"), f"workflow.{name}.from")]
        needs = [*_by_status(source, known, given.get("needs"), f"workflow.{name}.needs")]
        yield Workflow(
            name,
            tuple((status, _statuses(source, known, status, to)) for status, to in moves),
            tuple((status, _needs(source, known, status, of)) for status, of in needs),
        )


def _by_status(
    source: ConfigSource, known: Config, node: Node | None, what: str
) -> Iterator[tuple[str, Node]]:
    entries: Entries = source.entries(node, what) if node is not None else ()
    source.check_twice((key.value, key) for key, _ in entries)
    for key, value in entries:
        status = _word(source, key, "status", known.words_of("status") or ())
        source.note(f"{what}.{status}", key)
        yield status, value


def _statuses(source: ConfigSource, known: Config, status: str, node: Node) -> Words:
    """The statuses in a list, which may be empty: nothing leads on."""
    words = known.words_of("status") or ()
    items = source.items(node, f"what {status} leads to")
    return tuple(dict.fromkeys(_word(source, item, "status", words) for item in items))


def _needs(source: ConfigSource, known: Config, status: str, node: Node) -> Words:
    items = [node] if isinstance(node, Scalar) and not node.absent else None
    found = []
    for item in items or source.items(node, f"what {status} needs"):
        name = source.text(item, "a need")
        field = BY_NAME.get(name.casefold())
        if field is None and name not in NOT_FIELDS and known.team_field_type(name) is None:
            names = [*NOT_FIELDS, *BY_NAME, *(field.name for field in known.fields)]
            raise source.error(
                item, f"{shown(name)} is no field of tickets", nearest_hint(name, names)
            )
        if name == "resolution" and known.group(status) is not Group.DONE:
            raise source.error(item, f"{status} isn't done, so a ticket has no resolution then")
        found.append(name)
    return tuple(dict.fromkeys(found))


def _word(source: ConfigSource, node: Node, what: str, known: Words) -> str:
    word = source.text(node, f"a {what}")
    if word not in known:
        hint = nearest_hint(word, known)
        raise source.error(node, f"{shown(word)} is no {what} of this desk", hint)
    return word
