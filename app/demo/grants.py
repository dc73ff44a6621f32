"""Applications on their way: seven submitted within the year (three won), drafts, and one of the year before."""

from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple

from app.demo.application_work import begin_work
from app.demo.approvals import approve, set_up_stages
from app.demo.places import LEADER
from app.demo.world import World
from app.domain.grants import DeliverableKind, LetterOutcome, LossReason, Stage
from app.domain.money import Currency
from app.domain.partnerships import BranchScope, PartnershipStage
from app.services.grant_letters import answer_letter
from app.services.grant_work import add_deliverable
from app.services.grants import ApplicationData, create_application, link_partners, move_application
from app.services.renewals import renew_of
from models.grants import Application

S, K, C = Stage, DeliverableKind, Currency


class Due(NamedTuple):
    """Something to hand in: due, handed in and accepted so many days ago."""

    kind: DeliverableKind
    due: int
    submitted: int | None = None
    accepted: int | None = None
    note: str = ""


class Plan(NamedTuple):
    """An application and its way; days are reckoned back from today."""

    key: str
    title: str
    call: str
    currency: Currency
    requested: int
    cofinancing: int
    begun: int
    moves: tuple[tuple[Stage, int], ...]
    awarded: int | None = None
    starts: int | None = None
    ends: int | None = None
    agreement: str = ""
    agreed: int | None = None
    branch: str = ""
    lost: LossReason | None = None
    reason: str = ""
    due: tuple[Due, ...] = ()
    partners: int = 0
    resume: int | None = None
    renews: str = ""


PLANS = (
    Plan("former", "Медіаграмотна громада", "irex", C.USD, 9_900, 900, 900,
         ((S.DRAFTING, 880), (S.APPROVAL, 868), (S.SUBMITTED, 862), (S.REVIEW, 850), (S.AWARDED, 815),
          (S.CONTRACTING, 790), (S.IMPLEMENTATION, 670), (S.REPORTING, 425), (S.CLOSED, 372)),
         awarded=9_800, starts=668, ends=430, agreement="ЄЗД-0417", agreed=672,
         due=(Due(K.INTERIM_REPORT, 540, 543, 520), Due(K.FINAL_REPORT, 400, 408, 372)), partners=3),
    Plan("nearby", "Бібліотека поруч: простір спільної дії", "ucf", C.UAH, 980_000, 162_200, 410,
         ((S.SELECTION, 402), (S.DRAFTING, 395), (S.APPROVAL, 368), (S.SUBMITTED, 358), (S.REVIEW, 352),
          (S.AWARDED, 322), (S.CONTRACTING, 316), (S.IMPLEMENTATION, 300), (S.REPORTING, 18)),
         awarded=980_000, starts=300, ends=24, agreement="4ГР31-0286", agreed=306,
         due=(Due(K.INTERIM_REPORT, 160, 164, 149, "Змістовий і фінансовий звіт за перший етап"),
              Due(K.FINAL_REPORT, -12, None, None, "Змістовий і фінансовий звіт")),
         partners=7),
    Plan("challenge", "Річка єднає: екостудія на набережній", "ecf", C.EUR, 10_000, 1_200, 290,
         ((S.DRAFTING, 280), (S.APPROVAL, 259), (S.SUBMITTED, 252), (S.REVIEW, 240), (S.AWARDED, 190),
          (S.CONTRACTING, 184), (S.IMPLEMENTATION, 168)),
         awarded=10_000, starts=168, ends=-100, agreement="EC-UA-1107", agreed=174, branch="HB",
         due=(Due(K.INTERIM_REPORT, 6, None, None, "Змістовий звіт за перше півріччя"),
              Due(K.INTERIM_REPORT, -9, None, None, "Фінансовий звіт за перше півріччя"),
              Due(K.FINAL_REPORT, -130)),
         partners=3),
    Plan("reading", "Читає вся громада: марафон родинного читання", "ubi", C.UAH, 448_000, 40_000, 118,
         ((S.DRAFTING, 110), (S.APPROVAL, 82), (S.SUBMITTED, 74), (S.REVIEW, 60), (S.AWARDED, 9)),
         awarded=431_500, starts=-30, ends=-260, due=(Due(K.FINAL_REPORT, -290),), partners=3),
    Plan("tech", "Техніка для бібліотеки-студії", "hoe", C.EUR, 6_000, 0, 205,
         ((S.DRAFTING, 198), (S.APPROVAL, 168), (S.SUBMITTED, 161), (S.REVIEW, 150), (S.REJECTED, 95)), branch="ST",
         lost=LossReason.LOW_SCORE,
         reason="71 бал із прохідних 78: експерти просили докладніше описати сталість."
                " Порада – подати знову з партнером."),
    Plan("borders", "Казки без кордонів", "ce", C.EUR, 48_000, 12_000, 255,
         ((S.SELECTION, 250), (S.DRAFTING, 236), (S.APPROVAL, 190), (S.SUBMITTED, 182), (S.WITHDRAWN, 131)),
         lost=LossReason.PARTNER_LEFT, reason="Провідна організація консорціуму вийшла з проєкту.",
         due=(Due(K.INTERIM_REPORT, 20, None, None, "Звіт партнера консорціуму"),)),
    Plan("evz", "Третє місце: читальня-вітальня «Тепла лава»", "evz", C.EUR, 7_800, 900, 105,
         ((S.DRAFTING, 98), (S.APPROVAL, 70), (S.SUBMITTED, 64), (S.REVIEW, 48), (S.CLARIFICATION, 5)), branch="F03",
         partners=2),
    Plan("together", "Бібліотечний хаб громадських ініціатив", "irf", C.UAH, 640_000, 60_000, 85,
         ((S.DRAFTING, 80), (S.APPROVAL, 45), (S.SUBMITTED, 39), (S.REVIEW, 30)), partners=2),
    Plan("season", "Музей оживає: 12 історій бібліотеки-музею", "ucf_next", C.UAH, 720_000, 72_000, 60,
         ((S.SELECTION, 52), (S.DRAFTING, 40), (S.APPROVAL, 3)), branch="F12", partners=2, renews="nearby"),
    Plan("studio", "Студія звуку для підлітків", "hoe_next", C.EUR, 5_400, 0, 14,
         ((S.SELECTION, 12), (S.DRAFTING, 6)), branch="ST", renews="tech"),
    Plan("strength", "Місце сили у кожному селі", "ula", C.UAH, 180_000, 18_000, 39,
         ((S.SELECTION, 30), (S.SUSPENDED, 12)),
         reason="Чекаємо, чи громада виділить кошти на співфінансування.", resume=-20),
    Plan("audio", "Аудіогід вулицями старого міста", "undp", C.USD, 4_000, 0, 4, ()),
)  # fmt: skip


NOTES = {
    S.DRAFTING: "Робоча група: координаторка, методистка, завідувачка філії.",
    S.APPROVAL: "Заявку передано директорці на погодження.",
    S.REVIEW: "Донор підтвердив отримання заявки.",
    S.CONTRACTING: "Готуємо договір і кошторис.",
    S.CLARIFICATION: "Просять уточнити кошторис меблів і лист партнера.",
}


def add_applications(world: World) -> None:
    """Make the applications and walk each through its stages."""
    rng = world.rng("grants")
    working = [row for row in world.partnerships if row.stage is PartnershipStage.ACTIVE and row.agreements]
    for plan in PLANS:
        application = create_application(
            world.session, _data(world, plan), by=world.coordinator, today=world.ago(plan.begun)
        )
        world.applications[plan.key] = application
        world.note("applications", application.id, world.workday(plan.begun))
        joint = rng.sample(working, k=plan.partners)
        link_partners(world.session, application, [row.organisation_id for row in joint])
        begin_work(world, plan.key, application, plan.begun)
        _walk(world, plan, application)
        if plan.renews:
            renew_of(world.session, application, world.applications[plan.renews])
        for due in plan.due:
            add_deliverable(
                world.session,
                application,
                kind=due.kind,
                due_on=world.ago(due.due),
                submitted_on=None if due.submitted is None else world.workday(due.submitted),
                accepted_on=None if due.accepted is None else world.workday(due.accepted),
                note=due.note,
                today=world.today,
            )
    _finish_forms(world)
    letter = add_deliverable(
        world.session,
        world.applications["together"],
        kind=K.LETTER_OF_INTENT,
        due_on=world.ago(60),
        submitted_on=world.ago(63),
        accepted_on=world.ago(55),
        today=world.today,
    )
    answer_letter(world.session, letter, LetterOutcome.INVITED)
    set_up_stages(world)


def _data(world: World, plan: Plan) -> ApplicationData:
    return ApplicationData(
        title=plan.title,
        funder_id=None,
        call_id=world.calls[plan.call].id,
        owner_id=world.coordinator.id,
        scope=BranchScope.ONE if plan.branch else BranchScope.ALL,
        branch_id=world.branch(plan.branch).id if plan.branch else None,
        currency=plan.currency,
        requested_amount=Decimal(plan.requested),
        cofinancing_amount=Decimal(plan.cofinancing),
        rate_date=world.workday(plan.begun if plan.agreed is None else plan.agreed),
        starts_on=None if plan.starts is None else world.ago(plan.starts),
        ends_on=None if plan.ends is None else world.ago(plan.ends),
        agreement_number=plan.agreement,
        agreement_on=None if plan.agreed is None else world.workday(plan.agreed),
        leader=LEADER,
    )


def _walk(world: World, plan: Plan, application: Application) -> None:
    for step, day in plan.moves:
        explained = step in (S.REJECTED, S.WITHDRAWN, S.SUSPENDED)
        if application.stage is S.APPROVAL:
            approve(world, application, day)
        move_application(
            world.session,
            application,
            step,
            by=world.users["director"] if step is S.SUBMITTED and plan.key != "former" else world.coordinator,
            at=world.moment(world.workday(day), 11 + day % 5, day % 6 * 10),
            reason_code=plan.lost if explained else None,
            reason=plan.reason if explained else NOTES.get(step, "") if day % 2 == 0 else "",
            awarded_amount=Decimal(plan.awarded) if step is S.AWARDED and plan.awarded else None,
            resume_on=world.ago(plan.resume) if step is S.SUSPENDED and plan.resume is not None else None,
        )


def _finish_forms(world: World) -> None:
    """Accept the forms of applications that have been decided."""
    for application in world.applications.values():
        for deliverable in application.deliverables:
            decided = application.awarded_on
            if deliverable.kind is K.APPLICATION and deliverable.submitted_on and decided:
                deliverable.accepted_on = max(decided, deliverable.submitted_on + timedelta(days=1))
    world.session.flush()
