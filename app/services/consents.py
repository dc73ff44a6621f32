"""Verbs of consents: give, withdraw, remove what was a mistake; purposes and the versions of their texts."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.contacts import ContactKind
from app.domain.errors import RuleError
from app.domain.privacy import ConsentChannel, is_minor
from app.queries.consents import current_texts, purpose_by_code, text_is_used
from app.queries.relationships import agreeing_guardians
from models.accounts import User
from models.contacts import Contact
from models.files import Attachment
from models.privacy import Consent, ConsentPurpose, ConsentText, PrivacySettings

PURPOSE_FIELDS = ("name_uk", "name_en", "description_uk", "description_en", "retention_months", "position")


def give_consent(
    session: Session,
    contact_id: int,
    purpose_code: str,
    *,
    channel: ConsentChannel,
    now: datetime,
    on: date | None = None,
    today: date | None = None,
    text_id: int | None = None,
    locale: str = "uk",
    guardian_id: int | None = None,
    attachment_id: int | None = None,
    note: str = "",
    by: User | None = None,
) -> Consent:
    """Write down that a person agreed to a purpose.

    Args:
        on: the day of the consent; the present day when omitted.
        today: the institution's present day; the day of `now` when omitted.
        text_id: the version agreed to; the newest in `locale` when omitted.
        guardian_id: who agreed for a minor; must be a guardian of the person on that day, of age to agree.

    Raises:
        RuleError: `not_found`, `consents_are_for_people`, `person_is_erased`, `consent_in_future`,
            `no_consent_text`, `guardian_needed`, `not_a_guardian`, `no_guardian_for_adults`, `consent_before_birth`.
    """
    person = _person(session, contact_id)
    purpose = _purpose(session, purpose_code)
    day = on or today or now.date()
    if day > (today or now.date()):
        raise RuleError("consent_in_future", field="given_on")
    if person.birth_date is not None and day < person.birth_date:
        raise RuleError("consent_before_birth", field="given_on")
    text = _text(session, purpose, text_id, locale)
    _check_guardian(session, person, day, guardian_id)
    consent = Consent(
        contact_id=person.id,
        purpose_id=purpose.id,
        text_id=text.id,
        given_on=day,
        channel=channel,
        guardian_id=guardian_id,
        attachment_id=attachment_id,
        note=note,
        entered_by_id=by.id if by else None,
        entered_at=now,
    )
    session.add(consent)
    session.flush()
    return consent


def attach_paper(session: Session, consent: Consent, file: Attachment) -> None:
    """Tie the scan of the paper to a consent that was just written down."""
    consent.attachment_id = file.id
    session.flush()


def _person(session: Session, contact_id: int) -> Contact:
    person = session.get(Contact, contact_id)
    if person is None:
        raise RuleError("not_found")
    if person.kind is not ContactKind.PERSON:
        raise RuleError("consents_are_for_people")
    if person.anonymised_at is not None:
        raise RuleError("person_is_erased")
    return person


def _purpose(session: Session, code: str) -> ConsentPurpose:
    purpose = purpose_by_code(session, code)
    if purpose is None:
        raise RuleError("no_such_purpose", code, field="purpose")
    return purpose


def _text(session: Session, purpose: ConsentPurpose, text_id: int | None, locale: str) -> ConsentText:
    if text_id is not None:
        chosen = session.get(ConsentText, text_id)
        text = chosen if chosen is not None and chosen.purpose_id == purpose.id else None
    else:
        texts = current_texts(session)
        text = texts.get((purpose.id, locale)) or texts.get((purpose.id, "uk"))
    if text is None:
        raise RuleError("no_consent_text", field="text_id")
    return text


def _check_guardian(session: Session, person: Contact, day: date, guardian_id: int | None) -> None:
    if not is_minor(person.birth_date, day):
        if guardian_id is not None:
            raise RuleError("no_guardian_for_adults", field="guardian_id")
        return
    known = {row.contact_id for row in agreeing_guardians(session, person, day)}
    if not known or guardian_id is None:
        raise RuleError("guardian_needed", field="guardian_id", contact_id=person.id)
    if guardian_id not in known:
        raise RuleError("not_a_guardian", field="guardian_id")


def withdraw_consent(
    session: Session,
    contact_id: int,
    purpose_code: str,
    *,
    channel: ConsentChannel,
    now: datetime,
    on: date | None = None,
    today: date | None = None,
    by: User | None = None,
) -> int:
    """Withdraw every consent of a person to a purpose that holds or waits; return how many there were.

    The withdrawal holds from its own day on.

    Raises:
        RuleError: `no_such_purpose`, `nothing_to_withdraw`, `withdrawn_before_given`, `consent_in_future`.
    """
    purpose = _purpose(session, purpose_code)
    day = on or today or now.date()
    rows = list(
        session.scalars(
            sa.select(Consent).where(
                Consent.contact_id == contact_id, Consent.purpose_id == purpose.id, Consent.withdrawn_on.is_(None)
            )
        )
    )
    if not rows:
        raise RuleError("nothing_to_withdraw")
    if on is not None and on > (today or now.date()):
        raise RuleError("consent_in_future", field="withdrawn_on")
    if on is None:
        # A consent given today in a later time zone than the clock's is withdrawn on its own day.
        day = max(day, *(row.given_on for row in rows))
    if any(day < row.given_on for row in rows):
        raise RuleError("withdrawn_before_given", field="withdrawn_on")
    for row in rows:
        row.withdrawn_on, row.withdrawal_channel = day, channel
        row.withdrawn_by_id, row.withdrawn_at = by.id if by else None, now
    session.flush()
    return len(rows)


def remove_consent(session: Session, consent: Consent) -> None:
    """Remove a consent that was written down by mistake; the audit log keeps what it was."""
    session.delete(consent)
    session.flush()


def save_purpose(session: Session, purpose: ConsentPurpose, values: dict[str, Any]) -> ConsentPurpose:
    """Change the names, descriptions, term and place of a purpose; its code stays."""
    for name in PURPOSE_FIELDS:
        setattr(purpose, name, values[name])
    session.flush()
    return purpose


def save_text(
    session: Session, purpose: ConsentPurpose, locale: str, body: str, *, by: User | None, now: datetime
) -> ConsentText | None:
    """Set the words of a purpose in a language. A text that somebody agreed to stays, and a new version is made.

    Returns:
        The version that holds the words now; None when nothing changed.

    Raises:
        RuleError: `empty_consent_text`.
    """
    words = body.replace("\r\n", "\n").strip()
    if not words:
        raise RuleError("empty_consent_text", field=f"text_{locale}")
    present = current_texts(session).get((purpose.id, locale))
    if present is not None and present.body == words:
        return None
    is_used = present is not None and text_is_used(session, present.id)
    if present is not None and not is_used:
        present.body = words
        session.flush()
        return present
    made = ConsentText(
        purpose_id=purpose.id,
        locale=locale,
        number=present.number + 1 if present else 1,
        body=words,
        created_at=now,
        created_by_id=by.id if by else None,
    )
    session.add(made)
    session.flush()
    return made


def save_settings(session: Session, settings: PrivacySettings, answer_days: int) -> None:
    """Set in how many days a request for erasure is answered."""
    settings.answer_days = answer_days
    session.flush()
