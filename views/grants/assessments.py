"""Go or no-go: the assessment of a call, and the comparison of the open calls."""

from flask import flash, redirect, render_template, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from app.amounts import money
from app.clock import today
from app.domain.errors import RuleError
from app.domain.go_no_go import GO_FROM, NO_GO_BELOW, Decision
from app.domain.grants import LOST_STAGES
from app.domain.money import Currency
from app.forms.go_no_go import AssessmentForm, assessment_form
from app.i18n import _, locale_code
from app.permissions import Permission
from app.queries import go_no_go as questions
from app.queries.call_list import comparison
from app.queries.calls import applications_of, call
from app.queries.rates import base_currency
from app.security import requires
from app.services.go_no_go import assess
from app.templating import can
from models import db
from models.base import utc_now
from models.calls import Call
from views.editing import get_or_404
from views.grants import bp
from views.listing import EmptyState, listing_page

FORM = "grants/assessment_form.html"


@bp.get("/calls/compare")
@requires(Permission.GRANTS_VIEW)
def compare_calls() -> BaseResponse | str:
    """Compare the assessed calls that may still be applied to."""
    empty = EmptyState(
        "bar-chart-steps",
        _("No open call was assessed yet"),
        _("Open a call and answer the short checklist: it shows what an hour of work may bring."),
        url_for(".calls", state="open") if can(Permission.GRANTS_EDIT) else None,
        _("Choose a call"),
    )
    waiting = questions.open_unassessed(db.session(), today())
    return listing_page(comparison(today()), empty, "grants/compare.html", waiting=waiting)


@bp.route("/calls/<int:call_id>/assess", methods=["GET", "POST"])
@requires(Permission.GRANTS_EDIT)
def assess_call(call_id: int) -> BaseResponse | str | tuple[str, int]:
    """Score a call, and decide."""
    session = db.session()
    record = get_or_404(call(session, call_id))
    form = assessment_form(questions.criteria(session), locale_code())()
    if form.validate_on_submit():
        try:
            made = assess(session, record, form.assessment_data(), by=current_user, now=utc_now(), today=today())
        except RuleError as error:
            form.refuse(error)
        else:
            flash(_("The assessment is kept"), "success")
            return redirect(_next_page(record, made.decision))
    elif not form.is_submitted():
        _begin(form, record)
    page = render_template(
        FORM,
        form=form,
        call=record,
        base=base_currency(),
        go_from=GO_FROM,
        no_go_below=NO_GO_BELOW,
        samples={currency.value: money(0, currency.value) for currency in Currency},
    )
    return (page, 422) if form.is_submitted() else page


def _begin(form: AssessmentForm, record: Call) -> None:
    """Fill a new assessment with the one before, or with what the call says."""
    before = questions.last_assessment(db.session(), record.id)
    if before is None:
        form.currency.data, form.amount.data = record.currency, record.max_amount
        return
    for name in ("hours", "chance", "amount", "currency"):
        form[name].data = getattr(before, name)
    given = {f"score_{item.criterion_id}": str(item.score) for item in before.scores}
    for field in form.score_fields():
        field.data = given.get(field.name)


def _next_page(record: Call, decision: Decision) -> str:
    """A «go» leads to the application, unless there is one already."""
    going = [row for row in applications_of(db.session(), record.id) if row.stage not in LOST_STAGES]
    if decision is Decision.GO and not going:
        return url_for(".create", call=record.id)
    return url_for(".call", call_id=record.id) + "#assessment"
