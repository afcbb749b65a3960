"""Repairing the results of merges without tix: planned first, then carried out."""
