"""The first commit of every desk: the same everywhere, so that two clones that both made a desk
can merge. Whatever tix makes in nobody's name has its author."""

from tix.model.people import Person
from tix.storage.git.process import Git

NOBODY = Person("tix", "tix@tix.invalid")
SUBJECT = "The root of a tix desk"

_WHEN = "0 +0000"
_EMPTY_TREES = (
    b"4b825dc642cb6eb9a060e54bf8d69288fbee4904",
    b"6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321",
)
_AS = f"{NOBODY.name} <{NOBODY.mail}> {_WHEN}"
_COMMIT = f"author {_AS}\ncommitter {_AS}\n\n{SUBJECT}\n".encode()


def make_root_commit(git: Git) -> str:
    """Its name; it is in the repository afterwards. Raises GitError."""
    tree = git.run("mktree", stdin=b"").decode().strip()
    environment = {
        f"GIT_{role}_{part}": value
        for role in ("AUTHOR", "COMMITTER")
        for part, value in (("NAME", NOBODY.name), ("EMAIL", NOBODY.mail), ("DATE", f"@{_WHEN}"))
    }
    arguments = ("commit-tree", "--no-gpg-sign", tree)
    message = f"{SUBJECT}\n".encode()
    return git.run(*arguments, stdin=message, environment=environment).decode().strip()


def is_root_commit(raw: bytes) -> bool:
    """Whether these are its bytes, in a repository with either hash."""
    return any(raw == b"tree " + tree + b"\n" + _COMMIT for tree in _EMPTY_TREES)


def begins_as_a_desk(git: Git, tip: str) -> bool:
    """Whether it is in the history of a commit. Raises GitError."""
    fields = (NOBODY.name, NOBODY.mail, _WHEN.split(" ")[0], SUBJECT)
    output = git.run(
        "log", "-z", "--max-parents=0", "--format=%an%x00%ae%x00%at%x00%s",
        "--end-of-options", tip, "--",
    )  # fmt: skip
    return "\0".join(fields) in output.decode(errors="replace")
