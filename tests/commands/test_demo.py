"""``tix demo``: a desk that can be looked around in at once, by anybody."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.conftest import NOW, DeskInFiles
from tix.demo.stories import STORIES


@pytest.fixture
def user(tmp_path: Path, environ: dict[str, str]) -> DeskInFiles:
    """Somebody in a folder without a desk, whose git doesn't know them and wants to sign."""
    config = tmp_path / "home/.gitconfig"
    config.write_text("[commit]\n\tgpgsign = true\n[gpg]\n\tprogram = false\n")
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    return DeskInFiles(folder, {**environ, "TMPDIR": str(folder), "USER": "nobody"})


@pytest.fixture
def demo(user: DeskInFiles) -> DeskInFiles:
    """The demonstration's desk."""
    user.call("demo", "demo")
    return DeskInFiles(user.root / "demo", user.environ)


def test_the_desk_is_shown_and_said_where_it_is(user: DeskInFiles) -> None:
    result = user.call("demo", "demo")
    headings = [line for line in result.lines if line.startswith("$ ")]
    assert headings == [
        "$ tix list",
        "$ tix show y8c1pe",
        "$ tix customer show acme-ferries",
        "$ tix report throughput",
    ]
    shown = user.call("-C", "demo", "list").stdout
    assert result.stdout.startswith(f"$ tix list\n{shown}")
    assert "The linker, on" in result.stdout
    assert f"this desk is in {user.root}/demo; in it you are Ana Lima" in result.stderr
    assert f"cd {user.root}/demo" in result.stderr


@pytest.mark.slow
def test_what_to_try_works(user: DeskInFiles) -> None:
    told = user.call("demo", "demo").stderr
    there = DeskInFiles(user.root / "demo", user.environ)
    commands = [line.split()[1:] for line in told.splitlines() if line.startswith("  tix ")]
    assert len(commands) > 3
    for command in commands:
        there.call(*command)


@pytest.mark.slow
def test_without_a_folder_it_is_a_new_one_among_temporary_files(user: DeskInFiles) -> None:
    user.run("demo")
    user.run("demo")
    made = sorted(user.root.iterdir())
    assert len(made) == 2
    assert all((folder / "tix.yaml").is_file() for folder in made)


def test_everything_is_committed_by_the_people_of_the_desk(demo: DeskInFiles) -> None:
    assert demo.git("status", "--porcelain") == ""
    log = demo.git("log", "--format=%an <%ae>").splitlines()
    assert {line.rpartition("@")[2] for line in log} == {"harbour.example>", "tix.invalid>"}
    assert len(log) > 100
    stamps = [int(line) for line in demo.git("log", "--format=%at").splitlines()[:-1]]
    assert stamps == sorted(stamps, reverse=True)
    assert stamps[0] < NOW.timestamp()
    assert stamps[0] - stamps[-1] > 35 * 86400


def test_each_commit_stands_for_its_ticket_in_the_log(demo: DeskInFiles) -> None:
    changes = demo.call("log", "y8c1pe").stdout
    assert "assignees" in changes
    assert "attachments" in changes


def test_there_is_nothing_to_mend(demo: DeskInFiles) -> None:
    result = demo.call("check")
    assert result.stdout == ""
    assert str(len(STORIES)) in result.stderr


@pytest.mark.slow
def test_the_same_time_gives_the_same_commits(user: DeskInFiles) -> None:
    user.call("demo", "one")
    user.call("demo", "two")
    one, two = (DeskInFiles(user.root / name, user.environ) for name in ("one", "two"))
    assert one.git("rev-parse", "HEAD^{tree}") == two.git("rev-parse", "HEAD^{tree}")
    assert one.git("log", "--format=%s %an %at") == two.git("log", "--format=%s %an %at")


def test_there_are_rules_answers_assets_and_an_invoice(demo: DeskInFiles) -> None:
    """What is made in memory is what the commands would make of it."""
    assert demo.call("invoice", "list").lines == [
        "2026-0001\tnordkap-tours\tpaid\t2026-11-08\t2026-12-08\tEUR\t287.38\t"
    ]
    assert "<cbc:ID>2026-0001" in demo.call("invoice", "show", "2026", "--format", "ubl").stdout
    assert demo.call("asset", "list", "is:low", "--columns", "id,stock").lines == [
        "security-key\t4"
    ]
    assert "Hello Jo," in demo.call("reply", "try", "received", "n9v3ta").stdout
    assert demo.call("kb", "search", "factor").stdout.startswith("resetting-a-second-factor")
    assert "somebody is unhappy" in demo.call("rules", "test", "--last", "40d").stdout
    assert demo.call("tick").stdout == ""
    assert "content: 2 of 3" in demo.call("customer", "show", "acme").stdout


def test_work_can_go_on_at_once(demo: DeskInFiles) -> None:
    demo.call("assign", "n9v", "me")
    assert demo.git("log", "-1", "--format=%an").strip() == "Ana Lima"
    demo.call("undo")


def test_a_folder_with_something_in_it_is_left_alone(user: DeskInFiles) -> None:
    (user.root / "mine").mkdir()
    (user.root / "mine/file").write_text("x")
    assert "isn't an empty folder" in user.call("demo", "mine", code=1).stderr
    assert "isn't an empty folder" in user.call("demo", "mine/file", code=1).stderr
    assert [path.name for path in (user.root / "mine").iterdir()] == ["file"]


def test_an_empty_folder_serves(user: DeskInFiles) -> None:
    (user.root / "new").mkdir()
    user.call("demo", "new")
    assert (user.root / "new/tix.yaml").is_file()


def test_a_folder_that_cannot_be_made_is_told(user: DeskInFiles) -> None:
    (user.root / "file").write_text("x")
    result = user.call("demo", "file/below", code=1)
    assert "can't write" in result.stderr


def test_inside_of_a_repository_it_is_one_of_its_own(user: DeskInFiles) -> None:
    subprocess.run(["git", "init", "-q"], cwd=user.root, env=dict(user.environ), check=True)
    user.call("demo", "inside")
    assert (user.root / "inside/.git").is_dir()


def test_a_question_was_asked_often(demo: DeskInFiles) -> None:
    (asked,) = json.loads(demo.call("faq", "--json").stdout)
    assert (asked["count"], asked["article"]) == (3, "exporting-bookings")
    assert len(asked["customers"]) == 3
