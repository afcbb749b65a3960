"""``python -m tests.replay OLD [NEW]``: whether two programs do the same, or the first difference.

Each is an executable ``tix`` or a checkout of the project; NEW is this checkout if it isn't named.
``--chapter FILE`` plays that chapter instead of all of them; ``--show`` prints all that came of it.
"""

import argparse
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.replay.player import CHAPTERS, CHECKOUT, Call, first_difference, play


def main() -> int:
    """Play the chapters against both; the exit code, 1 if they differ."""
    parser = argparse.ArgumentParser("python -m tests.replay", description=__doc__)
    parser.add_argument("old", type=Path)
    parser.add_argument("new", type=Path, nargs="?", default=CHECKOUT)
    parser.add_argument("--chapter", type=Path, action="append", metavar="FILE")
    parser.add_argument("--show", action="store_true")
    asked = parser.parse_args()
    differ = False
    for chapter in asked.chapter or CHAPTERS:
        old, new = _both(chapter, asked.old, asked.new)
        if asked.show:
            _show(new)
        difference = first_difference(old, new)
        differ = differ or difference is not None
        print(f"{chapter.stem}: {difference or f'{len(old)} calls, no difference'}", flush=True)
    return int(differ)


def _both(chapter: Path, old: Path, new: Path) -> list[list[Call]]:
    """Both playings side by side, in folders whose names have the same length."""
    with tempfile.TemporaryDirectory(prefix="tix-replay-") as place, ThreadPoolExecutor(2) as pool:
        folders = (Path(place, "old"), Path(place, "new"))
        return list(pool.map(play, (chapter, chapter), (old, new), folders))


def _show(calls: list[Call]) -> None:
    for call in calls:
        for what, text in call.texts.items():
            print(f"== {what}\n{text}")


if __name__ == "__main__":
    sys.exit(main())
