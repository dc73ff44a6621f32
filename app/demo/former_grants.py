"""Applications of former years, all decided: the record from which chances are reckoned and forecasts are judged.

They were taken over from the paper journal of the time, so their rows are written as they stand.
"""

from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from app.demo.world import World
from app.domain.grants import LossReason, Stage
from app.domain.partnerships import BranchScope
from app.domain.text import sort_key
from app.services.renewals import renew_of
from models.awards import GrantReceipt
from models.grant_money import Disbursement
from models.grants import Application, ApplicationStageChange

S, L = Stage, LossReason
_SENT = (S.DRAFTING, S.APPROVAL, S.SUBMITTED, S.REVIEW)
_QUICK = (S.DRAFTING, S.SUBMITTED, S.REVIEW)
_ASKED = (*_SENT, S.CLARIFICATION)
_DONE = (S.AWARDED, S.CONTRACTING, S.IMPLEMENTATION, S.REPORTING, S.CLOSED)
# How long a stage usually took, in days, before the next move.
_DAYS = {
    S.IDEA: 9, S.SELECTION: 11, S.DRAFTING: 24, S.APPROVAL: 5, S.SUBMITTED: 12, S.REVIEW: 46, S.CLARIFICATION: 13,
    S.AWARDED: 15, S.CONTRACTING: 21, S.IMPLEMENTATION: 150, S.REPORTING: 38,
}  # fmt: skip


class Former(NamedTuple):
    """An application begun so many days ago; the call names its funder, `lost` says why it brought nothing."""

    title: str
    call: str
    asked: int
    begun: int
    way: tuple[Stage, ...]
    lost: LossReason | None = None
    branch: str = ""


FORMER = (
    Former("Книги на колесах: бібліобус до старост", "ubi", 96_000, 1_690, (*_SENT, S.REJECTED), L.BUDGET_LIMIT),
    Former("Мовний клуб для переселенців", "irex", 148_000, 1_655, (*_SENT, S.REJECTED), L.LOW_SCORE),
    Former("Ігротека у читальній залі", "evz", 64_000, 1_610, (*_QUICK, S.AWARDED), branch="F03"),
    Former("Цифрова скарбниця краю", "ucf", 420_000, 1_580, (S.SELECTION, *_ASKED, S.REJECTED), L.BUDGET_LIMIT),
    Former("Театр тіней на подвір’ї", "ucf", 118_000, 1_540, (S.SELECTION, S.WITHDRAWN), L.MISSED_DEADLINE),
    Former("Вишиті казки: майстерня для родин", "ubi", 38_000, 1_500, (*_SENT, S.AWARDED)),
    Former("Медіапростір «Підвал»", "hoe", 210_000, 1_470, (*_SENT, S.REJECTED), L.LOW_SCORE, "ST"),
    Former("Тиха кімната для підлітків", "evz", 74_000, 1_430, (*_ASKED, S.AWARDED), branch="F03"),
    Former("Університет третього віку", "irf", 165_000, 1_395, (*_SENT, S.REJECTED), L.LOW_SCORE),
    Former("Літня читальня у парку", "ubi", 52_000, 1_350, (S.WITHDRAWN,), L.MISSED_DEADLINE),
    Former("Архів усних історій", "ucf", 286_000, 1_320, (S.SELECTION, *_SENT, S.REJECTED), L.LOW_SCORE),
    Former("Переклад казок шрифтом Брайля", "ce", 360_000, 1_300, (S.SELECTION, S.WITHDRAWN), L.NO_COFINANCING),
    Former("Школа юного блогера", "hoe", 92_000, 1_280, (S.DRAFTING, S.WITHDRAWN), L.PARTNER_LEFT, "ST"),
    Former("Пандус і тактильна навігація", "undp", 340_000, 1_240, (*_ASKED, S.AWARDED)),
    Former("Нічна бібліотека", "ubi", 29_000, 1_200, (*_QUICK, S.REJECTED), L.PRIORITIES_CHANGED),
    Former("Кіноклуб під відкритим небом", "ce", 480_000, 1_165, (S.SELECTION, *_SENT, S.REJECTED), L.NO_COFINANCING),
    Former("Робототехніка для сільських філій", "irex", 190_000, 1_120, (*_SENT, S.AWARDED)),
    Former("Зелена полиця: насіннєва бібліотека", "ecf", 88_000, 1_080, (*_ASKED, S.AWARDED), branch="HB"),
    Former("Подкаст міських легенд", "hoe", 76_000, 1_040, (*_QUICK, S.REJECTED), L.LOW_SCORE, "ST"),
    Former("Шахові зустрічі у скверах", "ubi", 18_000, 1_030, (S.WITHDRAWN,), L.PRIORITIES_CHANGED),
    Former("Ретрозал вінілу", "ucf", 130_000, 1_010, (S.DRAFTING, S.APPROVAL, S.WITHDRAWN), L.NO_COFINANCING),
    Former("Читання для незрячих: аудіополиця", "undp", 225_000, 975, (*_SENT, S.AWARDED)),
)  # fmt: skip


# What the marathon of reading, which won this year, continues.
RENEWED = "Вишиті казки: майстерня для родин"


def add_former_grants(world: World) -> None:
    """Write the applications with their histories, and the money of those that were won."""
    rng = world.rng("former grants")
    for plan in FORMER:
        begun = world.workday(plan.begun)
        application = Application(
            title=plan.title,
            sort_key=sort_key(plan.title),
            funder_id=world.calls[plan.call].funder_id,
            owner_id=world.coordinator.id,
            scope=BranchScope.ONE if plan.branch else BranchScope.ALL,
            branch_id=world.branch(plan.branch).id if plan.branch else None,
            requested_amount=Decimal(plan.asked),
            requested_base=Decimal(plan.asked),
            rate_date=begun,
        )
        world.session.add(application)
        world.session.flush()
        world.note("applications", application.id, begun)
        world.former.append(application)
        won = plan.way[-1] is S.AWARDED
        before, day = S.IDEA, begun
        for stage in (*plan.way[:-1], *(_DONE if won else plan.way[-1:])):
            day += timedelta(days=max(1, round(_DAYS[before] * rng.uniform(0.6, 1.5))))
            _move(world, application, stage, plan.lost, day)
            before = stage
        if won:
            _pay(world, application, rng.randint(20, 60))
        if plan.title == RENEWED:
            renew_of(world.session, world.applications["reading"], application)


def _move(world: World, application: Application, stage: Stage, lost: LossReason | None, day: date) -> None:
    change = ApplicationStageChange(
        application_id=application.id,
        from_stage=application.stage,
        to_stage=stage,
        at=world.moment(day, 11),
        by_id=world.coordinator.id,
        reason_code=lost if stage in (S.REJECTED, S.WITHDRAWN) else None,
    )
    world.session.add(change)
    world.session.flush()
    application.current_change_id, application.stage = change.id, stage
    if stage is S.SUBMITTED:
        application.submitted_on = day
    if stage is S.AWARDED:
        application.awarded_on = day
        application.awarded_amount = application.awarded_base = application.requested_amount
    if stage is S.IMPLEMENTATION:
        application.starts_on = day
    if stage is S.REPORTING:
        application.ends_on = day
    world.session.flush()


def _pay(world: World, application: Application, days: int) -> None:
    assert application.awarded_amount is not None and application.starts_on is not None
    received = application.starts_on + timedelta(days=days)
    tranche = Disbursement(
        application_id=application.id,
        number=1,
        due_on=received,
        settled_on=received,
        amount=application.awarded_amount,
        base_amount=application.awarded_amount,
        rate_date=received,
    )
    world.session.add(tranche)
    world.session.flush()
    receipt = GrantReceipt(
        disbursement_id=tranche.id,
        received_on=received,
        amount=tranche.amount,
        currency=tranche.currency,
        tranche_amount=tranche.amount,
        base_amount=tranche.base_amount,
        rate=tranche.rate,
        rate_date=received,
        rate_source=tranche.rate_source,
    )
    world.session.add(receipt)
    world.session.flush()
