"""The commands by which somebody decides about a value that a merge set aside."""

from tix.model.record.notes import REMOVED, Aside, is_removal

_LONG = 200
"""Characters of a value that a command may have."""


_BY_HAND = ("body", "ratings", "signatures", "messages", "fired", "waited")
"""What no command sets to a value: it is edited as a whole."""


def take_other(ident: str, aside: Aside) -> str:
    """The command that restores a value which a merge set aside."""
    import shlex  # only where something was set aside

    value = "" if aside.value == REMOVED else aside.value
    if ident.startswith("invoice "):  # no command changes those
        return f"write it into invoices/{ident.removeprefix('invoice ')}.md"
    if is_removal(value):  # of items of a list
        items = shlex.quote(f"{aside.field}={value.removeprefix(REMOVED).strip()}")
        return f"{typed('edit', ident)} --remove {items}"
    if command := _taking_entry(ident, aside):
        return command
    if aside.field in (*_BY_HAND, "worked", "used"):
        return typed("edit", ident)
    if aside.field == "status" and " " not in ident:
        return f"tix status {ident} {shlex.quote(value)}"
    return f"{typed('edit', ident)} --set {shlex.quote(f'{aside.field}={value}')}"


def _taking_entry(ident: str, aside: Aside) -> str | None:
    """The command for a version of an entry, where there is one; its day and who stay."""
    import shlex

    from tix.model.ticket.entries import USED, WORKED

    try:
        if aside.field == "worked":
            work = WORKED.parse(aside.value)
            kind = "--billable" if work.billable else "--free"
            return (
                f"tix work {ident} --edit {work.id} {work.minutes}m {kind} --day {work.day} "
                f"-m {shlex.quote(work.text)}"
            )
        if aside.field == "used":
            use = USED.parse(aside.value)
            back = " --back" if use.quantity < 0 else ""
            count = f"{abs(use.quantity):f}{back}"
            return f"tix use {ident} --edit {use.id} {count} -m {shlex.quote(use.text)}"
    except ValueError:  # a note that somebody has changed
        pass
    return None


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
    is_text = aside.field in _BY_HAND or aside.field.startswith(("comment ", "the "))
    if is_text or "\n" in aside.value or len(aside.value) > _LONG:
        return f"take over what is missing: {typed('edit', ident)}; then drop this note: {drop}"
    return f"take this value: {take_other(ident, aside)}; or keep the other: {drop}"
