"""What was said: interactions with partners, givers and funders, and comments on records."""

import random
from typing import Any

import sqlalchemy as sa

from app.demo.world import World
from app.domain.contacts import InteractionKind
from app.domain.partnerships import PartnershipStage
from app.services.comments import add_comment
from models.interactions import Interaction

K = InteractionKind
Words = tuple[tuple[InteractionKind, str, str], ...]
WITH_PARTNERS: Words = (
    (K.MEETING, "Зустріч щодо плану на квартал", "Узгодили три спільні події та відповідальних."),
    (K.CALL, "Телефонна розмова про спільний захід", "Погодили дату, чекаємо на підтвердження ведучої."),
    (K.EMAIL, "Надіслано проєкт меморандуму", "Просять додати пункт про фотофіксацію."),
    (K.LETTER, "Лист-запрошення на фестиваль", ""),
    (K.NOTE, "Контактна особа у відпустці", "Повернутися до розмови за два тижні."),
    (K.CALL, "Уточнення щодо зали", "Потрібно 40 місць і проєктор."),
    (K.MEETING, "Підсумки спільної акції", "Обидві сторони задоволені, повторимо навесні."),
)
WITH_GIVERS: Words = (
    (K.LETTER, "Лист-подяка за дарунок", "Надіслано поштою з листівкою від читачів."),
    (K.CALL, "Подякували за внесок", "Цікавиться, на що витратили кошти; надішлемо світлини."),
    (K.EMAIL, "Звіт про використання внеску", ""),
)
WITH_FUNDERS: Words = (
    (K.EMAIL, "Запитання про прийнятні витрати", "Відповіли: техніка прийнятна, ремонт – ні."),
    (K.MEETING, "Онлайн-консультація для заявників", "Радять показати сталість і листи партнерів."),
    (K.CALL, "Уточнення щодо строку звіту", "Подовження можливе лише за листом до дати подання."),
)
COMMENTS = (
    (
        "monitor",
        "application",
        "nearby",
        8,
        "Моніторингова група переглянула матеріали: показники переконливі; радимо додати відгуки.",
    ),
    ("coordinator", "application", "nearby", 6, "Дякую! Відгуки учасників додаю до розділу «Результати»."),
    ("accountant", "application", "nearby", 4, "Реєстр документів звірено з виписками казначейства."),
    ("director", "application", "season", 2, "Кошторис виставки завеликий: прошу зменшити статтю оренди."),
    ("coordinator", "application", "challenge", 3, "Змістовий звіт прострочено: чекаємо на тексти від студії."),
    ("accountant", "application", "challenge", 2, "Другий транш надійде після подання звіту."),
    ("monitor", "application", "tech", 90, "Шкода. Радимо подати знову разом з ГО-партнером."),
    ("director", "application", "evz", 4, "Лист партнера буде в понеділок."),
)
ON_PARTNERS = (
    "Пропоную запросити на річну зустріч партнерів.",
    "Дуже надійний партнер: жодного зриву за рік.",
    "Меморандум варто поновити до кінця кварталу.",
    "Чи можна залучити їх і до сільських бібліотек?",
)
SPOKEN = 230


def add_talk(world: World) -> None:
    """Write the interactions and the comments."""
    rng = world.rng("talk")
    rows = [_interaction(world, rng) for _ in range(SPOKEN)]
    rows.sort(key=lambda row: row["occurred_at"])
    world.session.execute(sa.insert(Interaction), rows)
    for author, kind, key, days, body in COMMENTS:
        moment = world.moment(world.workday(days), 14)
        add_comment(world.session, kind, world.applications[key].id, body, by=world.users[author], now=moment)
    known = [row for row in world.partnerships if row.stage is PartnershipStage.ACTIVE]
    for number, partnership in enumerate(rng.sample(known, k=10)):
        writer = world.users[("monitor", "director", "coordinator")[number % 3]]
        moment = world.moment(world.workday(5 + number * 9), 15)
        add_comment(world.session, "partnership", partnership.id, ON_PARTNERS[number % 4], by=writer, now=moment)


def _interaction(world: World, rng: random.Random) -> dict[str, Any]:
    side = rng.random()
    words: Words
    if side < 0.7:
        moved = [row for row in world.partnerships if row.stage is not PartnershipStage.IDENTIFIED]
        contact_id, words = rng.choice(moved).organisation_id, WITH_PARTNERS
    elif side < 0.9:
        contact_id, words = rng.choice([*world.givers, *world.patrons]).id, WITH_GIVERS
    else:
        funders = [row.funder_id for row in world.applications.values()]
        contact_id, words = rng.choice(funders), WITH_FUNDERS
    kind, subject, body = rng.choice(words)
    at = world.moment(world.workday(rng.randint(1, 380)), rng.randint(9, 17), rng.choice((0, 15, 30, 45)))
    return {
        "contact_id": contact_id,
        "kind": kind,
        "occurred_at": at,
        "subject": subject,
        "body": body,
        "author_id": world.users["director" if rng.random() < 0.12 else "coordinator"].id,
        "created_at": at,
        "updated_at": at,
    }
