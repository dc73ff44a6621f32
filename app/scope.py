"""How much of the library system a reader sees: branch staff see their own branch only."""

from dataclasses import dataclass

from app.domain.roles import Role


@dataclass(frozen=True)
class Scope:
    """`branch_id` is None for those who see every branch."""

    branch_id: int | None = None

    def allows(self, branch_id: int | None) -> bool:
        """Say whether a record of this branch may be seen and changed. None is a record of all branches."""
        return self.branch_id is None or branch_id == self.branch_id


EVERYTHING = Scope()


def scope_of(role: Role, branch_id: int | None) -> Scope:
    """Return the scope of an account."""
    return Scope(branch_id) if role is Role.STAFF else EVERYTHING
