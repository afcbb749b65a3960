"""The merge driver: set up in every clone, and plain git merges tickets with it.

``two_sides`` makes two branches of a desk whose versions of a ticket are given; then real git
merges them. Where the driver fails, what must hold is always the same: git sees a conflict with
both texts in the file, or has merged the lines of both; *ours* never stays alone in silence.
"""

import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import _PACKAGE, DeskInFiles
from tests.scale import scaled
from tests.storage.conftest import Repository
from tix.storage.desk import merge_driver
from tix.storage.desk.attributes import ATTRIBUTES
from tix.storage.git.process import Git

PATH = "tickets/2026/11/k7f3qz.md"
BASE = """\
---
id: k7f3qz
title: Nightly build fails
status: open
since: 2026-11-21T23:50:02Z
priority: normal
opened: 2026-11-21T23:50:02Z
opened_by: Ana Lima <ana@example.org>
---

One.

Two.

Three.
"""
OURS = BASE.replace("fails", "fails here").replace("Two.", "Two, and ours.")
THEIRS = BASE.replace("normal", "high").replace("Two.", "Two, and what is theirs.")
OTHER = BASE.replace("k7f3qz", "m3k9vd").replace("open\n", "pending\n")


@pytest.fixture
def quick(desk: DeskInFiles) -> DeskInFiles:
    """The desk, where git does no housekeeping."""
    desk.git("config", "gc.auto", "0")
    return desk


def two_sides(
    desk: DeskInFiles, ours: str, theirs: str, base: str | None = BASE, path: str = PATH
) -> None:
    """Branch ``theirs`` and the one that is checked out, each with its version of a file."""
    if base is not None:
        desk.write(path, base)
        desk.commit("Base")
    desk.git("branch", "theirs")
    desk.write(path, ours)
    desk.commit("Ours")
    desk.git("switch", "--quiet", "theirs")
    desk.write(path, theirs)
    desk.commit("Theirs")
    desk.git("switch", "--quiet", "-")


def git(desk: DeskInFiles, *args: str) -> "subprocess.CompletedProcess[str]":
    """Run git, which may fail."""
    return subprocess.run(
        ["git", *args], cwd=desk.root, env=dict(desk.environ), capture_output=True, text=True,
        timeout=60,
    )  # fmt: skip


def is_unmerged(desk: DeskInFiles, path: str = PATH) -> bool:
    return path in desk.git("ls-files", "--unmerged", "-z", "--", ".")


def litter(desk: DeskInFiles) -> str:
    """Files that nobody has committed."""
    return desk.git("ls-files", "--others")


def use_program(desk: DeskInFiles, program: Path | str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Set the driver up as if that program were the Python that tix runs in."""
    with monkeypatch.context() as patch:
        patch.setattr(sys, "executable", str(program))
        merge_driver.install(desk.root / ".git", Git(desk.root))
    assert str(program).replace("'", "")[:9] in desk.git("config", "merge.tix.driver")


def script(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n" + text)
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


# -- set up ---------------------------------------------------------------------------------------


def driver(place: Repository) -> str:
    return git(place, "config", "--local", "merge.tix.driver").stdout


def test_reading_in_a_fresh_clone_sets_it_up(desk: DeskInFiles, tmp_path: Path) -> None:
    desk.git("clone", "--quiet", str(desk.root), str(tmp_path / "clone"))
    clone = DeskInFiles(tmp_path / "clone", desk.environ)
    assert not driver(clone)
    clone.call("list")
    assert sys.executable in driver(clone)
    assert git(clone, "config", "merge.tix.name").stdout


def test_making_a_desk_sets_it_up_beside_code_in_the_common_config(code: Repository) -> None:
    code.call("init")
    assert sys.executable in driver(code)
    assert driver(DeskInFiles(code.root / ".tix", code.environ)) == driver(code)
    attribute = git(code, "-C", ".tix", "check-attr", "merge", "--", PATH).stdout
    assert attribute.endswith(": tix\n")


def test_attributes_of_the_folders(desk: DeskInFiles) -> None:
    for folder in ATTRIBUTES:
        assert (desk.root / folder / ".gitattributes").read_bytes() == ATTRIBUTES[folder]
    for folder, merged in (("tickets", "tix"), ("archive", "tix"), ("attachments", "unspecified")):
        asked = desk.git("check-attr", "merge", "--", f"{folder}/2026/11/k7f3qz.md")
        assert asked.endswith(f": {merged}\n")


def test_where_it_is_there_no_git_is_run_for_it(desk: DeskInFiles, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    desk.with_environ(GIT_TRACE=str(trace)).call("list")
    assert "built-in: git status" in trace.read_text()
    assert "git config" not in trace.read_text()


@pytest.mark.parametrize("gone", ["python", "home"])
def test_it_is_written_anew_when_its_program_is_gone(gone: str, desk: DeskInFiles) -> None:
    right = driver(desk)
    wrong = right.replace(f"tix_{gone}='/", f"tix_{gone}='/gone/")
    desk.git("config", "merge.tix.driver", wrong.rstrip("\n"))
    assert not merge_driver.installed(desk.root / ".git")
    desk.call("list")
    assert driver(desk) == right


def test_line_of_another_version_is_written_anew(desk: DeskInFiles) -> None:
    right = driver(desk)
    desk.git("config", "merge.tix.driver", right.rstrip("\n") + " # as it was once")
    desk.call("list")
    assert driver(desk) == right


def test_another_tix_that_is_there_stays(
    desk: DeskInFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_program(desk, script(tmp_path / "other python", "exit 1"), monkeypatch)
    before = driver(desk)
    desk.call("list")
    assert driver(desk) == before


def test_a_driver_of_the_users_own_stays(desk: DeskInFiles) -> None:
    desk.git("config", "merge.tix.driver", "my-wrapper %O %A %B")
    desk.call("list")
    assert driver(desk) == "my-wrapper %O %A %B\n"


def test_config_that_cant_be_written_is_no_error(desk: DeskInFiles) -> None:
    desk.git("config", "--remove-section", "merge.tix")
    (desk.root / ".git" / "config.lock").touch()
    desk.call("list")
    assert not driver(desk)


@pytest.mark.slow
def test_many_at_once_in_a_fresh_clone(desk: DeskInFiles, tmp_path: Path) -> None:
    desk.git("clone", "--quiet", str(desk.root), str(tmp_path / "clone"))
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "tix", "list"], cwd=tmp_path / "clone",
            env={**desk.environ, "PYTHONPATH": str(_PACKAGE)}, stderr=subprocess.PIPE,
        )
        for _ in range(5)
    ]  # fmt: skip
    said = [process.communicate()[1] for process in running]
    assert [process.returncode for process in running] == [0] * 5, said
    assert len(set(said)) == 1, said
    assert driver(DeskInFiles(tmp_path / "clone", desk.environ)) == driver(desk)


def test_config_as_people_write_it_is_read(desk: DeskInFiles) -> None:
    config = desk.root / ".git" / "config"
    text = config.read_text().replace('[merge "tix"]', '  [merge "tix"]  ')
    assert text.count("\tname = ") == text.count("\tdriver = ") == 1
    config.write_text(
        text.replace("\tname = ", "# note\n\n\tname = ").replace("\tdriver", "driver")
    )
    assert merge_driver.installed(desk.root / ".git")


ODD = ("it's a path, 100% %A and %%", 'quo"ted $HOME `x`;semi #7', "b\\s é ÿ")


@pytest.mark.parametrize("name", ODD)
def test_program_with_an_odd_path(
    name: str, quick: DeskInFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    used = tmp_path / "used"
    wrapper = script(tmp_path / name / "python", f'touch {used}; exec {sys.executable} "$@"\n')
    use_program(quick, wrapper, monkeypatch)
    before = driver(quick)
    quick.call("list")
    assert driver(quick) == before, "it wasn't read as it was written"
    two_sides(quick, OURS, THEIRS)
    quick.git("merge", "theirs")
    assert used.exists()
    assert "priority: high" in (quick.root / PATH).read_text()


def staying(place: Repository) -> str:
    return git(place, "config", "--local", "merge.directoryRenames").stdout


@pytest.mark.slow
def test_a_ticket_that_is_archived_and_changed_stays_where_its_month_came_back(
    desk: DeskInFiles,
) -> None:
    first, second, _ = (desk.open(title, "-b", f"{title}, at length") for title in ("A", "B", "C"))
    desk.call("close", first)
    desk.call("archive", first)
    desk.git("branch", "theirs")
    desk.call("close", second)
    desk.call("archive", second)
    desk.git("switch", "--quiet", "theirs")
    desk.call("reopen", first)
    desk.call("comment", second, "-m", "Still dark.")
    desk.git("switch", "--quiet", "-")
    desk.git("merge", "--quiet", "--no-edit", "theirs")
    assert "Still dark." in desk.call("show", second).stdout


def test_folders_of_code_are_merged_as_ever(code: Repository, desk: DeskInFiles) -> None:
    code.call("init")
    assert sys.executable in driver(code)
    assert not staying(code)
    assert staying(desk) == "false\n"


def test_folders_of_code_that_are_not_checked_out_count(code: Repository, tmp_path: Path) -> None:
    code.call("init", "--in-tree")
    assert (code.root / "src").is_dir()
    git(code, "clone", "-q", "--sparse", ".", str(tmp_path / "c"))
    clone = DeskInFiles(tmp_path / "c", code.environ)
    clone.call("list")
    assert not (clone.root / "src").exists()
    assert sys.executable in driver(clone)
    assert not staying(clone)


def test_a_link_to_itself_beside_the_desk_is_no_folder(desk: DeskInFiles, tmp_path: Path) -> None:
    git(desk, "clone", "-q", ".", str(tmp_path / "c"))
    clone = DeskInFiles(tmp_path / "c", desk.environ)
    (clone.root / "loop").symlink_to("loop")
    clone.call("list")
    assert sys.executable in driver(clone)
    assert staying(clone) == "false\n"


def test_what_somebody_chose_for_folders_stays(desk: DeskInFiles, tmp_path: Path) -> None:
    desk.git("clone", "--quiet", "-c", "merge.directoryRenames=true", ".", str(tmp_path / "c"))
    clone = DeskInFiles(tmp_path / "c", desk.environ)
    clone.call("list")
    assert staying(clone) == "true\n"
    clone.call("init", "--remove")
    assert staying(clone) == "true\n"
    desk.call("init", "--remove")
    assert not staying(desk)
    desk.call("list")
    desk.git("config", "merge.directoryRenames", "conflict")
    desk.call("init", "--remove")
    assert staying(desk) == "conflict\n"


@pytest.mark.slow
def test_what_was_taken_off_stays_off_where_git_makes_the_base_of_several(
    quick: DeskInFiles,
) -> None:
    filed = PATH.replace("tickets", "archive")
    long = BASE.replace("Three.", "\n".join(f"Line {n} of a log." for n in range(80)))
    labelled = "priority: normal\nlabels:\n- hot"
    both = long.replace("priority: normal", labelled)

    def put(path: str, text: str, *, merged: str | None = None) -> None:
        if merged is not None:
            quick.git("merge", "--quiet", "-s", "ours", "--no-commit", merged)
        for each in (PATH, filed):
            (quick.root / each).unlink(missing_ok=True)
        quick.write(path, text)
        quick.commit("a side")

    quick.call("list")
    put(PATH, BASE)
    quick.git("branch", "two")
    put(filed, long)
    quick.git("branch", "one")
    quick.git("switch", "--quiet", "two")
    put(PATH, BASE.replace("priority: normal", labelled))
    two = quick.git("rev-parse", "HEAD").strip()
    put(filed, both, merged="one")
    put(filed, f"{long}\nMore.\n")  # the label is taken off
    quick.git("switch", "--quiet", "one")
    put(filed, both, merged=two)
    put(filed, both.replace("fails", "fails here"))
    assert len(quick.git("merge-base", "--all", "one", "two").split()) == 2
    assert git(quick, "merge", "--quiet", "--no-edit", "two").returncode == 0
    text = (quick.root / filed).read_text()
    assert "fails here" in text
    assert "hot" not in text


# -- plain git ------------------------------------------------------------------------------------


def merge_there(desk: DeskInFiles) -> None:
    desk.git("merge", "--quiet", "theirs")


def pull(desk: DeskInFiles) -> None:
    desk.git("pull", "--quiet", "--no-rebase", ".", "theirs")


def rebase(desk: DeskInFiles) -> None:
    desk.git("rebase", "--quiet", "theirs")


def pick(desk: DeskInFiles) -> None:
    desk.git("cherry-pick", "theirs")


def merge_by_recursive(desk: DeskInFiles) -> None:
    desk.git("merge", "--quiet", "--strategy=recursive", "theirs")


WAYS = [merge_there, pull, rebase, pick, merge_by_recursive]
Way = Callable[[DeskInFiles], None]


def checked_merge(desk: DeskInFiles) -> str:
    """The ticket after a merge without a conflict: what both did is there, and nothing else."""
    text = (desk.root / PATH).read_text()
    assert not is_unmerged(desk) and "<<<<" not in text
    assert "title: Nightly build fails here\n" in text
    assert "priority: high\n" in text
    assert "Two, and what is theirs.\n" in text
    assert "set aside this value of body:\n\nTwo, and ours.\n" in text
    assert litter(desk) == ""
    desk.call("check")
    return text


@pytest.mark.parametrize("way", WAYS)
def test_plain_git_merges_tickets(way: Way, quick: DeskInFiles) -> None:
    two_sides(quick, OURS, THEIRS)
    way(quick)
    checked_merge(quick)


def test_the_result_is_the_same_from_either_side(quick: DeskInFiles) -> None:
    two_sides(quick, OURS, THEIRS)
    quick.git("branch", "ours")
    texts = []
    for one, other in (("ours", "theirs"), ("theirs", "ours")):
        quick.git("switch", "--quiet", "--detach", one)
        quick.git("merge", "--quiet", other)
        texts.append(checked_merge(quick))
    assert texts[0] == texts[1]


@pytest.mark.slow
def test_in_a_clone_of_a_desk_beside_code(beside: Repository, tmp_path: Path) -> None:
    ident = beside.open("Before")
    beside.git("clone", "--quiet", str(beside.root), str(tmp_path / "clone"))
    clone = Repository(tmp_path / "clone", beside.environ)
    clone.call("list")
    beside.call("edit", ident, "-p", "high", "--title", "Here")
    clone.call("edit", ident, "-p", "low", "--title", "There")
    clone.git("-C", ".tix", "pull", "--quiet", "--no-rebase")
    shown = clone.call("show", ident).stdout
    assert "There" in shown and "Here" in shown and "high" in shown
    assert "<<<<" not in shown


def test_people_are_told_what_was_decided(quick: DeskInFiles) -> None:
    two_sides(quick, OURS, THEIRS)
    said = git(quick, "merge", "theirs").stderr
    assert "tix: k7f3qz set aside in a note: body (tix show k7f3qz)" in said


@pytest.mark.slow
def test_criss_cross(quick: DeskInFiles) -> None:
    """git merges the two merge bases first, with longer markers, and tix is silent about that."""
    two_sides(quick, OURS, THEIRS)
    quick.git("branch", "ours")
    quick.git("switch", "--quiet", "--detach", "ours")
    quick.git("merge", "--quiet", "theirs")
    quick.git("branch", "left")
    quick.git("switch", "--quiet", "--detach", "theirs")
    quick.git("merge", "--quiet", "ours")
    text = (quick.root / PATH).read_text()
    quick.write(PATH, text.replace("Three.", "Three on the right."))
    quick.commit("Right")
    quick.git("branch", "right")
    quick.git("switch", "--quiet", "left")
    quick.write(PATH, text.replace("One.", "One on the left."))
    quick.commit("Left")
    merged = git(quick, "merge", "right")
    assert merged.returncode == 0, merged
    result = checked_merge(quick)
    assert "One on the left." in result and "Three on the right." in result
    assert "tix:" not in merged.stderr


@pytest.mark.slow
def test_criss_cross_of_a_ticket_that_is_broken_in_both_bases(quick: DeskInFiles) -> None:
    two_sides(quick, BASE.replace("id:", "[ours"), BASE.replace("id:", "[theirs"))
    quick.git("branch", "ours")
    for one, other in (("ours", "theirs"), ("theirs", "ours")):
        quick.git("switch", "--quiet", "--detach", one)
        assert git(quick, "merge", other).returncode == 1
        quick.write(PATH, OURS if one == "ours" else THEIRS)
        quick.commit("Mended")
        quick.git("branch", f"mended-{one}")
    merged = git(quick, "merge", "mended-ours")
    assert merged.returncode == 0, merged
    text = (quick.root / PATH).read_text()
    assert "<<<<" not in text and not is_unmerged(quick)
    for words in ("fails here", "priority: high", "Two, and ours.", "Two, and what is theirs."):
        assert words in text


def test_opened_on_both_sides_the_same_ticket_is_merged(quick: DeskInFiles) -> None:
    two_sides(quick, OURS, THEIRS, base=None)
    quick.git("merge", "--quiet", "theirs")
    text = (quick.root / PATH).read_text()
    assert "fails here" in text and "priority: high" in text and "<<<<" not in text


def test_two_tickets_with_one_id_are_a_conflict(quick: DeskInFiles) -> None:
    another = THEIRS.replace("opened: 2026-11-21", "opened: 2026-11-20")
    two_sides(quick, OURS, another, base=None)
    merged = git(quick, "merge", "theirs")
    assert merged.returncode == 1 and "two different tickets" in merged.stderr
    assert is_unmerged(quick)
    text = (quick.root / PATH).read_text()
    assert text == f"<<<<<<< ours\n{OURS}=======\n{another}>>>>>>> theirs\n"


def test_crlf_tickets_keep_their_line_ends(quick: DeskInFiles) -> None:
    versions = [text.replace("\n", "\r\n") for text in (OURS, THEIRS, BASE)]
    two_sides(quick, versions[0], versions[1], versions[2])
    quick.git("merge", "--quiet", "theirs")
    data = (quick.root / PATH).read_bytes()
    assert data.count(b"\n") == data.count(b"\r\n") > 10
    assert b"fails here" in data and b"high" in data


def test_a_rename_that_git_only_believes_to_see_is_a_conflict(quick: DeskInFiles) -> None:
    """Ours deletes a ticket and opens a similar one; theirs edits the first."""
    quick.write(PATH, BASE)
    quick.commit("Base")
    quick.git("branch", "theirs")
    quick.git("rm", "--quiet", PATH)
    other = PATH.replace("k7f3qz", "m3k9vd")
    quick.write(other, OTHER)
    quick.commit("Another")
    quick.git("switch", "--quiet", "theirs")
    quick.write(PATH, THEIRS)
    quick.commit("Theirs")
    quick.git("switch", "--quiet", "-")
    merged = git(quick, "merge", "theirs")
    assert merged.returncode == 1
    assert "k7f3qz and m3k9vd are different tickets" in merged.stderr.replace(
        "m3k9vd and k7f3qz", "k7f3qz and m3k9vd"
    )
    text = (quick.root / other).read_text()
    assert is_unmerged(quick, other)
    assert OTHER in text and THEIRS in text


def test_broken_on_both_sides_has_gits_markers(quick: DeskInFiles) -> None:
    ours, theirs = BASE.replace("title:", "title: ["), BASE.replace("title:", "title: {")
    two_sides(quick, ours, theirs)
    assert git(quick, "merge", "theirs").returncode == 1
    assert is_unmerged(quick)
    text = (quick.root / PATH).read_text()
    assert "<<<<<<< ours\ntitle: [ Night" in text and "\ntitle: { Night" in text
    assert text.count("opened:") == 1, "only the lines that differ"


def test_broken_on_both_sides_alike_is_a_conflict_too(quick: DeskInFiles) -> None:
    """git finds no line that both changed, but nobody could read the result."""
    ours, theirs = (text.replace("id:", "id: [") for text in (BASE + "\nours\n", "theirs\n" + BASE))
    two_sides(quick, ours, theirs, base=BASE.replace("id:", "id: ["))
    assert git(quick, "merge", "theirs").returncode == 1
    assert is_unmerged(quick)
    assert (
        quick.root / PATH
    ).read_text() == f"<<<<<<< ours\n{ours}=======\n{theirs}>>>>>>> theirs\n"


def test_broken_on_one_side_the_healthy_one_stays(quick: DeskInFiles) -> None:
    two_sides(quick, OURS, THEIRS.replace("title:", "title: ["))
    merged = git(quick, "merge", "theirs")
    assert merged.returncode == 0 and "the broken file" in merged.stderr
    text = (quick.root / PATH).read_text()
    assert "title: Nightly build fails here\n" in text and "title: [" in text
    quick.call("check")


def test_deleted_here_and_changed_there_is_gits_conflict(quick: DeskInFiles) -> None:
    two_sides(quick, OURS, THEIRS)
    quick.git("rm", "--quiet", PATH)
    quick.commit("Deleted")
    assert git(quick, "merge", "theirs").returncode == 1
    assert is_unmerged(quick)


def test_names_in_messages_are_harmless(quick: DeskInFiles) -> None:
    path = "tickets/2026/11/x\x1b[31m\u202e.md"
    two_sides(quick, "ours: [\n", "theirs: [\n", base="[\n", path=path)
    said = git(quick, "merge", "theirs").stderr
    assert "x␛[31m<U+202E>.md can't be merged" in said
    assert "\x1b" not in said and "\u202e" not in said


# -- a repository that isn't to be trusted --------------------------------------------------------


@pytest.mark.parametrize("python_path", ["", ":", "."])
def test_no_module_of_the_repository_is_imported(
    python_path: str, quick: DeskInFiles, tmp_path: Path
) -> None:
    evil = f"open({str(tmp_path / 'executed')!r}, 'w')\n"
    modules = ("tix", "click", "yaml", "re", "os", "enum", "datetime", "hashlib", "functools",
               "site", "sitecustomize", "usercustomize", "encodings", "tix/__init__",
               "tix/__main__", "tix/console/merge_files")  # fmt: skip
    for name in modules:
        quick.write(f"{name}.py", evil)
    two_sides(quick, OURS, THEIRS)
    quick.with_environ(PYTHONPATH=python_path).git("merge", "--quiet", "theirs")
    checked_merge(quick)
    assert not (tmp_path / "executed").exists()


def test_attributes_of_the_repository_choose_no_command(quick: DeskInFiles, tmp_path: Path) -> None:
    """They name a driver; what it runs stands in the clone's own config only."""
    quick.write(".gitconfig", f'[merge "evil"]\n\tdriver = touch {tmp_path}/executed\n')
    quick.write("tickets/.gitattributes", "*.md merge=evil\n")
    two_sides(quick, OURS, THEIRS)
    assert git(quick, "merge", "theirs").returncode == 1
    assert not (tmp_path / "executed").exists()


# -- no tix, or one that fails --------------------------------------------------------------------


def assert_detected(desk: DeskInFiles, code: int) -> None:
    """After a merge of ``OURS`` and ``THEIRS``: a real merge, or a conflict with both texts."""
    text = (desk.root / PATH).read_text()
    if code == 0:
        checked_merge(desk)
    else:
        assert is_unmerged(desk)
        assert "<<<<<<< ours" in text and "=======" in text and ">>>>>>> theirs" in text
        assert "Two, and ours." in text and "Two, and what is theirs." in text
        assert "fails here" in text and "high" in text, "what git can merge is merged"
        assert litter(desk) == ""


def without_tix(desk: DeskInFiles) -> DeskInFiles:
    """The same with a PATH on which there is no tix."""
    bare = desk.with_environ(PATH="/usr/bin:/bin")
    assert shutil.which("tix", path="/usr/bin:/bin") is None
    return bare


FAILURES = {
    "does nothing and says that all is well": "exit 0",
    "fails as Python without the module": "echo No module named tix >&2; exit 1",
    "crashes": "exit 2",
    "isn't executable for the system": "exit 126",
    "isn't found": "exit 127",
    "ends as nothing should": "exit 255",
    "is killed": "kill -9 $$",
    "is killed by SIGTERM": "kill -15 $$",
    "writes half, then is killed": 'echo "---" > "${11}"; kill -9 $$',
    "says merged without a result": "echo merged",
    "says conflict without a result": "echo conflict; exit 1",
    "says merged, and more": 'cp "$7" "${11}"; echo "merged with warnings"',
    "writes all, then is killed before it says so": 'cp "$8" "${11}"; kill -9 $$',
}


@pytest.mark.parametrize("how", FAILURES)
def test_a_driver_that_fails_leaves_conflict_markers(
    how: str, quick: DeskInFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_program(quick, script(tmp_path / "bin/python", FAILURES[how]), monkeypatch)
    two_sides(quick, OURS, THEIRS)
    assert git(without_tix(quick), "merge", "theirs").returncode == 1
    assert_detected(quick, 1)


def test_arguments_are_where_these_scripts_believe(
    quick: DeskInFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = script(tmp_path / "bin/python", 'cp "$8" "${11}"; echo merged')
    use_program(quick, right, monkeypatch)
    two_sides(quick, OURS, THEIRS)
    quick.git("merge", "--quiet", "theirs")
    assert (quick.root / PATH).read_text() == THEIRS
    assert litter(quick) == ""


@pytest.mark.parametrize("way", [merge_there, rebase, pick])
def test_without_tix_the_ordinary_markers(
    way: Way, quick: DeskInFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_program(quick, "/nonexistent/python", monkeypatch)
    two_sides(quick, OURS, THEIRS)
    with pytest.raises(subprocess.CalledProcessError):
        way(without_tix(quick))
    assert_detected(quick, 1)


def test_without_tix_lines_that_dont_collide_are_merged(
    quick: DeskInFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_program(quick, "/nonexistent/python", monkeypatch)
    two_sides(quick, BASE.replace("One.", "One here."), BASE.replace("Three.", "Three there."))
    without_tix(quick).git("merge", "--quiet", "theirs")
    text = (quick.root / PATH).read_text()
    assert "One here." in text and "Three there." in text
    assert litter(quick) == ""


def test_without_tix_a_file_that_git_takes_for_binary_is_a_conflict(
    quick: DeskInFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_program(quick, "/nonexistent/python", monkeypatch)
    two_sides(quick, OURS + "\0", THEIRS + "\0")
    assert git(without_tix(quick), "merge", "theirs").returncode == 1
    assert is_unmerged(quick)


@pytest.mark.parametrize("more", ["", "\0"])
def test_without_tix_the_line_itself_is_a_conflict_for_every_git(
    more: str, quick: DeskInFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit code 1 (newer versions of git end the merge above 128), and markers as long as asked."""
    use_program(quick, "/nonexistent/python", monkeypatch)
    line = driver(quick).replace("%L", "15")
    for name, text in (("O", BASE), ("A", OURS), ("B", THEIRS), ("P", "")):
        quick.write(name, text + more)
        line = line.replace(f"%{name}", name)
    command = ["sh", "-c", line]
    environ = dict(without_tix(quick).environ)
    assert subprocess.run(command, cwd=quick.root, env=environ, check=False).returncode == 1
    text = (quick.root / "A").read_text()
    assert text == OURS + more if more else f"\n{'<' * 15} ours\n" in text


def test_moved_tix_is_found_on_the_path(
    quick: DeskInFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_program(quick, "/nonexistent/python", monkeypatch)
    program = f"env PYTHONPATH={_PACKAGE} {sys.executable} -P -m tix"
    script(tmp_path / "bin/tix", f'exec {program} "$@"\n')
    two_sides(quick, OURS, THEIRS)
    quick.with_environ(PATH=f"{tmp_path}/bin:/usr/bin:/bin").git("merge", "--quiet", "theirs")
    checked_merge(quick)


def test_a_shell_that_is_killed_ends_the_merge(
    quick: DeskInFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_program(quick, script(tmp_path / "bin/python", "kill -9 $PPID; sleep 0.2"), monkeypatch)
    two_sides(quick, OURS, THEIRS)
    head = quick.git("rev-parse", "HEAD")
    assert git(quick, "merge", "theirs").returncode != 0
    assert quick.git("rev-parse", "HEAD") == head


def kill_at_many_moments(
    desk: DeskInFiles, folder: Path, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    """Kill the driver after a while that grows, until it is often quick enough to be done."""
    late = script(
        folder / "bin/python",
        f'{sys.executable} "$@" & sleep $TIX_TEST_PAUSE; kill -9 $! 2>/dev/null; wait $!\n',
    )
    use_program(desk, late, monkeypatch)
    two_sides(desk, OURS, THEIRS)
    desk.git("branch", "ours")
    codes = set()
    for number in range(times):
        pause = f"{0.01 + 0.25 * number / times:.4f}"
        merged = git(without_tix(desk).with_environ(TIX_TEST_PAUSE=pause), "merge", "theirs")
        codes.add(merged.returncode)
        assert_detected(desk, merged.returncode)
        desk.git("reset", "--hard", "--quiet", "ours")
    assert 1 in codes


@pytest.mark.slow
def test_killed_at_any_moment_it_is_detected(
    quick: DeskInFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kill_at_many_moments(quick, tmp_path, monkeypatch, 5)


@pytest.mark.long
def test_killed_at_many_moments_it_is_detected(
    quick: DeskInFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kill_at_many_moments(quick, tmp_path, monkeypatch, scaled(500, 20))
