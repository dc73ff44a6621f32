"""Who is connected with whom: hierarchies, chairs, guardians of young volunteers, recommendations, a past one."""

from datetime import date
from itertools import islice

import sqlalchemy as sa

from app.demo.organisations import add_organisation
from app.demo.world import CITY, World
from app.domain.contacts import ChannelLabel, OrganisationType
from app.domain.relationships import Choice
from app.queries.relationship_types import relationship_type_of
from app.services.contacts import PersonData, save_person
from app.services.relationships import RelationshipData, add_relationship
from models.contacts import Affiliation, Contact, Person
from models.volunteers import Volunteer

COUNCIL = "Вербоградська міська рада"
INSTITUTE = "Вербоградський гуманітарний інститут"
FACULTY = "Факультет філології та журналістики ВГІ"
CHAIR = "Кафедра видавничої справи ВГІ"
OLD_PROVIDER = "ГО «Клуб мандрівок Стежина»"
# The part, what it belongs to, since how many days.
PARTS = (
    (FACULTY, INSTITUTE, 4200),
    (CHAIR, FACULTY, 1900),
    ("Департамент культури Вербоградської міської ради", COUNCIL, 2500),
    ("Управління соціального захисту Вербоградської міської ради", COUNCIL, 2500),
    ("Служба у справах дітей Вербоградської міської ради", COUNCIL, 2500),
    ("Міський палац культури Вербограда", "Департамент культури Вербоградської міської ради", 2300),
    ("Вербоградська художня школа", "Департамент культури Вербоградської міської ради", 2300),
    ("Територіальний центр соціального обслуговування Вербограда",
     "Управління соціального захисту Вербоградської міської ради", 1400),
)  # fmt: skip
# The person who speaks for the first organisation, what they are, to which organisation.
OF_STAFF = (
    ("ГО «Читальня на розі»", "chairs", "ГО «Читальня на розі»", 900, None),
    ("ГО «Простір Сходинка»", "volunteer_coordinator", "ГО «Простір Сходинка»", 420, None),
    ("Товариство книголюбів «Закладинка»", "member_of", "Клуб друзів бібліотеки «Формуляр»", 700, None),
    ("ГО «Калинова нитка»", "member_of", "Клуб друзів бібліотеки «Формуляр»", 610, None),
    ("ГО «Калинова нитка»", "founder", "ГО «Калинова нитка»", 2100, None),
    ("ГО «Мистецька артіль Глечик»", "chairs", OLD_PROVIDER, 1500, 400),
    ("Радіо «Верба FM»", "contact_person", "Клуб друзів бібліотеки «Формуляр»", 240, None),
)
GUARDED = 2
# Organisations whose people help as volunteers, and how many of them do.
SENDING = (("ГО «Молодіжна рада Вітрила»", 4), ("ГО «Простір Сходинка»", 3), ("ГО «Новий дім над річкою»", 2))


def add_relationships(world: World) -> None:
    """Write down the relationships of the demo through the service, so that its rules hold."""
    for name, kind, address in (
        (COUNCIL, OrganisationType.AUTHORITY, "майдан Ратушний, 1"),
        (FACULTY, OrganisationType.UNIVERSITY, "вул. Липова, 14"),
        (CHAIR, OrganisationType.UNIVERSITY, "вул. Липова, 14"),
    ):
        add_organisation(world, name, kind, address, ())
    for part, whole, days in PARTS:
        join(world, world.organisations[part], "part_of", world.organisations[whole], world.ago(days))
    for speaker, code, name, since, until in OF_STAFF:
        person = speaker_of(world, speaker)
        join(world, person, code, world.organisations[name], world.ago(since), world.ago(until) if until else None)
    send_volunteers(world)
    first, second, third, fourth = world.givers[:4]
    join(world, first, "relative", second, None)
    join(world, third, "referred_by", speaker_of(world, "ГО «Читальня на розі»"), world.ago(300), note="на ярмарку")
    join(world, fourth, "referred_by", third, world.ago(120))
    works = ("ГО «Читальня на розі»", "Книгарня «Третя полиця»")
    join(world, world.organisations[works[0]], "works_with", world.organisations[works[1]], world.ago(640))
    add_guardians(world)


def add_guardians(world: World) -> None:
    """Give the first young volunteers a parent among the contacts; one of them also teaches the other."""
    young = [volunteer for volunteer in world.volunteers if volunteer.guardian_name][:GUARDED]
    people = [add_guardian(world, volunteer) for volunteer in young]
    for volunteer, guardian in zip(young, people, strict=True):
        join(world, guardian, "guardian", known(world, volunteer), None)
    grown = next(volunteer for volunteer in world.volunteers if not volunteer.guardian_name)
    join(world, known(world, grown), "mentor", known(world, young[0]), world.ago(60))


def add_guardian(world: World, volunteer: Volunteer) -> Person:
    """Make the parent whom the volunteer's profile names."""
    last, _space, first = volunteer.guardian_name.partition(" ")
    return save_person(
        world.session,
        PersonData(
            last_name=last,
            first_name=first,
            phones=((volunteer.guardian_phone, ChannelLabel.MOBILE),),
            city=CITY,
            tags=("батьки волонтерів",),
        ),
        today=world.today,
    )


def send_volunteers(world: World) -> None:
    """Say of some volunteers which partner they come from."""
    helping = iter(world.volunteers)
    for name, count in SENDING:
        for volunteer in islice(helping, count):
            place = Affiliation(
                person_id=volunteer.person_id, organisation_id=world.organisations[name].id, role="команда волонтерів"
            )
            world.session.add(place)
    world.session.flush()


def known(world: World, volunteer: Volunteer) -> Person:
    """Return the person who the volunteer is."""
    return world.session.get_one(Person, volunteer.person_id)


def speaker_of(world: World, name: str) -> Person:
    """Return the first person who works at an organisation."""
    statement = (
        sa.select(Person)
        .join(Affiliation, Affiliation.person_id == Person.id)
        .where(Affiliation.organisation_id == world.organisations[name].id)
        .order_by(Affiliation.id)
    )
    return world.session.scalars(statement.limit(1)).one()


def join(
    world: World,
    contact: Contact,
    code: str,
    other: Contact,
    since: date | None,
    until: date | None = None,
    note: str = "",
) -> None:
    """Write down one relationship of a type that the product ships."""
    kind = relationship_type_of(world.session, code)
    assert kind is not None
    add_relationship(
        world.session, contact, RelationshipData(Choice(kind.id), other.id, since, until, note), today=world.today
    )
