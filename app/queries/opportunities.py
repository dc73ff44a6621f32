"""Questions about opportunities: the list, one, what its form offers."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from app.domain.opportunities import OpportunityKind, OpportunityStatus, Visibility
from app.i18n import _l
from app.queries.alphabet import alphabetical
from app.queries.filters import branch_filter, enum_filter, flag_filter
from app.queries.listing import DAYS_KEPT, Column, Filter, Kind, ListSpec
from app.queries.volunteers import skill_choices
from app.scope import Scope
from models.accounts import User
from models.branches import Branch
from models.opportunities import Opportunity, Shift, opportunity_skills

WEEKS_AHEAD = 4
_NEVER = date(9999, 12, 31)

# In whose shifts volunteers may take places without asking.
OFFERED = sa.and_(
    Opportunity.status == OpportunityStatus.OPEN,
    Opportunity.visibility != Visibility.STAFF,
    Opportunity.self_signup,
    Opportunity.archived_at.is_(None),
)


def in_scope(scope: Scope) -> sa.ColumnElement[bool]:
    """Return the condition that a reader sees the opportunity."""
    return sa.true() if scope.branch_id is None else Opportunity.branch_id == scope.branch_id


def by_skill(statement: sa.Select[Any], value: str) -> sa.Select[Any]:
    """Keep the opportunities that ask for a skill."""
    asking = sa.select(opportunity_skills.c.opportunity_id).where(opportunity_skills.c.skill_id == int(value))
    return statement.where(Opportunity.id.in_(asking))


def _coming(on: date, until: date | None = None) -> tuple[sa.ColumnElement[bool], ...]:
    """Return the conditions that a shift takes place on a day or later, and before another if one is given.

    The moments only bound what the index of an opportunity's shifts reads: no zone is a whole day away from UTC.
    """
    midnight, day = datetime.combine(on, time.min, UTC), timedelta(days=1)
    coming = (Shift.cancelled_at.is_(None), Shift.day >= on, Shift.starts_at >= midnight - day)
    if until is None:
        return coming
    return (*coming, Shift.day < until, Shift.starts_at < midnight + (until - on) + day)


def _of_shifts(value: Any, coming: Sequence[sa.ColumnElement[bool]]) -> Any:
    return (
        sa.select(value).where(Shift.opportunity_id == Opportunity.id, *coming).correlate(Opportunity).scalar_subquery()
    )


def _lacks_people(coming: Sequence[sa.ColumnElement[bool]]) -> sa.ColumnElement[bool]:
    """Return the condition that shifts of an opportunity lack people; they are added up once for all."""
    lacking = sa.select(Shift.opportunity_id).where(*coming).group_by(Shift.opportunity_id)
    return Opportunity.id.in_(lacking.having(sa.func.sum(Shift.needed) > sa.func.sum(Shift.taken)))


def _covered_tone(row: Any, _on: date) -> str:
    if not row.wanted:
        return ""
    return "success" if row.covered >= row.wanted else "warning" if row.covered else "danger"


@lru_cache(maxsize=DAYS_KEPT)
def opportunity_list(on: date, *, archived: bool = False) -> ListSpec:
    """Return the list of opportunities as it stands on a day, or the archive of them."""
    coming = _coming(on, on + timedelta(weeks=WEEKS_AHEAD))
    wanted = _of_shifts(sa.func.coalesce(sa.func.sum(Shift.needed), 0), coming)
    covered = _of_shifts(sa.func.coalesce(sa.func.sum(Shift.taken), 0), coming)
    next_day = sa.func.coalesce(_of_shifts(sa.func.min(Shift.day), _coming(on)), sa.literal(_NEVER, sa.Date))

    def select(scope: Scope) -> sa.Select[Any]:
        put_away = Opportunity.archived_at.is_not(None) if archived else Opportunity.archived_at.is_(None)
        return (
            sa.select(
                Opportunity.id,
                Opportunity.title,
                Opportunity.kind,
                Opportunity.status,
                Opportunity.visibility,
                Branch.name.label("branch_name"),
                wanted.label("wanted"),
                covered.label("covered"),
                next_day.label("next_day"),
            )
            .join(Branch, Branch.id == Opportunity.branch_id)
            .where(put_away, in_scope(scope))
        )

    return ListSpec(
        name="opportunities-archive" if archived else "opportunities",
        title=_l("Archive of opportunities") if archived else _l("Opportunities"),
        select=select,
        id_column=Opportunity.id,
        columns=(
            Column(
                "title",
                _l("Opportunity"),
                lambda row: row.title,
                sort=Opportunity.sort_key,
                url=lambda row: ("opportunities.show", {"opportunity_id": row.id}),
                primary=True,
            ),
            Column("branch", _l("Branch"), lambda row: row.branch_name, sort=Branch.sort_key),
            Column("kind", _l("How often"), lambda row: row.kind),
            Column("status", _l("Status"), lambda row: row.status, Kind.BADGE, secondary=True),
            Column("visibility", _l("Who sees it"), lambda row: row.visibility),
            Column("wanted", _l("Wanted in 4 weeks"), lambda row: row.wanted, Kind.NUMBER, wanted),
            Column(
                "covered",
                _l("Places taken"),
                lambda row: row.covered,
                Kind.NUMBER,
                covered,
                tone=_covered_tone,
                secondary=True,
            ),
            Column(
                "next",
                _l("Next shift"),
                lambda row: None if row.next_day == _NEVER else row.next_day,
                Kind.DATE,
                next_day,
                secondary=True,
            ),
        ),
        default_sort="title",
        filters=(
            enum_filter("status", _l("Status"), Opportunity.status, OpportunityStatus),
            enum_filter("kind", _l("How often"), Opportunity.kind, OpportunityKind),
            enum_filter("visibility", _l("Who sees it"), Opportunity.visibility, Visibility),
            branch_filter(Opportunity.branch_id),
            Filter("skill", _l("Skill"), by_skill, options=skill_choices),
            flag_filter("lacking", _l("Lacks people"), _lacks_people(coming)),
        ),
        search_kind="opportunity",
        ids_first=True,
    )


def opportunity(session: Session, opportunity_id: int, scope: Scope) -> Opportunity | None:
    """Return an opportunity that the reader sees, with what its page shows, or None."""
    return session.scalar(
        sa.select(Opportunity)
        .where(Opportunity.id == opportunity_id, in_scope(scope))
        .options(
            joinedload(Opportunity.branch),
            joinedload(Opportunity.owner),
            joinedload(Opportunity.event),
            joinedload(Opportunity.application),
            selectinload(Opportunity.skills),
        )
    )


def colleague_choices(session: Session, also: int | None = None) -> Sequence[tuple[str, str]]:
    """Return (id, name) of the accounts that work, and of one more that is named already."""
    working = User.is_active if also is None else sa.or_(User.is_active, User.id == also)
    rows = session.execute(sa.select(User.id, User.name).where(working).order_by(alphabetical(User.name)))
    return [(str(row.id), row.name) for row in rows]
