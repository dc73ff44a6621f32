"""Synthetic rows around people: own fields, consents, relationships, letters, tasks, pairs that look like one."""

import random
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.custom_fields import FieldType
from app.domain.relationships import GUARDIAN, PART_OF
from app.domain.tasks import LAST_DAY
from app.domain.text import loose_text, search_text
from models.audit import AuditEntry
from models.contacts import Affiliation
from models.custom_fields import CustomField, CustomOption, CustomValue
from models.duplicates import DuplicatePair
from models.interactions import InteractionDetails
from models.letters import Letter
from models.privacy import Consent, ConsentPurpose, ConsentText
from models.relationships import Relationship, RelationshipType
from models.tasks import Task

Rows = Iterator[dict[str, Any]]
Insert = Callable[[Session, type[Any], Rows], None]
# The organisation with a great many people, and how many of all people work there: one of so many.
CROWD_SHARE, CROWD_MOST = 10, 20_000
# Beside the account that measures, which has the first number.
COLLEAGUES = 11
OPTIONS = ("українська", "англійська", "жестова")
WORDS = ("краєзнавство", "дитяча література", "ігри", "переклади", "архіви", "ремесла")


def insert_around_people(
    session: Session, rng: random.Random, size: Any, now: datetime, user_id: int, places: list[int], insert: Insert
) -> None:
    """Write the rows; `insert` takes the session, a model and its rows, and keeps them in portions."""
    today = now.date()
    insert(session, Affiliation, crowd(size))
    insert(session, CustomValue, own_values(rng, size, own_fields(session), today))
    insert(session, Consent, consents(session, size, now, user_id))
    insert(session, Relationship, relationships(session, rng, size, now))
    insert(session, InteractionDetails, outcomes(size, today))
    insert(session, Task, tasks(rng, size, now, user_id, places))
    insert(session, Letter, letters(size, now, user_id))
    insert(session, DuplicatePair, pairs(size, now))
    insert(session, AuditEntry, changes(size, now, user_id))


def crowd(size: Any) -> Rows:
    """Yield the people of one organisation."""
    for number in range(1, min(size.people // CROWD_SHARE, CROWD_MOST) + 1):
        yield {"person_id": number, "organisation_id": size.people + 2, "role": "учасник гуртка"}


def own_fields(session: Session) -> dict[FieldType, CustomField]:
    """Add a field of every type, and return them."""
    names = {
        FieldType.CHOICE: "Мова спілкування",
        FieldType.TEXT: "Чим цікавиться",
        FieldType.NUMBER: "Читацький квиток",
        FieldType.DATE: "Записано",
        FieldType.FLAG: "Член ради",
    }
    fields = {
        kind: CustomField(
            type=kind, name_uk=name, key=search_text(name), for_people=True, position=place, in_list=place < 2
        )
        for place, (kind, name) in enumerate(names.items())
    }
    choice = fields[FieldType.CHOICE]
    choice.options = [CustomOption(name_uk=name, key=name, position=place) for place, name in enumerate(OPTIONS)]
    session.add_all(fields.values())
    session.commit()
    return fields


def own_values(rng: random.Random, size: Any, fields: dict[FieldType, CustomField], today: date) -> Rows:
    """Yield values of people: half of them have a choice, a number and a flag, few a text and a date."""
    ids = {kind: field.id for kind, field in fields.items()}
    options = [option.id for option in fields[FieldType.CHOICE].options]
    empty = dict.fromkeys(("text_value", "text_key", "number_value", "date_value", "flag_value", "option_id"))
    for number in range(1, size.people + 1):
        own = {**empty, "contact_id": number}
        if number % 2:
            yield {**own, "field_id": ids[FieldType.CHOICE], "option_id": options[number % 7 % 3]}
            yield {**own, "field_id": ids[FieldType.NUMBER], "number_value": number % 50_000}
            yield {**own, "field_id": ids[FieldType.FLAG], "flag_value": number % 11 == 0}
        if number % 10 == 0:
            words = f"{rng.choice(WORDS)}, {rng.choice(WORDS)}"
            yield {**own, "field_id": ids[FieldType.TEXT], "text_value": words, "text_key": loose_text(words)}
            joined = today - timedelta(days=number % 4000)
            yield {**own, "field_id": ids[FieldType.DATE], "date_value": joined}


def consents(session: Session, size: Any, now: datetime, user_id: int) -> Rows:
    """Yield consents: a third of the people agreed to get letters, some of them took it back, fewer to photographs."""
    texts = (
        sa.select(ConsentPurpose.code, ConsentPurpose.id, sa.func.min(ConsentText.id))
        .join(ConsentText, ConsentText.purpose_id == ConsentPurpose.id)
        .group_by(ConsentPurpose.code, ConsentPurpose.id)
    )
    known = {code: (purpose, text) for code, purpose, text in session.execute(texts)}
    for number in range(1, size.people + 1):
        for code, share in (("mailing", 3), ("photo", 20)):
            if number % share == 0:
                purpose, text = known[code]
                given = now.date() - timedelta(days=30 + number % 900)
                withdrawn = number % 40 == 0
                yield {
                    "contact_id": number,
                    "purpose_id": purpose,
                    "text_id": text,
                    "given_on": given,
                    "channel": "paper",
                    "note": "",
                    "entered_by_id": user_id,
                    "entered_at": now,
                    "withdrawn_on": given + timedelta(days=10) if withdrawn else None,
                    "withdrawal_channel": "email" if withdrawn else None,
                }


def relationships(session: Session, rng: random.Random, size: Any, now: datetime) -> Rows:
    """Yield guardians of a tenth of the people, and organisations of which each fifth is part of a whole."""
    types = {row.code: row.id for row in session.execute(sa.select(RelationshipType.code, RelationshipType.id))}
    same = {"starts_on": None, "ends_on": None, "note": "", "version": 1, "created_at": now, "updated_at": now}
    for number in range(10, size.people + 1, 10):
        other = rng.randrange(1, number)
        yield {**same, "type_id": types[GUARDIAN], "from_contact_id": other, "to_contact_id": number}
    for number in range(size.people + 5, size.people + size.organisations + 1, 5):
        whole = size.people + 1 + (number - size.people - 1) // 50
        if whole != number:
            yield {**same, "type_id": types[PART_OF], "from_contact_id": number, "to_contact_id": whole}


def outcomes(size: Any, today: date) -> Rows:
    """Yield what else is known of each twentieth interaction."""
    for number in range(20, size.interactions + 1, 20):
        yield {
            "id": number,
            "direction": "incoming" if number % 3 else "outgoing",
            "minutes": 15,
            "outcome": ("agreed", "call_back", "no_answer")[number % 3],
            "outcome_note": "",
            "next_step": "Зателефонувати ще раз" if number % 3 == 1 else "",
            "next_on": today if number % 3 == 1 else None,
            "sender": "",
            "recipients": "",
        }


def tasks(rng: random.Random, size: Any, now: datetime, user_id: int, places: list[int]) -> Rows:
    """Yield tasks: most are done, a hundredth of the open ones have no day, forty are of this week.

    Most are about people, some about applications and events; every other one belongs to a branch.
    """
    for number in range(1, size.tasks + 1):
        is_open = number % 20 == 0
        near = is_open and number <= 800
        due = now.date() + timedelta(days=number // 20 % 7 if near else rng.randrange(8, 400))
        if not is_open:
            due = now.date() - timedelta(days=rng.randrange(1, 900))
        dated = near or number % 2000 != 0
        of_application, of_event = not near and number % 5 == 1, not near and number % 10 == 2
        yield {
            "id": number,
            "title": f"Зателефонувати, справа № {number}",
            "note": "",
            "due_on": due if dated else None,
            "due_key": due if dated else LAST_DAY,
            "assignee_id": user_id if near else None if is_open else 1 + number % (1 + COLLEAGUES),
            "priority": "high" if number % 7 == 0 else "low" if number % 11 == 0 else "normal",
            "branch_id": places[number % len(places)] if number % 2 else None,
            "state": "open" if is_open else "done",
            "closed_at": None if is_open else now - timedelta(days=1, minutes=number),
            "contact_id": None if of_application or of_event else rng.randrange(1, size.people + 1),
            "application_id": 1 + number % size.applications if of_application else None,
            "event_id": 1 + number % size.events if of_event else None,
            "version": 1,
            "created_at": now,
            "updated_at": now,
        }


def letters(size: Any, now: datetime, user_id: int) -> Rows:
    """Yield letters to each hundredth person."""
    for number in range(100, size.people + 1, 100):
        yield {
            "contact_id": number,
            "email": f"p{number}@example.org",
            "subject": "Запрошення",
            "body": "Запрошуємо вас.",
            "text": "Запрошуємо вас.",
            "html": "<p>Запрошуємо вас.</p>",
            "status": "sent",
            "trouble": "",
            "detail": "",
            "message_id": f"<{number}@example.org>",
            "author_id": user_id,
            "created_at": now,
            "sent_at": now,
        }


def pairs(size: Any, now: datetime) -> Rows:
    """Yield pairs that look like one: each hundredth person and the next one."""
    for number in range(100, size.people, 100):
        yield {
            "first_id": number,
            "second_id": number + 1,
            "kind": "person",
            "score": 50 + number // 100 % 40,
            "strength": "likely",
            "evidence": ["same_name"],
            "status": "open",
            "found_at": now,
        }


def changes(size: Any, now: datetime, user_id: int) -> Rows:
    """Yield what the audit log says of each contact: that it was added."""
    for number in range(1, size.people + size.organisations + 1):
        yield {
            "at": now - timedelta(minutes=number),
            "actor_id": user_id,
            "table_name": "contacts",
            "record_id": number,
            "action": "create",
            "before": None,
            "after": {"city": "Луцьк"},
            "request_id": f"{number:032}",
        }
