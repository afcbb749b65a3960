"""Repositories in odd states: tix works there or refuses, and touches nothing else."""
