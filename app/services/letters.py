"""Verbs of letters: templates, and a letter to one contact from writing it to its place in the timeline."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.contacts import InteractionKind
from app.domain.errors import RuleError
from app.domain.interactions import Direction
from app.domain.letters import LetterStatus, Template, TemplatePurpose
from app.domain.text import search_text
from app.labels import label
from app.queries.letters import reader
from app.services.interactions import note_interaction
from app.services.letter_values import common_values, dressed, library_name, reader_values
from models.accounts import User
from models.contacts import Contact
from models.letters import Letter, LetterTemplate


@dataclass(frozen=True)
class TemplateData:
    """What a person types about a template."""

    name: str
    purpose: TemplatePurpose
    locale: str
    subject: str
    body: str


def save_template(session: Session, data: TemplateData, *, template: LetterTemplate | None) -> LetterTemplate:
    """Save a template.

    Raises:
        RuleError: `template_exists`, or what `app.domain.letters.Template` refuses.
    """
    Template(data.subject, data.body)
    key = search_text(data.name)[:240]
    taken = session.scalar(sa.select(LetterTemplate.id).where(LetterTemplate.key == key))
    if taken is not None and (template is None or taken != template.id):
        raise RuleError("template_exists", field="name")
    if template is None:
        template = LetterTemplate()
        session.add(template)
    template.name, template.key = data.name, key
    template.purpose, template.locale = data.purpose, data.locale
    template.subject, template.body = data.subject, data.body
    session.flush()
    return template


def archive_template(session: Session, template: LetterTemplate, *, now: datetime) -> None:
    """Put a template away; letters that were made of it stay as they are."""
    template.archived_at = now
    session.flush()


def restore_template(session: Session, template: LetterTemplate) -> None:
    """Bring a template back."""
    template.archived_at = None
    session.flush()


@dataclass(frozen=True)
class LetterText:
    """What a person writes to one contact; the texts may hold fields."""

    subject: str
    body: str
    locale: str


@dataclass(frozen=True)
class Drawn:
    """A letter as its reader gets it, and the same as a whole page."""

    subject: str
    body: str
    text: str
    page: str


def draw_letter(
    session: Session, contact: Contact, email: str, typed: LetterText, *, by: User, on: date, leave_url: str = ""
) -> Drawn:
    """Return the letter with the values of the contact.

    Raises:
        RuleError: what `app.domain.letters.Template` refuses; `fields_empty` with the fields for which nothing is
            known and nothing stands in.
    """
    template = Template(typed.subject, typed.body)
    common = common_values(session, by, on, typed.locale)
    values = {**common, **reader_values(reader(session, contact.id), email, typed.locale)}
    missing = template.missing(values)
    if missing:
        raise RuleError("fields_empty", ", ".join(label(field) for field in missing), field="body")
    filled = template.filled(values)
    page, text = dressed(
        filled,
        library=library_name(session, typed.locale),
        address=common["library_address"],
        locale=typed.locale,
        leave_url=leave_url,
    )
    return Drawn(filled.subject, filled.html, text, page)


def write_letter(
    session: Session,
    contact: Contact,
    email: str,
    typed: LetterText,
    *,
    message_id: str,
    by: User,
    on: date,
    instead_of: Letter | None = None,
    leave_url: str = "",
) -> Letter:
    """Put a letter into the outbox; a job sends it once the present transaction is committed.

    Args:
        message_id: the Message-ID that the letter will carry.
        instead_of: a letter that did not leave and is given up for this one.
        leave_url: where the reader stops mailings, if the letter offers it.

    Raises:
        RuleError: `no_such_person_to_write`, `not_their_address`, or as `draw_letter`.
    """
    if contact.archived_at is not None or contact.anonymised_at is not None:
        raise RuleError("no_such_person_to_write")
    if email not in {item.email for item in contact.emails}:
        raise RuleError("not_their_address", field="email")
    drawn = draw_letter(session, contact, email, typed, by=by, on=on, leave_url=leave_url)
    if instead_of is not None:
        discard_letter(session, instead_of)
    letter = Letter(
        contact_id=contact.id,
        email=email,
        subject=drawn.subject,
        body=typed.body,
        text=drawn.text,
        html=drawn.page,
        status=LetterStatus.QUEUED,
        message_id=message_id,
        author_id=by.id,
    )
    session.add(letter)
    session.flush()
    return letter


def try_again(session: Session, letter: Letter) -> None:
    """Put a letter that did not leave, or perhaps did, into the outbox again.

    Raises:
        RuleError: `letter_not_now`.
    """
    _move(session, letter, (LetterStatus.FAILED, LetterStatus.UNKNOWN), LetterStatus.QUEUED)
    letter.trouble = letter.detail = ""
    session.flush()


def discard_letter(session: Session, letter: Letter) -> None:
    """Give a letter up; its text stays in the list of letters.

    Raises:
        RuleError: `letter_not_now`.
    """
    _move(session, letter, (LetterStatus.FAILED, LetterStatus.UNKNOWN), LetterStatus.DISCARDED)


def claim_letter(session: Session, letter_id: int) -> bool:
    """Mark a waiting letter as leaving; False when another worker was faster or it waits no more."""
    return _changed(session, letter_id, (LetterStatus.QUEUED,), LetterStatus.SENDING)


def letter_left(session: Session, letter: Letter, *, now: datetime) -> None:
    """Write down that a letter was taken by the mail server, in the timeline of its contact too."""
    author = session.get(User, letter.author_id)
    interaction = note_interaction(
        session,
        letter.contact,
        kind=InteractionKind.EMAIL,
        subject=letter.subject,
        body=letter.text.partition("\n-- \n")[0].strip(),
        occurred_at=now,
        by=author,
        now=now,
        direction=Direction.OUTGOING,
        message_id=letter.message_id,
    )
    letter.status, letter.sent_at, letter.interaction_id = LetterStatus.SENT, now, interaction.id
    letter.trouble = letter.detail = ""
    session.flush()


def letter_stuck(session: Session, letter: Letter, status: LetterStatus, trouble: str, detail: str) -> None:
    """Write down that a letter did not leave, or that it is not known whether it did."""
    letter.status, letter.trouble, letter.detail = status, trouble, detail[:300]
    session.flush()


def _move(session: Session, letter: Letter, present: tuple[LetterStatus, ...], wanted: LetterStatus) -> None:
    if not _changed(session, letter.id, present, wanted):
        raise RuleError("letter_not_now")
    session.refresh(letter)


def _changed(session: Session, letter_id: int, present: tuple[LetterStatus, ...], wanted: LetterStatus) -> bool:
    """Change the status in one statement, so that two people or workers never both do it."""
    done = session.execute(
        sa.update(Letter)
        .where(Letter.id == letter_id, Letter.status.in_(present))
        .values(status=wanted)
        .execution_options(synchronize_session=False)
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]
