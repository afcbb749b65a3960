"""Text that a spreadsheet would take for a formula, and run.

https://owasp.org/www-community/attacks/CSV_Injection
"""


def is_formula(cell: str) -> bool:
    """Whether a spreadsheet could take the text of a CSV cell for a formula."""
    if cell[:1].isalnum():  # as in nearly all
        return False
    return cell.lstrip().startswith(("=", "+", "-", "@")) or cell.startswith(("\t", "\r"))


def without_formula(cell: str) -> str:
    """The text of a CSV cell: ``'`` goes before one that could be a formula."""
    return f"'{cell}" if is_formula(cell) else cell
