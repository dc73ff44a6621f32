"""Synthetic applications: every stage with its history, and one whose report is as long as a real one."""

import random
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.grants import Stage, brings_money
from app.domain.text import sort_key
from models.events import Event
from models.grant_money import BudgetLine, BudgetLineSource, Expenditure
from models.grants import Application, ApplicationStageChange

WORDS = ["Читання", "Громада", "Спадщина", "Майстерня", "Місто", "Простір", "Культура", "Освіта", "Розвиток", "Книга"]

FUNDERS = 60


def insert_applications(session: Session, rng: random.Random, size: Any, now: datetime, user_id: int) -> None:
    """Write applications in every stage with their history, and one with a full report's worth of spending.

    The first forty events are those of the first application, every tenth of the rest belongs to another one.
    """
    stages = list(Stage)
    rows, changes = [], []
    for number in range(1, size.applications + 1):
        stage = Stage.REPORTING if number == 1 else stages[number % len(stages)]
        title = f"Проєкт «{rng.choice(WORDS)}» № {number}"
        won = brings_money(stage)
        amount = rng.randrange(50, 900) * 1000
        rows.append(
            {
                "id": number,
                "title": title,
                "sort_key": sort_key(title),
                "funder_id": size.people + 1 + number % FUNDERS,
                "owner_id": user_id,
                "scope": "all",
                "stage": stage.value,
                "held_stage": "drafting" if stage is Stage.SUSPENDED else None,
                "current_change_id": None if stage is Stage.IDEA else number,
                "currency": "UAH",
                "rate": 1,
                "rate_date": date(2026, 1, 1),
                "rate_source": "same_currency",
                "requested_amount": amount,
                "requested_base": amount,
                "cofinancing_amount": 0,
                "cofinancing_base": 0,
                "awarded_amount": amount if won else None,
                "awarded_base": amount if won else None,
                "awarded_on": date(2026, 1, 15) if won else None,
                "starts_on": date(2026, 1, 1),
                "ends_on": date(2026, 12, 31),
                "agreement_number": f"{number}/26",
                "leader": "Олена Міст",
                "version": 1,
                "created_at": now,
                "updated_at": now - timedelta(minutes=number),
            }
        )
        if stage is not Stage.IDEA:
            lost = "low_score" if stage in {Stage.REJECTED, Stage.WITHDRAWN} else None
            changes.append(
                {
                    "id": number,
                    "application_id": number,
                    "from_stage": "idea",
                    "to_stage": stage.value,
                    "at": now,
                    "by_id": user_id,
                    "reason_code": lost,
                    "reason": "",
                }
            )
    session.execute(sa.insert(Application), rows)
    session.execute(sa.insert(ApplicationStageChange), changes)
    lines = [
        {
            "id": n,
            "application_id": 1,
            "code": str(n),
            "position": n,
            "category": "materials",
            "item": f"Матеріали, партія {n}",
            "unit": "компл.",
            "quantity": 1,
            "price": 1000,
            "planned": 1000,
            "version": 1,
            "created_at": now,
            "updated_at": now,
        }
        for n in range(1, 41)
    ]
    session.execute(sa.insert(BudgetLine), lines)
    paid = [{"line_id": line["id"], "source": "grant", "amount": line["planned"]} for line in lines]
    session.execute(sa.insert(BudgetLineSource), paid)
    spent = [
        {
            "application_id": 1,
            "budget_line_id": n % 40 + 1,
            "source": "grant",
            "spent_on": date(2026, 1 + n % 10, 1 + n % 28),
            "amount": 200,
            "currency": "UAH",
            "base_amount": 200,
            "grant_amount": 200,
            "rate": 1,
            "rate_date": date(2026, 1, 1),
            "rate_source": "same_currency",
            "document_type": "invoice",
            "document_number": f"РН-{n}",
            "counterparty": "ТОВ «Книжковий гурт»",
            "note": "",
            "version": 1,
            "created_at": now,
            "updated_at": now,
        }
        for n in range(180)
    ]
    session.execute(sa.insert(Expenditure), spent)
    session.execute(sa.update(Event).where(Event.id <= 40).values(application_id=1))
    others = sa.update(Event).where(Event.id > 40, Event.id % 10 == 0)
    session.execute(others.values(application_id=2 + Event.id % (size.applications - 1)))
