"""Hostile clones made in the git folder: refs, objects, settings, repositories in repositories."""

from tests.conftest import DeskInFiles
from tests.hostile.canaries import Outside
from tests.hostile.clones import Case, Make
from tests.hostile.commands import GOOD


def _bare_inside(desk: DeskInFiles, outside: Outside) -> None:
    """A bare repository among the tickets, with settings that name commands."""
    desk.git("init", "--quiet", "--bare", "tickets/2026/evil")
    for name in ("core.fsmonitor", "core.sshCommand", "core.pager", "core.editor", "gpg.program",
                 "diff.external", "uploadpack.packObjectsHook"):  # fmt: skip
        desk.git("-C", "tickets/2026/evil", "config", name, outside.command)
    for hook in ("reference-transaction", "pre-commit", "post-index-change"):
        outside.program(desk.root / "tickets/2026/evil/hooks" / hook)


def _inside_a_bare_one(desk: DeskInFiles, outside: Outside) -> DeskInFiles:
    """The same, and tix is run in there."""
    _bare_inside(desk, outside)
    desk.git("-C", "tickets/2026/evil", "config", "core.worktree", "..")
    desk.git("-C", "tickets/2026/evil", "config", "core.bare", "false")
    return DeskInFiles(desk.root / "tickets/2026/evil", desk.environ)


def _gitlink(desk: DeskInFiles, outside: Outside) -> None:
    head = desk.git("rev-parse", "HEAD").strip()
    desk.git("update-index", "--add", "--cacheinfo", f"160000,{head},tickets/2026/11/secret.md")
    desk.git("commit", "--quiet", "-m", "A link")


def _submodule(desk: DeskInFiles, outside: Outside) -> None:
    """A submodule whose place is a ticket's folder and whose URL is a command."""
    _gitlink(desk, outside)
    url = f"ext::sh -c {outside.command}"
    lines = ("path = tickets/2026/11/secret.md", f"url = {url}", f"update = !{outside.command}")
    desk.write(".gitmodules", "\n\t".join(['[submodule "x"]', *lines]))
    desk.git("config", "submodule.recurse", "true")
    desk.git("config", "submodule.x.url", url)
    desk.git("config", "submodule.x.active", "true")


def _symbolic_branch(desk: DeskInFiles, outside: Outside) -> None:
    desk.git("branch", "other")
    desk.git("symbolic-ref", "refs/heads/tix", "refs/heads/other")
    desk.git("symbolic-ref", "HEAD", "refs/heads/tix")


def _replaced(desk: DeskInFiles, outside: Outside) -> None:
    """Git shows other objects than those that are named."""
    blob = desk.git("rev-parse", f"HEAD:{desk.file_of(GOOD).relative_to(desk.root)}").strip()
    other = desk.git("hash-object", "-w", "tix.yaml").strip()
    desk.git("replace", blob, other)
    desk.git("replace", desk.git("rev-parse", "HEAD").strip(),
             desk.git("rev-parse", "HEAD~1").strip())  # fmt: skip


def _grafted(desk: DeskInFiles, outside: Outside) -> None:
    head = desk.git("rev-parse", "HEAD").strip()
    desk.write(".git/info/grafts", f"{head}\n")


def _alternates(desk: DeskInFiles, outside: Outside) -> None:
    desk.write(".git/objects/info/alternates", f"{outside.folder}\n/nowhere\n-x\n")


def _remote(name: str, url: str) -> Make:
    """A remote that the branch of the desk is set to."""

    def make(desk: DeskInFiles, outside: Outside) -> None:
        config = desk.root / ".git" / "config"
        where = url.replace("OUTSIDE", str(outside.folder)).replace("COMMAND", outside.command)
        called = name.replace("COMMAND", outside.command)
        quoted = [text.replace("\\", "\\\\").replace('"', '\\"') for text in (called, where)]
        config.write_text(
            f'{config.read_text()}[remote "{quoted[0]}"]\n\turl = "{quoted[1]}"\n'
            f'[branch "main"]\n\tremote = "{quoted[0]}"\n\tmerge = refs/heads/main\n'
        )

    return make


def _tracked(ref: str) -> Make:
    """The branch's counterpart has an odd name."""

    def make(desk: DeskInFiles, outside: Outside) -> None:
        _remote("origin", "OUTSIDE/none")(desk, outside)
        desk.git("config", "branch.main.merge", ref.replace("COMMAND", outside.command))

    return make


def _branch(name: str) -> Make:
    """The desk is on a branch of an odd name, which plumbing can make."""

    def make(desk: DeskInFiles, outside: Outside) -> None:
        head = desk.git("rev-parse", "HEAD").strip()
        ref = f"refs/heads/{name}"
        desk.write(f".git/{ref}", f"{head}\n")
        desk.write(".git/HEAD", f"ref: {ref}\n")
        desk.git("config", "tix.branch", name)

    return make


def _odd_refs(desk: DeskInFiles, outside: Outside) -> None:
    head = desk.git("rev-parse", "HEAD").strip()
    for name in ("refs/heads/main/x", "refs/heads/--help", "refs/remotes/-x/tix", "refs/tags/HEAD",
                 "refs/heads/HEAD", "refs/tags/main", "refs/tags/refs/heads/main"):  # fmt: skip
        place = desk.root / ".git" / name
        if not any(parent.is_file() for parent in place.parents):
            desk.write(f".git/{name}", f"{head}\n")


def _commit(**fields: str) -> Make:
    """A commit with odd fields, made as an object."""

    def make(desk: DeskInFiles, outside: Outside) -> None:
        tree, head = (desk.git("rev-parse", name).strip() for name in ("HEAD^{tree}", "HEAD"))
        file = desk.file_of(GOOD)
        file.write_text(file.read_text() + "\nmore\n")
        desk.git("add", ".")
        tree = desk.git("write-tree").strip()
        who = fields.get("who", "Mal <mal@example.org>")
        when = fields.get("when", "1 +0000")
        raw = (
            f"tree {tree}\nparent {head}\nauthor {who} {when}\ncommitter {who} {when}\n"
            f"{fields.get('extra', '')}\n{fields.get('message', 'Odd')}\n"
        )
        path = outside.folder.parent / "commit"
        path.write_bytes(raw.encode(errors="surrogateescape"))
        name = desk.git("hash-object", "-t", "commit", "-w", "--literally", str(path)).strip()
        desk.write(".git/refs/heads/main", f"{name}\n")

    return make


IN_GIT = (
    Case("bare-inside", _bare_inside, carried=False),
    Case("inside-a-bare-one", _inside_a_bare_one, carried=False, works=False),
    Case("gitlink", _gitlink, carried=False),
    Case("submodule", _submodule, carried=False),
    Case("symbolic-branch", _symbolic_branch, carried=False),
    Case("replaced-objects", _replaced, carried=False),
    Case("grafts", _grafted, carried=False),
    Case("alternates", _alternates, carried=False),
    Case("remote-dash", _remote("-x", "OUTSIDE/none"), carried=False),
    Case("remote-option", _remote("--upload-pack=COMMAND", "OUTSIDE/none"), carried=False),
    Case("remote-path", _remote("../../x", "OUTSIDE/none"), carried=False),
    Case("remote-command", _remote("origin", "ext::sh -c COMMAND"), carried=False),
    Case("remote-ssh-option", _remote("origin", "ssh://-oProxyCommand=COMMAND/x"), carried=False),
    Case("remote-scp-option", _remote("origin", "-oProxyCommand=COMMAND:x"), carried=False),
    Case("remote-escape", _remote("origin", "\x1b[31mOUTSIDE"), carried=False),
    Case("tracked-option", _tracked("--upload-pack=COMMAND"), carried=False),
    Case("tracked-everything", _tracked("refs/*"), carried=False),
    Case("branch-dash", _branch("-x"), carried=False),
    Case("branch-option", _branch("--upload-pack=x"), carried=False),
    Case("branch-quote", _branch("a';touch${IFS}ran;'"), carried=False),
    Case("branch-odd-refs", _odd_refs, carried=False),
    Case("commit-time", _commit(when="99999999999999999999 +9999"), carried=False),
    Case("commit-no-time", _commit(when="x"), carried=False),
    Case("commit-escape", _commit(who="\x1b[31mMal\u202e <\x1b[0m>", message="\x1b]52;c;aGk=\x07"),
         carried=False),
    Case("commit-not-utf-8", _commit(who="\udcff\udcfe <\udcff>", message="\udcff"),
         carried=False),
    Case("commit-encoding", _commit(extra="encoding \x1b[31m\n"), carried=False),
    Case("commit-signature", _commit(
        extra="gpgsig -----BEGIN PGP SIGNATURE-----\n \n \x1b[31m\n -----END PGP SIGNATURE-----\n"
    ), carried=False),
)  # fmt: skip
