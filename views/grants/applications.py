"""The list of applications, one application, its form, its partners, the archive."""

from typing import Any

from flask import Response, flash, jsonify, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from app.clock import today
from app.domain.errors import RuleError
from app.domain.grants import LOST_STAGES, DeliverableState, Stage, deliverable_state
from app.domain.investments import EffortSource
from app.domain.money import RateSource
from app.forms.grants import ApplicationForm, PartnersForm
from app.i18n import _
from app.permissions import Permission
from app.queries import grants as questions
from app.queries.accounts import grant_people_choices
from app.queries.calls import call, call_choices
from app.queries.deliverables import deliverables_of, returns_of
from app.queries.files import attachments
from app.queries.filters import branch_choices
from app.queries.go_no_go import last_assessment
from app.queries.grant_list import APPLICATION_LIST, ARCHIVE_LIST
from app.queries.rates import base_currency
from app.queries.renewals import chain
from app.security import current_scope, requires
from app.services import grants as verbs
from app.templating import can, day
from models import db
from models.base import utc_now
from models.grants import Application, Deliverable
from views.addresses import record_id
from views.editing import Saving, answer_edit
from views.grants import bp
from views.grants.efforts_card import efforts_card
from views.grants.record import frame, load
from views.listing import EmptyState, Listing, listing_page
from views.messages import flash_undo
from views.pickers import settle_contact, show_contacts
from views.tasks.helpers import tasks_card
from views.timeline import entries_for

FORM = "grants/form.html"


@bp.get("")
@requires(Permission.GRANTS_VIEW)
def index() -> BaseResponse | str:
    """Show the applications as a list."""
    empty = EmptyState(
        "award",
        _("No applications yet"),
        _("Write down the first idea, and follow it from the call to the last report."),
        url_for(".create") if can("grants.edit") else None,
        _("Add an application"),
    )
    return listing_page(APPLICATION_LIST, empty, "grants/index.html", adjust=offer_views)


@bp.get("/archive")
@requires(Permission.GRANTS_VIEW)
def archived() -> BaseResponse | str:
    """Show the applications in the archive."""
    empty = EmptyState("archive", _("The archive is empty"), _("Archived applications keep their history here."))
    return listing_page(ARCHIVE_LIST, empty, "grants/archive.html")


def kept_filters() -> dict[str, Any]:
    """Return the search and the filters of the address, to carry them to another view."""
    keys = ("q", *(item.key for item in APPLICATION_LIST.filters))
    return {key: ",".join(request.args.getlist(key)) for key in keys if request.args.get(key)}


def offer_views(listing: Listing) -> None:
    """Offer the list and the board of the same filters."""
    kept = kept_filters()
    listing.views = [
        ("list-ul", _("List"), url_for(".index", **kept), request.endpoint == "grants.index"),
        ("kanban", _("Board"), url_for(".board", **kept), request.endpoint == "grants.board"),
    ]


@bp.get("/lookup")
@requires(Permission.GRANTS_VIEW)
def lookup() -> Response:
    """Suggestions for a picker: `[{"id", "text", "note"}]`."""
    rows = questions.lookup(db.session(), request.args.get("q", "")[:200], current_scope())
    return jsonify([{"id": number, "text": title, "note": funder} for number, title, funder in rows])


@bp.get("/<int:application_id>")
@requires(Permission.GRANTS_VIEW)
def show(application_id: int) -> str:
    """Show one application with everything around it."""
    return record_page(load(application_id), PartnersForm())


def record_page(application: Application, form: PartnersForm) -> str:
    """Return the overview of an application."""
    session, now = db.session(), today()
    partners = questions.partners_of(session, application.id)
    if not form.is_submitted():
        form.partners.shown = partners
    finished = application.stage in questions.FINISHED_STAGES

    def state_of(item: Deliverable) -> DeliverableState:
        days = (item.due_on, item.submitted_on, item.accepted_on, now, item.returned_on)
        return deliverable_state(*days, is_finished=finished)

    deliverables = [(item, state_of(item)) for item in deliverables_of(session, application.id)]
    explained = application.stage in (*LOST_STAGES, Stage.SUSPENDED)
    last_move = questions.stage_history(session, application.id)[0] if explained else None
    return render_template(
        "grants/show.html",
        **frame(application, "show"),
        deliverables=deliverables,
        returns=returns_of(session, application.id),
        overdue=[item for item, state in deliverables if state is DeliverableState.OVERDUE],
        loss=last_move if application.stage in LOST_STAGES else None,
        hold=last_move if application.stage is Stage.SUSPENDED else None,
        partners=partners,
        assessment=last_assessment(session, application.call_id) if application.call_id else None,
        form=form,
        chain=chain(session, application.id, current_scope()),
        base=base_currency(),
        attachments=attachments(session, "application", application.id),
        tasks=tasks_card("application", application.id),
        efforts=efforts_card(
            EffortSource.APPLICATION,
            application.id,
            application.branch_id,
            archived=application.archived_at is not None,
        ),
        timeline=entries_for("application", application.id),
    )


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.GRANTS_EDIT)
def create() -> BaseResponse | str | tuple[str, int]:
    """Add an application, perhaps to a call (`?call=`) or a funder (`?funder=`)."""
    form = ApplicationForm()
    _offer(form, None)
    if request.method == "GET":
        _begin(form)
        return render_template(FORM, form=form, application=None, base=base_currency())
    if _valid(form):
        try:
            application = verbs.create_application(
                db.session(), form.application_data(), by=current_user, today=today()
            )
        except RuleError as error:
            form.refuse(error)
        else:
            flash(_("Application added"), "success")
            return redirect(url_for(".show", application_id=application.id))
    return render_template(FORM, form=form, application=None, base=base_currency()), 422


@bp.route("/<int:application_id>/edit", methods=["GET", "POST"])
@requires(Permission.GRANTS_EDIT)
def edit(application_id: int) -> Any:
    """Change an application."""
    application = load(application_id)
    form = ApplicationForm(obj=application)
    _offer(form, application)
    if request.method == "GET":
        form.show_version(application)
        show_contacts(form.funder_id, application.funder_id)
        if application.rate_source is not RateSource.MANUAL:
            form.rate.data = None
        return render_template(FORM, form=form, application=application, base=base_currency())
    saving = Saving(
        lambda: verbs.edit_application(db.session(), application, form.application_data(), today=today()),
        _("Changes saved"),
        lambda _saved: url_for(".show", application_id=application.id),
    )
    valid, base = _valid(form), base_currency()
    return answer_edit(form, application, FORM, saving, valid=valid, application=application, base=base)


@bp.post("/<int:application_id>/partners")
@requires(Permission.GRANTS_EDIT)
def partners(application_id: int) -> BaseResponse | tuple[str, int]:
    """Set the partners of an application."""
    application = load(application_id)
    form = PartnersForm()
    if not (form.validate_on_submit() and settle_contact(form.partners)):
        return record_page(application, form), 422
    verbs.link_partners(db.session(), application, form.partners.data or [])
    flash(_("Partners saved"), "success")
    return redirect(url_for(".show", application_id=application.id) + "#joint")


@bp.post("/<int:application_id>/archive")
@requires(Permission.GRANTS_EDIT)
def archive(application_id: int) -> BaseResponse:
    """Put an application into the archive."""
    application = load(application_id)
    verbs.archive_application(db.session(), application, now=utc_now())
    undo = url_for(".restore", application_id=application.id)
    flash_undo(_("Application archived"), undo)
    return redirect(url_for(".index"))


@bp.post("/<int:application_id>/restore")
@requires(Permission.GRANTS_EDIT)
def restore(application_id: int) -> BaseResponse:
    """Bring an application back from the archive."""
    application = load(application_id)
    verbs.restore_application(db.session(), application)
    flash(_("Application restored"), "success")
    return redirect(url_for(".show", application_id=application.id))


def _offer(form: ApplicationForm, application: Application | None) -> None:
    session = db.session()
    asked = application.call_id if application else request.args.get("call", type=record_id)
    form.branch_id.offer(branch_choices(session), blank=_("Choose a branch"))
    form.owner_id.offer(
        grant_people_choices(session, application.owner_id if application else None), blank=_("Nobody yet")
    )
    calls = [
        (str(number), f"{funder}: {title}" + (f" ({day(deadline)})" if deadline else ""))
        for number, title, funder, deadline in call_choices(session, today(), keep=asked)
    ]
    form.call_id.offer(calls, blank=_("No call"))


def _begin(form: ApplicationForm) -> None:
    """Fill a new form with what the address already says."""
    form.owner_id.data = current_user.id
    found = call(db.session(), request.args.get("call", 0, type=record_id))
    if found is None:
        show_contacts(form.funder_id, request.args.get("funder", type=record_id))
        return
    form.call_id.data = found.id
    form.currency.data = found.currency
    judged = last_assessment(db.session(), found.id)
    if judged is not None:
        form.currency.data, form.requested_amount.data = judged.currency, judged.amount
    show_contacts(form.funder_id, found.funder_id)


def _valid(form: ApplicationForm) -> bool:
    in_order = form.validate_on_submit()
    return settle_contact(form.funder_id) and in_order
