"""Who comes from another tool gets what they mean, or the word for it here."""

import json
import re
from itertools import product, takewhile

import click
import pytest

from tests.conftest import DeskInFiles
from tix.cli import cli as tix_command
from tix.commands import ENTRIES
from tix.console import habits, option_words
from tix.console.command_words import COMMANDS

BUILD, RELEASE, WIDE, HEBREW, DONE = "k7f3qz", "m3k9vd", "m3zzzz", "h4w5xy", "d0ne00"


def listed(desk: DeskInFiles, *args: str) -> list[str]:
    return desk.call("list", "--ids", *args).stdout.split()


@pytest.mark.parametrize(
    ("args", "ids"),
    [
        (["-a", "ana"], [BUILD]),
        (["-a", "me"], [BUILD]),
        (["-a", "@me"], [BUILD]),
        (["-a", "ana,bob"], [BUILD]),
        (["-a", "ana", "-a", "山田"], []),
        (["-a", "none", "-t", "task", "-p", "low"], [HEBREW]),
        (["-l", "ci"], [BUILD, WIDE]),
        (["-l", "ci,arm64"], [BUILD]),
        (["-l", "ci", "-l", "arm64"], [BUILD]),
        (["-l=ci", "-t", "question"], [WIDE]),
        (["--label", "ci", "--assignee", "ana"], [BUILD]),
        (["-p", "urgent"], [RELEASE]),
        (["-p", "urgent,high"], [RELEASE, BUILD]),
        (["-p", "high.."], [RELEASE, BUILD]),
        (["-p", ">=high"], [RELEASE, BUILD]),
        (["-t", "incident"], [BUILD]),
        (["-s", "closed"], [DONE]),
        (["-s", "all", "linker"], [RELEASE, BUILD, DONE]),
        (["-s", "pending"], [WIDE]),
        (["-s", "pending,closed"], [DONE, WIDE]),
        (["-s", "open", "-l", "ci"], [BUILD, WIDE]),
        (["--state", "closed"], [DONE]),
        (["-A", "bob"], [RELEASE]),
        (["--author", "ana"], [BUILD]),
        (["-r", "jo"], [BUILD]),
        (["-c", "Acme"], [BUILD]),
        (["-m", "none", "-l", "release"], [RELEASE]),
        (["linker", "OR", "duckling", "-l", "release"], [RELEASE]),
        (["duckling or linker", "-l", "release"], [RELEASE]),
        (["-l", "ci", "-L", "1"], [BUILD]),
        (["label:ci", "-n1"], [BUILD]),
        (["label:ci", "--sort", "title:desc"], [WIDE, BUILD]),
        (["opened:*..2030-01-01", "-p", "urgent"], [RELEASE]),
        (["!label:ci", "-p", "urgent"], [RELEASE]),
        (["NOT", "label:ci", "-p", "urgent"], [RELEASE]),
        (["label:ci", "or", "label:release"], [RELEASE, BUILD, WIDE]),
        (["is:closed"], [DONE]),
        (["state:all", "linker"], [RELEASE, BUILD, DONE]),
        (["no:assignee", "tag:release"], [RELEASE]),
        (["blocked-by:k7f"], [RELEASE]),
        (["has:blocked-by"], [RELEASE]),
        (["-has:blocked-by", "label:release"], []),
        (["--", "-label:ci", "-title:red", "label:*"], [RELEASE, HEBREW]),
    ],
)
def test_filters_mean_the_same_as_elsewhere(
    harbour: DeskInFiles, args: list[str], ids: list[str]
) -> None:
    assert [i for i in listed(harbour, *args) if i != "x1y2z3"] == ids


def test_search_report_and_export_have_them_too(harbour: DeskInFiles) -> None:
    assert [row[0] for row in harbour.call("search", "linker", "-l", "arm64").rows] == [BUILD]
    assert [row[0] for row in harbour.call("search", "-s", "closed").rows] == [DONE]
    assert "ci" not in harbour.call("report", "labels", "-l", "release").stdout
    with_option = harbour.call("report", "-l", "ci", "--json").stdout
    assert with_option == harbour.call("report", "summary", "label:ci", "--json").stdout
    exported = json.loads(harbour.call("export", "json", "-a", "me", "-s", "open").stdout)
    assert [ticket["id"] for ticket in exported] == [BUILD]


@pytest.mark.parametrize("command", ["list", "search", "report", "export json", "log", "inbox"])
@pytest.mark.parametrize("letter", ["-x", "-j", "-Z"])
def test_a_lone_letter_is_never_a_word(harbour: DeskInFiles, command: str, letter: str) -> None:
    refused = harbour.call(*command.split(), letter, "ci", code=2)
    assert refused.stdout == ""
    assert "no such option" in refused.stderr.casefold()


@pytest.mark.parametrize(
    ("args", "word"),
    [
        (["log", "-l", "ci"], "label:LABEL"),
        (["inbox", "-a", "me"], "assignee:WHO"),
        (["list", "-l"], "requires an argument"),
        (["list", "-l", "-a", "me"], "requires an argument"),
        (["list", "-l", ""], "nothing between the quotes"),
        (["list", "-p", "hihg"], "'high'"),
        (["list", "-s", "done"], "is:done"),
        (["edit", BUILD, "--set", "owner=ana"], "'assignees'"),
        (["edit", BUILD, "--set", "state=closed"], "'status'"),
        (["open", "x", "--set", "tag=ci"], "-l LABEL"),
        (["log", "-L", "5"], "--limit N"),
        (["open", "x", "--child", BUILD], "tix link ID child"),
        (["list", "-lci"], "-l ci"),
        (["list", "-phigh"], "-p high"),
        (["list", "-abob"], "-a bob"),
        (["list", "label=ci"], "label:ci"),
        (["list", "label!=ci"], "-label:ci"),
        (["list", "crash -l ci"], "label:LABEL"),
        (["report", "-L", "5"], "counts every ticket"),
        (["edit", BUILD, "--add-label", "x"], "-l LABEL"),
        (["edit", BUILD, "-m", "text"], "tix comment"),
        (["edit", BUILD, "--template", "bug"], "tix open --template"),
        (["status", "closed", BUILD], "tix status k7f3qz closed"),
        (["open", "x", "-m", "text"], "-b TEXT"),
        (["list", "--json", "id,title"], "--columns id,title"),
        (["edit", BUILD, "--set", "text=x", "--new-field"], "-b TEXT"),
        (["edit", BUILD, "--set", "sort=x", "--new-field"], "isn't set by hand"),
        (["edit", BUILD, "--set", "child=m3k", "--new-field"], "tix link"),
        (["list", "-s", "wip"], "did you mean 'in-progress'?"),
        (["list", "-t", "bug"], "did you mean 'problem'?"),
        (["open", "x", "-p", "P1"], "did you mean 'high'?"),
        (["status", BUILD, "blocked"], "did you mean 'pending'?"),
        (["list", "status:!=open"], "-status:open"),
        (["list", "comments:>5"], "sort:-comment"),
        (["list", "priority>=high"], "'priority:>=high'"),
        (["list", "end.before:today"], "'closed:<today'"),
        (["list", "--columns", "summary"], "did you mean 'title'?"),
        (["list", "--sort", "priority,desc"], "sort:-FIELD"),
        (["list", "--ready"], "is:active -is:blocked"),
        (["list", "--missed"], "is:missed"),
        (["list", "--due-before", "fri"], "'due:<DATE'"),
        (["list", "--no-milestone"], "no:milestone"),
        (["list", "--owner", "me"], "assignee:VALUE"),
        (["board", "--since", "2026"], "opened:DATE.."),
        (["edit", BUILD, "-l", "-bug"], "--remove labels=bug"),
        (["open", "x", "-l", "+bug"], "-l bug adds it"),
        (["edit", BUILD, "--milestone", "none"], "--set milestone="),
        (["edit", BUILD, "-a", "none"], "tix assign ID --none"),
        (["edit", BUILD, "--no-assignee"], "tix assign ID --none"),
        (["edit", BUILD, "--clear", "due"], "--set FIELD="),
        (["assign", BUILD, "+bob@x.example"], "--add"),
        (["undo", "2"], "tix undo --list"),
        (["link", BUILD, "--parent", RELEASE], "needs no option"),
        (["list", "prio>=high"], "'priority:>=high'"),
        (["list", "(A)"], "priority:urgent"),
        (["list", "(B)", "linker"], "priority:high"),
        (["list", "+OVERDUE"], "is:overdue"),
        (["list", '.[] | select(.priority=="high")'], "jq FILTER"),
        (["list", "/pr.*ter/"], "regular expression"),
        (["list", "title:/^linker$/"], "regular expression"),
        (["list", "status was open"], "status:STATUS"),
        (["list", "status not in (open)"], "-status:A,B"),
        (["list", "is:watching"], "watcher:me"),
        (["list", "participant:ana"], "text:WHO"),
        (["list", "--not-assignee", "ana"], "-assignee:WHO"),
        (["edit", BUILD, "--due-date", "fri"], "--due DATE"),
        (["log", "--reverse"], "newest first"),
        (["list", "status<open"], "hint: status can't be compared with <; put it in quotes"),
        (["assignee:me", "is:open", "due:<7d"], "tix list assignee:me is:open 'due:<7d'\n"),
        (["customer", "log", "acme", "--author", "a"], "tix customer log --help"),
        (["customer", "edit", "acme", "--add-label", "v"], "tix customer edit --help"),
        (["customer", "edit", "acme", "--clear", "phone"], "--set FIELD="),
        (["asset", "log", "x", "--after", "2026"], "tix asset log --help"),
        (["list", "--estimate", "3h"], "tix work ID LENGTH notes time\n"),
    ],
)
def test_what_is_not_there_is_answered_with_the_right_word(
    harbour: DeskInFiles, args: list[str], word: str
) -> None:
    refused = harbour.call(*args, code=None)
    assert refused.code in (1, 2)
    assert refused.stdout == ""
    assert word in refused.stderr
    assert not ("hint: " in refused.stderr and "(Did you mean" in refused.stderr)


@pytest.mark.parametrize(
    ("args", "hint"),
    [
        (["close", "all"], "tix list --ids QUERY"),
        (["show", "latest"], "--sort -opened"),
        (["edit", BUILD, "priority=high"], "--set FIELD=VALUE"),
        (["edit", BUILD, "due:fri", "+ci"], "--set FIELD=VALUE"),
        (["edit", BUILD, "--parent", "none"], "take a link away"),
        (["attach", "/etc/hosts", BUILD], "tix attach ID FILE"),
        (["detach", "build.log", BUILD], "tix detach ID NAME"),
        (["assign", "me", BUILD], "tix assign ID WHO"),
        (["comment", "add", BUILD, "text"], "the ticket comes first"),
        (["work", "log", BUILD, "2h"], "the ticket comes first"),
        (["show", "overdue"], "tix list --ids QUERY"),
        (["show", "nightly build"], "tix search WORDS"),
        (["claim", "next"], "tix next says which"),
    ],
)
def test_what_is_no_id_is_answered_with_what_was_meant(
    harbour: DeskInFiles, args: list[str], hint: str
) -> None:
    assert hint in harbour.call(*args, code=3).stderr


def test_a_word_that_is_a_label_too_names_it_where_others_have_it(desk: DeskInFiles) -> None:
    desk.open("A bug in the parser", "-l", "parser")
    desk.open("It eats memory", "-l", "bug", "-l", "memory")
    assert "label:bug is the label" in desk.call("list", "bug").stderr
    assert desk.call("list", "parser").stderr == desk.call("list", "memory").stderr == ""
    assert desk.call("list", "eats").stderr == desk.call("list", "bug", "parser").stderr == ""
    ident = desk.open("A slow query", "-l", "query")
    desk.call("close", ident)
    assert desk.call("list", "--all", "query").stderr == ""


def test_a_label_with_a_dash_before_it_is_ruled_out_with_another_word(desk: DeskInFiles) -> None:
    desk.open("It eats memory", "-l", "memory")
    for args in (("-l", "-memory"), ("label:-memory",)):
        assert "to rule it out write -label:memory" in desk.call("list", *args, code=2).stderr


@pytest.mark.parametrize(
    ("typed", "hints"),
    [
        ("closed today", ["closed:today"]),
        ("closed by 7d", ["'closed:<=7d'"]),
        ("due date", []),
        ("assigned zed", ["has:assignee"]),
        ("assigned to zed", ["assignee:zed"]),
        ("not done", ["-is:done"]),
        ("help", []),
        ("x = 3", []),
    ],
)
def test_words_that_find_nothing_name_only_what_could_be_meant(
    harbour: DeskInFiles, typed: str, hints: list[str]
) -> None:
    said = harbour.call("list", typed).stderr.splitlines()
    meant = [line for line in said if "did you mean" in line]
    assert len(meant) == len(hints)
    assert all(f"tix list {hint}" in line for hint, line in zip(hints, meant, strict=True))


def test_words_that_a_report_finds_are_words(harbour: DeskInFiles) -> None:
    harbour.open("The docs of the API")
    assert harbour.call("report", "labels", "docs").stderr == ""
    assert "type:task" in harbour.call("report", "labels", "chore").stderr


def test_what_is_no_number_is_told_in_plain_words(harbour: DeskInFiles) -> None:
    assert "'x' is not a whole number" in harbour.call("list", "-n", "x", code=2).stderr


@pytest.mark.parametrize("order", ["++due", "+-due"])
def test_an_order_has_one_sign(harbour: DeskInFiles, order: str) -> None:
    harbour.call("list", "--sort", order, code=2)


def test_an_id_for_a_title_names_the_ticket(harbour: DeskInFiles) -> None:
    said = harbour.call("open", BUILD[:3]).stderr
    assert f"the title is an id: tix show {BUILD}; tix undo takes the new one back" in said
    assert "is an id" not in harbour.call("open", "mp3").stderr
    assert RELEASE[:2] == WIDE[:2]
    assert "is an id" not in harbour.call("open", RELEASE[:2]).stderr


def test_a_date_of_several_words_in_one_argument_is_one_value(harbour: DeskInFiles) -> None:
    refused = harbour.call("list", "opened:today at 5", code=2).stderr
    assert "write today 5:00 or today 17:00" in refused
    assert harbour.call("list", "opened:today 404").stderr == "no tickets match\n"


def test_a_dash_is_standard_output(harbour: DeskInFiles) -> None:
    for args in (["export", "json"], ["report", "--format", "csv"]):
        assert harbour.call(*args, "-o", "-").stdout == harbour.call(*args).stdout != ""
    assert not (harbour.root / "-").exists()


def test_an_export_that_matches_nothing_says_so(harbour: DeskInFiles) -> None:
    said = harbour.call("export", "csv", "out.csv").stderr
    assert "no tickets match" in said
    assert "tix export csv -o out.csv" in said
    assert "is:overdue" in harbour.call("export", "json", "overdue", "title:nope").stderr


@pytest.mark.parametrize(
    ("word", "answer"),
    [
        ("open", "is:open"),
        ("closed", "is:done"),
        ("done", "is:done"),
        ("overdue", "is:overdue"),
        ("mine", "is:mine"),
        ("all", "tix list --all"),
        ("pending", "status:pending"),
        ("urgent", "priority:urgent"),
        ("wip", "status:in-progress"),
        ("P1", "priority:high"),
        ("incident", "type:incident"),
        ("assigned", "has:assignee"),
    ],
)
def test_a_word_of_the_desk_in_a_list_is_answered_with_its_field(
    harbour: DeskInFiles, word: str, answer: str
) -> None:
    assert answer in harbour.call("list", word).stderr
    assert answer not in harbour.call("list", f'"{word}"').stderr
    assert answer in harbour.call("list", word, "duckling").stderr


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("new", "tix open"),
        ("add", "tix open"),
        ("create", "tix open"),
        ("ls", "tix list"),
        ("view", "tix show"),
        ("cat", "tix show"),
        ("rm", "tix delete"),
        ("done", "tix close"),
        ("ready", "-is:blocked"),
        ("blocked", "is:blocked"),
        ("dep", "tix link"),
        ("label", "-l LABEL"),
        ("Show", "tix show"),
        ("shwo", "tix show"),
        ("statsu", "tix status"),
        ("active", "is:active"),
        ("closed", "is:done"),
        ("burndown.daily", "tix report throughput"),
        ("_ids", "--ids"),
        ("has:note", "tix list has:note"),
        ("due:<7d", "tix list 'due:<7d'"),
        ("foo:bar", "--help"),
        ("zzzz", "--help"),
        ("newest", "tix list --sort -opened"),
        ("defer", "tix status ID pending"),
        ("synchronize", "tix sync"),
        ("cancel", "tix close ID"),
        ("login", "no accounts"),
        ("rebase", "tix sync"),
    ],
)
def test_commands_of_other_tools_are_answered_with_ours(
    desk: DeskInFiles, typed: str, answer: str
) -> None:
    refused = desk.call(typed, "x", code=2)
    assert refused.stdout == ""
    assert answer in refused.stderr.partition("hint:")[2]


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        (["issue", "list"], "tix list"),
        (["issue", "create", "--title", "x"], "tix open TITLE"),
        (["task", "12", "done"], "tix close ID"),
        (["task", "add", "pri:H", "x"], "tix open TITLE"),
        (["issue", "view", "12"], "tix show ID"),
    ],
)
def test_the_command_behind_a_noun_is_what_is_answered(
    desk: DeskInFiles, typed: list[str], answer: str
) -> None:
    assert answer in desk.call(*typed, code=2).stderr.partition("hint:")[2]


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        (["k7f", "done"], "tix close k7f"),
        (["#k7f", "annotate", "x"], "tix comment k7f"),
        (["k7f", "edit", "-p", "high"], "tix edit k7f"),
        (["12", "done"], "tix close 12"),
        (["k7f"], "tix show k7f"),
        (["+bug", "list"], "tix list label:bug"),
        (["get", "tickets"], "tix list"),
        (["get", "ticket", "k7f"], "tix show ID"),
    ],
)
def test_a_command_behind_its_ticket_is_put_in_front(
    desk: DeskInFiles, typed: list[str], answer: str
) -> None:
    assert answer in desk.call(*typed, code=2).stderr.partition("hint:")[2]


@pytest.mark.parametrize("typed", ["switch", "is-active", "restart", "apply", "alias"])
def test_a_word_that_only_rhymes_with_a_command_is_no_slip(desk: DeskInFiles, typed: str) -> None:
    hint = desk.call(typed, "x", code=2).stderr.partition("hint:")[2]
    assert "did you mean" not in hint


@pytest.mark.parametrize(
    ("args", "hint"),
    [
        (["list", "--labl", "ci"], "did you mean '--label'?"),
        (["list", "--lim", "3"], "did you mean '--limit'?"),
        (["list", "--jql", "x"], "tix list QUERY"),
        (["list", "--selector", "app=x"], "-l LABEL"),
        (["rules", "--check"], "tix rules --help"),
        (["list", "due:overdue"], "write is:overdue"),
        (["list", "due:any"], "write has:due"),
        (["list", "opened:week"], "write opened:this-week"),
        (["list", "updated:any"], "dates: 2026-11-25"),
        (["list", "updated:week"], "write updated:this-week"),
        (["list", "-?"], "tix list --help"),
        (["kb", "publish", "x"], "--set public=yes"),
        (["list", "estimate:5"], 'to search for the text, put it in quotes: "estimate:5"'),
        (["open", "-"], "tix open 'Login"),
        (["report", "monthly"], "tix report throughput --by month"),
        (["man", "list"], "man tix-COMMAND"),
        (["sync", "--prune"], "tix sync --help"),
        (["claim", "--next"], "tix next"),
        (["customer", "list", "-n", "3"], "head -n N"),
        (["customer", "list", "is:active"], '"is:active"'),
        (["query", "ls"], "tix query list"),
        (["query", "save", "x", "is:open", "-l", "ci"], "label:LABEL"),
        (["query", "save", "x"], "tix query save NAME QUERY"),
        (["query", "rm", "x"], "tix query remove NAME"),
        (["query", "show", "mine"], "tix list @mine"),
        (["config", "color", "always"], "tix config set color always"),
        (["reply", "send", "received", "k7f"], "tix comment ID --reply NAME"),
        (["asset", "stock"], "tix asset list --columns id,stock"),
    ],
)
def test_what_is_almost_right_is_answered_with_what_is(
    harbour: DeskInFiles, args: list[str], hint: str
) -> None:
    refused = harbour.call(*args, code=2).stderr
    assert hint in refused.partition("hint:")[2]
    assert "id you mean 'ips" not in refused and "'--dry-run'" not in refused


def test_no_command_of_ours_is_among_those_of_others() -> None:
    assert not set(COMMANDS) & set(ENTRIES)
    groups = {command for command, _ in option_words.OPTIONS} - {"tix"}
    assert groups <= {words[-1] for words in _all_commands() if words}


def _all_commands() -> dict[tuple[str, ...], click.Command]:
    """Every command, those of groups too, by its words."""
    found: dict[tuple[str, ...], click.Command] = {}
    waiting: list[tuple[tuple[str, ...], click.Command]] = [((), tix_command)]
    for words, command in waiting:
        found[words] = command
        if isinstance(command, click.Group):
            context = click.Context(command, info_name="tix")
            for name in command.list_commands(context):
                below = command.get_command(context, name)
                assert below is not None
                waiting.append(((*words, name), below))
    return found


def _options_named(part: str, words: tuple[str, ...]) -> tuple[tuple[str, ...], set[str]]:
    """The words of the command that a part of a hint is about, maybe with more, and the options
    that it names."""
    before, tix, behind = part.replace("|", " ").partition("tix ")
    own = set(re.findall(habits._OPTION, before))
    if own or not tix or behind.startswith("-"):
        return words, own
    about = takewhile(re.compile("[a-z]").match, behind.split())
    return tuple(about), set(re.findall(habits._OPTION, behind))


def test_an_option_that_is_named_instead_is_one_of_the_command() -> None:
    commands = _all_commands()
    own = {
        words: {name for each in command.params for name in (*each.opts, *each.secondary_opts)}
        for words, command in commands.items()
    }
    others = {
        *option_words.ANYWHERE,
        *option_words.OF_LISTS,
        *(option for _, option in option_words.OPTIONS),
    }
    others |= {f"--{name}" for name in (*habits._IS_OPTIONS, "due-before", "no-label")}
    wrong = []
    for (words, known), option in product(own.items(), sorted(others)):
        if option in known:
            continue
        hint = habits.hint_for_option(
            (words or ("tix",))[-1],
            option,
            known,
            lambda name: own[(name,)],
            is_below=len(words) > 1,
        )
        for part in re.split(r"; | \| |, or |, (?=-)| or ", hint or ""):
            about, options = _options_named(part.partition("git ")[0], words)
            if not options <= own.get(about, own.get(about[:1], set())):
                wrong.append((words, option, part, hint))
    assert wrong == []


@pytest.mark.parametrize("typed", ["redct", "reda", "delet", "deelte", "undoo", "created", "und"])
def test_nothing_dangerous_is_suggested(desk: DeskInFiles, typed: str) -> None:
    hint = desk.call(typed, code=2).stderr.partition("hint:")[2]
    assert not any(word in hint for word in ("delete", "redact", "undo"))


@pytest.mark.parametrize("typed", ["In Progress", "in_progress", "InProgress", "IN-PROGRESS"])
def test_a_status_is_what_it_is_however_its_parts_are_joined(
    harbour: DeskInFiles, typed: str
) -> None:
    harbour.call("status", BUILD, typed)
    found = harbour.call("list", "--ids", f"status:{typed}")
    assert BUILD in found.stdout.split() and found.stderr == ""
    assert harbour.call("list", "--ids", "-s", typed).stdout == found.stdout
    assert "nothing to change" in harbour.call("edit", BUILD, "--set", f"status={typed}").stderr


def test_help_is_a_command(desk: DeskInFiles) -> None:
    assert desk.call("help").stdout == desk.call("--help").stdout
    assert desk.call("help", "list").stdout == desk.call("list", "--help").stdout
    assert "no command 'lst'" in desk.call("help", "lst", code=2).stderr


@pytest.mark.parametrize(
    ("args", "hint"),
    [
        (["list", "--json", "number,title,state"], "--json --fields title"),
        (["search", "--json", "createdAt,url"], "--json --fields id,title"),
        (["board", "--json", "id,labels"], "--json --fields id,labels"),
        (["next", "--json", "id,title"], "--json --fields id,title"),
        (["list", "~ci"], "label:ci"),
        (["list", "description~pier"], "body:pier"),
        (["list", "summary ~ pier"], "title:VALUE"),
        (["list", "--web"], "tix serve"),
        (["list", "--done"], "is:done"),
        (["list", "--created", "week"], "opened:"),
        (["log", "--after", "2026-01-01"], "--since"),
        (["assign", BUILD, "--to", "bob"], "tix assign ID WHO"),
        (["list", "--epic", BUILD], "parent:ID in a query\n"),
        (["edit", BUILD, "--epic", BUILD], "; --parent ID"),
        (["close", BUILD, "--epic", BUILD], "tix edit ID --parent ID\n"),
        (["comment", BUILD, "--template", "x"], "--reply NAME"),
        (["edit", BUILD, "--set", "created=2026-01-01"], "'opened' here, which isn't set"),
        (["edit", BUILD, "--set", "sinc=now"], "known: title, status, "),
        (["edit", BUILD, "--set", "workd=1h"], "did you mean 'worked'?"),
        (["close", BUILD, "--set", "order=A-1"], "tix edit ID --set FIELD=VALUE\n"),
        (["status", BUILD, "resolved", "--cause", "X"], "tix edit ID --set cause=VALUE\n"),
        (["close", BUILD, "--asset", "pump"], "tix edit ID --add assets=VALUE\n"),
        (["open", "x", "--cause", "X"], " --set cause=VALUE\n"),
        (["comment", BUILD, "x", "--status", "open"], " tix status ID STATUS\n"),
        (["claim", BUILD, "--closed"], "tix claim --help"),
        (["customer", "add", "x", "--set", "region=north"], "known: name, contacts, "),
        (["edit", BUILD, "--set", "notes=x"], "tix comment ID TEXT"),
        (["edit", BUILD, "--set", "age=3"], "it is computed"),
        (["edit", BUILD, "--set", "deps=m3k"], "--depends-on ID"),
        (["config", "set", "columns", "id", "--desk"], "without --desk"),
        (["comment", BUILD, "--assignee", "bob"], "tix edit ID -a WHO"),
        (["undo", "--page", "2"], "tix list --limit N"),
        (["log", "--tag", "ci"], "label:VALUE"),
        (["customer", "edit", "acme", "--plan", "gold"], "--set plan=VALUE"),
        (["customer", "add", "x", "--email", "jo@acme.example"], "--add contacts=VALUE"),
        (["customer", "edit", "acme", "plan=gold"], "--set FIELD=VALUE"),
        (["asset", "list", "-c", "acme"], "customer:VALUE"),
        (["kb", "edit", "x", "--title", "y"], "--set title=VALUE"),
        (["work", BUILD, "--time", "2h"], "tix work ID LENGTH"),
        (["report", "--table"], "--color always gives what a terminal shows in a pipe, too"),
        (["report", "--csv"], "--format csv"),
        (["report", "--from", "2026"], "--since DATE"),
        (["report", "sla"], "tix report promises"),
        (["invoice", "create", "-c", "x", "--to", "2026"], "--until DATE"),
        (["tick", "--watch"], "--every TIME"),
        (["serve", "--host", "0.0.0.0"], "--bind ADDRESS"),
        (["undo", "-n"], "tix undo --list"),
        (["list", "-yHigh"], "write -p High, or"),
        (["list", "-sDone"], "write -s Done, or"),
        (["list", "status:-closed"], "to rule it out write -status:closed"),
        (["list", "priority:!high"], "to rule it out write -priority:high"),
        (["list", "is:urgent"], "did you mean priority:urgent?"),
        (["list", "is:in_progress"], "did you mean status:in-progress?"),
        (["list", "age:>7d"], "'opened:>7d'"),
        (["list", "newer_than:7d"], "'opened:<7d'"),
        (["list", "from:ana"], "requester:WHO"),
        (["list", "assignee:currentUser()"], "write assignee:me"),
        (["close", BUILD, "--as", "wontfix"], "--resolution TEXT"),
        (["report", "throughput", "--last", "30d"], "--since AGE"),
        (["board", "--group", "label"], "--by FIELD"),
        (["sync", "nowhere"], "git remote add nowhere URL"),
        (["edit", BUILD, "--children", BUILD], "tix link ID child OTHER"),
        (["undo", "--all"], "tix undo --list"),
        (["search", "-w", "duckling"], "whole words"),
        (["list", "-tBug"], "write -t Bug, or"),
        (["list", "no:project"], "milestone: and customer: instead"),
        (["list", "project.is:home"], "milestone: and customer: instead"),
        (["list", "pro:home"], "milestone: and customer: instead"),
        (["list", "team:support"], "assignee:TEAM"),
        (["list", "+DUETODAY"], "write due:today"),
        (["list", "--title-contains", "x"], "title:WORD"),
        (["list", "--priority-min", "2"], "priority:VALUE.."),
        (["list", "--raw"], "--json, --ids, or --format"),
        (["list", "-R", "me/it"], "tix -C DIR list"),
        (["query", "status:open"], "tix list QUERY runs one"),
        (["open", "x", "-y"], "asks nothing"),
        (["open", "x", "--weight", "3"], "--set FIELD=VALUE"),
        (["reopen", BUILD, "-c", "x"], "-m TEXT adds a comment"),
        (["show", BUILD, "-c"], "has the comments"),
        (["comment", BUILD, "--delete-last"], "--remove COMMENT"),
    ],
)
def test_fields_options_and_operators_of_others_are_answered(
    harbour: DeskInFiles, args: list[str], hint: str
) -> None:
    refused = harbour.call(*args, code=2)
    assert refused.stdout == ""
    assert hint in refused.stderr.partition("hint:")[2]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["list", "opened:-7d"], "is one day, 2026-11-15; opened:-7d.. is since then"),
        (["list", "opened:-0d"], "is one day, 2026-11-22; "),
        (["list", "due:+300d"], "is one day, 2027-09-18; due:..+300d is until then"),
        (["list", "due:+300d.."], ""),
        (["board", "list"], "tix board alone shows all"),
        (["log", "--by", "zzz"], "nobody that this desk knows is called 'zzz'"),
    ],
)
def test_what_was_hardly_meant_is_told(harbour: DeskInFiles, args: list[str], said: str) -> None:
    told = harbour.call(*args).stderr
    assert said in told
    assert bool(said) == any(word in told for word in ("one day", "alone", "nobody"))


@pytest.mark.parametrize(
    ("args", "same"),
    [
        (["~label:ci"], ["-label:ci"]),
        (["-l", "!ci"], ["-label:ci"]),
        (["-l", "~ci", "-l", "release"], ["-label:ci", "label:release"]),
        (["-s~closed", "linker"], ["-is:done", "linker"]),
        (["-s", "!pending"], ["-status:pending"]),
        (["-p", "~urgent"], ["-priority:urgent"]),
        (["-p", "~urgent,high"], ["priority:high"]),
    ],
)
def test_a_sign_before_a_value_rules_it_out(
    harbour: DeskInFiles, args: list[str], same: list[str]
) -> None:
    everything = listed(harbour)
    assert everything != listed(harbour, *args) == listed(harbour, *same) != []


def test_orders_of_other_tools_are_understood(harbour: DeskInFiles) -> None:
    lowest = listed(harbour, "--sort", "priority")
    highest = listed(harbour, "--sort", "-priority")
    assert lowest != highest
    for typed in ("priority-", "priority-desc", "priority:desc"):
        assert listed(harbour, "--sort", typed) == listed(harbour, f"sort:{typed}") == highest
    assert listed(harbour, "--sort", "+priority") == lowest
    assert listed(harbour, "--sort", "priority+") == listed(harbour, "sort:priority-asc") == lowest


def test_an_empty_answer_in_json_says_which_word_was_looked_for(harbour: DeskInFiles) -> None:
    for command in ("list", "search", "next"):
        answer = harbour.call(command, "--json", "closed")
        assert json.loads(answer.stdout) == []
        assert f"'tix {command} is:done'" in answer.stderr
    assert "--json --fields state" in harbour.call("list", "--json", "state").stderr


def test_a_board_and_a_report_say_which_word_was_looked_for(harbour: DeskInFiles) -> None:
    assert "'tix board is:open'" in harbour.call("board", "open").stderr
    assert "'tix report labels is:open'" in harbour.call("report", "labels", "open").stderr


def test_next_and_faq_take_the_filters(harbour: DeskInFiles) -> None:
    filtered = harbour.call("next", "-a", "bob").stdout
    assert filtered == harbour.call("next", "assignee:bob").stdout != harbour.call("next").stdout
    assert harbour.call("faq", "-l", "ci").stdout == ""


def test_a_word_that_rules_nothing_out_may_be_an_option(harbour: DeskInFiles) -> None:
    assert "'-l nope'" in harbour.call("list", "-lnope").stderr
    assert "'-is:done'" in harbour.call("list", "-closed").stderr
    assert harbour.call("list", "-linker").stderr == ""  # tickets do have that word
    assert harbour.call("list", "-wontfix").stderr == ""  # nor is there an option -w
    assert "-uHigh rules nothing out" in harbour.call("list", "-uHigh").stderr


@pytest.mark.parametrize(
    ("args", "hint"),
    [
        (["customer", "ls"], "tix customer list"),
        (["customer", "new", "x"], "tix customer add"),
        (["kb", "find", "x"], "tix kb search"),
        (["invoice", "rm", "3"], "tix invoice void"),
        (["rules", "list"], "tix rules lists them"),
        (["outbox", "send"], "tix tick"),
        (["reply", "k7f", "x"], "tix comment k7f"),
        (["mail"], "fetch"),
        (["ci"], "junit"),
        (["customer", "remov"], "known:"),
        (["customer", "acme"], "tix customer show acme"),
        (["customer", "plan:gold"], "tix customer list plan:gold"),
        (["customer", "export", "csv"], "tix customer list --json"),
        (["asset", "describe", "x"], "tix asset show"),
        (["asset", "count"], "tix asset list"),
        (["kb", "help"], "tix kb --help"),
        (["kb", "rename", "x"], "tix kb edit"),
        (["invoice", "overdue"], "tix invoice list is:overdue"),
        (["invoice", "pdf", "3"], "tix invoice show NUMBER --format FORMAT"),
        (["invoice", "edit", "3"], "tix invoice void NUMBER"),
        (["rules", "add", "x"], "rules.yaml"),
        (["outbox", "ls"], "tix outbox lists them"),
        (["mail", "list"], "tix mail quarantine"),
        (["mail", "quarantine", "list"], "tix mail quarantine lists them"),
        (["serve", "list"], "tix serve user"),
        (["serve", "stop"], "Ctrl-C"),
        (["serve", "-p", "8000"], "--port N"),
        (["tick", "-v"], "tix tick --help"),
        (["query", "mine"], "tix list @mine"),
        (["config", "unset", "query"], "tix config set query ''"),
        (["config", "set", "query=is:open"], "tix config set NAME VALUE"),
        (["config", "edit"], "tix config path"),
        (["customers"], "tix customer"),
        (["sla"], "tix promise"),
        (["time", "k7f", "2h"], "tix work"),
        (["people"], "tix config people"),
        (["k7f"], "tix show k7f"),
        (["#k7f"], "tix show k7f"),
        (["reply", "#k7f", "x"], "tix comment k7f"),
    ],
)
def test_commands_of_groups_are_answered_too(
    harbour: DeskInFiles, args: list[str], hint: str
) -> None:
    refused = harbour.call(*args, code=2)
    assert refused.stdout == ""
    assert hint in refused.stderr.partition("hint:")[2]
    assert "Usage" not in refused.stderr


def test_fields_among_the_words_of_a_title_are_told(desk: DeskInFiles) -> None:
    assert (
        "+ci, due:friday: part of the title" in desk.call("open", "x", "+ci", "due:friday").stderr
    )
    assert "pri=H: part of" in desk.call("open", "x", "pri=H").stderr
    assert "part of" not in desk.call("open", "x +ci due:friday").stderr
    assert "part of" not in desk.call("open", "fix", "that").stderr


def test_somebody_among_the_words_of_a_title_is_told(desk: DeskInFiles) -> None:
    desk.write("tix.yaml", PEOPLE)
    for name in ("bob", "bob@example.org", "support", "me"):
        said = desk.call("open", "fix", "it", f"@{name}").stderr
        assert f"@{name}: part of the title; who works on it is -a {name}" in said
    for words in (["fix", "@dataclass"], ["fix", "@eve"], ["fix it @bob"], ["fix", "@"]):
        assert "part of" not in desk.call("open", *words).stderr


PEOPLE = """\
format: 1
statuses: {open: active, in-progress: active, in-review: active, done: done}
people:
- {name: Bob Reis, mail: bob@example.org}
- {name: Eve Lima, mail: eve.l@example.org}
- {name: Eve Roth, mail: eve.r@example.org}
teams: {support: [bob@example.org]}
"""


@pytest.mark.parametrize(
    ("args", "meant"),
    [
        (("list", "-s", "in", "progress"), "tix list status:in-progress"),
        (("list", "-s", "in-progress", "nothing"), None),
        (("list", "-a", "eve", "roth", "crash"), 'tix list assignee:"eve roth"'),
        (("list", "-a", "eve", "smith"), None),
        (("search", "-m", "next", "release"), 'tix search milestone:"next release"'),
        (("board", "milestone:next", "release"), 'tix board milestone:"next release"'),
        (("next", "-c", "acme", "ltd"), "tix next customer:acme-ltd"),
        (("list", '-l"next', 'release"'), None),
    ],
)
def test_a_value_of_several_words_is_named(
    desk: DeskInFiles, args: tuple[str, ...], meant: str | None
) -> None:
    desk.write("tix.yaml", PEOPLE.replace(", in-review: active", ""))
    desk.write("customers/acme-ltd.md", "---\nname: Acme Ltd\n---\n")
    desk.open("Door", "--milestone", "Next release")
    said = desk.call(*args).stderr
    assert (f"did you mean '{meant}'?" in said) if meant else ("did you mean" not in said)


def test_values_without_quotes_are_told_when_a_field_is_set(desk: DeskInFiles) -> None:
    ident = desk.open("Door")
    for given in (("--set", "status=in", "progress"), ("--milestone", "next", "release")):
        assert "stands in quotes" in desk.call("edit", ident, *given, code=3).stderr
    assert "stands in quotes" not in desk.call("edit", ident, "zzzzzz", code=3).stderr
    assert "stands in quotes" not in desk.call("edit", "zzzzzz", "--set", "due=", code=3).stderr


def test_a_status_in_several_words_is_named(desk: DeskInFiles) -> None:
    desk.write("tix.yaml", PEOPLE)
    ident = desk.open("Door")
    for words, status in ((("in", "review"), "in-review"), (("In", "Progress"), "in-progress")):
        refused = desk.call("status", ident, *words, code=2).stderr
        assert f"{' '.join(words)!r} is one status" in refused
        assert f"hint: tix status {ident} {status}" in refused
    refused = desk.call("list", "-s", "in", "review", code=2).stderr
    assert "hint: it could be in-progress, in-review" in refused
    assert desk.call("status", ident, "in review").stdout == ""


@pytest.mark.parametrize(
    ("words", "told", "untold"),
    [
        ("closed by bob", ("list is:done'", "tix log --by bob"), "opened_by"),
        ("updated by bob", ("tix log --by bob",), "opened_by"),
        ("in progress by bob", ("status:in-progress", "opened_by:bob"), "tix log"),
        ("bugs by bob", ("opened_by:bob",), "tix log"),
        ("closed by friday", ("closed:<=friday",), "tix log"),
    ],
)
def test_who_did_what_is_in_the_log(
    desk: DeskInFiles, words: str, told: tuple[str, ...], untold: str
) -> None:
    desk.write("tix.yaml", PEOPLE)
    said = desk.call("list", *words.split()).stderr
    assert all(each in said for each in told) and untold not in said


def test_the_name_of_a_file_stands_for_its_ticket(harbour: DeskInFiles) -> None:
    shown = harbour.call("show", BUILD).stdout
    assert harbour.call("show", f"tickets/2026/11/{BUILD}.md").stdout == shown
    assert harbour.call("show", f"{BUILD}.md").stdout == shown


def test_fields_behind_an_id_and_a_list_of_settings_are_answered(harbour: DeskInFiles) -> None:
    refused = harbour.call("show", BUILD, "--json", "title,body", code=2).stderr
    assert "--json --fields title" in refused
    assert "--json --fields id,title" in harbour.call("show", BUILD, "--json", "url", code=2).stderr
    assert "tix config lists all" in harbour.call("config", "list", code=2).stderr


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["list", "id:zzz"], "there is no ticket 'zzz'"),
        (["list", "--json", "parent:zzz"], "there is no ticket 'zzz'"),
        (["board", "blocks:k7f,zzz"], "there is no ticket 'zzz'"),
        (["log", "HEAD~3.."], "git log HEAD~3.."),
        (["log", "--", "tickets/"], "tix log alone is about every ticket"),
        (["log", "src/x.c"], "git log -- src/x.c"),
        (["list", "in progress"], "'tix list status:in-progress'"),
        (["list", "In_Progress", "nobody"], "'tix list status:in-progress'"),
        (["list", "on", "hold", "zebra"], "'tix list status:pending'"),
        (["list", "not", "in", "progress"], "'tix list -status:in-progress'"),
        (["list", "bug"], "'tix list type:problem'"),
        (["list", "incidents"], "'tix list type:incident'"),
        (["list", "assigned", "to", "duckling"], "'tix list assignee:duckling'"),
        (["list", "tomorrow"], "'tix list due:tomorrow'"),
        (["list", "description:duckling"], "what Taskwarrior calls so is title:"),
        (["list", "map(.id)"], "tix list --json | jq FILTER"),
        (["list", "issuetype = Bug"], "'tix list type:Bug'"),
        (["list", "updatedDate >= -1d"], "'updated:>=VALUE'"),
        (["list", "fixVersion = 4.2"], "tix has milestone: instead"),
        (["list", "sprint in openSprints()"], "tix has milestone: instead"),
        (["list", "duckling && zebra"], "'tix list duckling zebra'"),
        (["list", "duckling || zebra"], "'tix list duckling OR zebra'"),
        (["list", "not duckling"], "'tix list -duckling'"),
        (["list", "opened", "by", "duckling"], "'tix list opened_by:duckling'"),
        (["list", "due", "before", "friday"], "\"tix list 'due:<friday'\""),
        (["list", "due", "next", "week"], "'tix list due:next-week'"),
        (["list", "due", "today", "duckling"], "'tix list due:today'"),
        (["list", "unresolved"], "write is:open"),
        (["list", "--sort", "due", "desc"], "--sort -FIELD"),
        (["list", "/duck.ing/"], "no patterns"),
        (["search", "duck?ing"], "no patterns"),
        (["list", "rc.verbose=nothing"], "tix config set NAME VALUE"),
        (["board", "create"], "no tickets match"),
        (["next", "3"], "tix next -n 3"),
        (["invoice", "list", "paid"], "'tix invoice list status:paid'"),
        (["list", "milestone"], "milestone:VALUE"),
        (["list", "-label"], "'no:label'"),
        (["list", f"{BUILD[:3]},{BUILD}"], f"tix list id:{BUILD[:3]},{BUILD}"),
        (["list", "duckling|zebra"], "tix list duckling OR zebra"),
        (["search", r"duckling\|zebra"], "tix search duckling OR zebra"),
        (["search", "duck.*ing"], "no patterns"),
        (["search", "[Dd]uckling"], "no patterns"),
        (["list", "help"], "tix list --help"),
        (["list", "label :zebra"], "'tix list label:zebra'"),
        (["list", "due <2020"], "\"tix list 'due:<2020'\""),
        (["inbox", "clear"], "tix inbox alone takes"),
        (["list", "status:in review"], "read as status:in-progress and the words 'review'"),
    ],
)
def test_what_finds_nothing_says_why(harbour: DeskInFiles, args: list[str], said: str) -> None:
    assert said in harbour.call(*args).stderr
    assert "there is no ticket" not in harbour.call("list", f"parent:{BUILD}").stderr


@pytest.mark.parametrize(
    "words",
    [
        "rating:>0", "rating:0..3", "status changed", "password status changed",
        "status was wrong", "/.git/", "/v1.2/", "title:/a.b/", "printer OR (A)", "linker (A)",
        "(A) OR (B)",
    ],
)  # fmt: skip
def test_what_can_be_meant_as_it_stands_is_looked_for(harbour: DeskInFiles, words: str) -> None:
    assert "hint: write" not in harbour.call("list", words).stderr


def test_a_list_of_records_says_which_word_was_looked_for(harbour: DeskInFiles) -> None:
    assert "'tix invoice list is:unpaid'" in harbour.call("invoice", "list", "unpaid").stderr
    assert "'tix asset list is:low'" in harbour.call("asset", "list", "low").stderr


@pytest.mark.parametrize("words", ["[zebra]", "[Zebra] crossing", "zebra[0]", "100$", "C++"])
def test_a_text_with_brackets_or_a_price_is_no_pattern(harbour: DeskInFiles, words: str) -> None:
    assert "patterns" not in harbour.call("list", words).stderr


def test_people_are_assigned_with_commas_between_them(harbour: DeskInFiles) -> None:
    told = json.loads(harbour.call("assign", BUILD, "me,zoe@example.org", "-n", "--json").stdout)
    assert len(told["assignees"]) == 2


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["edit", BUILD, "--set", "labels+=x"], "--add labels=VALUE"),
        (["edit", BUILD, "--set", "labels -=x"], "--remove labels=VALUE"),
        (["edit", BUILD, "--set", "links=x"], "blocks=ID"),
    ],
)
def test_a_setting_of_another_form_names_the_right_one(
    harbour: DeskInFiles, args: list[str], said: str
) -> None:
    assert said in harbour.call(*args, code=2).stderr


def test_an_empty_label_is_no_change(harbour: DeskInFiles) -> None:
    assert harbour.call("edit", BUILD, "-l", "").stderr == "nothing to change\n"


def test_an_inbox_says_which_word_was_looked_for(harbour: DeskInFiles) -> None:
    said = harbour.call("inbox", "overdue").stderr
    assert "no tickets match" in said
    assert "'tix inbox is:overdue'" in said
    assert "no tickets match" not in harbour.call("inbox", "label:ci").stderr


def test_a_rating_that_nothing_can_have_is_told(harbour: DeskInFiles) -> None:
    assert "a rating is from 1 to 5" in harbour.call("list", "rating:9").stderr
