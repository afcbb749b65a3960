"""The replay: a session of some 300 commands, played against two programs, which must not differ.

``chapters`` has the session: shell scripts, each in a folder of its own. ``player`` plays them
against a program and keeps what it prints, its exit codes, files and commits; ``stage`` is what it
puts around the program. ``python -m tests.replay OLD [NEW]`` names the first difference.
"""
