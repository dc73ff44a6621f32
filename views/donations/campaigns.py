"""Fundraising campaigns: list, record, form."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.clock import today
from app.domain.errors import RuleError
from app.domain.investments import EffortSource
from app.forms.donations import CampaignForm
from app.i18n import _
from app.permissions import Permission
from app.queries import campaigns as questions
from app.queries.rates import base_currency
from app.security import current_scope, requires
from app.services import campaigns as verbs
from app.services.campaigns import CampaignData
from app.templating import can
from models import db
from models.base import utc_now
from models.donations import Campaign
from views.donations import bp
from views.editing import Saving, answer_edit, answer_form, get_or_404
from views.grants.efforts_card import efforts_card
from views.listing import EmptyState, listing_page
from views.messages import flash_undo
from views.pickers import offer_branches

FORM = "donations/campaign_form.html"


@bp.get("/campaigns")
@requires(Permission.DONATIONS_VIEW)
def campaigns() -> Any:
    """Show the campaigns with what they have raised."""
    empty = EmptyState(
        "megaphone",
        _("No campaigns yet"),
        _("Start a campaign with a goal, and see how near the gifts bring you to it."),
        url_for(".create_campaign") if can(Permission.DONATIONS_EDIT) else None,
        _("Add a campaign"),
    )
    return listing_page(questions.CAMPAIGN_LIST, empty, "donations/campaigns.html")


@bp.get("/campaigns/<int:campaign_id>")
@requires(Permission.DONATIONS_VIEW)
def campaign(campaign_id: int) -> str:
    """Show one campaign and its progress."""
    record = _load(campaign_id)
    raised, in_kind, gifts = questions.campaign_sums(db.session(), campaign_id, current_scope())
    in_base = record.currency is base_currency()
    return render_template(
        "donations/campaign.html",
        campaign=record,
        raised=raised,
        in_kind=in_kind,
        gifts=gifts,
        goal=record.goal if in_base else None,
        percent=questions.percent_of_goal(raised, record.goal) if in_base else None,
        efforts=efforts_card(
            EffortSource.CAMPAIGN, record.id, record.branch_id, archived=record.archived_at is not None
        ),
        editable=can(Permission.DONATIONS_EDIT) and current_scope().allows(record.branch_id),
    )


@bp.route("/campaigns/new", methods=["GET", "POST"])
@requires(Permission.DONATIONS_EDIT)
def create_campaign() -> Any:
    """Start a campaign."""
    form = CampaignForm()
    _offer(form)
    if request.method == "GET":
        form.starts_on.data = today()
        form.branch_id.data = current_scope().branch_id
        return render_template(FORM, form=form, campaign=None)
    saving = Saving(
        lambda: verbs.save_campaign(db.session(), _data(form), scope=current_scope()), _("Campaign added"), _page
    )
    return answer_form(form, FORM, saving, valid=form.validate_on_submit(), campaign=None)


@bp.route("/campaigns/<int:campaign_id>/edit", methods=["GET", "POST"])
@requires(Permission.DONATIONS_EDIT)
def edit_campaign(campaign_id: int) -> Any:
    """Change a campaign."""
    record = _load_own(campaign_id)
    form = CampaignForm(obj=record)
    _offer(form)
    if request.method == "GET":
        form.show_version(record)
        return render_template(FORM, form=form, campaign=record)
    saving = Saving(
        lambda: verbs.save_campaign(db.session(), _data(form), campaign=record, scope=current_scope()),
        _("Changes saved"),
        _page,
    )
    return answer_edit(form, record, FORM, saving, valid=form.validate_on_submit(), campaign=record)


@bp.post("/campaigns/<int:campaign_id>/archive")
@requires(Permission.DONATIONS_EDIT)
def archive_campaign(campaign_id: int) -> Response:
    """Put a campaign into the archive."""
    record = _load_own(campaign_id)
    verbs.archive_campaign(db.session(), record, now=utc_now())
    undo = url_for(".restore_campaign", campaign_id=record.id)
    flash_undo(_("Campaign archived"), undo)
    return redirect(url_for(".campaigns"))


@bp.post("/campaigns/<int:campaign_id>/restore")
@requires(Permission.DONATIONS_EDIT)
def restore_campaign(campaign_id: int) -> Response:
    """Bring a campaign back from the archive."""
    record = _load_own(campaign_id)
    verbs.restore_campaign(db.session(), record)
    flash(_("Campaign restored"), "success")
    return redirect(url_for(".campaign", campaign_id=record.id))


def _page(record: Campaign) -> str:
    return url_for(".campaign", campaign_id=record.id)


def _load(campaign_id: int) -> Campaign:
    return get_or_404(questions.campaign(db.session(), campaign_id, current_scope()))


def _load_own(campaign_id: int) -> Campaign:
    """Return a campaign to change: a branch reads those of the whole system but changes only its own."""
    record = _load(campaign_id)
    if not current_scope().allows(record.branch_id):
        raise RuleError("other_branch")
    return record


def _offer(form: CampaignForm) -> None:
    offer_branches(form.branch_id, _("All branches"))


def _data(form: CampaignForm) -> CampaignData:
    return CampaignData(
        name=form.name.data,
        starts_on=form.starts_on.data,
        ends_on=form.ends_on.data,
        goal=form.goal.data,
        branch_id=form.branch_id.data,
        purpose=form.purpose.data or "",
    )
