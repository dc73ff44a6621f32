"""Moves of applications and partnerships from stage to stage, and what was handed to funders."""

from collections.abc import Iterable
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.i18n import _
from app.labels import label, tone
from app.permissions import Permission
from app.queries.partnerships import in_scope
from app.queries.timeline.entries import MOST, RECORD, Entry, Reader, asked, noon, scoped
from app.scope import Scope
from models.accounts import User
from models.grants import Application, ApplicationStageChange, Deliverable, application_partners
from models.partnerships import Partnership, PartnershipStageChange
from models.volunteers import Volunteer, VolunteerStatusChange


def partnership_moves(session: Session, subject: str, record_id: int, reader: Reader) -> Iterable[Entry]:
    """Yield the moves of a partnership, or of the partnership of an organisation."""
    if not reader.may(Permission.PARTNERSHIPS_VIEW):
        return
    own = subject == "partnership"
    for row in session.execute(_partnership_moves(own, reader.scope), asked(record_id, reader)):
        yield Entry(
            row.at,
            "people",
            tone(row.to_stage),
            _("Partnership: %(old)s → %(new)s", old=label(row.from_stage), new=label(row.to_stage)),
            ". ".join(filter(None, [label(row.reason_code) if row.reason_code else "", row.reason])),
            row.name or "",
            None if own else ("partnerships.show", {"partnership_id": row.partnership_id}),
        )


def volunteer_moves(session: Session, subject: str, record_id: int, reader: Reader) -> Iterable[Entry]:
    """Yield the moves of a volunteer's status, on the page of the volunteer or of the person."""
    if not reader.may(Permission.VOLUNTEERS_VIEW):
        return
    own = subject == "volunteer"
    statement = scoped(_volunteer_moves(own), Volunteer.branch_id, reader)
    for row in session.execute(statement, asked(record_id, reader)):
        yield Entry(
            row.at,
            "person-heart",
            tone(row.to_status),
            _("Volunteer: %(old)s → %(new)s", old=label(row.from_status), new=label(row.to_status)),
            row.reason,
            row.name or "",
            None if own else ("volunteers.show", {"volunteer_id": row.volunteer_id}),
        )


def application_moves(session: Session, subject: str, record_id: int, reader: Reader) -> Iterable[Entry]:
    """Yield the moves of an application, or of those that a contact funds or takes part in."""
    if not reader.may(Permission.GRANTS_VIEW):
        return
    own = subject == "application"
    for row in session.execute(_application_moves(own), asked(record_id, reader)):
        move = f"{label(row.from_stage)} → {label(row.to_stage)}"
        reasons = [label(row.reason_code) if row.reason_code else "", row.reason]
        yield Entry(
            row.at,
            "award",
            tone(row.to_stage),
            move if own else f"{row.title}: {move}",
            ". ".join(filter(None, reasons)),
            row.name or "",
            None if own else ("grants.show", {"application_id": row.id}),
        )


def deliverables(session: Session, _subject: str, record_id: int, reader: Reader) -> Iterable[Entry]:
    """Yield what an application handed to its funder, and when it was accepted."""
    statement = sa.select(Deliverable.kind, Deliverable.submitted_on, Deliverable.accepted_on).where(
        Deliverable.application_id == record_id, Deliverable.submitted_on.is_not(None)
    )
    for row in session.execute(statement.order_by(Deliverable.submitted_on.desc()).limit(reader.limit)):
        what = label(row.kind)
        submitted = _("Submitted: %(what)s", what=what)
        yield Entry(noon(row.submitted_on, reader), "send-check", "info", submitted, day_only=True)
        if row.accepted_on:
            accepted = _("Accepted: %(what)s", what=what)
            yield Entry(noon(row.accepted_on, reader), "patch-check", "success", accepted, day_only=True)


@cache
def _partnership_moves(own: bool, scope: Scope) -> Any:
    return (
        sa.select(
            PartnershipStageChange.at,
            PartnershipStageChange.from_stage,
            PartnershipStageChange.to_stage,
            PartnershipStageChange.reason_code,
            PartnershipStageChange.reason,
            PartnershipStageChange.partnership_id,
            User.name,
        )
        .join(Partnership, Partnership.id == PartnershipStageChange.partnership_id)
        .outerjoin(User, User.id == PartnershipStageChange.by_id)
        .where((Partnership.id if own else Partnership.organisation_id) == RECORD, in_scope(scope))
        .order_by(PartnershipStageChange.at.desc())
        .limit(MOST)
    )


@cache
def _volunteer_moves(own: bool) -> Any:
    change = VolunteerStatusChange
    return (
        sa.select(change.at, change.from_status, change.to_status, change.reason, change.volunteer_id, User.name)
        .join(Volunteer, Volunteer.id == change.volunteer_id)
        .outerjoin(User, User.id == change.by_id)
        .where((Volunteer.id if own else Volunteer.person_id) == RECORD)
        .order_by(change.at.desc())
        .limit(MOST)
    )


@cache
def _application_moves(own: bool) -> Any:
    statement = (
        sa.select(
            ApplicationStageChange.at,
            ApplicationStageChange.from_stage,
            ApplicationStageChange.to_stage,
            ApplicationStageChange.reason_code,
            ApplicationStageChange.reason,
            Application.id,
            Application.title,
            User.name,
        )
        .join(Application, Application.id == ApplicationStageChange.application_id)
        .outerjoin(User, User.id == ApplicationStageChange.by_id)
        .order_by(ApplicationStageChange.at.desc())
        .limit(MOST)
    )
    if own:
        return statement.where(Application.id == RECORD)
    joint = sa.select(application_partners.c.application_id).where(application_partners.c.organisation_id == RECORD)
    return statement.where(sa.or_(Application.funder_id == RECORD, Application.id.in_(joint)))
