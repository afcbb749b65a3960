"""Finding the repository that a folder is in without git, where that is certain.

To ask git costs a process at the start of every run. The ordinary cases are decided here as git
decides them (``setup_git_directory_gently`` in its ``setup.c``): upwards to the first ``.git``,
a folder or the link of a linked working tree, that belongs to the user. Whatever is out of the
ordinary is left to git: another owner, a bare repository, a submodule, a boundary between file
systems, settings that say where the working tree is. Only ``os`` and ``stat`` are imported: this
runs before all else.
"""

import os
import stat

_SETTINGS_FOR_GIT = (b"worktree", b"include", b"[extensions", b"[core\\")
_LINK = b"gitdir: "
_AS_USUAL = (
    (b"bare", b"bare = false\n"),
    (b"repositoryformatversion", b"repositoryformatversion = 0\n"),
)
"""Settings that leave the decision to git if they have any other value."""
_LARGEST_LINK = 4096
_LARGEST_CONFIG = 1 << 20


class _LeftToGitError(Exception):
    """The repository is out of the ordinary."""


def places(folder: str) -> tuple[str, str, str] | None:
    """The top of the working tree, its git folder and the repository's, all real paths; None if
    only git can tell, or tell that there is none."""
    if "GIT_DISCOVERY_ACROSS_FILESYSTEM" in os.environ:
        return None
    try:
        return _upwards(os.path.realpath(folder, strict=True), _ceilings())
    except (OSError, ValueError, _LeftToGitError):
        return None


def _ceilings() -> frozenset[str]:
    """The folders that aren't entered on the way up (``GIT_CEILING_DIRECTORIES``)."""
    named = os.environ.get("GIT_CEILING_DIRECTORIES", "").split(os.pathsep)
    return frozenset(
        form(path) for path in named if path for form in (os.path.normpath, os.path.realpath)
    )


def _upwards(place: str, ceilings: frozenset[str]) -> tuple[str, str, str]:
    device = _folder(place)
    while True:
        dot_git = os.path.join(place, ".git")
        try:
            found = os.lstat(dot_git)
        except FileNotFoundError:
            if os.path.lexists(os.path.join(place, "HEAD")):
                raise _LeftToGitError from None  # a git folder from inside, or a bare repository
        else:
            break
        above = os.path.dirname(place)
        if above == place or above in ceilings or os.stat(above).st_dev != device:
            raise _LeftToGitError
        place = above
    _own(os.stat(place))
    _own(found)
    if stat.S_ISDIR(found.st_mode):
        _check(dot_git, dot_git)
        if os.path.lexists(os.path.join(dot_git, "commondir")):
            raise _LeftToGitError
        return place, dot_git, dot_git
    git_dir, common_dir = _linked(place, dot_git)
    _check(git_dir, common_dir)
    return place, git_dir, common_dir


def _linked(place: str, dot_git: str) -> tuple[str, str]:
    """The git folders of a linked working tree."""
    link = _read(dot_git, _LARGEST_LINK)
    if not link.startswith(_LINK) or b"\0" in link:
        raise _LeftToGitError
    git_dir = _real(place, link.removeprefix(_LINK))
    return git_dir, _real(git_dir, _read(os.path.join(git_dir, "commondir"), _LARGEST_LINK))


def _real(base: str, written: bytes) -> str:
    path = os.fsdecode(written.rstrip(b"\r\n"))
    if not path:
        raise _LeftToGitError
    return os.path.realpath(os.path.join(base, path), strict=True)


def _check(git_dir: str, common_dir: str) -> None:
    """Raise unless these are the folders of an ordinary repository of the user's own."""
    _folder(git_dir)
    head = _read(os.path.join(git_dir, "HEAD"), _LARGEST_LINK)
    if not (head.startswith(b"ref: refs/") or _is_object(head.rstrip())):
        raise _LeftToGitError
    _folder(common_dir)
    for part in ("objects", "refs"):
        _folder(os.path.join(common_dir, part))
    settings = _telling(_read(os.path.join(common_dir, "config"), _LARGEST_CONFIG).lower())
    if any(word in settings for word in _SETTINGS_FOR_GIT):
        raise _LeftToGitError
    for name, usual in _AS_USUAL:
        if settings.count(name) != settings.count(usual):
            raise _LeftToGitError


def _telling(settings: bytes) -> bytes:
    """The settings without values that tell nothing: an address may have any word in it. On the
    line of a value git reads no other setting."""
    kept = []
    for line in settings.split(b"\n"):
        name, _, _ = line.partition(b"=")
        is_value = name.strip().isalnum() and name.strip() not in dict(_AS_USUAL)
        kept.append(name if is_value else line)
    return b"\n".join(kept)


def _is_object(name: bytes) -> bool:
    return len(name) in (40, 64) and not name.strip(b"0123456789abcdef")


def _folder(path: str) -> int:
    """The device of a folder of the user's own, which isn't a link."""
    found = os.lstat(path)
    _own(found)
    if not stat.S_ISDIR(found.st_mode):
        raise _LeftToGitError
    return found.st_dev


def _own(found: os.stat_result) -> None:
    if found.st_uid != os.geteuid():
        raise _LeftToGitError


def _read(path: str, limit: int) -> bytes:
    """The bytes of a plain file that isn't larger than that."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise _LeftToGitError
        data = os.read(descriptor, limit + 1)
    finally:
        os.close(descriptor)
    if len(data) > limit:
        raise _LeftToGitError
    return data
