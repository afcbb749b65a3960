"""An entry of a tree or of git's index."""

from tix.frozen import dataclass

_LINK, _SUBMODULE = "120000", "160000"


@dataclass(frozen=True, slots=True)
class Entry:
    """The mode and the name of an object, as git writes them."""

    mode: str
    name: str

    @property
    def is_plain(self) -> bool:
        """Whether it is a plain file, executable or not."""
        return self.mode.startswith("100")

    @property
    def is_link(self) -> bool:
        """Whether it is a symbolic link."""
        return self.mode == _LINK

    @property
    def is_submodule(self) -> bool:
        """Whether it is a commit of another repository."""
        return self.mode == _SUBMODULE
