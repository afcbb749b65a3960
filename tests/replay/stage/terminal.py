#!/usr/bin/env python3
"""Runs a program at a terminal of its own and prints all that appears there."""

import os
import pty
import sys

if __name__ == "__main__":
    # macOS and Linux end the reading differently; both are the program's end.
    sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))
