"""Which time zones the system is known to have without a look at all of them."""

from pathlib import Path

import pytest

from tix.storage.desk import zone_files
from tix.storage.desk.zone_files import has_zone


@pytest.fixture
def zones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("PYTHONTZPATH", raising=False)
    monkeypatch.setattr(zone_files, "_FOLDER", str(tmp_path / "zones"))
    (tmp_path / "zones/America/Kentucky").mkdir(parents=True)
    for name in ("America/New_York", "America/Kentucky/Monticello", "Utopia", "../Outside/Zone"):
        place = tmp_path / "zones" / name
        place.parent.mkdir(exist_ok=True)
        place.write_bytes(b"TZif2")
    (tmp_path / "zones/America/Empty").touch()
    return tmp_path


def test_a_zone_with_a_file_is_known(zones: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert has_zone("America/New_York")
    assert has_zone("America/Kentucky/Monticello")
    monkeypatch.setenv("PYTHONTZPATH", str(zones))  # Python looks elsewhere
    assert not has_zone("America/New_York")


@pytest.mark.parametrize(
    "name",
    ["America/Nowhere", "America/Empty", "America/Kentucky", "Utopia", "../Outside/Zone",
     "America/../../Outside/Zone", "/America/New_York", "America//New_York", "", "america/new_york",
     "America/New_York/", "America/New_York\0", "Amérique/New_York"],
)  # fmt: skip
def test_anything_else_is_for_python_to_say(zones: Path, name: str) -> None:
    assert not has_zone(name)
