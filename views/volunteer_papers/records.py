"""Issued papers: the list, one paper, its PDF, revoking it."""

from types import SimpleNamespace
from typing import Any

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from app.domain.errors import RuleError
from app.domain.hours import clock_text
from app.domain.privacy import AccessAction
from app.forms.volunteer_papers import RevokeForm
from app.i18n import _
from app.paper_files import one_pdf
from app.paper_pdf import file_name, paper_html, verify_address
from app.permissions import Permission
from app.queries import volunteer_papers as questions
from app.security import current_scope, requires
from app.services import volunteer_papers as verbs
from app.templating import can
from models import db
from models.base import utc_now
from models.volunteer_papers import IssuedPaper
from views.editing import get_or_404
from views.listing import EmptyState, listing_page
from views.privacy.common import note_access
from views.volunteer_papers.blueprint import bp

Answer = BaseResponse | str | tuple[str, int]


def tabs() -> list[SimpleNamespace]:
    """Return the parts of the section that the account may open."""
    places = [
        (_("Issued"), "volunteer_papers.index", Permission.VOLUNTEERS_VIEW),
        (_("Issue to many"), "volunteer_papers.batch", Permission.PAPERS_ISSUE),
        (_("Texts"), "volunteer_papers.texts", Permission.PAPERS_TEXTS),
    ]
    return [
        SimpleNamespace(text=text, url=url_for(endpoint), active=request.endpoint == endpoint)
        for text, endpoint, permission in places
        if can(permission)
    ]


@bp.get("/volunteers/papers")
@requires(Permission.VOLUNTEERS_VIEW)
def index() -> Any:
    """List the papers."""
    empty = EmptyState(
        "award",
        _("No papers yet"),
        _("Service letters, certificates and thank-you letters stand here with their numbers and codes."),
        url_for(".batch") if can(Permission.PAPERS_ISSUE) else None,
        _("Issue papers"),
    )
    return listing_page(questions.PAPER_LIST, empty, "volunteer_papers/index.html", tabs=tabs())


@bp.get("/volunteers/papers/<int:paper_id>")
@requires(Permission.VOLUNTEERS_VIEW)
def show(paper_id: int) -> str:
    """Show one paper: what stands on it, its code, whether it holds."""
    paper = load(paper_id)
    page = render_template(
        "volunteer_papers/show.html",
        paper=paper,
        time=clock_text(paper.minutes),
        check_url=url_for("verify.show", code=paper.shown_code),
        check_address=verify_address(),
    )
    note_access(paper.volunteer.person)
    return page


@bp.get("/reports/volunteers/papers/<int:paper_id>.pdf")
@requires(Permission.VOLUNTEERS_VIEW)
def pdf(paper_id: int) -> Response:
    """The paper as PDF; `?download=1` to save it. An erased person's paper cannot be made any more."""
    paper = load(paper_id)
    if not paper.body:
        raise RuleError("paper_person_erased")
    data = one_pdf(current_app.config["DATA_DIR"], paper_html(paper))
    kind = "attachment" if request.args.get("download") == "1" else "inline"
    response: Response = current_app.response_class(data, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'{kind}; filename="{file_name(paper)}"'
    note_access(paper.volunteer.person, AccessAction.PRINT)
    return response


@bp.route("/volunteers/papers/<int:paper_id>/revoke", methods=["GET", "POST"])
@requires(Permission.PAPERS_ISSUE)
def revoke(paper_id: int) -> Answer:
    """Ask why a paper no longer holds, then revoke it."""
    paper = load(paper_id)
    form = RevokeForm()
    if form.validate_on_submit():
        try:
            verbs.revoke_paper(db.session(), paper, form.reason.data or "", by=current_user, now=utc_now())
        except RuleError as error:
            form.refuse(error)
        else:
            flash(_("The paper is revoked. Whoever checks it is told so."), "success")
            return redirect(url_for(".show", paper_id=paper.id))
    status = 422 if form.is_submitted() else 200
    return render_template("volunteer_papers/revoke.html", form=form, paper=paper), status


def load(paper_id: int) -> IssuedPaper:
    """Return a paper that the present account sees, or answer that there is none."""
    return get_or_404(questions.paper_by_id(db.session(), paper_id, current_scope()))
