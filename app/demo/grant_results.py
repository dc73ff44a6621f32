"""What the grants promised and reached: activities, indicators, the texts of the report, photos and papers."""

from decimal import Decimal
from io import BytesIO
from pathlib import Path

import sqlalchemy as sa

from app.demo.grant_story import STORIES
from app.demo.photos import PICTURES, draw
from app.demo.world import World
from app.domain.events import EventStatus, Place
from app.domain.grant_counts import GrantCount
from app.domain.grants import NarrativeSection
from app.domain.volunteers import HoursStatus
from app.queries.budgets import budget
from app.queries.events import participants
from app.scope import EVERYTHING
from app.services.files import attach_file, describe_file
from app.services.grant_work import ActivityData, IndicatorData, save_activity, save_indicator, save_narrative
from models.events import Event
from models.grants import Application
from models.volunteers import HoursEntry

# Name, unit, baseline, target, achieved as typed or what is counted, source.
Indicator = tuple[str, str, int | None, int, int | GrantCount, str]
REACHED: dict[str, tuple[Indicator, ...]] = {
    "nearby": (
        ("Учасників подій проєкту", "осіб", 0, 1000, GrantCount.PARTICIPANTS, "Облік відвідувань подій"),
        ("Подій для громади", "подій", 0, 14, GrantCount.EVENTS, "Картки подій"),
        ("Годин волонтерської праці", "год", 0, 100, GrantCount.HOURS, "Журнал годин волонтерів"),
        ("Старших людей, які завершили цифровий курс", "осіб", 0, 40, 42, "Списки випускників курсу"),
        ("Навчених бібліотекарів", "осіб", 0, 25, 26, "Сертифікати тренінгу"),
        ("Нових партнерств", "партнерств", 2, 6, 7, "Меморандуми про співпрацю"),
        ("Учасників, задоволених подіями", "%", None, 85, 92, "Анкети після подій, 214 відповідей"),
    ),
    "challenge": (
        ("Мешканців, залучених до майстерень", "осіб", 0, 300, GrantCount.PARTICIPANTS, "Облік відвідувань подій"),
        ("Записаних усних історій", "історій", 0, 40, 18, "Архів студії"),
        ("Випусків екоподкасту", "випусків", 0, 8, 1, "Канал студії"),
    ),
    "former": (
        ("Навчених мешканців", "осіб", 0, 150, 156, "Списки учасників"),
        ("Підготовлених тренерів", "осіб", 0, 20, 24, "Сертифікати"),
    ),
}
# One file a report and language, with a heading a section; names in braces are filled from the records.
TEXTS = Path(__file__).with_name("texts")
PLACES = {Place.OFF_SITE: "виїзний захід", Place.ONLINE: "онлайн"}
LETTER = (
    "Лист підтримки (демонстраційний документ)\n\n"
    "Департамент культури підтримує проєкт «Бібліотека поруч: простір спільної дії».\n"
)


def add_results(world: World) -> None:
    """Write what each won grant did; the first one is complete, so that its report can be marked final."""
    for key in STORIES:
        _activities(world, key)
        _indicators(world, key)
    _narratives(world, "nearby", "uk")
    _narratives(world, "nearby", "en")
    _narratives(world, "challenge", "uk")
    _files(world)


def _activities(world: World, key: str) -> None:
    application = world.applications[key]
    events = {
        event.title: event
        for event in world.session.scalars(sa.select(Event).where(Event.application_id == application.id))
    }
    for step in STORIES[key]:
        if not step.promised:
            continue
        event = events.get(step.event)
        held = event is not None and event.status is EventStatus.HELD
        place = world.branch(step.branch).name
        if step.place in PLACES:
            place = f"{place}, {PLACES[step.place]}"
        save_activity(
            world.session,
            application,
            ActivityData(
                title=step.title,
                planned_from=world.ago(step.begins),
                planned_to=world.ago(step.ends),
                place=place,
                responsible=step.responsible,
                done_on=event.starts_on if event is not None and held else None,
                event_id=event.id if event else None,
            ),
            today=world.today,
        )


def _indicators(world: World, key: str) -> None:
    application = world.applications[key]
    for name, unit, baseline, target, achieved, source in REACHED[key]:
        counted = achieved if isinstance(achieved, GrantCount) else None
        save_indicator(
            world.session,
            application,
            IndicatorData(
                name=name,
                unit=unit,
                baseline=None if baseline is None else Decimal(baseline),
                target=Decimal(target),
                achieved=None if counted else Decimal(str(achieved)),
                counted=counted,
                source=source,
            ),
        )


def facts(world: World, application: Application) -> dict[str, Decimal]:
    """Return the figures that the texts and the indicators name, from the records themselves."""
    minutes = world.session.scalar(
        sa.select(sa.func.sum(HoursEntry.minutes)).where(
            HoursEntry.application_id == application.id, HoursEntry.status == HoursStatus.CONFIRMED
        )
    )
    held = world.session.scalar(
        sa.select(sa.func.count()).where(Event.application_id == application.id, Event.status == EventStatus.HELD)
    )
    money = budget(world.session, application.id).by_source()
    spent = sum((sums.actual for source, sums in money.items() if source.value == "grant"), Decimal(0))
    return {
        "participants": Decimal(participants(world.session, None, EVERYTHING, application_id=application.id)),
        "events": Decimal(held or 0),
        "hours": Decimal(minutes or 0) / 60,
        "spent": spent,
        "left": (application.awarded_amount or Decimal(0)) - spent,
    }


def _narratives(world: World, key: str, locale: str) -> None:
    application = world.applications[key]
    values = {name: _number(value, locale) for name, value in facts(world, application).items()}
    written = (TEXTS / f"{key}.{locale}.md").read_text(encoding="utf-8")
    for part in written.removeprefix("# ").split("\n# "):
        section, _, text = part.partition("\n")
        save_narrative(world.session, application, NarrativeSection(section), locale, text.format(**values), version=0)


def _number(value: Decimal, locale: str) -> str:
    """Write a number as the language does: «1 234,50» or “1,234.50”."""
    text = f"{value:,.2f}" if value != value.to_integral_value() else f"{value:,.0f}"
    return text if locale == "en" else text.replace(",", "\u00a0").replace(".", ",")


def _files(world: World) -> None:
    application = world.applications["nearby"]
    for number, picture in enumerate(PICTURES):
        row = attach_file(
            world.session,
            world.store,
            "application",
            application.id,
            BytesIO(draw(number)),
            f"nearby-{number + 1:02d}.jpg",
            by=world.coordinator,
        )
        describe_file(
            world.session,
            row,
            caption=picture.caption,
            credit="Місток, ілюстрація для демонстрації",
            alt_text=picture.alt,
            in_report=True,
        )
    letter = attach_file(
        world.session,
        world.store,
        "application",
        application.id,
        BytesIO(LETTER.encode()),
        "лист-підтримки.txt",
        by=world.coordinator,
    )
    describe_file(
        world.session, letter, caption="Лист підтримки департаменту культури", credit="", alt_text="", in_report=True
    )
