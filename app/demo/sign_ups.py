"""Sign-ups in every state: some wait, one is of a known contact, two are of minors, some are decided or forgotten."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app.demo.words import latin
from app.demo.world import CITY, World
from app.domain.opportunities import OpportunityStatus, Visibility
from app.domain.privacy import VOLUNTEERING
from app.domain.signups import PHOTO_PURPOSE
from app.scope import EVERYTHING
from app.services.sign_up_decisions import Approval, Decider, approve_sign_up, decline_sign_up
from app.services.sign_ups import consent_text, erase_over_terms
from models.audit import AuditEntry
from models.contacts import Contact
from models.opportunities import Opportunity
from models.signups import SignUp
from models.volunteers import Volunteer


@dataclass(frozen=True)
class Story:
    """One sign-up: who, how many days ago, how old, and what is told."""

    reference: str
    last: str
    first: str
    days: int
    years: int
    skills: tuple[str, ...]
    languages: tuple[str, ...] = ("uk",)
    availability: tuple[str, ...] = ("5-morning",)
    about: str = ""
    guardian: str = ""
    confirmed: bool = True
    photo: bool = False


WAITING = (
    Story(
        "K7M-2QX", "Журавель", "Соломія", 1, 34, ("читання вголос", "рукоділля"), ("uk", "pl"),
        ("5-morning", "5-afternoon", "6-afternoon"),
        "Мама двох читачів. Із задоволенням читатиму казки щосуботи.", photo=True,
    ),
    Story(
        "B4T-9HN", "Тополенко", "Данило", 2, 16, ("настільні ігри", "ведення соцмереж"), ("uk", "en"),
        ("1-evening", "3-evening"), "Навчаюся в ліцеї, хочу вести клуб настільних ігор.", "Тополенко Надія Петрівна",
    ),
    Story(
        "R3W-6PD", "Криниченко", "Лідія", 4, 67, ("комп’ютерна грамотність",), ("uk",),
        ("0-morning", "2-morning", "4-morning"), "Колишня викладачка інформатики.", confirmed=False,
    ),
    Story(
        "Y8F-3LA", "Барвінок", "Оксана", 6, 15, ("малювання",), ("uk", "en"), ("6-morning",),
        "Малюю плакати й листівки.", "Барвінок Ігор",
    ),
)  # fmt: skip
KNOWN = Story(
    "T9S-5BM", "", "", 3, 38, ("читання вголос",), ("uk",), ("6-morning", "6-afternoon"),
    "Дарувала бібліотеці книжки, тепер хочу допомагати й сама.",
)  # fmt: skip
APPROVED = Story(
    "H5C-7VZ", "Смерека", "Назар", 12, 29, ("фотозйомка",), ("uk", "en", "de"), ("5-morning", "5-evening"),
    "Фотографую події вже п’ять років.", photo=True,
)  # fmt: skip
DECLINED = Story("E2N-8KS", "Ковила", "Роман", 20, 41, ("ремонт книжок",), about="Можу лише вночі.")
FORGOTTEN = Story("Q6J-4GU", "Осока", "Віра", 200, 52, ("рукоділля",))


def add_sign_ups(world: World) -> None:
    """Add the sign-ups, decide on two of them, and let time pass over the forgotten one."""
    for number, story in enumerate(WAITING):
        _add(world, story, number)
    _known(world, _add(world, KNOWN, 4))
    decider = Decider(world.coordinator, world.moment(world.ago(10)), world.zone, EVERYTHING)
    volunteer = approve_sign_up(world.session, _add(world, APPROVED, 5), Approval(world.central.id), decider)
    _date_back(world, volunteer, decider.now)
    decline_sign_up(world.session, _add(world, DECLINED, 6), "Вільний лише вночі, коли бібліотека зачинена", decider)
    _add(world, FORGOTTEN, 7)
    erase_over_terms(world.session, world.moment(world.today))


def _date_back(world: World, volunteer: Volunteer, at: datetime) -> None:
    """Give what the approval added, and its traces in the audit log, the moment of the decision."""
    for model, key in ((Contact, volunteer.person_id), (Volunteer, volunteer.id)):
        columns: Any = model
        traces = sa.update(AuditEntry).where(
            AuditEntry.table_name == columns.__tablename__, AuditEntry.record_id == key
        )
        dated = sa.update(model).where(columns.id == key).values(created_at=at, updated_at=at)
        for statement in (dated, traces.values(at=at)):
            world.session.execute(statement, execution_options={"synchronize_session": False})
    world.session.expire_all()


def _known(world: World, sign_up: SignUp) -> None:
    """Make the sign-up that of somebody who gave books before."""
    person = next(item for item in world.givers if item.emails and item.phones)
    sign_up.last_name, sign_up.first_name = person.last_name, person.first_name
    sign_up.email, sign_up.phone = person.emails[0].email, person.phones[0].number
    world.session.flush()


def _add(world: World, story: Story, number: int) -> SignUp:
    session = world.session
    offered = session.scalars(
        sa.select(Opportunity)
        .where(Opportunity.status == OpportunityStatus.OPEN, Opportunity.visibility == Visibility.PUBLIC)
        .order_by(Opportunity.id)
    ).all()
    opportunity = offered[number % len(offered)] if offered and number % 3 != 2 else None
    words, photo = (consent_text(session, code, "uk") for code in (VOLUNTEERING, PHOTO_PURPOSE))
    if words is None:
        raise RuntimeError("the consent texts of the migrations are gone")
    sent = world.moment(world.ago(story.days), 9 + number)
    made = SignUp(
        reference=story.reference,
        opportunity=opportunity,
        branch_id=opportunity.branch_id if opportunity else world.branches[number % 3].id,
        last_name=story.last,
        first_name=story.first,
        birth_date=world.ago(story.years * 365 + story.years // 4 + 40),
        email=f"{latin(story.first)}.{latin(story.last)}@poshta.example",
        phone=f"+38067000{9100 + number}",
        city=CITY,
        skills=list(story.skills),
        languages=list(story.languages),
        availability=list(story.availability),
        about=story.about,
        guardian_name=story.guardian,
        guardian_phone=f"+38050000{9200 + number}" if story.guardian else "",
        emergency_name="Родичі",
        emergency_phone=f"+38063000{9300 + number}",
        consent_text_id=words.id,
        photo_text_id=photo.id if photo and story.photo else None,
        sent_at=sent,
        confirmed_at=sent + timedelta(minutes=20) if story.confirmed else None,
    )
    session.add(made)
    session.flush()
    return made
