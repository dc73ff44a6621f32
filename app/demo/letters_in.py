"""Conversations with all there is to say of them, and a letter that was received with its file."""

from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime

from app.demo.world import World
from app.domain.contacts import InteractionKind
from app.domain.incoming import read_letter
from app.domain.interactions import Direction, NextStep, Outcome
from app.services.incoming import keep_letter, keep_raw
from app.services.interactions import Facts, archive_interaction, note_interaction
from models.contacts import ContactEmail

K, D, End = InteractionKind, Direction, Outcome
# Days ago, kind, direction, minutes, outcome, outcome in words, subject, text, next step, in how many days.
SPOKEN = (
    (3, K.MEETING, None, 60, End.AGREED, "Щомісяця, починаючи з грудня", "Домовленість про читання для родин",
     "Обговорили розклад, залу та хто веде зустрічі.", "Надіслати партнерові графік читань", 4),
    (5, K.CALL, D.OUTGOING, 5, End.NO_ANSWER, "", "Запрошення на зустріч партнерів",
     "", "Передзвонити про зустріч партнерів", 2),
    (8, K.CALL, D.INCOMING, 15, End.CALL_BACK, "Чекають на рішення керівниці", "Запитання про оренду зали", "", "", 0),
    (12, K.EMAIL, D.OUTGOING, None, End.REFUSED, "Бюджет на рік уже розподілено", "Пропозиція спільної виставки",
     "Просили повернутися до розмови навесні.", "", 0),
    (20, K.LETTER, D.INCOMING, None, End.INFORMATION, "", "Зміна юридичної адреси",
     "Нова адреса чинна з першого числа.", "", 0),
)  # fmt: skip
TEXT = """Доброго дня!

Надсилаємо попередній перелік видань, які готові передати бібліотеці. Просимо підтвердити до п’ятниці.

З повагою
відділ партнерських програм

> Чи змогли б Ви надіслати перелік видань?
> Дякуємо за підтримку читачів.
"""


def add_letters_in(world: World) -> None:
    """Write down the conversations with one partner and its people, and the letter."""
    session, me = world.session, world.coordinator
    partner = next(row for row in world.partnerships if row.owner_id == me.id)
    organisation, guest = partner.organisation, world.givers[0]
    now = world.moment(world.today)
    for days, kind, way, minutes, outcome, note, subject, body, step, ahead in SPOKEN:
        plan = NextStep(step, world.today + timedelta(days=ahead), me.id) if step else None
        note_interaction(
            session,
            organisation,
            kind=kind,
            subject=subject,
            body=body,
            occurred_at=world.moment(world.workday(days), 11),
            by=me,
            now=now,
            direction=way,
            facts=Facts(
                minutes=minutes,
                outcome=outcome,
                outcome_note=note,
                next_step=plan,
                contact_ids=[guest.id],
                user_ids=[world.users["director"].id] if kind is K.MEETING else (),
                partnership_id=partner.id,
            ),
        )
    mistake = note_interaction(
        session, organisation, kind=K.NOTE, subject="Записано помилково", body="",
        occurred_at=world.moment(world.workday(30)), by=me, now=now,
    )  # fmt: skip
    archive_interaction(session, mistake, now=now)
    _receive(world, organisation.id)


def _receive(world: World, contact_id: int) -> None:
    """Take in a letter of the partner as a person would: through the file that a mail program saves."""
    session, now = world.session, world.moment(world.today)
    organisation = next(row.organisation for row in world.partnerships if row.organisation_id == contact_id)
    address = next((item.email for item in organisation.emails), "partner@library.example")
    if not organisation.emails:
        organisation.emails.append(ContactEmail(email=address))
    message = EmailMessage()
    message["From"] = f"{organisation.display_name} <{address}>"
    message["To"] = world.coordinator.email
    message["Subject"] = "Перелік видань для передавання"
    message["Date"] = format_datetime(world.moment(world.workday(2), 9))
    message["Message-ID"] = "<demo-letter@library.example>"
    message.set_content(TEXT)
    listed = "Назва;Примірники\nЛісова пісня;12\nКобзар;20\n".encode()
    message.add_attachment(listed, maintype="text", subtype="csv", filename="перелік видань.csv")
    raw = bytes(message)
    letter = read_letter(raw, now=now)
    keep_letter(
        session,
        world.store,
        organisation,
        keep_raw(world.store, raw, "letter.eml"),
        letter,
        subject=letter.subject,
        occurred_at=letter.sent_at or now,
        direction=D.INCOMING,
        contact_ids=(),
        user_ids=(),
        files=(0,),
        by=world.coordinator,
        now=now,
    )
