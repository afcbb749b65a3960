"""A desk's settings, and reading them from ``tix.yaml``."""
