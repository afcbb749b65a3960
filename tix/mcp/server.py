"""The tools of the server, as agents are told about them; ``desk.py`` does what they say.

Tools are coroutines, so that all of them run in the one thread that tix is made for.
"""

import functools
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import CallToolResult, InputRequiredResult, ToolAnnotations

from tix import __version__
from tix.errors import TixError
from tix.mcp.desk import AgentDesk, Object
from tix.model.text.nearest import did_you_mean

_INSTRUCTIONS = """\
A desk of tickets, kept as Markdown files in a git repository; every write is a commit.
Claim a ticket before you work on it: of several who want it one gets it, and an error says who has
it. 'next' says what to do now. Ids may be cut short where one ticket alone begins so.
Queries are words and terms like 'is:open', 'label:ci', 'assignee:me', 'priority:>=high'."""

_LOOKS = ToolAnnotations(read_only_hint=True, open_world_hint=False)
_WRITES = ToolAnnotations(read_only_hint=False, destructive_hint=False, open_world_hint=False)


class WrongArgumentsError(ToolError):
    """An argument that a tool doesn't have, or lacks. Without it an agent's word would be lost."""

    def __init__(self, reason: str, hint: str | None) -> None:
        super().__init__(f"{reason} (hint: {hint})" if hint else reason)


class _Server(MCPServer[Any]):
    """A server that refuses arguments which its tools don't have; the SDK leaves them out."""

    async def call_tool(
        self, name: str, arguments: dict[str, Any], context: Context[Any, Any] | None = None
    ) -> CallToolResult | InputRequiredResult:
        tool = next((tool for tool in await self.list_tools() if tool.name == name), None)
        if tool is not None:
            _check(name, arguments, tool.input_schema)
        return await super().call_tool(name, arguments, context)


def _check(tool: str, given: Mapping[str, Any], schema: Mapping[str, Any]) -> None:
    known = list(schema.get("properties", ()))
    for name in given:
        if name not in known:
            hint = did_you_mean(name, known)
            raise WrongArgumentsError(f"{tool} has no argument {name!r}", hint)
    for name in schema.get("required", ()):
        if name not in given:
            raise WrongArgumentsError(
                f"{tool} needs the argument {name!r}", f"it takes {', '.join(known)}"
            )


_F = TypeVar("_F", bound=Callable[..., Awaitable[Object]])


def server(desk: AgentDesk) -> MCPServer[Any]:
    """The server of a desk."""
    made = _Server("tix", version=__version__, instructions=_INSTRUCTIONS, log_level="WARNING")

    def tool(name: str, hints: ToolAnnotations) -> Callable[[_F], _F]:
        def add(function: _F) -> _F:
            @functools.wraps(function)
            async def call(*args: Any, **options: Any) -> Object:
                try:
                    return await function(*args, **options)
                except TixError as error:
                    hint = f" (hint: {error.hint})" if error.hint else ""
                    raise ToolError(f"{error}{hint}") from None

            made.tool(name, annotations=hints)(call)
            return function

        return add

    @tool("list", _LOOKS)
    async def list_(query: str = "", limit: int = 50) -> Object:
        """List tickets that match a query, the most urgent first; without one, those not done."""
        return desk.list(query, limit)

    @tool("search", _LOOKS)
    async def search(words: str, limit: int = 20) -> Object:
        """Find tickets by their text, the best first, with the passage that matches."""
        return desk.search(words, limit)

    @tool("show", _LOOKS)
    async def show(id: str) -> Object:  # noqa: A002  # what agents call it
        """Show a ticket with all fields, its text and its comments."""
        return desk.show(id)

    @tool("next", _LOOKS)
    async def next_(query: str = "", limit: int = 5) -> Object:
        """Say what to do now and why: your own tickets and nobody's, the most urgent first."""
        return desk.next(query, limit)

    @tool("open", _WRITES)
    async def open_(
        title: str,
        body: str = "",
        type: str | None = None,  # noqa: A002
        priority: str | None = None,
        labels: list[str] | None = None,
        assignees: list[str] | None = None,
        key: str | None = None,
    ) -> Object:
        """Open a ticket. With a key, one that is open already gets one more occurrence instead."""
        single = [("type", type), ("priority", priority)]
        fields = [(name, value) for name, value in single if value]
        fields += [("labels+", label) for label in labels or ()]
        fields += [("assignees+", who) for who in assignees or ()]
        return desk.open(title, body, fields, key)

    @tool("comment", _WRITES)
    async def comment(id: str, text: str, internal: bool = False) -> Object:  # noqa: A002
        """Add a comment to a ticket; an internal one isn't for the requester's eyes."""
        return desk.comment(id, text, internal=internal)

    @tool("status", _WRITES)
    async def status(
        id: str,  # noqa: A002
        status: str,
        comment: str | None = None,
        resolution: str | None = None,
    ) -> Object:
        """Change where a ticket stands, with a comment if there is something to say about it."""
        return desk.status(id, status, comment, resolution)

    @tool("claim", _WRITES)
    async def claim(id: str) -> Object:  # noqa: A002
        """Take a ticket before anybody else does: assigned to you and in progress, or an error."""
        return desk.claim(id)

    return made
