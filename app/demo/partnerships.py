"""64 partnerships in every stage, each with its history; memoranda that are valid, run out or are past."""

import random
from datetime import timedelta

from app.demo.organisations import GROUPS
from app.demo.world import World
from app.domain.partnerships import BranchScope, CommitmentLevel, PartnershipStage, StopReason
from app.services.agreements import AgreementData, add_agreement
from app.services.partnerships import PartnershipData, begin_partnership, move_partnership
from models.partnerships import Partnership

S = PartnershipStage
PLAN = (
    (S.ACTIVE, 34),
    (S.NEGOTIATING, 8),
    (S.CONTACTED, 8),
    (S.IDENTIFIED, 6),
    (S.PAUSED, 5),
    (S.ENDED, 3),
)
WAY = {
    S.IDENTIFIED: (),
    S.CONTACTED: (S.CONTACTED,),
    S.NEGOTIATING: (S.CONTACTED, S.NEGOTIATING),
    S.ACTIVE: (S.CONTACTED, S.NEGOTIATING, S.ACTIVE),
    S.PAUSED: (S.CONTACTED, S.NEGOTIATING, S.ACTIVE, S.PAUSED),
    S.ENDED: (S.CONTACTED, S.NEGOTIATING, S.ACTIVE, S.ENDED),
}
REASONS = {
    S.CONTACTED: ("Познайомилися на ярмарку громадських ініціатив", "Написали листа з пропозицією", "Перша розмова"),
    S.NEGOTIATING: ("Узгоджуємо план спільних подій", "Готуємо текст меморандуму", "Зустріч у центральній бібліотеці"),
    S.ACTIVE: ("Підписано меморандум про співпрацю", "Провели перший спільний захід", "Домовилися про план на рік"),
    S.PAUSED: ("Партнер переїздить, повернемося восени", "Змінилася контактна особа, чекаємо на нову"),
    S.ENDED: ("Організація припинила діяльність", "Меморандум не продовжено за згодою сторін"),
}
STOPS = {
    "Партнер переїздить, повернемося восени": StopReason.NO_RESOURCES,
    "Змінилася контактна особа, чекаємо на нову": StopReason.CONTACT_LEFT,
    "Організація припинила діяльність": StopReason.PARTNER_CLOSED,
    "Меморандум не продовжено за згодою сторін": StopReason.AGREEMENT_NOT_RENEWED,
}
# Days from today on which the memoranda of working partners end; None is a partner without one.
ENDS: tuple[int | None, ...] = (
    *(8, 19, 33, 51),
    *(-4, -17, -38, -120),
    *(None,) * 5,
    *(90, 120, 150, 190, 220, 260, 300, 330, 365, 400, 430, 470, 500, 540, 580, 620, 660, 700, 760, 820, 900),
)


def add_partnerships(world: World) -> None:
    """Make a partnership with every partner organisation."""
    rng, levels = world.rng("partnerships"), world.rng("commitment")
    stages = [stage for stage, count in PLAN for _ in range(count)]
    rng.shuffle(stages)
    ends = list(ENDS)
    rng.shuffle(ends)
    sides = {name: group for group in GROUPS for name in group.names}
    for organisation, stage in zip(world.partners, stages, strict=True):
        group = sides[organisation.display_name]
        begun = _first_day(rng, stage)
        days = _days(rng, begun, len(WAY[stage]))
        memorandum = _memorandum(world, rng, stage, days, ends)
        branch = rng.choices(world.branches[1:], world.weights[1:])[0] if rng.random() < 0.4 else None
        central = branch is None and rng.random() < 0.3
        partnership = begin_partnership(
            world.session,
            organisation.id,
            PartnershipData(
                partner_type=group.partner_type,
                scope=BranchScope.ONE if branch else BranchScope.CENTRAL if central else BranchScope.ALL,
                branch_id=branch.id if branch else None,
                owner_id=world.users["director" if rng.random() < 0.15 else "coordinator"].id,
                commitment=_commitment(levels, stage),
                partner_gives=rng.choice(group.partner_gives) if stage is not S.IDENTIFIED else "",
                library_gives=rng.choice(group.library_gives) if stage is not S.IDENTIFIED else "",
            ),
            by=world.coordinator,
            at=world.moment(world.ago(begun)),
        )
        if memorandum is not None:
            add_agreement(world.session, partnership, memorandum, today=world.today)
        world.partnerships.append(partnership)
        world.note("partnerships", partnership.id, world.workday(begun))
        _walk(world, rng, partnership, stage, days)


def _commitment(rng: random.Random, stage: PartnershipStage) -> CommitmentLevel | None:
    """Return how closely a partner works with us; before the first talks nobody knows."""
    level = rng.choices(list(CommitmentLevel), (3, 5, 2))[0]
    return None if stage in (S.IDENTIFIED, S.CONTACTED) else level


def _first_day(rng: random.Random, stage: PartnershipStage) -> int:
    if stage in (S.IDENTIFIED, S.CONTACTED, S.NEGOTIATING):
        return rng.randint(25, 170)
    return rng.randint(380, 1100) if stage is not S.ACTIVE else rng.randint(110, 1000)


def _days(rng: random.Random, begun: int, steps: int) -> list[int]:
    """Return the days of the steps, each reckoned back from today, the newest at least two days ago."""
    days, day = [], begun
    for left in range(steps, 0, -1):
        day = max(2 + left, day - rng.randint(6, max(7, (day - 2) // (left + 1))))
        days.append(day)
    return days


def _memorandum(
    world: World, rng: random.Random, stage: PartnershipStage, days: list[int], ends: list[int | None]
) -> AgreementData | None:
    end: int | None = None
    if stage is S.ACTIVE:
        end = ends.pop()
    elif stage in (S.PAUSED, S.ENDED):
        end = -rng.randint(70, 300)
    if end is None:
        return None
    until = world.ago(-end)
    signed = min(world.ago(days[2]), until - timedelta(days=200))
    number = f"МС-{rng.randint(2, 48):02d}/{signed.year}"
    return AgreementData(number=number, signed_on=signed, valid_from=signed, valid_until=until)


def _walk(world: World, rng: random.Random, partnership: Partnership, stage: PartnershipStage, days: list[int]) -> None:
    for step, day in zip(WAY[stage], days, strict=True):
        reason = rng.choice(REASONS[step])
        if step is S.ACTIVE:
            world.working_since[partnership.id] = world.workday(day)
        move_partnership(
            world.session,
            partnership,
            step,
            by=world.users["director"] if step is S.ACTIVE and rng.random() < 0.3 else world.coordinator,
            at=world.moment(world.workday(day), rng.randint(9, 16), rng.choice((0, 10, 25, 40))),
            reason_code=STOPS.get(reason),
            reason=reason,
        )
