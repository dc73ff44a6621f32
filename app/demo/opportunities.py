"""Opportunities of every kind and state, and the shifts of eight weeks past and six to come.

Who has a place is chosen by the same checks that the pages use, so that nobody is in two shifts at once.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta

from app.demo.world import World
from app.domain.assignments import Candidate, Objection, Slot, objections
from app.domain.opportunities import (
    AssignmentSource,
    AssignmentStatus,
    OpportunityKind,
    OpportunityStatus,
    Visibility,
)
from app.domain.shifts import shift_times
from app.services.volunteers import skills_named
from models.opportunities import Assignment, Opportunity, Shift
from models.volunteers import Volunteer

K, S, V = OpportunityKind, OpportunityStatus, Visibility
PAST_WEEKS, COMING_WEEKS = 8, 6


@dataclass(frozen=True)
class Work:
    """An opportunity of the demo; `times` are (week day, from, to), `keen` how readily people come."""

    branch: str
    title: str
    description: str
    kind: OpportunityKind = K.RECURRING
    status: OpportunityStatus = S.OPEN
    visibility: Visibility = V.VOLUNTEERS
    skills: tuple[str, ...] = ()
    times: tuple[tuple[int, int, int], ...] = ()
    needed: int = 2
    min_age: int = 14
    self_signup: bool = True
    keen: float = 0.7
    note: str = ""


WORKS = (
    Work(
        "F06",
        "Голосні читання для малечі",
        "Щосуботи читаємо дітям 4–7 років улюблені казки. Книжки підготує бібліотекарка, від Вас – голос і усмішка.",
        visibility=V.PUBLIC,
        skills=("читання вголос", "ведення дитячих занять"),
        times=((5, 11, 13),),
        keen=0.8,
        note="Приходьте за 15 хвилин до початку.",
    ),
    Work(
        "F01",
        "Чергування в читальній залі",
        "Зустрічати читачів, допомагати з каталогом і ставити книжки на місце.",
        times=((1, 15, 18), (3, 15, 18)),
        keen=0.6,
    ),
    Work(
        "F04",
        "Смартфон для старших: наставники",
        "Допомагаємо старшим людям освоїти дзвінки, фото й державні послуги в телефоні.",
        visibility=V.PUBLIC,
        skills=("комп’ютерна грамотність",),
        times=((2, 10, 12),),
        needed=3,
        min_age=16,
        keen=0.5,
    ),
    Work(
        "F03",
        "Плетіння маскувальних сіток",
        "Плетемо разом у великій залі. Навчимо за десять хвилин, матеріали є.",
        visibility=V.PUBLIC,
        skills=("рукоділля",),
        times=((0, 16, 19), (4, 16, 19)),
        needed=5,
        keen=0.55,
    ),
    Work(
        "F06",
        "Клуб настільних ігор",
        "Пояснювати правила, знайомити новачків і збирати коробки після зустрічі.",
        skills=("настільні ігри",),
        times=((6, 14, 17),),
        needed=1,
        keen=1.0,
    ),
    Work(
        "F02",
        "Новорічне свято для дітей",
        "Зустріч гостей, майстерня листівок і допомога з костюмами.",
        kind=K.ONE_OFF,
        visibility=V.PUBLIC,
        skills=("ведення дитячих занять", "театр ляльок"),
        needed=6,
        min_age=16,
        keen=0.5,
        note="Підійде зручний одяг.",
    ),
    Work(
        "F06",
        "Доставка книжок додому",
        "Раз на два тижні віднести книжки людям, яким важко прийти самим. Час узгодимо.",
        kind=K.FLEXIBLE,
        visibility=V.PUBLIC,
        skills=("перевезення книжок",),
        needed=4,
        min_age=18,
        self_signup=False,
    ),
    Work(
        "F05",
        "Ремонт книжок",
        "Підклеїти корінці й обкладинки. Інструменти й навчання – від бібліотеки.",
        kind=K.FLEXIBLE,
        status=S.DRAFT,
        visibility=V.STAFF,
        skills=("ремонт книжок",),
    ),
    Work(
        "F01",
        "Розбирання подарованих книжок",
        "Великий подарунок видавництва розібрали, дякуємо всім.",
        kind=K.ONE_OFF,
        status=S.CLOSED,
        needed=4,
        keen=0.9,
    ),
    Work(
        "F07",
        "Літній табір читачів",
        "Торішня програма; лишилася для історії.",
        status=S.CLOSED,
        visibility=V.STAFF,
    ),
)


def add_opportunities(world: World) -> None:
    """Make the opportunities, their shifts and who is in them."""
    rng = world.rng("opportunities")
    people = Roster(world, rng)
    for work in WORKS:
        opportunity = _opportunity(world, rng, work)
        for shift in _shifts(world, work, opportunity):
            people.fill(shift, work)
    world.session.flush()


def _opportunity(world: World, rng: random.Random, work: Work) -> Opportunity:
    made = world.moment(world.ago(70), 11)
    opportunity = Opportunity(
        token=f"{rng.getrandbits(160):040x}",
        branch=world.branch(work.branch),
        description=work.description,
        kind=work.kind,
        status=work.status,
        visibility=work.visibility,
        needed=work.needed if work.kind is not K.RECURRING else None,
        min_age=work.min_age,
        self_signup=work.self_signup,
        starts_on=world.ago(60) if work.kind is not K.FLEXIBLE else None,
        owner=world.users["staff"] if work.branch == "F06" else world.coordinator,
        archived_at=world.moment(world.ago(20), 12) if work.title.startswith("Літній") else None,
        skills=skills_named(world.session, work.skills),
        created_at=made,
        updated_at=made,
    )
    opportunity.rename(work.title)
    world.session.add(opportunity)
    world.session.flush()
    return opportunity


def _shifts(world: World, work: Work, opportunity: Opportunity) -> Iterator[Shift]:
    """Yield the shifts of an opportunity, made eight weeks ago."""
    first, last = world.ago(7 * PAST_WEEKS), world.ago(-7 * COMING_WEEKS)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    planned = [(day, begins, ends) for day in days for weekday, begins, ends in work.times if day.weekday() == weekday]
    if work.kind is K.ONE_OFF:
        day = world.ago(-16) if work.status is S.OPEN else world.ago(25)
        planned = [(day, 11, 15)] if work.status is S.OPEN else [(day, 10, 13), (day, 14, 17)]
    if not planned:
        return
    made = world.moment(world.ago(7 * PAST_WEEKS + 3), 12)
    for day, begins, ends in planned:
        starts_at, ends_at = shift_times(day, time(begins), time(ends), world.zone)
        shift = Shift(
            opportunity=opportunity,
            branch_id=opportunity.branch_id,
            day=day,
            starts_at=starts_at,
            ends_at=ends_at,
            needed=work.needed,
            taken=0,
            note=work.note,
            series=f"demo{opportunity.id}w{day.weekday()}" if work.kind is K.RECURRING else "",
            created_at=made,
            updated_at=made,
        )
        if work.title.startswith("Плетіння") and day == world.ago(-9) - timedelta(
            days=(world.ago(-9).weekday() - 4) % 7
        ):
            shift.cancelled_at, shift.cancel_reason = world.moment(world.ago(1), 16), "У залі ремонтують опалення."
        world.session.add(shift)
        yield shift


class Roster:
    """Who is in which shift already, so that the checks hold for the next one."""

    def __init__(self, world: World, rng: random.Random) -> None:
        self.world, self.rng = world, rng
        self.slots: dict[int, list[Slot]] = {}
        self.overridden = False

    def fill(self, shift: Shift, work: Work) -> None:
        """Give the places of a shift to those who may have them; far-off shifts find fewer people."""
        if shift.cancelled_at is not None:
            return
        ahead = (shift.day - self.world.today).days
        likely = work.keen * (1 if ahead < 8 else 0.7 if ahead < 20 else 0.35)
        wanted = sum(self.rng.random() < likely for _place in range(shift.needed))
        free = [volunteer for volunteer in self._near(shift) if not self._against(volunteer, shift)]
        for volunteer in free[:wanted]:
            self._give(shift, volunteer, AssignmentStatus.CONFIRMED)
        if work.title.startswith("Клуб") and 0 < ahead < 16 and shift.taken == shift.needed:
            for volunteer in free[wanted : wanted + 2]:
                self._give(shift, volunteer, AssignmentStatus.WAITING)
        elif self.rng.random() < 0.12 and len(free) > wanted:
            self._give(shift, free[wanted], AssignmentStatus.CANCELLED)
        if not self.overridden and ahead > 0 and shift.taken < shift.needed:
            self._override(shift)

    def _near(self, shift: Shift) -> list[Volunteer]:
        """Return volunteers in a chance order, those of the branch first."""
        everybody = list(self.world.volunteers)
        self.rng.shuffle(everybody)
        return sorted(everybody, key=lambda volunteer: volunteer.branch_id != shift.branch_id)

    def _against(self, volunteer: Volunteer, shift: Shift) -> list[Objection]:
        facts = Candidate(
            volunteer.status,
            volunteer.archived_at is not None,
            volunteer.person.birth_date,
            bool(volunteer.guardian_name and volunteer.guardian_phone),
            volunteer.briefed_on,
            volunteer.left_on,
        )
        slot = Slot(shift.starts_at, shift.ends_at, shift.day)
        return objections(facts, slot, shift.opportunity.min_age, self.slots.get(volunteer.id, ()))

    def _override(self, shift: Shift) -> None:
        for volunteer in self._near(shift):
            if self._against(volunteer, shift) == [Objection.NOT_BRIEFED]:
                place = self._give(shift, volunteer, AssignmentStatus.CONFIRMED)
                place.override_reason = "Інструктаж проведемо в день чергування, перед початком."
                place.overridden_by = place.assigned_by = self.world.coordinator
                place.source = AssignmentSource.STAFF
                self.overridden = True
                return

    def _give(self, shift: Shift, volunteer: Volunteer, status: AssignmentStatus) -> Assignment:
        world = self.world
        made = _made(world, shift, self.rng.randint(2, 12))
        by_staff = status is AssignmentStatus.CONFIRMED and self.rng.random() < 0.4
        is_gone = status is AssignmentStatus.CANCELLED
        place = Assignment(
            shift=shift,
            volunteer=volunteer,
            status=status,
            source=AssignmentSource.STAFF if by_staff else AssignmentSource.VOLUNTEER,
            assigned_by=world.coordinator if by_staff else None,
            cancelled_at=world.moment(_made(world, shift, 1), 15) if is_gone else None,
            cancel_reason=self.rng.choice(("Захворіла дитина.", "Змінився розклад на роботі.", "")) if is_gone else "",
            created_at=world.moment(made, 14),
            updated_at=world.moment(made, 14),
        )
        world.session.add(place)
        if status is AssignmentStatus.CONFIRMED:
            shift.taken += 1
            self.slots.setdefault(volunteer.id, []).append(Slot(shift.starts_at, shift.ends_at, shift.day))
        return place


def _made(world: World, shift: Shift, days: int) -> date:
    """Return a day so many days before a shift, and not later than yesterday."""
    return min(shift.day - timedelta(days=days), world.ago(days))
