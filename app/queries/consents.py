"""Questions about consents: who agreed to what, purposes and their texts, the list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.privacy import (
    ConsentFacts,
    ConsentState,
    latest_adult_birthday,
    state_together,
)
from app.i18n import _l, locale_code
from app.queries.aliases import second
from app.queries.listing import Filter
from app.queries.narrowing import first_few
from app.scope import Scope
from models.accounts import User
from models.contacts import Contact
from models.privacy import Consent, ConsentPurpose, ConsentText, PrivacySettings
from models.signups import SignUp

Guardian = second(Contact, "guardian")
EnteredBy = second(User, "entered_by")


def last_withdrawal(on: date) -> Any:
    """Return the day on which the person of a `Consent` last withdrew from its purpose, as a subquery."""
    other = second(Consent, "other_consent")
    return (
        sa.select(sa.func.max(other.withdrawn_on))
        .where(
            other.contact_id == Consent.contact_id,
            other.purpose_id == Consent.purpose_id,
            other.withdrawn_on <= on,
        )
        .correlate(Consent)
        .scalar_subquery()
    )


def withdrawn_by(on: date) -> sa.ColumnElement[bool]:
    """Return the condition that a `Consent` was withdrawn by the day, itself or by a later withdrawal."""
    itself = sa.and_(Consent.withdrawn_on.is_not(None), Consent.withdrawn_on <= on)
    return sa.or_(itself, sa.func.coalesce(last_withdrawal(on), date.min) > Consent.given_on)


def holders_birth() -> Any:
    """Return the birth date of the person of a `Consent`, as a subquery: it is asked for where it matters only."""
    holder = second(Contact, "holder")
    return sa.select(holder.birth_date).where(holder.id == Consent.contact_id).correlate(Consent).scalar_subquery()


def outgrown(on: date, born: Any) -> sa.ColumnElement[bool]:
    """Return the condition that a guardian gave a `Consent` for a person who is of age on the day.

    Args:
        born: the person's birth date: `Contact.birth_date` in a question about contacts, otherwise `holders_birth()`.
    """
    of_age = sa.func.coalesce(born <= latest_adult_birthday(on), sa.false())
    return sa.and_(Consent.guardian_id.is_not(None), of_age)


def holds_on(on: date, born: Any) -> sa.ColumnElement[bool]:
    """Return the condition that a `Consent` holds on the day; `born` as `outgrown` has it.

    It says in SQL what `app.domain.privacy.state_together` says in Python.
    """
    return sa.and_(Consent.given_on <= on, ~withdrawn_by(on), ~outgrown(on, born))


def with_purpose(code: str) -> sa.ColumnElement[bool]:
    """Return the condition that a `Consent` is to a purpose."""
    return Consent.purpose_id == sa.select(ConsentPurpose.id).where(ConsentPurpose.code == code).scalar_subquery()


def consents_to(purpose_code: str, on: date) -> sa.ColumnElement[bool]:
    """Return the condition that a `Contact` has a valid, not withdrawn consent to the purpose on the day."""
    given = sa.exists().where(
        Consent.contact_id == Contact.id, with_purpose(purpose_code), holds_on(on, Contact.birth_date)
    )
    return sa.and_(Contact.anonymised_at.is_(None), given.correlate(Contact))


def consented(purpose_code: str, on: date) -> sa.Select[Any]:
    """Return a select of the ids of people with a valid, not withdrawn consent to the purpose on the day."""
    return sa.select(Contact.id).where(consents_to(purpose_code, on))


def purposes(session: Session) -> list[ConsentPurpose]:
    """Return the purposes in their order."""
    return list(session.scalars(_purposes()))


@cache
def _purposes() -> Any:
    return sa.select(ConsentPurpose).order_by(ConsentPurpose.position, ConsentPurpose.id)


def purpose_by_id(session: Session, purpose_id: int) -> ConsentPurpose | None:
    """Return one purpose."""
    return session.get(ConsentPurpose, purpose_id)


def purpose_by_code(session: Session, code: str) -> ConsentPurpose | None:
    """Return the purpose of a code."""
    return session.scalar(sa.select(ConsentPurpose).where(ConsentPurpose.code == code))


def privacy_settings(session: Session) -> PrivacySettings | None:
    """Return what an administrator set for personal data."""
    return session.get(PrivacySettings, 1)


def current_texts(session: Session) -> dict[tuple[int, str], ConsentText]:
    """Return the newest text of each purpose and language, by (purpose's id, language)."""
    rows = session.scalars(sa.select(ConsentText).order_by(ConsentText.number))
    return {(row.purpose_id, row.locale): row for row in rows}


def every_text(session: Session) -> list[ConsentText]:
    """Return every version of every text, by purpose, the newest first."""
    statement = (
        sa.select(ConsentText)
        .join(ConsentPurpose, ConsentPurpose.id == ConsentText.purpose_id)
        .order_by(ConsentPurpose.position, ConsentPurpose.id, ConsentText.number.desc(), ConsentText.locale.desc())
    )
    return list(session.scalars(statement))


def text_is_used(session: Session, text_id: int) -> bool:
    """Say whether somebody agreed to this version: as a contact, or in a sign-up."""
    in_sign_up = sa.or_(SignUp.consent_text_id == text_id, SignUp.photo_text_id == text_id)
    used = sa.or_(sa.exists().where(Consent.text_id == text_id), sa.exists().where(in_sign_up))
    return bool(session.scalar(sa.select(used)))


def text_by_id(session: Session, text_id: int) -> ConsentText | None:
    """Return one version of a text."""
    return session.get(ConsentText, text_id)


def texts_of(session: Session, purpose_id: int) -> list[Any]:
    """Return (text, how many consents name it) of a purpose, the newest first."""
    used = (
        sa.select(sa.func.count(Consent.id))
        .where(Consent.text_id == ConsentText.id)
        .correlate(ConsentText)
        .scalar_subquery()
    )
    statement = (
        sa.select(ConsentText, used.label("used"), User.name.label("author"))
        .outerjoin(User, User.id == ConsentText.created_by_id)
        .where(ConsentText.purpose_id == purpose_id)
        .order_by(ConsentText.number.desc(), ConsentText.locale)
    )
    return list(session.execute(statement))


def consent_by_id(session: Session, consent_id: int) -> Consent | None:
    """Return one consent."""
    return session.get(Consent, consent_id)


def facts(row: Any) -> ConsentFacts:
    """Return what the rules need of a consent's row."""
    return ConsentFacts(row.given_on, row.withdrawn_on, row.guardian_id is not None)


@dataclass(frozen=True)
class Standing:
    """Where a person stands with one purpose, and the consents that say so, the newest first."""

    purpose_id: int
    code: str
    name: str
    state: ConsentState | None
    rows: Sequence[Any]


def standings(session: Session, contact: Contact, on: date) -> list[Standing]:
    """Return where a person stands with every purpose; one statement."""
    found: dict[int, list[Any]] = {}
    heads: dict[int, Any] = {}
    for row in session.execute(_standings(), {"contact": contact.id}):
        heads.setdefault(row.purpose_id, row)
        found.setdefault(row.purpose_id, [])
        if row.id is not None:
            found[row.purpose_id].append(row)
    return [
        Standing(
            key,
            head.code,
            purpose_name(head),
            state_together([facts(row) for row in found[key]], contact.birth_date, on),
            found[key],
        )
        for key, head in heads.items()
    ]


@cache
def _standings() -> Any:
    return (
        sa.select(
            ConsentPurpose.id.label("purpose_id"),
            ConsentPurpose.code,
            ConsentPurpose.name_uk,
            ConsentPurpose.name_en,
            Consent.id,
            Consent.given_on,
            Consent.withdrawn_on,
            Consent.channel,
            Consent.withdrawal_channel,
            Consent.guardian_id,
            Consent.attachment_id,
            Consent.note,
            ConsentText.number.label("text_number"),
            ConsentText.id.label("text_id"),
            Guardian.display_name.label("guardian_name"),
            EnteredBy.name.label("entered_by"),
        )
        .outerjoin(
            Consent,
            sa.and_(
                Consent.purpose_id == ConsentPurpose.id, Consent.contact_id == sa.bindparam("contact", type_=sa.Integer)
            ),
        )
        .outerjoin(ConsentText, ConsentText.id == Consent.text_id)
        .outerjoin(Guardian, Guardian.id == Consent.guardian_id)
        .outerjoin(EnteredBy, EnteredBy.id == Consent.entered_by_id)
        .order_by(ConsentPurpose.position, ConsentPurpose.id, Consent.given_on.desc(), Consent.id.desc())
    )


def purpose_name(purpose: Any) -> str:
    """Return the name of a purpose in the reader's language."""
    return str(purpose.name_en if locale_code() == "en" else purpose.name_uk)


def purpose_description(purpose: Any) -> str:
    """Return the description of a purpose in the reader's language."""
    return str(purpose.description_en if locale_code() == "en" else purpose.description_uk)


def purpose_choices(session: Session, _scope: Scope | None = None) -> list[tuple[str, str]]:
    """Return (code, name) of every purpose."""
    return [(purpose.code, purpose_name(purpose)) for purpose in purposes(session)]


def consent_filter(session: Session, on: date) -> Filter:
    """Return the filter of contacts by a consent that holds on the day."""
    asked: dict[str, list[int] | None] = {}

    def by_consent(statement: sa.Select[Any], value: str) -> sa.Select[Any]:
        code = value[:40]
        if code not in asked:
            asked[code] = first_few(session, Consent.contact_id, with_purpose(code))
        few = asked[code]
        holding = statement.where(consents_to(code, on))
        return holding if few is None else holding.where(Contact.id.in_(few))

    return Filter("consent", _l("Consent to"), by_consent, options=purpose_choices)
