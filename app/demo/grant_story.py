"""What the grants of the demo did and will do: promised activities and the events that fulfilled them.

Days are reckoned back from today; negative ones lie ahead.
"""

from typing import NamedTuple

from app.domain.events import EventType, Place

T = EventType


class Step(NamedTuple):
    """A promised activity and its event.

    Attributes:
        begins, ends: the promised days.
        held: the day of the event; None when there is none yet.
        people: who came, or how many are expected.
        promised: False for an event beyond the plan.
    """

    begins: int
    ends: int
    held: int | None
    branch: str
    event_type: EventType
    title: str
    event: str
    people: int
    audience: str
    responsible: str
    place: Place = Place.ON_SITE
    promised: bool = True
    news: bool = False


NEARBY = (
    Step(296, 286, 290, "CB", T.BOOK_PRESENTATION, "Відкриття проєкту для громади",
         "Відкриття проєкту «Бібліотека поруч»",
         84, "all", "Соломія Калинчук", news=True),
    Step(280, 262, 269, "CB", T.TRAINING, "Навчання бібліотекарів-фасилітаторів",
         "Тренінг «Бібліотекар як фасилітатор»", 26, "adults", "Мирослава Ясенко"),
    Step(258, 236, 244, "HB", T.TRAINING, "Дизайн-майстерня спільного простору з мешканцями",
         "Майстерня «Яким буде наш простір»", 38, "youth", "Соломія Калинчук"),
    Step(234, 205, 221, "F06", T.DIGITAL_EDUCATION, "Курс цифрової грамотності для старших людей",
         "Цифровий курс «Онлайн без страху», випуск", 42, "seniors", "Дарина Левадна", news=True),
    Step(215, 180, 198, "ST", T.ART_THERAPY, "Цикл арттерапії для родин переселенців",
         "Арттерапія «Дім усередині», підсумкова зустріч", 57, "all", "Злата Малинюк"),
    Step(195, 165, 176, "CD", T.PERFORMANCE, "Лялькова вистава, створена дітьми",
         "Лялькова вистава «Міст через річку»", 118, "children", "Ярина Стельмашук", news=True),
    Step(170, 140, 155, "CB", T.LITERARY_MEETING, "Діалоги «Жива бібліотека»: люди замість книжок",
         "«Жива бібліотека»: розмови з ветеранами і переселенцями", 96, "adults", "Богдана Гайова", news=True),
    Step(145, 110, 128, "V02", T.FLASH_MOB, "Виїзди мобільної полиці до сіл громади",
         "Мобільна полиця у Верболозах", 73, "all", "Арсен Терлецьків", Place.OFF_SITE),
    Step(120, 90, 104, "HB", T.MASTER_CLASS, "Студія подкастів для підлітків",
         "Студія подкастів «Голос підлітка»: прем’єра",
         64, "youth", "Остап Яворенко"),
    Step(92, 65, 79, "F03", T.EXCURSION, "Прогулянки для людей з порушеннями зору",
         "Тактильна прогулянка «Місто на дотик»", 29, "seniors", "Роксолана Журавлишин", Place.OFF_SITE),
    Step(70, 45, 58, "CB", T.LECTURE, "Онлайн-лекторій для бібліотек області",
         "Онлайн-лекторій «Бібліотека, де чекають»",
         142, "adults", "Мирослава Ясенко", Place.ONLINE),
    Step(44, 26, 33, "CB", T.CHARITY_FAIR, "Підсумковий фестиваль громади", "Фестиваль «Бібліотека поруч»", 236, "all",
         "Соломія Калинчук", news=True),
    Step(228, 228, 228, "F06", T.DIGITAL_EDUCATION, "", "Цифровий курс: перше знайомство зі смартфоном", 31, "seniors",
         "", promised=False),
    Step(205, 205, 205, "ST", T.ART_THERAPY, "", "Арттерапія «Кольори літа» для підлітків", 34, "youth", "",
         promised=False),
    Step(116, 116, 116, "V05", T.FLASH_MOB, "", "Мобільна полиця у Дубовій Греблі", 48, "all", "", Place.OFF_SITE,
         promised=False),
    Step(51, 51, 51, "CB", T.BOOK_PRESENTATION, "", "Презентація посібника «Простір спільної дії»", 67, "adults", "",
         promised=False, news=True),
)  # fmt: skip

CHALLENGE = (
    Step(160, 150, 153, "HB", T.TRAINING, "Стартова зустріч команди й партнерів", "Стартова зустріч «Річка єднає»", 28,
         "adults", "Соломія Калинчук", news=True),
    Step(140, 115, 124, "HB", T.MASTER_CLASS, "Майстерня карт: мешканці малюють набережну",
         "Майстерня карт «Наша набережна»", 46, "youth", "Остап Яворенко"),
    Step(110, 80, 92, "F12", T.LITERARY_MEETING, "Збирання усних історій про річку",
         "Вечір усних історій «Річка пам’ятає»",
         39, "seniors", "Роксолана Журавлишин", news=True),
    Step(75, 50, 61, "HB", T.FLASH_MOB, "Толока і читальня просто неба", "Толока й читальня на набережній", 87, "all",
         "Богдана Гайова", Place.OFF_SITE),
    Step(45, 20, 27, "ST", T.CLUB, "Студія дитячих екоподкастів", "Студія екоподкастів: перший випуск", 23, "children",
         "Ярина Стельмашук"),
    Step(30, 12, None, "CB", T.LECTURE, "Відкрита лекція про річкові екосистеми", "", 0, "adults", "Мирослава Ясенко"),
    Step(10, -12, -6, "HB", T.QUEST_OR_GAME, "Квест набережною для родин", "Квест «Стежками річки»", 60, "all",
         "Остап Яворенко", Place.OFF_SITE),
    Step(-15, -40, -24, "CB", T.TRAINING, "Обмін досвідом з бібліотеками-партнерами",
         "Онлайн-обмін досвідом з бібліотеками Європи", 40, "adults", "Соломія Калинчук", Place.ONLINE),
    Step(-60, -90, None, "HB", T.OTHER, "Виставка карт та історій", "", 0, "all", "Злата Малинюк"),
)  # fmt: skip

FORMER = (
    Step(640, 600, 621, "CB", T.TRAINING, "Навчання тренерів з медіаграмотності",
         "Тренінг «Медіаграмотний бібліотекар»",
         24, "adults", "Мирослава Ясенко"),
    Step(590, 540, 566, "F04", T.TRAINING, "Майстерні для підлітків", "Майстерня «Факт чи вигадка»", 41, "youth",
         "Остап Яворенко"),
    Step(530, 480, 505, "F10", T.LECTURE, "Лекції для старших людей", "Лекція «Перевір, перш ніж поширити»", 33,
         "seniors", "Роксолана Журавлишин"),
    Step(470, 440, 452, "CB", T.CONTEST, "Підсумковий конкурс", "Конкурс «Найуважніший читач новин»", 58, "all",
         "Соломія Калинчук"),
)  # fmt: skip

STORIES = {"nearby": NEARBY, "challenge": CHALLENGE, "former": FORMER}
