"""An office with a ledger, made once and copied for each test: that is much quicker."""

import shutil
from pathlib import Path

import pytest

from tests.conftest import DeskInFiles
from tests.conftest import _environment as user_environment
from tests.outbox.office import Office, make_office, write_dispatch
from tests.sync.clones import Team


@pytest.fixture(scope="session")
def _office(tmp_path_factory: pytest.TempPathFactory, _new_desk: Path) -> Office:
    folder = tmp_path_factory.mktemp("office")
    shutil.copytree(_new_desk, folder / "desk", symlinks=True)
    desk = DeskInFiles(folder / "desk", user_environment(folder / "home"))
    office = make_office(folder, desk)
    office.ana.call("outbox", "init")
    office.bob.call("sync")
    return office


@pytest.fixture
def office(_office: Office, tmp_path: Path, environ: dict[str, str]) -> Office:
    """Two clones, and a ledger that begins now."""
    was, now = str(_office.folder.parent), str(tmp_path)
    for name in ("remote.git", "ana", "bob", "mail"):
        shutil.copytree(Path(was, name), tmp_path / name, symlinks=True)
    for path in ("ana/.git/config", "bob/.git/config", "mail/sendmail"):
        (tmp_path / path).write_text((tmp_path / path).read_text().replace(was, now))
    names = {name for clone in _office.team.clones for name in clone.environ if "GIT_" in name}
    clones = tuple(
        DeskInFiles(
            tmp_path / clone.root.name,
            environ | {name: clone.environ[name] for name in names if name not in environ},
        )
        for clone in _office.team.clones
    )
    copy = Office(Team(tmp_path / "remote.git", clones), tmp_path / "mail")
    write_dispatch(copy)
    return copy
