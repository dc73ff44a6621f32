"""templates of memoranda and the texts drafted from them

Two templates come with Mistok; an institution changes them as it likes.

Revision ID: 0017
Revises: 0016
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

UKRAINIAN = """**{{library_name}}** (далі – Бібліотека), від імені якої діє {{library_signatory}}, та **{{partner_legal_name}}** (далі – Партнер), від імені якого діє {{partner_signatory}}, разом – Сторони, домовилися про таке.

## Для чого ми працюємо разом

1. Сторони об’єднують свої можливості, щоб мешканці громади мали більше нагод читати, навчатися, зустрічатися і творити.
1. Сторони діють на засадах рівності, відкритості та взаємної поваги. Участь у спільних заходах для мешканців безоплатна, якщо Сторони письмово не домовилися інакше.

## Що робить Бібліотека

{{library_gives}}

## Що робить Партнер

{{partner_gives}}

## Як ми домовляємося

1. Про кожен спільний захід Сторони домовляються окремо: узгоджують дату, місце, відповідальних осіб і те, що готує кожна Сторона.
1. Кожна Сторона визначає особу для щоденного зв’язку і повідомляє іншу Сторону, коли ця особа змінюється.
1. Розповідаючи про спільну роботу, кожна Сторона називає іншу. Назву та логотип іншої Сторони використовують лише за її згодою.
1. Персональні дані учасників Сторони обробляють лише тією мірою, якої потребує захід, і не передають третім особам.

## Кошти й майно

1. Цей меморандум не створює фінансових зобов’язань. Передання майна, оплату послуг чи спільне фінансування Сторони оформлюють окремим договором або актом.
1. Речі, що їх одна Сторона принесла на захід, лишаються її власністю, якщо не складено акта передання.

## Строк дії

1. Меморандум діє від {{valid_from}} до {{valid_until}}.
1. Раз на рік Сторони разом переглядають зроблене і вирішують, що змінити. Зміни роблять письмово за згодою обох Сторін.
1. Кожна Сторона може припинити меморандум, письмово повідомивши іншу за 30 днів. Розпочаті заходи Сторони доводять до кінця.

## Прикінцеві положення

1. Непорозуміння Сторони розв’язують переговорами.
1. Меморандум складено українською мовою у двох примірниках однакової сили, по одному для кожної Сторони.
"""

ENGLISH = """**{{library_name}}** (the Library), represented by {{library_signatory}}, and **{{partner_legal_name}}** (the Partner), represented by {{partner_signatory}}, together the Parties, have agreed as follows.

## Why we work together

1. The Parties join what they have and know, so that people of the community find more occasions to read, learn, meet and create.
1. The Parties work as equals, openly and with respect. Joint events are free of charge for the public unless the Parties agree otherwise in writing.

## What the Library does

{{library_gives}}

## What the Partner does

{{partner_gives}}

## How we agree on things

1. The Parties settle each joint event by itself: the date, the place, the people in charge and what each Party prepares.
1. Each Party names a person for everyday contact and tells the other Party when this person changes.
1. Speaking of joint work in public, each Party names the other. The name and logo of the other Party are used with its consent only.
1. The Parties process personal data of participants only as far as an event needs them, and hand them to nobody else.

## Money and property

1. This memorandum creates no financial obligations. Transfers of property, paid services and joint financing are settled by a separate agreement or act.
1. Things that a Party brings to an event remain its property unless a transfer act says otherwise.

## Term

1. The memorandum is valid from {{valid_from}} until {{valid_until}}.
1. Once a year the Parties look together at what was done and decide what to change. Changes are made in writing and by consent of both Parties.
1. Either Party may end the memorandum by telling the other in writing 30 days ahead. Events that have begun are brought to their end.

## Final provisions

1. The Parties settle disagreements by talking.
1. The memorandum is made in two copies of equal force, one for each Party.
"""

# Name, key that it is found by, language, title, text.
STARTING = (
    ("Меморандум про співпрацю", "меморандум про співпрацю", "uk", "Меморандум про співпрацю № {{number}}", UKRAINIAN),
    ("Memorandum of cooperation", "memorandum of cooperation", "en", "Memorandum of Cooperation No. {{number}}", ENGLISH),
)


def upgrade():
    templates = op.create_table(
        "memorandum_templates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("key", sa.String(length=240), nullable=False),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("locale IN ('uk', 'en')", name=op.f("ck_memorandum_templates_locale_known")),
        sa.CheckConstraint("length(name) > 0", name=op.f("ck_memorandum_templates_name_not_empty")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memorandum_templates")),
        sa.UniqueConstraint("key", name=op.f("uq_memorandum_templates_key")),
    )
    op.create_table(
        "memorandum_texts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("dated", sa.Date(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("library_party", sa.Text(), nullable=False),
        sa.Column("library_signatory", sa.String(length=200), nullable=False),
        sa.Column("partner_party", sa.Text(), nullable=False),
        sa.Column("partner_signatory", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("locale IN ('uk', 'en')", name=op.f("ck_memorandum_texts_locale_known")),
        sa.ForeignKeyConstraint(
            ["agreement_id"],
            ["agreements.id"],
            name=op.f("fk_memorandum_texts_agreement_id_agreements"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memorandum_texts")),
        sa.UniqueConstraint("agreement_id", name=op.f("uq_memorandum_texts_agreement_id")),
    )
    now = datetime.now(UTC)
    op.bulk_insert(
        templates,
        [
            {"name": name, "key": key, "locale": locale, "title": title, "body": body,
             "created_at": now, "updated_at": now, "version": 1}
            for name, key, locale, title, body in STARTING
        ],
    )


def downgrade():
    op.drop_table("memorandum_texts")
    op.drop_table("memorandum_templates")
