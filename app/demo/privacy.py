"""Personal data in the demo: consents in every state, requests for erasure, proposals by term, who looked."""

from datetime import date, timedelta

import sqlalchemy as sa

from app.demo.world import World
from app.domain.contacts import ChannelLabel
from app.domain.privacy import AccessAction, ConsentChannel, ErasureStatus, access_hour
from app.services.consents import give_consent, withdraw_consent
from app.services.contacts import PersonData, save_person
from app.services.erasure_work import erase_person
from app.services.erasures import accept_request, propose_erasures, refuse_request, register_request
from models.audit import AuditEntry
from models.contacts import Contact, Person
from models.privacy import AccessEntry
from models.relationships import Relationship, RelationshipType

PURPOSES = ("mailing", "photo", "events")
CHANNELS = tuple(ConsentChannel)
QUIET_DAYS = 2600


def add_privacy(world: World) -> None:
    """Write down consents, requests, proposals and accesses."""
    people = list(world.givers)
    _add_consents(world, people)
    _add_family(world)
    _add_requests(world)
    _add_quiet_people(world)
    _add_accesses(world, people)
    world.session.flush()


def _give(
    world: World, person: Person, purpose: str, day: date, channel: ConsentChannel, guardian: int | None = None
) -> None:
    give_consent(
        world.session,
        person.id,
        purpose,
        channel=channel,
        now=world.moment(day),
        on=day,
        today=day,
        guardian_id=guardian,
        note="папка згод, 2" if channel is ConsentChannel.PAPER else "",
        by=world.coordinator,
    )


def _add_consents(world: World, people: list[Person]) -> None:
    rng = world.rng("consents")
    for number, person in enumerate(people):
        day = world.ago(rng.randint(30, 700))
        _give(world, person, PURPOSES[0], day, CHANNELS[number % len(CHANNELS)])
        if number % 2 == 0:
            _give(world, person, PURPOSES[1 + number % 4 // 2], day, ConsentChannel.PAPER)
        if number % 7 == 0:
            withdraw_consent(
                world.session,
                person.id,
                PURPOSES[0],
                channel=ConsentChannel.WEB,
                now=world.moment(world.ago(12 + number)),
                on=world.ago(12 + number),
                today=world.today,
                by=world.coordinator,
            )
    for volunteer in world.volunteers[:30]:
        person = volunteer.person
        if person.birth_date is None or world.today.year - person.birth_date.year > 20:
            _give(world, person, "volunteering", world.ago(rng.randint(30, 300)), ConsentChannel.PAPER)


def _add_family(world: World) -> None:
    """Make a mother with a child under 18 and a daughter who has just turned 18."""
    session = world.session
    kind = session.scalars(sa.select(RelationshipType).where(RelationshipType.code == "guardian")).one()
    mother = _person(world, "Вишнівецька", "Орися", "Данилівна", email="orysia.vyshnivetska@poshta.example")
    child = _person(world, "Вишнівецький", "Лук’ян", "Юрійович", birth=world.ago(11 * 365))
    grown = _person(world, "Вишнівецька", "Софія", "Юріївна", birth=world.ago(18 * 365 + 30))
    for person in (child, grown):
        session.add(Relationship(type_id=kind.id, from_contact_id=mother.id, to_contact_id=person.id))
    session.flush()
    _give(world, child, "events", world.ago(60), ConsentChannel.PAPER, mother.id)
    _give(world, child, "photo", world.ago(60), ConsentChannel.PAPER, mother.id)
    _give(world, grown, "photo", world.ago(400), ConsentChannel.PAPER, mother.id)


def _person(world: World, last: str, first: str, middle: str, *, birth: date | None = None, email: str = "") -> Person:
    data = PersonData(
        last_name=last,
        first_name=first,
        middle_name=middle,
        birth_date=birth,
        emails=((email, ChannelLabel.HOME),) if email else (),
    )
    person = save_person(world.session, data, today=world.today)
    made = world.moment(world.ago(730))
    for statement in (
        sa.update(Contact).where(Contact.id == person.id).values(created_at=made, updated_at=made),
        sa.update(AuditEntry)
        .where(AuditEntry.table_name == "contacts", AuditEntry.record_id == person.id)
        .values(at=made),
    ):
        world.session.execute(statement, execution_options={"synchronize_session": False})
    world.session.refresh(person)
    return person


def _add_requests(world: World) -> None:
    """Register one request that waits, one overdue, one refused and one carried out."""
    session, director = world.session, world.users["director"]
    names = (
        ("Кульчицька", "Марта", "Зенонівна"),
        ("Ярошевич", "Тиміш", "Богданович"),
        ("Ґонта", "Уляна", "Романівна"),
        ("Перебийніс", "Остап", "Ігорович"),
    )
    for days, name in zip((3, 16, 40, 55), names, strict=True):
        last, first, middle = name
        person = _person(world, last, first, middle, email=f"erase.{days}@poshta.example")
        day = world.ago(days)
        request = register_request(
            session,
            person,
            received_on=day,
            channel=ConsentChannel.EMAIL,
            note="лист на скриньку бібліотеки",
            by=world.coordinator,
            now=world.moment(day),
            today=day,
        )
        decided = world.moment(day + timedelta(days=4), 15)
        if days == 40:
            refuse_request(
                session, request, "Чинний договір пожертви: дані потрібні бухгалтерії.", by=director, now=decided
            )
        if days == 55:
            accept_request(session, request, by=director, now=decided)
            erase_person(session, person, store=world.store, now=decided)
            session.refresh(request)
            request.status, request.done_at = ErasureStatus.DONE, decided


def _add_quiet_people(world: World) -> None:
    """Make three people of whom nothing was heard for years, and propose them."""
    for number, name in enumerate((("Лепкий", "Гнат"), ("Домбровська", "Стефа"), ("Чикаленко", "Левко"))):
        person = _person(world, name[0], name[1], "")
        person.created_at = world.moment(world.ago(QUIET_DAYS + 30 * number))
    world.session.flush()
    propose_erasures(world.session, on=world.today, at_most=3)


def _add_accesses(world: World, people: list[Person]) -> None:
    rng = world.rng("accesses")
    users = [world.users[role] for role in ("coordinator", "director", "staff")]
    for number in range(40):
        at = world.moment(world.ago(1 + number // 3), 9 + number % 8, rng.randint(0, 59))
        action = AccessAction.EXPORT if number % 19 == 18 else AccessAction.OPEN
        world.session.add(
            AccessEntry(
                at=at,
                hour=access_hour(at),
                user_id=users[number % 3].id,
                contact_id=people[number % len(people)].id,
                action=action,
            )
        )
    at = world.moment(world.ago(2), 11)
    world.session.add(
        AccessEntry(
            at=at,
            hour=access_hour(at),
            user_id=world.coordinator.id,
            action=AccessAction.LIST,
            list_name="contacts",
            rows=46,
            filters="Згода на: Розсилка новин",
        )
    )
