"""What the page of a contact says of it at a glance, in one statement: how to reach it, its tags, its roles."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.queries.bounces import by_address, suppressions
from app.queries.contacts import ROLE_WORDS
from app.queries.together import Together
from models.calls import Call
from models.contacts import ContactAddress, ContactEmail, ContactPhone, Tag, TagGroup, contact_tags, tag_group_tags
from models.donations import Donation
from models.grants import Application
from models.partnerships import Partnership
from models.volunteers import Volunteer


@dataclass(frozen=True)
class Roles:
    """What a contact is to the institution, as it follows from what is linked to it."""

    partnership_id: int | None
    volunteer_id: int | None
    gifts: int
    applications: int
    calls: int

    def words(self) -> list[str]:
        """Return the roles as words."""
        held = {
            "partner": self.partnership_id,
            "volunteer": self.volunteer_id,
            "donor": self.gifts,
            "funder": self.applications or self.calls,
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


def contact_card(session: Session, contact_id: int) -> ContactCard:
    """Return what is shown of a contact at a glance."""
    emails, phones, addresses, tags, marks, roles = _questions().ask(session, {"contact": contact_id})
    return ContactCard(emails, phones, addresses, tags, by_address(marks), Roles(*roles[0]))


@cache
def _questions() -> Together:
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

    def one(column: Any, owner: Any) -> Any:
        return sa.select(column).where(owner == contact).limit(1).scalar_subquery()

    def count(owner: Any) -> Any:
        return sa.select(sa.func.count()).where(owner == contact).scalar_subquery()

    roles = sa.select(
        one(Partnership.id, Partnership.organisation_id).label("partnership_id"),
        one(Volunteer.id, Volunteer.person_id).label("volunteer_id"),
        count(Donation.donor_id).label("gifts"),
        count(Application.funder_id).label("applications"),
        count(Call.funder_id).label("calls"),
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
