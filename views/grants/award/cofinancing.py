"""Co-financing of a grant: what may count, what does, what is lacking."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.amounts import money
from app.domain.errors import RuleError
from app.domain.grant_claims import ClaimSource
from app.forms.awards import ReleaseForm
from app.i18n import _, _n
from app.labels import refusal
from app.permissions import Permission
from app.queries import grant_claims as questions
from app.queries.hours_claims import claimable_sum, claimed_sum
from app.security import requires
from app.services import grant_claims as verbs
from app.templating import can
from models import db
from models.base import utc_now
from models.grants import Application
from views.grants import bp
from views.grants.money.common import load_open
from views.grants.record import frame, load

PLACES = {
    ClaimSource.DONATION: ("donations.show", "donation_id", Permission.DONATIONS_VIEW),
    ClaimSource.LEDGER: ("partnerships.show_entry", "ledger_id", Permission.PARTNERSHIPS_VIEW),
}


@bp.get("/<int:application_id>/cofinancing")
@requires(Permission.GRANTS_VIEW)
def cofinancing(application_id: int) -> str:
    """Show what counts as co-financing, and what may."""
    return _page(load(application_id), ReleaseForm(formdata=None))


@bp.post("/<int:application_id>/cofinancing/count")
@requires(Permission.GRANTS_MONEY)
def count_records(application_id: int) -> Response:
    """Let the chosen records count on this grant, all of them or none."""
    application = load_open(application_id)
    session = db.session()
    chosen = _chosen()
    if not chosen:
        flash(_("Choose what shall count."), "warning")
        return _back(application_id)
    found = []
    try:
        with session.begin_nested():
            for source, ids in chosen.items():
                found += verbs.claim_records(session, application, source, ids, by=current_user, now=utc_now())
    except RuleError as error:
        flash(refusal(error), "danger")
        return _back(application_id)
    value = money(sum(claim.value for claim in found), application.currency)
    text = _n("%(num)d record counts, %(value)s", "%(num)d records count, %(value)s", len(found), value=value)
    flash(text, "success")
    return _back(application_id)


@bp.post("/<int:application_id>/cofinancing/release")
@requires(Permission.GRANTS_MONEY)
def release_records(application_id: int) -> Any:
    """Let the chosen records count no longer, with a reason."""
    application = load_open(application_id)
    form = ReleaseForm()
    claims = questions.claims_by_id(db.session(), application_id, _ids("claims"))
    if not claims:
        flash(_("Choose records that count on this grant."), "warning")
        return _back(application_id)
    if not form.validate_on_submit():
        return _page(application, form), 422
    value = verbs.release_claims(db.session(), claims, reason=form.reason.data, by=current_user, now=utc_now())
    text = _n(
        "%(num)d record counts no longer, %(value)s",
        "%(num)d records count no longer, %(value)s",
        len(claims),
        value=money(value, application.currency),
    )
    flash(text, "success")
    return _back(application_id)


def _page(application: Application, form: ReleaseForm) -> str:
    session = db.session()
    rows = questions.candidates(session, application)
    return render_template(
        "grants/award/cofinancing.html",
        **frame(application, "award"),
        form=form,
        standing=questions.cofinancing(session, application),
        linked=[row for row in rows if row.linked],
        others=[row for row in rows if not row.linked],
        claims=questions.claims_of(session, application.id),
        releases=questions.releases_of(session, application.id),
        hours=claimed_sum(session, application.id),
        hours_open=claimable_sum(session, application.id),
        chosen={int(value) for value in request.form.getlist("claims") if value.isdecimal()},
        place=_place,
    )


def _place(source: ClaimSource, record_id: int, application_id: int) -> str:
    """Return the page of a record, or nothing when the reader may not open it."""
    if source is ClaimSource.EXPENDITURE:
        return url_for("grants.budget", application_id=application_id, _anchor="expenditures")
    endpoint, argument, permission = PLACES[source]
    values: dict[str, Any] = {argument: record_id}
    return url_for(endpoint, **values) if can(permission) else ""


def _chosen() -> dict[ClaimSource, list[int]]:
    """Return the chosen records by kind; each is sent as «donation-7»."""
    found: dict[ClaimSource, list[int]] = {}
    for value in request.form.getlist("records"):
        kind, _dash, number = value.partition("-")
        if kind in frozenset(ClaimSource) and number.isascii() and number.isdecimal() and len(number) < 10:
            found.setdefault(ClaimSource(kind), []).append(int(number))
    return found


def _ids(name: str) -> list[int]:
    values = request.form.getlist(name)
    return [int(value) for value in values if value.isascii() and value.isdecimal() and len(value) < 10]


def _back(application_id: int) -> Response:
    return redirect(url_for("grants.cofinancing", application_id=application_id))
