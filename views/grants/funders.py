"""Funders: the list, one funder with the history, the form of the profile, the ready-made list."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as BaseResponse

from app.clock import today
from app.domain.calls import call_state
from app.domain.errors import RuleError
from app.forms.funders import FunderForm
from app.i18n import _
from app.labels import refusal
from app.permissions import Permission
from app.queries import funders as questions
from app.queries.funders import FIGURES, funder_list
from app.queries.relationships import people_of
from app.security import current_scope, requires
from app.services import funders as verbs
from app.stage_names import present_stages
from app.templating import can, number
from models import db
from models.contacts import Organisation
from models.funders import FunderProfile
from views.editing import conflict_page, get_or_404
from views.grants import bp
from views.listing import EmptyState, listing_page

FORM = "grants/funder_form.html"


@bp.get("/funders")
@requires(Permission.GRANTS_VIEW)
def funders() -> BaseResponse | str:
    """Show the funders with how we fared with each."""
    empty = EmptyState(
        "bank",
        _("No funders yet"),
        _("An organisation becomes a funder with its first call, application or profile."),
        url_for(".create_call") if can("grants.edit") else None,
        _("Add a call"),
    )
    return listing_page(funder_list(current_scope(), today()), empty, "grants/funders.html", figures=FIGURES)


@bp.get("/funders/<int:funder_id>")
@requires(Permission.GRANTS_VIEW)
def funder(funder_id: int) -> str:
    """Show one funder: profile, how we fared, applications, calls, people."""
    organisation, profile = _load(funder_id)
    session, scope, now = db.session(), current_scope(), today()
    present_stages()  # Asked for once, whether or not a stage is shown.
    return render_template(
        "grants/funder.html",
        funder=organisation,
        profile=profile,
        figures=questions.figures_of(session, funder_id, scope, now),
        definitions={item.code: item for item in FIGURES},
        applications=questions.applications_of(session, funder_id, scope),
        calls=[(row, call_state(row.opens_on, row.deadline_on, now)) for row in questions.calls_of(session, funder_id)],
        people=people_of(session, funder_id, now),
    )


@bp.route("/funders/<int:funder_id>/edit", methods=["GET", "POST"])
@requires(Permission.GRANTS_EDIT)
def edit_funder(funder_id: int) -> BaseResponse | str | tuple[str, int]:
    """Write down what is known about a funder."""
    organisation, profile = _load(funder_id)
    form = FunderForm(obj=profile)
    if form.validate_on_submit():
        if profile is not None and form.is_stale(profile):
            return conflict_page(form, profile, FORM, funder=organisation)
        try:
            verbs.save_profile(db.session(), organisation, profile, form.profile_data())
        except RuleError as error:
            form.refuse(error)
        else:
            flash(_("Changes saved"), "success")
            return redirect(url_for(".funder", funder_id=organisation.id))
    if not form.is_submitted() and profile is not None:
        form.show_version(profile)
    status = 422 if form.is_submitted() else 200
    return render_template(FORM, form=form, funder=organisation), status


@bp.post("/funders/ready-made")
@requires(Permission.GRANTS_EDIT)
def add_public_funders() -> BaseResponse:
    """Add the public funders and programmes that are missing."""
    try:
        added = verbs.add_public_funders(db.session())
    except RuleError as error:
        flash(refusal(error), "danger")
    else:
        if added.funders or added.calls:
            flash(
                _(
                    "Added from the ready-made list: funders %(funders)s, programmes %(calls)s.",
                    funders=number(added.funders),
                    calls=number(added.calls),
                ),
                "success",
            )
        else:
            flash(_("Everything of the ready-made list is here already."), "info")
    return redirect(url_for(".funders"))


def _load(funder_id: int) -> tuple[Organisation, FunderProfile | None]:
    return get_or_404(questions.funder(db.session(), funder_id))
