"""The reciprocity ledger: its list, the quick form, one entry."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.clock import today
from app.domain.errors import RuleError
from app.domain.grant_claims import ClaimSource
from app.domain.ledger import LedgerDirection, unit_of
from app.forms.agreements import LedgerForm
from app.i18n import _
from app.labels import label, refusal
from app.permissions import Permission
from app.queries import partnerships as questions
from app.queries.filters import branch_choices
from app.queries.grant_claims import claim_of
from app.security import current_scope, requires
from app.services import ledger as verbs
from app.services.ledger import LedgerData
from app.templating import can
from models import db
from models.agreements import LedgerEntry
from models.base import utc_now
from models.partnerships import Partnership
from views.addresses import record_id
from views.editing import conflict_page, get_or_404
from views.files import chosen_file
from views.listing import EmptyState, listing_page
from views.messages import flash_undo
from views.partnerships import bp
from views.partnerships.page import load

FORM = "partnerships/ledger_form.html"


@bp.get("/ledger")
@requires(Permission.PARTNERSHIPS_VIEW)
def ledger() -> Any:
    """Show every entry of the ledger; `?partnership=ID` those of one partner."""
    empty = EmptyState(
        "arrow-left-right",
        _("Nothing is written down yet"),
        _("Open a partnership and write down what was given: a room, hours, goods, money, an audience."),
        url_for(".index") if can(Permission.PARTNERSHIPS_EDIT) else None,
        _("Open the partnerships"),
    )
    return listing_page(questions.LEDGER_LIST, empty, "partnerships/ledger.html")


@bp.get("/ledger/<int:ledger_id>")
@requires(Permission.PARTNERSHIPS_VIEW)
def show_entry(ledger_id: int) -> str:
    """Show one entry with everything that it is linked to."""
    entry = _load(ledger_id)
    claim = claim_of(db.session(), ClaimSource.LEDGER, entry.id)
    return render_template("partnerships/ledger_entry.html", entry=entry, unit=unit_of(entry.kind), claim=claim)


@bp.route("/<int:partnership_id>/ledger/new", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIPS_EDIT)
def create_entry(partnership_id: int) -> Any:
    """Write down what one side gave the other."""
    partnership = load(partnership_id)
    form = LedgerForm()
    _offer(form, partnership, None)
    if request.method == "GET":
        form.happened_on.data = today()
        form.event_id.data = request.args.get("event", type=record_id)
        direction = request.args.get("direction", "")
        if direction in frozenset(LedgerDirection):
            form.direction.data = LedgerDirection(direction)
        return render_template(FORM, form=form, partnership=partnership, entry=None)
    if form.validate_on_submit():
        try:
            entry = verbs.add_entry(db.session(), partnership, _data(form), today=today())
            _keep_file(entry)
        except RuleError as error:
            form.refuse(error)
        else:
            flash(_("Written down: %(what)s", what=entry.description), "success")
            if "another" in request.form:
                return redirect(url_for(".create_entry", partnership_id=partnership.id, direction=entry.direction))
            return redirect(url_for(".reciprocity", partnership_id=partnership.id))
    return render_template(FORM, form=form, partnership=partnership, entry=None), 422


@bp.route("/ledger/<int:ledger_id>/edit", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIPS_EDIT)
def edit_entry(ledger_id: int) -> Any:
    """Correct an entry."""
    entry = _load(ledger_id)
    form = LedgerForm(obj=entry)
    _offer(form, entry.partnership, entry)
    context = {"partnership": entry.partnership, "entry": entry}
    if request.method == "GET":
        form.show_version(entry)
        form.amount.data = entry.amount or None
        form.rate.data = None
        return render_template(FORM, form=form, **context)
    if form.is_stale(entry):
        return conflict_page(form, entry, FORM, **context)
    if form.validate_on_submit():
        try:
            verbs.change_entry(db.session(), entry, _data(form), today=today())
            _keep_file(entry)
        except RuleError as error:
            form.refuse(error)
        else:
            flash(_("Changes saved"), "success")
            return redirect(url_for(".show_entry", ledger_id=entry.id))
    return render_template(FORM, form=form, **context), 422


@bp.post("/ledger/<int:ledger_id>/archive")
@requires(Permission.PARTNERSHIPS_EDIT)
def archive_entry(ledger_id: int) -> Response:
    """Remove an entry from the ledger."""
    entry = _load(ledger_id)
    try:
        verbs.archive_entry(db.session(), entry, now=utc_now())
    except RuleError as error:
        flash(refusal(error), "danger")
        return redirect(url_for(".show_entry", ledger_id=entry.id))
    flash_undo(_("Removed from the ledger"), url_for(".restore_entry", ledger_id=entry.id))
    return redirect(url_for(".reciprocity", partnership_id=entry.partnership_id))


@bp.post("/ledger/<int:ledger_id>/restore")
@requires(Permission.PARTNERSHIPS_EDIT)
def restore_entry(ledger_id: int) -> Response:
    """Bring a removed entry back."""
    entry = _load(ledger_id)
    verbs.restore_entry(db.session(), entry)
    flash(_("The entry is in the ledger again"), "success")
    return redirect(url_for(".reciprocity", partnership_id=entry.partnership_id))


def _load(ledger_id: int) -> LedgerEntry:
    return get_or_404(questions.ledger_entry(db.session(), ledger_id, current_scope()))


def _offer(form: LedgerForm, partnership: Partnership, entry: LedgerEntry | None) -> None:
    """Offer what belongs to the partner: joint events, joint grants, agreements; and every branch."""
    session, organisation_id = db.session(), partnership.organisation_id
    events = questions.joint_event_choices(session, organisation_id, today())
    grants = questions.joint_grant_choices(session, organisation_id)
    if entry is not None and entry.event is not None:
        events = _with(events, entry.event.id, entry.event.title)
    if entry is not None and entry.application is not None:
        grants = _with(grants, entry.application.id, entry.application.title)
    papers = [
        (str(paper.id), f"{label(paper.kind)} {paper.number}".strip())
        for paper in questions.agreements_of(session, partnership.id)
    ]
    form.event_id.offer(events, blank=_("No event"))
    form.application_id.offer(grants, blank=_("No grant"))
    form.agreement_id.offer(papers, blank=_("Without an agreement"))
    form.branch_id.offer(branch_choices(session), blank=_("The whole library system"))


def _with(choices: list[tuple[str, str]], own_id: int, title: str) -> list[tuple[str, str]]:
    """Add what the entry already names, which may be older than what is offered."""
    return choices if any(value == str(own_id) for value, _text in choices) else [(str(own_id), title), *choices]


def _keep_file(entry: LedgerEntry) -> None:
    stored = chosen_file("partnership", entry.partnership_id)
    if stored is not None:
        verbs.attach_to_entry(db.session(), entry, stored)


def _data(form: LedgerForm) -> LedgerData:
    return LedgerData(
        direction=form.direction.data,
        kind=form.kind.data,
        happened_on=form.happened_on.data,
        description=form.description.data or "",
        quantity=form.quantity.data,
        amount=form.amount.data,
        currency=form.currency.data,
        rate=form.rate.data,
        event_id=form.event_id.data,
        application_id=form.application_id.data,
        agreement_id=form.agreement_id.data,
        branch_id=form.branch_id.data,
    )
