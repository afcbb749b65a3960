"""Dispatchers in clones of every kind: of one commit only, beside code, in a subfolder."""

import json
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from tests.conftest import NOW, DeskInFiles
from tests.outbox.dying import Death, Dying
from tests.outbox.office import JO, Office, make_office
from tests.sync.clones import git


def fresh(office: Office, *options: str) -> DeskInFiles:
    """A clone as a job in a pipeline makes it, and nothing kept from the last one."""
    root = office.folder / "job"
    shutil.rmtree(root, ignore_errors=True)
    git(office.folder, "clone", "--quiet", *options, f"file://{office.team.remote}", str(root))
    clone = DeskInFiles(root, office.ana.environ)
    path = Path(office.ana.environ["XDG_CONFIG_HOME"], "tix/dispatch.yaml")
    text = path.read_text()
    if "file://" not in text:
        path.write_text(text.replace("- desk: /", "- desk: file:///"))
    return clone


@pytest.mark.slow
def test_a_job_with_a_shallow_clone_misses_nothing_and_repeats_nothing(office: Office) -> None:
    idents = []
    for round_ in range(2):
        for title in ("One", "Two", "Three"):
            asker = f"{title.lower()}{round_}@acme.example"
            idents.append((asker, office.ana.open(title, "--requester", asker)))
        office.ana.call("sync")
        fresh(office, "--depth=1").call("tick")
        assert office.told == sorted(idents)
    fresh(office, "--depth=1").call("tick")
    assert len(office.told) == 6


@pytest.mark.long
def test_a_shallow_clone_looks_behind_merges(office: Office) -> None:
    """A side branch that was merged is longer than what the clone has."""
    ident = office.bob.open("Report", "-a", "ana@example.org")
    office.bob.call("sync")
    office.ana.call("tick")
    for number in range(60):
        later = office.bob.at(NOW + timedelta(minutes=number + 1))
        later.call("comment", ident, "--internal", f"Note {number}.")
    office.ana.open("Other", "--requester", JO)
    office.ana.call("sync")
    office.bob.call("sync")
    fresh(office, "--depth=2").call("tick")
    job = DeskInFiles(office.folder / "job", office.ana.environ)
    found = json.loads(job.call("outbox", "--json").stdout)
    assert sorted((entry["to"], ",".join(entry["events"])) for entry in found) == [
        ("ana@example.org", "assigned"), ("ana@example.org", "commented"), (JO, "opened"),
    ]  # fmt: skip


@pytest.mark.long
def test_a_lease_of_a_job_that_died_ends_by_its_time(office: Office) -> None:
    office.ana.open("One", "--requester", JO)
    office.ana.call("sync")
    job = fresh(office)
    place = ("tix.outbox.sendmail", "SendmailTransport", "send")
    Dying(office.folder / "deaths").round([job], [Death(*place, "before", 1)])
    for minutes in (6, 40, 64):
        fresh(office).at(NOW + timedelta(minutes=minutes)).call("tick")
        assert office.told == []
    fresh(office).at(NOW + timedelta(minutes=66)).call("tick")
    assert len(office.told) == 1


@pytest.mark.slow
def test_a_desk_beside_code_sends(tmp_path: Path, desk: DeskInFiles) -> None:
    code = tmp_path / "code"
    code.mkdir()
    beside = DeskInFiles(code, desk.environ)
    beside.git("init", "--quiet")
    (code / "main.c").write_text("int main;\n")
    beside.commit("code")
    beside.call("init")
    office = make_office(tmp_path / "office", desk)
    config = code / ".tix" / "tix.yaml"
    config.write_text(config.read_text() + "mail: {address: support@example.org}\n")
    path = Path(desk.environ["XDG_CONFIG_HOME"], "tix/dispatch.yaml")
    path.write_text(
        f"format: 1\ndesks:\n- desk: {code}/.tix\n  sendmail: {office.folder}/sendmail\n"
    )
    beside.call("outbox", "init")
    ident = beside.open("One", "--requester", JO)
    beside.call("tick")
    beside.call("tick")
    assert office.told == [(JO, ident)]
    assert beside.git("branch", "--list").split() == ["*", "main", "+", "tix"]


@pytest.mark.slow
def test_a_desk_is_served_whose_clone_names_its_remote_by_a_relative_path(office: Office) -> None:
    """``git remote add origin ../remote.git``."""
    office.ana.git("remote", "set-url", "origin", "../remote.git")
    ident = office.ana.open("One", "--requester", JO)
    office.ana.call("tick")
    assert office.told == [(JO, ident)]


@pytest.mark.long
def test_a_desk_in_the_tree_of_code_sends(tmp_path: Path, desk: DeskInFiles) -> None:
    code = tmp_path / "code"
    (code / "support").mkdir(parents=True)
    within = DeskInFiles(code / "support", desk.environ)
    within.git("init", "--quiet", str(code))
    within.call("init", "--in-tree")
    office = make_office(tmp_path / "office", desk)
    config = next(code.rglob("tix.yaml"))
    config.write_text(config.read_text() + "mail: {address: support@example.org}\n")
    path = Path(desk.environ["XDG_CONFIG_HOME"], "tix/dispatch.yaml")
    path.write_text(
        f"format: 1\ndesks:\n- desk: {config.parent}\n  sendmail: {office.folder}/sendmail\n"
    )
    within.call("outbox", "init")
    ident = within.open("One", "--requester", JO)
    within.call("comment", ident, "Please run.")
    within.call("tick")
    assert office.told == [(JO, ident)]
    assert "Please run." in office.letters[0].as_string()
