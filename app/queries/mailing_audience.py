"""Who a mailing is for, who of them gets it, and why the others do not.

One expression says why somebody gets no letter. The check before a mailing, the list behind each of its counts, the
rows that are made at the start and the last look before each letter all use it.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.bounces import SuppressionReason
from app.domain.contacts import ContactKind
from app.domain.errors import RuleError
from app.domain.letters import Field, needed
from app.domain.mailings import MOST_RECIPIENTS, AudienceKind, Why, born_before
from app.i18n import _l
from app.labels import choices
from app.queries.consents import consented, consents_to
from app.queries.contacts import ROLE_CONDITIONS
from app.queries.letters import READER_COLUMNS, WORKPLACE
from app.queries.listing import Column, Filter, Kind, ListSpec
from app.queries.segments import segment_ids
from app.scope import EVERYTHING
from models.contacts import Contact, ContactEmail, contact_tags
from models.mailings import Mailing, MailingRecipient, SuppressedAddress
from models.saved_views import SavedView

_FIRST_EMAIL = (
    sa.select(ContactEmail.email)
    .where(
        ContactEmail.contact_id == Contact.id,
        ContactEmail.email.not_in(
            sa.select(SuppressedAddress.email).where(SuppressedAddress.reason == SuppressionReason.BOUNCED)
        ),
    )
    .order_by(ContactEmail.position, ContactEmail.id)
    .limit(1)
    .correlate(Contact)
    .scalar_subquery()
)
_UNSUBSCRIBED = (
    sa.select(SuppressedAddress.id)
    .join(ContactEmail, ContactEmail.email == SuppressedAddress.email)
    .where(
        ContactEmail.contact_id == Contact.id,
        SuppressedAddress.reason == SuppressionReason.UNSUBSCRIBED,
    )
    .correlate(Contact)
    .exists()
)
_EMPTY: Mapping[Field, Any] = {
    Field.FIRST_NAME: Contact.first_name == "",
    Field.LAST_NAME: Contact.last_name == "",
    Field.MIDDLE_NAME: Contact.middle_name == "",
    Field.CITY: Contact.city == "",
    Field.ORGANISATION: sa.and_(Contact.kind == ContactKind.PERSON, WORKPLACE.is_(None)),
}
_PEOPLE = {AudienceKind.PEOPLE: ContactKind.PERSON, AudienceKind.ORGANISATIONS: ContactKind.ORGANISATION}


class Counts(NamedTuple):
    """How many get the letter, and how many do not, by reason."""

    reached: int
    left_out: dict[Why, int]

    @property
    def total(self) -> int:
        """Return how many contacts the audience has."""
        return self.reached + sum(self.left_out.values())


def members(session: Session, mailing: Mailing, on: date) -> sa.Select[Any]:
    """Return a select of the ids of the contacts that a mailing is for, whether they get it or not.

    Raises:
        RuleError: `segment_gone`, `tag_gone`, `no_such_role`.
    """
    match mailing.audience:
        case AudienceKind.SEGMENT:
            view = session.get(SavedView, mailing.view_id or 0)
            if view is None or not view.is_segment:
                raise RuleError("segment_gone", field="view_id")
            return segment_ids(session, view, EVERYTHING, on)
        case AudienceKind.TAG:
            if mailing.tag_id is None:
                raise RuleError("tag_gone", field="tag_id")
            return sa.select(contact_tags.c.contact_id).where(contact_tags.c.tag_id == mailing.tag_id)
        case AudienceKind.ROLE:
            if mailing.role not in ROLE_CONDITIONS:
                raise RuleError("no_such_role", field="role")
            return sa.select(Contact.id).where(ROLE_CONDITIONS[mailing.role])
        case AudienceKind.EVERYBODY:
            return sa.select(Contact.id)
        case kind:
            return sa.select(Contact.id).where(Contact.kind == _PEOPLE[kind])


def _why(mailing: Mailing, on: date, has_email: Any, usable: Any) -> sa.Case[Any]:
    """Return the expression that says why a contact gets no letter: a `Why`, or nothing."""
    empty = [
        (_EMPTY[field], Why.EMPTY_FIELD.value) for field in needed(mailing.subject, mailing.body) if field in _EMPTY
    ]
    return sa.case(
        (sa.or_(Contact.archived_at.is_not(None), Contact.anonymised_at.is_not(None)), Why.ARCHIVED.value),
        (sa.not_(has_email), Why.NO_EMAIL.value),
        (Contact.birth_date > born_before(on), Why.MINOR.value),
        (_UNSUBSCRIBED, Why.UNSUBSCRIBED.value),
        (sa.not_(usable), Why.BOUNCED.value),
        (
            sa.and_(Contact.kind == ContactKind.PERSON, ~consents_to(mailing.purpose, on)),
            Why.NO_CONSENT.value,
        ),
        *empty,
        else_="",
    )


def _audience(session: Session, mailing: Mailing, on: date) -> sa.Subquery:
    """Return every member with the address that the letter would go to and why it does not."""
    has_email = sa.exists().where(ContactEmail.contact_id == Contact.id).correlate(Contact)
    first = sa.select(
        Contact.id,
        Contact.display_name,
        Contact.sort_key,
        Contact.kind,
        _FIRST_EMAIL.label("email"),
        _why(mailing, on, has_email, _FIRST_EMAIL.is_not(None)).label("why"),
    ).where(Contact.id.in_(members(session, mailing, on)))
    judged = first.subquery("judged")
    place = sa.func.row_number().over(partition_by=(judged.c.email, judged.c.why), order_by=judged.c.id)
    repeated = sa.and_(judged.c.why == "", place > 1)
    return sa.select(
        judged.c.id,
        judged.c.display_name,
        judged.c.sort_key,
        judged.c.kind,
        judged.c.email,
        sa.case((repeated, Why.DUPLICATE.value), else_=judged.c.why).label("why"),
    ).subquery("audience")


def audience_counts(session: Session, mailing: Mailing, on: date) -> Counts:
    """Return how many of the audience get the letter and how many do not, by reason; two statements.

    Raises:
        RuleError: as `members`; `too_many_recipients` for an audience that is larger than a mailing may have.
    """
    some = members(session, mailing, on).limit(MOST_RECIPIENTS + 1).subquery()
    if (session.scalar(sa.select(sa.func.count()).select_from(some)) or 0) > MOST_RECIPIENTS:
        raise RuleError("too_many_recipients", MOST_RECIPIENTS)
    audience = _audience(session, mailing, on)
    statement = sa.select(audience.c.why, sa.func.count().label("number")).group_by(audience.c.why)
    found: dict[str, int] = {row.why: row.number for row in session.execute(statement)}
    return Counts(found.pop("", 0), {why: found[why] for why in Why if why in found})


def audience_rows(session: Session, mailing: Mailing, on: date) -> Iterator[Any]:
    """Yield (id, display_name, email) of everybody who gets the letter, in portions while they are taken."""
    audience = _audience(session, mailing, on)
    statement = sa.select(audience.c.id, audience.c.display_name, audience.c.email).where(audience.c.why == "")
    yield from session.execute(statement.order_by(audience.c.id).execution_options(yield_per=1000))


def audience_member(session: Session, mailing: Mailing, on: date, number: int) -> Any:
    """Return one of those who get the letter, by place from 0, with what the letter says of them; or None."""
    audience = _audience(session, mailing, on)
    statement = (
        sa.select(audience.c.id, audience.c.email, *READER_COLUMNS)
        .join(Contact, Contact.id == audience.c.id)
        .where(audience.c.why == "")
        .order_by(audience.c.sort_key, audience.c.id)
    )
    return session.execute(statement.offset(number).limit(1)).one_or_none()


def audience_list(session: Session, mailing: Mailing, on: date) -> ListSpec:
    """Return the list of the audience: who gets the letter, and why the others do not.

    Raises:
        RuleError: as `members`.
    """
    audience = _audience(session, mailing, on)

    def by_getting(statement: sa.Select[Any], value: str) -> sa.Select[Any]:
        if value not in {"0", "1"}:
            raise ValueError(value)
        return statement.where(audience.c.why == "" if value == "1" else audience.c.why != "")

    def by_reason(statement: sa.Select[Any], value: str) -> sa.Select[Any]:
        return statement.where(audience.c.why.in_([Why(item).value for item in value.split(",")]))

    return ListSpec(
        name="mailing-audience",
        title=_l("Audience"),
        about=_l("Mailing: %(name)s", name=mailing.name),
        select=lambda _scope: sa.select(audience),
        id_column=audience.c.id,
        columns=(
            Column(
                "name",
                _l("Contact"),
                lambda row: row.display_name,
                Kind.PERSON,
                audience.c.sort_key,
                lambda row: ("contacts.show", {"contact_id": row.id}),
                primary=True,
            ),
            Column("email", _l("E-mail"), lambda row: row.email, secondary=True),
            Column("why", _l("Gets no letter because"), lambda row: Why(row.why) if row.why else None, Kind.BADGE),
        ),
        default_sort="name",
        filters=(
            Filter("gets", _l("Gets the letter"), by_getting, kind="flag"),
            Filter("why", _l("Gets no letter because"), by_reason, options=lambda _session, _scope: choices(Why)),
        ),
    )


def last_look(mailing: Mailing, on: date) -> sa.Select[Any]:
    """Return the statement that tells what is known of one recipient right before the letter leaves.

    It is made once for a mailing and asked with `{"recipient": id}` for each letter. Columns: `mailing_status`, `why`
    (empty when the letter may go), `email`, `token`, `message_id`, `attempts`, and what the letter says of its reader.
    """
    row = MailingRecipient
    own = sa.exists().where(ContactEmail.contact_id == Contact.id, ContactEmail.email == row.email)
    bounced = sa.exists().where(
        SuppressedAddress.email == row.email, SuppressedAddress.reason == SuppressionReason.BOUNCED
    )
    unsubscribed = sa.exists().where(
        SuppressedAddress.email == row.email, SuppressedAddress.reason == SuppressionReason.UNSUBSCRIBED
    )
    why = sa.case(
        (Contact.id.is_(None), Why.ARCHIVED.value),
        (unsubscribed, Why.UNSUBSCRIBED.value),
        else_=_why(mailing, on, own.correlate(Contact, row), sa.not_(bounced)),
    )
    return (
        sa.select(
            Mailing.status.label("mailing_status"),
            why.label("why"),
            row.email,
            row.token,
            row.message_id,
            row.attempts,
            *READER_COLUMNS,
        )
        .select_from(row)
        .join(Mailing, Mailing.id == row.mailing_id)
        .outerjoin(Contact, Contact.id == row.contact_id)
        .where(row.id == sa.bindparam("recipient"))
    )


def has_consent(session: Session, contact_id: int, purpose: str, on: date) -> bool:
    """Say whether a person has a valid consent to a purpose."""
    return bool(session.scalar(sa.select(sa.exists(consented(purpose, on).where(Contact.id == contact_id)))))
