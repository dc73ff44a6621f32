"""The money of a grant: budget lines, moves between them, expenditures, tranches."""

from views.grants.money import budget, expenditures, files, lines, moves, paste, tranches

__all__ = ["budget", "expenditures", "files", "lines", "moves", "paste", "tranches"]
