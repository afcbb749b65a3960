"""An office with a ledger."""

from pathlib import Path

import pytest

from tests.conftest import DeskInFiles
from tests.outbox.office import Office, make_office


@pytest.fixture
def office(tmp_path: Path, desk: DeskInFiles) -> Office:
    """Two clones, and a ledger that begins now."""
    office = make_office(tmp_path, desk)
    office.ana.call("outbox", "init")
    return office
