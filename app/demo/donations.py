"""Two campaigns and the gifts of two years: money in several currencies, books and things in every state."""

import random
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from app.demo.world import World
from app.domain.donations import DonationKind, InKindStatus
from app.domain.money import Currency
from app.scope import EVERYTHING
from app.services.campaigns import CampaignData, save_campaign
from app.services.donations import DonationData, record_donation
from models.contacts import Contact
from models.donations import Donation

S, C = InKindStatus, Currency
MONEY = 70
FORMER = 46
IN_KIND = (
    (S.BOOKED, 24),
    (S.VALUED, 7),
    (S.RECEIVED, 8),
    (S.PLEDGED, 5),
    (S.DECLINED, 3),
    (S.PASSED_ON, 3),
)
PURPOSES = (
    "На нові українські книжки",
    "На дитячі майстер-класи",
    "На ремонт читальної зали",
    "На зарядну станцію для філії",
    "На потреби бібліотеки",
    "На подарунки переможцям конкурсу",
    "На книжки шрифтом Брайля",
)


# Large gifts, most of them of the year before: days ago, branch, which patron, amount, purpose.
LARGE = (
    (655, "CD", 0, 120_000, "На меблі для центральної бібліотеки для дітей"),
    (560, "V03", 3, 80_000, "На ремонт даху сільської бібліотеки"),
    (470, "HB", 1, 95_000, "На техніку для бібліотеки-хабу"),
    (150, "CB", 5, 60_000, "На книжки для сільських бібліотек"),
)


class Thing(NamedTuple):
    """A gift in kind; `copies` are of books."""

    description: str
    least: int
    most: int
    copies: tuple[int, int] | None = None


THINGS = (
    Thing("Сучасна українська проза, дарунок видавництва", 4_000, 16_000, (20, 80)),
    Thing("Дитячі книжки з картинками", 2_000, 9_000, (12, 50)),
    Thing("Родинна бібліотека з класикою", 1_500, 6_000, (15, 60)),
    Thing("Книжки з історії та краєзнавства", 1_200, 5_000, (8, 30)),
    Thing("Комікси та книжки для підлітків", 2_500, 8_000, (10, 40)),
    Thing("Ноутбук для читальної зали", 9_000, 21_000),
    Thing("Настільні ігри для клубу", 1_500, 5_000),
    Thing("Зарядна станція", 18_000, 42_000),
    Thing("Крісла-мішки для дитячого куточка", 3_000, 8_000),
    Thing("Фарби, папір і пензлі для гуртка", 800, 2_600),
    Thing("Акустична колонка з мікрофоном", 5_500, 12_000),
    Thing("Саджанці для подвір’я філії", 900, 3_000),
)


def add_donations(world: World) -> None:
    """Make the campaigns, the gifts of the last 365 days and those of the year before."""
    rng = world.rng("donations")
    _campaigns(world)
    gifts = [_money(world, rng, world.ago(3 + number * 5 + rng.randint(0, 4))) for number in range(MONEY)]
    gifts += [_in_kind(world, rng, status) for status, count in IN_KIND for _ in range(count)]
    for number in range(FORMER):
        day = world.ago(372 + number * 7 + rng.randint(0, 6))
        gifts.append(_money(world, rng, day) if rng.random() < 0.7 else _in_kind(world, rng, S.BOOKED, day))
    gifts += [_large(world, number) for number in range(len(LARGE))]
    _thank(world, rng, gifts)


def _campaigns(world: World) -> None:
    for data in (
        CampaignData(
            name="Книжка для кожного двору",
            starts_on=world.ago(140),
            ends_on=world.ago(-60),
            goal=Decimal(150_000),
            purpose="Поповнюємо полиці всіх філій новими українськими книжками: одна книжка коштує близько 300 грн.",
        ),
        CampaignData(
            name="Тепла читальня",
            starts_on=world.ago(340),
            ends_on=world.ago(215),
            goal=Decimal(90_000),
            purpose="Зарядні станції та обігрівачі, щоб філії працювали під час відключень світла.",
        ),
    ):
        world.campaigns.append(save_campaign(world.session, data, scope=EVERYTHING))


def _campaign_of(world: World, rng: random.Random, day: date) -> int | None:
    running = [row for row in world.campaigns if row.starts_on <= day and (row.ends_on is None or day <= row.ends_on)]
    return running[0].id if running and rng.random() < 0.6 else None


def _giver(world: World, rng: random.Random, *, organisation: float) -> Contact | None:
    if rng.random() < organisation:
        return rng.choice(world.patrons)
    return rng.choice(world.givers) if rng.random() < 0.9 else None


def _home(world: World, rng: random.Random) -> int:
    return rng.choices(world.branches, world.weights)[0].id


def _money(world: World, rng: random.Random, day: date) -> Donation:
    giver = _giver(world, rng, organisation=0.3)
    generous = giver is not None and giver in world.patrons
    amount = Decimal(
        rng.choice((5_000, 8_000, 10_000, 15_000, 20_000) if generous else (200, 300, 500, 1_000, 1_500, 3_000))
    )
    currency = rng.choices((C.UAH, C.EUR, C.USD), (88, 8, 4))[0]
    if currency is not C.UAH:
        amount = Decimal(rng.choice((50, 100, 150, 200, 300)))
    campaign_id = _campaign_of(world, rng, day)
    books = campaign_id is not None and campaign_id == world.campaigns[0].id
    return record_donation(
        world.session,
        DonationKind.MONEY,
        DonationData(
            branch_id=world.central.id if campaign_id else _home(world, rng),
            received_on=day,
            amount=amount,
            currency=currency,
            donor_id=giver.id if giver else None,
            purpose=PURPOSES[0] if books else rng.choice(PURPOSES),
            description="" if giver else "Скринька для пожертв у читальній залі",
            campaign_id=campaign_id,
            document_number=f"ПД-{rng.randint(100, 999)}" if rng.random() < 0.8 else "",
        ),
        today=world.today,
        scope=EVERYTHING,
    )


def _large(world: World, number: int) -> Donation:
    days, code, patron, amount, purpose = LARGE[number]
    return record_donation(
        world.session,
        DonationKind.MONEY,
        DonationData(
            branch_id=world.branch(code).id,
            received_on=world.workday(days),
            amount=Decimal(amount),
            donor_id=world.patrons[patron].id,
            purpose=purpose,
            document_number=f"ДП-{number + 3}",
        ),
        today=world.today,
        scope=EVERYTHING,
    )


def _in_kind(world: World, rng: random.Random, status: InKindStatus, day: date | None = None) -> Donation:
    thing = rng.choice(THINGS)
    recent = status in (S.PLEDGED, S.RECEIVED, S.VALUED)
    day = day or world.ago(rng.randint(2, 45) if recent else rng.randint(20, 360))
    known = status in (S.VALUED, S.BOOKED, S.PASSED_ON)
    giver = _giver(world, rng, organisation=0.45)
    return record_donation(
        world.session,
        DonationKind.IN_KIND,
        DonationData(
            branch_id=_home(world, rng),
            received_on=day,
            amount=Decimal(rng.randrange(thing.least, thing.most, 50)) if known or rng.random() < 0.3 else None,
            donor_id=giver.id if giver else None,
            purpose="Для читачів філії" if thing.copies else "",
            description=thing.description,
            book_copies=rng.randint(*thing.copies) if thing.copies else None,
            document_number=f"АПП-{rng.randint(10, 99)}/{day.year}" if status is S.BOOKED else "",
        ),
        status=status,
        today=world.today,
        scope=EVERYTHING,
    )


def _thank(world: World, rng: random.Random, gifts: list[Donation]) -> None:
    """Thank for most gifts that are a fortnight old; the newest wait for it."""
    for gift in gifts:
        ready = gift.donor_id is not None and gift.in_kind_status not in (S.PLEDGED, S.DECLINED)
        if ready and gift.received_on < world.ago(16) and rng.random() < 0.86:
            gift.thanked_on = gift.received_on + timedelta(days=rng.randint(2, 14))
    world.session.flush()
