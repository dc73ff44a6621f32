"""The words by which budgets in spreadsheets name their columns and categories, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from app.domain.grants import BudgetCategory, BudgetSource
from app.domain.text import search_text


class Column(StrEnum):
    """What a column of a budget may hold."""

    CODE = "code"
    ITEM = "item"
    CATEGORY = "category"
    KEKV = "kekv"
    UNIT = "unit"
    QUANTITY = "quantity"
    PRICE = "price"
    TOTAL = "total"
    SOURCE = "source"
    GRANT = "grant"
    OWN = "own"
    PARTNER = "partner"
    IN_KIND = "in_kind"


C, B, S = Column, BudgetCategory, BudgetSource
AMOUNTS = {C.GRANT: S.GRANT, C.OWN: S.OWN, C.PARTNER: S.PARTNER, C.IN_KIND: S.IN_KIND}

SYNONYMS: Mapping[Column, tuple[str, ...]] = {
    C.CODE: ("Код", "№", "№ з/п", "Номер", "Шифр", "Рядок", "Code", "No.", "No", "#", "Number", "Line"),
    C.ITEM: (
        "На що", "Найменування витрат", "Найменування", "Стаття витрат", "Стаття", "Назва", "Витрати", "Опис",
        "Що саме", "Призначення", "What for", "Item", "Description", "Cost", "Costs", "Expense", "Budget line", "Name",
    ),
    C.CATEGORY: ("Категорія", "Розділ", "Група", "Вид витрат", "Category", "Section", "Group", "Cost category"),
    C.KEKV: ("КЕКВ", "Код КЕКВ", "KEKV", "Economic code"),
    C.UNIT: (
        "Одиниця", "Одиниця виміру", "Од. виміру", "Од.", "Од. вим.", "Unit", "Unit of measure", "Units",
    ),
    C.QUANTITY: ("Кількість", "К-сть", "К-ть", "Кільк.", "Quantity", "Qty", "Amount of units", "No. of units"),
    C.PRICE: (
        "Ціна", "Ціна за одиницю", "Вартість одиниці", "Вартість за одиницю", "Ціна, грн", "Ціна за одиницю, грн",
        "Price", "Unit price", "Unit cost", "Price per unit", "Rate",
    ),
    C.TOTAL: (
        "Заплановано", "Сума", "Разом", "Всього", "Усього", "Загальна сума", "Загальна вартість", "Вартість",
        "Сума, грн", "Разом, грн", "Planned", "Total", "Sum", "Amount", "Total cost", "Total amount", "Budget",
    ),
    C.SOURCE: ("Джерело", "Джерело фінансування", "Джерело коштів", "Source", "Source of funding", "Funding source"),
    C.GRANT: ("Грант", "Сума гранту", "За рахунок гранту", "Кошти гранту", "Кошти донора", "Grant", "Funder", "Donor"),
    C.OWN: (
        "Власний внесок", "Власні кошти", "Співфінансування", "Власне співфінансування", "Кошти заявника",
        "Own contribution", "Own", "Own funds", "Co-financing", "Cofinancing", "Applicant",
    ),
    C.PARTNER: (
        "Внесок партнера", "Внесок партнерів", "Партнер", "Партнери", "Кошти партнерів", "Partner’s contribution",
        "Partner", "Partners", "Partner contribution",
    ),
    C.IN_KIND: (
        "У натуральній формі", "Натуральний внесок", "Негрошовий внесок", "Внесок у натуральній формі",
        "Натуральна форма", "In kind", "In-kind", "In kind contribution",
    ),
}  # fmt: skip

CATEGORY_WORDS: Mapping[BudgetCategory, tuple[str, ...]] = {
    B.STAFF: (
        "Оплата праці й винагороди", "Оплата праці", "Винагороди", "Винагорода", "Гонорари", "Персонал",
        "Заробітна плата", "Зарплата", "Pay and fees", "Staff", "Salaries", "Personnel", "Fees",
    ),
    B.SOCIAL_CONTRIBUTIONS: (
        "Нарахування", "ЄСВ", "Нарахування (ЄСВ)", "Нарахування на оплату праці", "Єдиний соціальний внесок",
        "Social contributions", "Social security",
    ),
    B.TRAVEL: (
        "Відрядження, проїзд, проживання, харчування", "Проїзд, проживання й харчування", "Відрядження", "Проїзд",
        "Проживання", "Харчування", "Транспорт", "Travel, accommodation and meals", "Travel", "Accommodation", "Meals",
        "Travel and subsistence", "Subsistence",
    ),
    B.RENT: ("Оренда", "Rent"),
    B.EQUIPMENT: ("Обладнання", "Техніка", "Обладнання та інвентар", "Equipment"),
    B.MATERIALS: ("Матеріали", "Витратні матеріали", "Канцелярія", "Materials", "Supplies", "Consumables"),
    B.BOOKS: ("Книги та ресурси", "Книжки та ресурси", "Книги", "Книжки", "Література", "Books and resources", "Books"),
    B.PRINTING: ("Поліграфія", "Друк", "Поліграфічні послуги", "Printing"),
    B.SERVICES: (
        "Послуги та підряд", "Послуги", "Підряд", "Послуги сторонніх організацій",
        "Services and subcontracting", "Services", "Subcontracting",
    ),
    B.PROMOTION: ("Промоція", "Реклама", "Просування", "Комунікації", "Promotion", "Advertising", "Communication"),
    B.INDIRECT: (
        "Адміністративні та непрямі витрати", "Адміністративні/непрямі", "Адміністративні витрати", "Непрямі витрати",
        "Administrative and indirect costs", "Indirect", "Indirect costs", "Overheads", "Administrative costs",
    ),
    B.OTHER: ("Інше", "Інші витрати", "Інші", "Other costs", "Other"),
}  # fmt: skip

TOTALS = frozenset(
    search_text(word)
    for word in ("Разом", "Всього", "Усього", "Загалом", "Підсумок", "Total", "Sum", "Subtotal", "Grand")
)
_CONJUNCTIONS = frozenset({"і", "й", "та", "and"})


def category_key(text: str) -> str:
    """Fold the words of a category so that «книги та ресурси», «книги й ресурси» and «книги/ресурси» are the same."""
    return " ".join(word for word in search_text(text).split() if word not in _CONJUNCTIONS)


CATEGORIES = {category_key(word): category for category, words in CATEGORY_WORDS.items() for word in words} | {
    category_key(category.value): category for category in B
}
SOURCES = {search_text(word): source for column, source in AMOUNTS.items() for word in SYNONYMS[column]}
