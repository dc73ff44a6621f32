"""Papers for many volunteers: who gets one, who does not and why, then a background job."""

from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_login import current_user
from wtforms.fields.choices import SelectChoice

from app.clock import today
from app.domain.errors import RuleError
from app.domain.volunteer_papers import WhyNot
from app.forms.volunteer_papers import CHOSEN, MATCHING, BatchForm
from app.i18n import _, _n
from app.jobs import jobs_of
from app.labels import label
from app.paper_work import PAPERS, arguments_of
from app.permissions import Permission
from app.queries import volunteer_papers as questions
from app.queries.volunteers import volunteer_list
from app.security import current_scope, requires
from app.services import volunteer_papers as verbs
from app.services.privacy_access import record_list_export
from app.templating import can, number
from models import db
from models.base import utc_now
from views.listing import state_from
from views.volunteer_papers.blueprint import bp
from views.volunteer_papers.records import Answer, tabs
from views.volunteer_papers.single import prefill

MOST = 5000
SHOWN = 200


def bulk_actions() -> list[tuple[str, str, str]]:
    """Return what the list of volunteers offers for chosen rows: (text, address, icon)."""
    if not can(Permission.PAPERS_ISSUE):
        return []
    shown: dict[str, Any] = {k: value for k, value in request.args.items() if k not in {"after", "before", "format"}}
    return [(_("Issue papers"), url_for("volunteer_papers.batch", **shown), "award")]


@bp.route("/volunteers/papers/many", methods=["GET", "POST"])
@requires(Permission.PAPERS_ISSUE)
def batch() -> Answer:
    """Choose a paper for many, see who gets one, then, `do` being sent, issue them in the background.

    The address says what the list of volunteers showed; `ids` are the rows that were ticked there.
    """
    session, scope = db.session(), current_scope()
    typed = [int(value) for value in request.form.getlist("ids")[:MOST] if value.isdecimal() and len(value) < 11]
    ids = questions.present_ids(session, typed, scope)
    state = state_from(request.args, volunteer_list(today()))
    matching = questions.list_count(session, state, scope, today())
    form = BatchForm()
    texts = {
        CHOSEN: _n("%(num)s chosen volunteer", "%(num)s chosen volunteers", len(ids), num=number(len(ids))),
        MATCHING: _("All that the list of volunteers shows: %(num)s", num=number(matching)),
    }
    offered = [CHOSEN, MATCHING] if ids else [MATCHING]
    form.which.choices = [SelectChoice(key, texts[key]) for key in offered]
    step = request.form.get("step", "")
    if step not in {"check", "do"}:
        prefill(form)
        form.which.data = offered[0]
        return _page(form, ids)
    if not form.validate():
        return _page(form, ids, 422)
    try:
        order = form.order()
        verbs.check_order(order, today())
        people = ids if form.which.data == CHOSEN else questions.list_ids(session, state, scope, today())
        if len(people) > MOST:
            raise RuleError("paper_too_many", number(MOST), field="which")
        found = questions.audience(
            session, people, order.kind, order.locale, order.period,
            least_minutes=60 * (form.least_hours.data or 0),
        )  # fmt: skip
        getting = [row for row in found if row.why is None]
        if step == "check":
            return _page(form, ids, found=found)
        if not getting:
            form.refuse(RuleError("paper_nobody"))
            return _page(form, ids, 422, found=found)
    except RuleError as error:
        form.refuse(error)
        return _page(form, ids, 422)
    title = _("%(papers)s: %(num)s", papers=label(order.kind), num=number(len(getting)))
    arguments = arguments_of(order, [row.volunteer_id for row in getting])
    job = jobs_of(current_app).enqueue(session, PAPERS, title, arguments, by_id=current_user.id)
    record_list_export(
        session, user_id=current_user.id, list_name="volunteer-papers", rows=len(getting), filters="", now=utc_now()
    )
    flash(_("The papers are being made. You can leave this page."), "info")
    return redirect(url_for("jobs.show", job_id=job.id))


def _page(form: BatchForm, ids: list[int], status: int = 200, found: list[questions.Candidate] | None = None) -> Answer:
    getting = [row for row in found or () if row.why is None]
    others = [row for row in found or () if row.why is not None]
    reasons = [(why, sum(row.why is why for row in others)) for why in WhyNot]
    return (
        render_template(
            "volunteer_papers/batch.html",
            form=form,
            ids=ids,
            checked=found is not None,
            getting=getting,
            others=others,
            reasons=[(why, count) for why, count in reasons if count],
            most=SHOWN,
            tabs=tabs(),
        ),
        status,
    )
