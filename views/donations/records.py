"""Donations: list, record, form, the steps of a gift in kind, thanks."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.clock import today
from app.domain.donations import DonationKind, InKindStatus, allowed_moves
from app.domain.errors import RuleError
from app.domain.grant_claims import ClaimSource
from app.domain.money import Currency
from app.forms.donations import DonationForm, InKindMoveForm, NewDonationForm
from app.i18n import _
from app.labels import label, refusal
from app.permissions import Permission
from app.queries import donations as questions
from app.queries.campaigns import campaign_choices
from app.queries.events import running_applications
from app.queries.files import attachments
from app.queries.grant_claims import claim_of
from app.queries.money_raised import is_counted
from app.queries.rates import base_currency, rate_on
from app.security import current_scope, requires
from app.services import donations as verbs
from app.services.donations import DonationData
from app.templating import can
from models import db
from models.base import utc_now
from models.donations import Donation
from views.addresses import record_id
from views.donations import bp
from views.editing import Saving, answer_edit, answer_form, get_or_404
from views.listing import EmptyState, listing_page
from views.messages import flash_undo
from views.pickers import offer_branches, settle_contact, show_contacts
from views.tasks.helpers import tasks_card
from views.timeline import entries_for

FORM = "donations/form.html"
TRACK = (InKindStatus.PLEDGED, InKindStatus.RECEIVED, InKindStatus.VALUED, InKindStatus.BOOKED)


@bp.get("")
@requires(Permission.DONATIONS_VIEW)
def index() -> Any:
    """Show the donations with their sum in the base currency."""
    empty = EmptyState(
        "gift",
        _("No donations yet"),
        _("Write down gifts of money and in kind, with their purpose and the branch that received them."),
        url_for(".create") if can(Permission.DONATIONS_EDIT) else None,
        _("Add a donation"),
    )
    return listing_page(questions.DONATION_LIST, empty, "donations/index.html")


@bp.get("/<int:donation_id>")
@requires(Permission.DONATIONS_VIEW)
def show(donation_id: int) -> str:
    """Show one donation with everything around it."""
    return _record_page(_load(donation_id), InKindMoveForm())


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.DONATIONS_EDIT)
def create() -> Any:
    """Write down a gift; `?like=` begins with what a former one said, for those who give again and again."""
    former = _former() if request.method == "GET" else None
    form = NewDonationForm(obj=former)
    _offer(form)
    if request.method == "GET":
        _begin(form, former)
        return render_template(FORM, form=form, donation=None, kind=form.kind.data)

    def record() -> Donation:
        return verbs.record_donation(
            db.session(),
            form.kind.data,
            _data(form),
            status=form.in_kind_status.data,
            today=today(),
            scope=current_scope(),
        )

    valid = _valid(form)
    saving = Saving(record, _("Donation added"), _page)
    return answer_form(form, FORM, saving, valid=valid, donation=None, kind=form.kind.data)


@bp.route("/<int:donation_id>/edit", methods=["GET", "POST"])
@requires(Permission.DONATIONS_EDIT)
def edit(donation_id: int) -> Any:
    """Change a donation."""
    donation = _load(donation_id)
    form = DonationForm(obj=donation)
    _offer(form, donation)
    context = {"donation": donation, "kind": donation.kind}
    if request.method == "GET":
        # A known rate is looked up again for the day; one that a person typed stays theirs.
        known = rate_on(db.session(), donation.currency, donation.received_on, base_currency())
        if known is not None and known.rate == donation.rate:
            form.rate.data = None
        show_contacts(form.donor, donation.donor_id)
        form.show_version(donation)
        return render_template(FORM, form=form, **context)
    saving = Saving(
        lambda: verbs.change_donation(db.session(), donation, _data(form), today=today(), scope=current_scope()),
        _("Changes saved"),
        _page,
    )
    return answer_edit(form, donation, FORM, saving, valid=_valid(form), **context)


@bp.post("/<int:donation_id>/move")
@requires(Permission.DONATIONS_EDIT)
def move(donation_id: int) -> Any:
    """Move a gift in kind to its next status."""
    donation = _load(donation_id)
    form = InKindMoveForm()
    if form.validate_on_submit() and not form.is_stale(donation):
        try:
            verbs.move_in_kind(
                db.session(),
                donation,
                form.status.data,
                on=today(),
                amount=form.amount.data,
                rate=form.rate.data,
            )
        except RuleError as error:
            flash(refusal(error), "danger")
            form.refuse(error)
        else:
            flash(_("Now: %(status)s", status=label(donation.in_kind_status)), "success")
            return redirect(url_for(".show", donation_id=donation.id))
    elif not form.errors:
        flash(refusal(RuleError("stale_record")), "danger")
    return _record_page(donation, form), 422


@bp.post("/<int:donation_id>/thank")
@requires(Permission.DONATIONS_EDIT)
def thank(donation_id: int) -> Response:
    """Remember that the giver was thanked today."""
    donation = _load(donation_id)
    verbs.thank_donor(db.session(), donation, on=today())
    undo = url_for(".unthank", donation_id=donation.id)
    flash_undo(_("Thanks noted"), undo)
    return redirect(url_for(".show", donation_id=donation.id))


@bp.post("/<int:donation_id>/unthank")
@requires(Permission.DONATIONS_EDIT)
def unthank(donation_id: int) -> Response:
    """Take back thanks that were noted by mistake."""
    donation = _load(donation_id)
    verbs.unthank_donor(db.session(), donation)
    flash(_("The giver is not thanked yet"), "success")
    return redirect(url_for(".show", donation_id=donation.id))


@bp.post("/<int:donation_id>/archive")
@requires(Permission.DONATIONS_EDIT)
def archive(donation_id: int) -> Response:
    """Put a donation into the archive."""
    donation = _load(donation_id)
    try:
        verbs.archive_donation(db.session(), donation, now=utc_now())
    except RuleError as error:
        flash(refusal(error), "danger")
        return redirect(url_for(".show", donation_id=donation.id))
    undo = url_for(".restore", donation_id=donation.id)
    flash_undo(_("Donation archived"), undo)
    return redirect(url_for(".index"))


@bp.post("/<int:donation_id>/restore")
@requires(Permission.DONATIONS_EDIT)
def restore(donation_id: int) -> Response:
    """Bring a donation back from the archive."""
    donation = _load(donation_id)
    verbs.restore_donation(db.session(), donation)
    flash(_("Donation restored"), "success")
    return redirect(url_for(".show", donation_id=donation.id))


def _page(donation: Donation) -> str:
    return url_for(".show", donation_id=donation.id)


def _former() -> Donation | None:
    number = request.args.get("like", type=record_id)
    return questions.donation(db.session(), number, current_scope()) if number else None


def _begin(form: NewDonationForm, former: Donation | None) -> None:
    """Fill an empty form in: the day is today’s; the rate and the paper of a former gift were its own."""
    form.received_on.data = today()
    if former is not None:
        form.rate.data, form.document_number.data = None, ""
        form.in_kind_status.data = InKindStatus.RECEIVED
        show_contacts(form.donor, former.donor_id)
        return
    form.currency.data = base_currency()
    form.branch_id.data = current_scope().branch_id
    form.campaign_id.data = request.args.get("campaign", type=record_id)
    if request.args.get("kind") == DonationKind.IN_KIND:
        form.kind.data = DonationKind.IN_KIND
    show_contacts(form.donor, request.args.get("donor", type=record_id))


def _load(donation_id: int) -> Donation:
    return get_or_404(questions.donation(db.session(), donation_id, current_scope()))


def _offer(form: DonationForm, donation: Donation | None = None) -> None:
    session, scope = db.session(), current_scope()
    offer_branches(form.branch_id, _("Choose a branch"))
    also = donation.campaign_id if donation else None
    form.campaign_id.offer(campaign_choices(session, scope, also=also), blank=_("No campaign"))
    keep = donation.application_id if donation else None
    form.application_id.offer(running_applications(session, scope, keep), blank=_("No grant"))


def _valid(form: DonationForm) -> bool:
    in_order = form.validate_on_submit()
    return settle_contact(form.donor) and in_order


def _data(form: DonationForm) -> DonationData:
    return DonationData(
        branch_id=form.branch_id.data,
        received_on=form.received_on.data,
        amount=form.amount.data,
        currency=form.currency.data,
        rate=form.rate.data,
        donor_id=form.donor.one_id,
        purpose=form.purpose.data or "",
        description=form.description.data or "",
        campaign_id=form.campaign_id.data,
        application_id=form.application_id.data,
        book_copies=form.book_copies.data,
        document_number=form.document_number.data or "",
    )


def _record_page(donation: Donation, form: InKindMoveForm) -> str:
    session = db.session()
    form.show_version(donation)
    status = donation.in_kind_status
    steps: list[str] = []
    step = 0
    if status is not None:
        form.status.offer_only(allowed_moves(status))
        track = TRACK if status in TRACK else (*TRACK[:2], status)
        steps = [label(item) for item in track]
        step = track.index(status) + 1 + (status is InKindStatus.BOOKED)
    return render_template(
        "donations/show.html",
        donation=donation,
        form=form,
        steps=steps,
        step=step,
        counts=is_counted(donation.kind, status),
        claim=claim_of(session, ClaimSource.DONATION, donation.id),
        is_foreign=Currency(donation.currency) is not base_currency(),
        attachments=attachments(session, "donation", donation.id),
        tasks=tasks_card("donation", donation.id),
        timeline_entries=entries_for("donation", donation.id),
    )
