"""The money of a grant: budget lines, moves between them, expenditures."""

from views.grants.money import budget, expenditures, files, lines, moves, paste

__all__ = ["budget", "expenditures", "files", "lines", "moves", "paste"]
