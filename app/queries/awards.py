"""Questions about the award of a grant: its agreement, its amendments, its terms then and now."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from app.domain.awards import AgreementStanding, AmendmentKind, agreement_standing
from app.domain.grants import REPORT_KINDS
from models.awards import Amendment, GrantAgreement, GrantReceipt
from models.grant_money import Disbursement
from models.grants import Application, Deliverable


@dataclass(frozen=True)
class Terms:
    """What an amendment can change in the record."""

    ends_on: date | None
    award: Decimal | None


def agreement_of(session: Session, application_id: int) -> GrantAgreement | None:
    """Return what is known of the agreement of a grant beside its record, with the applicant and the file."""
    return session.scalar(
        sa.select(GrantAgreement)
        .where(GrantAgreement.application_id == application_id)
        .options(joinedload(GrantAgreement.applicant), joinedload(GrantAgreement.attachment))
    )


def open_reports(session: Session, application_id: int) -> int:
    """Return how many reports to the funder have not been accepted."""
    statement = sa.select(sa.func.count()).where(
        Deliverable.application_id == application_id,
        Deliverable.kind.in_(REPORT_KINDS),
        Deliverable.accepted_on.is_(None),
    )
    return session.scalar(statement) or 0


def standing_of(session: Session, application: Application, today: date) -> AgreementStanding:
    """Tell how the agreement of a grant stands today."""
    return agreement_standing(
        application.agreement_on,
        application.ends_on,
        today,
        open_reports=open_reports(session, application.id),
    )


def first_receipt_on(session: Session, application_id: int) -> date | None:
    """Return the day on which money of the grant came first."""
    statement = (
        sa.select(sa.func.min(GrantReceipt.received_on))
        .join(Disbursement, Disbursement.id == GrantReceipt.disbursement_id)
        .where(Disbursement.application_id == application_id)
    )
    return session.scalar(statement)


def amendments(session: Session, application_id: int) -> list[Amendment]:
    """Return the amendments with what they change, the newest first."""
    statement = (
        sa.select(Amendment)
        .where(Amendment.application_id == application_id)
        .options(selectinload(Amendment.changes), joinedload(Amendment.attachment), joinedload(Amendment.applied_by))
        .order_by(Amendment.agreed_on.desc(), Amendment.id.desc())
    )
    return list(session.scalars(statement))


def amendment(session: Session, application_id: int, amendment_id: int) -> Amendment | None:
    """Return an amendment of this application, or None."""
    return session.scalar(
        sa.select(Amendment)
        .where(Amendment.id == amendment_id, Amendment.application_id == application_id)
        .options(selectinload(Amendment.changes), joinedload(Amendment.attachment))
    )


def original_terms(application: Application, found: list[Amendment]) -> Terms:
    """Return the terms as they were before the first amendment that changed each of them.

    Args:
        found: the amendments of the application.
    """
    applied = sorted((item for item in found if item.applied_at), key=lambda item: (item.applied_at, item.id))
    ends_on, award = application.ends_on, application.awarded_amount
    for item in reversed(applied):
        for change in item.changes:
            if change.kind is AmendmentKind.END_DATE:
                ends_on = change.day_before
            elif change.kind is AmendmentKind.AWARD:
                award = change.amount_before
    return Terms(ends_on, award)
