"""Addresses that get no mailings, and letters that came back."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.domain.errors import RuleError
from app.forms.mailings import ReportsForm
from app.i18n import _, _n
from app.permissions import Permission
from app.queries.bounces import BOUNCE_LIST, SUPPRESSED_LIST, suppression_by_id
from app.security import requires
from app.services.bounces import TakenIn, check_chosen, lift, take_in_reports
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
        status = 422
        try:
            done = _take_in(form)
        except RuleError as error:
            form.refuse(error)
        else:
            if not done.refused:
                return redirect(url_for("mailings.bounces"))
            for refused in done.refused:
                form.refuse(refused)
            # What was taken in is kept, so the answer is no refusal.
            status = 200 if done.files else 422
        page = render_template("mailings/bounces.html", listing=build(BOUNCE_LIST, empty), form=form, tabs=tabs())
        return page, status
    return listing_page(BOUNCE_LIST, empty, "mailings/bounces.html", form=form, tabs=tabs())


def _take_in(form: ReportsForm) -> TakenIn:
    """Take in the reports and say how many letters came back.

    Raises:
        RuleError: `no_reports`.
    """
    contents = [(file.filename or "", file.read()) for file in form.files.data or [] if file]
    check_chosen([content for _name, content in contents])
    done = take_in_reports(db.session(), contents, now=utc_now())
    if done.files:
        text = _n("%(num)d letter came back.", "%(num)d letters came back.", done.new)
        if done.known:
            text += " " + _("%(num)d were known before.", num=done.known)
        flash(text, "success" if done.new else "info")
    if done.files and done.refused:
        text = _n("%(num)d file was not taken in.", "%(num)d files were not taken in.", len(done.refused))
        flash(text, "warning")
    return done
