"""Building tix: its manual pages are made of the help of its commands."""

import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

PLACE = Path("build", "man")


class BuildWithManual(build_py):
    """``build_py``, and the pages for ``share/man/man1``."""

    def run(self) -> None:
        super().run()
        sys.path.insert(0, str(Path.cwd()))  # a build sees its own tools alone
        from tix import __version__
        from tix.cli import cli
        from tix.commands import SECTIONS
        from tix.console.manual import Edition, manual_pages

        # https://reproducible-builds.org/specs/source-date-epoch/
        built = int(os.environ.get("SOURCE_DATE_EPOCH", time.time()))
        day = datetime.fromtimestamp(built, UTC).date()
        sections = [(title, [(e.name, e.help) for e in part]) for title, part in SECTIONS]
        pages = manual_pages(cli, sections, Edition(__version__, day))
        PLACE.mkdir(parents=True, exist_ok=True)
        for name, text in pages.items():
            (PLACE / name).write_text(text)
        files = [str(PLACE / name) for name in sorted(pages)]
        self.distribution.data_files = [("share/man/man1", files)]


setup(cmdclass={"build_py": BuildWithManual})
