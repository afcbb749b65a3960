"""Continuous integration: what test runners and scanners report becomes tickets."""
