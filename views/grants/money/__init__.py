"""The money of a grant: budget lines, expenditures, tranches."""

from views.grants.money import budget, expenditures, lines, tranches

__all__ = ["budget", "expenditures", "lines", "tranches"]
