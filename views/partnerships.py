"""Pages of partnerships: list and board, record, form, moves."""

from types import SimpleNamespace
from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.domain.errors import RuleError
from app.domain.partnerships import PartnershipStage, allowed_moves
from app.forms.partnerships import MoveForm, NewPartnershipForm, PartnershipForm
from app.i18n import _
from app.labels import label, refusal, tone
from app.permissions import Permission
from app.queries import partnerships as questions
from app.queries.accounts import user_choices
from app.queries.files import attachments
from app.queries.filters import branch_choices
from app.queries.partnerships import StageColumn
from app.security import current_scope, requires
from app.services import partnerships as verbs
from app.services.partnerships import PartnershipData
from app.templating import can, day, page_url
from models import db
from models.base import utc_now
from models.partnerships import Partnership
from views.addresses import record_id
from views.clock import today
from views.editing import conflict_page, get_or_404
from views.listing import EmptyState, Listing, build, listing_page, state_from
from views.messages import flash_undo
from views.pickers import settle_contact, show_contacts
from views.tasks.helpers import tasks_card
from views.timeline import entries_for

bp = Blueprint("partnerships", __name__, url_prefix="/partnerships")

FORM = "partnerships/form.html"
TRACK = (
    PartnershipStage.IDENTIFIED,
    PartnershipStage.CONTACTED,
    PartnershipStage.NEGOTIATING,
    PartnershipStage.ACTIVE,
)


@bp.get("")
@requires(Permission.PARTNERSHIPS_VIEW)
def index() -> Any:
    """Show the partnerships as a list, or as a board of stages (`?view=board`)."""
    spec = questions.partnership_list(today())
    if request.args.get("view") == "board" and "format" not in request.args:
        listing = build(spec, _empty())
        _offer_views(listing)
        columns = questions.board(db.session(), spec, state_from(request.args, spec), current_scope())
        return render_template(
            "partnerships/board.html", listing=listing, columns=[_board_column(column) for column in columns]
        )
    return listing_page(spec, _empty(), "partnerships/index.html", adjust=_offer_views)


@bp.get("/<int:partnership_id>")
@requires(Permission.PARTNERSHIPS_VIEW)
def show(partnership_id: int) -> str:
    """Show one partnership with everything around it."""
    return _record_page(_load(partnership_id), MoveForm())


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIPS_EDIT)
def create() -> Any:
    """Begin a partnership."""
    form = NewPartnershipForm()
    _offer(form)
    form.offer_stages(verbs.first_stages())
    if request.method == "GET":
        form.owner_id.data = current_user.id
        show_contacts(form.organisation, request.args.get("organisation", type=record_id))
        return render_template(FORM, form=form, partnership=None)
    existing = None
    if _valid(form):
        try:
            partnership = verbs.begin_partnership(
                db.session(),
                form.organisation.one_id or 0,
                _data(form),
                stage=form.stage.data,
                by=current_user,
                at=utc_now(),
            )
        except RuleError as error:
            form.refuse(error)
            existing = error.details.get("partnership_id")
        else:
            flash(_("Partnership added"), "success")
            return redirect(url_for(".show", partnership_id=partnership.id))
    return render_template(FORM, form=form, partnership=None, existing=existing), 422


@bp.route("/<int:partnership_id>/edit", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIPS_EDIT)
def edit(partnership_id: int) -> Any:
    """Change a partnership."""
    partnership = _load(partnership_id)
    form = PartnershipForm(obj=partnership)
    _offer(form)
    if request.method == "GET":
        form.show_version(partnership)
        return render_template(FORM, form=form, partnership=partnership)
    if form.is_stale(partnership):
        return conflict_page(form, partnership, FORM, partnership=partnership)
    if form.validate_on_submit():
        try:
            verbs.change_partnership(db.session(), partnership, _data(form))
        except RuleError as error:
            form.refuse(error)
        else:
            flash(_("Changes saved"), "success")
            return redirect(url_for(".show", partnership_id=partnership.id))
    return render_template(FORM, form=form, partnership=partnership), 422


@bp.post("/<int:partnership_id>/move")
@requires(Permission.PARTNERSHIPS_EDIT)
def move(partnership_id: int) -> Any:
    """Move a partnership to another stage: the board asks for JSON, the record for a page."""
    partnership = _load(partnership_id)
    form = MoveForm()
    problem = _moved(partnership, form)
    if "json" in request.headers.get("Accept", ""):
        if problem:
            return jsonify(message=problem), 422
        return jsonify(id=partnership.id, stage=partnership.stage, version=partnership.version)
    if problem:
        flash(problem, "danger")
        return _record_page(partnership, form), 422
    flash(_("Moved to “%(stage)s”", stage=label(partnership.stage)), "success")
    return redirect(url_for(".show", partnership_id=partnership.id))


@bp.post("/<int:partnership_id>/archive")
@requires(Permission.PARTNERSHIPS_EDIT)
def archive(partnership_id: int) -> Response:
    """Put a partnership into the archive."""
    partnership = _load(partnership_id)
    verbs.archive_partnership(db.session(), partnership, now=utc_now())
    undo = url_for(".restore", partnership_id=partnership.id)
    flash_undo(_("Partnership archived"), undo)
    return redirect(url_for(".index"))


@bp.post("/<int:partnership_id>/restore")
@requires(Permission.PARTNERSHIPS_EDIT)
def restore(partnership_id: int) -> Response:
    """Bring a partnership back from the archive."""
    partnership = _load(partnership_id)
    verbs.restore_partnership(db.session(), partnership)
    flash(_("Partnership restored"), "success")
    return redirect(url_for(".show", partnership_id=partnership.id))


def _load(partnership_id: int) -> Partnership:
    return get_or_404(questions.partnership(db.session(), partnership_id, current_scope()))


def _offer(form: PartnershipForm) -> None:
    session = db.session()
    form.branch_id.offer(branch_choices(session), blank=_("Choose a branch"))
    form.owner_id.offer(user_choices(session), blank=_("Nobody yet"))


def _valid(form: NewPartnershipForm) -> bool:
    in_order = form.validate_on_submit()
    return settle_contact(form.organisation, required=True) and in_order


def _data(form: PartnershipForm) -> PartnershipData:
    return PartnershipData(
        partner_type=form.partner_type.data,
        scope=form.scope.data,
        branch_id=form.branch_id.data,
        owner_id=form.owner_id.data,
        memorandum_number=form.memorandum_number.data or "",
        memorandum_from=form.memorandum_from.data,
        memorandum_until=form.memorandum_until.data,
        partner_gives=form.partner_gives.data or "",
        library_gives=form.library_gives.data or "",
    )


def _moved(partnership: Partnership, form: MoveForm) -> str:
    """Move the record as the form says; return why not, or nothing."""
    if not form.validate_on_submit():
        return str(_("Choose one of the offered values."))
    if form.is_stale(partnership):
        return refusal(RuleError("stale_record"))
    try:
        verbs.move_partnership(
            db.session(),
            partnership,
            form.stage.data,
            by=current_user,
            at=utc_now(),
            reason=form.reason.data or "",
        )
    except RuleError as error:
        return refusal(error)
    return ""


def _record_page(partnership: Partnership, form: MoveForm) -> str:
    session, scope, now = db.session(), current_scope(), today()
    form.show_version(partnership)
    form.offer_stages(allowed_moves(partnership.stage))
    if partnership.stage in TRACK:
        steps, step = [label(stage) for stage in TRACK], TRACK.index(partnership.stage) + 1
    else:
        steps, step = [label(stage) for stage in (*TRACK, partnership.stage)], len(TRACK) + 1
    is_active, last = questions.standing(session, partnership.id, now)
    return render_template(
        "partnerships/show.html",
        partnership=partnership,
        form=form,
        steps=steps,
        step=step,
        is_active=is_active,
        last_activity=last,
        memorandum_tone=questions.memorandum_tone(partnership.memorandum_until, now),
        events=questions.events_with(session, partnership.organisation_id, scope),
        applications=questions.applications_with(session, partnership.organisation_id, current_user),
        people=questions.people_of(session, partnership.organisation_id),
        attachments=attachments(session, "partnership", partnership.id),
        tasks=tasks_card("partnership", partnership.id),
        timeline_entries=entries_for("partnership", partnership.id),
    )


def _empty() -> EmptyState:
    return EmptyState(
        "people",
        _("No partnerships yet"),
        _("Write down who the library works with, and see whose memorandum ends soon."),
        url_for(".create") if can(Permission.PARTNERSHIPS_EDIT) else None,
        _("Add a partnership"),
    )


def _offer_views(listing: Listing) -> None:
    as_board = request.args.get("view") == "board"
    listing.views = [
        ("list-ul", _("List"), page_url(view=None, after=None, before=None), not as_board),
        ("kanban", _("Board"), page_url(view="board", after=None, before=None), as_board),
    ]


def _board_column(column: StageColumn) -> SimpleNamespace:
    more = page_url(view=None, stage=column.stage.value) if column.count > len(column.cards) else None
    return SimpleNamespace(
        key=column.stage.value,
        title=label(column.stage),
        tone=tone(column.stage),
        count=column.count,
        cards=[_board_card(row) for row in column.cards],
        more_url=more,
    )


def _board_card(row: Any) -> SimpleNamespace:
    urgency = questions.memorandum_tone(row.memorandum_until, today())
    editable = can(Permission.PARTNERSHIPS_EDIT)
    return SimpleNamespace(
        id=row.id,
        version=row.version,
        title=row.display_name,
        url=url_for(".show", partnership_id=row.id),
        move_url=url_for(".move", partnership_id=row.id),
        note=f"{label(row.partner_type)} · {row.branch_name or label(row.scope)}",
        due_text=_("until %(day)s", day=day(row.memorandum_until)) if row.memorandum_until else "",
        due_tone=urgency or "neutral",
        who=row.owner_name or "",
        moves=[(stage.value, label(stage)) for stage in allowed_moves(row.stage)] if editable else [],
    )
