"""What the partners and the libraries gave each other over two years: rooms, hours, things, money, audiences."""

import random
from datetime import date
from decimal import Decimal
from typing import NamedTuple

import sqlalchemy as sa

from app.demo.world import World
from app.domain.agreements import is_valid
from app.domain.events import EventStatus
from app.domain.ledger import LedgerDirection, LedgerKind
from app.domain.partnerships import PartnershipStage
from app.services.ledger import LedgerData, add_entry
from models.events import Event, event_partners
from models.partnerships import Partnership

D, K = LedgerDirection, LedgerKind


class Given(NamedTuple):
    """Something that is given now and then; `price` is of one unit in hryvnias, None when nobody values it."""

    direction: LedgerDirection
    kind: LedgerKind
    description: str
    least: int
    most: int
    price: int | None


GIVEN = (
    Given(D.LIBRARY_GIVES, K.SPACE, "Читальна зала для занять", 2, 12, 180),
    Given(D.LIBRARY_GIVES, K.SPACE, "Виставковий простір у вестибюлі", 8, 40, 90),
    Given(D.LIBRARY_GIVES, K.HOURS, "Бібліотекарка веде бібліотечний урок", 1, 6, 150),
    Given(D.LIBRARY_GIVES, K.GOODS, "Списані примірники для обмінної полиці", 10, 60, None),
    Given(D.LIBRARY_GIVES, K.AUDIENCE, "Допис партнера на сторінці бібліотеки", 400, 3_000, None),
    Given(D.LIBRARY_GIVES, K.OTHER, "Афіша партнера в усіх філіях", 0, 0, None),
    Given(D.PARTNER_GIVES, K.SPACE, "Актова зала для літературної зустрічі", 2, 8, 250),
    Given(D.PARTNER_GIVES, K.HOURS, "Тренерка проводить заняття", 2, 10, 300),
    Given(D.PARTNER_GIVES, K.HOURS, "Екскурсія містом для читачів", 1, 4, 250),
    Given(D.PARTNER_GIVES, K.GOODS, "Канцтовари для майстер-класів", 10, 80, 35),
    Given(D.PARTNER_GIVES, K.MONEY, "Оплата друку афіш", 600, 4_500, 1),
    Given(D.PARTNER_GIVES, K.AUDIENCE, "Запрошення своїм підписникам", 300, 5_000, None),
    Given(D.PARTNER_GIVES, K.OTHER, "Автобус для виїзного заходу", 1_200, 3_000, 1),
)
EACH = {PartnershipStage.ACTIVE: (4, 11), PartnershipStage.PAUSED: (1, 4), PartnershipStage.ENDED: (1, 3)}
STOPPED_BEFORE = 200


def add_ledger(world: World) -> None:
    """Write down what both sides gave since they work together, in this year and the year before."""
    rng = world.rng("ledger")
    held = _held(world)
    for partnership in world.partnerships:
        if partnership.stage not in EACH:
            continue
        least, most = EACH[partnership.stage]
        newest = 3 if partnership.stage is PartnershipStage.ACTIVE else STOPPED_BEFORE
        oldest = max(newest + 60, min(720, (world.today - world.working_since[partnership.id]).days))
        days = sorted(rng.randint(newest, oldest) for _number in range(rng.randint(least, most)))
        for day in days:
            _add(world, rng, partnership, world.workday(day), held.get(partnership.organisation_id, []))


def _add(world: World, rng: random.Random, partnership: Partnership, day: date, events: list[tuple[int, date]]) -> None:
    given = rng.choice(GIVEN)
    units = rng.randint(given.least, given.most)
    counts = given.kind not in (K.MONEY, K.OTHER)
    valued = given.price is not None and (given.kind is K.MONEY or rng.random() < 0.75)
    amount = Decimal(units * given.price) if valued and given.price is not None else None
    near = [event_id for event_id, starts in events if abs((starts - day).days) <= 20]
    papers = [paper.id for paper in partnership.agreements if is_valid(paper.terms, day)]
    data = LedgerData(
        given.direction,
        given.kind,
        day,
        given.description,
        quantity=Decimal(units) if counts else None,
        amount=amount,
        event_id=rng.choice(near) if near else None,
        agreement_id=papers[0] if papers and rng.random() < 0.7 else None,
        branch_id=partnership.branch_id,
    )
    add_entry(world.session, partnership, data, today=world.today)


def _held(world: World) -> dict[int, list[tuple[int, date]]]:
    """Return the joint events that were held, as (id, day), by organisation."""
    found: dict[int, list[tuple[int, date]]] = {}
    rows = world.session.execute(
        sa.select(event_partners.c.organisation_id, Event.id, Event.starts_on)
        .join(Event, Event.id == event_partners.c.event_id)
        .where(Event.status == EventStatus.HELD, Event.is_summary.is_(False))
        .order_by(Event.id)
    )
    for organisation_id, event_id, starts in rows:
        found.setdefault(organisation_id, []).append((event_id, starts))
    return found
