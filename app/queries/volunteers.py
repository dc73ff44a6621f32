"""Questions about volunteers: the list, one record, names for pickers."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from app.domain.languages import Language
from app.domain.period_text import parse_period
from app.domain.retention_of_volunteers import Retention
from app.domain.text import search_text, sort_key
from app.domain.volunteers import ADULT_AGE, MIN_AGE, DayPart, HoursStatus, VolunteerStatus
from app.i18n import _l
from app.labels import choices, label
from app.labels.volunteers import WEEKDAYS
from app.queries.active_volunteers import helped_in
from app.queries.filters import branch_filter, enum_filter, flag_filter
from app.queries.hours import CONFIRMED
from app.queries.listing import DAYS_KEPT, Column, Filter, Kind, ListSpec
from app.queries.places import SCOPES_KEPT
from app.queries.readiness import has_document_at_risk, not_ready, years_before
from app.queries.recognition import standing_so
from app.queries.search import found_ids
from app.scope import Scope
from models.branches import Branch
from models.contacts import Contact
from models.hours import VolunteerActivity, VolunteerYear
from models.volunteers import HoursEntry, Skill, Volunteer, VolunteerAvailability, VolunteerLanguage, volunteer_skills

_NEVER = date(1, 1, 1)


def in_scope(scope: Scope) -> sa.ColumnElement[bool]:
    """Return the condition that a reader sees the volunteer."""
    return sa.true() if scope.branch_id is None else Volunteer.branch_id == scope.branch_id


def minor_without_guardian(on: date) -> sa.ColumnElement[bool]:
    """Return the condition that a volunteer is 14–17 and the guardian's name or phone is missing."""
    return sa.and_(
        Contact.birth_date > years_before(on, ADULT_AGE),
        Contact.birth_date <= years_before(on, MIN_AGE),
        sa.or_(Volunteer.guardian_name == "", Volunteer.guardian_phone == ""),
    )


def _confirmed_minutes(on: date) -> Any:
    return (
        sa.select(sa.func.coalesce(sa.func.sum(VolunteerYear.minutes), 0))
        .where(VolunteerYear.volunteer_id == Volunteer.id, VolunteerYear.year == on.year)
        .correlate(Volunteer)
        .scalar_subquery()
    )


def _last_came() -> Any:
    newest = (
        sa.select(sa.func.max(HoursEntry.worked_on))
        .where(HoursEntry.volunteer_id == Volunteer.id, HoursEntry.status != HoursStatus.REJECTED)
        .correlate(Volunteer)
        .scalar_subquery()
    )
    return sa.func.coalesce(newest, sa.literal(_NEVER, sa.Date))


def _languages() -> Any:
    return (
        sa.select(sa.func.aggregate_strings(sa.cast(VolunteerLanguage.code, sa.String), ","))
        .where(VolunteerLanguage.volunteer_id == Volunteer.id)
        .correlate(Volunteer)
        .scalar_subquery()
    )


def _by_skill(statement: sa.Select[Any], value: str) -> sa.Select[Any]:
    able = sa.select(volunteer_skills.c.volunteer_id).where(volunteer_skills.c.skill_id == int(value))
    return statement.where(Volunteer.id.in_(able))


def _by_time(statement: sa.Select[Any], value: str) -> sa.Select[Any]:
    weekday, _, part = value.partition("-")
    free = sa.select(VolunteerAvailability.volunteer_id).where(VolunteerAvailability.weekday == int(weekday))
    if part:
        free = free.where(VolunteerAvailability.part == DayPart(part))
    return statement.where(Volunteer.id.in_(free))


def _by_language(statement: sa.Select[Any], value: str) -> sa.Select[Any]:
    able = sa.select(VolunteerLanguage.volunteer_id).where(VolunteerLanguage.code == Language(value))
    return statement.where(Volunteer.id.in_(able))


def _helped(statement: sa.Select[Any], value: str) -> sa.Select[Any]:
    return statement.where(helped_in(parse_period(value)))


def _helped_grant(statement: sa.Select[Any], value: str) -> sa.Select[Any]:
    helped = sa.select(HoursEntry.volunteer_id).where(CONFIRMED, HoursEntry.application_id == int(value))
    return statement.where(Volunteer.id.in_(helped))


def _status(row: Any) -> Any:
    return row.status if row.archived_at is None else _l("In the archive")


def skill_choices(session: Session, _scope: Scope | None = None) -> list[tuple[str, str]]:
    """Return (id, name) of every skill, in Ukrainian alphabet order."""
    skills = session.execute(sa.select(Skill.id, Skill.name)).all()
    return [(str(row.id), row.name) for row in sorted(skills, key=lambda row: sort_key(row.name))]


def time_choices(_session: Session | None = None, _scope: Scope | None = None) -> Sequence[tuple[str, str]]:
    """Return the week days, and their parts: («5», «Saturday»), («5-morning», «Saturday, morning»)…"""
    offered = []
    for number, day in enumerate(WEEKDAYS):
        offered.append((str(number), str(day)))
        offered += [(f"{number}-{part}", f"{day}, {words.lower()}") for part, words in choices(DayPart)]
    return offered


@lru_cache(maxsize=DAYS_KEPT)
def volunteer_list(on: date, *, archive_too: bool = False) -> ListSpec:
    """Return the list of volunteers as it stands on a day: hours are those of its year.

    With `archive_too` it is the list behind a figure of work that was done, whatever became of the records since.
    """
    minutes, last = _confirmed_minutes(on), _last_came()
    kept = () if archive_too else (Volunteer.archived_at.is_(None),)
    activity = (VolunteerActivity, VolunteerActivity.volunteer_id == Volunteer.id)
    # Asked so, SQLite looks at one volunteer after the other: to gather those who stand so first takes it longer, and
    # so does the 1 that is written for a true value.
    standing = {state: standing_so(state, on).is_(sa.literal_column("TRUE")) for state in Retention}

    @lru_cache(maxsize=SCOPES_KEPT)
    def select(scope: Scope) -> Any:
        skills = (
            sa.select(sa.func.aggregate_strings(Skill.name, ", "))
            .join(volunteer_skills, volunteer_skills.c.skill_id == Skill.id)
            .where(volunteer_skills.c.volunteer_id == Volunteer.id)
            .correlate(Volunteer)
            .scalar_subquery()
        )
        return (
            sa.select(
                Volunteer.id,
                Volunteer.status,
                Volunteer.archived_at,
                Volunteer.started_on,
                Volunteer.oriented_on,
                Volunteer.briefed_on,
                Volunteer.contract_number,
                Volunteer.contract_until,
                Contact.display_name,
                Branch.name.label("branch_name"),
                minutes.label("minutes"),
                last.label("last_came"),
                skills.label("skills"),
            )
            .outerjoin(*activity)
            .join(Contact, Contact.id == Volunteer.person_id)
            .outerjoin(Branch, Branch.id == Volunteer.branch_id)
            .where(*kept, in_scope(scope))
        )

    @lru_cache(maxsize=SCOPES_KEPT)
    def counted(scope: Scope) -> sa.Select[Any]:
        # Outer joins by key: the databases leave them out where nothing asks about the person or the branch.
        people = sa.select(Volunteer.id).outerjoin(*activity).outerjoin(Contact, Contact.id == Volunteer.person_id)
        return people.where(*kept, in_scope(scope))

    started = sa.func.coalesce(Volunteer.started_on, sa.literal(_NEVER, sa.Date))
    return ListSpec(
        name="volunteers-and-archive" if archive_too else "volunteers",
        title=_l("Volunteers"),
        select=select,
        id_column=Volunteer.id,
        counted=counted,
        ids_first=True,
        columns=(
            Column(
                "name",
                _l("Volunteer"),
                lambda row: row.display_name,
                Kind.PERSON,
                Contact.sort_key,
                lambda row: ("volunteers.show", {"volunteer_id": row.id}),
                primary=True,
            ),
            Column("branch", _l("Branch"), lambda row: row.branch_name, sort=Branch.sort_key),
            Column("status", _l("Status"), _status, Kind.BADGE, secondary=True),
            Column("skills", _l("Skills"), lambda row: row.skills or ""),
            Column("hours", _l("Hours this year"), lambda row: row.minutes, Kind.HOURS, minutes, secondary=True),
            Column(
                "last",
                _l("Last came"),
                lambda row: None if row.last_came == _NEVER else row.last_came,
                Kind.DATE,
                last,
            ),
            Column("started", _l("Started on"), lambda row: row.started_on, Kind.DATE, started),
            Column(
                "languages",
                _l("Languages"),
                lambda row: ", ".join(label(Language(code)) for code in (row.languages or "").split(",") if code),
                export_only=True,
                expression=_languages(),
            ),
            Column("oriented", _l("Orientation on"), lambda row: row.oriented_on, Kind.DATE, export_only=True),
            Column("briefed", _l("Safety briefing on"), lambda row: row.briefed_on, Kind.DATE, export_only=True),
            Column("contract", _l("Contract number"), lambda row: row.contract_number, export_only=True),
            Column("contract_until", _l("Contract until"), lambda row: row.contract_until, Kind.DATE, export_only=True),
            Column(
                "ready",
                _l("Ready for shifts"),
                lambda row: not row.ready,
                Kind.FLAG,
                export_only=True,
                expression=not_ready(on),
            ),
        ),
        default_sort="name",
        filters=(
            enum_filter("status", _l("Status"), Volunteer.status, VolunteerStatus),
            branch_filter(Volunteer.branch_id),
            Filter("skill", _l("Skill"), _by_skill, options=skill_choices),
            Filter("time", _l("Availability"), _by_time, options=time_choices),
            Filter(
                "language", _l("Language"), _by_language, options=lambda _session, _scope: choices(Language), more=True
            ),
            flag_filter("missing", _l("Missing before a shift"), not_ready(on)),
            replace(
                flag_filter("documents", _l("A document has expired or ends soon"), has_document_at_risk(on)), more=True
            ),
            # False, not unknown, for people whose birth date is not known.
            flag_filter(
                "minor", _l("Minor without a guardian"), sa.func.coalesce(minor_without_guardian(on), sa.false())
            ),
            Filter(
                "retention",
                _l("How they keep coming"),
                lambda statement, value: statement.where(standing[Retention(value)]),
                options=lambda _session, _scope: choices(Retention),
            ),
            Filter("helped", _l("Helped in the period"), _helped, kind="hidden"),
            Filter("grant", _l("Confirmed hours on one grant"), _helped_grant, kind="hidden"),
        ),
        search_kind="volunteer",
    )


def volunteer(session: Session, volunteer_id: int, scope: Scope) -> Volunteer | None:
    """Return a volunteer that the reader sees, with person, branch, skills and availability, or None."""
    return session.scalar(
        sa.select(Volunteer)
        .where(Volunteer.id == volunteer_id, in_scope(scope))
        .options(
            joinedload(Volunteer.person).selectinload(Contact.phones),
            joinedload(Volunteer.person).selectinload(Contact.emails),
            joinedload(Volunteer.branch),
            joinedload(Volunteer.coordinator),
            selectinload(Volunteer.languages),
            selectinload(Volunteer.skills),
            selectinload(Volunteer.availability),
        )
    )


def volunteer_of(session: Session, person_id: int) -> Volunteer | None:
    """Return the volunteer record of a person, an archived one too."""
    return session.scalar(
        sa.select(Volunteer).where(Volunteer.person_id == person_id).options(joinedload(Volunteer.branch))
    )


def _names(scope: Scope) -> Any:
    return (
        sa.select(Volunteer.id, Contact.display_name, Branch.name.label("branch_name"))
        .join(Contact, Contact.id == Volunteer.person_id)
        .join(Branch, Branch.id == Volunteer.branch_id)
        .where(Volunteer.archived_at.is_(None), in_scope(scope))
        .order_by(Contact.sort_key, Volunteer.id)
    )


def lookup(session: Session, text: str, scope: Scope, limit: int = 10) -> list[sa.Row[Any]]:
    """Return volunteers whose words begin as typed: rows of (id, display_name, branch_name)."""
    ids = found_ids(session, "volunteer", text)
    if ids is None:
        return []
    return list(session.execute(_names(scope).where(Volunteer.id.in_(ids)).limit(limit)))


def names_of(session: Session, ids: Sequence[int], scope: Scope) -> dict[int, str]:
    """Return the names of those of the volunteers that the reader sees."""
    if not ids:
        return {}
    rows = session.execute(_names(scope).where(Volunteer.id.in_(ids)))
    return {row.id: row.display_name for row in rows}


def named(session: Session, name: str, scope: Scope) -> list[int]:
    """Return up to three volunteers whose whole name is the typed one."""
    wanted = search_text(name)
    found = lookup(session, name, scope, limit=200)
    return [row.id for row in found if search_text(row.display_name) == wanted][:3]
