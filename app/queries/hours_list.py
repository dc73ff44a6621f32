"""The log of volunteers' hours with its filters."""

from typing import Any

import sqlalchemy as sa

from app.domain.volunteers import HoursSource, HoursStatus
from app.i18n import _l
from app.queries.filters import branch_filter, enum_filter, id_filter, period_filter
from app.queries.hours import in_scope, role_choices
from app.queries.listing import COUNT_LIMIT, Column, Filter, Kind, ListSpec, in_reach
from app.scope import Scope
from models.branches import Branch
from models.contacts import Contact
from models.events import Event
from models.grants import Application
from models.opportunities import Opportunity
from models.volunteers import HoursEntry, Volunteer


def _title(name: str, model: Any, key: Any) -> Any:
    titles = sa.select(model.title).where(model.id == key)
    return titles.correlate(HoursEntry).scalar_subquery().label(name)


# Asked one by one for the rows of a page: PostgreSQL takes longer to order so many joins than to read them.
TITLES = (
    _title("event_title", Event, HoursEntry.event_id),
    _title("application_title", Application, HoursEntry.application_id),
    _title("opportunity_title", Opportunity, HoursEntry.opportunity_id),
)


def _select(scope: Scope) -> Any:
    return (
        sa.select(
            HoursEntry.id,
            HoursEntry.worked_on,
            HoursEntry.minutes,
            HoursEntry.activity,
            HoursEntry.status,
            HoursEntry.volunteer_id,
            HoursEntry.event_id,
            HoursEntry.application_id,
            HoursEntry.opportunity_id,
            HoursEntry.source,
            Contact.display_name.label("volunteer_name"),
            Branch.name.label("branch_name"),
            *TITLES,
        )
        .outerjoin(Volunteer, Volunteer.id == HoursEntry.volunteer_id)
        .outerjoin(Contact, Contact.id == Volunteer.person_id)
        .outerjoin(Branch, Branch.id == HoursEntry.branch_id)
        .where(in_scope(scope))
    )


WITHOUT = {
    "role": HoursEntry.opportunity_id,
    "event": HoursEntry.event_id,
    "grant": HoursEntry.application_id,
}


def _without(statement: sa.Select[Any], value: str) -> sa.Select[Any]:
    if value not in WITHOUT:
        raise ValueError(value)
    # Most entries are without: asked so, SQLite leaves the index of the key alone, which it thinks to lead to few.
    return statement.where(sa.func.coalesce(WITHOUT[value], 0) == 0)


def _by_role(statement: sa.Select[Any], value: str) -> sa.Select[Any]:
    return statement.where(HoursEntry.opportunity_id == int(value))


def _opened(row: Any) -> tuple[str, dict[str, Any]] | None:
    """Return where the event leads, or else the role."""
    if row.event_id:
        return "events.show", {"event_id": row.event_id}
    if row.opportunity_id:
        return "opportunities.show", {"opportunity_id": row.opportunity_id}
    return None


def _with_person(statement: sa.Select[Any]) -> sa.Select[Any]:
    volunteers = statement.join(Volunteer, Volunteer.id == HoursEntry.volunteer_id)
    # True of all: asked so, SQLite begins with the people and not with the entries of a period, which are many more.
    is_there = (Contact.sort_key >= "", Volunteer.person_id > 0)
    return volunteers.join(Contact, Contact.id == Volunteer.person_id).where(*is_there)


def _with_branch(statement: sa.Select[Any]) -> sa.Select[Any]:
    return statement.join(Branch, Branch.id == HoursEntry.branch_id)


HOURS_LIST = ListSpec(
    name="hours",
    title=_l("Hours log"),
    select=_select,
    id_column=HoursEntry.id,
    counted=lambda scope: sa.select(HoursEntry.id).where(in_scope(scope)),
    ids_first=True,
    columns=(
        Column(
            "date",
            _l("Date"),
            lambda row: row.worked_on,
            Kind.DATE,
            sort=HoursEntry.worked_on,
            reach=in_reach,
            secondary=True,
        ),
        Column(
            "volunteer",
            _l("Volunteer"),
            lambda row: row.volunteer_name,
            sort=Contact.sort_key,
            reach=_with_person,
            url=lambda row: ("hours.show", {"entry_id": row.id}),
            primary=True,
        ),
        Column("branch", _l("Branch"), lambda row: row.branch_name, sort=Branch.sort_key, reach=_with_branch),
        Column("activity", _l("What was done"), lambda row: row.activity),
        Column("role", _l("Role"), lambda row: row.opportunity_title, export_only=True),
        Column("event", _l("Event"), lambda row: row.event_title, export_only=True),
        # One of the two says where it was; a column for each would not fit beside the others.
        Column(
            "place",
            _l("Event or role"),
            lambda row: row.event_title or row.opportunity_title,
            url=_opened,
            page_only=True,
        ),
        Column("grant", _l("Grant"), lambda row: row.application_title),
        Column(
            "hours",
            _l("Hours"),
            lambda row: row.minutes,
            Kind.HOURS,
            sort=HoursEntry.minutes,
            reach=in_reach,
            secondary=True,
        ),
        Column("status", _l("Status"), lambda row: row.status, Kind.BADGE, secondary=True),
        Column("source", _l("Logged by"), lambda row: row.source, export_only=True),
    ),
    default_sort="-date",
    filters=(
        period_filter(_l("Period"), HoursEntry.worked_on),
        enum_filter("status", _l("Status"), HoursEntry.status, HoursStatus),
        branch_filter(HoursEntry.branch_id),
        id_filter("volunteer", _l("One volunteer"), HoursEntry.volunteer_id),
        id_filter("event", _l("One event"), HoursEntry.event_id),
        id_filter("application", _l("One grant"), HoursEntry.application_id),
        enum_filter("source", _l("Who logged"), HoursEntry.source, HoursSource),
        Filter("role", _l("Role"), _by_role, options=role_choices),
        id_filter("shift", _l("One shift"), HoursEntry.shift_id),
        Filter("without", _l("Without"), _without, kind="hidden"),
    ),
    totals={"hours": sa.func.sum(HoursEntry.minutes)},
    sums_up_to=COUNT_LIMIT,
)
