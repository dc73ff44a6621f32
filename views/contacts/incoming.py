"""A received letter: drop the file, look at what it says, save it on the contact's record."""

from dataclasses import dataclass
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_login import current_user
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from app.clock import zone
from app.domain.errors import RuleError
from app.domain.incoming import MAX_BYTES, IncomingLetter, read_letter
from app.domain.interactions import Direction, split_quoted
from app.forms.incoming import LetterFileForm, LetterForm
from app.i18n import _
from app.labels import REFUSALS, refusal
from app.permissions import Permission
from app.queries import contacts as questions
from app.queries.interactions import accounts_with_addresses, letter_with, people_with_addresses
from app.queries.subjects import check_writable
from app.security import requires
from app.services.incoming import (
    OfferedFile,
    file_refusal,
    keep_letter,
    keep_raw,
    link_letter,
    offered_files,
    read_kept,
)
from app.uploads import UnknownFile, upload_store
from models import db
from models.base import utc_now
from models.contacts import Contact
from views.contacts import bp
from views.contacts.talk import moment_of
from views.editing import get_or_404

# A letter may be looked at for a day; after that its file may already be swept away.
PATIENCE = 24 * 60 * 60
Answer = Response | str | tuple[str, int]


@dataclass(frozen=True)
class Seen:
    """A letter that is being looked at, with what is known about it."""

    token: str
    letter: IncomingLetter
    people: list[Any]
    accounts: list[Any]
    files: list[OfferedFile]


@bp.route("/<int:contact_id>/letters/receive", methods=["GET", "POST"])
@requires(Permission.CONTACTS_EDIT)
def receive_letter(contact_id: int) -> Answer:
    """Take a letter as a file and show what it says; nothing is written down yet."""
    contact = get_or_404(questions.contact(db.session(), contact_id))
    check_writable(contact)
    form = LetterFileForm()
    if not form.is_submitted():
        return file_page(contact, form)
    chosen = request.files.get("file")
    if not form.validate() or chosen is None or not chosen.filename:
        form.refuse(RuleError("no_file", field="file"))
        return file_page(contact, form), 422
    raw = chosen.stream.read(MAX_BYTES + 1)
    try:
        letter = read_letter(raw, now=utc_now())
    except RuleError as error:
        form.refuse(error)
        return file_page(contact, form), 422
    known = known_letter(contact, letter)
    if known is not None:
        return known
    seen = look(keep_raw(upload_store(), raw, chosen.filename), letter, contact)
    return preview(contact, seen, filled(contact, seen))


@bp.post("/<int:contact_id>/letters")
@requires(Permission.CONTACTS_EDIT)
def save_letter(contact_id: int) -> Answer:
    """Write the letter down with the people and the files that are ticked."""
    session, now = db.session(), utc_now()
    contact = get_or_404(questions.contact(session, contact_id))
    check_writable(contact)
    seen = seen_again(contact, request.form.get("letter", ""))
    if seen is None:
        form = LetterFileForm()
        form.refuse(RuleError("letter_link_old", field="file"))
        return file_page(contact, form), 422
    known = known_letter(contact, seen.letter)
    if known is not None:
        return known
    form = offered(LetterForm, seen)
    if form.validate_on_submit():
        try:
            interaction = keep_letter(
                session,
                upload_store(),
                contact,
                seen.token,
                seen.letter,
                subject=form.subject.data,
                occurred_at=moment_of(form.occurred_on.data, seen.letter.sent_at),
                direction=form.direction.data,
                contact_ids=form.participants.data or [],
                user_ids=form.colleagues.data or [],
                files=form.files.data or [],
                by=current_user,
                now=now,
            )
        except RuleError as error:
            form.refuse(error)
        else:
            flash(_("The letter is written down"), "success")
            return redirect(url_for("interactions.show", interaction_id=interaction.id))
    return preview(contact, seen, form), 422


def known_letter(contact: Contact, letter: IncomingLetter) -> Response | None:
    """Lead to the letter when it is already written down, after adding the contact to those whom it concerns."""
    session = db.session()
    known = letter_with(session, letter.message_id)
    if known is None:
        return None
    link_letter(session, known, contact, now=utc_now())
    flash(_("This letter has already been written down: here it is, on this contact’s timeline too"), "info")
    return redirect(url_for("interactions.show", interaction_id=known.id))


def look(token: str, letter: IncomingLetter, contact: Contact) -> Seen:
    """Return a letter with the contacts and accounts whose addresses it names."""
    session = db.session()
    addresses = {item.email for item in (letter.sender, *letter.recipients) if item and item.email}
    people = [row for row in people_with_addresses(session, addresses) if row.id != contact.id]
    unique = list({row.id: row for row in people}.values())
    return Seen(token, letter, unique, accounts_with_addresses(session, addresses), offered_files(letter))


def offered(form_type: type[LetterForm], seen: Seen, **data: Any) -> LetterForm:
    """Return the form of a letter with the people and files to tick."""
    form: LetterForm = form_type(formdata=None) if data else form_type()
    form.participants.choices = [SelectChoice(row.id, row.display_name) for row in seen.people]
    form.colleagues.choices = [SelectChoice(row.id, row.name) for row in seen.accounts if row.id != current_user.id]
    form.files.choices = [SelectChoice(item.place, item.filename) for item in seen.files if not item.refusal]
    if data:
        form.process(data=data)
    else:
        form.process(request.form)
    return form


def filled(contact: Contact, seen: Seen) -> LetterForm:
    """Return the form as the letter fills it: whom it names is ticked; so are files, but no pictures in the text."""
    letter, sender = seen.letter, seen.letter.sender
    ours = {row.email for row in seen.accounts}
    outgoing = sender is not None and sender.email in ours and sender.email not in {e.email for e in contact.emails}
    return offered(
        LetterForm,
        seen,
        letter=signer().dumps([seen.token, contact.id, current_user.id]),
        subject=letter.subject or _("Letter without a subject"),
        occurred_on=letter.sent_at.astimezone(zone()).date() if letter.sent_at else None,
        direction=Direction.OUTGOING if outgoing else Direction.INCOMING,
        participants=[row.id for row in seen.people][:20],
        colleagues=[row.id for row in seen.accounts],
        files=[item.place for item in seen.files if not item.refusal and not item.inline],
    )


def signer() -> URLSafeTimedSerializer:
    """Return what signs the name of a letter between the two pages."""
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="received-letter")


def seen_again(contact: Contact, signed: str) -> Seen | None:
    """Return the letter that the preview showed to this account for this contact, or None when it waited too long."""
    try:
        token, contact_id, user_id = signer().loads(signed, max_age=PATIENCE)
        if (contact_id, user_id) != (contact.id, current_user.id):
            return None
        return look(token, read_kept(upload_store(), token, now=utc_now()), contact)
    except (BadSignature, UnknownFile, ValueError, TypeError):
        return None


def file_page(contact: Contact, form: LetterFileForm) -> str:
    """Return the page that takes the file."""
    return render_template("contacts/letter_file.html", contact=contact, form=form)


def preview(contact: Contact, seen: Seen, form: LetterForm) -> str:
    """Return the page that shows what a letter says before it is saved."""
    own, quoted = split_quoted(seen.letter.text)
    refused = [(item.filename, refusal(file_refusal(item))) for item in seen.files if item.refusal]
    return render_template(
        "contacts/letter_preview.html",
        contact=contact,
        form=form,
        letter=seen.letter,
        own=own,
        quoted=quoted,
        refused=refused,
        notes=[str(REFUSALS[code]) for code in seen.letter.notes],
    )
