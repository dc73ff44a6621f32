"""Questions about letters that came back and addresses that get no mailings."""

from collections.abc import Iterable
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.bounces import BounceKind, BounceSource, Report, SuppressionReason
from app.i18n import _l
from app.queries.filters import enum_filter
from app.queries.listing import Column, Kind, ListSpec
from app.scope import Scope
from models.contacts import Contact, ContactEmail
from models.letters import Letter
from models.mailings import Bounce, Mailing, MailingRecipient, SuppressedAddress


def suppression_by_id(session: Session, suppression_id: int) -> SuppressedAddress | None:
    """Return one suppressed address."""
    return session.get(SuppressedAddress, suppression_id)


def suppressions_of(session: Session, contact_id: int) -> dict[str, list[Any]]:
    """Return why addresses of a contact get no mailings, by address; one statement."""
    return by_address(session.execute(suppressions(), {"contact": contact_id}))


def by_address(rows: Iterable[Any]) -> dict[str, list[Any]]:
    """Return rows of `suppressions` by their addresses."""
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(row.email, []).append(row)
    return found


@cache
def suppressions() -> Any:
    """Return a select of why addresses of a `contact` get no mailings: (id, email, reason, detail, since)."""
    row = SuppressedAddress
    return (
        sa.select(row.id, row.email, row.reason, row.detail, row.since)
        .join(ContactEmail, ContactEmail.email == row.email)
        .where(ContactEmail.contact_id == sa.bindparam("contact", type_=sa.Integer))
        .order_by(row.id)
    )


def suppressed_because(session: Session, email: str, reason: SuppressionReason) -> SuppressedAddress | None:
    """Return the suppression of an address for a reason."""
    statement = sa.select(SuppressedAddress).where(SuppressedAddress.email == email, SuppressedAddress.reason == reason)
    return session.scalar(statement)


def counting_bounces(session: Session, email: str) -> int:
    """Return how many soft bounces of an address count, since its suppression was last lifted."""
    statement = (
        sa.select(sa.func.count())
        .select_from(Bounce)
        .where(Bounce.email == email, Bounce.counts, Bounce.kind == BounceKind.SOFT)
    )
    return session.scalar(statement) or 0


def is_known_bounce(session: Session, fingerprint: str) -> bool:
    """Say whether a report was taken in before."""
    return bool(session.scalar(sa.select(sa.exists().where(Bounce.fingerprint == fingerprint))))


def letter_of(session: Session, report: Report) -> tuple[MailingRecipient | None, Letter | None]:
    """Return the letter of a mailing, or the letter to one person, that a delivery report carries the marks of."""
    row = MailingRecipient
    recipient = letter = None
    if report.message_id:
        recipient = session.scalar(sa.select(row).where(row.message_id == report.message_id))
        letter = None if recipient else session.scalar(sa.select(Letter).where(Letter.message_id == report.message_id))
    if report.token and not (recipient or letter):
        # Some mail servers give every letter a Message-ID of their own.
        recipient = session.scalar(sa.select(row).where(row.token == report.token))
    return recipient, letter


def _holder(column: Any, email: Any) -> Any:
    """Return a column of the first contact that has the address."""
    return (
        sa.select(column)
        .join(ContactEmail, ContactEmail.contact_id == Contact.id)
        .where(ContactEmail.email == email)
        .order_by(Contact.id)
        .limit(1)
        .scalar_subquery()
    )


def _select_suppressed(_scope: Scope) -> Any:
    row = SuppressedAddress
    return sa.select(
        row.id,
        row.email,
        row.reason,
        row.detail,
        row.since,
        Mailing.name.label("mailing"),
        _holder(Contact.id, row.email).label("contact_id"),
        _holder(Contact.display_name, row.email).label("contact"),
    ).outerjoin(Mailing, Mailing.id == row.mailing_id)


SUPPRESSED_LIST = ListSpec(
    name="suppressed-addresses",
    title=_l("Addresses without mailings"),
    select=_select_suppressed,
    id_column=SuppressedAddress.id,
    columns=(
        Column(
            "email",
            _l("E-mail"),
            lambda row: row.email,
            Kind.LINK,
            SuppressedAddress.email,
            lambda row: ("mailings.suppressed", {"suppression_id": row.id}),
            primary=True,
        ),
        Column(
            "contact",
            _l("Contact"),
            lambda row: row.contact,
            Kind.PERSON,
            url=lambda row: ("contacts.show", {"contact_id": row.contact_id}) if row.contact_id else None,
        ),
        Column("reason", _l("Why"), lambda row: row.reason, Kind.BADGE, secondary=True),
        Column("since", _l("Since"), lambda row: row.since, Kind.DATE, SuppressedAddress.since, secondary=True),
        Column("mailing", _l("Mailing"), lambda row: row.mailing),
        Column("detail", _l("What the server said"), lambda row: row.detail, export_only=True),
    ),
    default_sort="-since",
    filters=(enum_filter("reason", _l("Why"), SuppressedAddress.reason, SuppressionReason),),
)


def _select_bounces(_scope: Scope) -> Any:
    return (
        sa.select(
            Bounce.id,
            Bounce.email,
            Bounce.kind,
            Bounce.source,
            Bounce.detail,
            Bounce.at,
            Mailing.name.label("mailing"),
            sa.func.coalesce(MailingRecipient.contact_id, Letter.contact_id).label("contact_id"),
        )
        .outerjoin(MailingRecipient, MailingRecipient.id == Bounce.recipient_id)
        .outerjoin(Mailing, Mailing.id == MailingRecipient.mailing_id)
        .outerjoin(Letter, Letter.id == Bounce.letter_id)
    )


BOUNCE_LIST = ListSpec(
    name="bounces",
    title=_l("Letters that came back"),
    select=_select_bounces,
    id_column=Bounce.id,
    columns=(
        Column(
            "email",
            _l("E-mail"),
            lambda row: row.email or "—",
            url=lambda row: ("contacts.show", {"contact_id": row.contact_id}) if row.contact_id else None,
            primary=True,
        ),
        Column("kind", _l("What it means"), lambda row: row.kind, Kind.BADGE, secondary=True),
        Column("detail", _l("What the server said"), lambda row: row.detail),
        Column("mailing", _l("Mailing"), lambda row: row.mailing),
        Column("source", _l("How we know"), lambda row: row.source),
        Column("at", _l("When"), lambda row: row.at, Kind.DATETIME, Bounce.at, secondary=True),
    ),
    default_sort="-at",
    filters=(
        enum_filter("kind", _l("What it means"), Bounce.kind, BounceKind),
        enum_filter("source", _l("How we know"), Bounce.source, BounceSource),
    ),
)
