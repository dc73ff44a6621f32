"""What the library added to Mistok itself: groups of tags, own fields with values, saved views, a segment."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

import sqlalchemy as sa

from app.demo.world import World
from app.domain.contacts import ContactKind
from app.domain.custom_fields import FieldType, Value
from app.domain.saved_views import SavedState
from app.domain.tags import TagTone
from app.services.custom_field_values import insert_values
from app.services.custom_fields import FieldData, OptionData, archive_field, save_field
from app.services.saved_views import add_view
from app.services.tags import save_group, save_tag
from models.accounts import User
from models.base import utc_now
from models.contacts import Contact, Tag
from models.custom_fields import CustomField

COORDINATOR = "coordinator@demo.example"
GROUPS = (
    ("Коло бібліотеки", "Circle of the library", TagTone.INFO, False,
     ("читацький актив", "письменники", "митці", "тренери й лектори", "благодійники")),
    ("Робочі зв’язки", "Working contacts", TagTone.ACCENT, False,
     ("контактні особи", "журналісти", "моніторингова група")),
    ("Як спілкуємось", "How we talk", TagTone.SUCCESS, True, ("на «ти»", "офіційно")),
)  # fmt: skip
LANGUAGES = (("українська", "Ukrainian"), ("англійська", "English"), ("польська", "Polish"))


@dataclass
class _Fields:
    language: CustomField
    card: CustomField
    employees: CustomField
    audited: CustomField
    accessible: CustomField
    values: list[tuple[int, tuple[tuple[int, Value], ...]]] = field(default_factory=list)


def add_own_fields(world: World) -> None:
    """Group the tags, add fields and fill them in for most contacts, save three views and a segment."""
    _group_tags(world)
    fields = _make_fields(world)
    _fill(world, fields)
    insert_values(world.session, fields.values)
    _save_views(world, fields)


def _group_tags(world: World) -> None:
    session = world.session
    known = {tag.name: tag for tag in session.scalars(sa.select(Tag))}
    for name_uk, name_en, tone, is_exclusive, names in GROUPS:
        group = save_group(session, None, name_uk=name_uk, name_en=name_en, tone=tone, is_exclusive=is_exclusive)
        for name in names:
            save_tag(session, known.get(name), name=name, group=group)


def _make_fields(world: World) -> _Fields:
    session = world.session

    def add(type_: FieldType, name_uk: str, name_en: str, *, people: bool, **more: object) -> CustomField:
        data = FieldData(type_, name_uk, name_en, for_people=people, for_organisations=not people, **more)  # type: ignore[arg-type]
        return save_field(session, None, data)

    options = [OptionData(0, uk, en) for uk, en in LANGUAGES]
    made = _Fields(
        add(FieldType.CHOICE, "Мова спілкування", "Language", people=True, options=options),
        add(FieldType.TEXT, "Читацький квиток №", "Library card No.", people=True,
            help_text="Вісім цифр під штрихкодом."),
        add(FieldType.NUMBER, "Кількість працівників", "Number of employees", people=False),
        add(FieldType.DATE, "Останній аудит", "Last audit", people=False),
        add(FieldType.FLAG, "Приміщення доступне", "Premises are accessible", people=False,
            help_text="Пандус або вхід без сходинок."),
    )  # fmt: skip
    old = add(FieldType.TEXT, "Абонентська скринька", "P. O. box", people=False)
    archive_field(session, old, now=utc_now())
    return made


def _fill(world: World, fields: _Fields) -> None:
    rng = world.rng("own fields")
    options = [option.id for option in fields.language.options]
    for contact_id, kind in _contacts(world):
        values: list[tuple[int, Value]] = []
        if kind is ContactKind.PERSON:
            if rng.random() < 0.7:
                values.append((fields.language.id, rng.choices(options, weights=(16, 2, 1))[0]))
            if rng.random() < 0.5:
                values.append((fields.card.id, f"{rng.randint(10_000_000, 99_999_999)}"))
        elif rng.random() < 0.75:
            values.append((fields.employees.id, Decimal(rng.choice((3, 5, 8, 12, 20, 35, 60, 140)))))
            values.append((fields.accessible.id, rng.random() < 0.6))
            if rng.random() < 0.5:
                values.append((fields.audited.id, world.today - timedelta(days=rng.randint(30, 900))))
        if values:
            fields.values.append((contact_id, tuple(values)))


def _contacts(world: World) -> Iterable[tuple[int, ContactKind]]:
    statement = sa.select(Contact.id, Contact.kind).order_by(Contact.id)
    return [(row.id, row.kind) for row in world.session.execute(statement)]


def _save_views(world: World, fields: _Fields) -> None:
    session = world.session
    by = session.scalars(sa.select(User).where(User.email == COORDINATOR)).one()
    tags = {tag.name: tag.id for tag in session.scalars(sa.select(Tag))}
    writers = SavedState(filters={"tag": str(tags["письменники"])}, words={"tag": "Тег: письменники"}, sort="name")
    accessible = SavedState(
        filters={"kind": "organisation", f"custom_{fields.accessible.id}": "1"},
        words={"kind": "Вид: Організація", f"custom_{fields.accessible.id}": "Приміщення доступне: Так"},
    )
    news = SavedState(
        filters={"kind": "person", "email": "1", "tag": f"{tags['читацький актив']},{tags['благодійники']}"},
        words={"kind": "Вид: Особа", "email": "Є електронна адреса: Так", "tag": "Тег: читацький актив, благодійники"},
    )
    held = SavedState(filters={"status": "held"}, words={"status": "Статус: Проведено"}, sort="-date")
    for list_name, name, state, is_segment in (
        ("contacts", "Письменники", writers, False),
        ("contacts", "Доступні приміщення", accessible, False),
        ("contacts", "Розсилка новин", news, True),
        ("events", "Що відбулося", held, False),
    ):
        add_view(
            session,
            list_name=list_name,
            path=f"/{list_name}",
            name=name,
            state=state,
            by=by,
            is_shared=True,
            is_segment=is_segment,
        )
    add_view(
        session,
        list_name="contacts",
        path="/contacts",
        name="Без мови спілкування",
        state=SavedState(
            filters={"filled": f"-{fields.language.id}"}, words={"filled": "Мова спілкування: не заповнено"}
        ),
        by=by,
    )
