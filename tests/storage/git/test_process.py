"""What is said of a git that fails."""

import pytest

from tix.storage.git.process import GitError


@pytest.mark.parametrize(
    "args",
    [
        ("fast-import", "--quiet"),
        ("-c", "core.ignoreCase=false", "fast-import"),
        ("-c", "a=b", "-C", "/x", "--literal-pathspecs", "fast-import", "-c"),
    ],
)
def test_the_command_is_named(args: tuple[str, ...]) -> None:
    assert str(GitError(args, "fatal: no", 128)) == "git fast-import failed: no"
