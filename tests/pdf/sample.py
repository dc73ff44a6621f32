# ruff: noqa: E501 - the lines are data; wrapped, they would be three times as long.
"""A rich invented grant report in Ukrainian, for tests of the paper and for looking at it."""

from __future__ import annotations

import io
import random
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

from PIL import Image, ImageDraw, ImageFilter

from app.domain.events import Mark
from app.domain.grant_report import GrantReport, ReportStatus
from app.domain.grants import (
    BudgetCategory,
    BudgetSource,
    DeliverableKind,
    DocumentType,
    NarrativeSection,
)
from app.domain.money import Currency, RateSource, quantize
from app.domain.periods import Period
from app.domain.report_gaps import mark_final
from app.domain.report_rows import (
    ActivityRow,
    FinanceLine,
    IndicatorRow,
    MonthRow,
    ParticipantsRow,
    ParticipantsTable,
    PartnerRow,
    Photo,
    Publication,
    Signature,
    SupportingDocument,
    Tranche,
    VolunteerRow,
)
from app.pdf import shrink_photo

D = Decimal


@cache
def photograph(seed: int, size: tuple[int, int] = (1800, 1350)) -> bytes:
    """A generated picture with as much detail as a room full of books, as a JPEG."""
    chance = random.Random(seed)
    picture = Image.new("RGB", size, (chance.randrange(170, 240), chance.randrange(170, 220), 190))
    draw = ImageDraw.Draw(picture)
    for shelf in range(4):
        x, bottom = 0, int(size[1] * (0.28 + 0.22 * shelf))
        while x < size[0]:
            width, height = chance.randrange(18, 70), chance.randrange(150, 260)
            tint = tuple(chance.randrange(30, 230) for _ in range(3))
            draw.rectangle((x, bottom - height, x + width, bottom), fill=tint)
            x += width + 3
        draw.rectangle((0, bottom, size[0], bottom + 22), fill=(120, 84, 50))
    noise = Image.effect_noise(size, 36).convert("RGB")
    out = io.BytesIO()
    Image.blend(picture, noise, 0.12).filter(ImageFilter.GaussianBlur(1)).save(out, "JPEG", quality=90)
    return out.getvalue()


@cache
def small_photograph(seed: int) -> bytes:
    """The same as the report gets it."""
    return shrink_photo(photograph(seed))


SUMMARY = """\
Проєкт «Бібліотека – міст громади» об'єднав шість філій Луцької системи публічних бібліотек навколо однієї \
думки: бібліотека є місцем, де люди знаходять одне одного. Упродовж чотирнадцяти місяців ми обладнали дві \
майстерні, навчили двадцять одного бібліотекаря вести групи взаємодопомоги та провели цикл подій для родин, \
які переїхали до міста через війну.

Найважливіше, чого вдалося досягти:

- **постійні групи** працюють у кожній з шести філій і збираються щонайменше двічі на місяць;
- волонтери відпрацювали понад 900 год, а це на третину більше, ніж планувалося;
- 18 організацій підписали меморандуми про співпрацю, і 11 з них уже провели власні події в бібліотеках;
- читальна зала філії № 6 на просп. Волі 10 стала доступною для людей на кріслах колісних.

Кошти використано за призначенням. Заощаджене на відрядженнях за згодою донора спрямовано на \
закупівлю української дитячої літератури."""

OBJECTIVES = """\
## Мета

Зробити філії місцем, у якому мешканці та переселенці 7–80 років учаться, творять і допомагають одне одному.

## Завдання

1. Обладнати дві відкриті майстерні: цифрову у філії № 3 і творчу у філії № 6.
2. Підготувати бібліотекарів і волонтерів до роботи з людьми, що пережили втрату.
3. Провести не менше ніж 120 подій з участю 2 500 осіб.
4. Налагодити сталу співпрацю з 15 партнерами.

## Контекст

За даними опитування 2024 року, кожна четверта родина переселенців у місті не мала місця, де діти могли б \
зустрічатися з однолітками після школи. Водночас філії мали приміщення, але не мали ні техніки, ні підготовлених \
людей. Проєкт відповідає на це поєднанням простору, знань і часу.

> «Ми прийшли по книжку, а лишилися на цілий рік», – сказала учасниця родинного клубу."""

LONG = """\
Цикл зустрічей тривав з вересня до червня. Теми обирали самі учасники: голосуванням наприкінці кожного місяця. \
Бібліотекарі вели щоденник спостережень, у якому занотовували, хто прийшов уперше, хто повернувся і що варто змінити.

Досвід перших місяців показав, що оголошення в месенджерах працюють удвічі краще за афіші, а особисте запрошення \
від бібліотекаря – учетверо. Тому з листопада кожна філія має відповідального за запрошення: цю роль узяли на себе \
волонтери-старшокласники.

Від початку ми домовилися рахувати участі, а не враження: кожну подію внесено до обліку того ж дня, кількість \
учасників за віком і способом участі перевірено, а фото зроблено лише за згодою."""

DIFFICULTIES = """\
### Перебої з електропостачанням

У січні та лютому 2025 року 14 подій довелося перенести. Ми придбали зарядну станцію за кошти співфінансування \
та склали гнучкий розклад: денні години для дітей, світлові «вікна» для майстерень.

### Зростання цін на обладнання

Інтерактивна панель подорожчала на 9 % порівняно з кошторисом. Різницю перекрито економією на відрядженнях; \
донор погодив зміну листом від 12.03.2025.

### Ризики на майбутнє

| Ризик | Імовірність | Що робимо |
|---|---|---|
| Вигорання волонтерів | середня | супервізія щокварталу |
| Знос техніки | низька | гарантія 36 місяців |
| Брак місць у групах | висока | запис онлайн і список очікування |"""

STORIES = {
    NarrativeSection.SUMMARY: SUMMARY,
    NarrativeSection.OBJECTIVES: OBJECTIVES,
    NarrativeSection.ACTIVITIES_TEXT: LONG,
    NarrativeSection.RESULTS_TEXT: "Усі цільові значення, крім одного, досягнуто або перевищено. Частка "
    "учасників, які повернулися, нижча за очікувану через літні переїзди родин.",
    NarrativeSection.BENEFICIARIES_TEXT: LONG.split("\n\n")[2],
    NarrativeSection.PARTNERS_TEXT: "Партнери надали приміщення, фахівців і матеріали; волонтери вели "
    "майстер-класи, читали вголос і допомагали з технікою.",
    NarrativeSection.COMMUNICATION: LONG.split("\n\n")[1]
    + "\n\nЛоготип донора розміщено на всіх афішах, на обладнанні та на сторінці проєкту. "
    "Про проєкт вийшло вісім публікацій, їх перелічено в додатках.",
    NarrativeSection.DIFFICULTIES: DIFFICULTIES,
    NarrativeSection.SUSTAINABILITY: "Після завершення проєкту обидві майстерні працюють у штатному режимі: "
    "їх утримання внесено до кошторису системи на 2026 рік.\n\n**Уроки:**\n\n1. Малі групи (до 12 осіб) тримаються довше.\n"
    "2. Бібліотекареві потрібна пара – волонтер, який знає громаду.\n3. Облік «у той самий день» заощаджує "
    "тиждень перед звітом.\n\n**Далі:** розширити групи на філії № 2, 5 і 9 та подати спільну заявку з партнерами.",
    NarrativeSection.FINANCE_TEXT: "Суми наведено у валюті гранту. Видатки в іноземній валюті перераховано за "
    "курсом НБУ на день платежу. ПДВ не сплачувався.",
}

_ITEMS: dict[BudgetCategory, tuple[str, ...]] = {
    BudgetCategory.STAFF: ("Координаторка проєкту", "Бухгалтер (0,25 ставки)", "Тренерка групи взаємодопомоги",
                           "Модератор цифрової майстерні", "Ілюстраторка посібника"),
    BudgetCategory.SOCIAL_CONTRIBUTIONS: ("ЄСВ на винагороди за цивільно-правовими договорами",),
    BudgetCategory.TRAVEL: ("Проїзд тренерів Київ – Луцьк – Київ", "Проживання тренерів", "Харчування учасників тренінгу",
                            "Проїзд волонтерів на виїзні події"),
    BudgetCategory.RENT: ("Оренда автобуса для виїзних подій", "Оренда звукового обладнання"),
    BudgetCategory.EQUIPMENT: ("Інтерактивна панель 65″", "Ноутбуки для цифрової майстерні", "3D-принтер",
                               "Проєктор і екран", "Зарядна станція", "Пандус і поручні", "Стелажі на колесах",
                               "Столи-трансформери", "Швейні машини"),
    BudgetCategory.MATERIALS: ("Пластик для друку", "Тканина і нитки", "Фарби та пензлі", "Настільні ігри",
                               "Канцелярське приладдя", "Набори для читання вголос"),
    BudgetCategory.BOOKS: ("Українська дитяча література", "Книжки великим шрифтом", "Аудіокнижки", "Комікси",
                           "Посібники для бібліотекарів"),
    BudgetCategory.PRINTING: ("Афіші А3", "Буклети українською й англійською", "Посібник «Міст громади»",
                              "Наліпки з логотипом донора"),
    BudgetCategory.SERVICES: ("Монтаж обладнання", "Супервізія для волонтерів", "Переклад жестовою мовою",
                              "Відеозйомка та монтаж", "Обслуговування сторінки проєкту", "Доставка меблів",
                              "Психологічна підтримка учасників", "Юридична консультація"),
    BudgetCategory.PROMOTION: ("Реклама в соціальних мережах", "Сувенірні торби", "Виїзна презентація"),
    BudgetCategory.INDIRECT: ("Комунальні послуги", "Зв’язок та інтернет", "Банківські послуги"),
    BudgetCategory.OTHER: ("Страхування обладнання", "Непередбачені видатки"),
}  # fmt: skip

_COUNTERPARTIES = (
    "ФОП Гончарук Л. М.", "ТОВ «Волинь-Техніка»", "ТОВ «Книжковий двір»", "ФОП Савчук Т. О.", "ТОВ «Друк-Сервіс»",
    "КП «Луцькавтотранс-Демо»", "ФОП Мельник Я. В.", "ТОВ «Майстерня меблів»",
)  # fmt: skip


def _finance(chance: random.Random) -> tuple[FinanceLine, ...]:
    lines = []
    sources = [BudgetSource.GRANT] * 6 + [BudgetSource.OWN, BudgetSource.PARTNER, BudgetSource.IN_KIND]
    for number, (category, items) in enumerate(_ITEMS.items(), 1):
        for place, item in enumerate(items, 1):
            planned = D(chance.randrange(40_00, 1180_00)) / 100
            spread = D(chance.randrange(82, 104)) / 100
            actual = planned if chance.random() < 0.3 else quantize(planned * spread + D("0.37"))
            lines.append(
                FinanceLine(
                    planned,
                    actual,
                    code=f"{number}.{place}",
                    category=category,
                    source=chance.choice(sources),
                    item=item,
                )
            )
    return tuple(lines)


def _documents(chance: random.Random, lines: tuple[FinanceLine, ...]) -> tuple[SupportingDocument, ...]:
    papers = []
    kinds = [DocumentType.INVOICE, DocumentType.DELIVERY_NOTE, DocumentType.ACT, DocumentType.CONTRACT]
    for line in lines:
        parts = [line.actual]
        if chance.random() < 0.15:
            first = quantize(line.actual * D("0.4"))
            parts = [first, line.actual - first]
        for part in parts:
            papers.append(
                SupportingDocument(
                    kind=chance.choice(kinds), number=f"{chance.randrange(11, 990)}/{chance.choice('АБВГ')}",
                    issued_on=date(2024, 9, 5) + timedelta(days=chance.randrange(400)),
                    counterparty=chance.choice(_COUNTERPARTIES), line_code=line.code, amount=part,
                    currency=Currency.EUR, grant_amount=part,
                )
            )  # fmt: skip
    return tuple(sorted(papers, key=lambda paper: paper.issued_on))


def _activities() -> tuple[ActivityRow, ...]:
    titles = (
        "Відбір філій і підписання меморандумів", "Закупівля та монтаж обладнання", "Тренінг для бібліотекарів «Як вести групу»",
        "Відкриття цифрової майстерні", "Відкриття творчої майстерні", "Родинний клуб «Веселий міст»: 24 зустрічі",
        "Голосні читання для дітей", "Розмовний клуб української мови", "Цифрова грамотність для людей 60+",
        "Виїзні події у прилеглих селах", "Фестиваль «Луцьк читає разом»", "Видання посібника та підсумкова зустріч",
        "Незалежне оцінювання результатів",
    )  # fmt: skip
    places = ("Центральна бібліотека", "Філія № 3", "Філія № 6", "Усі шість філій", "с. Прилуцьке")
    people = ("Оксана Ковальчук", "Ірина Бондар", "Назар Левчук")
    rows = []
    for number, title in enumerate(titles):
        start = date(2024, 9, 2) + timedelta(days=31 * number)
        rows.append(
            ActivityRow(
                title=title, planned_from=start, planned_to=start + timedelta(days=40),
                done_on=start + timedelta(days=36), place=places[number % 5], responsible=people[number % 3],
                participants=None if number < 2 else 40 + number * 37,
                note="Перенесено через відключення світла" if number == 7 else "",
            )
        )  # fmt: skip
    return tuple(rows)


def ukrainian(status: ReportStatus = ReportStatus.FINAL) -> GrantReport:
    """The complete report."""
    chance = random.Random(20260101)
    lines = _finance(chance)
    award = sum((line.planned for line in lines if line.source is BudgetSource.GRANT), D(0))
    parts = (quantize(award * D("0.5")), quantize(award * D("0.4")))
    captions = (
        "Цифрова майстерня у філії № 3 в день відкриття", "Родинний клуб шиє ляльок для вистави",
        "Голосні читання в дитячій залі", "Тренінг для бібліотекарів", "Розмовний клуб у садку бібліотеки",
        "Фестиваль «Луцьк читає разом»", "Пандус на просп. Волі 10", "Волонтери готують набори для читання",
        "Виїзна подія у с. Прилуцьке", "Заняття з цифрової грамотності для людей 60+", "Виставка робіт учасників",
        "Підсумкова зустріч партнерів",
    )  # fmt: skip
    months = tuple(
        MonthRow(
            date(2024 + (8 + k) // 12, (8 + k) % 12 + 1, 1),
            D(chance.randrange(700_00, 2900_00)) / 100,
            120 + chance.randrange(190),
            D(chance.randrange(40, 95)),
        )
        for k in range(14)
    )
    return GrantReport(
        kind=DeliverableKind.FINAL_REPORT,
        project_title="Бібліотека – міст громади: простори взаємодопомоги у шести філіях Луцька",
        agreement_number="HoE-2024/317-UA", agreement_on=date(2024, 8, 26), funder="House of Europe",
        call="Програма підтримки інфраструктури культури, раунд 2024 року",
        applicant="Луцька система публічних бібліотек",
        applicant_details="м. Луцьк, вул. Демонстраційна 1 · код 00000000 · biblioteka@demo.example · демонстраційні дані",
        period=Period(date(2024, 9, 1), date(2025, 11, 1)), currency=Currency.EUR, base_currency=Currency.UAH,
        award=award, award_base=quantize(award * D("45.65")), leader="Оксана Ковальчук", locale="uk", status=status,
        as_of=date(2025, 11, 24), narratives=STORIES, activities=_activities(),
        indicators=(
            IndicatorRow(name="Події проєкту", unit="подій", baseline=D(0), target=D(120), achieved=D(134), source="облік подій"),
            IndicatorRow(name="Участі в подіях", unit="осіб", baseline=D(0), target=D(2500), achieved=D(2869), source="облік подій"),
            IndicatorRow(name="Частка учасників, які прийшли повторно", unit="%", baseline=D("18.5"), target=D(40), achieved=D("37.2"), source="опитування, 214 відповідей"),
            IndicatorRow(name="Партнери з чинним меморандумом", unit="організацій", baseline=D(4), target=D(15), achieved=D(18), source="реєстр партнерств"),
            IndicatorRow(name="Години волонтерів", unit="год", baseline=D(120), target=D(700), achieved=D("917.5"), source="журнал годин"),
            IndicatorRow(name="Бібліотекарі, що пройшли навчання", unit="осіб", baseline=D(0), target=D(20), achieved=D(21), source="сертифікати"),
        ),
        participants=ParticipantsTable(
            rows=(
                ParticipantsRow("до 6", (214, 12), True), ParticipantsRow("7–14", (742, 61), True),
                ParticipantsRow("15–17", (288, 74), True), ParticipantsRow("18–35", (402, 133)),
                ParticipantsRow("36–59", (517, 96)), ParticipantsRow("60+", (301, 29)),
            ),
            marks=((Mark.IDPS, 1180), (Mark.VETERANS, 94), (Mark.DISABILITIES, 137), (Mark.MILITARY, 41)),
            events=134,
        ),
        partners=tuple(
            PartnerRow(name, what, paper)
            for name, what, paper in (
                ("Громадська організація «Спільний дім»", "Психологи для груп взаємодопомоги", "№ 12, чинний до 31.12.2027"),
                ("Ліцей № 77", "Старшокласники-волонтери, спортивна зала", "№ 14, чинний до 31.08.2026"),
                ("Майстерня «Голка»", "Навчання шиттю, тканина", ""),
                ("Волинський технічний коледж", "Наставники цифрової майстерні", "№ 3, чинний до 01.03.2028"),
                ("Книгарня «Літера Є»", "Знижка 20 % на закупівлю, авторські зустрічі", "№ 9, чинний до 31.12.2026"),
                ("Міський центр ветеранів", "Залучення ветеранських родин", "№ 21, чинний до 30.06.2027"),
                ("Театр ляльок «Рукавичка»", "Дві вистави та майстер-клас", ""),
            )
        ),
        volunteers=tuple(
            VolunteerRow(name, role, D(hours))
            for name, role, hours in (
                ("Марта Шевчук", "ведуча родинного клубу", "148.5"), ("Данило Кравець", "наставник цифрової майстерні", "132"),
                ("Соломія Гнатюк", "читання вголос", "121.25"), ("Єва Романюк", "шиття та ремонт", "104"),
                ("Іван Поліщук", "технічна підтримка", "96.75"), ("Ґалина Яцюк", "розмовний клуб", "91"),
                ("Олег Дем’янюк", "перевезення та монтаж", "80"), ("Їлина Ткач", "фото та відео", "77"),
                ("Уляна Захарчук", "запрошення й облік", "67"),
            )
        ),
        months=months, finance=lines,
        tranches=(
            Tranche(number=1, amount=parts[0], currency=Currency.EUR, base_amount=quantize(parts[0] * D("45.65")), rate=D("45.65"),
                    due_on=date(2024, 9, 10), received_on=date(2024, 9, 12), rate_on=date(2024, 9, 12), rate_source=RateSource.NBU, condition="після підписання договору"),
            Tranche(number=2, amount=parts[1], currency=Currency.EUR, base_amount=quantize(parts[1] * D("46.15")), rate=D("46.15"),
                    due_on=date(2025, 4, 1), received_on=date(2025, 4, 8), rate_on=date(2025, 4, 8), rate_source=RateSource.NBU, condition="після прийняття проміжного звіту"),
            Tranche(number=3, amount=award - sum(parts), currency=Currency.EUR, base_amount=quantize((award - sum(parts)) * D("48.24")), rate=D("48.24"),
                    due_on=date(2025, 12, 20), rate_on=date(2025, 11, 24), rate_source=RateSource.NBU, condition="після прийняття підсумкового звіту"),
        ),
        documents=_documents(chance, lines),
        photos=tuple(
            Photo(small_photograph(place), caption, "Їлина Ткач" if place % 2 else "архів бібліотеки",
                  f"Фотографія: {caption}")
            for place, caption in enumerate(captions)
        ),
        publications=tuple(
            Publication(title, outlet, date(2025, 1 + place, 11), f"https://news.example/lutsk/{place + 101}")
            for place, (title, outlet) in enumerate(
                (("У Луцьку відкрили цифрову майстерню", "Волинські вісті (вигадане видання)"),
                 ("Бібліотека, де шиють і програмують", "Місто-онлайн (вигадане видання)"),
                 ("Шість філій – один міст", "Радіо «Стир» (вигадане видання)"),
                 ("Як бабусі опанували планшет", "Місто-онлайн (вигадане видання)"))
            )
        ),
        annexes=("Списки учасників подій у зведеному вигляді, 24 с.", "Акти приймання-передачі обладнання, 9 с.",
                 "Договори з виконавцями, 31 с.", "Примірник посібника «Міст громади»"),
        signatures=(Signature("Керівниця проєкту", "Оксана Ковальчук"), Signature("Директор системи", "Тарас Мороз"),
                    Signature("Головна бухгалтерка", "Леся Панасюк")),
    )  # fmt: skip


@cache
def final_report() -> GrantReport:
    """Return the report as its author has marked it final."""
    return mark_final(ukrainian(ReportStatus.DRAFT))


def english() -> GrantReport:
    """The same figures with English words in the narrative."""
    return replace(
        ukrainian(), locale="en", project_title="The library as a bridge: rooms for mutual help in six branches of Lutsk",
        narratives=dict.fromkeys(STORIES, _ENGLISH), applicant="Lutsk public library system",
        call="Infrastructure programme, 2024 round",
    )  # fmt: skip


def empty_draft() -> GrantReport:
    """A report that somebody has only just begun."""
    return replace(
        ukrainian(ReportStatus.DRAFT), agreement_number="", agreement_on=None, period=None, award=None, award_base=None,
        narratives={}, activities=(), indicators=(), participants=ParticipantsTable(), partners=(), volunteers=(),
        months=(), finance=(), tranches=(), documents=(), photos=(), publications=(), annexes=(), signatures=(),
    )  # fmt: skip


_ENGLISH = """\
The project "Library as a bridge" brought six branches together around one idea: a library is a place where people \
find each other. In fourteen months we equipped two workshops, trained 21 librarians and held 134 events.

- Regular groups meet in every branch at least twice a month.
- Volunteers gave more than 900 hours - a third more than planned."""
