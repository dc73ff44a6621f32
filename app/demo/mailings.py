"""Letters: templates, a mailing that is done with every fate a letter can have, one that waits, and a draft."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import current_app

from app.demo.world import World
from app.domain.bounces import BounceKind, BounceSource, Report, SuppressionReason
from app.domain.letters import LetterStatus, TemplatePurpose
from app.domain.mailings import AudienceKind, MailingStatus, RecipientState, Trouble, Why
from app.jobs import jobs_of
from app.services.bounces import record_bounce, suppress
from app.services.letters import TemplateData, save_template
from app.services.mailing_sending import recipient_row
from app.services.mailings import MailingData, attach_job, save_mailing
from models.contacts import Contact, ContactEmail
from models.letters import Letter
from models.mailings import Mailing, MailingRecipient

TEMPLATES = (
    TemplateData(
        "Запрошення на зустріч партнерів",
        TemplatePurpose.PERSONAL,
        "uk",
        "Запрошуємо на зустріч партнерів бібліотеки",
        "{{greeting}}\n\nЗапрошуємо {{organisation|Вас}} на щорічну **зустріч партнерів**. Поговоримо про те, що "
        "вдалося разом, і складемо план на наступний рік.\n\nБудемо вдячні за відповідь до кінця тижня.\n\n"
        "{{my_name}}\n{{my_position}}\n{{library_name}}",
    ),
    TemplateData(
        "Подяка за дарунок",
        TemplatePurpose.PERSONAL,
        "uk",
        "Дякуємо за дарунок",
        "{{greeting}}\n\nЩиро дякуємо за книжки. Вони вже на полицях, і перші читачі взяли їх додому.\n\n{{my_name}}\n"
        "{{my_position}}",
    ),
    TemplateData(
        "Події місяця",
        TemplatePurpose.MAILING,
        "uk",
        "Події бібліотеки цього місяця",
        "{{greeting}}\n\nЦього місяця в бібліотеці:\n\n- **Казки під дубом** – щосуботи об 11:00\n- Розмовний клуб – "
        "щосереди о 18:00\n- Майстерня зі старих книжок – останньої неділі\n\nПриходьте самі й приводьте друзів.\n\n"
        "{{library_name}}\n{{library_address|}}",
    ),
)
FATES: tuple[tuple[RecipientState, str, str], ...] = (
    (RecipientState.FAILED, Trouble.REFUSED, "recipient refused: 550 5.1.1 No such user here"),
    (RecipientState.FAILED, Trouble.LATER, "recipient refused: 452 4.2.2 Mailbox full"),
    (RecipientState.SKIPPED, Why.NO_CONSENT, ""),
    (RecipientState.SKIPPED, Why.EMPTY_FIELD, "Організація"),
    (RecipientState.UNKNOWN, "", ""),
)
LETTERS = 34


def add_mailings(world: World) -> None:
    """Write the templates, the three mailings, a letter that did not leave and addresses without mailings."""
    session = world.session
    for data in TEMPLATES:
        save_template(session, data, template=None)
    known = session.execute(
        sa.select(Contact.id, Contact.display_name, ContactEmail.email)
        .join(ContactEmail, ContactEmail.contact_id == Contact.id)
        .where(Contact.archived_at.is_(None))
        .order_by(Contact.id, ContactEmail.position)
    )
    people = list({row.email: row for row in known}.values())[:LETTERS]
    _done(world, people)
    _scheduled(world)
    greeting = "{{greeting}}\n\nВітаємо зі святами!"
    _mailing(world, "Новорічні вітання", "Зі святами!", greeting, AudienceKind.ORGANISATIONS)
    if people:
        _stuck(world, people[0])


def _mailing(world: World, name: str, subject: str, body: str, audience: AudienceKind) -> Mailing:
    data = MailingData(name, "uk", subject, body, "mailing", audience, per_minute=60)
    return save_mailing(world.session, data, mailing=None, by=world.coordinator)


def _done(world: World, people: list[Any]) -> None:
    """Write down a mailing of three weeks ago."""
    session = world.session
    template = TEMPLATES[2]
    mailing = _mailing(world, "Події листопада", template.subject, template.body, AudienceKind.EVERYBODY)
    begun = world.moment(world.workday(21), 11)
    rows = [recipient_row(mailing.id, row.id, row.display_name, row.email, "library.example") for row in people]
    for place, row in enumerate(rows):
        at = begun + timedelta(seconds=place)
        row.update(state=RecipientState.SENT, reason="", detail="", sent_at=at, attempts=1)
    for row, (state, reason, detail) in zip(rows[-len(FATES) :], FATES, strict=False):
        row.update(state=state, reason=str(reason), detail=detail, sent_at=None)
    if rows:
        session.execute(sa.insert(MailingRecipient), rows)
    mailing.status, mailing.started_at = MailingStatus.DONE, begun
    mailing.finished_at = begun + timedelta(minutes=4)
    mailing.recipient_count = len(rows)
    mailing.excluded = {Why.NO_CONSENT.value: 41, Why.NO_EMAIL.value: 26, Why.MINOR.value: 2, Why.DUPLICATE.value: 1}
    session.flush()
    _afterwards(world, mailing)


def _afterwards(world: World, mailing: Mailing) -> None:
    """One reader left, one letter came back, one address does not exist."""
    session = world.session
    rows = list(
        session.scalars(
            sa.select(MailingRecipient).where(MailingRecipient.mailing_id == mailing.id).order_by(MailingRecipient.id)
        )
    )
    sent = [row for row in rows if row.state is RecipientState.SENT]
    if len(sent) < 3:
        return
    sent[1].unsubscribed_at = world.moment(world.workday(20), 9)
    suppress(
        session,
        sent[1].email,
        SuppressionReason.UNSUBSCRIBED,
        detail="",
        mailing_id=mailing.id,
        now=sent[1].unsubscribed_at,
    )
    returned = [(sent[2], BounceKind.SOFT, "4.2.2", "452 4.2.2 Mailbox full", BounceSource.REPORT)]
    returned += [
        (row, BounceKind.HARD, "5.1.1", row.detail, BounceSource.SERVER)
        for row in rows
        if row.reason == Trouble.REFUSED
    ]
    for row, kind, status, detail, source in returned:
        record_bounce(
            session,
            Report(row.email, kind, status, detail, row.message_id),
            source=source,
            recipient=row,
            now=world.moment(world.workday(20), 12),
        )


def _scheduled(world: World) -> None:
    """Write down a mailing that waits for the next week. The demo never really sends: its letters go into a folder."""
    template = TEMPLATES[2]
    mailing = _mailing(world, "Події наступного місяця", template.subject, template.body, AudienceKind.PEOPLE)
    mailing.scheduled_at = world.moment(world.workday(-9), 10)
    mailing.status = MailingStatus.SCHEDULED
    job = jobs_of(current_app).enqueue(
        world.session,
        "mailing",
        f"Розсилка: {mailing.name}",
        {"mailing_id": mailing.id},
        by_id=world.coordinator.id,
        not_before=mailing.scheduled_at,
    )
    attach_job(world.session, mailing, job)


def _stuck(world: World, person: Any) -> None:
    """Write down a letter that the mail server refused."""
    world.session.add(
        Letter(
            contact_id=person.id,
            email=person.email,
            subject="Уточнення щодо спільного заходу",
            body="{{greeting}}\n\nЧи зручно Вам у четвер о 15:00?",
            text="Добрий день!\n\nЧи зручно Вам у четвер о 15:00?\n",
            html="<p>Добрий день!</p><p>Чи зручно Вам у четвер о 15:00?</p>",
            status=LetterStatus.FAILED,
            trouble=Trouble.SERVER,
            detail="no connection to mail.library.example: Connection refused",
            message_id="<demo-letter@library.example>",
            author_id=world.coordinator.id,
            created_at=world.moment(world.workday(1), 16),
        )
    )
    world.session.flush()
