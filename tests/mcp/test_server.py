"""``tix mcp`` as an agent uses it: the SDK's own client, over the pipes of a real process."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import BOB, DeskInFiles

mcp = pytest.importorskip("mcp")

_PACKAGE = Path(__file__).parents[2]
_READ = {"list", "search", "show", "next"}
_WRITE = {"open", "comment", "status", "claim"}


def server(desk: DeskInFiles) -> Any:
    environ = {**desk.environ, "PYTHONPATH": str(_PACKAGE)}
    return mcp.StdioServerParameters(
        command=sys.executable, args=["-m", "tix", "-C", str(desk.root), "mcp"], env=environ
    )


def talk(desk: DeskInFiles, say: Callable[[Any], Awaitable[None]]) -> None:
    """Start the server, say something to it, and stop it."""

    async def session() -> None:
        async with mcp.Client(server(desk)) as client:
            await say(client)

    asyncio.run(asyncio.wait_for(session(), 60))


async def call(client: Any, tool: str, **arguments: Any) -> Any:
    answer = await client.call_tool(tool, arguments)
    assert not answer.is_error, answer.content[0].text
    return answer.structured_content


async def refused(client: Any, tool: str, **arguments: Any) -> str:
    answer = await client.call_tool(tool, arguments)
    assert answer.is_error
    return str(answer.content[0].text)


@pytest.mark.slow
def test_what_a_tool_cant_take_is_refused_and_nothing_is_written(desk: DeskInFiles) -> None:
    ident = desk.open("Nightly build fails")
    head = desk.git("rev-parse", "HEAD")

    async def say(client: Any) -> None:
        said = await refused(client, "open", title="x", label=["ci"])
        assert said == "open has no argument 'label' (hint: did you mean 'labels'?)"
        assert "list has no argument 'status'" in await refused(client, "list", status="open")
        assert "search needs the argument 'words'" in await refused(client, "search")
        assert "is empty" in await refused(client, "comment", id=ident, text=" \n")
        assert "limit" in await refused(client, "next", limit="many")

    talk(desk, say)
    assert desk.git("rev-parse", "HEAD") == head


@pytest.mark.slow
def test_an_agent_finds_claims_and_closes_a_ticket(desk: DeskInFiles) -> None:
    desk.open("Nightly build fails", "-l", "ci", "-p", "high")

    async def say(client: Any) -> None:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert set(tools) == _READ | _WRITE
        assert {name for name, t in tools.items() if t.annotations.read_only_hint} == _READ
        assert not any(tool.annotations.destructive_hint for tool in tools.values())

        [first] = (await call(client, "next", query="label:ci"))["tickets"]
        ident = first["ticket"]["id"]
        taken = await call(client, "claim", id=ident[:4])
        assert (taken["is_new"], taken["ticket"]["status"]) == (True, "in-progress")
        said = await call(client, "comment", id=ident, text="It is the linker.")
        assert said["ticket"]["comments"][0]["text"] == "It is the linker."
        done = await call(
            client, "status", id=ident, status="closed", comment="Done.", resolution="new linker"
        )
        assert done["ticket"]["resolution"] == "new linker"
        assert (await call(client, "list"))["count"] == 0
        hits = await call(client, "search", words="linker")
        assert [hit["ticket"]["id"] for hit in hits["hits"]] == [ident]
        opened = await call(
            client, "open", title="Next", body="Text", labels=["a", "b"], assignees=["me"]
        )
        assert opened["is_new"]
        assert (await call(client, "show", id=opened["ticket"]["id"]))["labels"] == ["a", "b"]

    talk(desk, say)
    subjects = desk.git("log", "--format=%s").splitlines()
    assert len(subjects) == 7  # two for the desk, the first ticket, a commit for each write


@pytest.mark.slow
def test_errors_are_those_of_the_command_line(desk: DeskInFiles) -> None:
    ident = desk.open("Bob's", "-a", str(BOB), "--set", "status=in-progress")

    async def say(client: Any) -> None:
        assert "there is no ticket 'zzzzzz'" in await refused(client, "show", id="zzzzzz")
        assert "Bob" in await refused(client, "claim", id=ident)
        assert "hint: " in await refused(client, "status", id=ident, status="opne")
        assert "the title is empty" in await refused(client, "open", title=" ")
        assert "stauts" in await refused(client, "list", query="stauts:(")
        assert (await call(client, "list"))["count"] == 1  # it goes on

    talk(desk, say)


@pytest.mark.slow
def test_a_limit_below_zero_asks_for_none_and_not_for_all(desk: DeskInFiles) -> None:
    for title in ("Disk full", "Disk slow"):
        desk.open(title)

    async def say(client: Any) -> None:
        assert (await call(client, "list", limit=-1)) == {"tickets": [], "count": 2}
        assert (await call(client, "search", words="disk", limit=-1))["hits"] == []
        assert (await call(client, "next", limit=-1))["tickets"] == []

    talk(desk, say)


@pytest.mark.slow
def test_what_others_write_meanwhile_is_seen(desk: DeskInFiles) -> None:
    async def say(client: Any) -> None:
        assert (await call(client, "list"))["count"] == 0
        desk.open("Meanwhile")
        assert (await call(client, "list"))["count"] == 1

    talk(desk, say)


def test_without_the_sdk_it_says_what_to_install(desk: DeskInFiles, tmp_path: Path) -> None:
    (tmp_path / "mcp.py").write_text("raise ModuleNotFoundError(name='mcp')\n")
    done = subprocess.run(
        [sys.executable, "-m", "tix", "mcp"], cwd=desk.root, capture_output=True, text=True,
        env={**desk.environ, "PYTHONPATH": f"{tmp_path}:{_PACKAGE}"}, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "pip install 'tix[mcp]'" in done.stderr


@pytest.mark.slow
def test_without_a_desk_it_says_so(tmp_path: Path, desk: DeskInFiles) -> None:
    said = desk.run("-C", str(tmp_path), "mcp", code=None)
    assert said.code != 0
    assert said.stderr.startswith("tix: ")
    assert not said.stdout or json.loads(said.stdout)


@pytest.mark.long
def test_several_agents_in_clones_of_their_own_share_the_work(
    desk: DeskInFiles, tmp_path: Path
) -> None:
    titles = [desk.open(f"Task {number}") for number in range(5)]
    remote = tmp_path / "remote.git"
    subprocess.run(["git", "init", "--quiet", "--bare", str(remote)], check=True)
    desk.git("remote", "add", "origin", str(remote))
    desk.call("sync")
    clones = []
    for number in range(3):
        place = tmp_path / f"agent{number}"
        subprocess.run(["git", "clone", "--quiet", str(remote), str(place)], check=True)
        clone = DeskInFiles(place, desk.environ)
        clone.git("config", "user.name", f"Agent {number}")
        clone.git("config", "user.email", f"agent{number}@example.org")
        clones.append(clone)
    taken: list[list[str]] = [[], [], []]

    async def work(number: int) -> None:
        async with mcp.Client(server(clones[number])) as client:
            while True:
                query = {"query": "is:unassigned", "limit": 1}
                found = (await call(client, "next", **query))["tickets"]
                if not found:
                    return
                ident = found[0]["ticket"]["id"]
                answer = await client.call_tool("claim", {"id": ident})
                if answer.is_error:
                    assert " is taken by agent" in answer.content[0].text
                else:
                    taken[number].append(ident)

    async def all_of_them() -> None:
        await asyncio.wait_for(asyncio.gather(*map(work, range(3))), 60)

    asyncio.run(all_of_them())
    assert sorted(ident for each in taken for ident in each) == sorted(titles)
    desk.call("sync")
    for number, mine in enumerate(taken):
        listed = desk.call("list", f"assignee:agent{number}@example.org", "--ids").lines
        assert sorted(listed) == sorted(mine)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("output", "code", "said"),
    [(">&-", 1, "standard output is closed"), ("| true", 141, "")],
)
def test_a_client_that_does_not_listen_is_no_crash(
    desk: DeskInFiles, output: str, code: int, said: str
) -> None:
    client = {"protocolVersion": "2025-03-26", "capabilities": {},
              "clientInfo": {"name": "x", "version": "1"}}  # fmt: skip
    asked = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": client}
    done = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m tix mcp {output}; exit ${{PIPESTATUS[0]}}"],
        cwd=desk.root, env={**desk.environ, "PYTHONPATH": str(_PACKAGE)},
        input=f"{json.dumps(asked)}\n", capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == code
    assert said in done.stderr and "went wrong" not in done.stderr
