"""How the approvals of an application stand, for its pages."""

from dataclasses import dataclass

from flask_login import current_user

from app.domain.grant_approvals import Figures, Standing, office_of
from app.domain.grants import Stage
from app.permissions import Permission
from app.queries.grant_approvals import approvals_of, figures_of, standings
from app.stage_names import present_stages
from app.templating import can
from models import db
from models.grant_stages import ApplicationApproval
from models.grants import Application


@dataclass(frozen=True)
class ApprovalLine:
    """One office in the card: how it stands, and its last word with who, when and for what money."""

    standing: Standing
    word: ApplicationApproval | None


@dataclass(frozen=True)
class ApprovalCard:
    """Approvals of an application: of its present stage, and what was said before."""

    stage: Stage
    lines: list[ApprovalLine]
    earlier: list[ApplicationApproval]
    figures: Figures
    is_mine: bool

    @property
    def is_shown(self) -> bool:
        """Say whether there is anything to show."""
        return bool(self.lines or self.earlier)

    @property
    def is_open(self) -> bool:
        """Say whether somebody's approval is missing before the application may go on."""
        return not all(line.standing.holds for line in self.lines)


def approval_card(application: Application) -> ApprovalCard:
    """Return the card of an application, in two statements."""
    session = db.session()
    said, figures = approvals_of(session, application.id), figures_of(session, application)
    stage = application.stage
    lines = []
    for item in standings(said, stage, present_stages()[stage].approvers, figures):
        words = (row for row in said if row.stage is stage and row.approver is item.approver and not row.lapsed_at)
        lines.append(ApprovalLine(item, next(words, None)))
    shown = {line.word.id for line in lines if line.word}
    office = office_of(current_user.role)
    return ApprovalCard(
        stage,
        lines,
        [row for row in said if row.id not in shown],
        figures,
        can(Permission.GRANTS_APPROVE)
        and application.archived_at is None
        and any(line.standing.approver is office and not line.standing.holds for line in lines),
    )
