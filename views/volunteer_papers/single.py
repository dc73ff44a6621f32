"""A paper for one volunteer: choose it, see it, issue it."""

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from app.clock import today
from app.domain.errors import RuleError
from app.domain.volunteer_papers import PaperKind
from app.forms.volunteer_papers import OrderForm, PaperForm
from app.i18n import LOCALES, _
from app.labels import refusal
from app.paper_pdf import paper_html
from app.permissions import Permission
from app.queries import volunteer_papers as questions
from app.queries.volunteers import volunteer as volunteer_by_id
from app.security import current_scope, requires
from app.services import volunteer_papers as verbs
from app.templating import static_url
from models import db
from models.volunteer_papers import IssuedPaper
from models.volunteers import Volunteer
from views.addresses import record_id
from views.editing import get_or_404
from views.privacy.common import note_access
from views.volunteer_papers.blueprint import bp
from views.volunteer_papers.records import Answer

SHOWN = ("kind", "locale", "period_from", "period_until", "issued_on", "shows_hours", "name",
         "signatory_name", "signatory_position")  # fmt: skip


def prefill(form: OrderForm) -> None:
    """Begin with what is most often wanted: this year up to today, or what the address says."""
    now = today()
    form.period_from.data, form.period_until.data, form.issued_on.data = date(now.year, 1, 1), now, now
    if request.args.get("kind") in set(PaperKind):
        form.kind.data = PaperKind(request.args["kind"])
    if request.args.get("lang") in LOCALES:
        form.locale.data = request.args["lang"]


@bp.route("/volunteers/<int:volunteer_id>/papers/new", methods=["GET", "POST"])
@requires(Permission.PAPERS_ISSUE)
def issue(volunteer_id: int) -> Answer:
    """Choose a paper, look at it, issue it; `?instead=` names a paper that this one replaces."""
    volunteer = _load(volunteer_id)
    former = _former(volunteer)
    form = PaperForm()
    wants_preview = "preview" in request.form or bool(request.headers.get("HX-Request"))
    if request.method == "GET":
        prefill(form)
        if former is not None:
            _as_former(form, former)
    elif form.validate() and not wants_preview:
        try:
            paper = verbs.issue_paper(
                db.session(), volunteer.id, form.order(), name=form.name.data or "", by=current_user, today=today(),
                replaces=former,
            )  # fmt: skip
        except RuleError as error:
            form.refuse(error)
        else:
            flash(_("Issued: No. %(number)s.", number=paper.shown_number), "success")
            return redirect(url_for(".show", paper_id=paper.id))
    context = {"form": form, "volunteer": volunteer, "former": former, "frame_url": _frame_url(form, volunteer)}
    if request.headers.get("HX-Request"):
        return render_template("volunteer_papers/_frame.html", **context)
    page = render_template("volunteer_papers/issue.html", **context)
    note_access(volunteer.person)
    return page, 200 if request.method == "GET" or wants_preview else 422


@bp.get("/volunteers/<int:volunteer_id>/papers/preview")
@requires(Permission.PAPERS_ISSUE)
def preview(volunteer_id: int) -> Answer:
    """The paper as it would be issued, for a screen; the address says which."""
    volunteer = _load(volunteer_id)
    form = PaperForm(formdata=_typed(), meta={"csrf": False})
    problem = ""
    if form.validate():
        try:
            order = form.order()
            verbs.check_order(order, today())
            facts = questions.paper_facts(db.session(), [volunteer.id], order.period)[volunteer.id]
            if facts.erased:
                raise RuleError("paper_person_erased")
            if not facts.minutes:
                raise RuleError("paper_no_hours")
            paper = verbs.draft_paper(db.session(), facts, order, name=form.name.data or "")
            return as_screen(paper)
        except RuleError as error:
            problem = refusal(error)
    return render_template("reports/volunteer_paper_none.html", problem=problem)


def as_screen(paper: IssuedPaper) -> str:
    """Return the document of a paper for a frame in a page."""
    sheets = [
        url_for("vendor.asset", name="source-sans-pro.css"),
        static_url("css/papers.css"),
        static_url("css/papers_screen.css"),
    ]
    return paper_html(paper, stylesheets=sheets, mark=static_url("img/mark.svg"))


def _typed() -> MultiDict[str, str]:
    """Return what the address says, with what is most often wanted for what it leaves out."""
    now = today()
    usual = {
        "kind": PaperKind.CERTIFICATE.value,
        "locale": "uk",
        "period_from": f"{now.year}-01-01",
        "period_until": now.isoformat(),
        "issued_on": now.isoformat(),
    }
    return MultiDict({**usual, **{name: value for name, value in request.args.items() if name in SHOWN}})


def _frame_url(form: PaperForm, volunteer: Volunteer) -> str:
    """Return where the present choice of the form is drawn, or "" when it cannot be."""
    if form.errors or form.kind.data is None:
        return ""
    values: dict[str, Any] = {}
    for name in SHOWN:
        value = form[name].data
        if name == "shows_hours":
            value = "y" if value else None
        elif hasattr(value, "isoformat"):
            value = value.isoformat()
        if value not in (None, ""):
            values[name] = getattr(value, "value", value)
    return url_for(".preview", volunteer_id=volunteer.id, **values)


def _former(volunteer: Volunteer) -> IssuedPaper | None:
    number = request.args.get("instead", type=record_id)
    paper = questions.paper_by_id(db.session(), number, current_scope()) if number else None
    return paper if paper is not None and paper.volunteer_id == volunteer.id and paper.revoked_at is None else None


def _as_former(form: PaperForm, paper: IssuedPaper) -> None:
    form.kind.data, form.locale.data, form.name.data = paper.kind, paper.locale, paper.name
    form.period_from.data, form.period_until.data = paper.period_from, paper.period_until
    form.shows_hours.data = paper.shows_hours


def _load(volunteer_id: int) -> Volunteer:
    return get_or_404(volunteer_by_id(db.session(), volunteer_id, current_scope()))
