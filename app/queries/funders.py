"""Questions about funders: who they are, how we fared with them, and what one of them is like.

A funder is an organisation with a call, an application, a profile, or the mark of a public funder; nobody ticks
roles. Every figure of the list and of the record comes from `_select`, so the two cannot disagree.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.grants import DeliverableKind, Stage
from app.i18n import _l
from app.queries.filters import flag_filter
from app.queries.grants import in_scope
from app.queries.listing import Column, Kind, ListSpec
from app.scope import Scope
from models.calls import Call
from models.contacts import Contact, Organisation
from models.funders import FunderProfile
from models.grants import Application, Deliverable

REPORTS = (DeliverableKind.INTERIM_REPORT, DeliverableKind.FINAL_REPORT)
_NEVER = sa.literal(date(9999, 12, 31), sa.Date)


@dataclass(frozen=True)
class FunderFigure:
    """A figure about a funder: `code` is its name in the rows, `definition` says what is counted."""

    code: str
    title: Any
    definition: Any


FIGURES = (
    FunderFigure("applied", _l("Applied"), _l("Applications that were submitted; archived ones are not counted.")),
    FunderFigure("won", _l("Won"), _l("Applications with an award.")),
    FunderFigure("win_rate", _l("Win rate, %"), _l("Awarded ones among those that the funder has decided.")),
    FunderFigure("won_base", _l("Won, base currency"), _l("Awarded amounts at the rate of each application.")),
    FunderFigure("accepted", _l("Reports accepted"), _l("Interim and final reports that the funder accepted.")),
    FunderFigure("submitted", _l("Reports submitted"), _l("Interim and final reports that were handed in.")),
    FunderFigure("next_deadline", _l("Next deadline"), _l("The nearest deadline of the funder’s calls.")),
)
TITLES = {figure.code: figure.title for figure in FIGURES}


def funder_ids() -> sa.Select[Any]:
    """Return the ids of the funders as a select; each part of it is found by an index."""
    every = sa.union(
        sa.select(Application.funder_id.label("id")),
        sa.select(Call.funder_id),
        sa.select(FunderProfile.contact_id),
        sa.select(Contact.id).where(Contact.is_public_funder),
    ).subquery()
    return sa.select(every.c.id)


def _count(condition: Any) -> Any:
    return sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)


def _history(scope: Scope) -> Any:
    won = Application.awarded_base.is_not(None)
    lost = Application.stage == Stage.REJECTED
    return (
        sa.select(
            Application.funder_id,
            _count(sa.or_(Application.submitted_on.is_not(None), won, lost)).label("applied"),
            _count(won).label("won"),
            _count(sa.or_(won, lost)).label("decided"),
            sa.func.sum(Application.awarded_base).label("won_base"),
        )
        .where(Application.archived_at.is_(None), in_scope(scope))
        .group_by(Application.funder_id)
        .subquery("history")
    )


def _reports(scope: Scope) -> Any:
    return (
        sa.select(
            Application.funder_id,
            sa.func.count(Deliverable.submitted_on).label("submitted"),
            sa.func.count(Deliverable.accepted_on).label("accepted"),
        )
        .join(Deliverable, Deliverable.application_id == Application.id)
        .where(Deliverable.kind.in_(REPORTS), Application.archived_at.is_(None), in_scope(scope))
        .group_by(Application.funder_id)
        .subquery("reports")
    )


def _deadlines(today: date) -> Any:
    return (
        sa.select(Call.funder_id, sa.func.min(Call.deadline_on).label("next_deadline"))
        .where(Call.deadline_on >= today, Call.archived_at.is_(None))
        .group_by(Call.funder_id)
        .subquery("deadlines")
    )


def _select(scope: Scope, today: date) -> tuple[sa.Select[Any], sa.ColumnCollection[str, Any]]:
    """Return one row for each organisation with every figure of `FIGURES`, and the figures to sort and sum by."""
    history, reports, deadlines = _history(scope), _reports(scope), _deadlines(today)
    nothing = sa.literal(0, Application.awarded_base.type)
    # Whole per cent, halves up, in whole numbers only.
    rate = (200 * history.c.won + history.c.decided) // (2 * history.c.decided)
    statement = (
        sa.select(
            Contact.id,
            Contact.display_name,
            sa.func.coalesce(history.c.applied, 0).label("applied"),
            sa.func.coalesce(history.c.won, 0).label("won"),
            sa.case((history.c.decided > 0, rate)).label("win_rate"),
            sa.func.coalesce(history.c.won_base, nothing).label("won_base"),
            sa.func.coalesce(reports.c.accepted, 0).label("accepted"),
            sa.func.coalesce(reports.c.submitted, 0).label("submitted"),
            deadlines.c.next_deadline,
        )
        .outerjoin(FunderProfile, FunderProfile.contact_id == Contact.id)
        .outerjoin(history, history.c.funder_id == Contact.id)
        .outerjoin(reports, reports.c.funder_id == Contact.id)
        .outerjoin(deadlines, deadlines.c.funder_id == Contact.id)
        .where(Contact.archived_at.is_(None))
    )
    return statement, statement.selected_columns


def funder_list(scope: Scope, today: date) -> ListSpec:
    """Return the list of funders by name; the figures count what a reader of this scope may see."""
    statement, figures = _select(scope, today)

    def figure(code: str, kind: Kind = Kind.NUMBER, *, sort: Any = None, **more: Any) -> Column:
        wanted = figures[code] if sort is None else sort
        return Column(code, TITLES[code], lambda row: getattr(row, code), kind, sort=wanted, **more)

    return ListSpec(
        name="funders",
        title=_l("Funders"),
        select=lambda _scope: statement.where(Contact.id.in_(funder_ids())),
        id_column=Contact.id,
        columns=(
            Column(
                "name",
                _l("Funder"),
                lambda row: row.display_name,
                Kind.LINK,
                # So that the few funders are sorted, and not all contacts walked by name until they are found.
                sort=sa.func.coalesce(Contact.sort_key, ""),
                url=lambda row: ("grants.funder", {"funder_id": row.id}),
                primary=True,
            ),
            figure("applied"),
            figure("won", secondary=True),
            figure("win_rate", sort=sa.func.coalesce(figures["win_rate"], -1)),
            figure("won_base", Kind.MONEY, secondary=True),
            figure("accepted"),
            figure("submitted"),
            figure("next_deadline", Kind.DATE, sort=sa.func.coalesce(figures["next_deadline"], _NEVER), secondary=True),
        ),
        default_sort="name",
        filters=(
            flag_filter("applied", _l("We have applied"), sa.exists().where(Application.funder_id == Contact.id)),
            flag_filter("won", _l("Has awarded us"), figures["won"] > 0),
            flag_filter("open", _l("With a deadline ahead"), figures["next_deadline"].is_not(None)),
            flag_filter("profile", _l("With a profile"), FunderProfile.id.is_not(None)),
        ),
        search_kind="contact",
        totals={code: sa.func.sum(figures[code]) for code in ("applied", "won", "won_base", "accepted", "submitted")},
    )


def figures_of(session: Session, funder_id: int, scope: Scope, today: date) -> Any:
    """Return the row of one organisation with every figure of the list, whether it is a funder yet or not."""
    statement, _figures = _select(scope, today)
    return session.execute(statement.where(Contact.id == funder_id)).one()


def funder(session: Session, funder_id: int) -> tuple[Organisation, FunderProfile | None] | None:
    """Return an organisation with its profile, or None when there is no such organisation in use."""
    row = session.execute(
        sa.select(Organisation, FunderProfile)
        .outerjoin(FunderProfile, FunderProfile.contact_id == Organisation.id)
        .where(Organisation.id == funder_id, Organisation.archived_at.is_(None))
    ).one_or_none()
    return None if row is None else (row[0], row[1])


def applications_of(session: Session, funder_id: int, scope: Scope) -> Sequence[Any]:
    """Return the applications to a funder with their reports, the newest first; archived ones are left out."""

    def reports(column: Any) -> Any:
        return (
            sa.select(sa.func.count(column))
            .where(Deliverable.application_id == Application.id, Deliverable.kind.in_(REPORTS))
            .correlate(Application)
            .scalar_subquery()
        )

    return session.execute(
        sa.select(
            Application.id,
            Application.title,
            Application.stage,
            Application.currency,
            Application.requested_amount,
            Application.awarded_amount,
            Application.submitted_on,
            reports(Deliverable.submitted_on).label("submitted"),
            reports(Deliverable.accepted_on).label("accepted"),
        )
        .where(Application.funder_id == funder_id, Application.archived_at.is_(None), in_scope(scope))
        .order_by(Application.id.desc())
    ).all()


def calls_of(session: Session, funder_id: int) -> Sequence[Any]:
    """Return id, title, opening and deadline of a funder's calls, those without a deadline first, then the newest."""
    return session.execute(
        sa.select(Call.id, Call.title, Call.opens_on, Call.deadline_on)
        .where(Call.funder_id == funder_id, Call.archived_at.is_(None))
        .order_by(sa.func.coalesce(Call.deadline_on, _NEVER).desc(), Call.id.desc())
    ).all()
