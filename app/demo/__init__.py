"""The demo: a believable year of a city library system, the same each time for the same day.

Every person and organisation is invented, except the public funders, whose names are real. Small sets go
through the services, so that the rules hold; events, their numbers and the hours log are written in bulk.
"""

from collections.abc import Callable
from datetime import date
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Session

from app.demo.agreements import add_agreements
from app.demo.application_work import add_application_papers, add_text_library
from app.demo.approvals import approve_in_part
from app.demo.awards import add_awards
from app.demo.dates import spread_over_time
from app.demo.donations import add_donations
from app.demo.duplicates import add_duplicates
from app.demo.efforts import add_efforts
from app.demo.events import add_events
from app.demo.former_grants import add_former_grants
from app.demo.former_year import add_figures, add_former_year
from app.demo.funders import add_calls, add_funders, add_verdicts
from app.demo.grant_papers import add_grant_money
from app.demo.grant_results import add_results
from app.demo.grants import add_applications
from app.demo.hours import add_hours
from app.demo.hours_story import add_hours_story
from app.demo.ledger import add_ledger
from app.demo.letters_in import add_letters_in
from app.demo.mailings import add_mailings
from app.demo.memoranda import add_memoranda
from app.demo.opportunities import add_opportunities
from app.demo.organisations import add_organisations
from app.demo.own_fields import add_own_fields
from app.demo.partnerships import add_partnerships
from app.demo.people import add_people
from app.demo.places import add_accounts, add_branches, add_institution
from app.demo.privacy import add_privacy
from app.demo.rates import add_rates
from app.demo.relationships import add_relationships
from app.demo.reports import add_reports
from app.demo.sign_ups import add_sign_ups
from app.demo.talk import add_talk
from app.demo.tasks import add_tasks
from app.demo.volunteer_papers import add_volunteer_papers
from app.demo.volunteer_profiles import add_volunteer_profiles
from app.demo.volunteers import add_volunteers
from app.demo.world import World
from app.uploads import FileStore
from models.accounts import User
from models.branches import Branch, Institution
from models.contacts import Contact
from models.donations import Donation
from models.events import Event
from models.files import Attachment
from models.grants import Application
from models.partnerships import Partnership
from models.planner import refresh_statistics
from models.volunteers import HoursEntry, Volunteer

Progress = Callable[[int, int], None]
STEPS: tuple[Callable[[World], None], ...] = (
    add_institution,
    add_branches,
    add_accounts,
    add_rates,
    add_organisations,
    add_people,
    add_partnerships,
    add_funders,
    add_calls,
    add_verdicts,
    add_text_library,
    add_applications,
    add_former_grants,
    add_volunteers,
    add_volunteer_profiles,
    add_events,
    add_former_year,
    add_figures,
    add_hours,
    add_agreements,
    add_ledger,
    add_memoranda,
    add_opportunities,
    add_hours_story,
    add_volunteer_papers,
    add_grant_money,
    approve_in_part,
    add_results,
    add_donations,
    add_efforts,
    add_awards,
    add_reports,
    add_talk,
    add_relationships,
    add_letters_in,
    add_tasks,
    add_application_papers,
    add_own_fields,
    add_duplicates,
    spread_over_time,
    add_privacy,
    add_mailings,
    add_sign_ups,
)
COUNTED = (
    Branch,
    User,
    Contact,
    Partnership,
    Volunteer,
    HoursEntry,
    Donation,
    Application,
    Event,
    Attachment,
)


class DatabaseNotEmpty(Exception):
    """The demo is loaded into an empty database only."""


def load(
    session: Session, *, today: date, progress: Progress | None = None, store: FileStore | None = None
) -> dict[str, int]:
    """Load the demo into an empty database; the caller commits.

    Args:
        today: the day that everything is reckoned from.
        progress: takes how many steps are done and how many there are.
        store: where photos are kept; the application's uploads when omitted.

    Returns:
        How many rows there are now, by table.

    Raises:
        DatabaseNotEmpty: somebody has used the database already.
    """
    if not is_empty(session):
        raise DatabaseNotEmpty
    config = current_app.config
    world = World(session, today, ZoneInfo(config["TIME_ZONE"]), store or FileStore(config["DATA_DIR"] / "uploads"))
    actor = session.info.get("actor_id")
    try:
        for number, step in enumerate(STEPS, start=1):
            step(world)
            if progress is not None:
                progress(number, len(STEPS))
    finally:
        session.info["actor_id"] = actor
    refresh_statistics(session)
    return {
        model.__tablename__: session.scalar(sa.select(sa.func.count()).select_from(model)) or 0 for model in COUNTED
    }


def is_empty(session: Session) -> bool:
    """Say whether nobody has used the database yet."""
    return not any(
        session.scalar(sa.select(sa.exists().select_from(model))) for model in (User, Institution, Contact, Branch)
    )
