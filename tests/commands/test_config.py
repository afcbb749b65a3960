"""``tix config``: every setting that is in force, and where it comes from."""

import json
from pathlib import Path

import pytest

from tests.conftest import DeskInFiles

TIX_YAML = """\
format: 1
name: Acme support
statuses:
  new: active
  done: done

people:
- name: Ana Lima
  mail: ana@example.org
queries:
  mine: assignee:me
"""


@pytest.fixture
def configured(desk: DeskInFiles) -> DeskInFiles:
    """A desk with some settings of its own, and a user with some of theirs."""
    desk.write("tix.yaml", TIX_YAML)
    own = Path(desk.environ["XDG_CONFIG_HOME"], "tix/config.yaml")
    own.parent.mkdir(parents=True)
    own.write_text("# mine\nquery: is:mine\nqueries:\n  hot: priority:urgent\n")
    return desk


def rows(desk: DeskInFiles, *args: str) -> dict[str, list[str]]:
    """Value and source of each setting."""
    return {name: rest for name, *rest in desk.call("config", *args).rows}


def test_settings_of_the_desk_come_from_their_lines(configured: DeskInFiles) -> None:
    shown = rows(configured)
    assert shown["name"] == ["Acme support", "tix.yaml:2"]
    assert shown["statuses.new"] == ["active", "tix.yaml:4"]
    assert shown["people.ana@example.org"] == ["Ana Lima <ana@example.org>", "tix.yaml:8"]
    assert shown["queries.mine"] == ["assignee:me", "tix.yaml:11"]
    assert shown["priorities"] == ["low, normal, high, urgent", "default"]


def test_settings_of_the_user_come_from_their_file(configured: DeskInFiles) -> None:
    file = f"{configured.environ['XDG_CONFIG_HOME']}/tix/config.yaml"
    shown = rows(configured, "user")
    assert shown["user.query"] == ["is:mine", f"{file}:2"]
    assert shown["user.queries.hot"] == ["priority:urgent", f"{file}:4"]
    assert shown["user.color"] == ["auto", "default"]
    assert shown["user.me"] == ["Ana Lima <ana@example.org>", "git"]
    assert shown["user.editor"] == ["vi", "default"]


def test_settings_of_the_environment_come_from_their_variables(configured: DeskInFiles) -> None:
    shown = rows(
        configured.with_environ(
            NO_COLOR="1", VISUAL="", EDITOR="nano", PAGER="more", TIX_DESK=str(configured.root)
        )
    )
    assert shown["user.color"] == ["never", "NO_COLOR"]
    assert shown["user.editor"] == ["nano", "EDITOR"]
    assert shown["user.pager"] == ["more", "PAGER"]
    assert shown["desk"] == [str(configured.root), "TIX_DESK"]
    assert shown["user.now"][1] == "TIX_NOW"


def test_the_place_says_how_it_was_found(configured: DeskInFiles) -> None:
    shown = rows(configured)
    assert shown["desk"] == [str(configured.root), "found from here"]
    assert shown["branch"] == ["main", "checked out"]
    elsewhere = configured.with_environ(TIX_DESK="/nowhere")
    there = elsewhere.call("-C", str(configured.root), "config", "desk")
    assert there.rows == [["desk", str(configured.root), "-C"]]


def test_a_branch_of_its_own_comes_from_git(tmp_path: Path, environ: dict[str, str]) -> None:
    code = DeskInFiles(tmp_path / "code", environ)
    code.root.mkdir()
    code.git("init", "--quiet")
    code.git("commit", "--quiet", "--allow-empty", "--message", "code")
    code.call("init", "--branch", "tickets")
    assert rows(code, "branch") == {"branch": ["tickets", "git config tix.branch"]}


def test_a_name_shows_one_or_all_below_it(configured: DeskInFiles) -> None:
    assert list(rows(configured, "statuses")) == ["statuses.new", "statuses.done"]
    assert list(rows(configured, "name")) == ["name"]


def test_a_mistyped_name_suggests_the_nearest(configured: DeskInFiles) -> None:
    result = configured.call("config", "statusses", code=2)
    assert "there is no setting 'statusses'" in result.stderr
    assert "did you mean 'statuses'" in result.stderr


def test_what_a_desk_does_not_set_is_not_called_unknown(configured: DeskInFiles) -> None:
    told = configured.call("config", "workflow", code=2).stderr
    assert "this desk doesn't set 'workflow'" in told
    told = configured.call("config", "matrix.all", code=2).stderr
    assert "this desk doesn't set 'matrix.all'" in told


def test_the_known_settings_are_named_once(configured: DeskInFiles) -> None:
    hint = configured.call("config", "get", "xyz", code=2).stderr.partition("known: ")[2]
    names = hint.removesuffix(" …\n").split(", ")
    assert len(names) == len(set(names)) > 10


def test_the_desks_settings_alone_are_shown_on_demand(configured: DeskInFiles) -> None:
    shown = rows(configured, "--desk")
    assert shown["name"] == ["Acme support", "tix.yaml:2"]
    assert not [name for name in shown if name.startswith(("user.", "desk"))]
    assert configured.call("config", "get", "queries.mine", "--desk").stdout == "assignee:me\n"
    assert "no setting 'query'" in configured.call("config", "query", "--desk", code=2).stderr


def test_json_says_the_same(configured: DeskInFiles) -> None:
    shown = json.loads(configured.call("config", "--json").stdout)
    assert {s["name"]: [s["value"], s["source"]] for s in shown} == rows(configured)


def test_json_is_of_what_is_shown(configured: DeskInFiles) -> None:
    got = configured.call("config", "get", "name", "--json").stdout
    assert got == configured.call("config", "name", "--json").stdout
    refused = configured.call("config", "path", "--json", code=2).stderr
    assert "--json goes with NAME" in refused


def test_json_of_what_was_set(configured: DeskInFiles) -> None:
    told = configured.call("config", "set", "query", " is:open ", "--json")
    assert json.loads(told.stdout) == {"name": "query", "value": "is:open", "desk": False}
    told = configured.call("config", "set", "archive_after", "", "--desk", "--json")
    assert json.loads(told.stdout) == {"name": "archive_after", "value": "", "desk": True}
    assert configured.call("config", "get", "query").stdout == "is:open\n"


def test_a_terminal_shows_a_table(configured: DeskInFiles) -> None:
    for columns in (80, 200):
        result = configured.with_environ(TERM="dumb").tty("config", columns=columns)
        assert result.lines[0].split() == ["setting", "value", "from"]
        assert all(len(line) <= columns for line in result.lines)
    assert "tix.yaml:2" in result.stdout


def test_where_there_is_no_desk_ones_own_are_shown(configured: DeskInFiles, tmp_path: Path) -> None:
    result = configured.call("-C", str(tmp_path), "config")
    assert "no desk" in result.stderr
    assert {row[0].partition(".")[0] for row in result.rows} == {"user"}


def test_a_user_without_identity_is_told(configured: DeskInFiles, tmp_path: Path) -> None:
    stranger = configured.with_environ(GIT_CONFIG_GLOBAL=str(tmp_path / "none"))
    assert rows(stranger, "user.me") == {"user.me": ["", "git doesn't know"]}


def test_a_mistake_in_a_file_names_its_line(configured: DeskInFiles) -> None:
    configured.write("tix.yaml", "nam: x\n")
    assert "tix.yaml:1: 'nam' is no setting" in configured.call("config", code=1).stderr


def test_control_characters_are_shown_as_such(configured: DeskInFiles) -> None:
    configured.write("tix.yaml", 'name: "a\\eb"\n')
    assert rows(configured, "name")["name"][0] == "a␛b"
    assert json.loads(configured.call("config", "name", "--json").stdout)[0]["value"] == "a\x1bb"


# -- changing them --------------------------------------------------------------------------------


def test_a_setting_of_ones_own_is_changed_and_taken_away(configured: DeskInFiles) -> None:
    file = Path(configured.call("config", "path").stdout.strip())
    said = configured.call("config", "set", "user.columns", "id, title").stderr
    assert said == f"user.columns is id, title now, in {file}\n"
    configured.call("config", "set", "query", "is:open")
    assert file.read_text() == (
        "# mine\nquery: is:open\nqueries:\n  hot: priority:urgent\ncolumns: [id, title]\n"
    )
    assert configured.call("config", "get", "user.query").stdout == "is:open\n"
    configured.call("config", "set", "query", "")
    assert "query: is" not in file.read_text()


def test_a_setting_of_the_desk_is_changed_in_a_commit(desk: DeskInFiles) -> None:
    before = (desk.root / "tix.yaml").read_text()
    assert desk.call("config", "path", "--desk").stdout == f"{desk.root}/tix.yaml\n"
    desk.call("config", "set", "--desk", "archive_after", "90d")
    assert (desk.root / "tix.yaml").read_text() == before + "archive_after: 90d\n"
    assert desk.git("log", "-1", "--format=%s") == "tix.yaml: set archive_after to 90d\n"
    assert desk.call("config", "get", "archive_after").stdout == "90d\n"
    desk.call("config", "set", "--desk", "mail.address", "support@example.org")
    desk.call("config", "set", "--desk", "mail.aliases", "help@example.org, it@example.org")
    assert "aliases: [help@example.org, it@example.org]" in (desk.root / "tix.yaml").read_text()
    desk.call("config", "set", "--desk", "mail.address", "nonsense", code=1)
    desk.call("config", "set", "--desk", "statuses.blocked", "waiting")
    assert desk.call("status", desk.open("X"), "blocked").code == 0
    desk.call("config", "set", "--desk", "fields.severity", "{type: choice, choices: [a, b]}")
    assert desk.call("config", "get", "fields.severity").stdout == "choice: a, b\n"
    desk.call("undo")
    desk.call("config", "get", "fields.severity", code=2)
    assert desk.git("status", "--short") == ""


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["color", "foo"], "color can't be 'foo'"),
        (["colr", "x"], "did you mean 'color'?"),
        (["types", "a"], "it is one of the desk's: --desk"),
        (["queries.a b", "x"], "can't be a query's name"),
        (["query", "stauts:open"], "no field is called 'stauts'"),
        (["columns", "id,nope"], "there is no column 'nope'"),
        (["--desk", "queries.hot", "stauts:open"], "no field is called 'stauts'"),
        (["--desk", "defaults.type", "foo"], "'foo' is no type"),
        (["--desk", "statuses", "x"], "statuses.NAME, one at a time"),
        (["--desk", "timezone", "Mars/Base"], "Mars/Base"),
        (["a"], "a VALUE with blanks needs quotes"),
    ],
)
def test_what_cannot_be_is_not_written(
    configured: DeskInFiles, args: list[str], words: str
) -> None:
    def state() -> list[str]:
        own = Path(configured.environ["XDG_CONFIG_HOME"], "tix/config.yaml")
        return [configured.git("rev-parse", "HEAD"), TIX_YAML, own.read_text()]

    before = state()
    result = configured.call("config", "set", *args, code=None)
    assert words in result.stderr and result.code in (1, 2)
    assert state() == before and (configured.root / "tix.yaml").read_text() == TIX_YAML


def test_saved_queries_fit_a_terminal(desk: DeskInFiles) -> None:
    assert "tix query save NAME QUERY" in desk.tty("query", "list").stderr
    desk.call("query", "save", "urgent-ones", "is:open priority:high.. -is:blocked")
    desk.call("query", "save", "b", "is:open")
    assert desk.tty("query", "list", columns=40).lines == [
        "urgent-ones  is:open priority:high..",
        "             -is:blocked",
        "b            is:open",
    ]


def test_what_is_confirmed_is_what_is_written(desk: DeskInFiles) -> None:
    told = desk.call("config", "set", "--desk", "name", "Acme\rsupport", "--json")
    assert told.stderr == "name is Acme support now\n"
    assert json.loads(told.stdout)["value"] == "Acme support"
    assert desk.call("config", "get", "name").stdout == "Acme support\n"
    said = desk.call("query", "save", "a", 'title:"a\rb"').stderr
    assert '@a is title:"a b" now' in said
    assert desk.call("config", "get", "user.queries.a").stdout == 'title:"a b"\n'


def test_a_query_is_saved_listed_and_removed(desk: DeskInFiles) -> None:
    ident = desk.open("Fix the linker", "-a", "me")
    assert desk.call("query", "save", "mine", "assignee:me", "-is:done").stderr == (
        "@mine is assignee:me -is:done now\n"
    )
    assert desk.call("list", "--ids", "@mine").stdout.split() == [ident]
    desk.call("query", "save", "--desk", "hot", "title:the linker")
    assert desk.call("query", "list").rows == [
        ["mine", "assignee:me -is:done"], ["hot", 'title:"the linker"'],
    ]  # fmt: skip
    assert desk.call("list", "--ids", "@hot").stdout.split() == [ident]
    assert "did you mean 'tix list @hot'?" in desk.call("list", "hot").stderr
    desk.call("query", "remove", "mine")
    assert "no query is called 'mine'" in desk.call("query", "remove", "mine", code=3).stderr
    refused = desk.call("query", "save", "a b", "is:open", code=2).stderr
    assert refused.startswith("tix: 'a b' can't be a query's name\nhint: ")
    assert "no ticket can be" in desk.call("query", "save", "bad", "is:x", code=2).stderr
    desk.call("query", "save", "x", code=2)


def test_a_setting_of_ones_own_is_got_by_the_name_it_was_set_by(desk: DeskInFiles) -> None:
    desk.call("config", "set", "columns", "id,title")
    assert desk.call("config", "get", "columns").stdout == "id, title\n"
    assert desk.call("config", "get", "user.columns").stdout == "id, title\n"
    assert "no setting 'colums'" in desk.call("config", "get", "colums", code=2).stderr


@pytest.mark.parametrize("width", ["40", "60", "80"])
def test_a_narrow_terminal_shows_which_setting_has_the_value(
    configured: DeskInFiles, width: str
) -> None:
    narrow = DeskInFiles(configured.root, {**configured.environ, "COLUMNS": width})
    shown = narrow.call("--color", "always", "config").stdout
    assert "setting" in shown and "timezone" in shown and "UTC" in shown
