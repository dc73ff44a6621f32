"""Questions about the headings of funders' own budget forms."""

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from models.funder_headings import HeadingSet
from models.grants import Application


def heading_set(session: Session, *, funder_id: int | None = None, call_id: int | None = None) -> HeadingSet | None:
    """Return the form of a funder, or that of a call, with its headings; None when there is none."""
    owner = HeadingSet.call_id == call_id if call_id is not None else HeadingSet.funder_id == funder_id
    return session.scalar(_whole().where(owner))


def headings_of(session: Session, application: Application) -> HeadingSet | None:
    """Return the form that an application's budget is shown by: that of its call, else that of its funder."""
    owners = sa.or_(HeadingSet.funder_id == application.funder_id, HeadingSet.call_id == (application.call_id or 0))
    found = list(session.scalars(_whole().where(owners)))
    return min((one for one in found if one.headings), key=lambda one: one.call_id is None, default=None)


def _whole() -> sa.Select[HeadingSet]:
    return sa.select(HeadingSet).options(selectinload(HeadingSet.headings), selectinload(HeadingSet.places))
