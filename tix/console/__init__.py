"""The parts that commands share at a terminal: session, tables, editor, completion."""
