"""The table's second half: states that need other repositories or other working trees."""

from dataclasses import replace
from pathlib import Path

from tests.conftest import DeskInFiles
from tests.odd_states.states import Prepare, State
from tests.odd_states.world import World


def _upstream(world: World) -> Path:
    """The repository becomes the remote of a clone to be; it serves partial clones."""
    folder = world.top.root.rename(world.everything / "upstream")
    upstream = DeskInFiles(folder, world.top.environ)
    upstream.git("config", "uploadpack.allowFilter", "true")
    upstream.git("config", "receive.denyCurrentBranch", "ignore")
    return folder


def _clone(*options: str) -> Prepare:
    """Go on in a clone."""

    def prepare(world: World) -> World:
        upstream = _upstream(world)
        here = DeskInFiles(world.everything, world.top.environ)
        here.git("clone", "--quiet", *options, upstream.as_uri(), "repo")
        clone = world.at(world.everything / "repo")
        if world.kind == "beside" and "--depth=1" in options:
            clone.run.call("init")  # asks the remote: such a clone has one branch only
        clone.write_something()
        return clone

    return prepare


def _renamed_remote(world: World) -> World:
    clone = _clone()(world)
    assert clone is not None
    clone.top.git("remote", "rename", "origin", "somewhere")
    return clone


def _remote_is_gone(world: World) -> World:
    clone = _clone()(world)
    assert clone is not None
    (world.everything / "upstream").rename(world.everything / "moved-away")
    return clone


def _linked(world: World) -> World:
    """In another working tree of the repository."""
    folder = world.everything / "linked"
    world.top.git("worktree", "add", "--quiet", "-b", "elsewhere", str(folder))
    linked = world.at(folder)
    if world.kind == "beside":
        return replace(linked, main=world.top.root)
    linked.write_something()
    return linked


def _below_another(world: World) -> World:
    """The repository is a submodule of another one."""
    upstream = _upstream(world)
    outer = DeskInFiles(world.everything / "outer", world.top.environ)
    outer.root.mkdir()
    outer.git("init", "--quiet")
    outer.write("outer.c", "outer\n")
    outer.commit("Outer")
    outer.git(
        "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(upstream), "inner"
    )
    outer.git("-C", "inner", "switch", "--quiet", "main")
    inner = world.at(outer.root / "inner")
    inner.write_something()
    return inner


def _with_a_submodule(world: World) -> None:
    """The repository has a submodule with changes of its own."""
    other = DeskInFiles(world.everything / "other", world.top.environ)
    other.root.mkdir()
    other.git("init", "--quiet")
    other.write("a.c", "a\n")
    other.commit("Other")
    world.top.git(
        "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(other.root), "lib"
    )
    world.top.git("commit", "--quiet", "-m", "A submodule")
    world.top.write("lib/a.c", "changed\n")


def _sha256(world: World) -> World:
    """The same repository with the other kind of hash."""
    old = world.top.root.rename(world.everything / "sha1")
    new = world.at(world.everything / "repo")
    new.top.root.mkdir()
    new.top.git("init", "--quiet", "--object-format=sha256")
    new.top.write("src/main.c", "one\n")
    new.top.commit("Code")
    if world.kind == "beside":
        new.run.call("init")
    elif world.kind == "own":
        new.run.call("init", "--in-tree")
    else:
        new.top.call("init", "sub", "--in-tree")
    source = old / {"own": "", "beside": ".tix", "in-tree": "sub"}[world.kind] / "tickets"
    for file in source.rglob("*.md"):
        new.desk.write(f"tickets/{file.relative_to(source)}", file.read_bytes())
    new.desk.commit("Tickets")
    new.write_something()
    return new


def _bare(world: World) -> World:
    upstream = _upstream(world)
    bare = world.everything / "bare.git"
    DeskInFiles(world.everything, world.top.environ).git(
        "clone", "--quiet", "--bare", str(upstream), str(bare)
    )
    return World(world.everything, "own", DeskInFiles(bare, world.top.environ))


def _tree_of_a_bare_one(world: World) -> World:
    """In the linked working tree of a bare repository."""
    bare = _bare(world)
    folder = world.everything / "tree"
    bare.top.git("worktree", "add", "--quiet", str(folder), "main")
    tree = World(world.everything, world.kind, DeskInFiles(folder, world.top.environ))
    tree.write_something()
    return tree


STATES_AMONG_OTHERS = (
    State("clone", _clone(), without_desk=False),
    State("shallow", _clone("--depth=1"), without_desk=False),
    State("partial", _clone("--filter=blob:none"), without_desk=False),
    State("treeless", _clone("--filter=tree:0"), without_desk=False),
    State("reference", _clone("--shared"), without_desk=False),
    State("renamed-remote", _renamed_remote, without_desk=False),
    State("remote-is-gone", _remote_is_gone, without_desk=False),
    State("linked", _linked, without_desk=False),
    State("submodule", _below_another, without_desk=False),
    State("with-a-submodule", _with_a_submodule),
    State("sha256", _sha256, without_desk=False),
    State("bare", _bare, ("own",), {"own": 1}, without_desk=False),
    State("tree-of-a-bare-one", _tree_of_a_bare_one, ("own", "in-tree"), without_desk=False),
)
