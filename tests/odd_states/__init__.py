"""Repositories in odd states: whatever goes on there, tix works or refuses, and touches nothing else."""
