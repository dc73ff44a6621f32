"""The headings of a funder's own budget form, of the funder or of one call."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.domain.errors import RuleError
from app.domain.headings import HeadingData
from app.forms.headings import HeadingsForm, PlacesForm
from app.i18n import _
from app.permissions import Permission
from app.queries import calls, funders
from app.queries.funder_headings import heading_set
from app.security import requires
from app.services.funder_headings import save_headings
from models import db
from models.funder_headings import HeadingSet
from views.editing import Difference, conflict_page, get_or_404
from views.grants import bp

FORM = "grants/headings_form.html"
Answer = str | tuple[str, int] | Response


@bp.route("/funders/<int:funder_id>/headings", methods=["GET", "POST"])
@requires(Permission.GRANTS_EDIT)
def funder_headings(funder_id: int) -> Answer:
    """Show and save the headings of a funder's budget form."""
    funder, _profile = get_or_404(funders.funder(db.session(), funder_id))
    back = url_for(".funder", funder_id=funder_id)
    return headings_page({"funder_id": funder_id}, owner=funder.display_name, back=back)


@bp.route("/calls/<int:call_id>/headings", methods=["GET", "POST"])
@requires(Permission.GRANTS_EDIT)
def call_headings(call_id: int) -> Answer:
    """Show and save the headings of one call's budget form; those of its funder are where it begins."""
    call = get_or_404(calls.call(db.session(), call_id))
    former = heading_set(db.session(), funder_id=call.funder_id)
    back = url_for(".call", call_id=call_id)
    return headings_page({"call_id": call_id}, owner=call.title, back=back, former=former)


def headings_page(owner_id: dict[str, int], *, former: HeadingSet | None = None, **context: Any) -> Answer:
    """Show the form of a set of headings and save it."""
    session = db.session()
    found = heading_set(session, **owner_id)
    form = HeadingsForm()
    context |= {"found": found, "borrowed": former if found is None else None}
    if request.method == "GET":
        shown = found or former
        form.show(shown)
        if found is None:
            form.version.data = ""
        return render_template(FORM, form=form, places=_menus(form, shown), **context)
    places = PlacesForm.of(form.typed(), formdata=request.form)
    if "add_row" in request.form:
        form.add_row()
        return render_template(FORM, form=form, places=places, **context)
    if not form.validate_on_submit():
        return render_template(FORM, form=form, places=places, **context), 422
    if found is not None and form.is_stale(found):
        return conflict_page(form, found, FORM, places=places, more_differences=_others(form, found), **context)
    try:
        save_headings(session, found, form.typed(), places.places(), **owner_id)
    except RuleError as error:
        form.refuse(error)
        return render_template(FORM, form=form, places=places, **context), 422
    flash(_("The headings are saved"), "success")
    return redirect(request.path if len(places.places()) < len(list(places)) else context["back"])


def _menus(form: HeadingsForm, shown: HeadingSet | None) -> Any:
    codes = {row.id: row.code for row in shown.headings} if shown else {}
    chosen = {str(category): codes[heading] for category, heading in shown.mapping.items()} if shown else {}
    return PlacesForm.of(form.typed(), chosen=chosen)


def _others(form: HeadingsForm, found: HeadingSet) -> list[Difference]:
    """Return how the headings that were typed differ from those that somebody else saved."""
    saved = [HeadingData(row.code, row.name_uk, row.name_en) for row in found.headings]
    if saved == form.typed():
        return []
    yours, theirs = ("; ".join(f"{one.code} {one.name_uk}" for one in rows) for rows in (form.typed(), saved))
    return [Difference(_("Headings"), yours or "—", theirs or "—")]
