"""The desk for coding agents: an MCP server (https://modelcontextprotocol.io) over stdio."""
