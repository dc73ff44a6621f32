"""What needs the present account among applications: to approve, to rework, to resume."""

from datetime import date

from flask import url_for
from flask_login import current_user

from app.domain.grant_approvals import office_of
from app.domain.roles import Approver
from app.i18n import _
from app.permissions import Permission
from app.queries.grant_approvals import returned_to, waiting_for
from app.queries.grants import to_resume
from app.security import current_scope
from app.templating import can, day
from models import db
from views.needs import SHOWN, Need, in_days


def grant_needs(now: date) -> list[Need]:
    """Return the applications that wait for the present account."""
    found: list[Need] = []
    office = office_of(current_user.role)
    if office is not None:
        found += approval_needs(office)
    if can(Permission.GRANTS_EDIT):
        found += rework_needs() + resume_needs(now)
    return found


def approval_needs(office: Approver) -> list[Need]:
    """Return the applications that wait for the approval of the account's office."""
    return [
        Need(
            "patch-question",
            _("For approval: %(title)s", title=item.title),
            _("%(funder)s · changed since approved", funder=item.funder) if item.is_changed else item.funder,
            _("since %(day)s", day=day(item.since)) if item.since else "",
            "warning" if item.is_changed else "info",
            url_for("grants.approval", application_id=item.id),
            awaited=True,
        )
        for item in waiting_for(db.session(), office, current_scope(), SHOWN)
    ]


def rework_needs() -> list[Need]:
    """Return the account's applications that were returned for rework."""
    return [
        Need(
            "arrow-counterclockwise",
            _("Returned for rework: %(title)s", title=title),
            note,
            "",
            "warning",
            url_for("grants.show", application_id=application_id, _anchor="approvals"),
            awaited=True,
        )
        for application_id, title, note in returned_to(db.session(), current_user.id, SHOWN)
    ]


def resume_needs(now: date) -> list[Need]:
    """Return the applications on hold whose day to go on has come."""
    return [
        Need(
            "play-circle",
            _("Resume the work: %(title)s", title=title),
            funder,
            in_days(on, now),
            "warning",
            url_for("grants.show", application_id=application_id),
        )
        for application_id, title, funder, on in to_resume(db.session(), current_scope(), now, SHOWN)
    ]
