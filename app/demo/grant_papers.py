"""The money and the papers of the won grants: lines, spending with documents."""

import random
from decimal import Decimal

import sqlalchemy as sa

from app.demo.budgets import BUDGETS, CALL_FORM, FUNDER_FORM, KEKV, MOVES, SPENDING, Line
from app.demo.world import World
from app.domain.grants import BudgetCategory, DocumentType
from app.domain.headings import HeadingData
from app.domain.money import apportion, quantize, to_base
from app.queries.rates import base_currency
from app.services.budget_lines import LineData, reallocate, save_line
from app.services.budget_spending import ExpenditureData, save_expenditure
from app.services.funder_headings import save_headings
from models.grant_money import BudgetLine
from models.grants import Application

B, D = BudgetCategory, DocumentType
PAPERS = {
    B.STAFF: (D.ACT, "АВР"),
    B.SOCIAL_CONTRIBUTIONS: (D.PAYROLL, "ВВ"),
    B.TRAVEL: (D.RECEIPT, "КВ"),
    B.RENT: (D.CONTRACT, "ДО"),
    B.EQUIPMENT: (D.DELIVERY_NOTE, "ВН"),
    B.MATERIALS: (D.DELIVERY_NOTE, "ВН"),
    B.BOOKS: (D.DELIVERY_NOTE, "ВН"),
    B.PRINTING: (D.INVOICE, "РФ"),
    B.SERVICES: (D.ACT, "АВР"),
    B.PROMOTION: (D.INVOICE, "РФ"),
    B.INDIRECT: (D.OTHER, "МО"),
}
CENTS = 100


def add_grant_money(world: World) -> None:
    """Write the budgets, and what was spent on them."""
    rng = world.rng("grant money")
    for key, lines in BUDGETS.items():
        application = world.applications[key]
        for line in lines:
            _spend(world, rng, application, key, line)
        _move(world, application, key)
    _headings(world)


def _move(world: World, application: Application, key: str) -> None:
    """Move money between the lines of a grant."""
    found = world.session.scalars(sa.select(BudgetLine).where(BudgetLine.application_id == application.id))
    lines = {line.code: line for line in found}
    for move in MOVES.get(key, ()):
        reallocate(
            world.session,
            lines[move.start],
            lines[move.end],
            Decimal(move.amount),
            by=world.coordinator,
            on=world.workday(move.days),
            reason=move.reason,
            consent=move.consent,
        )


def _headings(world: World) -> None:
    """Write down the budget form of a funder, and that of a call, in which one of our categories has no place yet."""
    owners = (
        (FUNDER_FORM, {"funder_id": world.applications["challenge"].funder_id}),
        (CALL_FORM, {"call_id": world.calls["hoe_next"].id}),
    )
    for form, owner in owners:
        headings = [HeadingData(code, uk, en) for code, uk, en, _categories in form]
        places = {category: code for code, _uk, _en, categories in form for category in categories}
        save_headings(world.session, None, headings, places, **owner)


def _spend(world: World, rng: random.Random, application: Application, key: str, line: Line) -> None:
    kept = save_line(
        world.session,
        application,
        LineData(
            code=line.code,
            category=line.category,
            item=line.item,
            price=Decimal(line.price),
            quantity=Decimal(line.quantity),
            unit=line.unit,
            kekv=KEKV.get(line.category, "") if application.currency is base_currency() else "",
            sources={source: Decimal(amount) for source, amount in line.shared.items()},
            rest=line.source,
        ),
    )
    if not line.spent:
        return
    # Each paper has a share of the line in whole cents, so that the papers add up to what was spent.
    spent = quantize(kept.planned * Decimal(str(line.spent)))
    parts = apportion(int(spent * CENTS), [rng.uniform(0.7, 1.3) for _ in range(line.papers)])
    first, last = SPENDING[key]
    step = (first - last) // (line.papers + 1)
    base = base_currency()
    kind, letters = PAPERS[line.category]
    for number, part in enumerate(parts, start=1):
        day = world.workday(first - step * number + rng.randint(-step // 3, step // 3))
        amount, currency = Decimal(part) / CENTS, application.currency
        if application.currency is not base:
            # The library pays at home: a paper in the base currency, at the rate of the agreement.
            amount, currency = to_base(amount, application.rate), base
        save_expenditure(
            world.session,
            application,
            ExpenditureData(
                line=kept,
                source=line.source,
                over_reason=line.over,
                spent_on=day,
                amount=amount,
                currency=currency,
                document_type=kind,
                document_number=f"{letters}-{rng.randint(11, 989):03d}",
                counterparty=line.counterparty,
            ),
            today=world.today,
        )
