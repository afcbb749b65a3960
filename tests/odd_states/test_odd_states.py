"""In every odd state of a repository, every command that writes either works, with one commit of
the desk's files, or refuses in one sentence; in neither case is anything else touched.

By default each state is tried with a few commands, which differ from state to state; a long run
tries all of them everywhere.
"""

from collections.abc import Sequence

import pytest

from tests.conftest import Result
from tests.odd_states.conftest import MakeWorld
from tests.odd_states.states import STATES, State
from tests.odd_states.states_among_others import STATES_AMONG_OTHERS
from tests.odd_states.world import (
    Bookkeeping,
    Look,
    World,
    blobs_of,
    bookkeeping,
    changed,
    look,
)
from tests.odd_states.writes import MAY_CHANGE_NOTHING, READS, SYNCS, WRITES
from tests.scale import scaled
from tix.commands import ENTRIES
from tix.model.layout import OWN_PATHS
from tix.storage.git.objects import blob_name

ALL = (*STATES, *STATES_AMONG_OTHERS)

Case = tuple[State, str]
"""A state and a kind of desk."""

CASES: list[Case] = [(state, kind) for state in ALL for kind in state.kinds]
LONG = CASES[:: -(-len(CASES) // scaled(len(CASES), least=45))]
SOME: list[Case] = [(s, s.kinds[number % len(s.kinds)]) for number, s in enumerate(ALL)]

_OWN_FILES = tuple(f"{path}/" if "." not in path else path for path in OWN_PATHS)
_OWN_SETTINGS = ("config merge.tix.", "config tix.")


def commands_for(number: int, count: int) -> list[str]:
    """As many commands for a case; the next case gets the ones that follow."""
    names = list(WRITES)
    first = number * count
    return [names[(first + place) % len(names)] for place in range(min(count, len(names)))]


def try_commands(make_world: MakeWorld, state: State, kind: str, names: Sequence[str]) -> None:
    world = make_world(kind)
    world = state.prepare(world) or world
    commands = [WRITES[name](world) for name in names]
    own = bookkeeping(world)
    before, tip = look(world), world.tip()
    for name, args in zip(names, commands, strict=True):
        result = world.run.call(*args, code=None)
        after, new = look(world), world.tip()
        about = f"{state.name}, {kind}: tix {' '.join(args)}\n{result.stdout}{result.stderr}"
        refusal = state.refuses.get(kind, 0) or (name in state.may_fail and result.code)
        refusal = refusal or (4 if name == "check" and result.code == 4 else 0)  # for a person
        if refusal:
            idle = name in MAY_CHANGE_NOTHING and result.code == 0
            assert result.code == refusal or idle, about
            assert_refused(result, own, changed(before, after), about)
            assert new == tip, about
        else:
            assert result.code == 0, about
            blobs = blobs_of(world, new[0]) if new != tip else {}
            by_hand = "edits made by hand" in result.stderr  # they are a commit of their own
            assert new == tip or new[1:] == tip[:1] or by_hand, f"more than a commit: {about}"
            assert blobs or name in MAY_CHANGE_NOTHING, f"no commit: {about}"
            assert_committed(world, own, blobs, after, about)
            assert_nothing_else(own, blobs, changed(before, after), about)
        before, tip = after, new


def assert_refused(result: Result, own: Bookkeeping, different: set[str], about: str) -> None:
    """Nothing is changed (an index may be another file, with the same in it), and said so."""
    kept = tuple(entry for entry in own.files if entry.endswith(("/index", "/tix")))
    assert all(entry.startswith(kept) for entry in different), f"{about}{different}"
    if result.code:
        sentences = [line for line in result.stderr.splitlines() if line.startswith("tix: ")]
        assert len(sentences) == 1, about
        assert "something went wrong" not in result.stderr, about


def assert_committed(
    world: World, own: Bookkeeping, blobs: dict[str, str], after: Look, about: str
) -> None:
    """What was committed is the desk's, and the working tree and the index have it, too."""
    allowed = tuple(world.prefix + path for path in _OWN_FILES)
    assert all(path.startswith(allowed) for path in blobs), f"{about}{blobs}"
    for path, blob in blobs.items():
        file = world.everything / own.place / path
        there = blob_name(file.read_bytes(), len(blob)) if file.exists() else ""
        assert there == blob, about
        assert blob in after.get(f"index {path}", ""), about
        assert blob or f"index {path}" not in after, about


def assert_nothing_else(
    own: Bookkeeping, blobs: dict[str, str], different: set[str], about: str
) -> None:
    moved = {path.replace("archive/", "tickets/", 1) for path in blobs}
    paths = moved | blobs.keys()  # on an unborn branch there was nothing where it is moved from
    expected = {f"ref {own.ref}"} | {f"index {path}" for path in paths}
    expected |= {f"file {own.place}/{path}" for path in paths}
    foreign = {entry for entry in different - expected if not entry.startswith(own.files)}
    settings = {entry for entry in foreign if entry.startswith("config ")}
    ours = (*_OWN_SETTINGS, f"config branch.{own.ref.removeprefix('refs/heads/')}.")
    if settings and all(entry.startswith(ours) for entry in settings):
        foreign -= settings | {entry for entry in foreign if entry.endswith("/config")}
    assert foreign == set(), about


def _named(cases: Sequence[Case]) -> list[str]:
    return [f"{state.name}-{kind}" for state, kind in cases]


@pytest.mark.parametrize(("number", "case"), list(enumerate(SOME)), ids=_named(SOME))
def test_some_commands_in_every_state(make_world: MakeWorld, number: int, case: Case) -> None:
    try_commands(make_world, *case, commands_for(number, 1))


@pytest.mark.long
@pytest.mark.parametrize(("number", "case"), list(enumerate(LONG)), ids=_named(LONG))
def test_every_command_in_every_state(make_world: MakeWorld, number: int, case: Case) -> None:
    try_commands(make_world, *case, commands_for(number, scaled(len(WRITES), least=2)))


def test_every_command_is_in_a_table() -> None:
    """A new command has to be tried in all states, unless it writes into no desk."""
    assert set(ENTRIES) <= {*WRITES, *SYNCS, *READS}
