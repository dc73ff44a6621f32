"""Whose the steps of a checklist become."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.application_work import TeamRole
from app.domain.roles import Role
from app.domain.tasks import StepAssignee
from app.permissions import Permission, may
from models.accounts import User
from models.application_work import ApplicationMember
from models.tasks import ChecklistStep


class StepPeople:
    """Whose the steps become: open accounts whose role has tasks; found once for a record."""

    def __init__(self, session: Session, record: Any, by: User | None) -> None:
        self.session = session
        self.record = record
        self.branch_id = getattr(record, "branch_id", None)
        self.by = by
        owner_id = getattr(record, "owner_id", None)
        self.owner = session.get(User, owner_id) if owner_id else None
        self.known: dict[Role, int | None] = {}
        self.team: dict[TeamRole, int] | None = None

    def of(self, step: ChecklistStep) -> int | None:
        """Return the account for a step, or None when nobody fits: the task then waits for a person."""
        if step.assignee is StepAssignee.ACCOUNT and _fits(step.account):
            return step.account_id
        if step.assignee is StepAssignee.ROLE and step.role is not None:
            found = self._with_role(step.role)
            if found is not None:
                return found
        if step.assignee is StepAssignee.TEAM and step.team_role is not None:
            found = self._of_team(step.team_role)
            if found is not None:
                return found
        return self._responsible()

    def _of_team(self, role: TeamRole) -> int | None:
        """Return the account that has a role in the application's team; without one its leader's."""
        if self.team is None:
            members = self.session.execute(
                sa.select(ApplicationMember.role, User)
                .join(User, User.id == ApplicationMember.user_id)
                .where(ApplicationMember.application_id == self.record.id)
                .order_by(ApplicationMember.id.desc())
            )
            self.team = {member: user.id for member, user in members if _fits(user)}
        return self.team.get(role, self.team.get(TeamRole.LEADER))

    def _responsible(self) -> int | None:
        for person in (self.owner, self.by):
            if person is not None and _fits(person):
                return person.id
        return self._with_role(Role.STAFF) if self.branch_id is not None else None

    def _with_role(self, role: Role) -> int | None:
        """Return the account that has had the role longest; for branch staff, in the record's branch."""
        if role not in self.known:
            wanted = sa.select(User.id).where(User.role == role, User.is_active).order_by(User.id).limit(1)
            if role is Role.STAFF and self.branch_id is not None:
                wanted = wanted.where(User.branch_id == self.branch_id)
            self.known[role] = self.session.scalar(wanted)
        return self.known[role]


def _fits(person: User | None) -> bool:
    return person is not None and person.is_active and may(person.role, Permission.TASKS_OWN)
