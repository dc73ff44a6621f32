"""The invented past: records and their audit rows get the days on which they would have been made."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from app.demo.world import World
from models.agreements import Agreement, LedgerEntry
from models.audit import AuditEntry
from models.base import Base
from models.calls import Call
from models.contacts import Affiliation, Contact, ContactAddress, ContactEmail, ContactPhone
from models.donations import Campaign, Donation
from models.grants import Application, ApplicationStageChange
from models.opportunities import Opportunity
from models.partnerships import Partnership, PartnershipStageChange
from models.volunteers import Volunteer


def spread_over_time(world: World) -> None:
    """Set when records were made and changed; audit rows follow, and changes on the way leave none."""
    rng = world.rng("dates")
    session = world.session
    session.flush()
    _set(world, Application, _moved(world, "applications", ApplicationStageChange.application_id))
    _set(world, Partnership, _moved(world, "partnerships", PartnershipStageChange.partnership_id))
    _set(world, Donation, _days(world, Donation.received_on))
    _set(world, Agreement, _days(world, Agreement.signed_on))
    _set(world, LedgerEntry, _days(world, LedgerEntry.happened_on))
    _set(world, Campaign, _days(world, Campaign.starts_on))
    _set(world, Call, _days(world, Call.opens_on))
    _set(world, Volunteer, _days(world, Volunteer.started_on))
    contacts = list(session.scalars(sa.select(Contact.id).order_by(Contact.id)))
    made = sorted(world.moment(world.ago(rng.randint(2, 1_100)), rng.randint(9, 17)) for _ in contacts)
    _set(world, Contact, {key: (at, at) for key, at in zip(contacts, made, strict=True)})
    session.execute(sa.delete(AuditEntry).where(AuditEntry.action != "create"))
    dated = (
        Application,
        Partnership,
        Agreement,
        LedgerEntry,
        Donation,
        Campaign,
        Call,
        Volunteer,
        Contact,
        Opportunity,
    )
    for model in dated:
        columns: Any = model
        of_record = sa.select(columns.created_at).where(columns.id == AuditEntry.record_id).scalar_subquery()
        session.execute(
            sa.update(AuditEntry).where(AuditEntry.table_name == model.__tablename__).values(at=of_record),
            execution_options={"synchronize_session": False},
        )
    for part, owner in ((ContactEmail, ContactEmail.contact_id), (ContactPhone, ContactPhone.contact_id),
                        (ContactAddress, ContactAddress.contact_id), (Affiliation, Affiliation.person_id)):  # fmt: skip
        of_contact = sa.select(Contact.created_at).join(part, owner == Contact.id)
        session.execute(
            sa.update(AuditEntry)
            .where(AuditEntry.table_name == part.__tablename__)
            .values(at=of_contact.where(part.id == AuditEntry.record_id).scalar_subquery()),
            execution_options={"synchronize_session": False},
        )
    session.expire_all()


def _days(world: World, column: Any) -> dict[int, tuple[datetime, datetime]]:
    """Return moments by record from a column of days; a record without one was made yesterday."""
    table = column.class_
    found: dict[int, tuple[datetime, datetime]] = {}
    for key, day in world.session.execute(sa.select(table.id, column)):
        at = world.moment(min(day or date.max, world.ago(1)), 9 + key % 8)
        found[key] = (at, at)
    return found


def _moved(world: World, table: str, owner: Any) -> dict[int, tuple[datetime, datetime]]:
    """Return when records with stages were made, and when they moved last."""
    at = owner.class_.at
    last = {row[0]: row[1] for row in world.session.execute(sa.select(owner, sa.func.max(at)).group_by(owner))}
    return {key: (made, last.get(key, made)) for (name, key), made in world.made.items() if name == table}


def _set(world: World, model: type[Base], moments: dict[int, tuple[datetime, datetime]]) -> None:
    """Write the moments past the unit of work, so that no version moves and no audit row appears."""
    table: Any = model.__table__
    statement = (
        sa.update(table)
        .where(table.c.id == sa.bindparam("key"))
        .values(created_at=sa.bindparam("made"), updated_at=sa.bindparam("changed"))
    )
    rows = [{"key": key, "made": made, "changed": changed} for key, (made, changed) in sorted(moments.items())]
    if rows:
        world.session.execute(statement, rows)
