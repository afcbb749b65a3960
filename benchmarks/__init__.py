"""How fast tix is: ``python -m benchmarks.run --help``."""
