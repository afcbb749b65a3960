"""Hostile clones made of files: links, pipes, odd names, odd contents."""

import os
import shutil
from pathlib import Path

from tests.conftest import DeskInFiles
from tests.hostile.canaries import Outside
from tests.hostile.clones import Case, Make
from tests.hostile.commands import GOOD

_TICKET = "---\nid: {}\ntitle: Hostile\nstatus: open\n---\n"
_MONTH = "tickets/2026/11"
_SECRET = f"{_MONTH}/secret.md"


def _clear(path: Path) -> Path:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def _link(place: str, target: str, *, relative: bool = False) -> Make:
    """A symbolic link in that place of the desk to something outside."""

    def make(desk: DeskInFiles, outside: Outside) -> None:
        path = _clear(desk.root / place)
        there = outside.folder / target
        path.symlink_to(os.path.relpath(there, path.parent) if relative else there)

    return make


def _link_to(place: str, target: str) -> Make:
    def make(desk: DeskInFiles, outside: Outside) -> None:
        _clear(desk.root / place).symlink_to(target)

    return make


def _pipe(place: str) -> Make:
    def make(desk: DeskInFiles, outside: Outside) -> None:
        os.mkfifo(_clear(desk.root / place))

    return make


def _folder(place: str) -> Make:
    def make(desk: DeskInFiles, outside: Outside) -> None:
        _clear(desk.root / place).mkdir()
        desk.write(f"{place}/inside", "x")

    return make


def _ticket(text: str | bytes, name: str | bytes = "secret.md") -> Make:
    """A ticket's file with that text."""

    def make(desk: DeskInFiles, outside: Outside) -> None:
        folder = desk.root / _MONTH
        folder.mkdir(parents=True, exist_ok=True)
        data = text.encode() if isinstance(text, str) else text
        data = data.replace(b"OUTSIDE", os.fsencode(outside.folder))
        data = data.replace(b"COMMAND", outside.command.encode())
        (folder / os.fsdecode(name)).write_bytes(data)

    return make


def _with(line: str) -> Make:
    """A ticket with one more line of front matter."""
    return _ticket(_TICKET.format("secret").replace("status", f"{line}\nstatus"))


def _attached(name: str) -> Make:
    """A ticket that names such an attachment."""
    return _with(f"attachments:\n- {name}\n- b.txt")


def _settings(text: str) -> Make:
    def make(desk: DeskInFiles, outside: Outside) -> None:
        changed = text.replace("OUTSIDE", str(outside.folder)).replace("COMMAND", outside.command)
        desk.write("tix.yaml", changed)

    return make


def _file(place: str, text: str) -> Make:
    def make(desk: DeskInFiles, outside: Outside) -> None:
        changed = text.replace("OUTSIDE", str(outside.folder)).replace("COMMAND", outside.command)
        _clear(desk.root / place)
        desk.write(place, changed)

    return make


def _deep(desk: DeskInFiles, outside: Outside) -> None:
    desk.write(f"tickets/{'deep/' * 150}secret.md", _TICKET.format("secret"))


def _programs(desk: DeskInFiles, outside: Outside) -> None:
    """Programs and modules of the names that tix uses, in the folder where it is run."""
    for name in ("git", "tix", "sh", "less", "vi", "ssh", "gpg", "ssh-keygen"):
        outside.program(desk.root / name)
    for name in ("tix", "click", "yaml", "sitecustomize", "json", "wcwidth"):
        desk.write(f"{name}.py", f"import os\nos.system({outside.command!r})\n")


def _hidden_git_file(desk: DeskInFiles, outside: Outside) -> None:
    """A ``.git`` file below the tickets that names a git folder elsewhere."""
    evil = DeskInFiles(outside.folder, desk.environ)
    evil.git("init", "--quiet", "--bare", "evil.git")
    evil.git("-C", "evil.git", "config", "core.fsmonitor", outside.command)
    evil.git("-C", "evil.git", "config", "core.bare", "false")
    desk.write(f"{_MONTH}/.git", f"gitdir: {outside.folder}/evil.git\n")


LINKS = (
    Case("ticket-absolute", _link(_SECRET, "secret.md")),
    Case("ticket-relative", _link(_SECRET, "secret.md", relative=True)),
    Case("ticket-dangling", _link(_SECRET, "nothing.md")),
    Case("ticket-to-folder", _link(_SECRET, "2026")),
    Case("ticket-to-device", _link_to(_SECRET, "/dev/zero")),
    Case("ticket-to-itself", _link_to(_SECRET, "secret.md")),
    Case("ticket-to-git", _link_to(_SECRET, "../../../.git/config")),
    Case("ticket-to-stdin", _link_to(_SECRET, "/proc/self/fd/0")),
    Case("archived-ticket", _link("archive/2026/11/secret.md", "secret.md")),
    Case("month", _link(_MONTH, "2026/11"), works=False),
    Case("month-relative", _link(_MONTH, "2026/11", relative=True), works=False),
    Case("other-month", _link("tickets/2026/10", "2026/11")),
    Case("year", _link("tickets/2026", "2026"), works=False),
    Case("year-dangling", _link("tickets/2026", "none"), works=False),
    Case("archive-year", _link("archive/2026", "2026")),
    Case("tickets", _link("tickets", ""), works=False),
    Case("tickets-relative", _link("tickets", "", relative=True), works=False),
    Case("archive", _link("archive", "")),
    Case("attachments", _link("attachments", "")),
    Case("attachments-of-ticket", _link(f"attachments/{GOOD}", "")),
    Case("attachment", _link(f"attachments/{GOOD}/2c26b46b-a.txt", "5e884898-secret.txt")),
    Case("templates", _link("templates", "templates")),
    Case("template", _link("templates/secret.md", "secret.md")),
    Case("settings", _link("tix.yaml", "tix.yaml"), works=False),
    Case("settings-dangling", _link("tix.yaml", "none"), works=False),
    Case("attributes", _link("tickets/.gitattributes", ".gitattributes")),
    Case("attributes-of-desk", _link(".gitattributes", ".gitattributes")),
    Case("ignored-files", _link(".gitignore", "secret.md")),
    Case("mailmap", _link(".mailmap", "secret.md")),
    Case("scratch-folder", _link(".tix-scratch", "")),
    Case("desk-folder", _link(".tix", "")),
)

PIPES = (
    Case("ticket-pipe", _pipe(_SECRET), carried=False),
    Case("template-pipe", _pipe("templates/secret.md"), carried=False),
    Case("attachment-pipe", _pipe(f"attachments/{GOOD}/2c26b46b-a.txt"), carried=False),
    Case("settings-pipe", _pipe("tix.yaml"), carried=False, works=False),
    Case("ticket-folder", _folder(_SECRET)),
    Case("settings-folder", _folder("tix.yaml"), works=False),
    Case("tickets-file", _file("tickets", "x"), carried=False, works=False),
)

_IDS = {
    "up": "..", "path": "../../tix", "absolute": "OUTSIDE/secret", "nul": '"a\\0b"',
    "backslash": "..\\..\\tix", "dash": "-rf", "option": "--help", "line": '"a\\nb"',
    "escape": '"\\e[31mred"', "blank": '" "', "reserved": "con", "long": "a" * 3000,
}  # fmt: skip
IDS = tuple(Case(f"id-{name}", _ticket(_TICKET.format(text))) for name, text in _IDS.items())

_NAMES: dict[str, bytes] = {
    "dash": b"-rf.md", "option": b"--output=x.md", "line": b"a\nb.md", "escape": b"\x1b[31mc.md",
    "not-utf-8": b"\xff\xfe.md", "long": b"a" * 252 + b".md", "backslash": b"..\\..\\x.md",
    "command": b"$(touch ran).md", "dots": b"...md", "hidden": b".md", "glob": b"*.md",
    "magic": b":(top)x.md", "quote": b"\"'.md", "bidi": "\u202ecod.md".encode(), "tab": b"a\tb.md",
}  # fmt: skip
NAMES = tuple(
    Case(f"name-{name}", _ticket(_TICKET.format("secret"), raw)) for name, raw in _NAMES.items()
)

_ATTACHED = {
    "path": "../../../outside/5e884898-secret.txt", "absolute": "OUTSIDE/5e884898-secret.txt",
    "up": "..", "here": ".", "nul": '"a\\0b"', "backslash": "..\\..\\x", "dash": "-rf",
    "line": '"a\\nb"', "escape": '"\\e[31mred"', "settings": "../../tix.yaml",
    "git": "../../.git/config",
}  # fmt: skip
ATTACHED = tuple(Case(f"attached-{name}", _attached(text)) for name, text in _ATTACHED.items())

_CONFIG = "format: 1\nname: evil\n"
CONTENTS = (
    Case("settings-command", _settings(
        f"{_CONFIG}editor: COMMAND\npager: COMMAND\nhooks:\n- COMMAND\ntemplates: OUTSIDE\n"
    ), works=False),
    Case("settings-python", _settings(
        f'{_CONFIG}people: !!python/object/apply:os.system ["COMMAND"]\n'), works=False),
    Case("settings-zone", _settings(f"{_CONFIG}timezone: ../../../../OUTSIDE/secret.md\n"),
         works=False),
    Case("settings-escape", _settings(f'{_CONFIG[:-5]}"\\e[31mred"\n')),
    Case("settings-newer", _settings("format: 99\n"), works=False),
    Case("settings-bomb", _settings(
        f"{_CONFIG}a: &a [x,x]\nb: &b [*a,*a]\npeople: [*b,*b]\n"), works=False),
    Case("ticket-python", _with('x: !!python/object/apply:os.system ["COMMAND"]')),
    Case("ticket-bomb", _with("x: &a [x,x]\ny: [*a,*a]")),
    Case("ticket-nested", _with("x:\n" + "- " * 30_000 + "x")),
    Case("ticket-dates", _with(
        "opened: 0001-01-01T00:00:00+14:00\ndue: 9999-12-31T23:59:59-14:00\nsince: 0000-00-00")),
    Case("ticket-number", _with(f"x: {'9' * 5000}")),
    Case("ticket-large", _ticket(_TICKET.format("secret") + "\n" + "x" * 79 + "\n" * 100_000)),
    Case("ticket-one-line", _ticket(_TICKET.format("secret") + "\n" + "*_`[" * 50_000)),
    Case("ticket-binary", _ticket(b"\0\xff" * 5000)),
    Case("ticket-conflict", _ticket(
        "<<<<<<< OUTSIDE\n" + _TICKET.format("secret") + "=======\n>>>>>>> $(COMMAND)\n")),
    Case("deep", _deep),
    Case("programs", _programs),
    Case("git-file", _hidden_git_file, carried=False, git_looks=True),
    Case("attribute-drivers", _file(
        "tickets/2026/.gitattributes", "* filter=evil diff=evil merge=evil text eol=crlf ident\n")),
    Case("attributes-of-all", _file(
        ".gitattributes", "* filter=evil diff=evil merge=evil working-tree-encoding=UTF-16\n"),
         carried=False),
    Case("shipped-settings", _file(".gitconfig", '[core]\n\tfsmonitor = "COMMAND"\n')),
    Case("submodule-command", _file(
        ".gitmodules",
        '[submodule "../../x"]\n\tpath = -u\n\turl = ext::sh -c COMMAND\n\tupdate = !COMMAND\n')),
)  # fmt: skip

_RECORD = "---\nname: Hostile\ntitle: Hostile\n---\n"
RECORDS = (
    Case("customer-link", _link("customers/secret.md", "secret.md")),
    Case("customers-link", _link("customers", "")),
    Case("reply-link", _link("replies/secret.md", "secret.md")),
    Case("kb-relative", _link("kb", "2026/11", relative=True)),
    Case("customer-pipe", _pipe("customers/secret.md"), carried=False),
    Case("asset-folder", _folder("assets/secret.md")),
    Case("customers-file", _file("customers", "x"), carried=False),
    Case("customer-name", _file("customers/-rf.md", _RECORD)),
    Case("customer-escape", _file(
        "customers/secret.md", '---\nname: "\\e[31mred"\nplan: "a\\nb"\nips:\n- ::/0\n---\n')),
    Case("customer-networks", _file(
        "customers/secret.md", "---\nname: A\nips:\n" + "- 10.0.0.0/8\n" * 3000 + "---\n")),
    Case("customer-binary", _file("customers/secret.md", "---\nname: A\n---\n\0")),
    Case("reply-python", _file("replies/secret.md", _RECORD + (
        "\n{{ ''.__class__.__mro__[1].__subclasses__() }}{{ ticket.__init__.__globals__ }}\n"))),
    Case("reply-include", _file(
        "replies/secret.md", _RECORD + "\n{% include 'OUTSIDE/secret.md' %}\n")),
    Case("reply-bomb", _file("replies/secret.md", _RECORD + (
        "\n" + "{% if 1 %}" * 3000 + "{{ 'a' * 999999999 }}" + "{% endif %}" * 3000))),
    Case("article-of-all", _file(
        "kb/secret.md", "---\ntitle: good bad new\nfrom:\n- a1aaaa\nlabels: [x]\n---\n")),
)  # fmt: skip

FILES = (*LINKS, *PIPES, *IDS, *NAMES, *ATTACHED, *CONTENTS, *RECORDS)
