"""Addresses that get no mailings, and letters that came back."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.domain.bounces import read_report
from app.domain.errors import RuleError
from app.forms.mailings import ReportsForm
from app.i18n import _, _n
from app.permissions import Permission
from app.queries.bounces import BOUNCE_LIST, SUPPRESSED_LIST, suppression_by_id
from app.security import requires
from app.services.bounces import check_chosen, lift, take_in_report
from models import db
from models.base import utc_now
from views.editing import get_or_404
from views.letters.tabs import tabs
from views.listing import EmptyState, build, listing_page
from views.mailings import bp

Answer = Response | str | tuple[str, int]


@bp.get("/addresses")
@requires(Permission.MAILINGS_RUN)
def suppressed_addresses() -> Answer:
    """List the addresses that get no mailings."""
    return listing_page(
        SUPPRESSED_LIST,
        EmptyState(
            "envelope-slash",
            _("Every address gets mailings"),
            _("Addresses of those who unsubscribed, and those from which letters come back, appear here."),
        ),
        "mailings/addresses.html",
        tabs=tabs(),
    )


@bp.get("/addresses/<int:suppression_id>")
@requires(Permission.MAILINGS_RUN)
def suppressed(suppression_id: int) -> Answer:
    """Show why an address gets no mailings."""
    suppression = get_or_404(suppression_by_id(db.session(), suppression_id))
    return render_template("mailings/address.html", suppression=suppression)


@bp.post("/addresses/<int:suppression_id>/lift")
@requires(Permission.MAILINGS_RUN)
def lift_suppression(suppression_id: int) -> Answer:
    """Allow mailings to an address again."""
    suppression = get_or_404(suppression_by_id(db.session(), suppression_id))
    email = suppression.email
    lift(db.session(), suppression)
    flash(_("Mailings to %(email)s are allowed again.", email=email), "success")
    return redirect(url_for("mailings.suppressed_addresses"))


@bp.route("/bounces", methods=["GET", "POST"])
@requires(Permission.MAILINGS_RUN)
def bounces() -> Answer:
    """List the letters that came back, and take in delivery reports."""
    form = ReportsForm()
    empty = EmptyState(
        "envelope-check",
        _("No letter has come back"),
        _("Refusals while sending are written down by themselves; hand in the reports that come later."),
    )
    if form.validate_on_submit():
        try:
            return _take_in(form)
        except RuleError as error:
            form.refuse(error)
        return render_template("mailings/bounces.html", listing=build(BOUNCE_LIST, empty), form=form, tabs=tabs()), 422
    return listing_page(BOUNCE_LIST, empty, "mailings/bounces.html", form=form, tabs=tabs())


def _take_in(form: ReportsForm) -> Response:
    """Take in all the reports or, when one cannot be read, none of them.

    Raises:
        RuleError: `no_reports`, `report_too_large`, or `not_a_report` with the names of all such files.
    """
    contents = [(file.filename or "", file.read()) for file in form.files.data or [] if file]
    check_chosen([content for _name, content in contents])
    # All are read before the first is written down: the list below a refusal shows what is really kept.
    refused: dict[str, list[str]] = {}
    for name, content in contents:
        try:
            read_report(content)
        except RuleError as error:
            refused.setdefault(error.code, []).append(name)
    for code, names in refused.items():
        raise RuleError(code, ", ".join(names), field="files")
    new = known = 0
    for _name, content in contents:
        fresh, old = take_in_report(db.session(), content, now=utc_now())
        new, known = new + fresh, known + old
    text = _n("%(num)d letter came back.", "%(num)d letters came back.", new)
    if known:
        text += " " + _("%(num)d were known before.", num=known)
    flash(text, "success" if new else "info")
    return redirect(url_for("mailings.bounces"))
