"""Mending what was merged without tix: planned first, then carried out."""
