"""An invented list of partnerships, as `views.listing` would build it."""

from types import SimpleNamespace as Sample
from typing import Any

from markupsafe import Markup

from views.listing import EmptyState, FilterView, Head, cell_markup

_NAMES = (
    ("БФ «Читаймо разом»", "Активний", "success", "Олена Коваль", "482 300,00 ₴", "14", "02.11.2026"),
    ("ТОВ «Книгарня біля ратуші»", "Перемовини", "warning", "Ігор Панчук", "36 000,00 ₴", "3", "28.10.2026"),
    ("Ліцей № 12 імені Лесі Українки", "Активний", "success", "Марія Ґудзь", "—", "27", "27.10.2026"),
    ("Ґердан, ремісничий осередок", "Потенційний", "neutral", "П’єр Левицький", "—", "1", "20.10.2026"),
    ("House of Europe", "На розгляді", "info", "Олена Коваль", "610 000,00 ₴", "5", "19.10.2026"),
    ("Їдальня «Затишок»", "Протерміновано", "danger", "Ігор Панчук", "12 500,50 ₴", "2", "01.09.2026"),
    (
        "Громадська організація «Майстерня соціальних ініціатив Волині»",
        "Активний",
        "success",
        "Марія Ґудзь",
        "1 204 750,00 ₴",
        "41",
        "30.08.2026",
    ),
)

ROWS: list[Any] = [Sample(id=number, values=_NAMES[number % len(_NAMES)]) for number in range(14)]


def _head(key: str, label: str, kind: str, align: str = "start", **more: Any) -> Head:
    given: dict[str, Any] = {"primary": False, "secondary": False, "sort_url": "#", "sorted": None} | more
    return Head(key, label, kind, align, **given)


HEADS = [
    _head("name", "Назва", "link", primary=True, sorted="asc"),
    _head("stage", "Стан", "badge", secondary=True),
    _head("who", "Відповідальний", "person", sort_url=None),
    _head("events", "Заходи", "number", "end"),
    _head("last", "Останній контакт", "date"),
    _head("amount", "Залучено", "money", "end", secondary=True),
]


def _cells(row: Any) -> Markup:
    name, stage, tone, who, amount, events, day = row.values
    cells = [(name, "#"), (stage, None, tone), (who,), (events,), (day,), (amount,)]
    return Markup("").join(Markup(cell_markup(head, *cell)) for head, cell in zip(HEADS, cells, strict=True))  # noqa: S704


LISTING = Sample(
    title="Партнерства",
    rows=ROWS,
    columns=HEADS,
    cells=_cells,
    filters=[
        FilterView("stage", "Стан", "choice", [("active", "Активний"), ("lead", "Потенційний")], "active"),
        FilterView("branch", "Філія", "branch", [("1", "Центральна бібліотека"), ("2", "Філія № 5")], ""),
        FilterView("period", "Період", "period", [("q", "Цей квартал"), ("y", "Цей рік")], ""),
        FilterView("mou", "Меморандум", "flag", [("1", "Так"), ("0", "Ні")], ""),
    ],
    active_chips=[("Стан: Активний", "#"), ("Рік: 2026", "#")],
    query="",
    searchable=True,
    count_text="128 записів",
    prev_url=None,
    next_url="#",
    totals={"events": "186", "amount": "2 381 400,50 ₴"},
    export_urls={"csv": "#", "xlsx": "#"},
    views=[("list-ul", "Таблиця", "#", True), ("kanban", "Дошка", "#", False)],
    selectable=True,
    bulk_actions=[("Додати тег", "#", "tag"), ("До архіву", "#", "archive")],
    empty=EmptyState("people", "Ще немає партнерів", "Додайте першого, щоб бачити співпрацю."),
    row_class=None,
    name_of=lambda row: row.values[0],
)
