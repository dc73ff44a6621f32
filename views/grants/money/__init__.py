"""The money of a grant: budget lines, expenditures."""

from views.grants.money import budget, expenditures, lines

__all__ = ["budget", "expenditures", "lines"]
