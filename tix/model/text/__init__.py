"""The forms of text that files have: YAML, numbers, formulas, near words."""
