"""On which days a partner is active, reckoned once.

«Active on a day» is one definition (`app.domain.partnerships.is_active_partner`) over agreements, joint events and
joint applications, and it is asked everywhere: `partner_spans` is what the answer is read from. It holds nothing of its
own. A session listener reckons the partners that a flush concerned; whoever writes past the session calls
`refresh_partners` for a few organisations or `refill_spans` for all.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapped, Session, UOWTransaction, mapped_column

from app.domain.agreements import COOPERATION_KINDS, Terms
from app.domain.events import EventStatus
from app.domain.partner_growth import Spell, spell_of_activity, stretches
from models.agreements import Agreement
from models.base import Base, IntPk
from models.contacts import Contact
from models.events import Event, event_partners
from models.grants import Application, application_partners
from models.partnerships import Partnership

PORTION = 400
TOUCHED = "partner_spans_touched"
# What of a record says whether and when a partner is active; a change of anything else concerns nobody.
TELLING: dict[type[Any], tuple[str, ...]] = {
    Event: ("status", "starts_on", "archived_at", "branch_id", "branch", "partners"),
    Application: ("submitted_on", "archived_at", "partners"),
    Partnership: ("organisation_id", "organisation", "branch_id", "branch", "archived_at"),
    Agreement: (
        "partnership_id", "partnership", "kind", "archived_at", "valid_from", "valid_until", "terminated_on"
    ),
}  # fmt: skip
_WHOLE = sa.text("branch_id IS NULL")


class PartnerSpan(Base):
    """A longest stretch of days on which a partner is active, both ends included.

    Without a branch it is that of the whole system. In a branch a partner is active when its partnership names the
    branch, and by the joint events held there. The stretches of one partner in one place neither overlap nor touch.
    An open start or end is the first or the last day of the calendar. `since` is the first day of the first stretch.
    A partnership in the archive counts nowhere and has none.
    """

    __tablename__ = "partner_spans"
    __table_args__ = (
        sa.CheckConstraint("first_day <= last_day", name="days_in_order"),
        sa.CheckConstraint("since <= first_day", name="since_is_earliest"),
        sa.UniqueConstraint("partnership_id", "branch_id", "first_day"),
        sa.Index(
            "uq_partner_spans_whole",
            "partnership_id",
            "first_day",
            unique=True,
            sqlite_where=_WHOLE,
            postgresql_where=_WHOLE,
        ),
        sa.Index("ix_partner_spans_begun", "branch_id", "first_day", "partnership_id"),
        sa.Index("ix_partner_spans_days", "branch_id", "last_day", "first_day", "since", "partnership_id"),
    )

    id: Mapped[IntPk]
    partnership_id: Mapped[int] = mapped_column(sa.ForeignKey("partnerships.id", ondelete="CASCADE"))
    branch_id: Mapped[int | None] = mapped_column(sa.ForeignKey("branches.id"))
    first_day: Mapped[date]
    last_day: Mapped[date]
    since: Mapped[date]


@dataclass
class Touched:
    """What a flush writes that may make a partner active, and whom it concerned before."""

    records: list[Any] = field(default_factory=list)
    partnerships: set[int | None] = field(default_factory=set)
    organisations: set[int] = field(default_factory=set)


@event.listens_for(Session, "before_flush")
def remember_partners(session: Session, _context: UOWTransaction, _instances: Any) -> None:
    """Note what this flush writes that may make a partner active, and whom it concerned before."""
    touched = session.info[TOUCHED] = Touched()
    for record in (*session.new, *session.dirty, *session.deleted):
        if type(record) not in TELLING or not _tells(session, record):
            continue
        attrs: Any = sa.inspect(record).attrs
        if isinstance(record, Agreement):
            touched.partnerships.update((record.partnership_id, *(attrs.partnership_id.history.deleted or ())))
        elif isinstance(record, Event | Application):
            touched.organisations.update(partner.id for partner in attrs.partners.history.deleted or ())
        if record not in session.deleted:
            touched.records.append(record)
        elif isinstance(record, Event | Application):
            touched.organisations.update(session.scalars(_linked(type(record), {record.id})))


@event.listens_for(Session, "after_flush")
def reckon_partners(session: Session, _context: UOWTransaction) -> None:
    """Reckon anew the partners that the flush concerned; of two who write at once, the second reads what both wrote.

    Who links a partner to a record waits for those who are changing it, and does so before its words are written for
    the search: whoever changes the record keeps that order too, so that the two never wait for each other. Whose
    partner a record is may have changed while its organisation was held by a merge, so that is asked until nobody new
    is found.
    """
    touched: Touched = session.info.pop(TOUCHED)
    if not (touched.records or touched.partnerships or touched.organisations):
        return
    for record in touched.records:
        if isinstance(record, Agreement):
            touched.partnerships.add(record.partnership_id)
    sources: dict[type[Any], set[int]] = {
        model: {record.id for record in touched.records if isinstance(record, model)}
        for model in (Event, Application, Partnership)
    }
    sources[Partnership] |= {number for number in touched.partnerships if number is not None}
    for model in (Event, Application):
        _hold(session, model, sources[model])
    wanted = touched.organisations | _concerned(session, sources)
    held: set[int] = set()
    while fresh := wanted - held:
        _hold(session, Contact, fresh)
        held |= fresh
        wanted = _concerned(session, sources)
    _refresh(session, held)


def refresh_partners(session: Session, organisation_ids: Collection[int]) -> None:
    """Reckon anew the partnerships with these organisations, after rows were written past the session.

    Whoever calls it holds the organisations.
    """
    _refresh(session, organisation_ids)


def refill_spans(session: Session) -> None:
    """Reckon every partnership anew, after many rows were written past the session."""
    session.execute(sa.delete(PartnerSpan))
    _refresh(session, session.scalars(sa.select(Partnership.organisation_id)).all())


def _tells(session: Session, record: Any) -> bool:
    """Say whether the flush changes something about the record that may make a partner active."""
    if record in session.deleted:
        return True
    if record in session.new:
        return not isinstance(record, Event | Application) or bool(record.partners)
    attrs = sa.inspect(record).attrs
    return any(attrs[name].history.has_changes() for name in TELLING[type(record)])


def _linked(model: type[Any], ids: Collection[int]) -> Any:
    """Return a select of the organisations that events or applications name as partners."""
    table, column = (event_partners, "event_id") if model is Event else (application_partners, "application_id")
    return sa.select(table.c.organisation_id).where(table.c[column].in_(ids))


def _concerned(session: Session, sources: dict[type[Any], set[int]]) -> set[int]:
    """Return the organisations that events, applications and partnerships, given by their ids, have to do with."""
    found: set[int] = set()
    for model, ids in sources.items():
        own = sa.select(Partnership.organisation_id).where(Partnership.id.in_(ids))
        if ids:
            found.update(session.scalars(own if model is Partnership else _linked(model, ids)))
    return found


def _hold(session: Session, model: type[Any], ids: Collection[int]) -> None:
    """Keep others from changing these rows until the transaction ends; on SQLite only one transaction writes at all."""
    if ids and session.get_bind().dialect.name != "sqlite":
        table: Any = model.__table__
        wanted = sa.select(table.c.id).where(table.c.id.in_(ids)).order_by(table.c.id)
        session.execute(wanted.with_for_update(key_share=True)).all()


def _refresh(session: Session, organisation_ids: Collection[int]) -> None:
    wanted = sorted(organisation_ids)
    for place in range(0, len(wanted), PORTION):
        columns = (Partnership.id, Partnership.branch_id, Partnership.archived_at)
        some = sa.select(*columns).where(Partnership.organisation_id.in_(wanted[place : place + PORTION]))
        found = session.execute(some).all()
        if not found:
            continue
        ids = [row.id for row in found]
        session.execute(sa.delete(PartnerSpan.__table__).where(PartnerSpan.partnership_id.in_(ids)))  # type: ignore[arg-type]
        counted = {row.id: row.branch_id for row in found if row.archived_at is None}
        rows = list(_rows(session, counted)) if counted else []
        if rows:
            session.execute(sa.insert(PartnerSpan.__table__), rows)  # type: ignore[arg-type]


def _rows(session: Session, named: dict[int, int | None]) -> Iterator[dict[str, Any]]:
    """Yield the spans of partnerships, which are given with the branch that each names."""
    spells: defaultdict[tuple[int, int | None], list[Spell]] = defaultdict(list)
    papers = sa.select(
        Agreement.partnership_id, Agreement.valid_from, Agreement.valid_until, Agreement.terminated_on
    ).where(Agreement.partnership_id.in_(named), Agreement.kind.in_(COOPERATION_KINDS), Agreement.archived_at.is_(None))
    for partnership_id, begins, ends, ended in session.execute(papers):
        terms = Terms(begins, ends, terminated_on=ended)
        if terms.has_dates:
            spells[partnership_id, None].append(Spell(begins, terms.last_day))
    for statement in (_held(named), _submitted(named)):
        for partnership_id, branch_id, day in session.execute(statement):
            spell = spell_of_activity(day)
            spells[partnership_id, None].append(spell)
            if branch_id is not None:
                spells[partnership_id, branch_id].append(spell)
    for partnership_id, branch_id in named.items():
        if branch_id is not None and (partnership_id, None) in spells:
            spells[partnership_id, branch_id] = spells[partnership_id, None]
    for (partnership_id, branch_id), found in spells.items():
        stretched = stretches(found)
        for first, last in stretched:
            yield {
                "partnership_id": partnership_id,
                "branch_id": branch_id,
                "first_day": first,
                "last_day": last,
                "since": stretched[0][0],
            }


def _held(partnership_ids: Collection[int]) -> Any:
    return (
        sa.select(Partnership.id, Event.branch_id, Event.starts_on)
        .join(event_partners, event_partners.c.organisation_id == Partnership.organisation_id)
        .join(Event, Event.id == event_partners.c.event_id)
        .where(Partnership.id.in_(partnership_ids), Event.status == EventStatus.HELD, Event.archived_at.is_(None))
    )


def _submitted(partnership_ids: Collection[int]) -> Any:
    return (
        sa.select(Partnership.id, sa.null(), Application.submitted_on)
        .join(application_partners, application_partners.c.organisation_id == Partnership.organisation_id)
        .join(Application, Application.id == application_partners.c.application_id)
        .where(
            Partnership.id.in_(partnership_ids),
            Application.submitted_on.is_not(None),
            Application.archived_at.is_(None),
        )
    )
