"""Invented records for the style guide. Their attributes are those that the components ask for."""

from types import SimpleNamespace as Sample
from typing import Any

from app.chart_style import Meaning
from app.charts import Panel, bar, line, panels

TONES = ("neutral", "info", "success", "warning", "danger", "accent")

TIMELINE = [
    Sample(
        icon="telephone",
        tone="info",
        title="Дзвінок: узгоджено бюджет",
        body="Фонд готовий збільшити частку на обладнання.",
        at="сьогодні, 10:42",
        who="Олена Коваль",
        url="#",
    ),
    Sample(
        icon="envelope",
        tone="neutral",
        title="Лист-подяку надіслано 14 благодійникам",
        body="",
        at="сьогодні, 09:10",
        who="Марія Ґудзь",
        url=None,
    ),
    Sample(
        icon="file-earmark-check",
        tone="success",
        title="Проміжний звіт подано",
        body="",
        at="учора, 17:35",
        who="Олена Коваль",
        url="#",
    ),
    Sample(
        icon="calendar-check",
        tone="accent",
        title="«Ніч у бібліотеці»: 212 учасників",
        body="",
        at="3 листопада",
        who="Філія № 5",
        url="#",
    ),
    Sample(
        icon="exclamation-triangle",
        tone="danger",
        title="Минув термін фінансового звіту",
        body="",
        at="1 листопада",
        who="",
        url=None,
    ),
]

STAGES = {
    "idea": "Ідея",
    "draft": "Підготовка",
    "submitted": "Подано",
    "review": "На розгляді",
    "rejected": "Відхилено",
}


def _card(number: int, title: str, **more: Any) -> Any:
    given = {"amount_text": "", "note": "", "due_text": "", "due_tone": "neutral", "who": "Олена Коваль"}
    moves = [
        ("draft", "Підготовка"),
        ("submitted", "Подано"),
        ("review", "На розгляді"),
        ("rejected", "Відхилено"),
    ]
    return Sample(id=number, title=title, url="#", move_url="#", version=1, moves=moves, **(given | more))


BOARD = [
    Sample(
        key="idea",
        title="Ідея",
        count=1,
        sum_text="",
        tone="neutral",
        cards=[
            _card(1, "Мобільна бібліотека для громади", note="Європейський Союз"),
        ],
    ),
    Sample(
        key="draft",
        title="Підготовка",
        count=2,
        sum_text="830 000 ₴",
        tone="accent",
        cards=[
            _card(
                2,
                "Інклюзивна читальня",
                amount_text="480 000 ₴",
                note="House of Europe",
                due_text="до 12.11.2026",
                due_tone="warning",
            ),
            _card(
                3,
                "Клуб розмовної української",
                amount_text="€ 8 500",
                note="Goethe-Institut",
                who="Марія Ґудзь",
            ),
        ],
    ),
    Sample(
        key="submitted",
        title="Подано",
        count=1,
        sum_text="1 250 000 ₴",
        tone="info",
        cards=[
            _card(4, "Цифровий хаб 60+", amount_text="1 250 000 ₴", note="УКФ", who="Ігор Панчук"),
        ],
    ),
    Sample(
        key="review",
        title="На розгляді",
        count=1,
        sum_text="610 000 ₴",
        tone="info",
        cards=[
            _card(
                5,
                "Читання без бар’єрів: шрифт Брайля у філіях",
                amount_text="610 000 ₴",
                note="Британська рада",
                due_text="протерміновано",
                due_tone="danger",
            ),
        ],
    ),
    Sample(key="rejected", title="Відхилено", count=0, sum_text="", tone="danger", cards=[]),
]
REASONS = [("low_score", "Низька оцінка"), ("not_eligible", "Не відповідає умовам участі")]

MONTHS = [
    {"month": f"2026-{number:02}-01", "money": money, "partners": partners, "participants": participants}
    for number, (money, partners, participants) in enumerate(
        [
            (62, 9, 410),
            (83, 9, 512),
            (68, 11, 630),
            (95, 12, 588),
            (110, 12, 702),
            (96, 14, 455),
            (115, 14, 320),
            (137, 15, 298),
            (122, 17, 640),
            (144, 18, 811),
            (165, 18, 905),
        ],
        start=1,
    )
]
_AGES = {"до 6": 120, "7–14": 412, "15–17": 208, "18–35": 340, "36–59": 288, "60+": 455}
CHART_LINE = line(
    MONTHS, x="month", value="money", title="Залучені кошти за місяцями", value_title="тис. ₴", locale="uk"
)
CHART_BAR = bar(
    [{"age": age, "count": count} for age, count in _AGES.items()],
    category="age",
    value="count",
    title="Учасники за віком",
    value_title="учасників",
    locale="uk",
    meaning=Meaning.PARTICIPANTS,
)
CHART_PANELS = panels(
    MONTHS,
    month="month",
    title="Кошти, партнери та учасники",
    locale="uk",
    series=[
        Panel("money", "Кошти, тис. ₴", Meaning.MONEY),
        Panel("partners", "Активні партнери", Meaning.PARTNERS),
        Panel("participants", "Учасники", Meaning.PARTICIPANTS),
    ],
)
CHART_TABLE = (
    [("Місяць", "start"), ("Залучено, тис. ₴", "end"), ("Партнери", "end"), ("Учасники", "end")],
    [[row["month"], row["money"], row["partners"], row["participants"]] for row in MONTHS],
    [
        "Разом",
        sum(int(str(row["money"])) for row in MONTHS),
        "",
        sum(int(str(row["participants"])) for row in MONTHS),
    ],
)
JOB = Sample(
    id=7,
    title="Імпорт контактів",
    done=640,
    total=2000,
    finished=False,
    failed=False,
    message="640 з 2 000 рядків",
    result_url=None,
)
JOB_DONE = Sample(
    id=8,
    title="Імпорт завершено.",
    done=2000,
    total=2000,
    finished=True,
    failed=False,
    message="Додано 1 948, пропущено 52.",
    result_url="#",
    result_text="Переглянути пропущені рядки",
)
MENU = [
    {"icon": "pencil", "text": "Редагувати", "url": "#"},
    {"icon": "file-earmark-pdf", "text": "Завантажити PDF", "url": "#"},
    {"icon": "archive", "text": "До архіву", "dialog": "archive", "danger": True},
]
TABS = [
    {"text": "Огляд", "url": "#", "active": True},
    {"text": "Бюджет", "url": "#"},
    {"text": "Звіти", "url": "#", "count": 3},
]
AGES = [("a6", "до 6"), ("a14", "7–14"), ("a17", "15–17"), ("a35", "18–35"), ("a59", "36–59"), ("a60", "60+")]
MODES = [("site", "На місці"), ("net", "Онлайн")]
COUNTS = {
    f"{age}-{mode}": {"name": f"count-{age}-{mode}", "value": None} for age, _age in AGES for mode, _mode in MODES
}
COUNTS["a14-site"]["value"] = "18"
COUNTS["a35-site"]["value"] = "7"
COUNTS["a35-net"]["value"] = "12"
