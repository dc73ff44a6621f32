"""A year of events with participants, some that wait for their numbers, and the weeks ahead."""

import random
from datetime import date, timedelta
from itertools import accumulate

from app.demo.event_rows import Draft, insert_events
from app.demo.event_words import AUDIENCES, FORMS, MONTHS, OFF_SITE, WEEKDAYS, Form
from app.demo.grant_story import STORIES, Step
from app.demo.world import World
from app.domain.events import EventStatus, Place
from app.domain.money import apportion
from app.domain.partnerships import PartnershipStage

EVENTS = 3_900
PARTICIPANTS = 78_000
AHEAD = 150
CANCELLED = 34
WAITING = 11
ABOUT = (
    "Вхід вільний. Реєстрація за телефоном філії або у читальній залі.",
    "Захід відбувається щомісяця; новачкам раді.",
    "Усі матеріали надає бібліотека.",
    "Простір доступний для людей на візку.",
)


def add_events(world: World) -> None:
    """Write the events of the last 365 days, of the grants, and of the next four weeks."""
    rng = world.rng("events")
    of_grants = [
        _of_grant(world, key, step) for key, story in STORIES.items() for step in story if step.held is not None
    ]
    counted = [draft for draft in of_grants if draft.people and draft.day >= world.year_start]
    usual = _usual(world, rng, EVENTS - len(counted))
    people = PARTICIPANTS - sum(draft.people for draft in counted)
    for draft, number in zip(usual, apportion(people, [draft.size for draft in usual]), strict=True):
        draft.people = number
    drafts = [*of_grants, *usual, *_cancelled(world, rng), *_waiting(world, rng), *_ahead(world, rng)]
    _invite(world, rng, drafts)
    insert_events(world, rng, drafts)
    for draft in drafts:
        if draft.grant:
            world.grant_events.setdefault(draft.grant, []).append(draft.event_id)


def _of_grant(world: World, key: str, step: Step) -> Draft:
    if step.held is None:
        raise RuntimeError("an activity without an event")
    form = next(form for form in FORMS if form.event_type is step.event_type)
    ahead = step.held < 0
    return Draft(
        branch=world.branch(step.branch),
        day=world.workday(step.held),
        hour=11 if step.people > 60 else 15,
        minutes=max(form.minutes, 120),
        title=step.event,
        event_type=step.event_type,
        status=EventStatus.PLANNED if ahead else EventStatus.HELD,
        place=step.place,
        venue="Набережна" if step.place is Place.OFF_SITE else "",
        creative=form.creative,
        development=form.development,
        audience=step.audience,
        people=0 if ahead else step.people,
        expected=step.people,
        about="Захід відбувається в межах грантового проєкту.",
        news=step.news,
        grant=key,
    )


def _usual(world: World, rng: random.Random, count: int) -> list[Draft]:
    days = [world.year_start + timedelta(days=number) for number in range(365)]
    weights = _day_weights(days)
    drafts = []
    for place, number in enumerate(apportion(count, world.weights)):
        for day in rng.choices(days, cum_weights=weights, k=number):
            drafts.append(_draft(world, rng, place, day, EventStatus.HELD))
    return drafts


def _cancelled(world: World, rng: random.Random) -> list[Draft]:
    places = rng.choices(range(len(world.branches)), world.weights, k=CANCELLED)
    drafts = [_draft(world, rng, place, world.ago(rng.randint(-20, 360)), EventStatus.CANCELLED) for place in places]
    for draft in drafts:
        draft.about = rng.choice(("Скасовано через повітряну тривогу.", "Скасовано: захворів ведучий.", "Перенесено."))
    return drafts


def _waiting(world: World, rng: random.Random) -> list[Draft]:
    """Make events that have taken place without anybody having entered who came; two of them in one branch."""
    known = [place for place, branch in enumerate(world.branches) if branch.code == "F06"]
    places = known * 3 + rng.choices(range(len(world.branches)), world.weights, k=WAITING - 3)
    drafts = []
    for number, place in enumerate(places):
        status = EventStatus.HELD if number % 4 == 0 else EventStatus.PLANNED
        drafts.append(_draft(world, rng, place, world.workday(1 + number), status))
    return drafts


def _ahead(world: World, rng: random.Random) -> list[Draft]:
    days = [world.today + timedelta(days=number) for number in range(28)]
    weights = _day_weights(days)
    places = rng.choices(range(len(world.branches)), world.weights, k=AHEAD)
    return [
        _draft(world, rng, place, day, EventStatus.PLANNED)
        for place, day in zip(places, rng.choices(days, cum_weights=weights, k=AHEAD), strict=True)
    ]


def _day_weights(days: list[date]) -> list[float]:
    return list(accumulate(MONTHS[day.month - 1] * WEEKDAYS[day.weekday()] for day in days))


def _form(rng: random.Random, audience: str) -> Form:
    """Choose a form; libraries for children hold fewer events for adults, and the other way round."""
    fits = {"children": {"children", "branch", "all"}, "adults": {"adults", "seniors", "branch", "all"}}.get(audience)
    shares = [form.share * (1 if fits is None or form.audience in fits else 0.25) for form in FORMS]
    return rng.choices(FORMS, shares)[0]


def _draft(world: World, rng: random.Random, place: int, day: date, status: EventStatus) -> Draft:
    branch = world.branches[place]
    form = _form(rng, world.audiences[place])
    audience = world.audiences[place] if form.audience == "branch" else form.audience
    mode = Place.ONLINE if rng.random() < form.online else Place.OFF_SITE if rng.random() < 0.1 else Place.ON_SITE
    return Draft(
        branch=branch,
        day=day,
        hour=rng.choice(form.hours),
        minutes=form.minutes,
        title=rng.choice(form.titles),
        event_type=form.event_type,
        status=status,
        place=mode,
        venue=rng.choice(OFF_SITE) if mode is Place.OFF_SITE else "Zoom" if mode is Place.ONLINE else "",
        creative=form.creative,
        development=form.development,
        audience=audience if audience in AUDIENCES else "all",
        size=form.size * (0.62 + 0.12 * world.weights[place]) * rng.choice((0.6, 0.8, 0.9, 1, 1, 1.15, 1.4, 1.9)),
        expected=round(form.size * rng.uniform(0.8, 1.3)) if status is not EventStatus.HELD else None,
        about=rng.choice(ABOUT) if rng.random() < 0.2 else "",
        news=rng.random() < 0.03,
    )


def _invite(world: World, rng: random.Random, drafts: list[Draft]) -> None:
    """Give some of the events partners and volunteers of those days."""
    working = [row for row in world.partnerships if row.stage in (PartnershipStage.ACTIVE, PartnershipStage.PAUSED)]
    for draft in drafts:
        if draft.status is EventStatus.CANCELLED:
            continue
        if draft.grant or rng.random() < 0.085:
            near = [
                row
                for row in working
                if row.branch_id in (None, draft.branch.id) and world.working_since[row.id] <= draft.day
            ]
            chosen = rng.sample(near, k=min(len(near), 2 if draft.grant or rng.random() < 0.15 else 1))
            draft.partner_ids = sorted({row.organisation_id for row in chosen})
        if draft.grant or rng.random() < 0.1:
            free = [
                row
                for row in world.volunteers
                if row.started_on is not None
                and row.started_on <= draft.day
                and (row.left_on is None or row.left_on >= draft.day)
                and (row.branch_id == draft.branch.id or draft.grant)
            ]
            draft.volunteers = rng.sample(free, k=min(len(free), 3 if draft.grant else rng.randint(1, 2)))
