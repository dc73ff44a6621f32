"""Verbs of sign-ups that the public reaches, and what time does to them: send, confirm, erase."""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from app.domain.contacts import normalise_email, normalise_phone
from app.domain.errors import RuleError
from app.domain.signups import (
    CONFIRMATION_LIFETIME,
    PHOTO_PURPOSE,
    TYPED,
    SignUpStatus,
    new_reference,
    sign_up_refusals,
)
from app.domain.volunteers import needs_guardian
from app.passwords import hash_token, new_token
from app.queries.consents import current_texts, purpose_by_code
from app.queries.sign_ups import over_terms, sign_up_by_hash, waiting_same
from models.opportunities import Opportunity
from models.privacy import ConsentText
from models.signups import SignUp

MOST_REPETITIONS = 20


@dataclass(frozen=True)
class SignUpData:
    """What a visitor typed. `availability` holds «week day-part», such as «5-morning»."""

    last_name: str
    first_name: str
    birth_date: date
    email: str
    phone: str
    consent_text_id: int
    middle_name: str = ""
    city: str = ""
    branch_id: int | None = None
    skills: Sequence[str] = ()
    languages: Sequence[str] = ()
    availability: Sequence[str] = ()
    about: str = ""
    guardian_name: str = ""
    guardian_phone: str = ""
    guardian_email: str = ""
    emergency_name: str = ""
    emergency_phone: str = ""
    photo_consent: bool = False
    locale: str = "uk"


@dataclass(frozen=True)
class Receipt:
    """What the person is told, and the row if one was made: the answer is the same without one."""

    reference: str
    sign_up: SignUp | None


def consent_text(session: Session, purpose: str, locale: str) -> ConsentText | None:
    """Return the newest text of a purpose in a language, or in Ukrainian."""
    found = purpose_by_code(session, purpose)
    if found is None:
        return None
    texts = current_texts(session)
    return texts.get((found.id, locale)) or texts.get((found.id, "uk"))


def send_sign_up(
    session: Session,
    data: SignUpData,
    *,
    opportunity: Opportunity | None,
    purpose: str,
    today: date,
    now: datetime,
    ip_hash: str = "",
) -> Receipt:
    """Write down that somebody wants to volunteer.

    The same address for the same opportunity is kept once while it waits; whoever sends it again is answered as
    if it were the first time, so that nobody learns whose address is known.

    Raises:
        RuleError: `birth_date_in_future`, `birth_date_long_ago`, `sign_up_too_young`, `sign_up_min_age`,
            `sign_up_guardian_name`, `sign_up_guardian_phone`, `consent_text_changed`, `no_sign_up_text`, a bad
            phone or e-mail with the field's name.
    """
    least = opportunity.min_age if opportunity is not None else None
    guardian = {"guardian_name": data.guardian_name, "guardian_phone": data.guardian_phone}
    for error in sign_up_refusals(data.birth_date, today, least=least, **guardian):
        raise error
    email = _normal(data.email, "email")
    ways = {name: _normal(getattr(data, name), name) for name in WAYS}
    text = consent_text(session, purpose, data.locale)
    if text is None:
        raise RuleError("no_sign_up_text")
    if text.id != data.consent_text_id:
        raise RuleError("consent_text_changed", field="consent")
    photo = consent_text(session, PHOTO_PURPOSE, data.locale) if data.photo_consent else None
    reference = new_reference()
    known = waiting_same(session, email, opportunity.id if opportunity else None)
    if known is not None:
        _note_repetition(known, reference)
        session.flush()
        return Receipt(reference, None)
    made = SignUp(
        reference=reference,
        opportunity=opportunity,
        branch_id=opportunity.branch_id if opportunity else data.branch_id,
        email=email,
        consent_text_id=text.id,
        photo_text_id=photo.id if photo else None,
        sent_at=now,
        ip_hash=ip_hash,
        **ways,
        **{name: getattr(data, name) for name in AS_TYPED},
        **{name: list(getattr(data, name)) for name in ("skills", "languages", "availability")},
    )
    if not needs_guardian(data.birth_date, today):
        made.guardian_name = made.guardian_phone = made.guardian_email = ""
    session.add(made)
    session.flush()
    return Receipt(reference, made)


WAYS = ("phone", "guardian_phone", "guardian_email", "emergency_phone")
AS_TYPED = (
    "last_name",
    "first_name",
    "middle_name",
    "birth_date",
    "city",
    "about",
    "guardian_name",
    "emergency_name",
    "locale",
)


def _normal(typed: str, field: str) -> str:
    if not typed.strip():
        return ""
    try:
        return normalise_email(typed) if field.endswith("email") else normalise_phone(typed)
    except RuleError as error:
        raise RuleError(error.code, typed, field=field) from error


def _note_repetition(known: SignUp, reference: str) -> None:
    """Keep the number of a repetition, so that whoever asks about it is found."""
    numbers = known.repeated_as.split()
    if len(numbers) < MOST_REPETITIONS:
        known.repeated_as = " ".join([*numbers, reference])


def visitor_hash(address: str, secret: str) -> str:
    """Return what is kept of a visitor's network address: equal for equal addresses, and nothing else."""
    return hmac.new(secret.encode(), address.encode(), hashlib.sha256).hexdigest()


def issue_confirmation(session: Session, sign_up: SignUp) -> str:
    """Return a new secret for the link that confirms the address; only its hash is kept."""
    token, sign_up.confirm_hash = new_token()
    session.flush()
    return token


def confirmable(session: Session, token: str, now: datetime) -> SignUp | None:
    """Return the sign-up that a link is about, unless the link is unknown, too old or no longer needed."""
    found = sign_up_by_hash(session, hash_token(token))
    if found is None or found.erased_at is not None or now - found.sent_at > CONFIRMATION_LIFETIME:
        return None
    return found


def confirm_address(session: Session, sign_up: SignUp, *, now: datetime) -> None:
    """Write down that the address of a sign-up belongs to its author."""
    sign_up.confirmed_at = sign_up.confirmed_at or now
    session.flush()


def erase_over_terms(session: Session, now: datetime) -> dict[str, Any]:
    """Erase what people wrote once the term of keeping is over; who was approved or not, where and when stays.

    Returns:
        How many were erased.
    """
    erased = 0
    while portion := over_terms(session, now):
        for record in portion:
            erase_sign_up(record, now)
        session.flush()
        erased += len(portion)
    return {"erased": erased}


def erase_sign_up(record: SignUp, now: datetime) -> None:
    """Empty what a person wrote in a sign-up; one that still waits lapses."""
    for name in TYPED:
        column = SignUp.__table__.c[name]
        default: Any = column.default
        blank: Any = default.arg(None) if default is not None and default.is_callable else ""
        setattr(record, name, None if column.nullable else blank)
    record.repeated_as, record.confirm_hash, record.reason = "", None, ""
    if record.status is SignUpStatus.WAITING:
        record.status, record.decided_at = SignUpStatus.LAPSED, now
    record.erased_at = now
