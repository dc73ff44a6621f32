"""Merging two contacts into one, and undoing it.

Everything that points to the contact that goes is given to the one that stays, whatever table it stands in: the
columns are read from the tables' description. What a merge does is written into `merge_moves`, and undoing goes
through that list backwards. Rows are moved by one statement a table, past the audit log: the one entry of a
merge is that of its row in `merges`.
"""

from app.services.merging.joining import merge
from app.services.merging.undoing import undo_merge

__all__ = ["merge", "undo_merge"]
