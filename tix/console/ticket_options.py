"""The options that ``open`` and ``edit`` share: one for each field that is often set."""

from collections.abc import Callable, Sequence

import click

from tix.console.completions import (
    complete_customers,
    complete_ids,
    complete_labels,
    complete_milestones,
    complete_people,
    complete_priorities,
    complete_requesters,
    complete_settings,
    complete_types,
    complete_values,
)
from tix.console.given import GoesWithError, each_field_once, option_once
from tix.errors import UsageError
from tix.model.ticket.ticket import SINGLE_LINK_KINDS
from tix.quick_typing import Any

_Command = Callable[..., Any]

_LINKS = (
    ("depends-on", "What it waits for."),
    ("blocks", "What waits for it."),
    ("parent", "What it is a part of."),
    ("duplicates", "What it repeats."),
    ("relates-to", "What it has to do with."),
)

_FLAGS = {"depends-on": ("--depends-on", "--blocked-by")}
"""The options of kinds of links that have two: who waits is blocked by what it waits for."""

_SINGLE = (
    ("type", ("-t", "--type"), "TYPE", "What sort of request it is.", complete_types),
    ("priority", ("-p", "--priority"), "PRIORITY", "How urgent it is.", complete_priorities),
    ("requester", ("-r", "--requester"), "WHO", "Who asked.", complete_requesters),
    ("customer", ("-c", "--customer"), "NAME", "The organisation that asked.", complete_customers),
    ("due", ("--due",), "DATE", "2026-11-25, fri, 'Dec 25', eom, +3d, 17:00.", None),
    ("milestone", ("--milestone",), "NAME", "What it is planned for.", complete_milestones),
    ("contract", ("--contract",), "NUMBER", "The contract that was named.", None),
    ("ip", ("--ip",), "ADDRESS", "The address it came from.", None),
    ("channel", ("--channel",), "CHANNEL", "How it came in.", complete_values("channel")),
    ("occurred", ("--occurred",), "TIME", "When it happened: yesterday, 08:30.", None),
    ("impact", ("--impact",), "IMPACT", "How much it affects.", complete_values("impact")),
    ("urgency", ("--urgency",), "URGENCY", "How soon it matters.", complete_values("urgency")),
)


_MORE = {
    name: f"more_{name.replace('-', '_')}"
    for name in ("assignees", "watchers", "labels", "assets", *(kind for kind, _ in _LINKS))
}
"""Options that can be given several times, and the parameters that collect them."""


def field_options(function: _Command) -> _Command:
    """Add the options that set fields: one for each that is often set, ``--set``, ``--new-field``.

    The command gets ``settings``, a list of (field, text), ``more``, the same for what is to be
    added to lists (``-l``, ``-a``, ``-w``, ``--blocks`` …), and ``new_field``.
    """

    def gather(**values: Any) -> Any:
        settings = [(name, values.pop(name)) for name, *_ in _SINGLE if values[name] is not None]
        for name, *_ in _SINGLE:
            values.pop(name, None)
        more = [(name, text) for name, place in _MORE.items() for text in values.pop(place)]
        each_field_once(name for name, _ in more if name in SINGLE_LINK_KINDS)
        assignments = values.pop("assignments")
        if values["new_field"] and not (assignments or values.get("added")):
            raise GoesWithError("--new-field", "--set")
        settings += [split_setting(text) for text in assignments]
        each_field_once(name for name, _ in settings)
        return function(settings=settings, more=more, **values)

    gather.__doc__ = function.__doc__
    gather.__name__ = function.__name__
    command: _Command = click.option(
        "--new-field", is_flag=True, help="Let --set add a field that the desk doesn't have yet."
    )(gather)
    command = click.option(
        "--set",
        "assignments",
        metavar="FIELD=VALUE",
        multiple=True,
        help="Set any field.",
        shell_complete=complete_settings,
    )(command)
    for kind, text in reversed(_LINKS):
        command = click.option(
            *_FLAGS.get(kind, (f"--{kind}",)), _MORE[kind], metavar="ID", multiple=True, help=text,
            shell_complete=complete_ids,
        )(command)  # fmt: skip
    command = click.option(
        "--asset", _MORE["assets"], metavar="NAME", multiple=True,
        help="An asset that it is about.", shell_complete=complete_values("asset"),
    )(command)  # fmt: skip
    command = click.option(
        "-l", "--label", _MORE["labels"], metavar="LABEL", multiple=True, help="A label.",
        shell_complete=complete_labels,
    )(command)  # fmt: skip
    command = click.option(
        "-w", "--watch", "--watcher", _MORE["watchers"], metavar="WHO", multiple=True,
        help="Who is told of it: people, teams.", shell_complete=complete_people,
    )(command)  # fmt: skip
    command = click.option(
        "-a", "--assign", "--assignee", _MORE["assignees"], metavar="WHO", multiple=True,
        help="Who works on it.", shell_complete=complete_people,
    )(command)  # fmt: skip
    for name, flags, metavar, text, complete in reversed(_SINGLE):
        option = option_once(*flags, name, metavar=metavar, help=text, shell_complete=complete)
        command = option(command)
    return command


def split_setting(text: str) -> tuple[str, str]:
    """Split ``FIELD=VALUE``. Raises BadSettingError."""
    name, equals, value = text.partition("=")
    if not equals or not name.strip() or name.strip()[-1] in "+-":
        raise BadSettingError(text)
    return name.strip(), value


def split_settings(texts: Sequence[str]) -> list[tuple[str, str]]:
    """Split each ``FIELD=VALUE``. Raises BadSettingError."""
    return [split_setting(text) for text in texts]


class BadSettingError(UsageError):
    """Not of the form FIELD=VALUE."""

    def __init__(self, text: str) -> None:
        name = text.partition("=")[0].strip()
        option = {"+": "--add", "-": "--remove"}.get(name[-1:], "")
        hint = f"{option} {name[:-1].strip()}=VALUE" if option and len(name) > 1 else None
        super().__init__(f"{text!r} isn't of the form FIELD=VALUE", hint=hint)
