"""Plain ``tix``: where you are, and what to type next."""

from tix.console.session import Session
from tix.errors import TixError
from tix.storage.desk.finding import NoDeskError
from tix.terminal import safe

_Steps = list[tuple[str, str]]
"""Commands to type, and what they do."""

_NEW: _Steps = [
    ("tix init", "make a desk here"),
    ("tix demo", "look around in a made-up one first"),
]


def welcome(session: Session) -> None:
    """Say in a few lines what there is and what can be done. Hardly ever fails."""
    try:
        root = session.desk.root
    except NoDeskError:
        _print(session, f"There is no desk in {session.folder} or above it.", _NEW)
        return
    except TixError as error:
        session.warn(str(error))
        _print(session, "There is a desk, but it can't be used yet.", [(error.hint or "", "")])
        return
    try:
        name = session.config.name or root.name
    except TixError as error:
        session.warn(str(error))
        _print(session, f"The settings of the desk in {root} need mending.", [("tix check", "")])
        return
    session.tell_broken(only_live=True)
    _print(session, *_state(session, name))


def _state(session: Session, name: str) -> tuple[str, _Steps]:
    """The desk in one line, and the steps that suit it."""
    from tix.actions.desk_status import desk_counts

    check = [("tix check", "what is broken")] if session.reader.broken_live() else []
    if not session.reader.filed():
        steps = [
            *check,
            ("tix open 'What is to be done'", "the first ticket"),
            ("tix import github FILE", "bring in those that you have elsewhere"),
        ]
        return f"{name}: no tickets yet.", steps
    state = desk_counts(session)
    counts = [
        f"{state.open} open" if state.open else "nothing to do",
        f"{state.mine} of them yours" if state.mine else "",
        f"{state.overdue} overdue" if state.overdue else "",
    ]
    sentence = f"{name}: {', '.join(filter(None, counts))}."
    return sentence, [*check, *_next_steps(session, bool(state.mine))]


def _next_steps(session: Session, have_mine: bool) -> _Steps:
    """Steps: look, take the most urgent ticket, open another."""
    from tix.actions.desk_status import most_urgent

    yours = ("tix list assignee:me", "yours") if have_mine else ("tix list", "all of them")
    steps = [yours]
    if urgent := most_urgent(session):
        prefix = session.reader.prefix_lengths([urgent.id])[urgent.id]
        steps.append((f"tix show {urgent.id[:prefix]}", urgent.title))
    return [*steps, ("tix open 'What is to be done'", "a new one"), ("tix search WORDS", "")]


def _print(session: Session, sentence: str, steps: _Steps) -> None:
    """The sentence, then a line for each step; titles are cut to the terminal."""
    from tix.terminal.width import cut, display_width, pad

    styles = session.screen.styles
    steps = [*(step for step in steps if step[0]), ("tix --help", "all commands")]
    width = max(display_width(command) for command, _ in steps)
    lines = [safe.line(sentence), ""]
    for command, about in steps:
        shown = pad(safe.line(command), width)
        room = session.screen.width - width - 4
        note = cut(safe.line(about), room) if session.screen.for_people else safe.line(about)
        lines.append(f"  {styles.code(shown)}  {styles.dim(note)}".rstrip())
    session.print("\n".join(lines))
