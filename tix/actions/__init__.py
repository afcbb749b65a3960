"""Everything that people and programs do with a desk, without a terminal.

An action is a function that takes a ``Workspace`` and typed arguments, decides, writes through the
store, and returns what it did as a value. It prints nothing and asks nothing; commands, and
whatever else stands beside them, read arguments, call an action and show the value.
"""
