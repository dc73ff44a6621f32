"""Consents: the list, those of one person, giving, withdrawing, removing a mistake."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from app.clock import today
from app.domain.errors import RuleError
from app.domain.privacy import is_minor, state_of
from app.forms.privacy import ConsentForm, WithdrawForm
from app.i18n import LOCALES, _, locale_code
from app.permissions import Permission
from app.queries import consents as questions
from app.queries.consent_list import consent_list
from app.queries.relationships import agreeing_guardians
from app.security import requires
from app.services import consents as verbs
from app.templating import can
from models import db
from models.base import utc_now
from models.contacts import Contact
from models.privacy import Consent, ConsentPurpose, ConsentText
from views.addresses import record_id
from views.editing import get_or_404
from views.files import chosen_file
from views.listing import EmptyState, listing_page
from views.privacy import bp
from views.privacy.common import Answer, load_contact, not_for, note_access, offer_lists

FORM = "privacy/consent_form.html"
Words = list[tuple[str, ConsentText]]


@bp.get("/privacy/consents")
@requires(Permission.CONTACTS_VIEW)
def consents() -> Answer:
    """List the consents of everybody."""
    empty = EmptyState(
        "check2-square",
        _("No consents yet"),
        _("Open a person’s record and write down what the person agreed to."),
        url_for("contacts.index", kind="person") if can(Permission.CONTACTS_EDIT) else None,
        _("Open the contacts"),
    )
    adjust = offer_lists("privacy.consents")
    return listing_page(consent_list(today()), empty, "privacy/list.html", adjust=adjust)


@bp.get("/contacts/<int:contact_id>/consents")
@requires(Permission.CONTACTS_VIEW)
def person_consents(contact_id: int) -> Answer:
    """Show what one person agreed to, purpose by purpose, with the whole history."""
    contact = load_contact(contact_id)
    if (elsewhere := not_for(contact)) is not None:
        return elsewhere
    session = db.session()
    minor = is_minor(contact.birth_date, today())
    page = render_template(
        "privacy/person.html",
        contact=contact,
        standings=questions.standings(session, contact, today()),
        is_minor=minor,
        guardians=agreeing_guardians(session, contact, today()) if minor else [],
        state_of=lambda row: state_of(questions.facts(row), contact.birth_date, today()),
    )
    note_access(contact)
    return page


@bp.get("/consent-texts/<int:text_id>")
@requires(Permission.CONTACTS_VIEW)
def consent_text(text_id: int) -> Answer:
    """Show one version of a text, the way it was agreed to."""
    text = get_or_404(questions.text_by_id(db.session(), text_id))
    return render_template("privacy/text.html", text=text, name=questions.purpose_name(text.purpose))


@bp.route("/contacts/<int:contact_id>/consents/give", methods=["GET", "POST"])
@requires(Permission.CONTACTS_EDIT)
def give_consent(contact_id: int) -> Answer:
    """Write down a consent; `?purpose=` chooses the purpose and `?text_id=` one of its texts."""
    contact = load_contact(contact_id)
    if (elsewhere := not_for(contact)) is not None:
        return elsewhere
    form = ConsentForm()
    purposes, texts = _offer(form, contact)
    if request.method == "GET":
        form.given_on.data = today()
        form.purpose.data = request.args.get("purpose", "")
        form.text_id.data = request.args.get("text_id", type=record_id)
    words = _words(form, purposes, texts)
    if request.method == "GET":
        form.text_id.data = words[0][1].id if len(words) == 1 else None
    elif form.validate_on_submit():
        try:
            given = _give(contact, form)
        except RuleError as error:
            form.refuse(error)
        else:
            name = questions.purpose_name(given.purpose)
            flash(_("The consent is written down: %(purpose)s.", purpose=name), "success")
            return redirect(url_for("privacy.person_consents", contact_id=contact.id))
    return _form_page(form, contact, words), 422 if form.is_submitted() else 200


def _form_page(form: ConsentForm, contact: Contact, words: Words) -> str:
    day = form.given_on.data or today()
    minor = is_minor(contact.birth_date, day)
    known = agreeing_guardians(db.session(), contact, day) if minor else []
    page = render_template(FORM, form=form, contact=contact, is_minor=minor, has_guardian=bool(known), words=words)
    note_access(contact)
    return page


def _offer(form: ConsentForm, contact: Contact) -> tuple[list[ConsentPurpose], list[ConsentText]]:
    session = db.session()
    purposes = questions.purposes(session)
    names = {purpose.id: questions.purpose_name(purpose) for purpose in purposes}
    form.purpose.choices = [
        SelectChoice("", _("Choose a purpose")),
        *(SelectChoice(purpose.code, names[purpose.id]) for purpose in purposes),
    ]
    texts = questions.every_text(session)
    form.text_id.offer(
        [
            (
                str(text.id),
                _(
                    "%(purpose)s: version %(number)s, %(language)s",
                    purpose=names[text.purpose_id],
                    number=text.number,
                    language=LOCALES[text.locale],
                ),
            )
            for text in texts
        ],
        blank=_("The newest text of the purpose"),
    )
    known = agreeing_guardians(session, contact, today())
    if len(known) == 1 and is_minor(contact.birth_date, today()) and request.method == "GET":
        form.guardian_id.data = known[0].contact_id
    form.guardian_id.offer([(str(row.contact_id), row.name) for row in known], blank=_("Nobody: the person agreed"))
    return purposes, texts


def _words(form: ConsentForm, purposes: list[ConsentPurpose], texts: list[ConsentText]) -> Words:
    """Return the words of the chosen purpose, in the chosen version or the newest one; of every purpose before that."""
    chosen = [purpose for purpose in purposes if purpose.code == form.purpose.data]
    languages = {"uk": 1, locale_code(): 2}
    found = []
    for purpose in chosen or purposes:
        # The newest stand first, so that what is taken as the best of equals is the newest.
        own = [text for text in texts if text.purpose_id == purpose.id]
        best = max(own, key=lambda text: (text.id == form.text_id.data, languages.get(text.locale, 0)), default=None)
        if best is not None:
            found.append((questions.purpose_name(purpose), best))
    return found


def _give(contact: Contact, form: ConsentForm) -> Consent:
    session = db.session()
    given = verbs.give_consent(
        session,
        contact.id,
        form.purpose.data or "",
        channel=form.channel.data,
        now=utc_now(),
        on=form.given_on.data,
        today=today(),
        text_id=form.text_id.data,
        locale=locale_code(),
        guardian_id=form.guardian_id.data,
        note=form.note.data or "",
        by=current_user,
    )
    paper = chosen_file("contact", contact.id)
    if paper is not None:
        verbs.attach_paper(session, given, paper)
    return given


@bp.route("/contacts/<int:contact_id>/consents/<int:purpose_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.CONTACTS_EDIT)
def withdraw_consent(contact_id: int, purpose_id: int) -> Answer:
    """Write down that a person takes back the consent to a purpose."""
    contact = load_contact(contact_id)
    purpose = get_or_404(questions.purpose_by_id(db.session(), purpose_id))
    if (elsewhere := not_for(contact)) is not None:
        return elsewhere
    form = WithdrawForm()
    name = questions.purpose_name(purpose)
    if request.method == "GET":
        form.withdrawn_on.data = today()
    elif form.validate_on_submit():
        try:
            verbs.withdraw_consent(
                db.session(),
                contact.id,
                purpose.code,
                channel=form.channel.data,
                now=utc_now(),
                on=form.withdrawn_on.data,
                today=today(),
                by=current_user,
            )
        except RuleError as error:
            form.refuse(error)
        else:
            flash(_("The consent is withdrawn: %(purpose)s.", purpose=name), "success")
            return redirect(url_for("privacy.person_consents", contact_id=contact.id))
    page = render_template("privacy/withdraw.html", form=form, contact=contact, name=name)
    return page, 422 if form.is_submitted() else 200


@bp.post("/consents/<int:consent_id>/remove")
@requires(Permission.PRIVACY_MANAGE)
def remove_consent(consent_id: int) -> Response:
    """Remove a consent that was written down by mistake."""
    consent: Any = get_or_404(questions.consent_by_id(db.session(), consent_id))
    contact_id = consent.contact_id
    verbs.remove_consent(db.session(), consent)
    flash(_("The mistaken consent is removed. The audit log keeps what it was."), "success")
    return redirect(url_for("privacy.person_consents", contact_id=contact_id))
