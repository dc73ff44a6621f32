"""Purposes of personal data, the words that people agree to, terms of keeping, days for an answer."""

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user

from app.domain.errors import RuleError
from app.forms.privacy import AnswerDaysForm, PurposeForm
from app.i18n import LOCALES, _
from app.permissions import Permission
from app.queries import consents as questions
from app.security import requires
from app.services import consents as verbs
from models import db
from models.base import utc_now
from models.privacy import ConsentPurpose
from views.editing import conflict_page, get_or_404
from views.privacy import bp
from views.privacy.common import Answer

FORM = "privacy/purpose_form.html"


@bp.route("/settings/consents", methods=["GET", "POST"])
@requires(Permission.SETTINGS_MANAGE)
def purposes() -> Answer:
    """List the purposes with their terms, and set the days for an answer."""
    session = db.session()
    settings = get_or_404(questions.privacy_settings(session))
    form = AnswerDaysForm(obj=settings)
    context = {
        "purposes": questions.purposes(session),
        "texts": questions.current_texts(session),
        "name_of": questions.purpose_name,
        "description_of": questions.purpose_description,
    }
    if request.method == "GET":
        form.show_version(settings)
    elif form.validate_on_submit():
        if form.is_stale(settings):
            return conflict_page(form, settings, "privacy/purposes.html", **context)
        verbs.save_settings(session, settings, form.answer_days.data)
        flash(_("Saved"), "success")
        return redirect(url_for("privacy.purposes"))
    return render_template("privacy/purposes.html", form=form, **context), 422 if form.is_submitted() else 200


@bp.route("/settings/consents/<int:purpose_id>", methods=["GET", "POST"])
@requires(Permission.SETTINGS_MANAGE)
def edit_purpose(purpose_id: int) -> Answer:
    """Edit a purpose; a text that somebody agreed to stays as an old version."""
    session = db.session()
    purpose = get_or_404(questions.purpose_by_id(session, purpose_id))
    form = PurposeForm(obj=purpose)
    context = {
        "purpose": purpose,
        "name": questions.purpose_name(purpose),
        "versions": questions.texts_of(session, purpose.id),
        "languages": LOCALES,
    }
    if request.method == "GET":
        form.show_version(purpose)
        texts = questions.current_texts(session)
        for locale in LOCALES:
            known = texts.get((purpose.id, locale))
            form[f"text_{locale}"].data = known.body if known else ""
    elif form.validate_on_submit():
        if form.is_stale(purpose):
            return conflict_page(form, purpose, FORM, **context)
        try:
            made = _save(purpose, form)
        except RuleError as error:
            form.refuse(error)
        else:
            flash(made, "success")
            return redirect(url_for("privacy.purposes"))
    return render_template(FORM, form=form, **context), 422 if form.is_submitted() else 200


def _save(purpose: ConsentPurpose, form: PurposeForm) -> str:
    """Save the purpose and its texts; return what to say about it."""
    session = db.session()
    numbers = []
    for locale in LOCALES:
        words = form[f"text_{locale}"].data or ""
        text = verbs.save_text(session, purpose, locale, words, by=current_user, now=utc_now())
        if text is not None:
            numbers.append(text.number)
    verbs.save_purpose(session, purpose, form.values(verbs.PURPOSE_FIELDS))
    if not numbers:
        return _("Saved")
    return _("Saved. New consents name version %(number)s of the text.", number=max(numbers))
