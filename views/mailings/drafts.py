"""Writing mailings: list, editor, copy, removal."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.clock import today
from app.domain.errors import RuleError
from app.domain.letters import TemplatePurpose
from app.forms.mailings import MailingForm
from app.i18n import _
from app.labels import refusal
from app.permissions import Permission
from app.queries import mailings as questions
from app.queries.consents import purpose_choices
from app.queries.contacts import tag_choices
from app.queries.letters import template_by_id, templates
from app.queries.mailings import MAILING_LIST, mailing_by_id
from app.security import requires
from app.services import mailings
from app.services.letter_values import common_values, sample_values
from models import db
from models.mailings import Mailing
from views.addresses import record_id
from views.editing import conflict_page, get_or_404
from views.letters.tabs import fields, preview, tabs
from views.listing import EmptyState, listing_page
from views.mailings import bp

Answer = Response | str | tuple[str, int]
PAGE = "mailings/form.html"


@bp.get("")
@requires(Permission.MAILINGS_RUN)
def index() -> Answer:
    """List the mailings."""
    empty = EmptyState(
        "megaphone",
        _("No mailings yet"),
        _("A mailing is one letter to many: those who agreed get it, each by name, and can leave with one press."),
        url_for("mailings.create"),
        _("Add a mailing"),
    )
    return listing_page(MAILING_LIST, empty, "mailings/index.html", tabs=tabs())


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.MAILINGS_RUN)
def create() -> Answer:
    """Write a mailing; `?template=` begins with a template."""
    form = _offered(MailingForm())
    if not form.is_submitted():
        number = request.args.get("template", type=record_id)
        template = template_by_id(db.session(), number) if number else None
        if template is not None and template.archived_at is None:
            form.subject.data, form.body.data, form.locale.data = template.subject, template.body, template.locale
            form.name.data = template.name
    return _handle(form, None)


@bp.route("/<int:mailing_id>/edit", methods=["GET", "POST"])
@requires(Permission.MAILINGS_RUN)
def edit(mailing_id: int) -> Answer:
    """Change a mailing that has not begun."""
    mailing = get_or_404(mailing_by_id(db.session(), mailing_id))
    if not mailing.status.is_editable:
        flash(refusal(RuleError("mailing_is_out")), "warning")
        return redirect(url_for("mailings.show", mailing_id=mailing_id))
    form = _offered(MailingForm(obj=mailing))
    if not form.is_submitted():
        form.show_version(mailing)
    return _handle(form, mailing)


def _offered(form: MailingForm) -> MailingForm:
    session = db.session()
    form.purpose.choices = purpose_choices(session)
    if not form.purpose.data:
        form.purpose.data = "mailing"
    form.view_id.offer(questions.segment_choices(session, current_user.id), _("Choose a segment"))
    form.tag_id.offer(tag_choices(session), _("Choose a tag"))
    form.role.offer(questions.role_choices(), _("Choose a role"))
    return form


def _handle(form: MailingForm, mailing: Mailing | None) -> Answer:
    wants_preview = "preview" in request.form
    if form.validate_on_submit() and not wants_preview:
        if mailing is not None and form.is_stale(mailing):
            return conflict_page(form, mailing, PAGE, **_context(form, mailing))
        try:
            saved = mailings.save_mailing(db.session(), _typed(form), mailing=mailing, by=current_user)
        except RuleError as error:
            form.refuse(error)
        else:
            flash(_("The mailing “%(name)s” is saved. Nothing has been sent yet.", name=saved.name), "success")
            return redirect(url_for("mailings.show", mailing_id=saved.id))
    refused = form.is_submitted() and not wants_preview
    return render_template(PAGE, form=form, **_context(form, mailing)), 422 if refused else 200


def _typed(form: MailingForm) -> mailings.MailingData:
    return mailings.MailingData(
        name=form.name.data or "",
        locale=form.locale.data,
        subject=form.subject.data or "",
        body=form.body.data or "",
        purpose=form.purpose.data,
        audience=form.audience.data,
        tag_id=form.tag_id.data,
        role=form.role.data or "",
        view_id=form.view_id.data,
        per_minute=form.per_minute.data,
    )


def _context(form: MailingForm, mailing: Mailing | None) -> dict[str, Any]:
    session = db.session()
    locale = form.locale.data if form.locale.data in ("uk", "en") else "uk"
    values = {**common_values(session, current_user, today(), locale), **sample_values(locale)}
    return {
        "mailing": mailing,
        "templates": templates(session, TemplatePurpose.MAILING) if mailing is None else [],
        "chosen": request.args.get("template", type=record_id),
        "fields": fields(),
        "preview": preview(form.subject.data or "", form.body.data or "", values, locale, may_leave=True),
    }


@bp.post("/<int:mailing_id>/copy")
@requires(Permission.MAILINGS_RUN)
def copy(mailing_id: int) -> Answer:
    """Begin a draft with the text and the audience of a mailing."""
    mailing = get_or_404(mailing_by_id(db.session(), mailing_id))
    name = _("%(name)s (copy)", name=mailing.name)
    twin = mailings.copy_mailing(db.session(), mailing, name, by=current_user)
    flash(_("This is the copy. Nothing of it has been sent."), "success")
    return redirect(url_for("mailings.edit", mailing_id=twin.id))


@bp.post("/<int:mailing_id>/remove")
@requires(Permission.MAILINGS_RUN)
def remove(mailing_id: int) -> Answer:
    """Remove a mailing of which nothing has left."""
    mailing = get_or_404(mailing_by_id(db.session(), mailing_id))
    try:
        mailings.remove_mailing(db.session(), mailing)
    except RuleError as error:
        flash(refusal(error), "danger")
        return redirect(url_for("mailings.show", mailing_id=mailing_id))
    flash(_("The draft is removed."), "success")
    return redirect(url_for("mailings.index"))
