"""Where the desk is found from, and how its working tree is made, mended and made again."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import DeskInFiles
from tests.storage.conftest import Repository, look, make_code

InFolder = Callable[[Path], Repository]


def titles(place: Repository, *args: str) -> list[str]:
    """The titles of the tickets that tix lists there."""
    import json

    return [ticket["title"] for ticket in json.loads(place.call(*args, "list", "--json").stdout)]


def clone(source: Path | str, target: Path, environ: dict[str, str], *args: str) -> Repository:
    """A clone of a repository."""
    target.parent.mkdir(parents=True, exist_ok=True)
    DeskInFiles(target.parent, environ).git("clone", "--quiet", *args, str(source), str(target))
    return DeskInFiles(target, environ)


# -- upwards ----------------------------------------------------------------------------------


def test_desk_is_found_from_a_folder_below_it(desk: DeskInFiles, in_folder: InFolder) -> None:
    desk.open("Below")
    below = desk.root / "docs" / "deep"
    below.mkdir(parents=True)
    assert titles(in_folder(below)) == ["Below"]


def test_desk_beside_code_is_found_from_the_code(beside: Repository, in_folder: InFolder) -> None:
    beside.open("From above")
    assert titles(in_folder(beside.root / "src")) == ["From above"]
    assert titles(in_folder(beside.root / ".tix" / "tickets")) == ["From above"]


def test_option_c_and_variable_name_the_desk(
    desk: DeskInFiles, tmp_path: Path, in_folder: InFolder
) -> None:
    desk.open("Elsewhere")
    outside = in_folder(tmp_path)
    assert titles(outside, "-C", "desk") == ["Elsewhere"]
    assert titles(outside.with_environ(TIX_DESK=str(desk.root / "tickets"))) == ["Elsewhere"]
    assert outside.call("list", code=1).stderr.count("tix init") == 1


def test_option_c_goes_before_the_variable(
    desk: DeskInFiles, beside: Repository, in_folder: InFolder
) -> None:
    desk.open("In the desk")
    beside.open("Beside")
    place = in_folder(desk.root.parent).with_environ(TIX_DESK=str(desk.root))
    assert titles(place, "-C", str(beside.root)) == ["Beside"]


def test_search_stops_at_the_edge_of_the_working_tree(desk: DeskInFiles) -> None:
    inner = make_code(desk.root / "vendor" / "inner", dict(desk.environ))
    assert "there is no desk" in inner.call("list", code=1).stderr


def test_submodule_does_not_see_the_desk_around_it(
    desk: DeskInFiles, code: Repository, in_folder: InFolder
) -> None:
    desk.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(code.root), "m")
    module = in_folder(desk.root / "m")
    assert "there is no desk" in module.call("list", code=1).stderr
    module.call("init")
    module.open("In the module")
    assert titles(module) == ["In the module"]
    assert titles(desk) == []


def test_bare_repository_has_no_desk(tmp_path: Path, in_folder: InFolder) -> None:
    place = in_folder(tmp_path)
    place.git("init", "--quiet", "--bare", "bare.git")
    bare = in_folder(tmp_path / "bare.git")
    assert "there is no desk" in bare.call("list", code=1).stderr
    assert "bare repository" in bare.call("init", code=1).stderr
    assert not (bare.root / ".git").exists()


def test_folder_that_is_not_there(desk: DeskInFiles) -> None:
    assert "is not a folder" in desk.call("-C", "nowhere", "list", code=1).stderr


def test_git_variables_of_a_hook_lead_nowhere(
    beside: Repository, desk: DeskInFiles, in_folder: InFolder
) -> None:
    beside.open("Beside")
    hook = beside.with_environ(
        GIT_DIR=str(desk.root / ".git"),
        GIT_WORK_TREE=str(desk.root),
        GIT_INDEX_FILE=str(desk.root / ".git" / "index"),
        GIT_PREFIX="src/",
    )
    hook.open("From a hook")
    assert sorted(titles(hook)) == ["Beside", "From a hook"]
    assert titles(desk) == []


def test_tix_yaml_that_is_a_link_is_refused(desk: DeskInFiles, tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    (desk.root / "tix.yaml").rename(other)
    (desk.root / "tix.yaml").symlink_to(other)
    assert "symbolic link" in desk.call("list", code=4).stderr


# -- the branch beside code -------------------------------------------------------------------


def test_linked_working_trees_of_the_code_share_the_desk(
    beside: Repository, tmp_path: Path, in_folder: InFolder
) -> None:
    beside.git("worktree", "add", "--quiet", "-b", "feature", str(tmp_path / "feature"))
    feature = in_folder(tmp_path / "feature")
    feature.open("On a feature")
    assert titles(beside) == ["On a feature"]
    assert not (feature.root / ".tix").exists()


def test_desk_made_in_a_linked_working_tree_is_at_the_main_one(
    code: Repository, tmp_path: Path, in_folder: InFolder
) -> None:
    code.git("worktree", "add", "--quiet", "-b", "feature", str(tmp_path / "feature"))
    in_folder(tmp_path / "feature").call("init")
    assert (code.root / ".tix" / "tix.yaml").is_file()
    assert code.git("status", "--porcelain") == ""


def test_fresh_clone_checks_the_desk_out_and_tracks_it(
    beside: Repository, tmp_path: Path, environ: dict[str, str]
) -> None:
    beside.open("Pushed")
    fresh = clone(beside.root, tmp_path / "fresh", environ)
    assert titles(fresh) == ["Pushed"]
    assert fresh.git("rev-parse", "--abbrev-ref", "tix@{upstream}").strip() == "origin/tix"
    assert fresh.git("status", "--porcelain") == ""


def test_origin_is_preferred_to_other_remotes(
    beside: Repository, tmp_path: Path, environ: dict[str, str]
) -> None:
    beside.open("At origin")
    other = clone(beside.root, tmp_path / "other", environ)
    other.open("At another")
    fresh = clone(beside.root, tmp_path / "fresh", environ)
    fresh.git("remote", "add", "another", str(other.root))
    fresh.git("fetch", "--quiet", "another")
    assert titles(fresh) == ["At origin"]


def test_several_remotes_without_origin_ask_which(
    beside: Repository, tmp_path: Path, environ: dict[str, str]
) -> None:
    fresh = clone(beside.root, tmp_path / "fresh", environ, "--origin", "one")
    fresh.git("remote", "add", "two", str(beside.root))
    fresh.git("fetch", "--quiet", "two")
    complaint = fresh.call("list", code=4).stderr
    assert "one, two" in complaint and "git branch" in complaint


def test_only_other_remote_than_origin_will_do(
    beside: Repository, tmp_path: Path, environ: dict[str, str]
) -> None:
    beside.open("Upstream")
    fresh = clone(beside.root, tmp_path / "fresh", environ, "--origin", "upstream")
    assert titles(fresh) == ["Upstream"]


def test_branch_of_another_name_is_remembered(
    code: Repository, tmp_path: Path, environ: dict[str, str]
) -> None:
    code.call("init", "--branch", "support/desk")
    code.open("There")
    assert titles(code) == ["There"]
    assert code.git("config", "tix.branch").strip() == "support/desk"
    fresh = clone(code.root, tmp_path / "fresh", environ)
    fresh.call("list", code=1)
    assert "there is a desk already" in fresh.call("init", "--branch", "support/desk").stderr
    assert titles(fresh) == ["There"]


@pytest.mark.parametrize("name", ["-x", "--upload-pack=touch x", "a..b", "a b", "", "HEAD~1"])
def test_bad_names_of_branches_are_refused(code: Repository, name: str) -> None:
    before = look(code)
    complaint = code.call("init", f"--branch={name}", code=2).stderr
    assert "can't be the name of a branch" in complaint
    assert look(code) == before
    assert not (code.root / ".tix").exists()


def test_branch_without_a_desk_is_left_alone(code: Repository) -> None:
    code.git("branch", "tix")
    before = code.git("rev-parse", "refs/heads/tix")
    code.call("list", code=1)
    assert "holds no desk" in code.call("init", code=4).stderr
    assert code.git("rev-parse", "refs/heads/tix") == before
    assert not (code.root / ".tix").exists()
    code.call("init", "--branch", "desk")
    assert code.open("On desk")


def test_branch_in_use_is_not_remembered(code: Repository) -> None:
    code.git("branch", "taken")
    code.call("init", "--branch", "taken", code=4)
    code.call("init")
    assert code.git("for-each-ref", "refs/heads/tix") != ""


def test_tag_of_the_same_name_does_not_matter(code: Repository) -> None:
    code.git("tag", "tix")
    code.call("init")
    code.open("Not the tag")
    shutil.rmtree(code.root / ".tix")
    assert titles(code) == ["Not the tag"]


def test_shallow_clone_asks_the_remote_before_it_makes_a_desk(
    beside: Repository, tmp_path: Path, environ: dict[str, str]
) -> None:
    beside.open("Deep")
    shallow = clone(f"file://{beside.root}", tmp_path / "shallow", environ, "--depth=1")
    before = look(shallow)
    assert "there is a desk already" in shallow.call("init").stderr
    assert titles(shallow) == ["Deep"]
    after = look(shallow)
    assert (after.head, after.index, after.status) == (before.head, before.index, before.status)
    assert not (shallow.root / ".git" / "FETCH_HEAD").exists()
    shallow.open("Shallow")
    assert shallow.git("rev-parse", "tix~1") == beside.git("rev-parse", "tix")


def test_remote_that_does_not_answer_is_told_and_not_waited_for(code: Repository) -> None:
    code.git("remote", "add", "origin", str(code.root / "gone"))
    assert "couldn't ask origin" in code.call("init").stderr
    assert code.open("Still")


def test_detached_head_in_the_code(beside: Repository) -> None:
    beside.git("checkout", "--quiet", "--detach", "HEAD~1")
    beside.open("While detached")
    assert titles(beside) == ["While detached"]


def test_unborn_branch_in_the_code(beside: Repository) -> None:
    beside.git("checkout", "--quiet", "--orphan", "new")
    beside.open("While unborn")
    assert titles(beside) == ["While unborn"]


def test_sparse_checkout_of_the_code_keeps_the_tickets(code: Repository) -> None:
    code.write("big/file", "x")
    code.commit("Big")
    code.git("sparse-checkout", "set", "src")
    code.call("init")
    code.open("Whole")
    shutil.rmtree(code.root / ".tix")
    assert titles(code) == ["Whole"]
    tix = DeskInFiles(code.root / ".tix", code.environ)
    tix.git("reset", "--hard", "--quiet")
    assert titles(code) == ["Whole"]
    assert not (code.root / "big").exists()


# -- mended -----------------------------------------------------------------------------------


def test_deleted_folder_is_made_again(beside: Repository) -> None:
    beside.open("Committed")
    tip = beside.git("rev-parse", "refs/heads/tix")
    shutil.rmtree(beside.root / ".tix")
    assert titles(beside) == ["Committed"]
    assert beside.git("rev-parse", "refs/heads/tix") == tip
    assert beside.git("-C", ".tix", "status", "--porcelain") == ""


def test_making_the_folder_again_forgets_no_other_working_tree(
    beside: Repository, tmp_path: Path
) -> None:
    """One on a disk that isn't mounted now looks as if it were gone."""
    beside.git("worktree", "add", "--quiet", "-b", "feature", str(tmp_path / "feature"))
    (tmp_path / "feature").rename(tmp_path / "unmounted")
    shutil.rmtree(beside.root / ".tix")
    assert titles(beside) == []
    (tmp_path / "unmounted").rename(tmp_path / "feature")
    assert beside.git("-C", str(tmp_path / "feature"), "status", "--porcelain") == ""


def test_moved_repository_keeps_what_was_not_committed(
    beside: Repository, tmp_path: Path, in_folder: InFolder
) -> None:
    ident = beside.open("Before the move")
    file = next((beside.root / ".tix").glob(f"tickets/*/*/{ident}.md"))
    file.write_text(file.read_text().replace("Before the move", "By hand"))
    beside.root.rename(tmp_path / "elsewhere")
    moved = in_folder(tmp_path / "elsewhere")
    assert titles(moved) == ["By hand"]
    moved.open("After")
    assert moved.git("-C", ".tix", "status", "--porcelain").split() == [
        "M",
        str(file.relative_to(beside.root / ".tix")),
    ]


def test_copied_repository_has_a_desk_of_its_own(
    beside: Repository, tmp_path: Path, in_folder: InFolder
) -> None:
    beside.open("In both")
    shutil.copytree(beside.root, tmp_path / "copy", symlinks=True)
    copy = in_folder(tmp_path / "copy")
    copy.open("In the copy")
    assert titles(beside) == ["In both"]
    assert sorted(titles(copy)) == ["In both", "In the copy"]
    assert beside.git("-C", ".tix", "status", "--porcelain") == ""


def test_copy_without_the_folder_gets_one(
    beside: Repository, tmp_path: Path, in_folder: InFolder
) -> None:
    beside.open("In both")
    shutil.copytree(beside.root, tmp_path / "copy", ignore=shutil.ignore_patterns(".tix"))
    copy = in_folder(tmp_path / "copy")
    assert titles(copy) == ["In both"]
    copy.open("In the copy")
    assert titles(beside) == ["In both"]


def test_foreign_folder_is_left_alone(code: Repository) -> None:
    code.write(".tix/notes.txt", "mine")
    before = look(code)
    assert "isn't checked out in it" in code.call("init", code=4).stderr
    assert (code.root / ".tix" / "notes.txt").read_text() == "mine"
    assert look(code) == before
    assert code.git("for-each-ref", "refs/heads/tix") == ""


def test_folder_that_is_another_repository_is_left_alone(code: Repository) -> None:
    make_code(code.root / ".tix", dict(code.environ))
    assert "isn't checked out in it" in code.call("init", code=4).stderr


def test_folder_that_is_a_link_is_left_alone(code: Repository, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (code.root / ".tix").symlink_to(tmp_path / "outside")
    code.call("init", code=4)
    assert list((tmp_path / "outside").iterdir()) == []


def test_folder_on_another_branch_says_how_to_put_it_right(beside: Repository) -> None:
    beside.git("-C", ".tix", "switch", "--quiet", "-c", "other")
    complaint = beside.call("list", code=4).stderr
    assert "switch tix" in complaint
    beside.git("-C", ".tix", "switch", "--quiet", "tix")
    beside.call("list")


def test_desk_checked_out_elsewhere_by_hand_is_used_there(
    beside: Repository, tmp_path: Path
) -> None:
    beside.open("Somewhere")
    beside.git("worktree", "move", ".tix", str(tmp_path / "tickets"))
    assert titles(beside) == ["Somewhere"]
    assert not (beside.root / ".tix").exists()


# -- odd places -------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    ["with blanks", " blank at the ends ", "Ünï-码", "quo'te\"s", "line\nend", "-dash",
     "back\\slash", "$(touch x)", "%s", "a\tb", b"latin-\xe9".decode(errors="surrogateescape")],
)  # fmt: skip
def test_odd_names_of_repositories(tmp_path: Path, environ: dict[str, str], name: str) -> None:
    code = make_code(tmp_path / name, environ)
    code.call("init")
    code.open("Odd")
    assert titles(code) == ["Odd"]
    shutil.rmtree(code.root / ".tix")
    assert titles(code) == ["Odd"]
    assert code.git("status", "--porcelain") == ""
    own = tmp_path / "own" / name
    own.mkdir(parents=True)
    desk = DeskInFiles(own, environ)
    desk.call("init")
    ident = desk.open("Odd, too")
    desk.call("comment", ident, "Yes")
    assert titles(desk) == ["Odd, too"]
    assert desk.git("status", "--porcelain") == ""


def test_sha256_repository(tmp_path: Path, in_folder: InFolder) -> None:
    in_folder(tmp_path).git("init", "--quiet", "--object-format=sha256", "new")
    desk = in_folder(tmp_path / "new")
    desk.call("init")
    ident = desk.open("Long names")
    desk.call("comment", ident, "Yes")
    desk.call("undo")
    assert "hand" not in desk.git("log")
    assert len(desk.git("rev-parse", "HEAD").strip()) == 64
    assert desk.git("status", "--porcelain") == ""
    desk.git("fsck", "--strict")


def test_git_folder_on_its_own(tmp_path: Path, environ: dict[str, str]) -> None:
    code = make_code(tmp_path / "code", environ)
    (code.root / ".git").rename(tmp_path / "elsewhere.git")
    (code.root / ".git").write_text(f"gitdir: {tmp_path / 'elsewhere.git'}\n")
    code.call("init")
    code.open("Apart")
    assert titles(code) == ["Apart"]


@pytest.mark.slow
def test_working_trees_of_a_bare_repository(
    code: Repository, tmp_path: Path, in_folder: InFolder, environ: dict[str, str]
) -> None:
    bare = clone(code.root, tmp_path / "bare.git", environ, "--bare")
    bare.git("worktree", "add", "--quiet", str(tmp_path / "main"), "main")
    tree = in_folder(tmp_path / "main")
    tree.call("init")
    tree.open("Under a bare one")
    assert titles(tree) == ["Under a bare one"]
