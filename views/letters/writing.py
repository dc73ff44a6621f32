"""A letter to one contact, and the preview beside every editor of letters."""

from email.utils import make_msgid

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from app.clock import today
from app.domain.contacts import ContactKind
from app.domain.errors import RuleError
from app.domain.letters import TemplatePurpose
from app.domain.privacy import is_minor
from app.forms.letters import LetterForm, PreviewForm
from app.i18n import LOCALES, _
from app.letter_making import leave_url, letter_token, mailer
from app.permissions import Permission
from app.queries import contacts as questions
from app.queries.bounces import suppressions_of
from app.queries.letters import TROUBLED, letter_by_id, reader, template_by_id, templates
from app.queries.mailing_audience import has_consent
from app.queries.relationships import agreeing_guardians
from app.security import requires
from app.services.letter_values import Values, common_values, reader_values, sample_values
from app.services.letters import LetterText, write_letter
from models import db
from models.contacts import Contact
from models.letters import Letter
from views.addresses import record_id
from views.editing import get_or_404
from views.letters import bp
from views.letters.records import hand_over
from views.letters.tabs import fields, preview
from views.privacy.common import note_access

Answer = Response | str | tuple[str, int]


@bp.route("/to/<int:contact_id>", methods=["GET", "POST"])
@requires(Permission.MAIL_SEND)
def write(contact_id: int) -> Answer:
    """Write to a contact; `?template=` fills the letter in, `?letter=` takes one up that did not leave."""
    contact = get_or_404(questions.contact(db.session(), contact_id))
    former = _former(contact)
    form = LetterForm()
    form.email.choices = [SelectChoice(item.email, item.email) for item in contact.emails]
    if request.method == "GET":
        _fill(form, contact, former)
    elif form.validate_on_submit() and "preview" not in request.form:
        try:
            return _send(form, contact, former)
        except RuleError as error:
            form.refuse(error)
    refused = form.is_submitted() and "preview" not in request.form
    return _page(form, contact, former, 422 if refused else 200)


def _former(contact: Contact) -> Letter | None:
    number = request.args.get("letter", type=record_id)
    letter = letter_by_id(db.session(), number) if number else None
    return letter if letter is not None and letter.contact_id == contact.id and letter.status in TROUBLED else None


def _fill(form: LetterForm, contact: Contact, former: Letter | None) -> None:
    """Begin with a letter that did not leave, with a template, or with a greeting."""
    wanted = request.args.get("email", "")
    if wanted in {item.email for item in contact.emails}:
        form.email.data = wanted
    number = request.args.get("template", type=record_id)
    template = template_by_id(db.session(), number) if number else None
    form.locale.data = template.locale if template else "uk"
    if former is not None:
        form.email.data, form.subject.data, form.body.data = former.email, former.subject, former.body
        form.offers_to_leave.data = "/unsubscribe/" in former.text
    elif template is not None and template.archived_at is None:
        form.subject.data, form.body.data = template.subject, template.body
    else:
        form.body.data = "{{greeting}}\n\n\n\n{{my_name}}\n{{my_position}}"


def _send(form: LetterForm, contact: Contact, former: Letter | None) -> Response:
    message_id = make_msgid(domain=mailer(db.session()).domain)
    letter = write_letter(
        db.session(),
        contact,
        form.email.data,
        _typed(form),
        message_id=message_id,
        by=current_user,
        on=today(),
        instead_of=former,
        leave_url=leave_url(letter_token(message_id)) if form.offers_to_leave.data else "",
    )
    hand_over(letter)
    flash(_("The letter to %(name)s is on its way.", name=contact.display_name), "success")
    return redirect(url_for("contacts.show", contact_id=contact.id))


def _typed(form: LetterForm) -> LetterText:
    return LetterText(form.subject.data or "", form.body.data or "", form.locale.data)


def _page(form: LetterForm, contact: Contact, former: Letter | None, status: int) -> tuple[str, int]:
    session, on = db.session(), today()
    minor = is_minor(contact.birth_date, on)
    locale = _locale(form)
    values = _values(locale, contact, form.email.data or "")
    page = render_template(
        "letters/write.html",
        form=form,
        contact=contact,
        former=former,
        templates=templates(session, TemplatePurpose.PERSONAL),
        chosen=request.args.get("template", type=record_id),
        marks=suppressions_of(session, contact.id),
        no_consent=contact.kind is ContactKind.PERSON and not has_consent(session, contact.id, "mailing", on),
        is_minor=minor,
        guardians=agreeing_guardians(session, contact, on) if minor else [],
        closed=contact.archived_at is not None or contact.anonymised_at is not None,
        fields=fields(),
        preview=preview(
            form.subject.data or "", form.body.data or "", values, locale, may_leave=form.offers_to_leave.data
        ),
    )
    note_access(contact)
    return page, status


def _locale(form: LetterForm | PreviewForm) -> str:
    return form.locale.data if form.locale.data in LOCALES else "uk"


def _values(locale: str, contact: Contact | None, email: str) -> Values:
    """Return the values of a contact, or of an invented reader, with those of the author."""
    session = db.session()
    common = common_values(session, current_user, today(), locale)
    row = reader(session, contact.id) if contact else None
    return {**common, **(reader_values(row, email, locale) if row else sample_values(locale))}


@bp.post("/preview")
@requires(Permission.MAIL_SEND)
def show_preview() -> Answer:
    """Show what is typed as its reader would get it; `?contact=` names the reader, else there is an invented one.

    A mailing, of which `?mailing=1` tells, always offers to unsubscribe; so does a template that is meant for one.
    """
    form = PreviewForm()
    number = request.args.get("contact", type=record_id)
    contact = questions.contact(db.session(), number) if number else None
    locale = _locale(form)
    values = _values(locale, contact, request.form.get("email", "")[:254])
    to_many = request.args.get("mailing") == "1" or request.form.get("purpose") == TemplatePurpose.MAILING
    may_leave = to_many or form.offers_to_leave.data
    drawn = preview(form.subject.data or "", form.body.data or "", values, locale, may_leave=may_leave)
    return render_template("letters/_preview.html", preview=drawn)
