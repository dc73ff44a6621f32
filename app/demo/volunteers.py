"""85 volunteers in every status; those under 18 with a guardian."""

import random
from datetime import date, timedelta

from app.demo.world import CITY, World
from app.domain.contacts import ChannelLabel
from app.domain.volunteers import DayPart, VolunteerStatus
from app.scope import EVERYTHING
from app.services.contacts import PersonData, save_person
from app.services.volunteers import VolunteerData, enrol_volunteer

V = VolunteerStatus
STATUSES = (V.ACTIVE,) * 62 + (V.APPLIED,) * 8 + (V.PAUSED,) * 9 + (V.LEFT,) * 6
MINORS = 14
SKILLS = (
    "ведення дитячих занять",
    "комп’ютерна грамотність",
    "фотозйомка",
    "англійська мова",
    "польська мова",
    "жестова мова",
    "малювання",
    "настільні ігри",
    "читання вголос",
    "перевезення книжок",
    "ремонт книжок",
    "ведення соцмереж",
    "психологічна підтримка",
    "рукоділля",
    "театр ляльок",
)
# They fit a woman and a man, and the young as well as the old.
ABOUT = (
    "Після курсів цифрової грамотності допомагає з телефоном і сусідам.",
    "Охоче читає дітям і допомагає з уроками.",
    "Фотографує події філії.",
    "У громаді з минулого року, шукає нове коло знайомств.",
    "Веде клуб настільних ігор щосуботи.",
    "Допомагає на дитячих святах.",
    "Майструє декорації для лялькових вистав.",
    "",
    "",
)


def add_volunteers(world: World) -> None:
    """Make the volunteers and the people that they are."""
    rng = world.rng("volunteers")
    statuses = list(STATUSES)
    rng.shuffle(statuses)
    homes = rng.choices(world.branches, world.weights, k=len(statuses) - 8)
    homes += [world.branch("F06")] * 8
    rng.shuffle(homes)
    for number, (status, branch) in enumerate(zip(statuses, homes, strict=True)):
        birth = _birth_date(world, rng, minor=number < MINORS)
        person = _person(world, rng, birth)
        started, left = _times(world, rng, status, minor=number < MINORS)
        guardian = world.names.person() if number < MINORS else None
        volunteer = enrol_volunteer(
            world.session,
            person,
            VolunteerData(
                branch_id=branch.id,
                status=status,
                birth_date=birth,
                started_on=started,
                left_on=left,
                contract_number=f"ВД-{number + 1:03d}/{started.year}" if started else "",
                certificate_number=f"{2100 + number}" if started and rng.random() < 0.7 else "",
                briefed_on=started + timedelta(days=1) if started and rng.random() < 0.85 else None,
                guardian_name=f"{guardian.last} {guardian.first}" if guardian else "",
                guardian_phone=world.names.phone() if guardian else "",
                emergency_contact=f"{world.names.phone()}, родичі" if rng.random() < 0.4 else "",
                about=rng.choice(ABOUT),
                skills=rng.sample(SKILLS, k=rng.randint(1, 3)),
                availability=_availability(rng),
            ),
            today=world.today,
            scope=EVERYTHING,
        )
        world.volunteers.append(volunteer)


def _person(world: World, rng: random.Random, birth: date) -> int:
    name = world.names.person()
    person = save_person(
        world.session,
        PersonData(
            last_name=name.last,
            first_name=name.first,
            middle_name=name.middle,
            birth_date=birth,
            emails=((world.names.email(name), ChannelLabel.HOME),) if rng.random() < 0.8 else (),
            phones=((world.names.phone(), ChannelLabel.MOBILE),),
            city=CITY,
            tags=("волонтери",),
        ),
        today=world.today,
    )
    return person.id


def _birth_date(world: World, rng: random.Random, *, minor: bool) -> date:
    if minor:
        return world.ago(rng.randint(14 * 366 + 120, 17 * 365 + 200))
    return world.ago(rng.choice((rng.randint(19 * 365, 34 * 365), rng.randint(35 * 365, 72 * 365))))


def _times(
    world: World, rng: random.Random, status: VolunteerStatus, *, minor: bool
) -> tuple[date | None, date | None]:
    if status is V.APPLIED:
        return None, None
    started = world.ago(rng.randint(40, 100) if minor else rng.choice((rng.randint(30, 330), rng.randint(380, 1300))))
    if status is not V.LEFT:
        return started, None
    return min(started, world.ago(200)), world.ago(rng.randint(15, 150))


def _availability(rng: random.Random) -> set[tuple[int, DayPart]]:
    return {(rng.choice((0, 1, 2, 3, 4, 5, 5)), rng.choice(tuple(DayPart))) for _ in range(rng.randint(1, 4))}
