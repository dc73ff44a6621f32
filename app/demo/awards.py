"""What followed the awards: agreements, tranches in every state, amendments, returned reports, co-financing."""

from decimal import Decimal
from io import BytesIO
from typing import NamedTuple

import sqlalchemy as sa

from app.demo.world import World
from app.domain.awards import AmendmentKind, GateKind
from app.domain.contacts import OrganisationType
from app.domain.donations import DonationKind, InKindStatus
from app.domain.grant_claims import ClaimSource
from app.domain.grants import DeliverableKind
from app.domain.ledger import LedgerDirection, LedgerKind
from app.domain.money import to_base
from app.queries.grant_claims import candidates
from app.queries.rates import base_currency, rate_on
from app.services.award_amendments import AmendmentData, apply_amendment, save_amendment
from app.services.awards import GrantAgreementData, attach_paper, save_agreement
from app.services.files import attach_file
from app.services.grant_claims import claim_records, release_claims
from app.services.grant_work import add_deliverable, return_deliverable
from app.services.ledger import LedgerData, add_entry
from app.services.tranche_receipts import ReceiptData, record_receipt
from app.services.tranches import GateData, add_gate, plan_disbursement, tick_gate
from models.donations import Donation
from models.grant_money import Disbursement
from models.grants import Application, Deliverable
from models.partnerships import Partnership

K, G = DeliverableKind, GateKind


class Condition(NamedTuple):
    """What must happen first; `ticked` is how many days ago a condition in words was met."""

    kind: GateKind
    deliverable: DeliverableKind | None = None
    percent: int | None = None
    text: str = ""
    ticked: int | None = None


class Receipt(NamedTuple):
    """Money that came so many days ago; `home` says that the bank credited it in the base currency."""

    amount: str
    came: int
    document: str
    home: bool = False
    why: str = ""


class Tranche(NamedTuple):
    """A tranche that was due so many days ago; negative days lie ahead."""

    amount: str
    due: int
    condition: str
    gates: tuple[Condition, ...] = ()
    receipts: tuple[Receipt, ...] = ()


TRANCHES: dict[str, tuple[Tranche, ...]] = {
    "nearby": (
        Tranche("490000", 300, "Після підписання договору", (), (Receipt("490000", 298, "ПД-1172"),)),
        Tranche("392000", 170, "Після прийняття проміжного звіту", (Condition(G.ACCEPTED, K.INTERIM_REPORT),),
                (Receipt("300000", 146, "ПД-1409"), Receipt("92000", 140, "ПД-1431"))),
        Tranche("98000", 60, "Після перевірки кошторису",
                (Condition(G.CONDITION, text="Фінансовий відділ донора перевірив кошторис", ticked=50),),
                (Receipt("98000", 55, "ПД-1688", why="Донор переказав гроші раніше, ніж надіслав висновок."),)),
    ),
    "challenge": (
        Tranche("6000", 165, "Після підписання угоди", (), (Receipt("6000", 163, "SWIFT-20418", home=True),)),
        Tranche("1500", -20, "Двома частинами, у міру потреби", (), (Receipt("900", 12, "SWIFT-31875"),)),
        Tranche("1500", 2, "Після подання змістового звіту за півріччя",
                (Condition(G.SUBMITTED, K.INTERIM_REPORT), Condition(G.SPENT, percent=80))),
        Tranche("500", -60, "На підсумкову подію"),
        Tranche("500", -140, "Після прийняття підсумкового звіту", (Condition(G.ACCEPTED, K.FINAL_REPORT),)),
    ),
    "reading": (
        Tranche("300000", -40, "Після підписання договору"),
        Tranche("131500", -190, "Після прийняття проміжного звіту", (Condition(G.SPENT, percent=80),)),
    ),
    "former": (
        Tranche("6800", 668, "Після підписання угоди", (), (Receipt("6800", 660, "SWIFT-11207"),)),
        Tranche("3000", 500, "Після прийняття проміжного звіту", (Condition(G.ACCEPTED, K.INTERIM_REPORT),),
                (Receipt("3000", 488, "SWIFT-14990"),)),
    ),
}  # fmt: skip
PAPER = "Договір про надання гранту (демонстраційний документ)\n"


def add_awards(world: World) -> None:
    """Write down what followed each award."""
    _agreements(world)
    for key, tranches in TRANCHES.items():
        for tranche in tranches:
            _tranche(world, world.applications[key], tranche)
    _amendments(world)
    _returned(world)
    _cofinancing(world)


def _agreements(world: World) -> None:
    for key, through in (("nearby", False), ("challenge", True), ("former", False)):
        application = world.applications[key]
        record = save_agreement(
            world.session,
            application,
            GrantAgreementData(
                agreement_number=application.agreement_number,
                agreement_on=application.agreement_on,
                starts_on=application.starts_on,
                ends_on=application.ends_on,
                applicant_id=_applicant(application) if through else None,
                note="Заявку від імені бібліотеки подала партнерська організація." if through else "",
            ),
            today=world.today,
        )
        if key == "nearby":
            paper = attach_file(
                world.session, world.store, "application", application.id, BytesIO(PAPER.encode()),
                "договір.txt", by=world.coordinator,
            )  # fmt: skip
            paper.caption = "Договір про надання гранту"
            attach_paper(world.session, record, paper)


def _applicant(application: Application) -> int:
    """Return a partner that may sign for the library: a public organisation, if there is one."""
    public = [row for row in application.partners if row.organisation_type is OrganisationType.NGO]
    return (public or application.partners)[0].id


def _tranche(world: World, application: Application, plan: Tranche) -> None:
    planned = plan_disbursement(
        world.session,
        application,
        amount=Decimal(plan.amount),
        due_on=world.workday(plan.due),
        condition=plan.condition,
    )
    for condition in plan.gates:
        handed = [item for item in application.deliverables if item.kind is condition.deliverable]
        gate = add_gate(
            world.session,
            planned,
            GateData(
                kind=condition.kind,
                deliverable_id=handed[0].id if handed else None,
                percent=condition.percent,
                text=condition.text,
            ),
        )
        if condition.ticked is not None:
            day = world.workday(condition.ticked)
            tick_gate(world.session, gate, on=day, today=world.today, by=world.users["accountant"])
    for receipt in plan.receipts:
        _receipt(world, planned, receipt)


def _receipt(world: World, tranche: Disbursement, receipt: Receipt) -> None:
    day, amount, currency = world.workday(receipt.came), Decimal(receipt.amount), tranche.currency
    if receipt.home:
        found = rate_on(world.session, tranche.currency, day, base_currency())
        amount, currency = to_base(amount, found.rate if found else tranche.rate), base_currency()
    record_receipt(
        world.session,
        tranche,
        ReceiptData(
            amount=amount,
            currency=currency,
            received_on=day,
            document_number=receipt.document,
            override_reason=receipt.why,
        ),
        by=world.users["accountant"],
        today=world.today,
    )


def _amendments(world: World) -> None:
    """One applied, one that waits for the funder, one that is ready to be applied."""
    nearby, challenge = world.applications["nearby"], world.applications["challenge"]
    ends_on = nearby.ends_on
    nearby.ends_on = world.ago(54)
    applied = save_amendment(
        world.session,
        nearby,
        AmendmentData(
            number="1",
            agreed_on=world.workday(75),
            consent_on=world.workday(78),
            reason="Через відключення світла дві майстерні перенесено на наступний місяць.",
            ends_on=ends_on,
            words=(
                (AmendmentKind.BUDGET, "Друк афіш – 12 000 грн", "Друк афіш – 8 400 грн, решта на зарядні станції"),
            ),
        ),
        today=world.today,
    )
    moment = world.moment(world.workday(74), 15)
    apply_amendment(world.session, applied, today=world.today, now=moment, by=world.users["director"])
    save_amendment(
        world.session,
        challenge,
        AmendmentData(
            number="1",
            agreed_on=world.workday(30),
            consent_on=world.workday(21),
            reason="Набережну закрили на ремонт, тож майстерні проходять у парку.",
            words=((AmendmentKind.ACTIVITIES, "Вісім майстерень на набережній", "Вісім майстерень у міському парку"),),
        ),
        today=world.today,
    )
    save_amendment(
        world.session,
        challenge,
        AmendmentData(
            number="2",
            agreed_on=world.workday(6),
            reason="Ведуча подкасту переїхала до іншого міста.",
            ends_on=world.ago(-130),
            words=((AmendmentKind.TEAM, "Ведуча подкасту – Калинчук С.", "Ведучий подкасту – Ясенко М."),),
        ),
        today=world.today,
    )


def _returned(world: World) -> None:
    """A report that the funder gave back, and one that waits to be accepted."""
    nearby, session = world.applications["nearby"], world.session
    returned = _handed_in(world, nearby, "Звіт про поширення інформації", due=31, submitted=33)
    return_deliverable(
        session,
        returned,
        on=world.workday(9),
        new_due_on=world.ago(-10),
        remarks="Додати посилання на публікації та охоплення кожної з них.",
        today=world.today,
        by=world.coordinator,
        now=world.moment(world.workday(9), 12),
    )
    _handed_in(world, nearby, "Фінансовий звіт за другий етап", due=20, submitted=22)


def _handed_in(world: World, application: Application, note: str, *, due: int, submitted: int) -> Deliverable:
    return add_deliverable(
        world.session,
        application,
        kind=K.INTERIM_REPORT,
        due_on=world.ago(due),
        submitted_on=world.workday(submitted),
        note=note,
        today=world.today,
    )


def _cofinancing(world: World) -> None:
    """Gifts linked to a grant, a partner's contribution, own money: some count, one was released, some wait."""
    nearby, session = world.applications["nearby"], world.session
    days = Donation.received_on.between(nearby.starts_on, nearby.ends_on)
    gifts = session.scalars(
        sa.select(Donation)
        .where(Donation.kind == DonationKind.IN_KIND, Donation.in_kind_status == InKindStatus.BOOKED, days)
        .order_by(Donation.id)
        .limit(3)
    ).all()
    for gift in gifts:
        gift.application_id = nearby.id
    partnership = session.scalar(
        sa.select(Partnership)
        .where(Partnership.organisation_id.in_([row.id for row in nearby.partners]))
        .order_by(Partnership.id)
        .limit(1)
    )
    assert partnership is not None
    for day, words, amount in (
        (200, "Зала на навчання ведучих майстерень", "9600"),
        (90, "Проєктор і звук на підсумкову подію", "4200"),
    ):
        add_entry(
            session,
            partnership,
            LedgerData(
                direction=LedgerDirection.PARTNER_GIVES,
                kind=LedgerKind.OTHER,
                happened_on=world.workday(day),
                description=words,
                amount=Decimal(amount),
                application_id=nearby.id,
            ),
            today=world.today,
        )
    by, now = world.users["accountant"], world.moment(world.workday(30), 11)
    linked = [row for row in candidates(session, nearby) if row.linked]
    counted = {
        source: [row.id for row in linked if row.source is source][:most]
        for source, most in ((ClaimSource.DONATION, 2), (ClaimSource.LEDGER, 1), (ClaimSource.EXPENDITURE, 3))
    }
    claims = [
        claim
        for source, ids in counted.items()
        for claim in claim_records(session, nearby, source, ids, by=by, now=now)
    ]
    reason = "Цю витрату вже відшкодував міський бюджет."
    release_claims(session, claims[-1:], reason=reason, by=by, now=world.moment(world.workday(25), 16))
