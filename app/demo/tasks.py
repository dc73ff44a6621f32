"""Tasks of the demo accounts in every state, tasks that repeat, and checklists on their way."""

from datetime import time, timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import force_locale

from app.demo.world import World
from app.domain.grants import Stage
from app.domain.roles import Role
from app.domain.tasks import ChecklistTrigger, Priority, RepeatUnit, StepAssignee, TaskState
from app.services.checklists import (
    StepData,
    TemplateData,
    save_template,
    ship_checklists,
    start_checklists,
    start_for_memoranda,
)
from app.services.tasks import TaskData, add_task, cancel_task, do_task
from models.events import Event
from models.tasks import Task

# Whose, what, in how many days (None: without a date), further fields.
PLAIN: tuple[tuple[str, str, int | None, dict[str, Any]], ...] = (
    ("coordinator", "Надіслати донорові уточнення щодо кошторису", -2, {"priority": Priority.HIGH}),
    ("coordinator", "Зателефонувати до ліцею про спільний захід", 0, {"due_at": time(14, 30)}),
    ("coordinator", "Зібрати відгуки учасників студії", 1, {}),
    ("coordinator", "Підготувати тези виступу на раді директорів", 12, {"note": "Три слайди: кошти, партнери, події."}),
    ("coordinator", "Переглянути добірку конкурсів для бібліотек", None, {"priority": Priority.LOW}),
    ("staff", "Замовити папір і фарби для гуртка", -1, {}),
    ("staff", "Внести учасників учорашнього заходу", 0, {"priority": Priority.HIGH}),
    ("staff", "Оновити афішу біля входу", 4, {}),
    ("director", "Підписати меморандум із молодіжною радою", 0, {}),
    ("director", "Погодити план подій на наступний місяць", 6, {}),
    ("accountant", "Звірити надходження траншу з випискою", -3, {"priority": Priority.HIGH}),
    ("accountant", "Підготувати довідку про пожертви для звіту", 9, {}),
    ("admin", "Перевірити резервну копію на іншому комп’ютері", 3, {}),
)
REPEATING: tuple[tuple[str, str, int, RepeatUnit, int], ...] = (
    ("coordinator", "Переглянути нові конкурси на сайтах донорів", 0, RepeatUnit.WEEK, 1),
    ("staff", "Підтвердити години волонтерів", 2, RepeatUnit.WEEK, 1),
    ("accountant", "Внести курси валют за місяць", 5, RepeatUnit.MONTH, 1),
    ("admin", "Переглянути журнал дій", 20, RepeatUnit.MONTH, 3),
)
DONE = (
    ("coordinator", "Подякувати благодійникам за книжки", 3),
    ("staff", "Прибрати залу після майстерні", 1),
    ("director", "Затвердити правила користування студією", 5),
    ("accountant", "Надіслати квартальну довідку", 8),
    ("admin", "Додати облікові записи працівників філій", 14),
)


def add_tasks(world: World) -> None:
    """Add the tasks, the checklists, and what the checklists have made of them."""
    for who, title, days, fields in PLAIN:
        _add(world, who, title, days, **fields)
    for who, title, days, unit, every in REPEATING:
        _add(world, who, title, days, repeat_unit=unit, repeat_every=every)
    for who, title, ago in DONE:
        task = _add(world, who, title, -ago)
        now = world.moment(world.ago(ago), 15)
        do_task(world.session, task, by=world.users[who], now=now, today=world.ago(ago))
    dropped = _add(world, "coordinator", "Подати заявку на виставку, яку скасували", -6)
    cancel_task(world.session, dropped, by=world.coordinator, now=world.moment(world.ago(6)))
    _of_records(world)
    _checklists(world)


def _add(world: World, who: str, title: str, days: int | None, **fields: Any) -> Task:
    user = world.users[who]
    due_on = None if days is None else world.today + timedelta(days=days)
    records = {key: fields.pop(key) for key in list(fields) if key.endswith("_id")}
    data = TaskData(title, due_on, assignee_id=user.id, **fields)
    return add_task(
        world.session, title=title, due_on=due_on, assignee_id=user.id, by=world.coordinator, data=data, **records
    )


def _of_records(world: World) -> None:
    """Add tasks that belong to records of each kind."""
    session, staff = world.session, world.users["staff"]
    grant = next(item for item in world.applications.values() if item.stage is Stage.IMPLEMENTATION)
    _add(world, "coordinator", "Узгодити з донором перенесення статті видатків", 2, application_id=grant.id)
    _add(world, "coordinator", "Домовитися про зустріч щодо плану на рік", 5, contact_id=world.partners[0].id)
    _add(world, "director", "Обговорити умови співпраці", 8, partnership_id=world.partnerships[0].id)
    event = session.scalar(
        sa.select(Event)
        .where(Event.branch_id == staff.branch_id, Event.starts_on > world.today)
        .order_by(Event.starts_on)
    )
    if event is not None:
        _add(world, "staff", "Перевірити проєктор і мікрофони", 1, event_id=event.id)
    helper = next((item for item in world.volunteers if item.branch_id == staff.branch_id), world.volunteers[0])
    _add(world, "staff", "Видати посвідчення волонтера", 3, volunteer_id=helper.id)


def _template(world: World, data: TemplateData) -> None:
    save_template(world.session, None, data, now=world.moment(world.today))


def _checklists(world: World) -> None:
    """Write down the checklists that Mistok comes with and two more, and start them."""
    session, today = world.session, world.today
    with force_locale("uk"):
        ship_checklists(session, now=world.moment(today))
    _template(
        world,
        TemplateData(
            "Підготовка події",
            ChecklistTrigger.EVENT_PLANNED,
            steps=(
                StepData("Оголосити захід на сторінках бібліотеки", -14, assignee=StepAssignee.ROLE, role=Role.STAFF),
                StepData(
                    "Підготувати залу та техніку", -1, skip_weekends=False, assignee=StepAssignee.ROLE, role=Role.STAFF
                ),
                StepData("Внести відвідувачів і світлини", 1, assignee=StepAssignee.ROLE, role=Role.STAFF),
            ),
        ),
    )
    _template(
        world,
        TemplateData(
            "Новий благодійник",
            ChecklistTrigger.BY_HAND,
            is_active=False,
            steps=(StepData("Надіслати лист-подяку", 2), StepData("Запросити на захід", 30)),
        ),
    )
    start_for_memoranda(session, today=today)
    grant = next(item for item in world.applications.values() if item.stage is Stage.IMPLEMENTATION)
    trigger, begun = ChecklistTrigger.AWARD_RECEIVED, world.workday(9)
    for checklist in start_checklists(session, trigger, record=grant, on=begun, by=world.coordinator):
        steps = session.scalars(sa.select(Task).where(Task.checklist_id == checklist.id).order_by(Task.due_key)).all()
        for task in [step for step in steps if step.state is TaskState.OPEN][:2]:
            do_task(session, task, by=world.coordinator, now=world.moment(world.workday(5)), today=today)
