"""Moves of applications and partnerships from stage to stage, and what was handed to funders."""

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from app.i18n import _
from app.labels import label, tone
from app.permissions import Permission
from app.queries.partnerships import in_scope
from app.queries.timeline.entries import MOST, RECORD, Entry, Reader, Source, View, noon, scoped
from models.accounts import User
from models.grants import Application, ApplicationStageChange, Deliverable, application_partners
from models.partnerships import Partnership, PartnershipStageChange
from models.volunteers import Volunteer, VolunteerStatusChange


def _partnership_moves(rows: Sequence[Any], subject: str, _record_id: int, _reader: Reader) -> Iterable[Entry]:
    own = subject == "partnership"
    for row in rows:
        yield Entry(
            row.at,
            "people",
            tone(row.to_stage),
            _("Partnership: %(old)s → %(new)s", old=label(row.from_stage), new=label(row.to_stage)),
            ". ".join(filter(None, [label(row.reason_code) if row.reason_code else "", row.reason])),
            row.name or "",
            None if own else ("partnerships.show", {"partnership_id": row.partnership_id}),
        )


def _volunteer_moves(rows: Sequence[Any], subject: str, _record_id: int, _reader: Reader) -> Iterable[Entry]:
    own = subject == "volunteer"
    for row in rows:
        yield Entry(
            row.at,
            "person-heart",
            tone(row.to_status),
            _("Volunteer: %(old)s → %(new)s", old=label(row.from_status), new=label(row.to_status)),
            row.reason,
            row.name or "",
            None if own else ("volunteers.show", {"volunteer_id": row.volunteer_id}),
        )


def _application_moves(rows: Sequence[Any], subject: str, _record_id: int, _reader: Reader) -> Iterable[Entry]:
    own = subject == "application"
    for row in rows:
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


def _deliverables(rows: Sequence[Any], _subject: str, _record_id: int, reader: Reader) -> Iterable[Entry]:
    for row in rows:
        what = label(row.kind)
        submitted = _("Submitted: %(what)s", what=what)
        yield Entry(noon(row.submitted_on, reader), "send-check", "info", submitted, day_only=True)
        if row.accepted_on:
            accepted = _("Accepted: %(what)s", what=what)
            yield Entry(noon(row.accepted_on, reader), "patch-check", "success", accepted, day_only=True)


def _newest_partnership_moves(view: View) -> Any:
    whose = Partnership.id if view.subject == "partnership" else Partnership.organisation_id
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
        .where(whose == RECORD, in_scope(view.scope))
        .order_by(PartnershipStageChange.at.desc())
        .limit(MOST)
    )


def _newest_volunteer_moves(view: View) -> Any:
    change = VolunteerStatusChange
    whose = Volunteer.id if view.subject == "volunteer" else Volunteer.person_id
    return scoped(
        sa.select(change.at, change.from_status, change.to_status, change.reason, change.volunteer_id, User.name)
        .join(Volunteer, Volunteer.id == change.volunteer_id)
        .outerjoin(User, User.id == change.by_id)
        .where(whose == RECORD)
        .order_by(change.at.desc())
        .limit(MOST),
        Volunteer.branch_id,
        view,
    )


def _newest_application_moves(view: View) -> Any:
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
    if view.subject == "application":
        return statement.where(Application.id == RECORD)
    # Looked for apart, each is found by its own index.
    funded = sa.select(Application.id).where(Application.funder_id == RECORD)
    joint = sa.select(application_partners.c.application_id).where(application_partners.c.organisation_id == RECORD)
    return statement.where(Application.id.in_(sa.union(funded, joint)))


def _newest_deliverables(_view: View) -> Any:
    return (
        sa.select(Deliverable.kind, Deliverable.submitted_on, Deliverable.accepted_on)
        .where(Deliverable.application_id == RECORD, Deliverable.submitted_on.is_not(None))
        .order_by(Deliverable.submitted_on.desc())
        .limit(MOST)
    )


# The moves of a partnership, or of the partnership of an organisation.
partnership_moves = Source(_newest_partnership_moves, _partnership_moves, Permission.PARTNERSHIPS_VIEW)
# The moves of a volunteer's status, on the page of the volunteer or of the person.
volunteer_moves = Source(_newest_volunteer_moves, _volunteer_moves, Permission.VOLUNTEERS_VIEW)
# The moves of an application, or of those that a contact funds or takes part in.
application_moves = Source(_newest_application_moves, _application_moves, Permission.GRANTS_VIEW)
# What an application handed to its funder, and when it was accepted.
deliverables = Source(_newest_deliverables, _deliverables)
