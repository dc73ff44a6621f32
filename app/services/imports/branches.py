"""Finding the branches of a file by code or name, and adding those that are missing."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from app.domain.attendance_import import MAX_CODE
from app.domain.imports import Issue, RefusalCode
from app.domain.text import search_text
from models.branches import Branch

Ref = int | str
"""A branch in a plan: its id, or the code under which it will be added."""


class BranchBook:
    """The branches known and to be added.

    Args:
        known: those in the database.
        add: whether a branch that a file names and the database lacks may be added.
    """

    def __init__(self, known: Iterable[Branch], *, add: bool) -> None:
        self.known = {branch.id: branch for branch in known}
        self.add = add
        self.new: dict[str, Branch] = {}
        self._refs: dict[str, Ref] = {}
        for branch in self.known.values():
            self._refs.setdefault(f"name {search_text(branch.name)}", branch.id)
        for branch in self.known.values():
            self._refs[f"code {branch.code.casefold()}"] = branch.id

    def find(self, text: str) -> Ref | None:
        """Return the branch with this code or, if there is none, this name."""
        return self._refs.get(f"code {text.casefold()}", self._refs.get(f"name {search_text(text)}"))

    def find_or_add(self, text: str, line: int, heading: str) -> Ref | Issue:
        """Return the branch, planned for adding when it is missing, or why it cannot be."""
        found = self.find(text)
        if found is not None:
            return found
        if not self.add:
            return Issue(line, heading, RefusalCode.UNKNOWN_BRANCH, text)
        if len(text) > MAX_CODE:
            return Issue(line, heading, RefusalCode.TOO_LONG, text)
        branch = Branch(code=text)
        branch.rename(text)
        self.new[text] = branch
        self._refs[f"code {text.casefold()}"] = text
        return text

    def of(self, ref: Ref) -> Branch:
        """Return the branch of a reference; one that is not saved yet has no id."""
        return self.known[ref] if isinstance(ref, int) else self.new[ref]

    def save(self, session: Session) -> None:
        """Add the planned branches, after which every branch has an id."""
        session.add_all(self.new.values())
        session.flush()
