"""The forms of funders in the demo, and how far the applications to them are written."""

from typing import NamedTuple

from app.domain.application_work import TeamRole
from app.domain.text_limits import LimitUnit

W, C, L = LimitUnit.WORDS, LimitUnit.CHARACTERS, LimitUnit.CHARACTERS_WITHOUT_SPACES
R = TeamRole


class Asked(NamedTuple):
    """A section of a funder's form."""

    title: str
    hint: str
    limit: int | None = None
    unit: LimitUnit = W
    required: bool = True


class Paper(NamedTuple):
    """A document that a funder wants; `months` when it must be fresh."""

    title: str
    months: int | None = None
    required: bool = True
    hint: str = ""


FORM_UCF = (
    Asked("Короткий опис проєкту", "Що, для кого і з яким результатом. Цей текст публікують.", 90),
    Asked("Культурна потреба", "Яку проблему громади розв’язує проєкт і звідки вона відома.", 120),
    Asked("Мета і завдання", "До п’яти завдань, які можна перевірити.", 80),
    Asked("Заходи і команда", "Хто, що і коли робить.", 150),
    Asked("Очікувані результати", "Показники й спосіб їх вимірювання.", 100),
    Asked("Сталість", "Що лишиться після проєкту і хто за це платитиме.", 60),
    Asked("Додаткова інформація", "Посилання на портфоліо.", None, W, False),
)
PAPERS_UCF = (
    Paper("Витяг з ЄДР", 3),
    Paper("Рішення про неприбутковість"),
    Paper("Листи підтримки від партнерів", None, True, "Не менш як два"),
    Paper("Згода засновника", None, True, "За підписом департаменту культури"),
    Paper("Портфоліо", None, False),
)
FORM_EVZ = (
    Asked("Про бібліотеку і громаду", "Коротко: хто ви і для кого працюєте.", 700, C),
    Asked("Ідея проєкту", "Чому саме це місце потрібне людям.", 900, C),
    Asked("Як ви дізнаєтеся, що вдалося", "Показники.", 500, C),
)
FORM_HOE = (
    Asked("About the applicant", "Who you are and what you have already done.", 1200, C),
    Asked("Need for the equipment", "What it changes for your users.", 1500, C),
    Asked(
        "Sustainability", "How the equipment will be used after the grant.", 600, LimitUnit.CHARACTERS_WITHOUT_SPACES
    ),
)
# By the call: sections, documents, language.
FORMS: dict[str, tuple[tuple[Asked, ...], tuple[Paper, ...], str]] = {
    "ucf_next": (FORM_UCF, PAPERS_UCF, "uk"),
    "evz": (FORM_EVZ, (Paper("Статут"), Paper("Лист партнера")), "uk"),
    "hoe_next": (FORM_HOE, (Paper("Registration extract", 6), Paper("Price quotes")), "en"),
}


class Written(NamedTuple):
    """The text of a section: its place in the form, the words, whether it is ready, and blocks that were put in."""

    place: int
    text: str
    ready: bool = True
    blocks: tuple[str, ...] = ()


TEXTS: dict[str, tuple[Written, ...]] = {
    "season": (
        Written(1, "Бібліотека-музей розповість про місто дванадцятьма історіями. Раз на місяць одна з її кімнат"
                   " **оживає**: мешканці приносять речі, записують спогади й разом готують виставку. Наприкінці року"
                   " кожна історія матиме маршрут, аудіозапис і заняття для школярів."),
        Written(2, "Половина підлітків громади за рік не прочитала жодної книжки поза шкільною програмою. Найчастіша"
                   " причина – «немає цікавих книжок удома»: у сільських філіях фонд для підлітків не оновлювався п’ять"
                   " років.\n\nВодночас музейна кімната філії № 12 зберігає понад 300 речей, про які мешканці майже"
                   " нічого не знають: її відвідують лише екскурсії. Опитування читачів показало, що 62 % хотіли б"
                   " бувати тут частіше, якби в кімнаті щось відбувалося.", True, ("need_reading",)),
        Written(3, "Мета – щоб історія міста стала спільною справою різних поколінь.\n\n1. провести 12 відкритих"
                   " майстерень;\n2. записати 40 усних історій;\n3. створити 6 маршрутів для школярів."),
        Written(4, "Щомісяця – одна історія: тиждень збирання речей, майстерня, відкриття. Координує проєкт завідувачка"
                   " філії, тексти пише методистка, записи робить студія звуку. Два дводенні тренінги для 24"
                   " бібліотекарів: ведення діалогу, робота з групою, безпечний простір. Кожен учасник протягом місяця"
                   " проводить у своїй філії дві зустрічі й отримує відгук тренера.", False, ("activities",)),
        Written(5, "Учасників рахуємо на кожному заході за віковими групами, окремо очних та онлайн. Зміни оцінюємо"
                   " короткою анкетою до і після циклу. Дані зводимо щомісяця в єдиній системі: кожне число можна"
                   " розкрити до переліку заходів.\n\nОчікуємо: 12 виставок, 40 історій, 900 учасників, серед них 300"
                   " дітей і 120 людей старшого віку; 6 маршрутів, якими за рік пройдуть 45 шкільних груп; щонайменше"
                   " 20 публікацій у місцевих медіа та 5 000 прослухувань аудіозаписів. Окремо виміряємо, скільки"
                   " підлітків після проєкту стали постійними читачами філії, скільки родин прийшли вдруге, скільки"
                   " речей передано до музейної кімнати і скільки волонтерів провели хоча б одну екскурсію самостійно."
                   " Про все розкажемо у відкритому звіті.",
                False, ("results",)),
    ),
    "evz": (
        Written(1, "Філія № 3 працює у житловому районі, де немає жодного закладу культури. Щомісяця до неї приходять"
                   " 700 людей, переважно старшого віку та родини з дітьми."),
        Written(2, "«Тепла лава» – читальня-вітальня: круглий стіл, чайник, настільні ігри, полиця обміну книжками і"
                   " година розмов щовечора. Місце, де сусіди знайомляться."),
        Written(3, "Рахуємо відвідувачів за віковими групами. Через пів року запитаємо, скільки людей познайомилися із"
                   " сусідами: сподіваємося на кожного другого."),
    ),
    "together": (
        Written(1, "Відкритий простір для громадських ініціатив: кімната, техніка й куратор, який допоможе почати."),
        Written(3, "Громаді бракує місця, де ініціативна група може зібратися безкоштовно.", True, ("need_idps",)),
    ),
    "studio": (
        Written(1, "Verbohrad Library System unites **25 public libraries** of the city and its villages. More than"
                   " 41,000 readers use them, 9,900 of whom are children. The central library is open seven days a week"
                   " and accessible to wheelchair users.", True, ("about_en",)),
        Written(2, "Teenagers ask for a quiet place to record podcasts and music; the nearest studio is 70 km away.",
                False),
    ),
}  # fmt: skip
# By the application: account or nobody's place for a person among the contacts.
TEAMS: dict[str, tuple[tuple[TeamRole, str], ...]] = {
    "season": (
        (R.LEADER, "coordinator"),
        (R.WRITER, "coordinator"),
        (R.BUDGET, "accountant"),
        (R.DOCUMENTS, "accountant"),
        (R.REVIEWER, "director"),
        (R.PARTNERS, ""),
    ),
    "evz": ((R.LEADER, "coordinator"), (R.BUDGET, "accountant")),
    "together": ((R.LEADER, "director"), (R.WRITER, "coordinator")),
    "studio": ((R.LEADER, "coordinator"),),
}
