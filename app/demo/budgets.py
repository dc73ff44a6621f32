"""Budgets of the won grants: lines by category and source, with those who were paid."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from app.domain.grants import BudgetCategory, BudgetSource

B, S = BudgetCategory, BudgetSource


class Line(NamedTuple):
    """A budget line; `spent` is the share that was spent, in as many papers as `papers` says.

    `shared` is what other sources pay of it; `source` pays the rest, and the papers too. `over` is why more was spent
    than the agreement allows.
    """

    code: str
    category: BudgetCategory
    source: BudgetSource
    item: str
    unit: str
    quantity: int
    price: str
    counterparty: str
    papers: int = 1
    spent: float = 1.0
    shared: Mapping[BudgetSource, str] = MappingProxyType({})
    over: str = ""


class Move(NamedTuple):
    """Money that was moved between two lines so many days ago."""

    start: str
    end: str
    amount: str
    days: int
    reason: str
    consent: bool = False


NEARBY = (
    Line("1.1", B.STAFF, S.GRANT, "Винагорода координаторки проєкту", "міс.", 9, "12000", "Калинчук С.", 5),
    Line("1.2", B.STAFF, S.GRANT, "Винагорода фахівчині з комунікацій", "міс.", 9, "6000", "Малинюк З.", 3),
    Line("1.3", B.STAFF, S.GRANT, "Гонорари тренерів", "заняття", 24, "2500", "ФОП Ясенко М.", 4),
    Line("1.4", B.STAFF, S.GRANT, "Гонорар арттерапевтки", "заняття", 12, "1800", "ФОП Гайова Б.", 2),
    Line("2.1", B.SOCIAL_CONTRIBUTIONS, S.GRANT, "Єдиний соціальний внесок", "послуга", 1, "53592",
         "Державна податкова служба", 3),
    Line("3.1", B.TRAVEL, S.GRANT, "Проїзд тренерів", "поїздка", 10, "950", "Перевізник «Вербобус»", 2, 0.94),
    Line("3.2", B.TRAVEL, S.GRANT, "Проживання тренерів", "ніч", 8, "1400", "Готель «Над ставом»", 2),
    Line("3.3", B.TRAVEL, S.GRANT, "Кава-паузи для учасників", "особа", 420, "95", "Кав’ярня «Чорнильниця»", 4, 0.982),
    Line("4.1", B.RENT, S.GRANT, "Оренда сцени для фестивалю", "доба", 2, "9000", "Міський палац культури Вербограда"),
    Line("5.1", B.EQUIPMENT, S.GRANT, "Ноутбуки для навчання", "шт.", 6, "24500", "ТОВ «Вербонет»"),
    Line("5.2", B.EQUIPMENT, S.GRANT, "Проєктор з екраном", "компл.", 1, "38700", "ТОВ «Вербонет»"),
    Line("5.3", B.EQUIPMENT, S.GRANT, "Набір для запису подкастів", "компл.", 1, "27400", "ФОП Яворенко О.", 1,
         20000 / 27400, {S.OWN: "7400"}),
    Line("5.4", B.EQUIPMENT, S.GRANT, "Складні меблеві модулі", "компл.", 4, "16850",
         "Меблева майстерня «Дубовий листок»", 2),
    Line("6.1", B.MATERIALS, S.GRANT, "Художні матеріали", "компл.", 60, "240", "Крамниця ремесел «Клубочок»", 2),
    Line("6.2", B.MATERIALS, S.GRANT, "Канцелярія для тренінгів", "компл.", 150, "62", "ФОП Росинець Л."),
    Line("6.3", B.MATERIALS, S.GRANT, "Настільні ігри", "шт.", 20, "890", "ФОП Орішко Д."),
    Line("7.1", B.BOOKS, S.GRANT, "Книжки збільшеним шрифтом і шрифтом Брайля", "прим.", 80, "410",
         "Видавництво «Сьома гілка»"),
    Line("7.2", B.BOOKS, S.GRANT, "Книжки для мобільної полиці", "прим.", 300, "265", "Книгарня «Третя полиця»", 3),
    Line("8.1", B.PRINTING, S.GRANT, "Друк методичного посібника", "прим.", 300, "118", "Друкарня «Вербодрук»"),
    Line("8.2", B.PRINTING, S.GRANT, "Друк афіш і програм", "шт.", 600, "14", "Друкарня «Вербодрук»", 2, 0.995),
    Line("9.1", B.SERVICES, S.GRANT, "Зйомка й монтаж трьох роликів", "ролик", 3, "9800", "Телеканал «Верба-ТБ»", 3),
    Line("9.2", B.SERVICES, S.GRANT, "Переклад жестовою мовою", "год", 16, "900", "ФОП Синичук О.", 2),
    Line("9.3", B.SERVICES, S.GRANT, "Дизайн посібника та айдентики", "послуга", 1, "22000", "Студія дизайну «Кутник»"),
    Line("9.4", B.SERVICES, S.GRANT, "Виїзди мобільної полиці", "виїзд", 12, "1500", "Перевізник «Вербобус»", 3),
    Line("10.1", B.PROMOTION, S.GRANT, "Просування подій у соцмережах", "міс.", 8, "2500", "ФОП Малинюк З.", 3),
    Line("10.2", B.PROMOTION, S.GRANT, "Банери та стенди", "шт.", 4, "2450", "Друкарня «Вербодрук»"),
    Line("11.1", B.INDIRECT, S.GRANT, "Банківське обслуговування й поштові витрати", "послуга", 1, "12508",
         "Казначейський рахунок установи", 2, 0.91),
    Line("12.1", B.STAFF, S.OWN, "Оплата праці бібліотекарів на заходах", "міс.", 9, "6800", "Працівники системи", 3),
    Line("12.2", B.SERVICES, S.OWN, "Комунальні послуги та інтернет", "міс.", 9, "2400", "ТОВ «Вербонет»", 3, 0.968),
    Line("12.3", B.MATERIALS, S.OWN, "Витратні матеріали до техніки", "компл.", 1, "15200", "ФОП Росинець Л.", 1,
         7800 / 15200, {S.GRANT: "7400"}),
    Line("13.1", B.PROMOTION, S.PARTNER, "Ефірний час на радіо", "хв", 40, "450", "Радіо «Верба FM»"),
    Line("13.2", B.SERVICES, S.PARTNER, "Приміщення партнерів для виїзних подій", "подія", 6, "3000",
         "Молодіжний центр «Платформа 5»"),
    Line("13.3", B.BOOKS, S.PARTNER, "Подарункові книжки учасникам", "прим.", 60, "250", "Книгарня «Третя полиця»"),
    Line("14.1", B.STAFF, S.IN_KIND, "Волонтерська праця", "год", 120, "110", "Волонтери бібліотеки"),
)  # fmt: skip

CHALLENGE = (
    Line("1", B.STAFF, S.GRANT, "Ведучі майстерень", "заняття", 12, "140", "ФОП Яворенко О.", 3, 0.5),
    Line("2", B.STAFF, S.GRANT, "Координація громади", "міс.", 8, "180", "Калинчук С.", 3, 0.55),
    Line("3", B.EQUIPMENT, S.GRANT, "Переносна студія звуку", "компл.", 1, "1650", "ТОВ «Вербонет»", 1, 1.02),
    Line("4", B.EQUIPMENT, S.GRANT, "Складані столи й лави", "компл.", 6, "165", "Меблева майстерня «Дубовий листок»"),
    Line("5", B.MATERIALS, S.GRANT, "Матеріали для майстерень карт", "компл.", 40, "18",
         "Крамниця ремесел «Клубочок»", 2, 0.7),
    Line("6", B.TRAVEL, S.GRANT, "Поїздка на зустріч команд", "особа", 2, "520", "Авіакомпанія за квитками", 1, 1.12,
         over="Фонд погодив листом: квитки подорожчали"),
    Line("7", B.BOOKS, S.GRANT, "Книжки про довкілля", "прим.", 90, "9", "Видавництво «Сьома гілка»", 1, 0.6),
    Line("8", B.PRINTING, S.GRANT, "Друк мапи набережної", "прим.", 500, "1.2", "Друкарня «Вербодрук»", 1, 0.0),
    Line("9", B.PROMOTION, S.GRANT, "Промоція та відео", "послуга", 1, "700", "Телеканал «Верба-ТБ»", 1, 0.45),
    Line("10", B.INDIRECT, S.GRANT, "Адміністративні витрати", "послуга", 1, "370",
         "Казначейський рахунок установи", 1, 0.4),
    Line("11", B.RENT, S.OWN, "Приміщення та інтернет", "міс.", 8, "90", "ТОВ «Вербонет»", 2, 0.6),
    Line("12", B.SERVICES, S.PARTNER, "Екскурсовод краєзнавчого товариства", "подія", 8, "60",
         "Товариство «Стара брама»", 1, 0.5),
)  # fmt: skip

FORMER = (
    Line("1", B.STAFF, S.GRANT, "Тренери", "заняття", 30, "110", "ФОП Ясенко М.", 2),
    Line("2", B.EQUIPMENT, S.GRANT, "Планшети", "шт.", 14, "300", "ТОВ «Вербонет»"),
    Line("3", B.PRINTING, S.GRANT, "Посібник для читачів", "прим.", 500, "4.6", "Друкарня «Вербодрук»"),
    Line("4", B.STAFF, S.OWN, "Праця бібліотекарів", "міс.", 6, "100", "Працівники системи", 2),
)  # fmt: skip

# Drafts: one whose co-financing is a little short of what the call asks for, one with too many indirect costs.
SEASON = (
    Line("1", B.STAFF, S.GRANT, "Редакторка й авторка історій", "історія", 12, "9500", "", 1, 0.0),
    Line("2", B.SERVICES, S.GRANT, "Зйомка коротких фільмів", "фільм", 12, "24000", "", 1, 0.0),
    Line("3", B.EQUIPMENT, S.GRANT, "Інтерактивні вітрини", "шт.", 4, "58000", "", 1, 0.0,
         {S.OWN: "20000", S.PARTNER: "12000"}),
    Line("4", B.PROMOTION, S.GRANT, "Промоція в регіоні", "міс.", 8, "9750", "", 1, 0.0),
    Line("5", B.STAFF, S.OWN, "Праця бібліотекарів-екскурсоводів", "міс.", 8, "3500", "", 1, 0.0),
    Line("6", B.STAFF, S.IN_KIND, "Волонтери-провідники", "год", 150, "80", "", 1, 0.0),
)  # fmt: skip
STUDIO = (
    Line("1", B.EQUIPMENT, S.GRANT, "Мікрофони, мікшер і навушники", "компл.", 4, "780", "", 1, 0.0),
    Line("2", B.RENT, S.GRANT, "Звукоізоляція кімнати", "м²", 38, "40", "", 1, 0.0),
    Line("3", B.STAFF, S.GRANT, "Наставники студії", "заняття", 12, "30", "", 1, 0.0),
    Line("4", B.INDIRECT, S.GRANT, "Адміністративні витрати", "послуга", 1, "400", "", 1, 0.0),
)  # fmt: skip
BUDGETS = {"nearby": NEARBY, "challenge": CHALLENGE, "former": FORMER, "season": SEASON, "studio": STUDIO}
# Grants in hryvnias are kept in the accounts by these codes.
KEKV = {
    B.STAFF: "2111", B.SOCIAL_CONTRIBUTIONS: "2120", B.TRAVEL: "2250", B.EQUIPMENT: "3110", B.MATERIALS: "2210",
    B.BOOKS: "3110", B.PRINTING: "2240", B.SERVICES: "2240", B.PROMOTION: "2240", B.RENT: "2240", B.INDIRECT: "2240",
}  # fmt: skip
MOVES = {
    "challenge": (
        Move("8", "2", "55", 70, "Мапу друкуємо меншим накладом, зустрічей громади більше"),
        Move("9", "5", "110", 30, "Фонд погодив зміну: матеріалів для майстерень бракує", consent=True),
    ),
}
# Forms of funders: code, Ukrainian name, English name, our categories; the key is that of the funder or of the call.
FUNDER_FORM = (
    ("A1", "Персонал", "Staff", (B.STAFF, B.SOCIAL_CONTRIBUTIONS)),
    ("A2", "Проїзд і проживання", "Travel and subsistence", (B.TRAVEL,)),
    ("A3", "Обладнання, матеріали, комунікації", "Equipment, materials, communication",
     (B.EQUIPMENT, B.MATERIALS, B.BOOKS, B.PRINTING, B.PROMOTION)),
    ("A4", "Підряд і послуги", "Subcontracting and services", (B.SERVICES, B.RENT)),
    ("A6", "Непрямі витрати", "Indirect costs", (B.INDIRECT,)),
)  # fmt: skip
CALL_FORM = (
    ("1", "Обладнання", "Equipment", (B.EQUIPMENT,)),
    ("2", "Роботи", "Works", (B.RENT,)),
    ("3", "Адміністрування", "Administration", (B.INDIRECT,)),
)
# The days on which spending began and ended, reckoned back from today.
SPENDING = {"nearby": (288, 27), "challenge": (160, 8), "former": (640, 435)}
