"""More papers beside the memoranda: former ones, cooperation agreements, transfer acts, drafts; in every state."""

import random
from datetime import timedelta

from app.demo.world import World
from app.domain.agreements import AgreementKind, is_valid
from app.domain.partnerships import PartnershipStage
from app.services.agreements import AgreementData, add_agreement, change_agreement, terminate_agreement
from models.agreements import Agreement
from models.partnerships import Partnership

# Days from today on which valid papers are to be reviewed: one is late, one is near, the others lie ahead.
REVIEWS = (-6, 9, 70, 120, 160)
NOTES = (
    "Раз на рік зустрічаємося й переглядаємо план спільних подій.",
    "Додаток 1: перелік приміщень і години, коли вони вільні.",
    "Відповідальна з боку партнера змінилася, додаткову угоду підписано.",
)


def add_agreements(world: World) -> None:
    """Give the partners the papers that gathered over the years; a memorandum each has its own place."""
    rng = world.rng("agreements")
    working = [row for row in world.partnerships if row.stage is PartnershipStage.ACTIVE]
    papers = [paper for row in working for paper in row.agreements]
    lasting = [paper for paper in papers if all(is_valid(paper.terms, world.ago(days)) for days in (10, -170))]
    for paper, days in zip(rng.sample(lasting, k=len(REVIEWS)), REVIEWS, strict=True):
        _review(world, rng, paper, days)
    with_paper = [row for row in working if row.agreements]
    for partnership in rng.sample(with_paper, k=12):
        _former(world, rng, partnership)
    for partnership in rng.sample(with_paper, k=8):
        _transfer_act(world, rng, partnership)
    without = [row for row in working if not row.agreements]
    for partnership in without[:2]:
        signed = world.ago(rng.randint(60, 100))
        data = AgreementData(
            AgreementKind.COOPERATION, f"ДС-{rng.randint(2, 30)}/{signed.year}", signed, review_on=world.ago(-180)
        )
        add_agreement(world.session, partnership, data, today=world.today)
    _terminated(world, rng, without[2])
    for partnership in [row for row in world.partnerships if row.stage is PartnershipStage.NEGOTIATING][:3]:
        data = AgreementData(note="Текст погоджує юристка департаменту культури.")
        add_agreement(world.session, partnership, data, today=world.today)


def _review(world: World, rng: random.Random, paper: Agreement, days: int) -> None:
    data = AgreementData(
        paper.kind,
        paper.number,
        paper.signed_on,
        paper.valid_from,
        paper.valid_until,
        world.ago(-days),
        rng.choice(NOTES),
    )
    change_agreement(world.session, paper, data, today=world.today)


def _former(world: World, rng: random.Random, partnership: Partnership) -> None:
    """Add the memorandum that came before the present one and ended the day before it."""
    begun = partnership.agreements[0].valid_from
    if begun is None:
        return
    until = begun - timedelta(days=1)
    signed = until - timedelta(days=rng.choice((364, 729)))
    number = f"МС-{rng.randint(2, 48):02d}/{signed.year}"
    data = AgreementData(number=number, signed_on=signed, valid_from=signed, valid_until=until)
    add_agreement(world.session, partnership, data, today=world.today)


def _transfer_act(world: World, rng: random.Random, partnership: Partnership) -> None:
    day = world.workday(rng.randint(20, 500))
    what = rng.choice(("Книжки для дитячої полиці", "Проєктор у тимчасове користування", "Настільні ігри для клубу"))
    data = AgreementData(AgreementKind.TRANSFER_ACT, f"А-{rng.randint(3, 90)}/{day.year}", day, note=what)
    add_agreement(world.session, partnership, data, today=world.today)


def _terminated(world: World, rng: random.Random, partnership: Partnership) -> None:
    signed = world.ago(400)
    data = AgreementData(
        AgreementKind.COOPERATION,
        f"ДС-{rng.randint(31, 60)}/{signed.year}",
        signed,
        valid_until=signed + timedelta(days=729),
    )
    paper = add_agreement(world.session, partnership, data, today=world.today)
    reason = "За згодою сторін: партнер звільнив приміщення, нові умови обговорюємо."
    terminate_agreement(world.session, paper, last_day=world.ago(45), reason=reason)
