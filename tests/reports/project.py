"""A small grant with everything that its report requires."""

import io
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from flask import Flask
from PIL import Image
from sqlalchemy.orm import Session

from app.domain.events import EventStatus, Mark
from app.domain.grants import BudgetSource, NarrativeSection, Stage
from app.domain.money import Currency
from app.domain.volunteers import HoursStatus
from app.uploads import FileStore, Kind
from models.files import Attachment
from models.grants import Application
from tests.support import factories

START = date(2026, 2, 1)


def picture(size: tuple[int, int] = (1600, 1200), colour: str = "teal") -> bytes:
    """A plain picture as a JPEG."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    return out.getvalue()


def attach(app: Flask, session: Session, application: Application, data: bytes, **fields: object) -> Attachment:
    """A photograph of a grant, with its file; bytes that are no picture take the place of the stored ones."""
    store = FileStore(Path(app.config["DATA_DIR"]) / "uploads")
    stored = store.save(io.BytesIO(picture()), "фото.jpg", max_bytes=10**7, allowed={Kind.IMAGE})
    store.path(stored.token).write_bytes(data)
    values = {"caption": "Перша зустріч", "is_photo": True, "application_id": application.id, **fields}
    return factories.make_attachment(
        session, token=stored.token, filename="фото.jpg", content_type="image/jpeg", **values
    )


def complete_project(session: Session, title: str = "Міст читання", **fields: object) -> Application:
    """A grant whose Ukrainian report lacks nothing that is required."""
    if session.get(factories.Institution, 1) is None:
        factories.make_institution(session)
    application = factories.make_application(
        session,
        title,
        **{
            "stage": Stage.REPORTING,
            "currency": Currency.EUR,
            "rate": Decimal(50),
            "awarded_amount": Decimal(5_000),
            "agreement_number": "HoE-317",
            "starts_on": START,
            "ends_on": date(2026, 5, 31),
            "leader": "Марта Шевчук",
            **fields,
        },
    )
    for section in (NarrativeSection.SUMMARY, NarrativeSection.OBJECTIVES):
        factories.make_narrative(session, application, section, f"Текст розділу {section.value}.")
    add_rows(session, application)
    return application


def add_rows(session: Session, application: Application) -> None:
    """One more of everything that a report lists."""
    number = factories.number()
    line = factories.make_budget_line(
        session, application, code=f"L{number}", item=f"Стаття {number}", quantity=Decimal(1), price=Decimal("1200.40")
    )
    own = {"code": f"M{number}", "source": BudgetSource.OWN, "quantity": Decimal(1), "price": Decimal(300)}
    factories.make_budget_line(session, application, **own)
    factories.make_expenditure(
        session, line, amount=Decimal("50012.50"), grant_amount=Decimal("1000.25"), document_number=f"Д-{number}"
    )
    factories.make_disbursement(session, application, amount=Decimal(500), currency=Currency.EUR, rate=Decimal(50))
    event = factories.make_event(
        session,
        f"Зустріч {number}",
        starts_on=START + timedelta(days=20),
        status=EventStatus.HELD,
        application=application,
        counts={"children": 17, "adults": 6},
        marks={Mark.IDPS: 4},
        publication_url=f"https://www.news.example/{number}",
    )
    factories.make_activity(session, application, event=event, title=f"Захід {number}")
    factories.make_indicator(session, application, name=f"Показник {number}", achieved=Decimal(120))
    partner = factories.make_organisation(session, f"ГО «Партнер {number}»")
    factories.make_partnership(session, partner, partner_gives="Зала", memorandum_number="7")
    application.partners.append(partner)
    factories.make_hours(session, application=application, status=HoursStatus.CONFIRMED, worked_on=START, minutes=90)
    session.flush()
