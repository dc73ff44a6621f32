"""What raising the money cost: hours and hryvnias of applications, campaigns, relations with givers, and the rest."""

from decimal import Decimal

from app.demo.world import World
from app.domain.grants import OPEN_STAGES, Stage
from app.domain.investments import EffortSource, EffortWork
from models.fundraising import ForecastSettings, FundraisingEffort

W = EffortWork
HOUR_RATE = Decimal(165)
BASIS = "Ставка методистки з нарахуваннями, за штатним розписом"
# What an application takes: work, least and most quarters of an hour, least and most hryvnias, note.
STEPS = (
    (W.RESEARCH, 4, 14, 0, 0, "Пошук конкурсу, умови участі"),
    (W.WRITING, 30, 90, 0, 0, "Текст заявки"),
    (W.BUDGETING, 8, 22, 0, 350, "Кошторис і листи партнерів"),
    (W.REPORTING, 16, 40, 0, 900, "Звіт донорові"),
)
GENERAL = (
    (690, W.RESEARCH, 480, 0, "Перегляд програм на рік"),
    (520, W.TRAVEL, 600, 1_840, "Семінар із грантрайтингу в обласному центрі"),
    (300, W.RESEARCH, 420, 0, "Перегляд програм на рік"),
    (118, W.PROMOTION, 240, 2_150, "Буклет про установу для донорів"),
    (33, W.MEETINGS, 180, 0, "Зустріч із радою громадських організацій"),
)


def add_efforts(world: World) -> None:
    """Set what an hour is worth, and write the efforts down."""
    settings = world.session.get(ForecastSettings, 1)
    assert settings is not None
    settings.hour_rate, settings.rate_basis = HOUR_RATE, BASIS
    rng = world.rng("efforts")
    for application in (*world.former, *world.applications.values()):
        reached = application.stage not in OPEN_STAGES and application.awarded_amount is not None
        begun = world.made["applications", application.id].date()
        for place, (work, least, most, low, high, note) in enumerate(STEPS):
            if (work is W.REPORTING and not reached) or (place and application.stage is Stage.IDEA):
                continue
            days = place * 9 + rng.randint(1, 8) + (200 if work is W.REPORTING else 0)
            spent = rng.randrange(low, high + 1, 10)
            _add(
                world,
                (world.today - begun).days - days,
                work,
                rng.randint(least, most) * 15,
                spent,
                note,
                source=EffortSource.APPLICATION,
                application_id=application.id,
                branch_id=application.branch_id,
            )
    for number, campaign in enumerate(world.campaigns):
        started = (world.today - campaign.starts_on).days
        for work, after, minutes, spent, note in (
            (W.PROMOTION, 1, 330, 1_260 + 400 * number, "Плакати, дописи, відео"),
            (W.GATHERING, 14, 960, 3_400, "Благодійний ярмарок"),
            (W.REPORTING, 30, 210, 180, "Подяки й звіт жертводавцям"),
        ):
            _add(
                world,
                started - after,
                work,
                minutes,
                spent,
                note,
                source=EffortSource.CAMPAIGN,
                campaign_id=campaign.id,
                branch_id=campaign.branch_id,
            )
    for number, patron in enumerate(world.patrons[:4]):
        _add(
            world,
            40 + 67 * number,
            W.MEETINGS,
            90 + 30 * number,
            0,
            "Зустріч і лист-подяка",
            source=EffortSource.DONOR,
            donor_id=patron.id,
        )
    for days, work, minutes, spent, note in GENERAL:
        _add(world, days, work, minutes, spent, note, source=EffortSource.OTHER)
    world.session.flush()


def _add(world: World, days: int, work: EffortWork, minutes: int, spent: int, note: str, **more: object) -> None:
    day = world.workday(max(days, 1))
    world.session.add(
        FundraisingEffort(
            done_on=day,
            who_id=world.coordinator.id,
            work=work,
            minutes=minutes,
            amount=Decimal(spent),
            base_amount=Decimal(spent),
            rate_date=day,
            note=note,
            **more,
        )
    )
