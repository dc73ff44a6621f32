"""What the page of a contact says of it at a glance, in one statement: how to reach it, its tags, its roles."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.queries import donations, volunteers
from app.queries.bounces import by_address, suppressions
from app.queries.contacts import ROLE_WORDS
from app.queries.partnerships import agreements
from app.queries.places import SCOPES_KEPT
from app.queries.together import Together
from app.scope import Scope
from models.calls import Call
from models.contacts import ContactAddress, ContactEmail, ContactPhone, Tag, TagGroup, contact_tags, tag_group_tags
from models.donations import Donation
from models.grants import Application
from models.partnerships import Partnership
from models.volunteers import Volunteer


@dataclass(frozen=True)
class Roles:
    """What a contact is to the institution, as it follows from what is linked to it.

    Attributes:
        partnership_id: like the others, of what the reader sees; the roles themselves are known to everybody.
        gifts: without the archive, as the list counts them.
        guardian: the parent or guardian whom the profile of a volunteer names, with the phone.
    """

    partnership_id: int | None = None
    volunteer_id: int | None = None
    gifts: int = 0
    applications: int = 0
    calls: int = 0
    guardian: str = ""
    guardian_phone: str = ""
    is_partner: bool = False
    is_volunteer: bool = False
    is_donor: bool = False
    is_funder: bool = False

    def words(self) -> list[str]:
        """Return the roles as words."""
        held = {
            "partner": self.is_partner,
            "volunteer": self.is_volunteer,
            "donor": self.is_donor,
            "funder": self.is_funder,
        }
        return [str(ROLE_WORDS[name]) for name, value in held.items() if value]


@dataclass(frozen=True)
class ContactCard:
    """Rows of (email, label), of (number, label), of (address) and of tags (id, name, tone), each in its order.

    Attributes:
        tags: one that is in no group has no tone.
        marks: why addresses get no mailings, by address, as `suppressions` answers.
    """

    emails: list[Any]
    phones: list[Any]
    addresses: list[Any]
    tags: list[Any]
    marks: dict[str, list[Any]]
    roles: Roles


def contact_card(session: Session, contact_id: int, scope: Scope) -> ContactCard:
    """Return what is shown of a contact at a glance."""
    emails, phones, addresses, tags, marks, roles = _questions(scope).ask(session, {"contact": contact_id})
    return ContactCard(emails, phones, addresses, tags, by_address(marks), Roles(*roles[0]))


@lru_cache(maxsize=SCOPES_KEPT)
def _questions(scope: Scope) -> Together:
    contact = sa.bindparam("contact", type_=sa.Integer)

    def channels(table: Any, *columns: Any) -> Any:
        return sa.select(*columns).where(table.contact_id == contact).order_by(table.position, table.id)

    tags: Any = (
        sa.select(Tag.id, Tag.name, TagGroup.tone)
        .join(contact_tags, contact_tags.c.tag_id == Tag.id)
        .outerjoin(tag_group_tags, tag_group_tags.c.tag_id == Tag.id)
        .outerjoin(TagGroup, TagGroup.id == tag_group_tags.c.group_id)
        .where(contact_tags.c.contact_id == contact)
        .order_by(Tag.name)
    )

    def one(column: Any, owner: Any, *conditions: Any) -> Any:
        return sa.select(column).where(owner == contact, *conditions).limit(1).scalar_subquery()

    def count(owner: Any, *conditions: Any) -> Any:
        return sa.select(sa.func.count()).where(owner == contact, *conditions).scalar_subquery()

    def is_any(*owners: Any) -> Any:
        return sa.or_(*(sa.exists().where(owner == contact) for owner in owners))

    volunteer = (Volunteer.person_id, volunteers.in_scope(scope))
    roles = sa.select(
        one(Partnership.id, Partnership.organisation_id, agreements.in_scope(scope)).label("partnership_id"),
        one(Volunteer.id, *volunteer).label("volunteer_id"),
        count(Donation.donor_id, Donation.archived_at.is_(None), donations.in_scope(scope)).label("gifts"),
        count(Application.funder_id, Application.archived_at.is_(None)).label("applications"),
        count(Call.funder_id, Call.archived_at.is_(None)).label("calls"),
        sa.func.coalesce(one(Volunteer.guardian_name, *volunteer), "").label("guardian"),
        sa.func.coalesce(one(Volunteer.guardian_phone, *volunteer), "").label("guardian_phone"),
        is_any(Partnership.organisation_id).label("is_partner"),
        is_any(Volunteer.person_id).label("is_volunteer"),
        is_any(Donation.donor_id).label("is_donor"),
        is_any(Application.funder_id, Call.funder_id).label("is_funder"),
    )
    return Together(
        [
            channels(ContactEmail, ContactEmail.email, ContactEmail.label),
            channels(ContactPhone, ContactPhone.number, ContactPhone.label),
            channels(ContactAddress, ContactAddress.address),
            tags,
            suppressions(),
            roles,
        ]
    )
