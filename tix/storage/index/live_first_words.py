"""Words of a desk, those of the live folder first."""

from collections.abc import Callable, Collection, Iterator


class LiveFirstWords(Collection[str]):
    """Words of a desk, those of the live folder first: who finds what they look for among them
    needs no others."""

    def __init__(self, near: frozenset[str], every: Callable[[], Collection[str]]) -> None:
        self._near = near
        self._every = every

    def __contains__(self, word: object) -> bool:
        return word in self._near or word in self._every()

    def __iter__(self) -> Iterator[str]:
        yield from self._near
        yield from (word for word in self._every() if word not in self._near)

    def __len__(self) -> int:
        return len(self._every())
