"""Questions about merges: where a merged contact went, the history, what may be undone."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.duplicates import PairStatus
from app.domain.merging import UNDO_DAYS
from app.i18n import _, _l
from app.queries.aliases import second
from app.queries.filters import flag_filter
from app.queries.listing import Column, Kind, ListSpec
from app.scope import Scope
from models.accounts import User
from models.contacts import Contact
from models.duplicates import DuplicatePair
from models.merging import Merge

Survivor = second(Contact, "survivor")
# A contact that went into another one; it is neither in lists nor in the archive.
MERGED = sa.exists().where(Merge.other_id == Contact.id, Merge.undone_at.is_(None)).correlate(Contact)


def merge_by_id(session: Session, merge_id: int) -> Merge | None:
    """Return one merge."""
    return session.get(Merge, merge_id)


def standing_merge(session: Session, contact_id: int) -> Merge | None:
    """Return the merge by which a contact went into another one, unless it was undone."""
    found: Merge | None = session.scalar(_standing_merge(), {"contact": contact_id})
    return found


@cache
def _standing_merge() -> Any:
    return sa.select(Merge).where(Merge.other_id == sa.bindparam("contact"), Merge.undone_at.is_(None))


def later_merge(session: Session, merge: Merge) -> Merge | None:
    """Return the last merge that came after this one and touches one of its two contacts, unless it was undone."""
    both = [merge.survivor_id, merge.other_id]
    return session.scalar(
        sa.select(Merge)
        .where(
            Merge.id > merge.id,
            Merge.undone_at.is_(None),
            sa.or_(Merge.survivor_id.in_(both), Merge.other_id.in_(both)),
        )
        .order_by(Merge.id.desc())
        .limit(1)
    )


@dataclass(frozen=True)
class Standing:
    """What the page of a contact says about duplicates: merges into it that can be undone, likely pairs."""

    merges: list[Any]
    pairs: list[Any]


def standing(session: Session, contact_id: int, now: datetime) -> Standing:
    """Return the merges of the last thirty days into a contact and the open pairs it is in; one statement."""
    since = now - timedelta(days=UNDO_DAYS)
    rows = session.execute(_standing(), {"contact": contact_id, "since": since}).all()
    return Standing(
        merges=[row for row in rows if row.what == "merge"], pairs=[row for row in rows if row.what == "pair"]
    )


@cache
def _standing() -> sa.CompoundSelect[Any]:
    contact_id = sa.bindparam("contact", type_=sa.Integer)
    since = sa.bindparam("since", type_=Merge.at.type)
    other = Contact.__table__.alias("other")
    merges = (
        sa.select(
            sa.literal("merge").label("what"), Merge.id, Merge.other_id.label("contact_id"),
            Merge.other_name.label("name"), Merge.records.label("figure"), Merge.at,
        )
        .where(Merge.survivor_id == contact_id, Merge.undone_at.is_(None), Merge.at > since)
        .order_by(Merge.at.desc())
        .limit(5)
        .subquery()
    )  # fmt: skip
    theirs = sa.case((DuplicatePair.first_id == contact_id, DuplicatePair.second_id), else_=DuplicatePair.first_id)
    pairs = (
        sa.select(
            sa.literal("pair").label("what"), DuplicatePair.id, other.c.id.label("contact_id"),
            other.c.display_name.label("name"), DuplicatePair.score.label("figure"), DuplicatePair.found_at.label("at"),
        )
        .join(other, other.c.id == theirs)
        .where(
            sa.or_(DuplicatePair.first_id == contact_id, DuplicatePair.second_id == contact_id),
            DuplicatePair.status == PairStatus.OPEN,
        )
        .order_by(DuplicatePair.score.desc())
        .limit(3)
        .subquery()
    )  # fmt: skip
    return sa.union_all(sa.select(merges), sa.select(pairs))


def _select(_scope: Scope) -> Any:
    undoer = second(User, "undoer")
    return (
        sa.select(
            Merge.id,
            Merge.at,
            Merge.other_name,
            Merge.other_id,
            Merge.survivor_id,
            Merge.records,
            Merge.undone_at,
            Survivor.display_name.label("survivor_name"),
            User.name.label("who"),
            undoer.name.label("undone_by"),
        )
        .join(Survivor, Survivor.id == Merge.survivor_id)
        .outerjoin(User, User.id == Merge.by_id)
        .outerjoin(undoer, undoer.id == Merge.undone_by_id)
    )


MERGES = ListSpec(
    name="merges",
    title=_l("Merged contacts"),
    select=_select,
    id_column=Merge.id,
    columns=(
        Column("other", _l("Contact that went"), lambda row: row.other_name, primary=True),
        Column(
            "survivor",
            _l("Went into"),
            lambda row: row.survivor_name,
            Kind.LINK,
            url=lambda row: ("contacts.show", {"contact_id": row.survivor_id}),
            secondary=True,
        ),
        Column("records", _l("Records moved"), lambda row: row.records, Kind.NUMBER, digits=0),
        Column("at", _l("When"), lambda row: row.at, Kind.DATETIME, sort=Merge.at, secondary=True),
        Column("who", _l("Who"), lambda row: row.who or _("The system")),
        Column("undone", _l("Undone"), lambda row: row.undone_at, Kind.DATETIME),
    ),
    default_sort="-at",
    filters=(flag_filter("undone", _l("Undone"), Merge.undone_at.is_not(None)),),
)
