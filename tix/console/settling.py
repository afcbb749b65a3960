"""The commands by which somebody decides about a value that a merge set aside."""

from tix.model.record.notes import REMOVED, Aside, is_removal

_LONG = 200
"""Characters of a value that a command may have."""


def take_other(ident: str, aside: Aside) -> str:
    """The command that restores a value which a merge set aside."""
    import shlex  # only where something was set aside

    value = "" if aside.value == REMOVED else aside.value
    if ident.startswith("invoice "):  # no command changes those
        return f"write it into invoices/{ident.removeprefix('invoice ')}.md"
    if is_removal(value):  # of items of a list
        items = shlex.quote(f"{aside.field}={value.removeprefix(REMOVED).strip()}")
        return f"{typed('edit', ident)} --remove {items}"
    if aside.field == "status" and " " not in ident:
        return f"tix status {ident} {shlex.quote(value)}"
    return f"{typed('edit', ident)} --set {shlex.quote(f'{aside.field}={value}')}"


def typed(verb: str, ident: str) -> str:
    """What a person types to change a ticket, or a record by its kind and name."""
    kind, _, name = ident.rpartition(" ")
    if not kind:
        return f"tix {verb} {name}"
    from tix.model.records.kinds import BY_NAME  # only where there are records

    return f"tix {BY_NAME[kind].command_name} {'remove' if verb == 'delete' else verb} {name}"


def how_to_settle(ident: str, note: str, aside: Aside) -> str:
    """What to type about a merge note: ``note`` is the id of its comment."""
    drop = f"{typed('comment', ident)} --remove {note}"
    is_text = aside.field == "body" or aside.field.startswith(("comment ", "the "))
    if is_text or "\n" in aside.value or len(aside.value) > _LONG:
        return f"take over what is missing: {typed('edit', ident)}; then drop this note: {drop}"
    return f"take this value: {take_other(ident, aside)}; or keep the other: {drop}"
