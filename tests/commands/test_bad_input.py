"""Odd input from a person: one sentence, the next step, the right exit code, nothing written."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands.test_open import drafts, editor
from tests.conftest import DeskInFiles
from tix.model.ticket.ticket import Ticket

ONE, TWO = "k7f3qz", "m3k9vd"
BAD_UTF_8 = b"fine\n\xff\xfe".decode(errors="surrogateescape")

TICKET = "---\nid: {}\ntitle: {}\nstatus: open\nopened: 2026-11-20T10:00:00Z\n---\n"


@pytest.fixture
def two(desk: DeskInFiles) -> DeskInFiles:
    """A desk with two tickets, and a third that shares the beginning of its id with the first."""
    for ident in (ONE, TWO, "k7fzzz"):
        desk.write(f"tickets/2026/11/{ident}.md", TICKET.format(ident, f"Ticket {ident}"))
    desk.commit("tickets")
    return desk


def everything(desk: DeskInFiles) -> tuple[str, dict[str, bytes]]:
    """The commit and all files of the desk."""
    files = {
        str(path): path.read_bytes()
        for path in desk.root.rglob("*")
        if path.is_file() and ".git" not in path.parts
    }
    return desk.git("rev-parse", "HEAD"), files


CASES: list[tuple[list[str], int, str]] = [
    # ids
    (["show", "zzzzzz"], 3, "there is no ticket 'zzzzzz'"),
    (["show", "k7f"], 3, "k7fzzz"),
    (["show", "#K7F"], 3, "k7fzzz"),
    (["show", "z"], 3, "there is no ticket"),
    (["show", "--", "--json"], 3, "'--json'"),
    (["show", "--"], 2, "missing argument"),
    (["show", "../../tix"], 3, "there is no ticket"),
    (["show", "x" * 5000], 3, "there is no ticket"),
    (["show", BAD_UTF_8], 3, "there are no tickets"),
    (["show", ""], 2, "an id is empty"),
    (["close", ""], 2, "an id is empty"),
    (["assign", " , ", "me"], 2, "an id is empty"),
    (["status", "", "closed"], 2, "an id is empty"),
    (["delete", "--yes", ""], 2, "an id is empty"),
    (["comment", "", "text"], 2, "an id is empty"),
    (["comment", "-", "text"], 2, "one ticket is needed here, and none is named"),
    (["attach", "-", __file__], 2, "none is named"),
    (["link", ONE, "blocks", ""], 2, "an id is empty"),
    (["comment", f"{ONE},{TWO}", "text"], 2, "2 are named"),
    (["attach", f"{ONE},{TWO}", __file__], 2, "2 are named"),
    (["redact", f"{ONE},{TWO}", "Ticket"], 2, "2 are named"),
    (["link", ONE, TWO], 2, "a link has a ticket, a kind and another"),
    (["edit", ONE, TWO], 2, "one ticket at a time"),
    (["link", ONE, "blocks", ONE], 2, "itself"),
    (["link", ONE, "bloks", TWO], 2, "one of: blocks"),
    (["close", ONE, "zzz"], 3, "there is no ticket 'zzz'"),
    # people, words, dates, fields
    (["assign", ONE, "nobody"], 1, "nobody that this desk knows is called 'nobody'"),
    (["assign", ONE], 2, "say to whom"),
    (["assign", ONE, TWO[:3], "ana lima"], 2, f"tix assign {ONE},{TWO[:3]} 'ana lima'"),
    (["assign", ONE, TWO], 2, f"tix assign {ONE},{TWO} WHO"),
    (["assign", ONE, BAD_UTF_8], 1, "nobody that this desk knows"),
    (["edit", ONE, "-p", "super"], 1, "the desk has no priority 'super'"),
    (["edit", ONE, "-t", "tsk"], 1, "did you mean 'task'?"),
    (["edit", ONE, "--set", "status=opne"], 1, "did you mean 'open'?"),
    (["edit", ONE, "--due", "2026-02-30"], 2, "not in the calendar"),
    (["edit", ONE, "--due", "someday"], 2, "not a date like"),
    (["edit", ONE, "--set", "due=99999-01-01"], 2, "not a date like"),
    (["edit", ONE, "--set", "severty=1"], 2, "there is no field 'severty'"),
    (["edit", ONE, "--set", "severity"], 2, "FIELD=VALUE"),
    (["edit", ONE, "--set", "=1"], 2, "FIELD=VALUE"),
    (["edit", ONE, "--set", "a b=1", "--new-field"], 2, "can't be a field's name"),
    (["edit", ONE, "--set", "id=aaaaaa"], 2, "isn't set by hand"),
    (["edit", ONE, "--add", "title=x"], 2, "--set title=VALUE"),
    # texts
    (["open"], 2, "say what the ticket is about"),
    (["open", ""], 2, "say what the ticket is about"),
    (["open", "\n"], 2, "the title is empty"),
    (["open", BAD_UTF_8], 2, "UTF-8"),
    (["open", "x", "-b", BAD_UTF_8], 1, "UTF-8"),
    (["open", "x", "--key", ""], 2, "the key is empty"),
    (["open", "x", "--where", "db1"], 2, "--key"),
    (["open", "x", "--template", "../tix"], 1, "no template"),
    (["open", "x", "-b", "a", "-F", "b"], 2, "in one way only"),
    (["edit", ONE, "--title", ""], 2, "the title is empty"),
    (["comment", ONE, " "], 2, "the comment is empty"),
    (["comment", ONE, "-"], 2, "the comment is empty"),
    (["comment", ONE, "x", "--edit", ""], 3, "no comment ''"),
    (["comment", ONE, "x", "--edit", "c-zzzzzz"], 3, "no comment 'c-zzzzzz'"),
    (["comment", ONE, "x", "--edit", "c-zzzzzz", "--attach", __file__], 2, "--attach"),
    (["comment", ONE, "--remove", ""], 3, "no comment ''"),
    (["redact", ONE, ""], 2, "the text to redact is empty"),
    (["redact", ONE, "not there"], 3, "isn't in k7f3qz"),
    # files
    (["open", "x", "-F", "/nonexistent"], 1, "there is no such file"),
    (["open", "x", "-F", "/"], 1, "this is a folder"),
    (["attach", ONE, "/nonexistent"], 1, "there is no such file"),
    (["attach", ONE, "https://example.org/a"], 1, "tix comment ID ADDRESS"),
    (["attach", ONE, "/"], 1, "this is a folder"),
    (["attach", ONE, "/dev/zero"], 1, "this is a device"),
    (["comment", ONE, "x", "--attach", "/dev/zero"], 1, "this is a device"),
    (["import", "json", "/nonexistent"], 1, "there is no such file"),
    (["import", "json", "/"], 1, "tix import markdown DIR"),
    (["import", "markdown", __file__], 1, "not a folder"),
    (["import", "json", sys.executable], 1, "UTF-8"),
    (["import", "github", __file__], 1, "JSON"),
    (["import", "cvs", __file__], 2, "'cvs'"),
    (["export", "json", "-o", "/nonexistent/x"], 1, "no such file or directory"),
    (["export", "markdown", "-o", "."], 1, "isn't empty"),
    (["export", "csv", "--lines"], 2, "json only"),
    (["export", "cvs"], 2, "'cvs'"),
    # queries, columns, numbers
    (["list", "foo:bar"], 2, "no field is called 'foo'"),
    (["list", "status:opne"], 2, "did you mean 'open'?"),
    (["list", "("], 2, "isn't closed"),
    (["list", "(" * 3000], 2, "nested too deeply"),
    (["list", "x " * 20000], 2, "more than 5000 words"),
    (["list", "--columns", "nope"], 2, "there is no column 'nope'"),
    (["list", "--sort", "nope"], 2, "can't be sorted by 'nope'"),
    (["list", "-n", "0"], 2, "0"),
    (["list", "-n", "many"], 2, "'many'"),
    (["search"], 2, "say what to search for"),
    (["report", "sumary"], 2, "tix report summary"),
    (["report", "--since", "never"], 2, "--since"),
    (["report", "--since", "2027", "--until", "2026"], 2, "ends before it begins"),
    (["config", "nope"], 2, "there is no setting 'nope'"),
    # the command line itself
    (["lst"], 2, "did you mean 'tix list'?"),
    ([""], 2, "there is no command ''"),
    (["list", "--nope"], 2, "no such option '--nope'"),
    (["export"], 2, "Choose from: json, csv, markdown"),
    (["completion", "tcsh"], 2, "'tcsh'"),
    (["check", "x"], 2, "unexpected extra argument"),
    (["-C", "/nonexistent", "list"], 1, "is not a folder"),
    (["-C", "/", "list"], 1, "tix init"),
    (["--color", "blue", "list"], 2, "'blue'"),
    (["delete", ONE], 1, "nothing was deleted"),
    (["demo", "."], 1, "isn't an empty folder"),
]


@pytest.mark.parametrize(("args", "code", "words"), CASES, ids=lambda part: str(part)[:40])
def test_one_sentence_and_nothing_written(
    two: DeskInFiles, args: list[str], code: int, words: str
) -> None:
    before = everything(two)
    result = two.call(*args, code=code)
    assert words in result.stderr
    assert result.stderr.count("tix: ") == 1 and "went wrong" not in result.stderr
    assert result.stdout == ""
    assert everything(two) == before


@pytest.mark.parametrize(
    ("name", "value", "code", "words"),
    [
        ("TIX_DESK", "/nonexistent", 1, "is not a folder"),
        ("TIX_NOW", "nonsense", 2, "TIX_NOW"),
        ("TIX_NOW", "99999-01-01", 2, "TIX_NOW"),
        ("PATH", "/nonexistent", 1, "install git"),
    ],
)
def test_nonsense_in_the_environment(
    two: DeskInFiles, name: str, value: str, code: int, words: str
) -> None:
    before = everything(two)
    result = two.with_environ(**{name: value}).call("open", "New", code=code)
    assert words in result.stderr and "went wrong" not in result.stderr
    assert everything(two) == before


@pytest.mark.parametrize("args", [["open", "x"], ["comment", ONE, "x"], ["close", ONE]])
def test_without_identity(two: DeskInFiles, args: list[str]) -> None:
    before = everything(two)
    nobody = two.with_environ(HOME="/nonexistent", GIT_CONFIG_GLOBAL="/dev/null", EMAIL="")
    assert "export GIT_AUTHOR_NAME='Your Name'" in nobody.call(*args, code=1).stderr
    nobody = two.with_environ(
        GIT_CONFIG_GLOBAL="", XDG_CONFIG_HOME="", HOME=str(two.root), EMAIL=""
    )
    assert "git config --global user.name" in nobody.call(*args, code=1).stderr
    assert everything(two) == before


@pytest.mark.parametrize(
    "args", [["comment", ONE, "-"], ["edit", ONE, "-b", "-"], ["import", "json", "/dev/stdin"]]
)
def test_standard_input_that_is_not_text(two: DeskInFiles, args: list[str]) -> None:
    before = everything(two)
    assert "went wrong" not in two.run(*args, stdin=b"fine\n\xff\x00", code=1).stderr
    assert everything(two) == before


@pytest.mark.parametrize(
    "args",
    [["attach", ONE, "large"], ["comment", ONE, "x", "--attach", "large"],
     ["open", "x", "--attach", "large"], ["attach", ONE, __file__, "large"]],
)  # fmt: skip
def test_200_mb_want_to_be_asked_for(two: DeskInFiles, args: list[str], tmp_path: Path) -> None:
    large = tmp_path / "large"
    with large.open("wb") as file:
        file.truncate(200 * 2**20)
    before = everything(two)
    result = two.call(*(str(large) if arg == "large" else arg for arg in args), code=1)
    assert "--force" in result.stderr
    assert everything(two) == before


@pytest.mark.parametrize("redirect", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
@pytest.mark.parametrize("args", ["list", f"show {ONE}", f"comment {ONE} text", "status - closed"])
def test_closed_streams_change_nothing_but_what_is_asked_for(
    two: DeskInFiles, args: str, redirect: str
) -> None:
    command = f"{sys.executable} -m tix {args} {redirect}"
    environ = {**two.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(
        command, shell=True, cwd=two.root, env=environ, capture_output=True, input=b""
    )
    lost = " >&-" in f" {redirect}" and args != "status - closed"  # which prints nothing
    assert done.returncode == int(lost) and b"went wrong" not in done.stderr
    assert two.git("status", "--porcelain") == ""
    two.git("fsck", "--strict")


# -- what has no end, or no beginning ------------------------------------------------------------


@pytest.mark.parametrize("name", ["pipe", "/dev/zero", "/dev/urandom"])
def test_a_file_without_an_end_is_refused(two: DeskInFiles, name: str) -> None:
    os.mkfifo(two.root / "pipe")
    for args in (
        ["open", "x", "-F", name], ["open", "x", "--attach", name], ["attach", ONE, name],
        ["comment", ONE, "-F", name], ["edit", ONE, "-F", name], ["import", "json", name],
        ["import", "github", name], ["customer", "import", name], ["kb", "import", name],
        ["import", "csv", name, "--kind", "asset"],
        *([["ci", "junit", name], ["ci", "sarif", name]] if name == "pipe" else []),
    ):  # fmt: skip
        said = two.call(*args, code=1).stderr
        assert "not a file" in said, args
    assert two.git("status", "--porcelain") == ""


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/fd").exists(), reason="no /dev/fd here")
def test_a_pipe_of_the_shells_is_read_but_not_for_ever(two: DeskInFiles) -> None:
    package = str(Path(__file__).parents[2])
    environ = {**two.environ, "PYTHONPATH": package}
    tix = f"{sys.executable} -m tix"
    for line, said in (
        (f"{tix} comment {ONE} -F <(echo From a command)", "commented"),
        (f"{tix} attach {ONE} <(echo text)", "attached"),
        (f"{tix} comment {ONE} -F <(yes)", "over 16 MB"),
        (f"yes | {tix} comment {ONE} -", "over 16 MB"),
        (f"{tix} attach {ONE} <(yes)", "--force"),
    ):
        done = subprocess.run(
            ["bash", "-c", line], cwd=two.root, env=environ, capture_output=True, text=True
        )
        assert said in done.stderr, line
    assert "From a command" in two.file_of(ONE).read_text()


@pytest.mark.slow
def test_memory_that_runs_out_is_told(two: DeskInFiles) -> None:
    (two.root / "large").touch()
    environ = {**two.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    for size, memory in ((2**30, 500_000), (2**26, 140_000)):
        os.truncate(two.root / "large", size)
        line = f"ulimit -v {memory}; {sys.executable} -m tix attach {ONE} large --force"
        done = subprocess.run(
            ["bash", "-c", line], cwd=two.root, env=environ, capture_output=True, text=True
        )
        assert done.stderr.endswith("tix: there isn't enough memory for this\n")
        assert done.returncode == 1
        assert two.git("status", "--porcelain") == "?? large\n"


def test_an_import_that_is_interrupted_says_so_and_makes_nothing(two: DeskInFiles) -> None:
    environ = {**two.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    head = two.git("rev-parse", "HEAD")
    with subprocess.Popen(
        [sys.executable, "-m", "tix", "import", "json", "-"],
        cwd=two.root, env=environ, stdin=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdin and process.stderr
        process.stdin.write(b" " * 2**20)  # when it has taken all of that, it is reading
        process.stdin.flush()
        process.send_signal(signal.SIGINT)
        said = process.stderr.read()
    assert (process.returncode, said.strip()) == (130, b"aborted")
    assert two.git("rev-parse", "HEAD") == head and two.git("status", "--porcelain") == ""


@pytest.mark.parametrize("now", ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "soon"])
def test_a_now_without_days_around_it_is_refused(two: DeskInFiles, now: str) -> None:
    for args in (["open", "x"], ["report", "throughput"], ["demo", "new"], ["close", ONE]):
        assert "TIX_NOW" in two.at(now).call(*args, code=2).stderr


@pytest.mark.slow
def test_a_now_at_the_end_of_what_is_allowed_works(two: DeskInFiles) -> None:
    for now in ("9998-12-31T23:59:59Z", "1970-01-01T00:00:00Z"):
        for args in (["open", "x"], ["report", "throughput"], ["close", ONE], ["reopen", ONE]):
            two.at(now).call(*args)


# -- the editor -------------------------------------------------------------------------------

WRITES = 'printf "precious\\n" >> "$1"'


@pytest.mark.parametrize("args", [["-F", "-"], ["-b", "-"], ["-F", "blank"], ["-b", " "]])
def test_a_text_gives_way_to_an_empty_one_only_where_that_is_said(
    desk: DeskInFiles, args: list[str]
) -> None:
    (desk.root / "blank").write_text(" \n\t\n")
    ident = desk.open("Oil leaks", "-b", "Below the pump.")
    refused = desk.call("edit", ident, *args, stdin=" \n", code=2).stderr
    assert "the new text is empty, so nothing was written" in refused
    assert "hint: -b '' takes the text away" in refused
    desk.call("customer", "add", "Acme", "-b", "A mill.")
    desk.call("customer", "edit", "acme", *args, stdin=" \n", code=2)
    assert "Below the pump." in desk.call("show", ident).stdout
    desk.call("edit", ident, "-b", "")
    assert "Below the pump." not in desk.call("show", ident).stdout


def test_a_text_is_kept_if_it_cannot_be_written(two: DeskInFiles, tmp_path: Path) -> None:
    nobody = two.with_environ(GIT_CONFIG_GLOBAL="/dev/null", HOME="/nonexistent", EMAIL="")
    for args in (["comment", ONE, "-e"], ["edit", ONE]):
        result = editor(nobody, tmp_path, WRITES).call(*args, code=1)
        draft = drafts(two)[-1]
        assert "precious" in draft.read_text() and str(draft) in result.stderr
        draft.unlink()


def test_an_edited_comment_that_is_not_utf_8_is_kept(two: DeskInFiles, tmp_path: Path) -> None:
    script = "printf 'precious \\377' >> \"$1\""
    result = editor(two, tmp_path, script).call("comment", ONE, "-e", code=1)
    (draft,) = drafts(two)
    assert b"precious \xff" in draft.read_bytes() and str(draft) in result.stderr
    assert "UTF-8" in result.stderr and result.stderr.count("tix: ") == 1


def test_an_editor_that_removes_the_text(two: DeskInFiles, tmp_path: Path) -> None:
    result = editor(two, tmp_path, 'rm "$1"').call("edit", ONE, code=1)
    assert "the editor removed the text, so nothing was written" in result.stderr


@pytest.mark.slow
def test_ctrl_c_in_the_editor_is_the_editors_affair(two: DeskInFiles, tmp_path: Path) -> None:
    script = f'trap "" INT; kill -INT $PPID; sleep 1; {WRITES}'
    command = editor(two, tmp_path, script)
    process = subprocess.run(
        [sys.executable, "-m", "tix", "comment", ONE, "-e"],
        cwd=two.root,
        env={**command.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
    )
    assert process.returncode == 0, process.stderr
    assert "precious" in two.file_of(ONE).read_text()


# -- ids ------------------------------------------------------------------------------------------


def test_every_unknown_id_is_named(desk: DeskInFiles) -> None:
    ident = desk.open("There")
    said = desk.call("close", "zzz", ident, "yyy,xxx", code=3).stderr
    assert said.startswith("tix: there are no tickets 'zzz', 'yyy', 'xxx'\n")
    assert desk.call("status", ident).rows[0][1] == "open"
    many = ",".join(f"z{number}" for number in range(100, 150))
    assert "'z119' and 30 more\n" in desk.call("show", many, code=3).stderr


def test_an_ambiguous_id_is_told_with_titles(desk: DeskInFiles) -> None:
    desk.add(Ticket("k7f3qz", "The first", status="open"))
    desk.add(Ticket("k7fabc", "The second " + "x" * 300, status="open"))
    said = desk.call("show", "k7f", code=3).stderr
    assert said == (
        "tix: 'k7f' could be 2 tickets\n"
        f"hint: one of:\n  k7f3qz  The first\n  k7fabc  The second {'x' * 49}\n"
    )
    both = desk.call("show", "k7f", "nope", code=3).stderr
    assert both.startswith("tix: there is no ticket 'nope'; 'k7f' could be 2 tickets\n")
    assert "k7f3qz  The first" in both


def test_no_ids_on_standard_input_is_nothing_to_do(desk: DeskInFiles) -> None:
    for command in (
        ["close", "-"],
        ["watch", "-"],
        ["delete", "--yes", "-"],
        ["assign", "-", "me"],
    ):
        assert "no ids on standard input" in desk.call(*command, stdin="\n").stderr
    assert desk.call("show", "-", "--json").stdout == "[]\n"
    assert desk.call("log", "-").stdout == ""


def test_what_never_ends_is_no_list_of_ids(two: DeskInFiles) -> None:
    said = two.call("close", "-", stdin="x" * (16 * 2**20 + 1), code=None).stderr
    assert said == "tix: standard input: over 16 MB are no list of ids\n"


LONG = ["x" * 20000, "xy zz " * 3500, "a,b;" * 5000]


@pytest.mark.slow
@pytest.mark.parametrize("text", LONG, ids=["word", "words", "list"])
def test_messages_do_not_repeat_a_long_argument(desk: DeskInFiles, text: str) -> None:
    ident = desk.open("There")
    calls = [
        ["list", f"label:{text}"], ["list", "--columns", text], ["list", "-n", text], [text],
        ["show", text], ["config", text], ["status", ident, text], ["comment", text, "x"],
        ["edit", ident, "--set", text], ["edit", ident, "--set", f"priority={text}"],
        ["edit", ident, "--set", f"{text}=x"], ["edit", ident, "--milestone", text],
        ["open", "x", "-F", text], ["open", "x", "-t", text], ["link", ident, text, ident],
        ["-C", text, "list"], ["init", "--branch", text], ["import", "json", text],
        ["completion", text], ["archive", "--older-than", text], ["assign", ident, text],
    ]  # fmt: skip
    for args in calls:
        said = desk.call(*args, code=None).stderr
        assert len(said) < 2000, args[:1]
