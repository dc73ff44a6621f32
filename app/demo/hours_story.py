"""What came of the hours: their value on a grant, a correction, hours that volunteers logged, thanks, a link."""

from datetime import timedelta
from decimal import Decimal

import sqlalchemy as sa

from app.demo.world import World
from app.domain.personal_links import LIFETIME
from app.domain.volunteers import HoursSource, HoursStatus, VolunteerStatus
from app.passwords import hash_token
from app.queries.hours_claims import claimable_ids
from app.scope import EVERYTHING
from app.services.hours import HoursData
from app.services.hours_claims import claim_hours, set_rate
from app.services.hours_corrections import correct_hours
from models.base import utc_now
from models.hours import MilestoneThanks, VolunteerActivity, refresh_activity
from models.hours_days import refill_days
from models.opportunities import PersonalLink
from models.volunteers import HoursEntry, Volunteer

# Opens the page of one volunteer of the demo, as its passwords open its accounts.
DEMO_LINK = "demo-Mistok-2026-volunteer"
HOUR = Decimal(110)
BASIS = "Кошторис проєкту, стаття 14.1: праця волонтерів"
OWN = 4
STILL_OPEN = 6
CORRECTED = 3


def add_hours_story(world: World) -> None:
    """Reckon what volunteers have done, and tell what came of it."""
    refresh_activity(world.session, [volunteer.id for volunteer in world.volunteers])
    refill_days(world.session)
    _correct(world)
    _claim(world)
    _thank(world)
    _own_hours(world)


def _claim(world: World) -> None:
    """Value the hours of the grant that plans them; the latest wait to be counted."""
    grant = world.applications["nearby"]
    begins = grant.starts_on or world.year_start
    now = world.moment(world.ago(20))
    set_rate(world.session, grant, valid_from=begins, rate=HOUR, basis=BASIS, by=world.users["accountant"], now=now)
    statement = sa.select(HoursEntry.id).where(
        HoursEntry.id.in_(claimable_ids(world.session, grant.id)), HoursEntry.worked_on >= begins
    )
    wanted = list(world.session.scalars(statement.order_by(HoursEntry.worked_on, HoursEntry.id)))[:-STILL_OPEN]
    if wanted:
        claim_hours(world.session, grant, wanted, by=world.users["accountant"], now=now)


def _correct(world: World) -> None:
    confirmed = sa.select(HoursEntry).where(
        HoursEntry.status == HoursStatus.CONFIRMED,
        HoursEntry.application_id.is_(None),
        HoursEntry.minutes >= 120,
        HoursEntry.worked_on < world.ago(10),
    )
    latest = world.session.scalars(
        confirmed.order_by(HoursEntry.worked_on.desc(), HoursEntry.id.desc()).limit(CORRECTED)
    )
    for entry in latest.all():
        correct_hours(
            world.session,
            entry,
            HoursData(
                volunteer_id=entry.volunteer_id,
                worked_on=entry.worked_on,
                minutes=entry.minutes - 30,
                activity=entry.activity,
                event_id=entry.event_id,
                branch_id=entry.branch_id,
            ),
            reason="Прийшли на пів години пізніше, ніж записано",
            by=world.coordinator,
            at=world.moment(min(entry.worked_on + timedelta(days=5), world.ago(1)), 15),
            today=world.today,
            scope=EVERYTHING,
        )


def _thank(world: World) -> None:
    """Thank for the milestones of earlier months; the latest wait for their thanks."""
    earlier = sa.select(VolunteerActivity).where(
        VolunteerActivity.milestone > 0, VolunteerActivity.milestone_on < world.ago(45)
    )
    for row in world.session.scalars(earlier).all():
        if row.milestone_on is not None:
            at = world.moment(row.milestone_on + timedelta(days=7), 12)
            thanks = MilestoneThanks(volunteer_id=row.volunteer_id, hours=row.milestone, thanked_at=at)
            thanks.thanked_by_id = world.coordinator.id
            world.session.add(thanks)
    world.session.flush()


def _own_hours(world: World) -> None:
    """Let a volunteer with a personal link write down hours that wait for confirmation."""
    helped = (
        sa.select(VolunteerActivity.volunteer_id)
        .join(Volunteer, Volunteer.id == VolunteerActivity.volunteer_id)
        .where(Volunteer.briefed_on.is_not(None), Volunteer.status == VolunteerStatus.ACTIVE)
        .order_by(VolunteerActivity.minutes.desc())
    )
    volunteer_id = world.session.scalars(helped.limit(1)).one()
    made = world.moment(world.ago(12))
    world.session.add(
        PersonalLink(
            volunteer_id=volunteer_id,
            token_hash=hash_token(DEMO_LINK),
            created_at=made,
            created_by_id=world.coordinator.id,
            expires_at=max(made, utc_now()) + LIFETIME,
        )
    )
    volunteer = next(item for item in world.volunteers if item.id == volunteer_id)
    taken = set(world.session.scalars(sa.select(HoursEntry.worked_on).where(HoursEntry.volunteer_id == volunteer_id)))
    days = [world.ago(number) for number in range(1, 40) if world.ago(number) not in taken][:OWN]
    for place, day in enumerate(days):
        world.session.add(
            HoursEntry(
                volunteer_id=volunteer_id,
                branch_id=volunteer.branch_id,
                worked_on=day,
                minutes=90 + 30 * (place % 2),
                activity=("Сортування подарованих книжок", "Допомога на абонементі")[place % 2],
                source=HoursSource.VOLUNTEER,
                created_at=world.moment(day, 20),
            )
        )
    world.session.flush()
