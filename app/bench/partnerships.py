"""Partnerships with agreements, joint events and ledger entries; opportunities with shifts and places in them."""

import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from models.agreements import Agreement, LedgerEntry
from models.events import event_partners
from models.opportunities import Assignment, Opportunity, Shift
from models.partner_spans import refill_spans
from models.partnerships import Partnership

Rows = Iterator[dict[str, Any]]
Insert = Callable[[Session, Any, Rows], None]
TYPES = ("ngo", "society", "school", "business", "media", "authority", "institution")
OPPORTUNITIES, SHIFTS, DAYS = 200, 10_000, 1_095


def insert_partnerships(
    session: Session, rng: random.Random, size: Any, now: datetime, places: list[int], insert: Insert
) -> None:
    """Write partnerships of the first organisations, and shifts of the branches with one place each."""
    insert(session, Partnership, partnerships(rng, size, now, places))
    insert(session, Agreement, agreements(rng, size, now))
    insert(session, event_partners, joint_events(rng, size))
    refill_spans(session)
    session.commit()
    insert(session, LedgerEntry, ledger(rng, size, now))
    insert(session, Opportunity, opportunities(now, places))
    insert(session, Shift, shifts(rng, now, places))
    insert(session, Assignment, assignments(size, now))


def stamps(now: datetime) -> dict[str, Any]:
    """Return the columns that every versioned record has."""
    return {"version": 1, "created_at": now, "updated_at": now}


def partnerships(rng: random.Random, size: Any, now: datetime, places: list[int]) -> Rows:
    """Yield partnerships in their first stage, half of them of one branch."""
    for number in range(1, size.partnerships + 1):
        branch = rng.choice(places) if number % 2 else None
        yield {
            "id": number,
            "organisation_id": size.people + number,
            "partner_type": TYPES[number % len(TYPES)],
            "stage": "identified",
            "scope": "one" if branch else "all",
            "branch_id": branch,
            **stamps(now),
        }


def agreements(rng: random.Random, size: Any, now: datetime) -> Rows:
    """Yield an agreement of a year or two for two partners of three."""
    for number in range(1, size.partnerships + 1):
        if number % 3:
            begins = (now - timedelta(days=rng.randrange(DAYS))).date()
            yield {
                "partnership_id": number,
                "kind": "memorandum",
                "number": f"МС-{number}",
                "signed_on": begins,
                "valid_from": begins,
                "valid_until": begins + timedelta(days=365 * rng.randrange(1, 3)),
                **stamps(now),
            }


def joint_events(rng: random.Random, size: Any) -> Rows:
    """Yield four joint events of each partner."""
    for number in range(1, size.partnerships + 1):
        for event_id in rng.sample(range(1, size.events + 1), 4):
            yield {"event_id": event_id, "organisation_id": size.people + number}


def ledger(rng: random.Random, size: Any, now: datetime) -> Rows:
    """Yield four entries of each partner, both ways; every eighth is of an application, every sixth of an event."""
    for number in range(4 * size.partnerships):
        amount = Decimal(rng.randrange(1, 5_000))
        yield {
            "partnership_id": 1 + number // 4,
            "direction": "partner_gives" if number % 2 else "library_gives",
            "kind": ("space", "hours", "goods", "audience")[number % 4],
            "happened_on": (now - timedelta(days=rng.randrange(DAYS))).date(),
            "quantity": Decimal(rng.randrange(1, 40)),
            "description": f"Внесок № {number}",
            "application_id": None if number % 8 else 1 + number // 8 % size.applications,
            "event_id": None if number % 6 else 1 + number // 6 % size.events,
            "amount": amount,
            "base_amount": amount,
            "currency": "UAH",
            "rate": Decimal(1),
            "rate_date": now.date(),
            "rate_source": "same_currency",
            **stamps(now),
        }


def opportunities(now: datetime, places: list[int]) -> Rows:
    """Yield open opportunities of every branch."""
    for number in range(1, OPPORTUNITIES + 1):
        yield {
            "id": number,
            "token": f"opportunity-{number:05}",
            "title": f"Допомога № {number}",
            "sort_key": f"{number:05}",
            "branch_id": places[number % len(places)],
            "kind": "recurring",
            "status": "open",
            "visibility": "public",
            "self_signup": True,
            **stamps(now),
        }


def shifts(rng: random.Random, now: datetime, places: list[int]) -> Rows:
    """Yield shifts of two hours, half a year back and ahead."""
    for number in range(1, SHIFTS + 1):
        begins = now + timedelta(days=rng.randrange(-180, 180))
        opportunity = 1 + number % OPPORTUNITIES
        yield {
            "id": number,
            "opportunity_id": opportunity,
            "branch_id": places[opportunity % len(places)],
            "day": begins.date(),
            "starts_at": begins,
            "ends_at": begins + timedelta(hours=2),
            "needed": 3,
            "taken": 1,
            **stamps(now),
        }


def assignments(size: Any, now: datetime) -> Rows:
    """Yield one place of each shift."""
    for number in range(1, SHIFTS + 1):
        volunteer = 1 + number % size.volunteers
        yield {"shift_id": number, "volunteer_id": volunteer, "status": "confirmed", "source": "staff", **stamps(now)}
