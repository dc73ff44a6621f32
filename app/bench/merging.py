"""The search for duplicates in the whole base, and the merge of two contacts with many records, timed."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.bench.data import insert
from models.base import utc_now
from models.branches import Branch
from models.contacts import Person
from models.donations import Donation
from models.interactions import Interaction
from models.volunteers import HoursEntry, Volunteer

SCAN_AND_MERGE = """
import json, resource, time
from app import create_app
app = create_app()
with app.app_context():
    from models import db
    from models.base import utc_now
    from app.bench.merging import two_full_contacts
    from app.services.duplicates import scan
    from app.services.merging import merge, undo_merge
    session = db.session()
    t = time.perf_counter()
    found = scan(session, now=utc_now())
    session.commit()
    scanned = time.perf_counter() - t
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    survivor, other = two_full_contacts(session, ROWS)
    t = time.perf_counter()
    done = merge(session, survivor, other, by=None, now=utc_now())
    session.commit()
    merged = time.perf_counter() - t
    moved = done.records
    t = time.perf_counter()
    undo_merge(session, done, by=None, now=utc_now())
    session.commit()
    undone = time.perf_counter() - t
print(json.dumps({"scan": scanned, "contacts": found.contacts, "pairs": found.pairs, "memory": memory,
                  "merge": merged, "undo": undone, "rows": moved}))
"""

MERGED_ROWS = 10_000


def two_full_contacts(session: Session, rows: int) -> tuple[Person, Person]:
    """Make two volunteers of other names, each with half of the rows: interactions, donations and hours alike."""
    now = utc_now()
    branch_id = session.scalars(sa.select(Branch.id).limit(1)).one()
    people = []
    for name in ("Петренко", "Petrenko"):
        person = Person(last_name=name, first_name="Олена")
        person.rename()
        volunteer = Volunteer(person=person, branch_id=branch_id)
        session.add(volunteer)
        session.flush()
        people.append(person)
        share = rows // 3
        made = {"created_at": now, "updated_at": now, "version": 1}
        talks: Iterator[dict[str, Any]] = (
            {"contact_id": person.id, "kind": "call", "occurred_at": now, "subject": f"№ {number}", "body": "", **made}
            for number in range(share)
        )
        insert(session, Interaction, talks)
        gifts: Iterator[dict[str, Any]] = (
            {
                "donor_id": person.id, "kind": "money", "received_on": now.date(), "purpose": f"На книжки {number}",
                "description": "", "branch_id": branch_id, "document_number": "", "amount": Decimal(100),
                "base_amount": Decimal(100), "currency": "UAH", "rate": Decimal(1), "rate_date": now.date(),
                "rate_source": "same_currency", **made,
            }
            for number in range(share)
        )  # fmt: skip
        insert(session, Donation, gifts)
        hours: Iterator[dict[str, Any]] = (
            {
                "volunteer_id": volunteer.id, "branch_id": branch_id, "worked_on": now.date(), "minutes": 60,
                "activity": "", "status": "logged", **made,
            }
            for _number in range(rows - 2 * share)
        )  # fmt: skip
        insert(session, HoursEntry, hours)
    session.commit()
    return people[0], people[1]
